"""What administrators read of the bot, in sentences. Nothing here knows the context of a command."""
