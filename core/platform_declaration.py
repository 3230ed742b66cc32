"""The declaration of a platform: everything that the process knows of it before its library is imported.

A package adds platforms through the entry point group `troubadour.platforms`; each entry point names a
`PlatformDeclaration`.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from core.domain.alerts import Notify
from core.domain.checks import CheckContext, SetupCheck
from core.domain.clock import Clock
from core.domain.operating_limits import OperatingLimits
from core.domain.platform_features import PlatformFeature as PlatformFeature
from core.domain.settings import SettingsSection
from core.domain.setup_questions import FoundSetting, SetupQuestion

if TYPE_CHECKING:
    from core.commands.suggestions import Suggestions
    from core.jobs.dispatcher import Dispatcher
    from core.platform import Platform
    from core.preferences.limit_policies import Policies
    from core.store.ports import Store

ENTRY_POINTS = "troubadour.platforms"

Section = TypeVar("Section", bound=SettingsSection)


@dataclass(frozen=True, kw_only=True)
class PlatformServices:
    """Everything that an adapter gets from the process.

    `secret` returns the secret of a name: from a file of the data folder, where it keeps what the function makes if
    there is none, or derived from the key of processes that share a database. `secret_key` is the operator's own key
    for secrets in the store. `connected` is the state of each platform that can lose its connection. `is_storing` is
    False while the store cannot be used. `found_settings` are models on this machine that the operator may want to use.
    """

    dispatcher: "Dispatcher"
    suggestions: "Suggestions"
    store: "Store"
    clock: Clock
    policies: "Policies"
    operating_limits: OperatingLimits
    folder: Path
    is_accepting: Callable[[], bool]
    connected: Callable[[], Mapping[str, bool]]
    notify: Notify
    secret: Callable[[str, Callable[[], str]], str]
    secret_key: str | None
    found_settings: Callable[[], Sequence[FoundSetting]] = tuple
    is_storing: Callable[[], bool] = lambda: True


@dataclass(frozen=True, kw_only=True)
class Adapter:
    """A platform, and the function that serves it until it is cancelled. `serve` raises `OperatorError` if the platform
    cannot be reached as it is set up."""

    platform: "Platform"
    serve: Callable[[], Awaitable[None]]


def nothing_missing(_settings: SettingsSection) -> str | None:
    """The answer of a platform that needs no setting."""
    return None


@dataclass(frozen=True, kw_only=True)
class PlatformDeclaration(Generic[Section]):
    """One platform. Its module imports neither the platform's library nor anything else that is slow to import.

    - `name`: the `platform` of its callers, places and addresses, and its name in TROUBADOUR_ONLY.
    - `title`: its name for people, which heads its settings.
    - `settings`: its section of the settings, for this adapter alone.
    - `features`: what it can do.
    - `build`: builds the adapter; None for a platform that `troubadour run` does not serve.
    - `missing`: the start of a sentence about the setting that the adapter still needs; None if it can be built.
    - `begun`: True if the operator has begun to set it up, so that what is missing is worth a message.
    - `check`: the lines of `troubadour doctor`; the first one is a heading.
    - `setup_questions`: the questions of `troubadour setup`.
    - `messages`: the package whose folder `locales` has its sentences.
    - `is_local`: True if only people at this machine, or in the operator's own rooms, use it.
    - `health_address`: the host and port that answer `/readyz`; None if there are none.
    - `unlimited`: the callers to whom no limit applies (`Caller.key`).
    """

    name: str
    title: str
    settings: type[Section]
    features: frozenset[PlatformFeature]
    build: Callable[[Section, PlatformServices], Adapter] | None
    missing: Callable[[Section], str | None] = nothing_missing
    begun: Callable[[Section], bool] = lambda _: False
    check: Callable[[Section, CheckContext], Awaitable[Sequence[SetupCheck]]] | None = None
    setup_questions: tuple[SetupQuestion, ...] = ()
    messages: str | None = None
    is_local: bool = False
    health_address: Callable[[Section], tuple[str, int] | None] = lambda _: None
    unlimited: Callable[[Section], frozenset[str]] = lambda _: frozenset()
