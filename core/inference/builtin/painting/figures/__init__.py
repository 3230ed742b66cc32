"""Everything the painter can draw, one function a figure."""
