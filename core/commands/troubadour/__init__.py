"""`/troubadour …`: the commands that manage the bot."""
