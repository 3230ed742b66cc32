"""Suggestions come from the engine, fit what was typed and what the place allows, and come in time."""

import asyncio
from collections.abc import Sequence

import pytest

from core.commands.catalogue import BUILT_IN
from core.commands.registry import Registry
from core.commands.suggestions import Suggestions
from core.domain.clock import SystemClock
from core.domain.errors import BadInput, NotAllowed
from core.domain.sentences import say
from core.domain.tasks import Task
from core.inference.builtin import BuiltinEngine
from core.inference.engine import Engine, ModelCard
from core.inference.gate import UnlimitedGate
from core.inference.platform_restricted import PlatformRestrictedEngine
from core.inference.requests import ModelPolicy
from core.inference.router import Router
from core.preferences.model_policy import LOCAL_ONLY, PRICE_LIMIT
from core.store.sqlite.store import SqliteStore
from tests.core.recording_platform import ANN, HALL
from tests.core.scripted_engine import ScriptedEngine


class SearchableEngine(ScriptedEngine):
    """Knows of another model, when it is let to answer; one of its own cannot be used now."""

    def __init__(self) -> None:
        super().__init__(name="market")
        self.open = asyncio.Event()
        self.known = asyncio.Event()
        self.known.set()
        self.searched: list[tuple[str, ModelPolicy]] = []

    async def models(self, task: Task) -> Sequence[ModelCard]:
        ill = ModelCard(name="ill", engine="market", task=task, trouble=say("bot-no-engine"))
        return [*await super().models(task), ill, ModelCard(name="own", engine="market", task=task, local=True)]

    async def look_up(self, task: Task) -> Sequence[ModelCard]:
        await self.known.wait()
        gone = ModelCard(name=f"market-{task.value}", engine="market", task=task, trouble=say("bot-no-engine"))
        return [gone if card.name == gone.name else card for card in await self.models(task)]

    async def search(self, task: Task, typed: str, bounds: ModelPolicy) -> Sequence[ModelCard]:
        self.searched.append((typed, bounds))
        await self.open.wait()
        return [ModelCard(name="far", engine="market", task=task, price=(0.05, 1.5), licence="mit")]

    async def permit(self, task: Task, model: str, bounds: ModelPolicy) -> None:
        raise NotAllowed("bot-no-engine")


def suggesting(
    store: SqliteStore, *engines: Engine, highest_price: float = 3.0, wait_seconds: float = 5
) -> Suggestions:
    router = Router(dict.fromkeys(Task, engines), UnlimitedGate(store, SystemClock()))
    return Suggestions(Registry(BUILT_IN), router, store, highest_price=highest_price, wait_seconds=wait_seconds)


async def offered(suggestions: Suggestions, typed: str = "") -> list[str]:
    return [each.value for each in await suggestions.suggest("chat", "model", typed, limit=25, caller=ANN, place=HALL)]


@pytest.fixture
def suggestions(store: SqliteStore) -> Suggestions:
    return suggesting(store, ScriptedEngine())


async def test_unusable_models_are_not_suggested(store: SqliteStore) -> None:
    searchable = SearchableEngine()
    suggestions = suggesting(store, searchable, PlatformRestrictedEngine(BuiltinEngine(), ("web",)))
    assert await offered(suggestions) == ["own"]
    assert searchable.searched == []

    await store.set_preference(HALL.key, LOCAL_ONLY, True)
    await store.set_preference(HALL.key, PRICE_LIMIT, 2.5)
    assert await offered(suggestions) == ["own"]
    assert searchable.searched == []


async def test_models_within_the_price_limit_are_suggested_with_price_and_licence(store: SqliteStore) -> None:
    searchable = SearchableEngine()
    searchable.open.set()
    await store.set_preference(HALL.key, PRICE_LIMIT, 2.5)

    found = await suggesting(store, searchable).suggest("chat", "model", " FA", limit=25, caller=ANN, place=HALL)

    assert [(each.value, each.label) for each in found] == [
        ("far", "far ($0.050\N{EN DASH}1.50 for a million tokens, mit)")
    ]
    assert searchable.searched == [("FA", ModelPolicy(price_limit=2.5))]


@pytest.mark.parametrize(("highest", "searched"), [(1.0, [("", ModelPolicy(price_limit=1.0))]), (0.0, [])])
async def test_the_operators_limit_applies_to_earlier_choices(
    store: SqliteStore, highest: float, searched: list[tuple[str, ModelPolicy]]
) -> None:
    searchable = SearchableEngine()
    searchable.open.set()
    await store.set_preference(HALL.key, PRICE_LIMIT, 2.5)
    await offered(suggesting(store, searchable, highest_price=highest))
    assert searchable.searched == searched


async def test_late_suggestions_are_left_out(store: SqliteStore) -> None:
    searchable = SearchableEngine()
    await store.set_preference(HALL.key, PRICE_LIMIT, 2.5)
    assert await offered(suggesting(store, searchable, wait_seconds=0.01)) == ["own"]
    assert searchable.searched
    searchable.known.clear()
    assert await offered(suggesting(store, searchable, wait_seconds=0.01)) == ["market-chat_completion", "own"]


@pytest.mark.parametrize(
    ("command", "option", "typed", "values"),
    [
        ("imagine", "model", "", ["script-text_to_image"]),
        ("imagine", "model", "IMAGE", ["script-text_to_image"]),
        ("imagine", "model", "nothing like it", []),
        ("speak", "voice", "en-gb", ["ada"]),
        ("translate", "to", "germ", ["de"]),
        ("translate", "to", "chinese", ["zh", "zh-Hans", "zh-Hant"]),
        ("imagine", "size", "l", ["landscape", "tall", "small"]),
        ("imagine", "prompt", "a", []),
        ("imagine", "no such option", "", []),
    ],
)
async def test_suggestions_of_each_option(
    suggestions: Suggestions, command: str, option: str, typed: str, values: list[str]
) -> None:
    assert [each.value for each in await suggestions.suggest(command, option, typed, limit=25)] == values


async def test_models_of_every_task_where_the_command_names_none(suggestions: Suggestions) -> None:
    offered = await suggestions.suggest("troubadour models", "choose", "", limit=25)
    assert [each.value for each in offered] == [
        "script-chat_completion",
        "script-text_generation",
        "script-text_to_image",
        "script-text_to_speech",
        "script-automatic_speech_recognition",
    ]


async def test_a_command_that_does_not_exist(suggestions: Suggestions) -> None:
    with pytest.raises(BadInput):
        await suggestions.suggest("juggle", "model", "", limit=25)
