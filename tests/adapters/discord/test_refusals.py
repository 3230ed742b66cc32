"""Messages that Discord refuses for their form or their content, and what people see then."""

import asyncio
import itertools
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

import pytest

from adapters.discord.outbound import invalid_requests, rate_limiter, renderer
from core.commands.context import Context
from core.commands.declaration import command
from core.commands.schema import MakingOptions
from core.domain.events import Begin, Event, Picture, TextDelta
from core.domain.layout import Layout
from core.domain.tasks import Task
from core.replies import presenter
from tests.adapters.discord.harness import AdapterHarness, config_for, opened
from tests.conformance.commands import square
from tests.servers.discord_server import Channel, DiscordServer, Message
from tests.servers.discord_server.interactions import UserAction

pytestmark = pytest.mark.may_block

Stage = Literal["first message", "growing edit", "final"]
How = Literal["slash", "private", "mention"]
STAGES: tuple[Stage, ...] = get_args(Stage)
HOWS: tuple[How, ...] = get_args(How)
FIRST = "a fox jumps."
CONTENT = {20009: "Discord refused", 200000: "moderation", 200001: "moderation", 240000: "Discord refused"}
FORMS = (50035, 50006)
NO_FORM = "in any form"
SPENDS = (Task.TEXT_GENERATION,)


class RefusedOptions(MakingOptions):
    pass


@dataclass
class Script:
    """The halves of the next answer. The second one begins when `going` is set, and ends by itself or never."""

    first: str = ""
    second: str = ""
    ends: bool = True
    pictures: int = 0
    going: asyncio.Event = field(default_factory=asyncio.Event)


class Scripted:
    """Commands that follow the script."""

    def __init__(self) -> None:
        self.script = Script()
        scripted = self

        @command("tell", summary="Tells in two halves", spends=SPENDS)
        async def tell(options: RefusedOptions, context: Context) -> AsyncGenerator[Event, None]:
            script = scripted.script
            yield Begin(part="answer", kind="text")
            if script.first:
                yield TextDelta(part="answer", text=f"{script.first} ")
                await script.going.wait()
            yield TextDelta(part="answer", text=script.second)
            if not script.ends:
                await asyncio.Event().wait()

        @command("hang", summary="Hangs pictures", layout=Layout.GALLERY, spends=SPENDS)
        async def hang(options: RefusedOptions, context: Context) -> AsyncGenerator[Event, None]:
            for number in range(scripted.script.pictures):
                media = await context.save_media(square(), "image/png", f"square-{number}.png")
                yield Picture(part=f"picture-{number}", media=media, width=64, height=64, alt=f"square {number}")

        self.commands = (tell, hang)


@pytest.fixture
def scripted() -> Scripted:
    return Scripted()


@pytest.fixture
async def harness(
    server: DiscordServer, scripted: Scripted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncGenerator[AdapterHarness, None]:
    monkeypatch.setattr(presenter, "RETRY_WAITS", (0.0, 0.0))
    monkeypatch.setattr(renderer, "INTERVALS", {"live": 0.01})
    monkeypatch.setattr(rate_limiter, "BUCKET_SIZE", 1000)
    server.buckets.limit = 1000
    async with opened(tmp_path, config_for(server), scripted.commands) as harness:
        await server.ready()
        yield harness


def unfinished(messages: Sequence[Message]) -> list[str]:
    """The messages that still say that the answer goes on."""
    return [
        message.text for message in messages if message.loading or "On it" in message.text or "Stop" in message.buttons
    ]


def telling(stage: Stage, words: str, *, ends: bool = False) -> Script:
    """A script whose words are refused at this stage; in a growing edit, it only `ends` if it is to end by itself."""
    return Script("" if stage == "first message" else FIRST, words, ends=ends or stage != "growing edit")


async def told(
    harness: AdapterHarness, server: DiscordServer, scripted: Scripted, how: How, script: Script
) -> list[Message]:
    """The bot's messages after a request that follows a script to its end."""
    scripted.script = script
    place = await server.add_channel()
    reply, job = await asked(server, how, place)
    if script.first:
        await reply.shows(script.first)
    script.going.set()
    await harness.ended(job)
    bot = server.bot
    every = server.state.messages.values()
    return [each for each in every if each.author is bot and each.channel is place and not each.deleted]


async def asked(server: DiscordServer, how: How, place: Channel) -> tuple[UserAction, int]:
    if how == "mention":
        posted = await server.mention("/tell", at=place)
        return posted, posted.message.id
    options: dict[str, Any] = {"private": True} if how == "private" else {}
    shown = await server.slash("tell", at=place, **options)
    return shown, shown.id


async def test_refused_content_is_sent_once_and_ends_in_one_sentence(
    harness: AdapterHarness, server: DiscordServer, scripted: Scripted
) -> None:
    for case in itertools.product(CONTENT, STAGES, HOWS):
        code, stage, how = case
        words = f"refused content {case}"
        server.refuse(code, words)
        shown = await told(harness, server, scripted, how, telling(stage, words))
        texts = [message.text for message in shown]
        assert server.attempts(words) == 1, case
        assert unfinished(shown) == [], case
        assert len([text for text in texts if CONTENT[code] in text]) == 1, (case, texts)
        assert [FIRST in text for text in texts] == ([False] if stage == "first message" else [True, False]), case
        assert {"Again", "Edit", "Delete"} <= shown[-1].buttons.keys(), case


async def test_a_refused_form_becomes_plainer_until_the_words_are_told(
    harness: AdapterHarness, server: DiscordServer, scripted: Scripted
) -> None:
    """The buttons are refused, or all text as well, which then comes as a file."""
    for case in itertools.product(FORMS, STAGES, HOWS, (1, 2)):
        code, stage, how, times = case
        words = f"plain words {case}"
        server.refuse(code, words, times=times)
        shown = await told(harness, server, scripted, how, telling(stage, words, ends=True))
        texts = [message.text for message in shown]
        files = [file.bytes.decode() for message in shown for file in message.files]
        assert unfinished(shown) == [], case
        assert len([text for text in (*texts, *files) if words in text]) == 1, (case, texts, files)
        assert bool(files) is (times == 2), case
        assert server.attempts(words) == times + 1, case


async def test_words_that_no_form_can_show_end_in_one_sentence(
    harness: AdapterHarness, server: DiscordServer, scripted: Scripted
) -> None:
    for case in itertools.product(FORMS, STAGES, HOWS):
        code, stage, how = case
        words = f"never shown {case}"
        server.refuse(code, words)
        shown = await told(harness, server, scripted, how, telling(stage, words, ends=True))
        texts = [message.text for message in shown]
        assert unfinished(shown) == [], case
        assert len([text for text in texts if NO_FORM in text]) == 1, (case, texts)


async def test_where_nothing_more_is_taken_nothing_says_that_the_answer_goes_on(
    harness: AdapterHarness, server: DiscordServer, scripted: Scripted
) -> None:
    """Also the sentence that says why is refused, and then everything but a change of buttons."""
    server.refuse(50035, NO_FORM)
    server.refuse(50035, "moderation")
    for case in itertools.product((50035, 200000), STAGES, HOWS):
        code, stage, how = case
        words = f"nothing more {case}"
        server.refuse(code, words)
        shown = await told(harness, server, scripted, how, telling(stage, words, ends=True))
        assert unfinished(shown) == [], case
        assert all(FIRST in message.text for message in shown), case


async def test_a_refused_picture_is_left_out_and_the_others_are_shown(
    harness: AdapterHarness, server: DiscordServer, scripted: Scripted
) -> None:
    scripted.script = Script(pictures=3)
    server.refuse(50035, "square 1")
    shown = await server.slash("hang")
    await harness.ended(shown.id)
    (message,) = shown.messages
    assert set(message.alternative_texts) == {"square 0", "square 2"}
    assert "Discord does not accept this picture here" in message.text
    assert {"Again", "Edit", "Delete"} <= message.buttons.keys()


async def test_a_refused_gallery_becomes_text_with_files(
    harness: AdapterHarness, server: DiscordServer, scripted: Scripted
) -> None:
    scripted.script = Script(pictures=2)
    server.refuse(50035, '"flags": 32768')
    shown = await server.slash("hang")
    await harness.ended(shown.id)
    (message,) = shown.messages
    assert [file.description for file in message.files] == ["square 0", "square 1"]
    assert unfinished(shown.messages) == []


@pytest.mark.parametrize("code", [50001, 50013, 10003])
async def test_a_place_that_is_gone_is_not_tried_again(
    harness: AdapterHarness, server: DiscordServer, scripted: Scripted, code: int
) -> None:
    scripted.script = script = Script(first=FIRST, second="a vixen sleeps")
    posted = await server.mention("/tell")
    await posted.shows(FIRST)
    rule = server.refuse(code, status=403)
    script.going.set()
    await harness.ended(posted.message.id)
    assert rule.refused == 1
    assert (await harness.store.receipt(str(posted.message.id)))["closed"]


@pytest.mark.parametrize(("more", "killed"), [("", False), (" word" * 450, True)])
async def test_a_job_that_runs_again_sends_refused_words_no_more_and_keeps_the_others(
    server: DiscordServer,
    scripted: Scripted,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    more: str,
    *,
    killed: bool,
) -> None:
    monkeypatch.setattr(renderer, "INTERVALS", {"live": 0.01})
    config = config_for(server)
    server.refuse(200000, "a vixen sleeps")
    scripted.script = script = Script(first=FIRST + more, second="a vixen sleeps", ends=False)
    async with opened(tmp_path, config, scripted.commands) as harness:
        await server.ready()

        remembered = asyncio.Event()

        async def unheard(job: str, by: str) -> bool:
            remembered.set()
            return False

        monkeypatch.setattr(harness.jobs, "request_stop", unheard)
        shown = await server.slash("tell")
        await shown.shows(FIRST)
        script.going.set()
        async with asyncio.timeout(60):
            await remembered.wait()
        close = renderer.DiscordRenderer.close
        if killed:
            monkeypatch.setattr(renderer.DiscordRenderer, "close", renderer.DiscordRenderer.discard)
    monkeypatch.setattr(renderer.DiscordRenderer, "close", close)
    script.ends = True
    async with opened(tmp_path, config, scripted.commands) as harness:
        await harness.ended(shown.id)
    assert server.attempts("a vixen sleeps") == 1
    assert unfinished(shown.messages) == []
    assert [("moderation" in message.text) for message in shown.messages].count(True) == 1
    assert f"{FIRST}{more}" in shown.messages[0].text


async def test_files_that_may_not_be_attached_are_tried_once(
    harness: AdapterHarness, server: DiscordServer, scripted: Scripted
) -> None:
    """The cache of permissions may be behind."""
    rule = server.refuse(50013, '"filename": "picture', status=403)
    scripted.script = Script(pictures=1)
    posted = await server.mention("/hang")
    await harness.ended(posted.message.id)
    assert rule.refused == 1
    assert "not allowed to attach files" in posted.messages[-1].text
    assert unfinished(posted.messages) == []


async def test_many_invalid_requests_pause_growing_edits_and_the_operator_is_told(
    server: DiscordServer, scripted: Scripted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(renderer, "INTERVALS", {"live": 0.01})
    monkeypatch.setattr(invalid_requests, "CALM_BELOW", 3)
    async with opened(tmp_path, config_for(server), scripted.commands) as harness:
        await server.ready()
        server.refuse(50013, "a hen", status=403)
        scripted.script = Script(second="a hen")
        for _ in range(3):
            posted = await server.mention("/tell")
            await harness.ended(posted.message.id)
        scripted.script = script = Script(first=FIRST, second="a vixen sleeps")
        shown = await server.slash("tell", at=await server.add_channel())
        await shown.acknowledged()
        script.going.set()
        await harness.ended(shown.id)
        (message,) = shown.messages
        assert f"{FIRST} a vixen sleeps" in message.text
        assert len(message.looks) == 2, "nothing was shown before the end"
        assert [alert.id for alert in harness.alerts] == ["discord-invalid-requests"]
