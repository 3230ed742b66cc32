"""The platforms' own descriptions, which are no part of this project: tests compare with them where they are."""

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
"""The sets of official files by name, as the marker `official` names them: files or folders for `reference`."""


@cache
def reference(place: str) -> Path | None:
    """A file or folder below `shared/reference`, beside the project or beside the main work tree of its repository."""
    places = (folder / "shared/reference" / place for folder in _neighbourhoods())
    return next((found for found in places if found.exists()), None)


def absent(name: str) -> str:
    """Why nothing can be compared with this official set, or nothing if all of it is here."""
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
