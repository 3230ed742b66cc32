"""All HTTP of the process: one listener, on which each path has its own application."""
