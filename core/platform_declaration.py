"""The declaration of a platform: everything that the process knows of it before its library is imported.

A package adds platforms through the entry point group `troubadour.platforms`; each entry point names a
`PlatformDeclaration`.
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from core.domain.alerts import Notify
from core.domain.checks import CheckContext, SetupCheck
from core.domain.clock import Clock
from core.domain.operating_limits import OperatingLimits
from core.domain.platform_features import PlatformFeature as PlatformFeature
from core.domain.settings import SettingsSection
from core.domain.setup_questions import FoundSetting, SetupQuestion

if TYPE_CHECKING:
    from core.commands.administration.overview import Overview
    from core.commands.registry import Registry
    from core.commands.schema import Command
    from core.commands.suggestions import Suggestions
    from core.commands.troubadour.privacy import DataPractices
    from core.jobs.dispatcher import Dispatcher
    from core.platform import Platform
    from core.preferences.limit_policies import Policies
    from core.store.ports.store import Store

ENTRY_POINTS = "troubadour.platforms"

Section = TypeVar("Section", bound=SettingsSection)


@dataclass(frozen=True, kw_only=True)
class PlatformServices:
    """Everything that an adapter gets from the process.

    `secret` returns the secret of a name: from a file of the data folder, where it keeps what the function makes if
    there is none, or derived from the key of processes that share a database. `secret_key` is the operator's own key
    for secrets in the store. `found_settings` are models on this machine that the operator may want to use.
    `overview` reads the state of the whole bot, for the operator.
    With `shares_store`, other processes may serve the same bot.
    Without `listens`, the process only runs jobs: the adapter sends, and receives nothing.
    `is_posted_to` is True if platforms post to the address that all endpoints share, so that a proxy leads strangers
    there.
    """

    dispatcher: "Dispatcher"
    suggestions: "Suggestions"
    store: "Store"
    clock: Clock
    policies: "Policies"
    operating_limits: OperatingLimits
    folder: Path
    notify: Notify
    secret: Callable[[str, Callable[[], str]], str]
    secret_key: str | None
    data_practices: Callable[[str], Awaitable["DataPractices"]]
    overview: "Overview | None" = None
    found_settings: Callable[[], Sequence[FoundSetting]] = tuple
    is_posted_to: bool = False
    listens: bool = True
    shares_store: bool = False


@dataclass(frozen=True, kw_only=True)
class HttpAddress:
    """A host and a port to listen on, and the names of the settings that choose them. `base_path` is before all paths
    for who comes through a proxy, empty or `/…`."""

    host: str
    port: int
    host_setting: str
    port_setting: str
    base_path: str = ""

    @property
    def url(self) -> str:
        """The address for a program on this machine, without a slash at its end."""
        host = "127.0.0.1" if self.listens_everywhere else self.host
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}{self.base_path}"

    @property
    def listens_everywhere(self) -> bool:
        """True if it is reached at every address of this machine."""
        return self.host in ("0.0.0.0", "::", "")  # noqa: S104 - recognised, not bound

    def unless(self, host: str | None, port: int | None, own: "HttpAddress") -> "HttpAddress":
        """This address, unless a host or a port is given; then that one, completed from `own`."""
        if host is None and port is None:
            return self
        return replace(own, host=host or own.host, port=port or own.port, base_path=self.base_path)


@dataclass(frozen=True, kw_only=True)
class HttpEndpoint:
    """The part of a platform that answers HTTP requests.

    - `title`: its name for people.
    - `paths`: the paths that are its own, each with everything below it. `/` is what nobody else has.
    - `application`: builds its `aiohttp.web.Application`, which the core does not know. It guards itself: nothing that
      another endpoint checks or adds applies to it.
    - `opened`: is called with the address, without a slash at its end, once it is served.
    """

    title: str
    paths: tuple[str, ...]
    application: Callable[[], Awaitable[Any]]
    opened: Callable[[str], None] = lambda _: None


@dataclass(frozen=True, kw_only=True)
class Adapter:
    """A platform, its part of the HTTP listener, and the function that serves the rest until it is cancelled. `serve`
    raises `OperatorError` if the platform cannot be reached as it is set up."""

    platform: "Platform"
    serve: Callable[[], Awaitable[None]] | None = None
    http: HttpEndpoint | None = None


def no_address(_settings: SettingsSection, _shared: HttpAddress) -> HttpAddress | None:
    """The answer of a platform that answers no HTTP requests."""
    return None


def no_caller(_settings: SettingsSection, _is_posted_to: bool) -> frozenset[str]:
    """The answer of a platform on which limits apply to everybody."""
    return frozenset()


def nothing_missing(_settings: SettingsSection) -> str | None:
    """The answer of a platform that needs no setting."""
    return None


@dataclass(frozen=True, kw_only=True)
class PlatformCheckContext(CheckContext):
    """The circumstances of a platform's check, with the `commands` that its people should find there."""

    commands: "Iterable[Command]" = ()


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
    - `setup_file`: the name and content of a file that the platform's own pages ask for.
    - `messages`: the package whose folder `locales` has its sentences.
    - `is_local`: True if only people at this machine, or in the operator's own rooms, use it.
    - `http_address`: the address of its `HttpEndpoint`, by its settings: the one that it is given, which all share, or
      one of its own; None if it answers no HTTP requests.
    - `unlimited`: the callers to whom no limit applies (`Caller.key`), by its settings and
      `PlatformServices.is_posted_to`.
    """

    name: str
    title: str
    settings: type[Section]
    features: frozenset[PlatformFeature]
    build: Callable[[Section, PlatformServices], Adapter] | None
    missing: Callable[[Section], str | None] = nothing_missing
    begun: Callable[[Section], bool] = lambda _: False
    check: Callable[[Section, PlatformCheckContext], Awaitable[Sequence[SetupCheck]]] | None = None
    setup_questions: tuple[SetupQuestion, ...] = ()
    setup_file: Callable[[Section, "Registry"], tuple[str, str]] | None = None
    messages: str | None = None
    is_local: bool = False
    http_address: Callable[[Section, HttpAddress], HttpAddress | None] = no_address
    unlimited: Callable[[Section, bool], frozenset[str]] = no_caller
