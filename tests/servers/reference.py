"""The platforms' official files. They are not part of this project; tests use them where they are present."""

import subprocess
from collections.abc import Mapping
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
OFFICIAL: Mapping[str, tuple[str, ...]] = {
    "Discord's OpenAPI": ("discord/openapi.json",),
    "Slack's methods": ("slack/methods",),
    "Slack's manifest schemas": ("slack/manifest.schema.1.0.0.json", "slack/manifest.schema.2.0.0.json"),
}
"""The sets of official files. The marker `official` uses the names; each lists files or folders for `reference`."""


@cache
def reference(place: str) -> Path | None:
    """Finds a file or folder in `shared/reference`, beside the project or beside its repository's main work tree."""
    places = (folder / "shared/reference" / place for folder in _neighbourhoods())
    return next((found for found in places if found.exists()), None)


def absent(name: str) -> str:
    """Returns the reason why this set cannot be used, or an empty text if all of it is present."""
    missing = [place for place in OFFICIAL[name] if reference(place) is None]
    looked = ", ".join(f"../shared/reference/{place}" for place in missing)
    return f"{name}: not here (looked for {looked} beside the project)" if missing else ""


@cache
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
