"""A conversation is trimmed to fit: the oldest messages go first; the system prompt and the last message stay."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.inference.huggingface import model_search as model_search
from core.inference.huggingface.configuration import Configuration
from core.inference.huggingface.credentials import Credentials
from core.inference.huggingface.trimming import estimate, halved, trimmed
from core.inference.requests import ChatMessage, ChatRequest
from tests.core.inference.huggingface import tiny_models as tiny
from tests.core.inference.huggingface.conftest import MakeEngine, collect, text
from tests.servers.hub_server import Broken, HubModel, HubServer, Refusal

ROLES = st.sampled_from(["user", "assistant"])
MESSAGES = st.lists(
    st.builds(lambda role, words: ChatMessage(role=role, text=words), ROLES, st.text(max_size=60)), max_size=12
).map(
    lambda said: (
        ChatMessage(role="system", text="Be brief."),
        *said,
        ChatMessage(role="user", text="And now?"),
    )
)


def sizes(messages: Sequence[ChatMessage]) -> list[int]:
    return [estimate(message) for message in messages]


@given(MESSAGES, st.integers(0, 400))
def test_a_trimmed_conversation_keeps_its_end_and_fits(messages: tuple[ChatMessage, ...], tokens: int) -> None:
    kept = trimmed(messages, tokens, sizes(messages))
    assert kept[0] == messages[0]
    assert kept[-1] == messages[-1]
    assert kept[1:] == messages[len(messages) - len(kept) + 1 :]
    assert kept[1].role == "user"
    assert len(kept) == 2 or sum(map(estimate, kept)) <= tokens
    assert trimmed(kept, tokens, sizes(kept)) == kept


@given(MESSAGES)
def test_a_conversation_that_fits_stays_whole(messages: tuple[ChatMessage, ...]) -> None:
    from_a_user = next(place for place, message in enumerate(messages) if message.role == "user")
    assert trimmed(messages, sum(sizes(messages)), sizes(messages)) == (messages[0], *messages[from_a_user:])


@given(MESSAGES)
def test_halving_ends(messages: tuple[ChatMessage, ...]) -> None:
    steps, shorter = 0, halved(messages)
    while shorter is not None:
        assert len(shorter) < len(messages)
        assert shorter[-1] == messages[-1]
        messages, steps = shorter, steps + 1
        shorter = halved(messages)
    assert steps <= 5


async def test_a_conversation_that_is_too_long_for_the_model_is_halved_until_it_fits(
    server: HubServer, make: MakeEngine
) -> None:
    refusal = Refusal(status=400, body={"error": {"message": "maximum context length is 10 tokens"}})
    server.script["/chat/"] = [refusal, refusal]
    engine = await make(chat_completion=["org/chat"])
    said = [ChatMessage(role="user" if number % 2 else "assistant", text=str(number)) for number in range(8)]

    outputs = await collect(engine.chat_completion(ChatRequest(messages=(ChatMessage(role="system", text="s"), *said))))

    assert text(outputs) == "Once upon a time"
    assert [len(post.body["messages"]) for post in server.posts()] == [8, 4, 2]
    assert server.posts()[-1].body["messages"] == [
        {"role": "system", "content": "s"},
        {"role": "user", "content": "7"},
    ]


def said(words: int, turns: int) -> tuple[ChatMessage, ...]:
    """A conversation: a system prompt, turns of a fixed number of words, and a question."""
    roles = ("user", "assistant")
    return (
        ChatMessage(role="system", text="Be brief."),
        *(ChatMessage(role=roles[turn % 2], text="hello " * words) for turn in range(turns)),  # type: ignore[arg-type]
        ChatMessage(role="user", text="And now?"),
    )


def keep(cache: Path, model: str, files: Mapping[str, bytes]) -> None:
    """Files as the Hub's clients leave them in their cache."""
    folder = cache / f"models--{model.replace('/', '--')}"
    (folder / "refs").mkdir(parents=True)
    (folder / "refs" / "main").write_text("0123")
    (folder / "snapshots" / "0123").mkdir(parents=True)
    for name, data in files.items():
        (folder / "snapshots" / "0123" / name).write_bytes(data)


@pytest.fixture
def files(tmp_path: Path) -> dict[str, bytes]:
    """A tokenizer that makes one token of each word, for a model that takes a thousand."""
    made = dict(tiny.tokenizer_files(tmp_path / "made"))
    told = json.loads(made["tokenizer_config.json"])
    return {**made, "tokenizer_config.json": json.dumps({**told, "model_max_length": 1000}).encode()}


@pytest.fixture
def cached(credentials: Credentials, tmp_path: Path) -> Configuration:
    return Configuration(credentials=credentials, cache=tmp_path / "cache", context_tokens=4000)


async def contents(
    server: HubServer, make: MakeEngine, configuration: Configuration, request: ChatRequest
) -> list[str]:
    """The conversation as it reaches the model."""
    engine = await make(configuration=configuration, chat_completion=["org/chat"])
    await collect(engine.chat_completion(request))
    messages = server.posts()[-1].body["messages"]
    assert messages[0]["content"] == "Be brief."
    assert messages[-1]["content"].endswith("And now?")
    return [message["content"] for message in messages]


async def test_without_a_tokenizer_the_estimate_and_the_setting_count(
    server: HubServer, make: MakeEngine, cached: Configuration
) -> None:
    # 600 bytes are 200 tokens, and 6 around them: fourteen turns go into 3,000 beside the system and the question.
    assert len(await contents(server, make, cached, ChatRequest(messages=said(100, 20)))) == 2 + 14
    wanted = ChatRequest(messages=said(100, 20), max_new_tokens=3000)
    assert len(await contents(server, make, cached, wanted)) == 2 + 4


async def test_a_tokenizer_at_hand_counts_and_says_how_much_the_model_takes(
    server: HubServer, make: MakeEngine, cached: Configuration, tmp_path: Path, files: dict[str, bytes]
) -> None:
    keep(tmp_path / "cache", "org/chat", files)

    # A word is a token, so a turn is 106. A quarter of the 1,000 is for the answer; 6 turns fit into the rest.
    assert len(await contents(server, make, cached, ChatRequest(messages=said(100, 20)))) == 2 + 6
    assert len(await contents(server, make, cached, ChatRequest(messages=said(100, 20), max_new_tokens=880))) == 2
    tight = replace(cached, context_tokens=500)
    assert len(await contents(server, make, tight, ChatRequest(messages=said(100, 20)))) == 2 + 2


@pytest.mark.parametrize(
    "spoilt", [{"tokenizer.json": b"{"}, {"tokenizer_config.json": b"{"}, {"tokenizer_config.json": b"[]"}]
)
async def test_a_tokenizer_that_cannot_be_read_is_as_none(
    server: HubServer,
    make: MakeEngine,
    cached: Configuration,
    tmp_path: Path,
    files: dict[str, bytes],
    spoilt: dict[str, bytes],
) -> None:
    keep(tmp_path / "cache", "org/chat", {**files, **spoilt})

    assert len(await contents(server, make, cached, ChatRequest(messages=said(100, 20)))) == 2 + 14


async def test_a_tokenizer_that_knows_no_limit_leaves_it_to_the_setting(
    server: HubServer, make: MakeEngine, cached: Configuration, tmp_path: Path, files: dict[str, bytes]
) -> None:
    unlimited = json.dumps({"model_max_length": 10**30}).encode()
    keep(tmp_path / "cache", "org/chat", {**files, "tokenizer_config.json": unlimited})

    assert len(await contents(server, make, cached, ChatRequest(messages=said(200, 20)))) == 2 + 14


async def test_a_template_that_was_fetched_counts_the_next_time(
    server: HubServer, make: MakeEngine, cached: Configuration, files: dict[str, bytes]
) -> None:
    server.models["org/base"] = HubModel(id="org/base", providers={"featherless-ai": "text-generation"}, files=files)
    engine = await make(configuration=cached, chat_completion=["org/base"])
    for kept in (14, 6):
        await collect(engine.chat_completion(ChatRequest(messages=said(100, 20))))
        assert server.posts()[-1].body["prompt"].count("<|") == 2 + kept + 1


@pytest.mark.parametrize(("reference", "turns"), [("org/chat:novita", 8), ("org/chat", 2), ("org/chat:together", 2)])
async def test_the_routers_list_gives_the_context_length(
    server: HubServer, make: MakeEngine, cached: Configuration, reference: str, turns: int
) -> None:
    offers = [
        {"provider": "novita", "status": "live", "context_length": 2500},
        {"provider": "together", "status": "live", "context_length": 700},
        {"provider": "gone", "status": "error", "context_length": 10},
    ]
    server.always["/v1/models"] = Refusal(status=200, body={"data": [{"id": "org/chat", "providers": offers}]})
    engine = await make(configuration=cached, chat_completion=[reference])

    await collect(engine.chat_completion(ChatRequest(messages=said(100, 20))))

    assert len(server.posts()[-1].body["messages"]) == 2 + turns


async def test_a_short_conversation_asks_nobody_how_much_a_model_takes(
    server: HubServer, make: MakeEngine, cached: Configuration
) -> None:
    engine = await make(configuration=cached, chat_completion=["org/chat"])

    await collect(engine.chat_completion(ChatRequest(messages=said(10, 20))))

    assert [seen.method for seen in server.seen] == ["POST"]


async def test_a_router_that_does_not_say_is_not_waited_for_long(
    server: HubServer, make: MakeEngine, cached: Configuration, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model_search, "LIST_WAIT_SECONDS", 0.05)
    server.always["/v1/models"] = Broken(silent=True)
    engine = await make(configuration=cached, chat_completion=["org/chat"])

    assert text(await collect(engine.chat_completion(ChatRequest(messages=said(100, 20))))) == "Once upon a time"
