"""The renderer of the web: numbered lines in the room's log, which every browser follows."""

import asyncio
from collections.abc import Sequence

from adapters.web.log_lines import RESTART, STARTED, LogLine, settled_line
from adapters.web.markdown_html import settled
from adapters.web.visitors import room_of
from core.domain.clock import Clock
from core.domain.events import Done, Event, Facts, Failure, Progress, Stopped, TextDelta, TextReplace
from core.domain.jobs import Job
from core.domain.observer import OBSERVER
from core.store.ports.store import Store

LINE_SECONDS = 0.06
"""Seconds between two lines of streamed text: faster than an eye, slower than a model's tokens."""
LINES_BEFORE_CONDENSING = 200
"""The number of text lines after which one line replaces them."""


class WebRenderer:
    """Writes the events of one job as lines of its reply.

    The receipt holds the number of this job's first line, so that a later run of the job finds its earlier lines. While
    text streams, there are many short lines, and a line for each beginning of it that no further text changes. When it
    is complete, a line with the whole text follows and replaces them under the highest of their numbers, so that every
    browser gets the whole text once.
    """

    def __init__(self, store: Store, clock: Clock, job: Job) -> None:
        self._store = store
        self._clock = clock
        self._job = job
        self._room = room_of(job.request.place)
        self._author = job.request.caller.key
        self._audience = job.request.caller.key if job.private else None
        self._withdrawn = False
        self._transient: list[int] = []
        self._texts: dict[str, str] = {}
        self._numbers: dict[str, list[int]] = {}
        self._tails: dict[str, str] = {}
        self._in_list: set[str] = set()
        self._held: dict[tuple[str, str | None], TextDelta | Progress] = {}
        self._writing = asyncio.Lock()
        self._pacing: asyncio.Task[None] | None = None

    async def open(self, question: LogLine) -> None:
        """Opens the reply, or opens it again after an interrupted run."""
        receipt = await self._store.receipt(self._job.id)
        self._withdrawn = bool(receipt.get("withdrawn"))
        if self._withdrawn:
            return
        await self._append(question, first=True)
        since = receipt.get("since")
        if isinstance(since, int):
            written = await self._written(since)
            number = await self._append(RESTART)
            # Browsers that saw the old lines need a new number; later browsers need none of the old lines.
            await self._store.replace(self._room, self._job.id, [*written, number], RESTART)
        else:
            number = await self._append(STARTED)
            self._transient.append(number)
        # Read again: the reply may have been deleted meanwhile.
        receipt = await self._store.receipt(self._job.id)
        await self._store.save_receipt(self._job.id, {**receipt, "since": number})

    async def render(self, event: Event) -> None:
        """Writes an event. Text and progress wait a moment for more; everything else is written immediately."""
        if self._withdrawn:
            return
        if not isinstance(event, TextDelta | Progress):
            async with self._writing:
                await self._release()
                await self._write(event)
            return
        self._hold(event)
        if self._pacing is not None and self._pacing.done():
            self._pacing.result()
            self._pacing = None
        if self._pacing is None:
            async with self._writing:
                await self._release()
            self._pacing = asyncio.create_task(self._pace(), name=f"pacing of {self._job.id}")

    async def close(self) -> None:
        """Writes the text and progress that still wait."""
        try:
            async with self._writing:
                await self._release()
        finally:
            if self._pacing is not None:
                self._pacing.cancel()
                await asyncio.gather(self._pacing, return_exceptions=True)

    async def _pace(self) -> None:
        while True:
            await self._clock.sleep(LINE_SECONDS)
            async with self._writing:
                if not self._held:
                    return
                await self._release()

    def _hold(self, event: TextDelta | Progress) -> None:
        """Adds text to the text that waits; progress replaces earlier progress."""
        key = (event.event, event.part)
        waiting = self._held.get(key)
        if isinstance(event, TextDelta) and isinstance(waiting, TextDelta):
            self._held[key] = TextDelta(part=event.part, text=waiting.text + event.text)
            return
        self._held.pop(key, None)
        self._held[key] = event

    async def _release(self) -> None:
        while self._held:
            key = next(iter(self._held))
            event = self._held.pop(key)
            number = await self._append(event.model_dump(mode="json"))
            OBSERVER.get().drawn("shown")
            if isinstance(event, Progress):
                self._transient.append(number)
            else:
                self._texts[event.part] = self._texts.get(event.part, "") + event.text
                self._tails[event.part] = self._tails.get(event.part, "") + event.text
                self._numbers.setdefault(event.part, []).append(number)
                if "\n" in event.text:
                    await self._settle(event.part)
                if len(self._numbers[event.part]) >= LINES_BEFORE_CONDENSING:
                    await self._condense(event.part)

    async def _write(self, event: Event) -> None:
        OBSERVER.get().drawn("shown")
        if isinstance(event, Done | Stopped | Failure):
            await self._end(event)
            return
        number = await self._append(event.model_dump(mode="json"))
        if isinstance(event, TextReplace):
            self._texts[event.part] = event.text
            self._tails.pop(event.part, None)
            self._numbers.setdefault(event.part, []).append(number)
            await self._condense(event.part)
        elif isinstance(event, Facts):
            await self._complete(event.part)

    async def _end(self, ending: Done | Stopped | Failure) -> None:
        for part in list(self._numbers):
            await self._complete(part)
        line = ending.model_dump(mode="json")
        number = await self._append(line)
        await self._store.replace(self._room, self._job.id, [*self._transient, number], line)
        if (await self._store.receipt(self._job.id)).get("withdrawn"):
            # The reply was deleted while it was written: lines after the deletion go, too.
            await self._store.erase(self._room, self._job.id, self._clock.now())

    async def _settle(self, part: str) -> None:
        """Writes the beginning of the tail that no further text changes, as a line of its own."""
        tail = self._tails[part]
        end = await asyncio.to_thread(settled, tail)
        if end.length:
            line = settled_line(part, tail[: end.length], joins=part in self._in_list)
            self._numbers[part].append(await self._append(line))
            self._tails[part] = tail[end.length :]
            (self._in_list.discard if end.list_start is None else self._in_list.add)(part)

    async def _complete(self, part: str) -> None:
        """Writes the whole text of a part that came in pieces."""
        if self._tails.pop(part, None) is not None:
            whole = TextReplace(part=part, text=self._texts[part])
            self._numbers[part].append(await self._append(whole.model_dump(mode="json")))
            await self._condense(part)

    async def _condense(self, part: str) -> None:
        numbers = self._numbers.get(part, [])
        if len(numbers) > 1:
            whole = TextReplace(part=part, text=self._texts[part])
            await self._store.replace(self._room, self._job.id, numbers, whole.model_dump(mode="json"))
            self._numbers[part] = numbers[-1:]

    async def _append(self, line: LogLine, *, first: bool = False) -> int:
        number = await self._store.append(
            self._room, self._job.id, self._author, self._audience, [line], self._clock.now(), first=first
        )
        return number or 0

    async def _written(self, since: int) -> Sequence[int]:
        """The numbers of this reply's lines from `since` on."""
        found: list[int] = []
        after = since - 1
        while lines := await self._store.read(self._room, after, self._author):
            found += [line.number for line in lines if line.reply == self._job.id]
            after = lines[-1].number
        return found
