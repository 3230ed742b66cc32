"""`/troubadour models`, `privacy` and `status`, for people and for administrators."""

import re
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest

from core.commands.catalogue import BUILT_IN
from core.domain.actions import Run
from core.domain.errors import NotAllowed
from core.domain.operating_limits import OperatingLimits
from core.domain.sentences import say
from core.domain.tasks import Task
from core.inference.builtin import BuiltinEngine, Pace
from core.inference.engine import ModelCard
from core.inference.requests import ModelPolicy
from core.store.alerts import ALERTS_SCOPE
from core.store.sqlite.store import SqliteStore
from tests.core.commands.reading import buttons, failed, stated
from tests.core.conftest import Core
from tests.core.recording_platform import CHIEF, request
from tests.core.scripted_engine import ScriptedEngine


class Cloud(ScriptedEngine):
    """Models of somebody else, with one on the operator's server; lets others through up to a price of 2."""

    def __init__(self) -> None:
        super().__init__(name="cloud")

    async def models(self, task: Task) -> Sequence[ModelCard]:
        return [ModelCard(name=f"far-{task.value}", engine="cloud", task=task)]

    async def look_up(self, task: Task) -> Sequence[ModelCard]:
        way = say("huggingface-card", way="router", task=task.value)
        far = ModelCard(
            name=f"far-{task.value}",
            engine="cloud",
            task=task,
            licence="mit",
            note=way,
            price=(0.4, 1.2),
            providers=("novita", "together"),
        )
        gone = ModelCard(name="gone", engine="cloud", task=task, trouble=say("bot-no-engine"))
        own = ModelCard(name="mine", engine="cloud", task=task, local=True)
        return [gone, far, own] if task is Task.CHAT_COMPLETION else [far]

    async def search(self, task: Task, typed: str, bounds: ModelPolicy) -> Sequence[ModelCard]:
        return []

    async def served(self, task: Task) -> Sequence[ModelCard]:
        names = [f"served-{number}" for number in range(45)] if task is Task.TEXT_TO_IMAGE else []
        return [ModelCard(name=name, engine="cloud", task=task, providers=("nscale",)) for name in names]

    async def permit(self, task: Task, model: str, bounds: ModelPolicy) -> None:
        if model != "bargain" or bounds.price_limit is None or bounds.price_limit < 2:
            raise NotAllowed("model-passed-over", model=model)


@pytest.fixture
def cloud() -> Cloud:
    return Cloud()


@pytest.fixture
async def core(store: SqliteStore, cloud: Cloud) -> AsyncIterator[Core]:
    core = Core(
        store,
        BUILT_IN,
        [cloud, BuiltinEngine(Pace(delay_seconds=0))],
        operating_limits=OperatingLimits(price_limit=3.0),
    )
    core.start()
    yield core
    await core.shut_down()


async def test_models_are_listed_with_price_way_providers_and_troubles(core: Core) -> None:
    said = stated(await core.play(request("troubadour models", "r1", task="chat_completion")))
    assert (
        "• far-chat_completion (cloud, licence: mit, $0.40\N{EN DASH}1.20 for a million tokens), used here, "
        "by the router, which chooses the provider: novita, together" in said
    )
    assert "• gone (cloud, licence: -), not now:" in said
    assert "• builtin-chat (built-in engine, licence: Apache-2.0)" in said


async def test_everything_that_is_served_is_listed_page_by_page(core: Core) -> None:
    seen: list[str] = []
    options: dict[str, Any] = {"task": "text_to_image", "all": True}
    for number in range(3):
        events = await core.play(request("troubadour models", f"r{number}", **options))
        said = stated(events)
        assert f"Page {number + 1} of 3, 45 models that a provider serves now." in said
        seen += re.findall(r"served-\d+", said)
        if number < 2:
            more = buttons(events)["More"].action
            assert isinstance(more, Run)
            options = dict(more.options)
        else:
            assert "More" not in buttons(events)
    assert seen == [f"served-{number}" for number in range(45)]
    assert "does not say which models" in stated(
        await core.play(request("troubadour models", "r9", task="text_to_speech", all=True))
    )
    assert "Name the task with --task" in failed(await core.play(request("troubadour models", "r10", all=True)))


async def test_a_place_of_own_servers_is_not_told_what_others_serve(core: Core) -> None:
    await core.play(request("troubadour models", "r1", caller=CHIEF, local_only="yes"))
    said = stated(await core.play(request("troubadour models", "r2", task="text_to_image", all=True)))
    assert "served-" not in said
    assert "Only the operator's own servers" in said


async def test_an_administrator_opens_a_place_up_to_a_price(core: Core, cloud: Cloud) -> None:
    choose = {"task": "chat_completion", "choose": "bargain"}
    assert "is not allowed here" in failed(
        await core.play(request("troubadour models", "r1").model_copy(update={"options": choose}))
    )
    said = stated(await core.play(request("troubadour models", "r2", caller=CHIEF, price=2.5)))
    assert said == "Other models are allowed here too, up to $2.50 for a million tokens of output."
    await core.play(request("troubadour models", "r3").model_copy(update={"options": choose}))
    await core.play(request("chat", "r4", message="hi"))
    ask = cloud.asked[-1]
    assert (ask.model, ask.from_preference, ask.model_policy) == ("bargain", True, ModelPolicy(price_limit=2.5))
    assert "up to $2.50" in stated(await core.play(request("troubadour models", "r5")))

    await core.play(request("chat", "r6", message="hi", model="far-chat"))
    assert (cloud.asked[-1].model, cloud.asked[-1].from_preference) == ("far-chat", False)
    said = stated(await core.play(request("troubadour models", "r7", caller=CHIEF, price=0)))
    assert said == "Only the models of the list are allowed here again."
    await core.play(request("chat", "r8", message="hi"))
    assert cloud.asked[-1].model_policy == ModelPolicy()
    assert "• bargain, used here where it is allowed" in stated(await core.play(request("troubadour models", "r9")))


async def test_nobody_goes_further_than_the_operator(core: Core, store: SqliteStore) -> None:
    refused = failed(await core.play(request("troubadour models", "r1", caller=CHIEF, price=3.5)))
    assert "at most $3.00" in refused
    assert "TROUBADOUR_PRICE_LIMIT" in refused
    closed = Core(store, BUILT_IN, [Cloud()], operating_limits=OperatingLimits(price_limit=0))
    closed.start()
    try:
        asked = request("troubadour models", "r2", caller=CHIEF, price=1)
        assert "only the models of the list" in failed(await closed.play(asked))
    finally:
        await closed.shut_down()


@pytest.mark.parametrize("options", [{"price": 1}, {"local_only": "yes"}])
async def test_only_administrators_change_the_model_policy(core: Core, options: dict[str, object]) -> None:
    asked = request("troubadour models", "r1").model_copy(update={"options": options})
    assert "administrators" in failed(await core.play(asked))


async def test_a_place_is_kept_to_own_servers(core: Core, cloud: Cloud) -> None:
    said = stated(await core.play(request("troubadour models", "r1", caller=CHIEF, local_only="yes", price=2)))
    assert "Only the operator's own servers and the built-in engine are allowed here" in said
    listed = stated(await core.play(request("troubadour models", "r2")))
    assert "far-" not in listed
    assert "• mine" in listed
    await core.play(
        request("chat", "r3", message="hi")
    )  # models() of the cloud knows of no server: the built-in engine answers
    assert cloud.asked == []
    said = stated(await core.play(request("troubadour privacy", "r4")))
    assert "nothing goes to anybody else" in said
    assert "These models run on the operator's own servers: mine." in said
    assert "novita" not in said
    await core.play(request("troubadour models", "r5", caller=CHIEF, local_only="no"))
    await core.play(request("chat", "r6", message="hi"))
    assert cloud.asked[-1].model_policy == ModelPolicy(price_limit=2)


async def test_privacy_names_providers_and_that_their_terms_apply(core: Core) -> None:
    said = " ".join(stated(await core.play(request("troubadour privacy", "r1"))).split())
    assert "go to: cloud, built-in engine. The built-in engine runs on this machine" in said
    assert "at Hugging Face: novita, together. The one that answers sees your question. Its own terms" in said
    assert "Other models" not in said
    await core.play(request("troubadour models", "r2", caller=CHIEF, price=2))
    assert "Other models can be chosen here, up to $2.00" in stated(
        await core.play(request("troubadour privacy", "r3"))
    )


async def test_status_tells_administrators_of_the_last_weeks_alerts(core: Core, store: SqliteStore) -> None:
    now = core.clock.now()
    for key, at in (("new", now - 60), ("old", now - 8 * 86_400)):
        sentence = say("models-price-closed", setting=key).model_dump(mode="json")
        await store.set_preference(ALERTS_SCOPE, key, {"at": at, "sentence": sentence})
    assert "attention" not in stated(await core.play(request("troubadour status", "r1")))
    said = stated(await core.play(request("troubadour status", "r2", caller=CHIEF)))
    assert "**Needs attention**\n• " in said
    assert "(new)" in said
    assert "(old)" not in said
