"""Variants, branches and continuations: where replies stand, and what the model hears."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from typing import Any

import pytest
from aiohttp.test_utils import TestServer

from adapters.web.config import WebConfig
from core.commands.chat import chat
from core.commands.complete import complete
from core.commands.speak import speak
from core.inference.outputs import Output, TextChunk
from core.inference.requests import ChatRequest, InferenceRequest, TextRequest
from core.store.sqlite.store import SqliteStore
from tests.adapters.web.browsing import Browser, Line
from tests.adapters.web.conftest import SECRET, Served
from tests.adapters.web.web_assembly import WebAssembly
from tests.core.scripted_engine import Answer, ScriptedEngine, text, usual


def numbered(request: InferenceRequest) -> Answer:
    """Numbers the answers; a question with "cut" gets one that can be continued."""
    match request:
        case ChatRequest():
            said = request.messages[-1].text
            return text(f"{said}, {len(engine.asked)}", reason="length" if "cut" in said else "stop")
        case _:
            return usual(request)


class HangingEngine(ScriptedEngine):
    """An engine that never ends its first answer to "hang on"."""

    async def _play(self, request: InferenceRequest) -> AsyncGenerator[Output, None]:
        hangs = not self.asked and "hang on" in str(request).lower()
        if hangs:
            self.asked.append(request)
            yield TextChunk("So far")
            await asyncio.Event().wait()
        async for output in super()._play(request):
            yield output


engine = HangingEngine(numbered)


@pytest.fixture
async def assembly(store: SqliteStore) -> AsyncIterator[WebAssembly]:
    engine.asked.clear()
    assembly = WebAssembly(store, WebConfig(secret=SECRET, heartbeat_seconds=0.05), (chat, complete, speak), [engine])
    assembly.start()
    yield assembly
    await assembly.shut_down()


@pytest.fixture
async def server(assembly: WebAssembly, served: Served) -> TestServer:
    return await served(assembly)


def heard() -> list[str]:
    """What the model heard last, without the system prompt."""
    request = engine.asked[-1]
    assert isinstance(request, ChatRequest)
    return [message.text for message in request.messages[1:]]


async def asked(ada: Browser, reply: str) -> Line:
    return next(line for line in await ada.sees() if line["reply"] == reply and line["event"] == "asked")


async def button(ada: Browser, reply: str, **wanted: str) -> str:
    offers = [line for line in await ada.sees() if line["reply"] == reply and line["event"] == "offer"]
    buttons = [each for offer in offers for each in offer["actions"]]
    return str(next(each["id"] for each in buttons if wanted.items() <= each.items()))


async def say(assembly: WebAssembly, ada: Browser, line: str, **more: Any) -> str:
    reply = await ada.accepted(line, **more)
    await assembly.wait_for(reply)
    return reply


async def press(assembly: WebAssembly, ada: Browser, id: str, above: Sequence[str], **more: str) -> str:
    verdict = await ada.post(f"/api/buttons/{id}", {"id": ada.new_id(), "above": list(above), **more})
    assert verdict["verdict"] == "accepted", verdict
    await assembly.wait_for(verdict["reply"])
    return str(verdict["reply"])


async def test_another_answer_stands_beside_the_first_and_the_model_hears_the_one_that_is_seen(
    assembly: WebAssembly, ada: Browser
) -> None:
    start = await say(assembly, ada, "Hello")
    first = await say(assembly, ada, "A riddle")
    second = await press(assembly, ada, await button(ada, first, result="variant"), [start])
    assert heard() == ["Hello", "Hello, 1", "A riddle"]
    third = await press(assembly, ada, await button(ada, second, result="variant"), [start], model="other/model")
    assert engine.asked[-1].model == "other/model"
    opening = await asked(ada, first)
    for variant in (second, third):
        line = await asked(ada, variant)
        assert (line["variant_of"], line["position"]) == (first, opening["number"])
        assert line["said"].startswith("A riddle") or line["said"].endswith("A riddle")
    await say(assembly, ada, "The solution?", above=[start, second])
    assert heard() == ["Hello", "Hello, 1", "A riddle", "A riddle, 3", "The solution?"]
    await say(assembly, ada, "Everything")
    assert len(heard()) == 11


async def test_an_edited_question_begins_a_branch_and_so_does_an_edit_of_it(
    assembly: WebAssembly, ada: Browser
) -> None:
    start = await say(assembly, ada, "Hello")
    first = await say(assembly, ada, "About foxes")
    number = (await asked(ada, first))["number"]
    await say(assembly, ada, "And cubs?")
    edit = await ada.post(
        f"/api/buttons/{await button(ada, first, kind='form')}", {"id": ada.new_id(), "above": [start]}
    )
    assert (edit["verdict"], edit["edits"]) == ("form", first)
    owls = await say(assembly, ada, "About owls", edits=edit["edits"], above=[start])
    assert heard() == ["Hello", "Hello, 1", "About owls"]
    assert (await asked(ada, owls))["branch"] == [[owls, number]]
    young = await say(assembly, ada, "And owlets?", above=[start, owls])
    assert heard() == ["Hello", "Hello, 1", "About owls", "About owls, 4", "And owlets?"]
    assert (await asked(ada, young))["branch"] == [[owls, number]]
    bats = await say(assembly, ada, "About bats", edits=owls, above=[start])
    assert (await asked(ada, bats))["branch"] == [[bats, number]]
    nests = await say(assembly, ada, "And nests?", edits=young, above=[start, owls])
    assert (await asked(ada, nests))["branch"] == [[owls, number], [nests, (await asked(ada, young))["number"]]]


async def test_a_continuation_and_speech_belong_to_the_end_of_their_reply(assembly: WebAssembly, ada: Browser) -> None:
    first = await say(assembly, ada, "cut")
    number = (await asked(ada, first))["number"]
    going_on = await button(ada, first, result="continuation")
    more = await press(assembly, ada, going_on, [first])
    line = await asked(ada, more)
    assert (line["continues"], line["position"], line["button"]) == (first, number, going_on)
    assert heard()[:2] == ["cut", "cut, 1"]
    speaking = next(
        each["id"]
        for line in await ada.sees()
        if line["reply"] == more and line["event"] == "offer"
        for each in line["actions"]
        if each.get("result") == "continuation"
    )
    spoken = await press(assembly, ada, speaking, [first, more])
    assert (await asked(ada, spoken))["continues"] == first


@pytest.mark.parametrize("line", ["Hang on", "/complete hang on"])
async def test_a_stopped_answer_is_remembered_and_goes_on(assembly: WebAssembly, ada: Browser, line: str) -> None:
    reply = await ada.accepted(line)
    async with asyncio.timeout(20):
        async for event, shown in ada.stream():
            if event == "message" and shown["event"] == "text_delta":
                break
    await ada.post(f"/api/buttons/stop-{reply}", {"id": ada.new_id()})
    await assembly.wait_for(reply)
    more = await press(assembly, ada, await button(ada, reply, result="continuation"), [reply])
    assert (await asked(ada, more))["continues"] == reply
    match engine.asked[-1]:
        case ChatRequest():
            assert heard()[:2] == ["Hang on", "So far"]
        case TextRequest(prompt=prompt):
            assert prompt == "hang onSo far"
        case other:
            raise AssertionError(other)


async def test_nobody_places_or_remembers_what_they_may_not_read(
    assembly: WebAssembly, ada: Browser, ben: Browser
) -> None:
    secret = await say(assembly, ada, "/chat --private A secret")
    reply = await say(assembly, ben, "Hello", above=[secret], edits=secret)
    assert heard() == ["Hello"]
    assert not (await asked(ben, reply)).get("branch")
    await ben.post("/api/requests", {"id": ben.new_id(), "line": "Hi", "above": ["x"] * 41}, status=400)
    await ben.post("/api/requests", {"id": ben.new_id(), "line": "Hi", "above": [1]}, status=400)


async def test_a_deleted_question_that_is_edited_is_asked_at_the_end(assembly: WebAssembly, ada: Browser) -> None:
    first = await say(assembly, ada, "About foxes")
    await ada.post(f"/api/buttons/{await button(ada, first, kind='delete')}", {"id": ada.new_id()})
    reply = await say(assembly, ada, "About owls", edits=first, above=[first])
    assert (await asked(ada, reply)).get("branch", []) == []
    assert heard() == ["About owls"]
