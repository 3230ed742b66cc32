"""The room's log as what was said there, for a summary."""

import re

import pytest

from adapters.web.config import WebConfig
from adapters.web.visitors import PLACE
from core.commands.catalogue import BUILT_IN
from core.domain.errors import NotAllowed
from core.domain.request import Address, Caller, Request
from core.inference.requests import ChatRequest, InferenceRequest
from core.store.sqlite.store import SqliteStore
from tests.adapters.web.conftest import SECRET
from tests.adapters.web.web_assembly import WebAssembly
from tests.core.scripted_engine import Answer, ScriptedEngine, text

ADA = Caller(platform=PLACE.platform, tenant=PLACE.tenant, user="ada", name="Ada", admin=False)
BEN = ADA.model_copy(update={"user": "ben", "name": "Ben"})


def asked(id: str, command: str, caller: Caller = ADA, said: str = "", **options: str | bool) -> Request:
    address = Address(platform=PLACE.platform)
    return Request(
        id=id, command=command, options=dict(options), caller=caller, place=PLACE, address=address, said=said
    )


def answers(request: InferenceRequest) -> Answer:
    assert isinstance(request, ChatRequest)
    if "You summarise" in request.messages[0].text:
        return text("\n".join(f"- [{number}]" for number in re.findall(r"\[(m\d+)\]", request.messages[-1].text)))
    return text("The quay is longer.")


async def test_a_summary_of_the_room_links_to_its_replies_and_leaves_out_what_is_private(store: SqliteStore) -> None:
    engine = ScriptedEngine(answers)
    assembly = WebAssembly(store, WebConfig(secret=SECRET), BUILT_IN, [engine])
    assembly.start()
    for request in (
        asked("r1", "chat", said="how long is the quay?", message="how long is the quay?"),
        asked("r2", "chat", BEN, "my secret", message="my secret", private=True),
        asked("r3", "summarize", BEN, "/summarize", share=True),
    ):
        await assembly.accept(request)
        await assembly.wait_for(request.id)
    await assembly.shut_down()
    summary = engine.asked[-1]
    assert isinstance(summary, ChatRequest)
    lines = [line.split(" ", 3)[3] for line in summary.messages[-1].text.splitlines()]
    assert lines == ["Ada: how long is the quay?", "Troubadour (to m1): The quay is longer."]
    page = await store.read_back(PLACE.key, ADA.key, 5)
    shown = "".join(str(entry.content.get("text") or "") for entry in page.entries if entry.reply == "r3")
    assert shown.count("[↗](#asked-r1)") == 2


async def test_the_room_has_no_other_channel(store: SqliteStore) -> None:
    assembly = WebAssembly(store, WebConfig(secret=SECRET), BUILT_IN)
    with pytest.raises(NotAllowed):
        await assembly.room.read_channel(asked("r1", "summarize"), "elsewhere", 0.0, 5)
