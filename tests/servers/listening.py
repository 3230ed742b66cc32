"""How servers on loopback listen."""

BACKLOG = 2048
"""Connections that may wait to be accepted. With aiohttp's 128, a crowd tries again after a second."""
