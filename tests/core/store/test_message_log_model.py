"""The message log compared with a plain list."""

import asyncio

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from pydantic import JsonValue

from core.store.ports.message_log import ERASED, LogEntry
from core.store.sql.store import SqlStore
from tests.core.store.conftest import OpenStore

_ROOMS = st.sampled_from(["lounge", "kitchen"])
_REPLIES = st.sampled_from(["1", "2", "3"])
_AUDIENCES = st.sampled_from([None, "ada", "bo"])
_CONTENTS = st.dictionaries(st.sampled_from("xy"), st.text(max_size=3) | st.integers(-3, 3), max_size=2)
_VIEWERS = ("ada", "bo", "cy")

Content = dict[str, JsonValue]
Line = tuple[str, int, str, str | None, Content]
"""Room, number, reply, audience, content."""


class MessageLogMachine(RuleBasedStateMachine):
    """Every viewer reads the entries of the list."""

    def __init__(self, open_store: OpenStore) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.store = self.runner.run(self._opened(open_store))
        self.lines: list[Line] = []
        self.highest = 0
        self.openings: dict[tuple[str, str], int] = {}
        """The number of the first entry of each reply, 0 once the reply was erased."""

    def teardown(self) -> None:
        self.runner.run(self.store.close())
        self.runner.close()

    @staticmethod
    async def _opened(open_store: OpenStore) -> SqlStore:
        return await open_store()

    def _of(self, room: str, reply: str) -> list[Line]:
        return [line for line in self.lines if (line[0], line[2]) == (room, reply)]

    def _added(self, room: str, reply: str, audience: str | None, contents: list[Content]) -> None:
        newest = self.runner.run(self._everything(room))[-len(contents) :]
        for entry, content in zip(newest, contents, strict=True):
            assert entry.number > self.highest
            self.highest = entry.number
            self.lines.append((room, entry.number, reply, audience, content))

    async def _everything(self, room: str) -> list[LogEntry]:
        seen = {entry.number: entry for viewer in _VIEWERS for entry in await self.store.read(room, 0, viewer)}
        return [seen[number] for number in sorted(seen)]

    @rule(
        room=_ROOMS, reply=_REPLIES, audience=_AUDIENCES, contents=st.lists(_CONTENTS, max_size=3), first=st.booleans()
    )
    def append(self, room: str, reply: str, audience: str | None, contents: list[Content], first: bool) -> None:
        refused = first and bool(self._of(room, reply))
        number = self.runner.run(self.store.append(room, reply, "ada", audience, contents, 1.0, first=first))
        if refused or not contents:
            assert number is None
        else:
            opens = not self._of(room, reply)
            self._added(room, reply, audience, contents)
            if opens:
                self.openings[room, reply] = self._of(room, reply)[0][1]
            assert number == self.highest

    @rule(room=_ROOMS, reply=_REPLIES, content=_CONTENTS, data=st.data())
    def replace(self, room: str, reply: str, content: Content, data: st.DataObject) -> None:
        known = [line[1] for line in self.lines]
        numbers = data.draw(st.lists(st.sampled_from([*known, 10**9]), max_size=4))
        self.runner.run(self.store.replace(room, reply, numbers, content))
        hit = [line for line in self._of(room, reply) if line[1] in numbers]
        if hit:
            index = self.lines.index(hit[-1])
            self.lines[index] = (*hit[-1][:4], content)
            self.lines = [line for line in self.lines if line not in hit[:-1]]
            if self.openings[room, reply] in [line[1] for line in hit]:
                self.openings[room, reply] = hit[-1][1]

    @rule(room=_ROOMS, reply=_REPLIES)
    def erase(self, room: str, reply: str) -> None:
        self.runner.run(self.store.erase(room, reply, 2.0))
        erased = self._of(room, reply)
        self.lines = [line for line in self.lines if line not in erased]
        if erased:
            self._added(room, reply, None, [dict(ERASED)])
            self.openings[room, reply] = 0

    @invariant()
    def everybody_reads_what_is_theirs(self) -> None:
        for room in ("lounge", "kitchen"):
            for viewer in _VIEWERS:
                read = self.runner.run(self.store.read(room, 0, viewer))
                assert [(room, entry.number, entry.reply, entry.audience, entry.content) for entry in read] == [
                    line for line in self.lines if line[0] == room and line[3] in (None, viewer)
                ]

    @invariant()
    def pages_together_are_the_log_without_what_was_erased(self) -> None:
        for room in ("lounge", "kitchen"):
            for viewer in _VIEWERS:
                pages = [self.runner.run(self.store.read_back(room, viewer, 2))]
                while (before := pages[-1].before) is not None:
                    pages.append(self.runner.run(self.store.read_back(room, viewer, 2, before)))
                read = [entry.number for page in pages for entry in page.entries]
                theirs = [line for line in self.lines if line[0] == room and line[3] in (None, viewer)]
                begins = {line[1] for line in theirs}
                assert sorted(read) == [line[1] for line in theirs if self.openings[room, line[2]] in begins]
                assert len(pages) == max(
                    1, (len({line[2] for line in theirs if self.openings[room, line[2]] in begins}) + 1) // 2
                )


def test_everybody_reads_the_log_as_a_list_would_have_it(open_store: OpenStore) -> None:
    class Machine(MessageLogMachine):
        def __init__(self) -> None:
            super().__init__(open_store)

    run_state_machine_as_test(
        Machine,
        settings=settings(max_examples=15, stateful_step_count=15, suppress_health_check=list(HealthCheck)),
    )
