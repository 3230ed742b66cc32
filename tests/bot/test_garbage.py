"""The collector of garbage after the start."""

import gc

from bot.garbage import spare_what_is_loaded


class Loop:
    """An object that only a collection frees."""

    def __init__(self) -> None:
        self.itself = self


def test_collections_look_only_at_what_came_after_the_start() -> None:
    thresholds = gc.get_threshold()
    try:
        before = len(gc.get_objects())
        spare_what_is_loaded()
        assert len(gc.get_objects()) < before / 10
        assert gc.get_threshold()[0] > thresholds[0]
        for _ in range(3):
            Loop()
        assert gc.collect() >= 3  # what came afterwards is still freed
    finally:
        gc.unfreeze()
        gc.set_threshold(*thresholds)
