"""Settings: general."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, SecretStr

from bot.declarations import platform_declarations
from core.domain.operating_limits import OperatingLimits
from core.domain.settings import Names, SettingInfo, SettingsSection
from core.i18n.rendering import LOCALES, supported

_DEFAULTS = OperatingLimits()
_SERVED = tuple(each.name for each in platform_declarations() if each.build is not None)


def _served(names: tuple[str, ...]) -> tuple[str, ...]:
    if not set(names) <= set(_SERVED):
        raise ValueError("unknown")
    return names


def _locale(value: str) -> str:
    if supported(value) != value.replace("_", "-").split("-")[0].split(".")[0].lower():
        raise ValueError("unknown")
    return supported(value)


class GeneralSettings(SettingsSection):
    """The data folder, the retention, the sizes of requests and answers, the log."""

    data: Annotated[
        Path,
        Field(description="The data folder, relative to the folder that Troubadour is started in"),
        SettingInfo(allowed="the path of a folder"),
    ] = Path("data")
    only: Annotated[
        Names,
        AfterValidator(_served),
        Field(description="The adapters that `run` starts; by default all that are set up"),
        SettingInfo(allowed="a list of " + ", ".join(_SERVED)),
    ] = ()
    locale: Annotated[
        str,
        AfterValidator(_locale),
        Field(description="The language of the terminal; by default the system's language"),
        SettingInfo(allowed="one of " + ", ".join(LOCALES), hints=("LC_ALL", "LC_MESSAGES", "LANG")),
    ] = "en"
    ffmpeg: Annotated[
        Path | None,
        Field(description="The ffmpeg program; by default the one on PATH, or the one of the extra `ffmpeg`"),
        SettingInfo(allowed="the path of a program"),
    ] = None
    concurrent_jobs: Annotated[
        int, Field(ge=1, le=10_000, description="The number of commands that run at the same time")
    ] = 100
    drain_seconds: Annotated[
        float,
        Field(ge=0, le=3600, description="The time that running commands get to end when Troubadour stops, in seconds"),
    ] = 10.0
    accept_grace_seconds: Annotated[
        float,
        Field(
            ge=0,
            le=600,
            description="The time for which a process that stops still accepts requests over HTTP while others answer "
            "them, in seconds; until then a proxy must have seen that `/readyz` says 503",
        ),
    ] = 5.0
    retention_days: Annotated[
        float, Field(gt=0, le=36_500, description="The age in days at which conversations and files are deleted")
    ] = _DEFAULTS.retention_days
    backup_dir: Annotated[
        Path | None,
        Field(description="The folder for a backup every night, without keys; it should be on another disk"),
        SettingInfo(allowed="the path of a folder"),
    ] = None
    backup_days: Annotated[
        int, Field(ge=1, le=3660, description="The age in days at which these backups are deleted")
    ] = 7
    attachments: Annotated[int, Field(ge=0, le=100, description="The number of files that a command accepts")] = (
        _DEFAULTS.attachments
    )
    attachment_megabytes: Annotated[
        float, Field(gt=0, le=1000, description="The size of such a file, in millions of bytes")
    ] = _DEFAULTS.attachment_bytes / 1e6
    text_file_characters: Annotated[
        int, Field(ge=1, le=10_000_000, description="The number of characters of a text file that is translated")
    ] = _DEFAULTS.text_file_characters
    spoken_characters: Annotated[
        int, Field(ge=1, le=1_000_000, description="The length of a text that is spoken, in characters")
    ] = _DEFAULTS.spoken_characters
    recording_seconds: Annotated[
        float,
        Field(
            gt=0,
            le=36_000,
            description="The length of one recording that an engine sends or somebody attaches, in seconds",
        ),
    ] = _DEFAULTS.recording_seconds
    transcribed_seconds: Annotated[
        float,
        Field(gt=0, le=36_000, description="The length of a recording of somebody that is written down, in seconds"),
    ] = _DEFAULTS.transcribed_seconds
    job_seconds: Annotated[
        float,
        Field(
            gt=0,
            le=86_400,
            description="The time that a command may take, in seconds; for each 60 requests, if it takes more",
        ),
    ] = _DEFAULTS.job_seconds
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"],
        Field(description="The least important messages that are logged; questions, answers and tokens never are"),
    ] = "info"
    log_format: Annotated[
        Literal["auto", "text", "json"],
        Field(
            description="The form of the log: lines of text or lines of JSON; `auto` is text in a terminal and JSON "
            "elsewhere"
        ),
    ] = "auto"
    otel_endpoint: Annotated[
        str | None,
        Field(description="The address of an OpenTelemetry collector (OTLP over HTTP); needs the extra `otel`"),
        SettingInfo("OTEL_EXPORTER_OTLP_ENDPOINT"),
    ] = None
    metrics_token: Annotated[
        SecretStr | None,
        Field(
            min_length=16,
            description="The token with which Prometheus reads `/metrics`, as `Authorization: Bearer …`; without it "
            "and without a port of its own, there are no metrics",
        ),
        SettingInfo(allowed="a text of 16 characters or more"),
    ] = None
    metrics_port: Annotated[
        int | None,
        Field(ge=1, le=65_535, description="A port of its own for `/metrics`, which then needs no token"),
    ] = None
    metrics_host: Annotated[str, Field(description="The address of that port")] = "127.0.0.1"
    health_port: Annotated[
        int | None,
        Field(
            ge=1,
            le=65_535,
            description="A port of its own for `/livez` and `/readyz`, which `troubadour work` has nowhere else, and "
            "for its `/metrics`",
        ),
    ] = None
    health_host: Annotated[str, Field(description="The address of that port")] = "127.0.0.1"
    secret_key: Annotated[
        SecretStr | None,
        Field(
            min_length=32,
            description="The key that encrypts the tokens of workspaces in the store, 32 characters or more; by "
            "default one is created at the first start. With `DATABASE_URL` it is required: cookies depend on it, too",
        ),
        SettingInfo(allowed="a text of 32 characters or more"),
    ] = None
