"""Requests whose payloads leave open who asks: the job looks first."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from core.commands.context import Context
from core.commands.declaration import command
from core.commands.schema import CommandOptions, MakingOptions
from core.domain.errors import NotAllowed
from core.domain.events import Done, Event, TextDelta
from core.domain.jobs import Job
from core.domain.request import Caller, Request
from core.domain.sentences import Sentence
from core.domain.tasks import Task
from core.jobs.verdicts import Accepted, Refused
from core.jobs.worker import Postponed
from core.quota.place_rules import parse_rates
from core.quota.policy import QuotaPolicy
from core.store.sqlite.store import SqliteStore
from tests.assembly import Assembly
from tests.core.jobs.test_unfinished_runs import LeapClock
from tests.core.recording_platform import ANN, BEN, CHIEF, RecordingPlatform, request

ONE_AN_HOUR = QuotaPolicy(user=parse_rates(["chat_completion=1/hour"]))
UNKNOWN = {caller.user: caller.model_copy(update={"admin": None, "name": caller.user}) for caller in (ANN, BEN, CHIEF)}


class SlowDirectory(RecordingPlatform):
    """A platform that learns who asks only by a look-up, and does not serve Ben."""

    def __init__(self) -> None:
        super().__init__()
        self.refused: dict[str, Sentence] = {}
        self.busy = 0
        self.people: dict[str, Caller] = {caller.user: caller for caller in (ANN, BEN, CHIEF)}

    async def complete(self, job: Job) -> Request:
        if self.busy:
            self.busy -= 1
            raise Postponed(0.0)
        caller = job.request.caller
        if caller.user == "ben":
            raise NotAllowed("slack-guests")
        return job.request.model_copy(update={"caller": self.people[caller.user]})

    async def refuse(self, job: Job, sentence: Sentence) -> None:
        self.refused[job.id] = sentence


@command(name="greet", summary="greet", spends=(Task.CHAT_COMPLETION,))
async def greet(options: MakingOptions, context: Context) -> AsyncGenerator[Event, None]:
    yield TextDelta(part="greeting", text=f"Hello {context.request.caller.name}")


@command(name="rule", summary="rule", admin=True)
async def rule(options: CommandOptions, context: Context) -> AsyncGenerator[Event, None]:
    yield TextDelta(part="rule", text=f"{context.admin}")


@pytest.fixture
async def assembly(tmp_path: Path) -> AsyncGenerator[Assembly, None]:
    store = await SqliteStore.open(tmp_path)
    assembly = Assembly(store, [greet, rule], policy=ONE_AN_HOUR, clock=LeapClock())
    assembly.platforms["test"] = SlowDirectory()
    assembly.start()
    yield assembly
    await assembly.shut_down()
    await store.close()


def directory(assembly: Assembly) -> SlowDirectory:
    """The assembly's platform."""
    platform = assembly.platforms["test"]
    assert isinstance(platform, SlowDirectory)
    return platform


async def test_a_person_who_is_not_served_is_refused_alone_and_charged_nothing(assembly: Assembly) -> None:
    for id in ("first", "second"):
        assert isinstance(await assembly.accept(request("greet", id, caller=UNKNOWN["ben"])), Accepted)
        await assembly.wait_for(id)
        job = await assembly.store.job(id)
        assert job is not None
        assert job.state == "failed"
    platform = directory(assembly)
    assert [sentence.id for sentence in platform.refused.values()] == ["slack-guests"] * 2
    assert platform.shown == {}


async def test_a_look_up_that_must_wait_counts_as_no_try(assembly: Assembly) -> None:
    platform = directory(assembly)
    platform.busy = 5
    assert isinstance(await assembly.accept(request("greet", "one", caller=UNKNOWN["ann"])), Accepted)
    await assembly.wait_for("one")
    job = await assembly.store.job("one")
    assert job is not None
    assert (job.state, job.tries) == ("done", 0)
    shown = platform.shown["one"]
    assert (shown[0], shown[-1]) == (TextDelta(part="greeting", text="Hello Ann"), Done())


async def test_only_the_job_knows_who_is_an_administrator(assembly: Assembly) -> None:
    for who in ("ann", "chief"):
        assert isinstance(await assembly.accept(request("rule", who, caller=UNKNOWN[who])), Accepted)
        await assembly.wait_for(who)
    platform = directory(assembly)
    assert {job: sentence.id for job, sentence in platform.refused.items()} == {"ann": "admins-only"}
    assert platform.shown["chief"][0] == TextDelta(part="rule", text="True")
    assert isinstance(await assembly.accept(request("rule", "known", caller=ANN)), Refused)
    assert platform.asked_for_admin == 0
