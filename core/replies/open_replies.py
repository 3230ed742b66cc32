"""The open replies of a process: found by their messages when somebody deletes one, and waited for at shutdown."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Protocol

from core.domain.clock import Clock
from core.preferences.choices import EDIT_SECONDS
from core.store.ports.store import Store

LOOK_SECONDS = 0.02
RECENT_SECONDS = EDIT_SECONDS + 900.0
"""The age up to which a message may be accepted: a late edit can make it a question, and Slack delivers an event again
for six minutes (https://docs.slack.dev/apis/events-api#retries)."""


class OpenReply(Protocol):
    """A renderer whose messages people can delete."""

    closed: bool

    @property
    def message_ids(self) -> Sequence[str]:
        """The ids of the reply's messages, as its receipt is saved with them."""
        ...


class OpenReplies:
    """The renderers of one platform that are not closed. `stop` stops a job for the platform of this `title`."""

    def __init__(self, store: Store, clock: Clock, stop: Callable[[str, str], Awaitable[object]], title: str) -> None:
        self._store = store
        self._clock = clock
        self._stop = stop
        self._title = title
        self._renderers: dict[str, OpenReply] = {}

    def add(self, job: str, renderer: OpenReply) -> None:
        """Notes the renderer of a job until it is closed."""
        self._renderers = {id: each for id, each in self._renderers.items() if not each.closed}
        self._renderers[job] = renderer

    async def message_deleted(self, message: str, question: str, sent_at: float) -> None:
        """Stops the jobs of a message that somebody deleted: an answer, or the question of the request `question`.

        A question is not answered either if this is known before it is accepted, here or elsewhere. `sent_at` is when
        the message was sent, in seconds since the epoch: an old one is accepted no more.
        """
        # Renderers here know messages that are not saved yet; the store knows those that are shown elsewhere.
        jobs = {job for job, renderer in self._renderers.items() if message in renderer.message_ids}
        if (stored := await self._store.job_of_message(message)) is not None:
            jobs.add(stored)
        now = self._clock.now()
        if now - sent_at < RECENT_SECONDS:
            jobs.update(filter(None, [await self._store.delete_question(question, now)]))
        elif (asked := await self._store.newest_edit(question)) is not None and not asked.ended:
            jobs.add(asked.id)
        for job in jobs:
            await self._stop(job, self._title)

    async def wait_until_closed(self, seconds: float) -> None:
        """Waits until all renderers are closed, for at most `seconds`."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while any(not renderer.closed for renderer in self._renderers.values()):
                    await self._clock.sleep(LOOK_SECONDS)
