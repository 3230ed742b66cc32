"""Every setting there is, and the only reader of the environment.

Flags count before environment variables, these before `.env`, this before `troubadour.toml`, this before the defaults;
the two files are those of the folder that Troubadour is started in. `docs/settings.md` is made from the sections.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, Self, get_args, get_origin

import annotated_types
from pydantic import PrivateAttr, SecretStr, ValidationError
from pydantic.fields import FieldInfo

from bot.layers import Given, Key, SettingSources, read_layers
from bot.sections.discord import Discord
from bot.sections.general import General
from bot.sections.limits import Limits, parse_places, parse_providers, parse_weights
from bot.sections.models import Models
from bot.sections.section import Called, Section
from bot.sections.slack import Slack
from bot.sections.web import Web
from core.domain.errors import OperatorError
from core.domain.limits import ConcurrencyLimit, Rate
from core.domain.operating_limits import OperatingLimits
from core.i18n.rendering import supported
from core.inference.huggingface.route_client import ENGINE
from core.quota.plans import PLANS
from core.quota.policy import Policy
from core.quota.rules import parse_budgets, parse_rates
from core.text.redaction import REDACTED

SECTIONS: dict[str, type[Section]] = {
    "General": General,
    "Web room": Web,
    "Models": Models,
    "Limits": Limits,
    "Discord": Discord,
    "Slack": Slack,
}
"""By their titles, in the order in which people read them."""


class Settings(Slack, Discord, Limits, Models, Web, General):
    """The effective settings. `Settings.load` reads them."""

    _given: dict[str, Given] = PrivateAttr(default_factory=dict)

    @classmethod
    def load(
        cls,
        flags: Mapping[str, object] | None = None,
        *,
        environ: Mapping[str, str] | None = None,
        folder: Path | None = None,
    ) -> Self:
        """Reads all layers. `flags` are by field; None is a flag that was not given.

        Raises `OperatorError` with everything that is wrong, a line each: the key, what was given and what is allowed.
        """
        layers = read_layers(
            KEYS, flags or {}, os.environ if environ is None else environ, folder if folder is not None else Path()
        )
        for name, given in layers.given.items():
            if given.source == "system":
                layers.given[name] = Given(value=supported(str(given.value)), name=given.name, source=given.source)
        try:
            values = {name: given.value for name, given in layers.given.items()}
            settings = cls.model_validate(values, context=layers.given)
        except ValidationError as error:
            layers.problems += _problems(error, layers)
            settings = None
        if layers.problems or settings is None:
            raise OperatorError("\n".join(layers.problems))
        return settings

    def model_post_init(self, context: Any) -> None:
        """Remembers where each value was found."""
        self._given = dict(context or {})

    def source(self, field: str) -> str:
        """Where a setting comes from: `flag --port`, `environment PORT`, `default`."""
        given = self._given.get(field)
        return f"{given.source} {given.name}" if given else "default"

    def is_given(self, field: str) -> bool:
        """Whether a setting was set, on purpose."""
        given = self._given.get(field)
        return given is not None and given.source != "system"

    def shown(self, field: str) -> str:
        """A setting's value to be read by people; never a secret."""
        value = getattr(self, field)
        return REDACTED if isinstance(value, SecretStr) else written(value)

    @property
    def secrets(self) -> tuple[str, ...]:
        """The values that must never be seen."""
        values = (getattr(self, name) for name in type(self).model_fields)
        return tuple(value.get_secret_value() for value in values if isinstance(value, SecretStr))

    @property
    def operating_limits(self) -> OperatingLimits:
        """The caps of the core."""
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
        """How many calls each engine may be given, by its name."""
        rates = {ENGINE: PLANS.get(self.hf_plan), **parse_providers(self.provider_limits)}
        return {engine: rate for engine, rate in rates.items() if rate is not None}

    @property
    def provider_places(self) -> dict[str, int]:
        """How many calls to each engine may be under way, by its name."""
        return parse_places(self.provider_calls)

    @property
    def web_is_private(self) -> bool:
        """Whether the web room is for who sits at this machine: no password, and no way to it from elsewhere."""
        return self.web_password is None and not self.web_hosts and self.host in ("127.0.0.1", "::1", "localhost")

    @property
    def policy(self) -> Policy:
        """Who may spend how much."""
        return Policy(
            user=parse_rates(self.user_limits),
            channel=parse_rates(self.channel_limits),
            tenant=parse_rates(self.tenant_limits),
            # A job may be played several times, should the bot be restarted meanwhile.
            jobs=ConcurrencyLimit(at_once=self.jobs_per_user, seconds=self.job_seconds * OperatingLimits().attempts),
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


def outside(field: str) -> tuple[str, ...]:
    """The environment variables of a setting, the preferred one first."""
    return _called(Settings.model_fields[field]).names or (f"TROUBADOUR_{field.upper()}",)


def allowed(field: str) -> str:
    """What a setting may be, in words."""
    info = Settings.model_fields[field]
    return _called(info).allowed or _allowed(info)


def written(value: object) -> str:
    """A value as it would be written in `.env`."""
    match value:
        case None:
            return ""
        case tuple():
            return ",".join(str(item) for item in value)
        case float() if value.is_integer():
            return str(int(value))
    return str(value)


def _called(info: FieldInfo) -> Called:
    return next((item for item in info.metadata if isinstance(item, Called)), Called())


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
    return next((written(getattr(item, name)) for item in info.metadata if isinstance(item, kinds[name])), "")


def _problems(error: ValidationError, layers: SettingSources) -> list[str]:
    lines = []
    for field in dict.fromkeys(str(problem["loc"][0]) for problem in error.errors(include_url=False)):
        given = layers.given[field]
        value = REDACTED if _is_secret(Settings.model_fields[field]) else f"“{written(given.value)}”"
        lines.append(f"{given.name} ({given.source}) cannot be {value}: it is {allowed(field)}.")
    return lines


KEYS: tuple[Key, ...] = tuple(
    Key(field=name, names=outside(name), secret=_is_secret(info), hints=_called(info).hints)
    for name, info in Settings.model_fields.items()
)
"""All settings, for reading the layers."""
