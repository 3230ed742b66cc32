"""The web room on a real store, queue and runner, with a test's commands."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Unpack

from adapters.web.config import WebConfig
from adapters.web.room import WebRoom
from core.commands.administration.overview import Overview
from core.commands.schema import Command
from core.commands.suggestions import Suggestions
from core.commands.troubadour.privacy import data_practices
from core.domain.setup_questions import FoundSetting
from core.inference.engine import Engine
from core.inference.requests import ANY_MODEL
from core.quota.policy import QuotaPolicy
from core.store.sqlite.store import SqliteStore
from tests.assembly import Assembly, Parts


class WebAssembly(Assembly):
    """The core with the web room as its platform."""

    def __init__(
        self,
        store: SqliteStore,
        config: WebConfig,
        commands: Iterable[Command],
        engines: Sequence[Engine] = (),
        *,
        policy: QuotaPolicy | None = None,
        **parts: Unpack[Parts],
    ) -> None:
        super().__init__(store, commands, engines, policy=policy, **parts)
        suggestions = Suggestions(self.registry, self.engine, store)
        self.found: Sequence[FoundSetting] = ()
        self.room = WebRoom(
            self.dispatcher,
            store,
            self.clock,
            config,
            partial(data_practices, self.engine, ANY_MODEL, "web", retention_days=30),
            suggestions,
            found_settings=lambda: self.found,
            overview=Overview(
                store=store, engine=self.engine, policies=self.policies, platforms=self.platforms, clock=self.clock
            ),
        )
        self.platforms[self.room.name] = self.room
