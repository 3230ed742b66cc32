"""Loopback servers that behave like the real platforms."""
