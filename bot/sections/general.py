"""Settings: general."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr

from bot.sections.section import SettingInfo, SettingsSection, split_list
from core.domain.operating_limits import OperatingLimits
from core.i18n.rendering import LOCALES, supported

PlatformName = Literal["web", "discord", "slack"]
_DEFAULTS = OperatingLimits()


def _locale(value: str) -> str:
    if supported(value) != value.replace("_", "-").split("-")[0].split(".")[0].lower():
        raise ValueError("unknown")
    return supported(value)


class GeneralSettings(SettingsSection):
    """What is kept where and for how long, how much is taken and made at once, what is logged."""

    data: Annotated[
        Path,
        Field(description="The folder that everything is kept in, relative to the one Troubadour is started in"),
        SettingInfo(allowed="the path of a folder"),
    ] = Path("data")
    only: Annotated[
        tuple[PlatformName, ...],
        BeforeValidator(split_list),
        Field(description="Which adapters `run` starts; without it, those that are set up"),
        SettingInfo(allowed="a list of web, discord, slack"),
    ] = ()
    locale: Annotated[
        str,
        AfterValidator(_locale),
        Field(description="The language of the terminal; by default that of the system"),
        SettingInfo(allowed="one of " + ", ".join(LOCALES), hints=("LC_ALL", "LC_MESSAGES", "LANG")),
    ] = "en"
    ffmpeg: Annotated[
        Path | None,
        Field(description="The ffmpeg to use; by default the one on PATH, or that of the extra `ffmpeg`"),
        SettingInfo(allowed="the path of a program"),
    ] = None
    jobs_at_once: Annotated[int, Field(ge=1, le=10_000, description="How many commands are played at once")] = 100
    drain_seconds: Annotated[
        float, Field(ge=0, le=3600, description="How long running commands may go on when Troubadour is stopped")
    ] = 10.0
    retention_days: Annotated[
        float, Field(gt=0, le=36_500, description="After how many days conversations and files are deleted")
    ] = _DEFAULTS.retention_days
    attachments: Annotated[int, Field(ge=0, le=100, description="How many files a command may be given")] = (
        _DEFAULTS.attachments
    )
    attachment_megabytes: Annotated[
        float, Field(gt=0, le=1000, description="How large such a file may be, in millions of bytes")
    ] = _DEFAULTS.attachment_bytes / 1e6
    text_file_characters: Annotated[
        int, Field(ge=1, le=10_000_000, description="How much of a text file a model is given")
    ] = _DEFAULTS.text_file_characters
    spoken_characters: Annotated[
        int, Field(ge=1, le=1_000_000, description="How long a text may be that is spoken")
    ] = _DEFAULTS.spoken_characters
    recording_seconds: Annotated[float, Field(gt=0, le=36_000, description="How long a recording may get")] = (
        _DEFAULTS.recording_seconds
    )
    job_seconds: Annotated[float, Field(gt=0, le=86_400, description="How long a command may take")] = (
        _DEFAULTS.job_seconds
    )
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"],
        Field(description="What is logged; never a question or an answer, never a token"),
    ] = "info"
    log_format: Annotated[Literal["text", "json"], Field(description="Lines to read, or lines of JSON")] = "text"
    otel_endpoint: Annotated[
        str | None,
        Field(description="The address of an OpenTelemetry collector (OTLP over HTTP); needs the extra `otel`"),
        SettingInfo("OTEL_EXPORTER_OTLP_ENDPOINT"),
    ] = None
    secret_key: Annotated[
        SecretStr | None,
        Field(
            min_length=32,
            description="What tokens of workspaces are sealed with in the store, 32 characters or more; made at the "
            "first start where none is set",
        ),
        SettingInfo(allowed="a text of 32 characters or more"),
    ] = None
