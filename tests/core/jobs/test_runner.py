"""From accepting a request to its ending: once, stoppable at every moment, and mended after a crash."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Annotated, Any

import pytest
from pydantic import Field

from bot.logs import TextLines
from core.commands.context import Context
from core.commands.declaration import command
from core.commands.schema import CommandOptions, Hint, MakingOptions
from core.domain.actions import Button, Delete, Form, Run
from core.domain.errors import BadInput
from core.domain.events import Begin, Done, Event, Failure, Offer, Picture, Progress, Stopped, TextDelta
from core.domain.layout import Layout
from core.domain.limits import Budget
from core.domain.operating_limits import OperatingLimits
from core.domain.request import Address, Attachment, Caller
from core.domain.sentences import say
from core.domain.tasks import Task
from core.jobs.verdicts import Accepted, Acknowledged, Duplicate, NeedsForm, Pressed, Refused
from core.quota.policy import QuotaPolicy
from core.store.sqlite.store import SqliteStore
from tests.core.conftest import Core
from tests.core.recording_platform import ANN, BEN, CHIEF, HALL, request

started: list[str] = []
drawn: list[int] = []
closed: list[str] = []
gates: dict[str, asyncio.Event] = {}


class EchoOptions(MakingOptions):
    text: Annotated[str, Field(min_length=1, max_length=20, description="What to say"), Hint(positional=True)]
    seed: Annotated[int | None, Field(ge=0, lt=2**32, description="A seed")] = None


class NoOptions(CommandOptions):
    pass


@command("echo", summary="Says it back")
async def echo(options: EchoOptions, context: Context) -> AsyncGenerator[Event, None]:
    yield TextDelta(part="answer", text=f"{options.text} {context.draw_seed()}")


@command("hang", summary="Starts and waits", admin=False)
async def hang(options: NoOptions, context: Context) -> AsyncGenerator[Event, None]:
    started.append(context.job.id)
    drawn.append(context.draw_seed())
    try:
        yield TextDelta(part="answer", text="begun")
        await gates.setdefault(context.job.id, asyncio.Event()).wait()
        yield TextDelta(part="answer", text=" and ended")
    finally:
        closed.append(context.job.id)


@command("complain", summary="Raises what a user should read")
async def complain(options: NoOptions, context: Context) -> AsyncGenerator[Event, None]:
    yield TextDelta(part="answer", text="half")
    raise BadInput("speak-nothing")


@command("break", summary="Has a bug")
async def break_(options: NoOptions, context: Context) -> AsyncGenerator[Event, None]:
    yield TextDelta(part="answer", text="half")
    raise ZeroDivisionError("the secret cause")


@command("rule", summary="For administrators", admin=True)
async def rule(options: NoOptions, context: Context) -> AsyncGenerator[Event, None]:
    yield TextDelta(part="answer", text="done")


@command("offer", summary="Offers buttons")
async def offer(options: EchoOptions, context: Context) -> AsyncGenerator[Event, None]:
    yield Offer(
        actions=(
            Button(label=say("button-again"), action=Run(command="echo", options={"text": "again"})),
            Button(label=say("button-edit"), action=Form(command="echo", options={"text": options.text})),
            Button(label=say("button-delete"), action=Delete(job=context.job.id)),
        )
    )


ALL = (echo, hang, complain, break_, rule, offer)


@pytest.fixture
async def core(store: SqliteStore) -> AsyncIterator[Core]:
    forget_hanging()
    core = Core(store, ALL)
    core.start()
    yield core
    await core.shut_down()


def forget_hanging() -> None:
    """Clears the traces of `/hang` in earlier tests."""
    started.clear()
    drawn.clear()
    closed.clear()
    gates.clear()


async def press(core: Core, id: str | None, request_id: str, caller: Caller) -> Pressed:
    """Presses a button in the hall."""
    assert id
    address = Address(platform="test")
    pressed = await core.dispatcher.press(id, request_id=request_id, caller=caller, place=HALL, address=address)
    if isinstance(pressed, Accepted):
        await core.dispatcher.release(pressed.job)
    return pressed


def words(events: list[Event]) -> str:
    return "".join(event.text for event in events if isinstance(event, TextDelta))


async def test_an_accepted_request_ends_in_done(core: Core) -> None:
    events = await core.play(request("echo", text="hello"))
    assert words(events).startswith("hello ")
    assert isinstance(events[-1], Done)
    await core.until(lambda: core.platform.closed)
    assert core.platform.closed == ["r1"]


@pytest.mark.parametrize("given", [True, "true", "yes", False])
async def test_who_sees_the_reply_and_its_layout_are_stored_as_they_were_decided(core: Core, given: bool | str) -> None:
    verdict = await core.accept(request("echo", text="hello", private=given))
    job = await core.store.job("r1")
    assert isinstance(verdict, Accepted)
    assert job is not None
    assert (job.private, job.layout) == (verdict.private, verdict.layout) == (bool(given), Layout.TEXT)


async def test_the_same_request_twice_is_played_once(core: Core) -> None:
    await core.play(request("echo", text="hello"))
    assert await core.accept(request("echo", text="hello")) == Duplicate(job="r1")
    assert core.platform.openings == ["r1"]


async def test_a_hundred_deliveries_at_once_are_played_once(core: Core) -> None:
    verdicts = await asyncio.gather(*(core.accept(request("echo", text="x")) for _ in range(100)))
    assert sum(isinstance(verdict, Accepted) for verdict in verdicts) == 1
    await core.ended("r1")
    assert core.platform.openings == ["r1"]


@pytest.mark.parametrize(
    ("command_name", "options", "id"),
    [
        ("ech", {}, "no-such-command"),
        ("echo", {}, "option-missing"),
        ("echo", {"text": "x" * 21}, "option-too-long"),
        ("echo", {"text": "x", "seed": "-1"}, "option-range"),
        ("echo", {"text": "x", "seed": "seven"}, "option-range"),
        ("echo", {"text": "x", "colour": "red"}, "option-unknown"),
        ("rule", {"model": "x"}, "no-options"),
        ("rule", {}, "admins-only"),
    ],
)
async def test_a_refusal_names_what_is_wrong(core: Core, command_name: str, options: dict[str, Any], id: str) -> None:
    verdict = await core.accept(request(command_name, **options))
    assert isinstance(verdict, Refused)
    assert verdict.sentence.id == id
    assert await core.store.job("r1") is None


async def test_a_form_is_asked_for_only_where_the_platform_can_show_one(core: Core) -> None:
    bare = request("echo")
    assert isinstance(await core.accept(bare), Refused)
    verdict = await core.accept(bare.model_copy(update={"prefer_form": True, "options": {"seed": 7}}))
    assert isinstance(verdict, NeedsForm)
    assert (verdict.command.name, dict(verdict.filled)) == ("echo", {"seed": 7})


async def test_strangers_and_oversized_files_are_refused(core: Core) -> None:
    away = request("echo", text="x", place=HALL.model_copy(update={"home": False}))
    huge = Attachment(name="film.mkv", media_type="video/x-matroska", size=10**12)
    for refused, id in (
        (away, "place-not-listed"),
        (request("echo", text="x").model_copy(update={"attachments": (huge,)}), "attachment-too-large"),
        (
            request("echo", text="x").model_copy(update={"attachments": (huge.model_copy(update={"size": 1}),) * 11}),
            "attachments-too-many",
        ),
    ):
        verdict = await core.accept(refused)
        assert isinstance(verdict, Refused)
        assert verdict.sentence.id == id


async def test_the_platform_is_asked_about_administrators_only_where_the_payload_is_silent(core: Core) -> None:
    assert isinstance(await core.accept(request("rule", "a", caller=CHIEF)), Accepted)
    assert core.platform.asked_for_admin == 0
    unknown = BEN.model_copy(update={"admin": None})
    assert isinstance(await core.accept(request("rule", "b", caller=unknown)), Refused)
    core.platform.admins.add("ben")
    assert isinstance(await core.accept(request("rule", "c", caller=unknown)), Accepted)


async def test_a_users_error_is_shown_and_a_bug_by_the_id_of_its_request(
    core: Core, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.handler.setFormatter(TextLines())
    events = await core.play(request("complain"))
    assert isinstance(events[-1], Failure)
    assert (events[-1].error.sentence.id, events[-1].error.id) == ("speak-nothing", None)
    assert events[-1].error.bad_input, "another input may help"
    assert "complain" not in caplog.text

    events = await core.play(request("break", "r2"))
    assert isinstance(events[-1], Failure)
    assert events[-1].error.sentence.id == "internal-error"
    assert not events[-1].error.bad_input
    assert "secret" not in events[-1].model_dump_json()
    assert events[-1].error.id == events[-1].error.sentence.values["id"] == "r2"
    assert "[r2]" in caplog.text
    assert "the secret cause" in caplog.text


async def test_stop_while_running_closes_the_generator_and_keeps_what_there_is(core: Core) -> None:
    await core.accept(request("hang"))
    await core.shows("r1", TextDelta)
    assert isinstance(await core.press_stop("r1", ANN), Acknowledged)
    events = await core.ended("r1")
    assert closed == ["r1"]
    assert words(events) == "begun"
    assert events[-1] == Stopped(by="Ann")


async def test_only_the_requester_and_administrators_stop(core: Core) -> None:
    await core.accept(request("hang"))
    await core.shows("r1", TextDelta)
    refused = await core.press_stop("r1", BEN)
    assert isinstance(refused, Refused)
    assert refused.sentence.id == "stop-not-yours"
    assert isinstance(await core.press_stop("r1", CHIEF), Acknowledged)
    assert (await core.ended("r1"))[-1] == Stopped(by="Chief")
    late = await core.press_stop("r1", ANN)
    assert isinstance(late, Refused)
    assert late.sentence.id == "stop-too-late"


async def test_the_stop_button_of_an_unknown_job_says_that_it_has_expired(core: Core) -> None:
    gone = await core.press_stop("nobody", ANN)
    assert isinstance(gone, Refused)
    assert gone.sentence.id == "button-expired"


async def test_stop_while_queued_is_said_at_once_and_nothing_is_started(store: SqliteStore) -> None:
    forget_hanging()
    core = Core(store, ALL, slots=1)
    core.start()
    await core.accept(request("hang", "first"))
    await core.shows("first", TextDelta)
    await core.accept(request("hang", "second"))
    assert (core.jobs.running, core.jobs.waiting) == (1, 1)
    await core.press_stop("second", ANN)
    assert await core.ended("second") == [Stopped(by="Ann")]
    assert started == ["first"]
    gates["first"].set()
    assert words(await core.ended("first")) == "begun and ended"
    await core.shut_down()


async def test_no_more_jobs_run_together_than_there_are_slots(store: SqliteStore) -> None:
    forget_hanging()
    core = Core(store, ALL, slots=2)
    core.start()
    jobs = [f"j{number}" for number in range(6)]
    for job in jobs:
        await core.accept(request("hang", job))
    for place, job in enumerate(jobs):
        await core.shows(job, TextDelta)
        assert len(started) - len(closed) <= 2
        assert started == jobs[: len(started)]
        assert len(started) <= place + 2
        gates[job].set()
        await core.ended(job)
    await core.shut_down()


async def test_a_job_cut_off_by_a_shutdown_is_played_again_with_the_same_draws(store: SqliteStore) -> None:
    forget_hanging()
    first = Core(store, ALL)
    first.start()
    await first.accept(request("hang"))
    await first.shows("r1", TextDelta)
    await first.shut_down()
    assert isinstance(first.platform.shown["r1"][-1], Progress)
    assert closed == ["r1"]

    second = Core(store, ALL)
    second.start()
    await second.shows("r1", TextDelta)
    gates["r1"].set()
    assert words(await second.ended("r1")) == "begun and ended"
    job = await store.job("r1")
    assert job is not None
    assert (job.run, job.crashes, job.tries) == (2, 0, 0)
    assert len(drawn) == 2
    assert drawn[0] == drawn[1]
    await second.shut_down()


async def test_a_stop_that_a_crash_outran_is_kept(store: SqliteStore) -> None:
    first = Core(store, ALL)
    await first.accept(request("echo", text="x"))
    await first.press_stop("r1", ANN)
    second = Core(store, ALL)
    second.start()
    assert await second.ended("r1") == [Stopped(by="Ann")]
    await second.shut_down()


async def test_a_job_that_takes_the_process_down_each_time_is_given_up(store: SqliteStore) -> None:
    forget_hanging()
    for _ in range(OperatingLimits().crashes):
        core = Core(store, ALL)
        core.start()
        await core.accept(request("hang"))
        await core.shows("r1", TextDelta)
        await core.shut_down()
        await core.unfinish("r1")
    core = Core(store, ALL)
    core.start()
    events = await core.ended("r1")
    assert isinstance(events[-1], Failure)
    assert events[-1].error.sentence.id == "crashed-too-often"
    assert len(started) == OperatingLimits().crashes
    await core.shut_down()


async def test_a_command_that_was_removed_meanwhile_is_said(store: SqliteStore) -> None:
    await Core(store, ALL).accept(request("echo", text="x"))
    core = Core(store, ())
    core.start()
    events = await core.ended("r1")
    assert isinstance(events[-1], Failure)
    assert events[-1].error.sentence.id == "command-gone"
    await core.shut_down()


async def test_draws_depend_on_the_job_alone(core: Core) -> None:
    one = await core.play(request("echo", "r1", text="x"))
    other = await core.play(request("echo", "r2", text="x"))
    assert words(one) != words(other)


async def test_buttons_run_open_forms_and_delete(core: Core) -> None:
    events = await core.play(request("offer", text="tea"))
    (offered,) = (event for event in events if isinstance(event, Offer))
    run, form, delete = (button.id for button in offered.actions)
    assert [str(id).split("-")[0] for id in (run, form, delete)] == ["run", "form", "delete"]

    assert isinstance(await press(core, run, "b1", BEN), Accepted)
    assert words(await core.ended("b1")).startswith("again ")

    filled = await press(core, form, "b2", BEN)
    assert isinstance(filled, NeedsForm)
    assert dict(filled.filled) == {"text": "tea"}

    refused = await press(core, delete, "b3", BEN)
    assert isinstance(refused, Refused)
    assert refused.sentence.id == "delete-not-yours"
    assert isinstance(await press(core, delete, "b4", ANN), Acknowledged)
    assert core.platform.withdrawn == ["r1"]

    expired = await press(core, "run-0000", "b5", ANN)
    assert isinstance(expired, Refused)
    assert expired.sentence.id == "button-expired"


async def test_a_button_pressed_twice_runs_once(core: Core) -> None:
    events = await core.play(request("offer", text="tea"))
    run = next(event for event in events if isinstance(event, Offer)).actions[0].id
    verdicts = [await press(core, run, "b1", BEN) for _ in range(2)]
    assert [type(verdict) for verdict in verdicts] == [Accepted, Duplicate]


async def test_a_job_over_its_time_is_closed_and_says_so(store: SqliteStore) -> None:
    forget_hanging()
    core = Core(store, ALL, operating_limits=OperatingLimits(job_seconds=0.05))
    core.start()
    await core.accept(request("hang"))
    events = await core.ended("r1")
    assert isinstance(events[-1], Failure)
    assert (events[-1].error.sentence.id, events[-1].error.id) == ("job-too-long", "r1")
    assert closed == ["r1"]
    await core.shut_down()


async def test_filters_stand_between_command_and_stage(store: SqliteStore) -> None:
    async def louder(events: AsyncGenerator[Event, None], context: Context) -> AsyncGenerator[Event, None]:
        async for event in events:
            yield event.model_copy(update={"text": event.text.upper()}) if isinstance(event, TextDelta) else event

    core = Core(store, ALL, filters=[louder])
    core.start()
    assert words(await core.play(request("echo", text="hello"))).startswith("HELLO")
    await core.shut_down()


async def test_charges_are_stored_once_with_the_job(store: SqliteStore) -> None:
    spending = command("spend", summary="Spends", spends=(Task.CHAT_COMPLETION,), estimate=lambda _: 3)(echo.run)
    calls = Budget(amount=9, period="day", measure="calls")
    policy = QuotaPolicy(budgets={"user": [calls], "channel": [calls]})
    core = Core(store, [spending], policy=policy)
    for _ in range(2):
        await core.accept(request("spend", text="x"))
    keys = [each.key for each in policy.applied_budgets(ANN, HALL)]
    assert len(keys) == 2
    assert await store.spent_budgets(keys, core.clock.now()) == dict.fromkeys(keys, 3)


async def test_events_have_one_json_form(core: Core) -> None:
    events = await core.play(request("offer", text="tea"))
    assert [event.model_dump(mode="json")["event"] for event in events] == ["offer", "done"]
    assert Begin.model_fields["event"].default == "begin"
    assert Picture.model_fields["event"].default == "picture"
