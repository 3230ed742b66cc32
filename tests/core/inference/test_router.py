"""The router tries engines in order; every request passes the gate and leaves it once."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace

import pytest

from core.domain.errors import CreditsUsedUp, EngineError, LimitReached, ModelUnavailable, TokenRejected, UserError
from core.domain.sentences import say
from core.domain.tasks import Task
from core.i18n.rendering import render
from core.inference.engine import ModelCard, Rest
from core.inference.gate import Outcome, Permit
from core.inference.outputs import Finished, Notice, Output, TextChunk, Waiting
from core.inference.requests import InferenceRequest, TextRequest
from core.inference.router import Router
from tests.core.scripted_engine import Answer, ScriptedEngine, text


class CountingGate:
    """Lets in the requests it is told to, and records those that leave."""

    def __init__(self) -> None:
        self.waits: list[Waiting] = []
        self.refusal: LimitReached | None = None
        self.left: list[tuple[str, Outcome, bool]] = []
        self.punishments: list[tuple[str, float]] = []
        self.spares: list[tuple[str, bool]] = []

    async def enter(self, permit: Permit) -> AsyncGenerator[Waiting, None]:
        for waiting in self.waits:
            yield waiting
        if self.refusal:
            raise self.refusal

    async def throttled(self, permit: Permit, seconds: float) -> None:
        self.punishments.append((permit.engine, seconds))

    async def payment_required(self, permit: Permit, refusal: CreditsUsedUp) -> None:
        self.punishments.append((permit.engine, refusal.seconds))

    async def leave(self, permit: Permit, outcome: Outcome, finished: Finished | None = None) -> None:
        self.left.append((permit.engine, outcome, finished is not None and finished.cached))

    def rests(self) -> Sequence[Rest]:
        return [Rest(provider=engine, reason="throttled", seconds=seconds) for engine, seconds in self.punishments]

    async def served_from_cache(self, permit: Permit, finished: Finished | None) -> None:
        self.spares.append((permit.engine, finished is not None and finished.cached))


class CachingEngine(ScriptedEngine):
    """An engine with a cached answer."""

    async def cached(self, task: Task, request: InferenceRequest) -> Sequence[Output] | None:
        return [TextChunk(task.value), Finished(engine=self.name, model="scripted", cached=True)]

    async def note_answers(self, key: str, job: str, user: str, began: float) -> None:
        raise AssertionError

    async def has_answers(self, key: str, user: str) -> bool:
        return False


def engine(name: str, answer: Answer) -> ScriptedEngine:
    return ScriptedEngine(lambda _: answer, name)


async def outputs(*engines: ScriptedEngine, gate: CountingGate) -> list[Output]:
    router = Router({Task.TEXT_GENERATION: engines}, gate)
    return [output async for output in router.text_generation(TextRequest(prompt="x"))]


async def test_the_first_engine_that_can_answers() -> None:
    gate = CountingGate()
    gone, good = engine("gone", [ModelUnavailable("thinking")]), engine("good", text("yes"))
    found = await outputs(gone, good, engine("spare", text("no")), gate=gate)
    assert found[0] == TextChunk("yes")
    assert gate.left == [("gone", "failed", False), ("good", "ok", False)]
    assert (gone.closed, good.closed) == (1, 1)


class RulesEngine(ScriptedEngine):
    """An engine that answers by rules."""

    async def models(self, task: Task) -> Sequence[ModelCard]:
        return [replace(card, by_rules=True) for card in await super().models(task)]


async def test_rules_answer_no_request_that_needs_a_model() -> None:
    gate = CountingGate()
    rules, model = RulesEngine(lambda _: text("by rules"), "rules"), engine("model", text("by a model"))
    for engines, words in (([rules, model], "by a model"), ([rules], None)):
        router = Router({Task.TEXT_GENERATION: engines}, gate)
        asked = router.text_generation(TextRequest(prompt="x", needs_model=True))
        if words:
            assert TextChunk(words) in [output async for output in asked]
        else:
            with pytest.raises(EngineError) as refused:
                await anext(asked)
            assert refused.value.sentence.id == "model-needed"
    assert rules.asked == []
    assert gate.left == [("model", "ok", False)]


def cards_on(platforms: frozenset[str] | None) -> type[RulesEngine]:
    """Rules that answer on these platforms; None is all."""

    class Restricted(RulesEngine):
        async def models(self, task: Task) -> Sequence[ModelCard]:
            return [replace(card, platforms=platforms) for card in await super().models(task)]

    return Restricted


@pytest.mark.parametrize(
    "failure",
    [
        ModelUnavailable("huggingface-resting", provider="x", model="m", seconds=7),
        TokenRejected("huggingface-token-refused", kind="unknown", provider="x", page="y"),
        LimitReached("bot-paused", seconds=9),
    ],
)
@pytest.mark.parametrize("model", [None, "model-text_generation"])
async def test_rules_on_some_platforms_never_cover_up_a_model_that_failed(
    failure: UserError, model: str | None
) -> None:
    rules = cards_on(frozenset({"web"}))(lambda _: text("by rules"), "rules")
    router = Router({Task.TEXT_GENERATION: [engine("model", [failure]), rules]}, CountingGate())
    with pytest.raises(type(failure)) as raised:
        await anext(router.text_generation(TextRequest(prompt="x", tenant="web:1", model=model)))
    assert raised.value is failure
    assert rules.asked == []

    chosen = TextRequest(prompt="x", tenant="web:1", model="rules-text_generation")
    assert TextChunk("by rules") in [output async for output in router.text_generation(chosen)]


async def test_rules_on_every_platform_answer_after_a_failure_and_begin_by_saying_it() -> None:
    rules = cards_on(None)(lambda _: text("by rules"), "rules")
    failure = ModelUnavailable("huggingface-broken", said="boom", provider="x", model="m")
    router = Router({Task.TEXT_GENERATION: [engine("model", [failure]), rules]}, CountingGate())
    notice, words, finished = [output async for output in router.text_generation(TextRequest(prompt="x"))]
    assert isinstance(notice, Notice)
    assert render(failure.sentence) in render(notice.sentence)
    assert words == TextChunk("by rules")
    assert isinstance(finished, Finished)


async def test_where_no_model_is_configured_rules_answer_without_further_words() -> None:
    rules = cards_on(frozenset({"web"}))(lambda _: text("by rules"), "rules")
    router = Router({Task.TEXT_GENERATION: [rules]}, CountingGate())
    outputs = [output async for output in router.text_generation(TextRequest(prompt="x", tenant="web:1"))]
    assert outputs[0] == TextChunk("by rules")


async def test_once_something_was_shown_there_is_no_other_try() -> None:
    gate = CountingGate()
    torn = engine("torn", [TextChunk("half"), ModelUnavailable("thinking")])
    with pytest.raises(ModelUnavailable):
        await outputs(torn, engine("good", text("yes")), gate=gate)


@pytest.mark.parametrize("error", [EngineError("thinking"), ZeroDivisionError()])
async def test_other_errors_are_raised(error: Exception) -> None:
    gate = CountingGate()
    with pytest.raises(type(error)):
        await outputs(engine("bad", [error]), engine("good", text("yes")), gate=gate)
    assert gate.left == [("bad", "failed", False)]


async def test_when_none_can_the_first_reason_is_given_and_without_engines_that_is_said() -> None:
    gate = CountingGate()
    first = ModelUnavailable("thinking")
    with pytest.raises(ModelUnavailable) as told:
        await outputs(engine("a", [first]), engine("b", [ModelUnavailable("thinking")]), gate=gate)
    assert told.value is first
    with pytest.raises(EngineError) as raised:
        await outputs(gate=gate)
    assert raised.value.sentence.id == "no-engine"


async def test_waiting_at_the_gate_is_told_and_a_refusal_makes_no_call() -> None:
    gate = CountingGate()
    gate.waits = [Waiting(sentence=say("thinking"))]
    good = engine("good", text("yes"))
    assert (await outputs(good, gate=gate))[0] == gate.waits[0]
    gate.refusal = LimitReached("bot-paused", seconds=9)
    with pytest.raises(LimitReached):
        await outputs(good, gate=gate)
    assert len(good.asked) == 1
    assert gate.left == [("good", "ok", False)]


async def test_closing_early_closes_the_engine_and_leaves_the_gate() -> None:
    gate = CountingGate()
    long = engine("long", [TextChunk("a"), TextChunk("b"), Finished(engine="long", model="m")])
    stream = Router({Task.TEXT_GENERATION: [long]}, gate).text_generation(TextRequest(prompt="x"))
    assert await anext(stream) == TextChunk("a")
    await stream.aclose()
    assert long.closed == 1
    assert gate.left == [("long", "stopped", False)]


async def test_a_cached_answer_is_told_to_the_gate() -> None:
    gate = CountingGate()
    await outputs(engine("good", text("yes", cached=True)), gate=gate)
    assert gate.left == [("good", "ok", True)]


async def test_a_cached_answer_does_not_pass_the_gate() -> None:
    gate = CountingGate()
    gate.refusal = LimitReached("bot-paused", seconds=9)
    keeping = CachingEngine(name="keeping")
    found = await outputs(keeping, gate=gate)
    assert found == [TextChunk("text_generation"), Finished(engine="keeping", model="scripted", cached=True)]
    assert keeping.asked == []
    assert gate.left == []
    assert gate.spares == [("keeping", True)]


async def test_models_and_voices_come_from_all_engines_in_order() -> None:
    one, two = ScriptedEngine(name="one"), ScriptedEngine(name="two")
    router = Router({Task.CHAT_COMPLETION: [one, two], Task.TEXT_TO_SPEECH: [two]}, CountingGate())
    assert [card.name for card in await router.models(Task.CHAT_COMPLETION)] == [
        "one-chat_completion",
        "two-chat_completion",
    ]
    assert await router.models(Task.TEXT_TO_IMAGE) == []
    assert [voice.name for voice in await router.voices()] == ["ada"]
    assert (await router.check()).ok
    assert [each.name for each in router.engines] == ["one", "two"]


def test_a_request_has_its_own_seed() -> None:
    assert InferenceRequest().seed == 0
