"""Answers that an earlier run of a job has finished."""

from collections.abc import Mapping
from typing import cast

from pydantic import JsonValue

from core.domain.clock import SystemClock
from core.domain.jobs import Job
from core.domain.layout import Layout
from core.inference.engine import SearchableEngine
from core.inference.outputs import TextChunk, TextReset, whole_text
from core.inference.requests import ChatMessage, ChatRequest
from core.jobs.resumed_engine import FinishedAnswers, ResumedEngine
from tests.core.recording_platform import request
from tests.core.scripted_engine import ScriptedEngine, text

HELLO = ChatRequest(messages=(ChatMessage(role="user", text="hello"),), seed=7)


class Memory:
    """A store of checkpoints."""

    def __init__(self) -> None:
        self._kept: dict[str, JsonValue] = {}

    async def save_checkpoint(self, job: str, name: str, content: JsonValue) -> None:
        self._kept[name] = content

    async def checkpoints(self, job: str) -> Mapping[str, JsonValue]:
        return self._kept


async def test_an_answer_that_is_taken_up_again_has_no_text_that_was_taken_back() -> None:
    inner = ScriptedEngine(lambda _: [TextChunk("I should greet."), TextReset(), *text("Hi there")])
    engine, store = cast("SearchableEngine", inner), cast("FinishedAnswers", Memory())
    for run in (1, 2):
        job = Job(
            id="r1",
            request=request("chat", message="hello"),
            private=False,
            layout=Layout.TEXT,
            accepted_at=0.0,
            state="running",
            run=run,
            crashes=0,
            tries=0,
            stop_by=None,
        )
        resumed = ResumedEngine(engine, store, job, SystemClock())
        assert whole_text([output async for output in resumed.chat_completion(HELLO)]) == "Hi there"
    assert len(inner.asked) == 1
