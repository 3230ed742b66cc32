"""Commands, forms, buttons and stops from a browser."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from adapters.web.config import WebConfig
from core.store.sqlite.store import SqliteStore
from tests.adapters.web.browsing import Browser
from tests.adapters.web.conftest import SECRET, Served, Visit
from tests.adapters.web.scripted import SCRIPTED
from tests.adapters.web.web_assembly import WebAssembly
from tests.scenarios.databases import places_with


async def test_a_line_without_a_slash_is_said_to_the_bot(ada: Browser) -> None:
    reply = await ada.accepted("Good evening\nto you")
    shown = await ada.sees_ending(reply)
    assert shown.asked == "Good evening\nto you"
    assert shown.text == {"answer": "Good evening\nto you"}
    assert shown.ending == "done"


async def test_a_typed_command_takes_options(ada: Browser) -> None:
    reply = await ada.accepted("/draw a fox —count 2 --seed 7")
    await ada.sees_ending(reply)
    pictures = [line for line in await ada.sees() if line["event"] == "picture"]
    assert [line["alt"] for line in pictures] == ["Circles about a fox"] * 2


async def test_a_command_alone_opens_its_form(ada: Browser) -> None:
    verdict = await ada.ask("/draw --seed 7")
    assert verdict["verdict"] == "form"
    assert verdict["command"]["name"] == "draw"
    assert verdict["filled"] == {"seed": "7"}
    count = next(each for each in verdict["command"]["parameters"] if each["name"] == "count")
    assert (count["minimum"], count["maximum"], count["default"]) == (1, 4, 1)


async def test_a_form_is_sent_with_what_was_filled_in(ada: Browser) -> None:
    body = {"id": ada.new_id(), "command": "draw", "options": {"prompt": "a fox", "count": "2"}}
    verdict = await ada.post("/api/requests", body)
    assert (await ada.sees_ending(verdict["reply"])).asked == "/draw --count 2 a fox"


async def test_the_form_of_a_line_holds_what_is_typed(ada: Browser) -> None:
    verdict = await ada.post("/api/forms", {"line": "/draw --size large a fox"})
    assert verdict["filled"] == {"prompt": "a fox", "size": "large"}
    assert (await ada.post("/api/forms", {"line": ""}))["command"]["name"] == "chat"
    assert await ada.sees() == []


@pytest.mark.parametrize("pressed", [False, True])
async def test_what_only_reads_waits_for_a_verdict_and_not_for_what_follows_it(
    assembly: WebAssembly, store: SqliteStore, ada: Browser, monkeypatch: pytest.MonkeyPatch, pressed: bool
) -> None:
    await ada.sees_ending(await ada.accepted("Hello"))
    again = next(button for line in await ada.sees() if line["event"] == "offer" for button in line["actions"])
    pending, counts, announced = assembly.dispatcher.undecided, list[int](), asyncio.Event()
    opening_of, append = store.opening_of, store.append

    async def looks(*of: Any) -> Any:
        counts.append(pending.count)
        return await opening_of(*of)

    async def announces(*of: Any, **more: Any) -> Any:
        await announced.wait()
        return await append(*of, **more)

    monkeypatch.setattr(store, "opening_of", looks)
    monkeypatch.setattr(store, "append", announces)
    if pressed:
        verdict = await ada.post(f"/api/buttons/{again['id']}", {"id": ada.new_id(), "above": ["web-unknown"]})
    else:
        verdict = await ada.ask("Hello again", above=["web-unknown"])
    assert verdict["verdict"] == "accepted"
    assert counts[0] == 1, "before the dispatcher knows of it"
    assert pending.count == 0, "although it is not in the log yet"
    announced.set()
    await ada.sees_ending(verdict["reply"])


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("/dra a fox", "Did you mean `/draw`?"),
        ("/draw a fox --count 9", "count"),
        ("/draw a fox --coun 2", "--count"),
        ("/draw a fox --size medium", "small, large"),
    ],
)
async def test_an_impossible_line_is_refused_in_a_sentence(ada: Browser, line: str, said: str) -> None:
    verdict = await ada.ask(line)
    assert verdict["verdict"] == "refused"
    assert said in verdict["sentence"]
    assert await ada.sees() == []


async def test_the_option_at_fault_is_named_for_the_form(ada: Browser) -> None:
    body = {"id": ada.new_id(), "command": "draw", "options": {"prompt": "a fox", "count": "9"}}
    assert (await ada.post("/api/requests", body))["option"] == "count"


async def test_sending_twice_asks_once(ada: Browser) -> None:
    body = {"id": ada.new_id(), "line": "Hello"}
    first = await ada.post("/api/requests", body)
    second = await ada.post("/api/requests", body)
    assert (first["verdict"], second["verdict"]) == ("accepted", "duplicate")
    assert first["reply"] == second["reply"]
    await ada.sees_ending(first["reply"])
    assert [line["event"] for line in await ada.sees()].count("asked") == 1


async def test_two_visitors_may_choose_the_same_id(ada: Browser, ben: Browser) -> None:
    body = {"id": "the-same-id", "line": "Hello"}
    replies = [(await browser.post("/api/requests", body))["reply"] for browser in (ada, ben)]
    assert replies[0] != replies[1]


@pytest.mark.parametrize(
    "body",
    [
        {"id": "short", "line": "x"},
        {"id": "../../../etc", "line": "x"},
        {"id": 7, "line": "x"},
        {"id": "long-enough", "line": ["x"]},
        {"id": "long-enough", "line": "x", "attachments": "x"},
        {"id": "long-enough", "line": "x", "attachments": ["x"]},
        {"id": "long-enough", "command": "chat", "options": "x"},
    ],
)
async def test_other_bodies_are_refused(ada: Browser, body: dict[str, Any]) -> None:
    answer = await ada.post("/api/requests", body, status=400)
    assert answer["error"].endswith(".")


async def test_a_private_command_is_seen_by_its_caller_only(ada: Browser, ben: Browser) -> None:
    quiet = await ada.accepted("/whisper")
    private = await ada.accepted("/chat --private Between us")
    await ada.sees_ending(private)
    await ada.sees_ending(quiet)
    assert {line["reply"] for line in await ada.sees()} == {quiet, private}
    assert all(line["private"] and line["mine"] for line in await ada.sees())
    assert await ben.sees() == []


async def test_another_persons_reply_is_theirs(ada: Browser, ben: Browser) -> None:
    reply = await ada.accepted("Hello")
    await ben.sees_ending(reply)
    lines = await ben.sees()
    assert not any(line["mine"] or line["private"] for line in lines)
    assert lines[0]["name"] == "Ada"


async def test_buttons(ada: Browser, ben: Browser) -> None:
    reply = await ada.accepted("Hello")
    await ada.sees_ending(reply)
    offer = next(line for line in await ada.sees() if line["event"] == "offer")
    again, edit, delete = offer["actions"]
    assert [button["kind"] for button in offer["actions"]] == ["run", "form", "delete"]

    pressed = await ben.post(f"/api/buttons/{again['id']}", {"id": ben.new_id()})
    assert (await ben.sees_ending(pressed["reply"])).text == {"answer": "Hello"}
    twice = await ben.post(f"/api/buttons/{again['id']}", {"id": "request-0001"})
    assert twice["verdict"] == "duplicate"

    form = await ben.post(f"/api/buttons/{edit['id']}", {"id": ben.new_id()})
    assert (form["verdict"], form["filled"]) == ("form", {"message": "Hello"})

    gone = await ada.post(f"/api/buttons/{delete['id']}", {"id": ada.new_id()})
    assert gone["verdict"] == "acknowledged"
    assert (await ada.shows(reply)).erased
    assert "Hello" not in str([line for line in await ada.sees() if line["reply"] == reply])
    expired = await ada.post("/api/buttons/run-0000", {"id": ada.new_id()})
    assert expired["verdict"] == "refused"


async def test_a_forgotten_visitor_vanishes_from_pages_that_are_open(ada: Browser, ben: Browser) -> None:
    said, kept = await ada.accepted("My secret"), await ben.accepted("I stay")
    await ada.sees_ending(said)
    await ben.sees_ending(kept)
    last = (await ben.sees())[-1]["number"]
    forgetting = await ada.accepted("/troubadour forget-me --confirm")
    async with asyncio.timeout(20):
        async for event, line in ben.stream(after=last):
            if event == "message" and line["reply"] == said:
                break
    assert line["event"] == "erased"
    await ada.sees_ending(forgetting)
    assert "My secret" not in str(await ben.sees())
    assert "I stay" in str(await ben.sees())


async def test_a_running_reply_can_be_stopped_from_another_tab(assembly: WebAssembly, ada: Browser) -> None:
    reply = await ada.accepted("/hold never")
    async for event, data in ada.stream():
        if event == "message" and data["event"] == "text_delta":
            break
    stopped = await ada.post(f"/api/buttons/stop-{reply}", {"id": "stop-press"})
    assert stopped["verdict"] == "acknowledged"
    shown = await ada.sees_ending(reply)
    assert shown.ending == "stopped"
    assert shown.text["answer"].startswith("Once")
    await assembly.wait_for(reply)
    late = await ada.post(f"/api/buttons/stop-{reply}", {"id": "stop-press"})
    assert late["verdict"] == "refused"


async def test_a_waiting_reply_can_be_stopped(
    store: SqliteStore, served: Served, visit: Visit, open_gate: Callable[[str], None]
) -> None:
    assembly = WebAssembly(store, WebConfig(secret=SECRET), SCRIPTED, slots=1)
    assembly.start()
    ada = await visit("Ada", await served(assembly))
    first = await ada.accepted("/hold one")
    second = await ada.accepted("Me too")
    assert (await ada.shows(second)).asked == "Me too"
    await ada.post(f"/api/buttons/stop-{second}", {"id": "stop-press"})
    assert (await ada.sees_ending(second)).ending == "stopped"
    open_gate("one")
    assert (await ada.sees_ending(first)).ending == "done"


async def test_members_stop_only_their_own(
    store: SqliteStore, served: Served, visit: Visit, open_gate: Callable[[str], None]
) -> None:
    assembly = WebAssembly(store, WebConfig(secret=SECRET, web_password="open sesame"), SCRIPTED)
    assembly.start()
    server = await served(assembly)
    ada, ben, chief = [await visit("", server) for _ in range(3)]
    for member, name in ((ada, "Ada"), (ben, "Ben")):
        await member.post("/enter", {"password": "open sesame"})
        await member.post("/api/me", {"name": name})
    await chief.post("/enter", {"token": assembly.room.one_time_link().partition("#")[2]})
    reply = await ada.accepted("/hold never")
    refused = await ben.post(f"/api/buttons/stop-{reply}", {"id": "stop-press"})
    assert (refused["verdict"], "Ada" in refused["sentence"]) == ("refused", True)
    assert (await chief.post(f"/api/buttons/stop-{reply}", {"id": "stop-press"}))["verdict"] == "acknowledged"
    assert (await ben.ask("/rule"))["verdict"] == "refused"
    assert (await chief.ask("/rule"))["verdict"] == "accepted"
    names = [command["name"] for command in (await ben.get("/api/commands"))["commands"]]
    assert "rule" not in names


async def test_a_crash_of_a_command_shows_a_number_and_no_more(ada: Browser, caplog: pytest.LogCaptureFixture) -> None:
    reply = await ada.accepted("/break")
    assert (await ada.sees_ending(reply)).ending == "failure"
    failure = (await ada.sees())[-1]["error"]
    assert failure["id"] in failure["sentence"]
    assert "secret cause" not in str(await ada.sees())
    assert failure["id"] in caplog.text


async def test_quoted_words_in_sentences_are_no_markdown(ada: Browser) -> None:
    reply = await ada.accepted("/refuse **bold** <b> [x](y)")
    await ada.sees_ending(reply)
    said = (await ada.sees())[-1]["error"]["sentence"]
    assert r"\*\*bold\*\* \<b\> \[x\](y)" in said
    whispered = await ada.accepted("/whisper")
    await ada.sees_ending(whispered)
    sentences = next(line for line in await ada.sees() if line["event"] == "statement")["sentences"]
    assert "`/chat`" in sentences[0]
    assert "2027-01-15T08:00:00Z" in sentences[1]


async def test_forgetting_stops_what_is_being_written_and_everybody_sees_it_go(
    assembly: WebAssembly, ada: Browser, ben: Browser, tmp_path: Path
) -> None:
    reply = await ada.accepted("/hold xyzzy-plugh")
    async for event, data in ben.stream():
        if event == "message" and data["event"] == "text_delta":
            break
    forgetting = await ada.accepted("/troubadour forget-me --confirm")
    assert (await ben.sees_ending(reply)).erased
    assert (await ada.sees_ending(forgetting)).ending == "done"
    await assembly.wait_for(reply)
    await assembly.wait_for(forgetting)
    await assembly.store.rewrite_if_due()
    assert await asyncio.to_thread(places_with, tmp_path / "data", "xyzzy-plugh") == []
    assert await asyncio.to_thread(places_with, tmp_path / "data", '"Ada"') == []
