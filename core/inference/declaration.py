"""The declaration of an engine: everything that the process knows of it before it is built.

A package adds engines through the entry point group `troubadour.engines`; each entry point names an
`EngineDeclaration`.
"""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, Literal, TypeVar

from core.domain.alerts import Notify, notify_nobody
from core.domain.checks import CheckContext, SetupCheck
from core.domain.clock import Clock, SystemClock
from core.domain.limits import Rate
from core.domain.settings import SettingsSection
from core.domain.setup_questions import FoundSetting, SetupQuestion
from core.inference.cache import CachedAnswerStore
from core.inference.engine import Engine
from core.store.ports.address_rests import AddressRests

ENTRY_POINTS = "troubadour.engines"

Section = TypeVar("Section", bound=SettingsSection)
Reach = Literal["nowhere", "local", "everywhere"]
"""The platforms on which an engine answers: none, the local ones, or all."""


@dataclass(frozen=True, kw_only=True)
class EngineServices:
    """Everything that an engine gets from the process.

    `folder` is the data folder, and `answers` the store of answers that may be given again. `local_platforms` are those
    that only people at this machine, or in the operator's own rooms, use. `prices_matter` returns True if answers must
    report their cost. `rests` are the addresses to which requests of any process have failed, where processes share a
    database. `ffmpeg` is the program that opens sounds which libsndfile cannot, if there is one.
    """

    folder: Path
    local_platforms: frozenset[str]
    answers: CachedAnswerStore
    clock: Clock = field(default_factory=SystemClock)
    notify: Notify = notify_nobody
    prices_matter: Callable[[], bool] = lambda: False
    rests: AddressRests | None = None
    ffmpeg: Path | None = None


@dataclass(frozen=True, kw_only=True)
class EngineDeclaration(Generic[Section]):
    """One engine.

    - `name`: the engine's name.
    - `title`: the heading of its settings. Engines of one title share it.
    - `settings`: its section of the settings, for this engine alone.
    - `open`: opens the engine for the life of the process; None if it is not set up.
    - `reach`: the platforms on which it answers with these settings.
    - `is_last`: True for an engine that answers where no other does.
    - `rate`: the rate of requests to it, unless TROUBADOUR_PROVIDER_LIMITS sets another; None is no limit.
    - `check`: the lines of `troubadour doctor`; the first one is a heading.
    - `setup_questions`: the questions of `troubadour setup`.
    - `discover`: looks for models on this machine that the settings do not use; takes a second at most.
    - `messages`: the package whose folder `locales` has its sentences.
    """

    name: str
    title: str
    settings: type[Section]
    open: Callable[[Section, EngineServices], AbstractAsyncContextManager[Engine | None]]
    reach: Callable[[Section], Awaitable[Reach]]
    is_last: bool = False
    rate: Callable[[Section], Rate | None] | None = None
    check: Callable[[Section, CheckContext], Awaitable[Sequence[SetupCheck]]] | None = None
    setup_questions: tuple[SetupQuestion, ...] = ()
    discover: Callable[[Section], Awaitable[Sequence[FoundSetting]]] | None = None
    messages: str | None = None
