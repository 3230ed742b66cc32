"""The terminal: a single command, or a session."""
