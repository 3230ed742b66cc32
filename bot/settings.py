"""All settings, and the only reader of the environment.

Flags take precedence over environment variables, then come `.env`, `troubadour.toml` and the defaults. Both files are
in the folder that Troubadour is started in. `docs/settings.md` is generated from the sections.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Self, TypeVar, get_args, get_origin
from urllib.parse import unquote, urlsplit

import annotated_types
from pydantic import PrivateAttr, SecretStr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from bot.addresses import is_posted_to
from bot.declarations import engine_declarations, platform_declarations
from bot.sections.database import DatabaseSettings
from bot.sections.general import GeneralSettings
from bot.sections.limits import LimitSettings
from bot.sections.models import ModelSettings
from bot.setting_sources import RawSetting, SettingKey, SettingSources, read_sources
from core.domain.errors import OperatorError
from core.domain.limits import ConcurrencyLimit, Rate
from core.domain.operating_limits import OperatingLimits
from core.domain.settings import InvalidValue, SettingInfo, SettingsSection
from core.i18n.rendering import supported
from core.quota.place_rules import parse_budgets, parse_concurrency, parse_providers, parse_rates, parse_weights
from core.quota.policy import QuotaPolicy
from core.text.redaction import REDACTED, redact

Section = TypeVar("Section", bound=SettingsSection)


class Settings(LimitSettings, ModelSettings, DatabaseSettings, GeneralSettings):
    """The effective settings; `Settings.load` reads them. Those of platforms and engines are in sections of their
    own."""

    _given: dict[str, RawSetting] = PrivateAttr(default_factory=dict)
    _sections: dict[type[SettingsSection], SettingsSection] = PrivateAttr(default_factory=dict)

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
        sections: dict[type[SettingsSection], SettingsSection] = {}
        settings = _validated(cls, sources, {"given": sources.given, "sections": sections})
        for kind in _DECLARED_SECTIONS:
            if (section := _validated(kind, sources)) is not None:
                sections[kind] = section
        if settings is not None:
            sources.problems += settings.conflicts()
        if sources.problems or settings is None:
            raise OperatorError("\n".join(sources.problems))
        return settings

    @classmethod
    def with_answers(cls, answers: Mapping[str, str]) -> Self:
        """The environment with answers on top, without any file. Raises `OperatorError`."""
        return cls.load(environ={**os.environ, **answers}, folder=Path(os.devnull))

    def model_post_init(self, context: Any) -> None:
        """Keeps the source of each value, and the sections."""
        self._given = dict(context["given"]) if context else {}
        self._sections = context["sections"] if context else {kind: kind() for kind in _DECLARED_SECTIONS}

    def section(self, kind: type[Section]) -> Section:
        """The settings of one platform or engine."""
        found = self._sections[kind]
        assert isinstance(found, kind)  # noqa: S101 - for the type checker
        return found

    def source(self, field: str) -> str:
        """The source of a setting: `flag --port`, `environment PORT`, `default`."""
        given = self._given.get(field)
        return f"{given.source} {given.name}" if given else "default"

    def is_given(self, field: str) -> bool:
        """Returns True if somebody set this setting on purpose."""
        given = self._given.get(field)
        return given is not None and given.source != "system"

    def without_database(self) -> Self:
        """The same settings with everything in the data folder."""
        return self.model_copy(update={"database_url": None, "database_direct_url": None, "blobs": None})

    def conflicts(self) -> list[str]:
        """Returns a sentence for each setting that needs another one."""
        conflicts = []
        if self.database_url is not None and self.secret_key is None:
            conflicts.append(
                f"{self._named('database_url')} needs TROUBADOUR_SECRET_KEY, for processes share cookies and stored "
                "tokens: set a text of 32 characters or more, the same for every process, and keep it with the backups "
                "(`openssl rand -hex 32` makes one)."
            )
        if self.database_url is None:
            conflicts += [
                f"{self._named(field)} needs DATABASE_URL: set it, too, or remove this one."
                for field in ("database_direct_url", "blobs")
                if getattr(self, field) is not None
            ]
        return conflicts

    def display_value(self, field: str) -> str:
        """The value of a setting for people to read; a secret is redacted, also one inside an address."""
        value = self._value(field)
        return REDACTED if value is not None and FIELDS[field].is_secret else redact(formatted(value))

    @property
    def secrets(self) -> tuple[str, ...]:
        """The values that must never be shown."""
        values = (self._value(name) for name, field in FIELDS.items() if field.is_secret)
        known = [_plain(value) for value in values if value is not None]
        return (*known, *(part for value in known for part in _passwords(value)))

    @property
    def operating_limits(self) -> OperatingLimits:
        """The operating limits of the core."""
        return OperatingLimits(
            attachments=self.attachments,
            attachment_bytes=round(self.attachment_megabytes * 1e6),
            text_file_characters=self.text_file_characters,
            spoken_characters=self.spoken_characters,
            recording_seconds=self.recording_seconds,
            transcribed_seconds=self.transcribed_seconds,
            job_seconds=self.job_seconds,
            retention_days=self.retention_days,
            price_limit=self.price_limit,
        )

    @property
    def provider_rates(self) -> dict[str, Rate]:
        """The rate of requests to each engine, by its name."""
        own = {
            engine.name: engine.rate(self.section(engine.settings))
            for engine in engine_declarations()
            if engine.rate is not None
        }
        rates = {**own, **parse_providers(self.provider_limits)}
        return {engine: rate for engine, rate in rates.items() if rate is not None}

    @property
    def provider_concurrency(self) -> dict[str, int]:
        """The number of concurrent requests to each engine, by its name."""
        return parse_concurrency(self.provider_calls)

    @property
    def policy(self) -> QuotaPolicy:
        """The limits, budgets, exemptions and blocks."""
        posted = is_posted_to(self)
        unlimited = [each.unlimited(self.section(each.settings), posted) for each in platform_declarations()]
        return QuotaPolicy(
            user=parse_rates(self.user_limits),
            channel=parse_rates(self.channel_limits),
            tenant=parse_rates(self.tenant_limits),
            concurrency=ConcurrencyLimit(jobs=self.jobs_per_user),
            network_factor=self.network_factor,
            exempt=frozenset(self.exempt).union(*unlimited),
            blocked=frozenset(self.blocked),
            weights=parse_weights(self.weights),
            budgets={
                "user": parse_budgets(self.user_budgets),
                "channel": parse_budgets(self.channel_budgets),
                "tenant": parse_budgets(self.tenant_budgets),
                "bot": parse_budgets(self.bot_budgets),
            },
        )

    def _named(self, field: str) -> str:
        given = self._given[field]
        return f"{given.name} ({given.source})"

    def _value(self, field: str) -> Any:
        declared = FIELDS[field]
        owner = self._sections.get(declared.section, self)
        return getattr(owner, declared.name)


@dataclass(frozen=True, kw_only=True)
class DeclaredSetting:
    """A field of a section. `name` is its name there, without the section's prefix."""

    section: type[SettingsSection]
    name: str
    info: FieldInfo

    @property
    def setting_info(self) -> SettingInfo:
        """Its names outside and its allowed values."""
        return next((item for item in self.info.metadata if isinstance(item, SettingInfo)), SettingInfo())

    @property
    def is_secret(self) -> bool:
        """True if its value is never shown."""
        return self.setting_info.secret or SecretStr in (self.info.annotation, *get_args(self.info.annotation))


def variable_names(field: str) -> tuple[str, ...]:
    """The environment variables of a setting, the preferred one first."""
    return FIELDS[field].setting_info.names or (f"TROUBADOUR_{field.upper()}",)


def allowed_values(field: str) -> str:
    """The allowed values of a setting, in words."""
    return FIELDS[field].setting_info.allowed or _allowed(FIELDS[field].info)


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


def _plain(value: str | SecretStr) -> str:
    return value.get_secret_value() if isinstance(value, SecretStr) else value


def _passwords(address: str) -> list[str]:
    """The password in an address, as it is written there and as it is."""
    try:
        password = urlsplit(address).password or ""
    except ValueError:
        return []
    return [password, unquote(password)] if password else []


def _allowed(info: FieldInfo) -> str:
    if get_origin(info.annotation) is Literal:
        return "one of " + ", ".join(get_args(info.annotation))
    kinds = {info.annotation, *get_args(info.annotation)}
    if bool in kinds:
        return "true or false"
    if not kinds & {int, float}:
        return "a text"
    number = "a whole number" if int in kinds else "a number"
    lowest, above, highest = _bound(info, "ge"), _bound(info, "gt"), _bound(info, "le")
    return f"{number} above {above} up to {highest}" if above else f"{number} from {lowest} to {highest}"


def _bound(info: FieldInfo, name: Literal["ge", "gt", "le"]) -> str:
    kinds: dict[str, type[Any]] = {"ge": annotated_types.Ge, "gt": annotated_types.Gt, "le": annotated_types.Le}
    return next((formatted(getattr(item, name)) for item in info.metadata if isinstance(item, kinds[name])), "")


def _reason(name: str, problem: ErrorDetails) -> str:
    cause = problem.get("ctx", {}).get("error")
    return str(cause) if isinstance(cause, InvalidValue) else f"it is {allowed_values(name)}"


def _validated(
    kind: type[Section], sources: SettingSources, context: Mapping[str, Any] | None = None
) -> Section | None:
    """Reads one section; adds its problems to those of the sources."""
    fields = {name: field for name, field in FIELDS.items() if issubclass(kind, field.section)}
    values = {field.name: sources.given[name].value for name, field in fields.items() if name in sources.given}
    try:
        return kind.model_validate(values, context=context)
    except ValidationError as error:
        failed = {kind.key_prefix + str(problem["loc"][0]): problem for problem in error.errors(include_url=False)}
        for name, problem in failed.items():
            given = sources.given[name]
            value = REDACTED if FIELDS[name].is_secret else f"“{redact(formatted(given.value))}”"
            reason = _reason(name, problem)
            sources.problems.append(f"{given.name} ({given.source}) cannot be {value}: {reason}.")
        return None


def _declared_sections() -> list[tuple[str, type[SettingsSection]]]:
    """All sections with their titles, in the order of the documentation. Sections of one title stand together."""
    found: list[tuple[str, type[SettingsSection]]] = [
        ("General", GeneralSettings),
        ("Database", DatabaseSettings),
        ("Models", ModelSettings),
        ("Limits", LimitSettings),
    ]
    found += [(engine.title, engine.settings) for engine in engine_declarations()]
    found += [(platform.title, platform.settings) for platform in platform_declarations()]
    return [(title, kind) for title, kind in found if kind.model_fields]


def _fields(sections: Sequence[tuple[str, type[SettingsSection]]]) -> dict[str, DeclaredSetting]:
    fields: dict[str, DeclaredSetting] = {}
    for title, kind in sections:
        for name, info in kind.model_fields.items():
            key = kind.key_prefix + name
            if key in fields:
                raise OperatorError(f"A package declares the setting {key} of {title}, which exists: uninstall it.")
            fields[key] = DeclaredSetting(section=kind, name=name, info=info)
    return fields


SECTIONS = _declared_sections()
"""The sections with their titles, in the order of the documentation."""

FIELDS = _fields(SECTIONS)
"""All settings, by the section's prefix and the field's name."""

_DECLARED_SECTIONS: tuple[type[SettingsSection], ...] = (
    *(engine.settings for engine in engine_declarations()),
    *(platform.settings for platform in platform_declarations()),
)
"""The sections of platforms and engines."""

SETTING_KEYS: tuple[SettingKey, ...] = tuple(
    SettingKey(field=name, names=variable_names(name), secret=each.is_secret, hints=each.setting_info.hints)
    for name, each in FIELDS.items()
)
"""The keys of all settings, for reading the sources."""
