"""The times between the drawings of a reply."""

HESITATION_SECONDS = 0.4
"""Seconds before the first drawing. An answer that is complete by then takes one message."""
UNSHOWN_SECONDS = 0.1
"""Seconds until the next drawing after one that had nothing to show yet."""
INTERVALS = {"live": 1.0, "calm": 4.0}
"""The least seconds between two drawings."""
