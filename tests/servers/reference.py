"""Where the platforms' own descriptions are, which are no part of this project."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]


@cache
def reference(place: str) -> Path | None:
    """A file or folder below `shared/reference`, beside the project or beside the main work tree of its repository."""
    places = (folder / "shared/reference" / place for folder in _neighbourhoods())
    return next((found for found in places if found.exists()), None)


def absent(place: str) -> str:
    """Why a test that needs it is skipped."""
    return f"{place} is not here (looked for ../shared/reference/{place} beside the project)"


def _neighbourhoods() -> list[Path]:
    places = [ROOT.parent]
    asked = subprocess.run(
        ["git", "-C", str(ROOT), "rev-parse", "--path-format=absolute", "--git-common-dir"],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if asked.returncode == 0:
        places.append(Path(asked.stdout.strip()).parents[1])
    return places
