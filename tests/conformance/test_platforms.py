"""Scenarios that every platform passes. One is left out only where the platform's declared features exclude it."""

import asyncio
import re
from collections import Counter
from typing import Any

import pytest

from core.platform_declaration import PlatformFeature
from tests.conformance.commands import ALTERNATIVE, square
from tests.conformance.harness import PlatformHarness, Seen

pytestmark = pytest.mark.may_block

Platform = PlatformHarness[Any]
STEPS = Counter({"Again": 1, "Edit": 1, "Delete": 1})


WITH_EDITS = ("web", "terminal", "discord", "slack", "room")
WITHOUT_EDITS = ("room without edits",)
WITHOUT_FORMS = ("room", "room without edits")
REFUSING = ("discord", "slack")


def on(names: tuple[str, ...]) -> pytest.MarkDecorator:
    """Runs a scenario on some of the platforms only, because of the features that the others declare."""
    return pytest.mark.parametrize("platform", names, indirect=True)


def steps(seen: Seen) -> Counter[str]:
    """The next steps under a reply; Stop is none of them."""
    return Counter(label for label in seen.buttons if label in {*STEPS, "Stop"})


def recited(seen: Seen) -> list[str]:
    """The words of `/recite` in a reply."""
    return re.findall(r"\bw\d+\b", seen.text)


async def test_an_answer_has_its_whole_text_and_one_ending(platform: Platform) -> None:
    seen = await platform.ended(await platform.ask("recite", words=20))
    assert recited(seen) == [f"w{number}" for number in range(20)]
    assert steps(seen) == STEPS


async def test_a_request_runs_as_soon_as_it_is_acknowledged(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("core.jobs.dispatcher", "core.store.sql.inbox"):
        monkeypatch.setattr(f"{module}.ACKNOWLEDGE_SECONDS", 3600)
    await platform.ended(await platform.ask("recite", words=2))


async def test_a_long_answer_arrives_whole(platform: Platform) -> None:
    seen = await platform.ended(await platform.ask("recite", words=1500))
    assert recited(seen) == [f"w{number}" for number in range(1500)]
    assert steps(seen) == STEPS


@on(WITH_EDITS)
async def test_a_stopped_reply_keeps_its_text_and_has_its_next_steps(platform: Platform) -> None:
    reply = await platform.ask("wait")
    await platform.until(reply, lambda seen: "earlier." in seen.text)
    await platform.stop(reply)
    seen = await platform.ended(reply)
    assert seen.text.count("earlier.") == 1
    assert "later." not in seen.text
    assert platform.declaration.name == "web" or "Stopped by" in seen.text, "the page of the web words it itself"
    assert steps(seen) == STEPS


@pytest.mark.parametrize("again", [True, False])
async def test_a_failed_reply_tells_the_error_once_and_offers_again_where_it_may_help(
    platform: Platform, *, again: bool
) -> None:
    seen = await platform.ended(await platform.ask("fail", **({"again": True} if again else {})))
    assert seen.text.count("No picture came back.") == 1
    assert seen.text.count("earlier.") == 1
    assert steps(seen) == (STEPS if again else STEPS - Counter(["Again"]))


async def test_a_picture_has_its_bytes_and_its_alternative_text(platform: Platform) -> None:
    seen = await platform.ended(await platform.ask("hang"))
    assert seen.pictures == (square(),)
    assert set(seen.alternatives) == {ALTERNATIVE}


async def test_delete_removes_the_reply(platform: Platform) -> None:
    """What was printed at a terminal, which is not served, stays there without its files."""
    reply = await platform.ask("hang")
    await platform.ended(reply)
    await platform.press(reply, "Delete")
    served = platform.declaration.build is not None
    await platform.until(reply, lambda seen: not seen.pictures and not (served and (seen.text or seen.buttons)))


@pytest.mark.parametrize("options", [{}, {"from_nothing": True}], ids=["with a text", "with nothing"])
@on(WITH_EDITS)
async def test_a_text_that_is_replaced_is_gone(
    platform: Platform, going: asyncio.Event, options: dict[str, bool]
) -> None:
    reply = await platform.ask("rewrite", **options)
    await platform.until(reply, lambda seen: "earlier." in seen.text)
    going.set()
    seen = await platform.ended(reply)
    assert "later." in seen.text
    assert "earlier." not in seen.text


@on(WITHOUT_EDITS)
async def test_without_edits_an_answer_is_shown_once_at_its_end(platform: Platform, going: asyncio.Event) -> None:
    going.set()
    reply = await platform.ask("rewrite")
    seen = await platform.ended(reply)
    assert not await platform.is_edited(reply)
    assert "later." in seen.text
    assert "earlier." not in seen.text
    assert steps(seen) == STEPS


@on(WITH_EDITS)
async def test_a_job_that_runs_again_leaves_one_reply(platform: Platform, going: asyncio.Event) -> None:
    """A terminal, which is not served, shows nothing more of a job that was interrupted."""
    words = [f"w{number}" for number in range(600)]
    reply = await platform.ask("wait", words=len(words))
    await platform.until(reply, lambda seen: "Run 1." in seen.text and words[-1] in seen.text)
    await platform.restart()
    if platform.declaration.build is None:
        going.set()
        await platform.idle()
        assert recited(await platform.see(reply)) == words
        return
    seen = await platform.until(reply, lambda seen: "Run 2." in seen.text and words[-1] in seen.text)
    assert "Run 1." not in seen.text
    going.set()
    seen = await platform.ended(reply)
    assert recited(seen) == words
    assert seen.text.count("later.") == 1
    assert steps(seen) == STEPS


async def test_a_private_request_is_answered_privately_where_that_is_declared(platform: Platform) -> None:
    public = await platform.ask("recite", words=2)
    assert len(recited(await platform.ended(public))) == 2
    assert not await platform.is_private(public)
    private = await platform.ask("recite", words=3, private=True)
    if PlatformFeature.PRIVATE_ANSWERS in platform.declaration.features:
        assert len(recited(await platform.ended(private))) == 3
        assert await platform.is_private(private)
    elif platform.declaration.build is not None:  # a terminal shows everything to one person
        assert "everybody here sees what I write" in private
        assert recited(await platform.see(private)) == []


@on(WITHOUT_FORMS)
async def test_without_forms_a_form_is_asked_for_in_words(platform: Platform) -> None:
    reply = await platform.ask("recite", words=2)
    await platform.ended(reply)
    told = await platform.press(reply, "Edit")
    assert "/recite --words 2" in await told()


async def test_a_button_that_is_known_no_more_gets_a_sentence(platform: Platform) -> None:
    reply = await platform.ask("recite", words=2)
    await platform.ended(reply)
    await platform.assembly.store.expire(platform.assembly.clock.now() + 1)
    told = await platform.press(reply, "Again")
    async with asyncio.timeout(20):
        assert re.search(r"[A-Z].*\.", await told())


@on(REFUSING)
@pytest.mark.parametrize("times", [1, 2])
async def test_a_refused_form_becomes_plainer_and_nothing_is_lost(platform: Platform, times: int) -> None:
    platform.refuse("w19 ", content=False, times=times)
    reply = await platform.ask("recite", words=20)
    await platform.idle()
    seen = await platform.until(reply, lambda seen: "w19" in recited(seen) or "The file has all of it" in seen.text)
    assert platform.attempts("w19 ") == times + 1
    assert "Stop" not in seen.buttons
    assert "On it" not in seen.text


@on(REFUSING)
async def test_refused_content_is_sent_once_and_ends_in_one_sentence(platform: Platform) -> None:
    platform.refuse("w19 ", content=True, times=100)
    reply = await platform.ask("recite", words=20)
    await platform.idle()
    seen = await platform.until(reply, lambda seen: "so there is no more of it" in seen.text)
    assert platform.attempts("w19 ") == 1
    assert steps(seen) == STEPS
    assert recited(seen) == []
    assert "On it" not in seen.text
