"""Painting by rules: words become a brief, a brief becomes layers, layers become a picture."""
