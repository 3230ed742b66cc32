"""Forgetting a person reaches what is being written now, at every stage of a job, in every file of the data folder."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from pathlib import Path
from typing import Annotated

import pytest
from pydantic import Field, JsonValue

from core.commands.context import Context
from core.commands.declaration import command
from core.commands.schema import MakingOptions
from core.commands.troubadour.forget_me import forget_me
from core.domain.events import Done, Event, Stopped, TextDelta
from core.domain.jobs import Job
from core.domain.operating_limits import OperatingLimits
from core.domain.request import QuotedMessage
from core.platform import Renderer
from core.store.ports.store import Store
from core.store.sqlite.database import DATABASE
from core.store.sqlite.store import SqliteStore
from tests.assembly import Assembly
from tests.core.jobs.test_unfinished_runs import LeapClock
from tests.core.recording_platform import BEN, RecordingPlatform, request
from tests.core.store.samples import delta, turn

SECRET = "xyzzy-plugh-secret"
CY = BEN.model_copy(update={"user": "cy", "name": "Cy-display-name"})
TRACES = (CY.name.encode(), SECRET.encode())


class TellOptions(MakingOptions):
    """What to tell."""

    prompt: Annotated[str, Field(description="What to tell")] = ""


class RoomPlatform(RecordingPlatform):
    """A platform that keeps its replies in the store, and can fail to show an ending or to withdraw."""

    def __init__(self, store: SqliteStore) -> None:
        super().__init__()
        self._store = store
        self.endings_shown = asyncio.Event()
        self.endings_shown.set()
        self.ending = asyncio.Event()
        self.withdrawals_failing = 0

    async def open(self, job: Job, store: Store) -> Renderer:
        await super().open(job, store)
        await store.save_receipt(job.id, {"text": job.request.options.get("prompt")})
        await store.append("room", job.id, job.request.caller.key, None, [_asked(job)], 1.0, first=True)
        return _Writer(self, job, store)

    async def withdraw(self, job: Job) -> None:
        await super().withdraw(job)
        if self.withdrawals_failing:
            self.withdrawals_failing -= 1
            raise OSError("the platform is away")
        assert await self._store.receipt(job.id) or job.id not in self.openings, "the receipt is what withdraws it"


class _Writer:
    def __init__(self, platform: RoomPlatform, job: Job, store: Store) -> None:
        self._platform, self._job, self._store = platform, job, store

    async def render(self, event: Event) -> None:
        if isinstance(event, Done | Stopped):
            self._platform.ending.set()
            await self._platform.endings_shown.wait()
        if isinstance(event, TextDelta):
            await self._store.append("room", self._job.id, self._job.request.caller.key, None, [delta(event.text)], 1.0)
        self._platform.shown[self._job.id].append(event)

    async def close(self) -> None:
        self._platform.closed.append(self._job.id)


def _asked(job: Job) -> dict[str, JsonValue]:
    caller = job.request.caller
    return {"event": "asked", "name": caller.name, "user": caller.user, "said": job.request.said}


class Telling:
    """A command that keeps everything that a command can keep, and waits before its last word."""

    def __init__(self) -> None:
        self.written = asyncio.Event()
        self.goes_on = asyncio.Event()
        self.closed = False

        @command("tell", summary="Tells what it was told")
        async def tell(options: TellOptions, context: Context) -> AsyncGenerator[Event, None]:
            try:
                name, owner = f"{options.prompt}.png", context.request.caller.key
                media = await context.store.put(
                    f"{options.prompt} {context.job.id}".encode(), "image/png", name, owner, 1
                )
                await context.store.save_checkpoint(context.job.id, "call", {"text": options.prompt})
                said = turn(context.job.id, author=context.request.caller, text=options.prompt, media=(media,))
                await context.store.append_turns([said])
                yield TextDelta(part="answer", text=options.prompt)
                self.written.set()
                await self.goes_on.wait()
                yield TextDelta(part="answer", text=f"{options.prompt} again")
            finally:
                self.closed = True

        self.command = tell


class Bot:
    """The core with this command."""

    def __init__(self, store: SqliteStore, folder: Path, *, slots: int = 10) -> None:
        self.telling = Telling()
        self.store, self.folder = store, folder
        self.core = Assembly(store, [self.telling.command, forget_me], clock=LeapClock(), slots=slots)
        self.platform = RoomPlatform(store)
        self.core.platforms["test"] = self.platform

    async def told(self, id: str = "told") -> None:
        """Hands in a request of Cy."""
        asked = request("tell", id, caller=CY, prompt=SECRET)
        await self.core.accept(asked.model_copy(update={"said": f"tell {SECRET}"}))

    async def forgets(self) -> None:
        """Forgets Cy, by the command, and waits until nothing of them runs."""
        await self.core.accept(request("troubadour forget-me", "forget", caller=CY, confirm=True))
        async with asyncio.timeout(20):
            while await self.store.unfinished_jobs():
                await asyncio.sleep(0.002)
        assert "forget-me-done" in str(self.platform.shown["forget"])

    async def traces(self) -> list[str]:
        """The files of the data folder with a trace of Cy, after everything that the store does now."""
        await self.store.rewrite_if_due()
        await self.store.delete_reminder("of nobody")
        return await asyncio.to_thread(self._traces)

    def _traces(self) -> list[str]:
        files = [file for file in self.folder.rglob("*") if file.is_file()]
        assert DATABASE in [file.name for file in files]
        return [file.name for file in files if any(trace in file.read_bytes() for trace in TRACES)]


@pytest.fixture
async def bot(store: SqliteStore, tmp_path: Path) -> AsyncIterator[Bot]:
    bot = Bot(store, tmp_path)
    yield bot
    await bot.core.shut_down()


async def test_a_waiting_job_is_never_run(store: SqliteStore, tmp_path: Path) -> None:
    bot = Bot(store, tmp_path, slots=1)
    bot.core.start()
    await bot.core.accept(request("tell", "of Ben", caller=BEN, prompt="mine"))
    await bot.telling.written.wait()
    await bot.told()
    assert await bot.traces()
    await store.forget_person(CY.key, 2.0)
    await bot.core.wait_for("told")
    assert bot.platform.openings == ["of Ben"]
    assert bot.platform.withdrawn == ["told"], "what the acknowledgement has shown"
    assert await bot.traces() == []
    bot.telling.goes_on.set()
    await bot.core.wait_for("of Ben")
    await bot.core.shut_down()


async def test_a_running_job_is_stopped_and_its_reply_withdrawn(bot: Bot) -> None:
    bot.core.start()
    await bot.told()
    await bot.telling.written.wait()
    assert await bot.traces()
    await bot.forgets()
    assert bot.telling.closed
    assert not bot.telling.goes_on.is_set()
    assert bot.platform.withdrawn == ["told"]
    assert await bot.traces() == []
    assert await bot.store.load_turns("lounge", 10) == []
    assert [line.content["event"] for line in await bot.store.read("room", 0, "anyone") if line.reply == "told"] == [
        "erased"
    ], "whoever looks sees it go"


async def test_a_run_that_goes_on_can_write_nothing_more(bot: Bot) -> None:
    """Also its file, which is on the disk before its row."""
    bot.core.start()
    await bot.told()
    await bot.telling.written.wait()
    job = await bot.store.job("told")
    assert job is not None
    fenced = bot.store.fenced(job, LeapClock())
    await bot.core.shut_down()
    await bot.store.forget_person(CY.key, 2.0)
    for late in (
        fenced.put(f"{SECRET} late".encode(), "image/png", "late.png", CY.key, 3.0),
        fenced.save_receipt("told", {"text": SECRET}),
    ):
        with pytest.raises(Exception, match="run 1"):
            await late
    bot.core.start()
    await bot.core.wait_for("told")
    assert await bot.traces() == []


async def test_a_job_with_a_stored_ending_does_not_show_it(bot: Bot) -> None:
    bot.telling.goes_on.set()
    bot.platform.endings_shown.clear()
    bot.core.start()
    await bot.told()
    await bot.platform.ending.wait()
    assert "ending" in await bot.store.checkpoints("told")
    await bot.core.accept(request("troubadour forget-me", "forget", caller=CY, confirm=True))
    await bot.core.wait_for("told")
    bot.platform.endings_shown.set()
    await bot.core.wait_for("forget")
    assert bot.platform.withdrawn == ["told"]
    assert await bot.traces() == []


async def test_a_job_that_is_done_leaves_nothing(bot: Bot) -> None:
    bot.telling.goes_on.set()
    bot.core.start()
    await bot.told()
    await bot.core.wait_for("told")
    assert await bot.traces()
    await bot.forgets()
    assert await bot.traces() == []


async def test_the_words_go_although_the_platform_is_away(bot: Bot) -> None:
    """The reply is withdrawn when the platform is back, and given up if it stays away."""
    for failing, tried in ((2, 3), (1_000, OperatingLimits().tries + 1)):
        bot.platform.withdrawn.clear()
        bot.telling.written.clear()
        bot.core.start()
        await bot.told(f"told-{failing}")
        await bot.telling.written.wait()
        bot.platform.withdrawals_failing = failing
        await bot.core.accept(request("troubadour forget-me", f"forget-{failing}", caller=CY, confirm=True))
        await bot.core.wait_for(f"told-{failing}")
        await bot.core.wait_for(f"forget-{failing}")
        assert abs(len(bot.platform.withdrawn) - tried) <= 1
        assert await bot.traces() == []
        await bot.core.shut_down()


async def test_what_others_quote_goes_and_the_rest_of_their_jobs_stays(bot: Bot) -> None:
    quoting = request("tell", "of Ben", caller=BEN, prompt="mine").model_copy(
        update={
            "quoted": (
                QuotedMessage(author=CY.key, name=CY.name, text=SECRET),
                QuotedMessage(author="test:home:dee", name="Dee", text="harmless"),
            )
        }
    )
    bot.core.start()
    await bot.core.accept(quoting)
    await bot.telling.written.wait()
    await bot.store.save_reminder(quoting.model_copy(update={"id": "later"}), 1e12)
    await bot.core.accept(request("troubadour forget-me", "forget", caller=CY, confirm=True))
    await bot.core.wait_for("forget")
    bot.telling.goes_on.set()
    await bot.core.wait_for("of Ben")
    assert "mine again" in str(bot.platform.shown["of Ben"])
    job = await bot.store.job("of Ben")
    assert job is not None
    assert [each.text for each in job.request.quoted] == ["harmless"]
    assert await bot.traces() == [], "nor under its buttons, which were stored afterwards"


async def test_the_reply_that_says_so_keeps_no_name(bot: Bot) -> None:
    bot.core.start()
    await bot.forgets()
    lines = [line for line in await bot.store.read("room", 0, "anyone") if line.reply == "forget"]
    assert [(line.content["name"], line.content["user"], line.author) for line in lines] == [("", "", "")]
    assert await bot.traces() == []
