"""The entry point of `python -m benchmarks [subject …]`."""

import sys

from benchmarks import (
    accepting,
    acknowledging,
    acknowledging_slack,
    browsing,
    inferring,
    limiting,
    sharing,
    splitting,
    starting,
    watching,
    working,
)
from benchmarks.comparison import table

SUBJECTS = {
    "starting": starting.compare,
    "accepting": accepting.compare,
    "acknowledging": acknowledging.compare,
    "acknowledging-slack": acknowledging_slack.compare,
    "splitting": splitting.compare,
    "inferring": inferring.compare,
    "limiting": limiting.compare,
    "sharing": sharing.compare,
    "watching": watching.compare,
    "browsing": browsing.compare,
    "working": working.compare,
}


def main() -> None:
    """Runs the named benchmarks, or all."""
    names = sys.argv[1:] or list(SUBJECTS)
    if unknown := set(names) - set(SUBJECTS):
        sys.exit(f"no benchmark is called {', '.join(sorted(unknown))}; there are {', '.join(SUBJECTS)}")
    print(table([comparison for name in names for comparison in SUBJECTS[name]()]))


if __name__ == "__main__":
    main()
