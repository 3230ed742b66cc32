"""The web room over a real store, queue and runner, with whatever commands a test brings."""

from collections.abc import Iterable, Sequence

from adapters.web.config import WebConfig
from adapters.web.room import WebRoom
from core.commands.schema import Command
from core.commands.suggestions import Suggestions
from core.inference.engine import Engine
from core.quota.policy import Policy
from core.store.sqlite.store import SqliteStore
from tests.assembly import Assembly


class WebAssembly(Assembly):
    """Everything behind the room's port."""

    def __init__(
        self,
        store: SqliteStore,
        config: WebConfig,
        commands: Iterable[Command],
        engines: Sequence[Engine] = (),
        *,
        slots: int = 10,
        policy: Policy | None = None,
    ) -> None:
        super().__init__(store, commands, engines, slots=slots, policy=policy)
        self.taking = True
        suggestions = Suggestions(self.registry, self.engine, store)
        self.room = WebRoom(self.dispatcher, store, self.clock, config, suggestions, accepting=lambda: self.taking)
        self.platforms[self.room.name] = self.room
