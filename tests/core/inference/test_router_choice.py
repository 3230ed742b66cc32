"""The choice of an engine for a requested model, and places that allow only the operator's servers."""

from collections.abc import Sequence

import pytest

from core.domain.clock import SystemClock
from core.domain.errors import EngineError, ModelUnavailable, NotAllowed
from core.domain.sentences import say
from core.domain.tasks import Task
from core.inference.engine import Engine, ModelCard
from core.inference.gate import UnlimitedGate
from core.inference.outputs import Finished
from core.inference.platform_restricted import PlatformRestrictedEngine
from core.inference.requests import ModelPolicy, TextRequest
from core.inference.router import Router
from core.store.sqlite.store import SqliteStore
from tests.core.scripted_engine import Answer, ScriptedEngine, text

LOCAL = ModelPolicy(local_only=True)


class Listing(ScriptedEngine):
    """An engine with a list of models; on the operator's own machine where `local`."""

    def __init__(self, name: str, *models: str, answer: Answer | None = None, local: bool = False) -> None:
        super().__init__((lambda _: answer) if answer else None, name)
        self._models = models
        self._local = local

    async def models(self, task: Task) -> Sequence[ModelCard]:
        trouble = say("bot-no-engine")
        return [
            ModelCard(
                name=model,
                engine=self.name,
                task=task,
                local=self._local,
                trouble=trouble if model == "ill" else None,
            )
            for model in self._models
        ]


class Choosy(Listing):
    """Lets some models through that it does not list."""

    async def look_up(self, task: Task) -> Sequence[ModelCard]:
        return [ModelCard(name="looked-up", engine=self.name, task=task)]

    async def search(self, task: Task, typed: str, bounds: ModelPolicy) -> Sequence[ModelCard]:
        return [ModelCard(name=f"found-{typed}", engine=self.name, task=task)]

    async def permit(self, task: Task, model: str, bounds: ModelPolicy) -> None:
        if not model.startswith("good"):
            raise NotAllowed("model-passed-over", model=model)


def router(store: SqliteStore, *engines: Engine) -> Router:
    return Router(dict.fromkeys(Task, engines), UnlimitedGate(store, SystemClock()))


async def answered(route: Router, ask: TextRequest) -> str:
    *_, last = [output async for output in route.text_generation(ask)]
    assert isinstance(last, Finished)
    return last.engine


async def test_the_engine_that_lists_the_requested_model_is_tried_first(store: SqliteStore) -> None:
    first, second = Listing("first", "a"), Listing("second", "b")
    route = router(store, first, second)
    await answered(route, TextRequest(prompt="x", model="b"))
    assert (len(first.asked), len(second.asked)) == (0, 1)
    await answered(route, TextRequest(prompt="x", model="unheard"))
    assert (len(first.asked), len(second.asked)) == (1, 1)


async def test_why_a_model_may_not_be_used_outlives_that_others_do_not_know_it(store: SqliteStore) -> None:
    refusing = Listing("refusing", answer=[NotAllowed("model-passed-over", model="x")])
    ignorant = Listing("ignorant", answer=[ModelUnavailable("thinking")])
    with pytest.raises(NotAllowed):
        await answered(router(store, refusing, ignorant), TextRequest(prompt="x", model="x"))
    assert ignorant.asked


async def test_with_local_only_only_local_engines_are_tried(store: SqliteStore) -> None:
    far = Listing("far", "a")
    near = Listing("near", "b", local=True, answer=text("yes"))
    await answered(router(store, far, near), TextRequest(prompt="x", model_policy=LOCAL))
    assert far.asked == []
    with pytest.raises(NotAllowed) as raised:
        await answered(router(store, far), TextRequest(prompt="x", model_policy=LOCAL))
    assert raised.value.sentence.id == "model-none-local"
    platforms = PlatformRestrictedEngine(near, ("web",))
    with pytest.raises(NotAllowed) as raised:
        await answered(router(store, platforms), TextRequest(prompt="x", model_policy=LOCAL, tenant="discord:1"))
    assert raised.value.sentence.id == "model-none-local"
    broken = Listing("broken", "b", local=True, answer=[EngineError("thinking")])
    with pytest.raises(EngineError):
        await answered(router(store, broken), TextRequest(prompt="x", model_policy=LOCAL))


async def test_a_choice_is_let_through_by_any_engine(store: SqliteStore) -> None:
    route = router(store, Choosy("choosy", "a"), Listing("near", "b", local=True))
    for model in ("a", "b", "good-one"):
        await route.permit(Task.CHAT_COMPLETION, model, ModelPolicy())
    await route.permit(Task.CHAT_COMPLETION, "b", LOCAL)
    for model, bounds, id in [
        ("a", LOCAL, "model-not-local"),
        ("bad-one", ModelPolicy(), "model-passed-over"),
    ]:
        with pytest.raises(NotAllowed) as raised:
            await route.permit(Task.CHAT_COMPLETION, model, bounds)
        assert raised.value.sentence.id == id
    for model, id in [("z", "model-not-offered"), ("ill", "bot-no-engine")]:
        with pytest.raises(NotAllowed) as raised:
            await router(store, Listing("plain", "a", "ill")).permit(Task.CHAT_COMPLETION, model, ModelPolicy())
        assert raised.value.sentence.id == id


async def test_look_up_covers_every_engine_that_can(store: SqliteStore) -> None:
    route = router(store, Choosy("choosy", "a"), Listing("plain", "b"))
    assert [card.name for card in await route.look_up(Task.CHAT_COMPLETION)] == ["looked-up", "b"]
    assert [card.name for card in await route.search(Task.CHAT_COMPLETION, "x", ModelPolicy())] == ["found-x"]
