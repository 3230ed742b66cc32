"""The terminal: one command a time, or a session."""
