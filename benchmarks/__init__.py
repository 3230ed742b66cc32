"""What Troubadour costs beside doing the bare minimum, both measured in the same run on the same machine.

Only ratios are worth comparing between machines. `make bench` prints a table.
"""
