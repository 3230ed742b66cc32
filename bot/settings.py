"""All settings, and the only reader of the environment.

Flags take precedence over environment variables, then come `.env`, `troubadour.toml` and the defaults. Both files are
in the folder that Troubadour is started in. `docs/settings.md` is generated from the sections.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, Self, get_args, get_origin

import annotated_types
from pydantic import PrivateAttr, SecretStr, ValidationError
from pydantic.fields import FieldInfo

from bot.sections.discord import DiscordSettings
from bot.sections.general import GeneralSettings
from bot.sections.limits import LimitSettings
from bot.sections.models import ModelSettings
from bot.sections.section import SettingInfo, SettingsSection
from bot.sections.slack import SlackSettings
from bot.sections.web import WebSettings
from bot.setting_sources import RawSetting, SettingKey, SettingSources, read_sources
from core.domain.errors import OperatorError
from core.domain.limits import ConcurrencyLimit, Rate
from core.domain.operating_limits import OperatingLimits
from core.i18n.rendering import supported
from core.inference.huggingface.route_client import ENGINE
from core.quota.place_rules import parse_budgets, parse_concurrency, parse_providers, parse_rates, parse_weights
from core.quota.policy import QuotaPolicy
from core.quota.provider_plans import plan_rate
from core.text.redaction import REDACTED

SECTIONS: dict[str, type[SettingsSection]] = {
    "General": GeneralSettings,
    "Web room": WebSettings,
    "Models": ModelSettings,
    "Limits": LimitSettings,
    "Discord": DiscordSettings,
    "Slack": SlackSettings,
}
"""The sections by their titles, in the order of the documentation."""


class Settings(SlackSettings, DiscordSettings, LimitSettings, ModelSettings, WebSettings, GeneralSettings):
    """The effective settings; `Settings.load` reads them."""

    _given: dict[str, RawSetting] = PrivateAttr(default_factory=dict)

    @classmethod
    def load(
        cls,
        flags: Mapping[str, object] | None = None,
        *,
        environ: Mapping[str, str] | None = None,
        folder: Path | None = None,
    ) -> Self:
        """Reads all sources. `flags` are by field, None for a flag that was not given.

        Raises `OperatorError` with all problems, a line each: the name, its value and the allowed values.
        """
        sources = read_sources(
            SETTING_KEYS,
            flags or {},
            os.environ if environ is None else environ,
            folder if folder is not None else Path(),
        )
        for name, given in sources.given.items():
            if given.source == "system":
                sources.given[name] = RawSetting(
                    value=supported(str(given.value)), name=given.name, source=given.source
                )
        try:
            values = {name: given.value for name, given in sources.given.items()}
            settings = cls.model_validate(values, context=sources.given)
        except ValidationError as error:
            sources.problems += _problems(error, sources)
            settings = None
        if sources.problems or settings is None:
            raise OperatorError("\n".join(sources.problems))
        return settings

    def model_post_init(self, context: Any) -> None:
        """Keeps the source of each value."""
        self._given = dict(context or {})

    def source(self, field: str) -> str:
        """The source of a setting: `flag --port`, `environment PORT`, `default`."""
        given = self._given.get(field)
        return f"{given.source} {given.name}" if given else "default"

    def is_given(self, field: str) -> bool:
        """Returns True if somebody set this setting on purpose."""
        given = self._given.get(field)
        return given is not None and given.source != "system"

    def display_value(self, field: str) -> str:
        """The value of a setting for people to read; a secret is redacted."""
        value = getattr(self, field)
        return REDACTED if isinstance(value, SecretStr) else formatted(value)

    @property
    def secrets(self) -> tuple[str, ...]:
        """The values that must never be shown."""
        values = (getattr(self, name) for name in type(self).model_fields)
        return tuple(value.get_secret_value() for value in values if isinstance(value, SecretStr))

    @property
    def operating_limits(self) -> OperatingLimits:
        """The operating limits of the core."""
        return OperatingLimits(
            attachments=self.attachments,
            attachment_bytes=round(self.attachment_megabytes * 1e6),
            text_file_characters=self.text_file_characters,
            spoken_characters=self.spoken_characters,
            recording_seconds=self.recording_seconds,
            job_seconds=self.job_seconds,
            retention_days=self.retention_days,
            price_limit=self.price_limit,
        )

    @property
    def provider_rates(self) -> dict[str, Rate]:
        """The rate of requests to each engine, by its name."""
        rates = {ENGINE: plan_rate(self.hf_plan), **parse_providers(self.provider_limits)}
        return {engine: rate for engine, rate in rates.items() if rate is not None}

    @property
    def provider_concurrency(self) -> dict[str, int]:
        """The number of concurrent requests to each engine, by its name."""
        return parse_concurrency(self.provider_calls)

    @property
    def web_is_private(self) -> bool:
        """True if only this machine can reach the web room, and it has no password."""
        return self.web_password is None and not self.web_hosts and self.host in ("127.0.0.1", "::1", "localhost")

    @property
    def policy(self) -> QuotaPolicy:
        """The limits, budgets, exemptions and blocks."""
        return QuotaPolicy(
            user=parse_rates(self.user_limits),
            channel=parse_rates(self.channel_limits),
            tenant=parse_rates(self.tenant_limits),
            # A job may run several times if the bot restarts meanwhile.
            concurrency=ConcurrencyLimit(
                jobs=self.jobs_per_user,
                seconds=self.job_seconds * (OperatingLimits().crashes + OperatingLimits().tries),
            ),
            exempt=frozenset((*self.exempt, "web:room") if self.web_is_private else self.exempt),
            blocked=frozenset(self.blocked),
            weights=parse_weights(self.weights),
            budgets={
                "user": parse_budgets(self.user_budgets),
                "channel": parse_budgets(self.channel_budgets),
                "tenant": parse_budgets(self.tenant_budgets),
                "bot": parse_budgets(self.bot_budgets),
            },
        )


def variable_names(field: str) -> tuple[str, ...]:
    """The environment variables of a setting, the preferred one first."""
    return _setting_info(Settings.model_fields[field]).names or (f"TROUBADOUR_{field.upper()}",)


def allowed_values(field: str) -> str:
    """The allowed values of a setting, in words."""
    info = Settings.model_fields[field]
    return _setting_info(info).allowed or _allowed(info)


def formatted(value: object) -> str:
    """Formats a value as it is written in `.env`."""
    match value:
        case None:
            return ""
        case tuple():
            return ",".join(str(item) for item in value)
        case float() if value.is_integer():
            return str(int(value))
    return str(value)


def _setting_info(info: FieldInfo) -> SettingInfo:
    return next((item for item in info.metadata if isinstance(item, SettingInfo)), SettingInfo())


def _is_secret(info: FieldInfo) -> bool:
    return SecretStr in (info.annotation, *get_args(info.annotation))


def _allowed(info: FieldInfo) -> str:
    if get_origin(info.annotation) is Literal:
        return "one of " + ", ".join(get_args(info.annotation))
    if info.annotation not in (int, float):
        return "a text"
    number = "a whole number" if info.annotation is int else "a number"
    lowest, above, highest = _bound(info, "ge"), _bound(info, "gt"), _bound(info, "le")
    return f"{number} above {above} up to {highest}" if above else f"{number} from {lowest} to {highest}"


def _bound(info: FieldInfo, name: Literal["ge", "gt", "le"]) -> str:
    kinds: dict[str, type[Any]] = {"ge": annotated_types.Ge, "gt": annotated_types.Gt, "le": annotated_types.Le}
    return next((formatted(getattr(item, name)) for item in info.metadata if isinstance(item, kinds[name])), "")


def _problems(error: ValidationError, sources: SettingSources) -> list[str]:
    lines = []
    for field in dict.fromkeys(str(problem["loc"][0]) for problem in error.errors(include_url=False)):
        given = sources.given[field]
        value = REDACTED if _is_secret(Settings.model_fields[field]) else f"“{formatted(given.value)}”"
        lines.append(f"{given.name} ({given.source}) cannot be {value}: it is {allowed_values(field)}.")
    return lines


SETTING_KEYS: tuple[SettingKey, ...] = tuple(
    SettingKey(field=name, names=variable_names(name), secret=_is_secret(info), hints=_setting_info(info).hints)
    for name, info in Settings.model_fields.items()
)
"""The keys of all settings, for reading the sources."""
