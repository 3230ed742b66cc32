# noqa: INP001 - the folder is put on the path of other processes
"""Moves the clock of a bot's process: Python imports this module at its start, if its folder is on the path."""

import os
import time

_machine_time = time.time
_AHEAD_SECONDS = float(os.environ.get("TEST_SECONDS_AHEAD", "0"))


def _moved_time() -> float:
    return _machine_time() + _AHEAD_SECONDS


time.time = _moved_time
