"""Conversations beside the lobby: who may read them, what becomes of them, and how they are found and kept."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest

from adapters.web.config import WebConfig
from adapters.web.log_pages import REPLIES_OF_A_PAGE
from adapters.web.visitors import PLACE
from core.commands.troubadour.forget_me import forget_me
from core.conversations.conversation import conversation_key
from core.store.sqlite.store import SqliteStore
from tests.adapters.held_acceptance import HeldAcceptance
from tests.adapters.web.browsing import Browser, fold
from tests.adapters.web.conftest import SECRET, Served
from tests.adapters.web.filled_log import fill
from tests.adapters.web.scripted import SCRIPTED
from tests.adapters.web.test_log_pages import said
from tests.adapters.web.web_assembly import WebAssembly

LOCKED = "0123456789abcdef"


async def create(browser: Browser, *, shared: bool = False) -> str:
    return str((await browser.post("/api/conversations", {"shared": shared}))["id"])


async def listed(browser: Browser) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await browser.get("/api/conversations"))["conversations"]
    return found


async def ask(assembly: WebAssembly, browser: Browser, line: str, conversation: str) -> str:
    reply = await browser.accepted(line, conversation=conversation)
    await assembly.wait_for(reply)
    return reply


async def test_a_question_stays_in_its_conversation_and_titles_it(
    assembly: WebAssembly, ada: Browser, store: SqliteStore
) -> None:
    own = await create(ada)
    assert await listed(ada) == [], "nobody has asked in it"
    await ask(assembly, ada, "/chat What do foxes\neat in winter?", own)
    await ask(assembly, ada, "And owls?", own)
    page = await ada.get(f"/api/replies?c={own}")
    assert [shown.ending for shown in fold(page["lines"]).values()] == ["done", "done"]
    assert (await ada.get("/api/replies"))["lines"] == []
    (record,) = await listed(ada)
    assert (record["title"], record["shared"], record["manages"]) == ("What do foxes eat in winter?", False, True)
    job = await store.job(page["lines"][0]["reply"])
    assert job is not None
    place = PLACE.model_copy(update={"thread": own})
    assert job.request.place == place
    assert conversation_key(place, job.request.caller, private=False) == f"web:room:lobby|{own}|public"


async def test_nobody_else_reaches_a_conversation_of_ones_own(
    assembly: WebAssembly, ada: Browser, ben: Browser
) -> None:
    own = await create(ada)
    drawn = await ask(assembly, ada, "/draw a secret fox", own)
    page = await ada.get(f"/api/replies?c={own}")
    (url,) = [line["media"]["url"] for line in page["lines"] if line["event"] == "picture"]
    assert (await ada.open(url)).status == 200
    assert (await ben.open(url)).status == 404
    for path in ("replies", "room", "commands", "export"):
        assert "no such conversation" in (await ben.get(f"/api/{path}?c={own}", status=404))["error"]
    for path, body in (
        ("requests", {"id": ben.new_id(), "line": "hello", "conversation": own}),
        (f"buttons/stop-{drawn}", {"id": ben.new_id(), "conversation": own}),
        (f"conversations/{own}", {"title": "Mine"}),
        (f"conversations/{own}/delete", {}),
    ):
        await ben.post(f"/api/{path}", body, status=404)
    assert await listed(ben) == []
    assert (await ben.get("/api/search?q=secret"))["found"] == []
    assert [each["reply"] for each in (await ada.get("/api/search?q=SECRET+fox"))["found"]] == [drawn]


async def test_a_shared_one_is_for_everybody(assembly: WebAssembly, ada: Browser, ben: Browser) -> None:
    shared = await create(ada, shared=True)
    await ask(assembly, ada, "/draw a fox", shared)
    reply = await ask(assembly, ben, "And an owl", shared)
    page = await ben.get(f"/api/replies?c={shared}")
    assert said(page["lines"]) == ["/draw a fox", "And an owl"]
    (url,) = [line["media"]["url"] for line in page["lines"] if line["event"] == "picture"]
    assert (await ben.open(url)).status == 200
    (found,) = (await ada.get("/api/search?q=owl"))["found"]
    assert (found["conversation"], found["reply"], found["title"]) == (shared, reply, "a fox")


async def test_a_private_question_titles_nothing_for_the_others(assembly: WebAssembly, ada: Browser) -> None:
    shared = await create(ada, shared=True)
    await ask(assembly, ada, "/chat --private my secret", shared)
    (record,) = await listed(ada)
    assert record["title"] == ""


async def test_an_empty_conversation_is_opened_again(ada: Browser, ben: Browser) -> None:
    own = await create(ada)
    assert await create(ada) == own
    shared = await create(ada, shared=True)
    assert len({own, shared, await create(ben), await create(ben, shared=True)}) == 4
    assert [each["id"] for each in (await ada.get(f"/api/conversations?c={own}"))["conversations"]] == [own]


async def test_names_pins_and_the_archive(assembly: WebAssembly, ada: Browser, ben: Browser) -> None:
    shared = await create(ada, shared=True)
    await ask(assembly, ada, "Foxes", shared)
    changed = await ada.post(f"/api/conversations/{shared}", {"title": "  All\nabout foxes ", "pinned": True})
    assert (changed["title"], changed["pinned"], changed["archived"]) == ("All about foxes", True, False)
    await ben.post(f"/api/conversations/{shared}", {"archived": True})
    assert [(each["pinned"], each["archived"]) for each in (*await listed(ada), *await listed(ben))] == [
        (True, False),
        (False, True),
    ]
    assert "visible letter" in (await ada.post(f"/api/conversations/{shared}", {"title": " \u200b"}, 400))["error"]


async def test_a_member_changes_only_ones_own_marks(store: SqliteStore, served: Served) -> None:
    room, password = f"{PLACE.key}|{LOCKED}", "open sesame"
    await store.create_conversation(room, "web:room:cy", 1.0, shared=True)
    assembly = WebAssembly(store, WebConfig(secret=SECRET, web_password=password), SCRIPTED)
    member = Browser(await served(assembly))
    assert "error" in await member.get(f"/api/replies?c={LOCKED}", status=401)
    await member.post("/enter", {"password": password})
    path = f"/api/conversations/{LOCKED}"
    for change, body in ((path, {"title": "Mine"}), (f"{path}/delete", {})):
        assert "Only the person" in (await member.post(change, body, status=403))["error"]
    assert (await member.post(path, {"pinned": True}))["pinned"]
    await member.client.session.close()


async def test_deleting_one_ends_it_for_everybody(
    assembly: WebAssembly, ada: Browser, ben: Browser, open_gate: Callable[[str], None]
) -> None:
    shared = await create(ada, shared=True)
    reply = await ada.accepted("/hold gate", conversation=shared)
    await ada.post(f"/api/conversations/{shared}/delete", {})
    open_gate("gate")
    assert await assembly.store.job(reply) is None
    assert "no such conversation" in (await ben.get(f"/api/replies?c={shared}", status=404))["error"]
    assert await listed(ada) == []


async def test_what_is_asked_while_one_is_deleted_goes_with_it(
    assembly: WebAssembly, ada: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = await create(ada, shared=True)
    held = HeldAcceptance(assembly.store, monkeypatch)
    asking = asyncio.create_task(ada.ask("Foxes", conversation=shared))
    await held.deletes(ada.post(f"/api/conversations/{shared}/delete", {}))
    reply = (await asking)["reply"]
    async with asyncio.timeout(20):
        while await assembly.store.job(reply) is not None:
            await asyncio.sleep(0.01)
    assert (await assembly.store.read_back(f"{PLACE.key}|{shared}", "anyone", 10)).entries == []


async def test_forget_me_takes_ones_own_along(assembly: WebAssembly, ada: Browser, ben: Browser) -> None:
    own, shared = await create(ada), await create(ada, shared=True)
    for conversation in (own, shared):
        await ask(assembly, ada, "Foxes", conversation)
    await ask(assembly, ben, "Owls", shared)
    assert forget_me.name in {each.name for each in assembly.registry}
    await ask(assembly, ada, "/troubadour forget-me --confirm", "")
    assert [(each["id"], each["title"]) for each in await listed(ada)] == [(shared, "")]
    assert said((await ben.get(f"/api/replies?c={shared}"))["lines"]) == ["Owls"]


@pytest.mark.parametrize("id", ["x", "0123456789abcdeF", "..", "0123456789abcdef|1", "%", "ü"])
async def test_an_id_that_is_none_leads_nowhere(ada: Browser, id: str) -> None:
    assert "error" in await ada.get(f"/api/replies?c={id}", status=404)


async def test_a_page_around_a_reply_leads_both_ways_and_the_stream_goes_on(store: SqliteStore, ada: Browser) -> None:
    await fill(store, 3 * REPLIES_OF_A_PAGE)
    found = await ada.get("/api/search?q=and+so+on")
    assert len(found["found"]) == 30
    (hit,) = (await ada.get("/api/search?q=Answer+60:"))["found"]
    pages = [await ada.get(f"/api/replies?around={hit['reply']}")]
    numbers = [int(question.split()[1]) for question in said(pages[0]["lines"])]
    assert numbers[0] < 60 < numbers[-1]
    while pages[-1]["after"] is not None:
        pages.append(await ada.get(f"/api/replies?after={pages[-1]['after']}"))
    older = await ada.get(f"/api/replies?before={pages[0]['before']}")
    questions = [question for page in (older, *pages) for question in said(page["lines"])]
    assert questions == [f"Question {number}" for number in range(numbers[0] - len(said(older["lines"])), 150)]
    assert await ada.sees(pages[0]["newest"]) == []


async def test_a_page_around_nothing_is_the_newest(store: SqliteStore, ada: Browser) -> None:
    await fill(store, 3)
    page = await ada.get("/api/replies?around=web-nothing")
    assert (len(said(page["lines"])), page["after"]) == (3, None)


async def test_a_conversation_can_be_kept_as_a_file(assembly: WebAssembly, ada: Browser, ben: Browser) -> None:
    shared = await create(ada, shared=True)
    await ask(assembly, ada, "/draw a [red] fox", shared)
    await ask(assembly, ada, "Tell me\n\n# more", shared)
    await ask(assembly, ada, "/refuse this", shared)
    await ask(assembly, ada, "/whisper", shared)
    exported = json.loads(await (await ada.open(f"/api/export?c={shared}&format=json")).text())
    assert [reply["ending"] for reply in exported["replies"]] == ["done", "done", "failure", "done"]
    assert exported["title"] == "a [red] fox"
    (picture,) = exported["replies"][0]["made"]
    assert (await ada.open(picture["address"])).status == 200
    assert "half" in exported["replies"][2]["answer"]
    response = await ada.open(f"/api/export?c={shared}")
    assert response.headers["Content-Disposition"] == 'attachment; filename="conversation.md"'
    written = await response.text()
    assert written.startswith("# a [red] fox\n\n**Ada** · ")
    assert "[Circles about a \\[red\\] fox](/media/" in written
    assert "> Tell me\n>\n> # more" in written
    of_ben = json.loads(await (await ben.open(f"/api/export?c={shared}&format=json")).text())
    assert len(of_ben["replies"]) == 3, "what was whispered to Ada is not his"


async def test_the_page_of_a_conversation_counts_from_the_room(ada: Browser) -> None:
    page = await ada.open(f"/c/{LOCKED}")
    assert '<base href="../">' in await page.text()
    assert "microphone=(self)" in page.headers["Permissions-Policy"]
    assert "<base" not in await (await ada.open("/")).text()


async def test_what_means_nothing_in_the_room_is_not_offered(ada: Browser) -> None:
    own = await create(ada)
    for query, private in (("", True), (f"?c={own}", False)):
        commands = (await ada.get(f"/api/commands{query}"))["commands"]
        (chat,) = [each for each in commands if each["name"] == "chat"]
        assert ("private" in {each["name"] for each in chat["parameters"]}) is private
