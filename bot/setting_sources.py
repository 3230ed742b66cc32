"""The sources of settings: flags, environment, `.env`, `troubadour.toml`.

Each source yields raw values and their origin. The only validation here is that every name is known: a name that begins
with `TROUBADOUR_` and a key of `troubadour.toml` must be a setting. Other variables belong to others.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from io import StringIO
from pathlib import Path

from dotenv.parser import parse_stream

OWN_PREFIX = "TROUBADOUR_"
DOTENV = ".env"
TOML = "troubadour.toml"
_SECRET_BYTES = 64 * 1024
_NO_REDIS = (
    "is set, but Troubadour does not use Redis: remove this setting. Processes share a PostgreSQL database, which "
    "DATABASE_URL names."
)
_REMOVED = {
    "REDIS_URL": _NO_REDIS,
    "REDIS_URL_FILE": _NO_REDIS,
    "DISCORD_FOLLOW_THREADS": "is no setting any more: remove it. Administrators choose for each channel with "
    "/troubadour answering.",
}
"""Variables of earlier versions that an operator may still rely on."""


@dataclass(frozen=True, kw_only=True)
class SettingKey:
    """The names of a setting outside.

    `field` is its key in `troubadour.toml`, `names` are its environment variables, the preferred one first. The value
    of a `secret` setting may also be in a file, whose path is in `NAME_FILE`. `hints` are variables of the system that
    say something similar; everything that was set on purpose takes precedence over them.
    """

    field: str
    names: tuple[str, ...]
    secret: bool = False
    hints: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RawSetting:
    """A raw value: a text or a list of texts. `name` is the name that the operator used, `source` the place."""

    value: str | tuple[str, ...]
    name: str
    source: str


@dataclass
class SettingSources:
    """The raw value of each field from the first source that has one, and all problems, a line each."""

    given: dict[str, RawSetting] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def add(self, source: Mapping[str, RawSetting]) -> None:
        """Adds a source. Sources that were added before take precedence."""
        for name, given in source.items():
            self.given.setdefault(name, given)


def read_sources(
    keys: Sequence[SettingKey], flags: Mapping[str, object], environ: Mapping[str, str], folder: Path
) -> SettingSources:
    """Reads all sources. `flags` are by field, None for a flag that was not given; `folder` holds the files."""
    sources = SettingSources()
    known = {key.field for key in keys}
    sources.add(
        {
            name: RawSetting(value=_texts(value), name=f"--{name.replace('_', '-')}", source="flag")
            for name, value in flags.items()
            if value not in (None, ()) and name in known
        }
    )
    sources.add(_from_variables(keys, environ, "environment", Path(), sources.problems))
    sources.add(_from_variables(keys, _dotenv(folder / DOTENV, sources.problems), DOTENV, folder, sources.problems))
    sources.add(_from_toml(keys, folder, sources.problems))
    for key in keys:
        if hint := next((name for name in key.hints if environ.get(name)), None):
            sources.add({key.field: RawSetting(value=environ[hint], name=hint, source="system")})
    return sources


def suggestion(name: str, known: Sequence[str]) -> str:
    """The end of a sentence about an unknown name: the most similar known name, or the place that lists them all."""
    folded = {other.casefold(): other for other in known}
    found = get_close_matches(name.casefold(), folded, n=1)
    return f"did you mean {folded[found[0]]}?" if found else "`troubadour settings` lists the known ones."


def _from_variables(
    keys: Sequence[SettingKey], variables: Mapping[str, str], source: str, folder: Path, problems: list[str]
) -> dict[str, RawSetting]:
    found: dict[str, RawSetting] = {}
    for key in keys:
        for name in key.names:
            value = variables.get(name)
            path = variables.get(f"{name}_FILE") if key.secret else None
            if value and path:
                problems.append(f"{name} and {name}_FILE ({source}) are both set: keep one of them.")
            elif value:
                found.setdefault(key.field, RawSetting(value=value, name=name, source=source))
            elif path and (secret := _secret(folder / path, f"{name}_FILE ({source})", problems)):
                found.setdefault(key.field, RawSetting(value=secret, name=f"{name}_FILE", source=source))
    problems += [f"{name} ({source}) {why}" for name, why in _REMOVED.items() if variables.get(name)]
    known = [name for key in keys for name in _variables(key) if name.startswith(OWN_PREFIX)]
    problems += [
        f"{name} ({source}) is not a setting: {suggestion(name, known)}"
        for name in variables
        if name.upper().startswith(OWN_PREFIX) and name not in known
    ]
    return found


def _variables(key: SettingKey) -> Iterator[str]:
    for name in key.names:
        yield name
        if key.secret:
            yield f"{name}_FILE"


def _from_toml(keys: Sequence[SettingKey], folder: Path, problems: list[str]) -> dict[str, RawSetting]:
    content = _toml(folder / TOML, problems)
    by_name = {key.field: key for key in keys} | {f"{key.field}_file": key for key in keys if key.secret}
    found: dict[str, RawSetting] = {}
    for name, value in content.items():
        where = f"{name} ({TOML})"
        if (why := _REMOVED.get(name.upper())) is not None:
            problems.append(f"{where} {why}")
        elif name not in by_name:
            problems.append(f"{where} is not a setting: {suggestion(name, list(by_name))}")
        elif isinstance(value, dict):
            problems.append(f"{where} is a table: a plain value is expected.")
        elif name != by_name[name].field:
            if by_name[name].field in content:
                problems.append(f"{by_name[name].field} and {where} are both set: keep one of them.")
            elif secret := _secret(folder / str(value), where, problems):
                found[by_name[name].field] = RawSetting(value=secret, name=name, source=TOML)
        elif value not in ("", []):
            found[name] = RawSetting(value=_texts(value), name=name, source=TOML)
    return found


def _texts(value: object) -> str | tuple[str, ...]:
    return tuple(str(item) for item in value) if isinstance(value, list | tuple) else str(value)


def _toml(path: Path, problems: list[str]) -> dict[str, object]:
    text = _read(path, problems)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        problems.append(f"{path.name} is not TOML: {error}.")
        return {}


def _dotenv(path: Path, problems: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for binding in parse_stream(StringIO(_read(path, problems))):
        if binding.error:
            problems.append(f"{path.name}, line {binding.original.line}: a line is NAME=value.")
        elif binding.key and binding.value:
            found[binding.key] = binding.value
    return found


def _read(path: Path, problems: list[str]) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except OSError as error:
        problems.append(f"{path.name} cannot be read ({error.strerror}): make it readable for this user.")
    except UnicodeDecodeError:
        problems.append(f"{path.name} is not a text in UTF-8: save it as UTF-8.")
    return ""


def _secret(path: Path, where: str, problems: list[str]) -> str:
    """Reads the content of a secret's file, without the line end that editors add."""
    try:
        with path.expanduser().open("rb") as file:
            secret = file.read(_SECRET_BYTES).decode("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not a text in UTF-8"
        problems.append(f"{where}: the file {path} cannot be read ({reason}).")
        return ""
    if not secret:
        problems.append(f"{where}: the file {path} is empty.")
    return secret
