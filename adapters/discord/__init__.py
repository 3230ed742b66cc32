"""The Discord adapter. `declaration` says what it is without importing discord.py."""
