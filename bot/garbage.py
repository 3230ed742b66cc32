"""Python's collector of garbage, set for a process that runs for months."""

import gc

YOUNG_OBJECTS, OLDER = 20_000, 20
"""New objects before a collection, and collections of one generation before one of the next. With Python's own 700 and
10, a crowd of commands sets off full collections, each of which stops the loop."""


def spare_what_is_loaded() -> None:
    """Leaves everything that the start has made out of collections: modules, models and tables stay anyway.

    A full collection of some hundred thousand objects stops the loop for a tenth of a second.
    """
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS, OLDER, OLDER)
