"""One unmodified process with all platforms, and whatever can go wrong around it."""
