"""Benchmarks of Troubadour beside a bare minimum, both measured in the same run on the same machine.

Only ratios can be compared between machines. `make bench` prints a table.
"""
