"""Pictures by rules: a prompt becomes a brief, the brief becomes layers, and the layers become a picture."""
