"""The state of the bot for administrators, in sentences. Nothing here knows the context of a command."""
