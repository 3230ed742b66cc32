"""Alerts for the operator about models that are skipped."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.domain.errors import ModelUnavailable, UserError
from core.domain.sentences import Sentence
from core.i18n.rendering import render
from core.inference.huggingface.admin_alerts import next_month
from core.inference.huggingface.configuration import Configuration
from core.inference.huggingface.credentials import Credentials
from core.inference.requests import ChatMessage, ChatRequest, ImageRequest, ModelPolicy
from tests.core.inference.huggingface import tiny_models as tiny
from tests.core.inference.huggingface.conftest import MakeEngine, collect, text
from tests.servers.hub_server import HubModel, HubServer, Refusal

HELLO = (ChatMessage(role="user", text="hello"),)


class Bell:
    """Keeps the alerts."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str]] = []

    def __call__(self, key: str, sentence: Sentence) -> None:
        self.told.append((key, " ".join(render(sentence).split())))


@pytest.fixture
def bell() -> Bell:
    return Bell()


@pytest.fixture
def configuration(credentials: Credentials, bell: Bell) -> Configuration:
    return Configuration(credentials=credentials, notify=bell)


@pytest.mark.parametrize(
    ("model", "fault", "key", "said"),
    [
        (
            "org/chat",
            Refusal(status=410, body={"error": "gone"}),
            "org/chat:gone",
            ("I skip org/chat. Remove it from TROUBADOUR_CHAT_COMPLETION_MODELS, or put one before it that is served."),
        ),
        ("org/missing:novita", None, "org/missing:novita:no_such_model", "There is no model org/missing"),
        ("org/painter:novita", None, "org/painter:novita:not_mapped", "No provider that is allowed here"),
        (
            "org/chat",
            Refusal(status=400, body={"error": {"message": "x", "code": "model_not_supported"}}),
            "org/chat:not_served",
            "Hugging Face does not serve",
        ),
        (
            "org/chat",
            Refusal(status=500, body={"error": "boom"}),
            "org/chat:broken",
            "If this goes on, remove it from TROUBADOUR_CHAT_COMPLETION_MODELS.",
        ),
    ],
)
async def test_an_alert_about_a_skipped_model_says_how_to_fix_it(
    server: HubServer,
    make: MakeEngine,
    configuration: Configuration,
    bell: Bell,
    model: str,
    fault: Refusal | None,
    key: str,
    said: str,
) -> None:
    if fault:
        server.always["/router/v1/chat"] = fault
    engine = await make(configuration=configuration, chat_completion=[model, "org/other:novita"])

    await collect(engine.chat_completion(ChatRequest(messages=HELLO)))

    [(told, sentence)] = bell.told
    assert told == key
    assert said in sentence


async def test_used_up_credit_is_told_once_for_all_with_its_renewal_and_where_to_buy(
    server: HubServer, make: MakeEngine, configuration: Configuration, bell: Bell
) -> None:
    server.always["/router/"] = Refusal(status=402, body={"error": "You have depleted your monthly credits."})
    engine = await make(
        configuration=configuration, chat_completion=["org/chat", "org/other"], text_to_image=["org/painter"]
    )

    for asked in (engine.chat_completion(ChatRequest(messages=HELLO)), engine.text_to_image(ImageRequest(prompt="x"))):
        with pytest.raises(UserError):
            await collect(asked)

    assert {key for key, _ in bell.told} == {"huggingface-credits"}
    said = bell.told[0][1]
    assert "It is renewed on Feb 1, 1970, 12:00 AM UTC" in said
    assert "https://huggingface.co/settings/billing" in said


@pytest.mark.parametrize("status", [401, 403])
async def test_a_refused_token_is_told_too(
    server: HubServer, make: MakeEngine, configuration: Configuration, bell: Bell, status: int
) -> None:
    server.always["/router/"] = Refusal(status=status, body={"error": "no"})
    engine = await make(configuration=configuration, chat_completion=["org/chat"])

    with pytest.raises(UserError):
        await collect(engine.chat_completion(ChatRequest(messages=HELLO)))

    [(_, said)] = bell.told
    assert "set HF_TOKEN" in said


async def test_the_key_of_an_own_server_is_another_matter(
    elsewhere: HubServer, make: MakeEngine, configuration: Configuration, bell: Bell
) -> None:
    elsewhere.always["/openai/"] = Refusal(status=401, body={"error": "no"})
    engine = await make(configuration=configuration, chat_completion=[f"mine@{elsewhere.url}/openai/v1"])

    with pytest.raises(UserError):
        await collect(engine.chat_completion(ChatRequest(messages=HELLO)))

    [(key, said)] = bell.told
    assert key.startswith("mine@")
    assert elsewhere.url not in said
    assert "TROUBADOUR_HF_KEYS" in said


async def test_models_that_members_request_cause_no_alert(
    server: HubServer, make: MakeEngine, configuration: Configuration, bell: Bell
) -> None:
    server.models["shop/a"] = HubModel(id="shop/a", providers={"together": "conversational"}, prices={"together": 1})
    server.always["/together/"] = Refusal(status=410, body={"error": "gone"})
    engine = await make(configuration=configuration, chat_completion=["org/chat"])

    await collect(
        engine.chat_completion(ChatRequest(messages=HELLO, model="shop/a", model_policy=ModelPolicy(price_limit=2)))
    )

    picture = (ChatMessage(role="user", text="?", pictures=(b"\xff\xd8\xff",)),)
    engine = await make(configuration=configuration, chat_completion=["org/other"])
    with pytest.raises(UserError):
        await collect(engine.chat_completion(ChatRequest(messages=picture)))
    assert bell.told == []


@pytest.mark.parametrize(
    ("now", "renewal"), [((2026, 11, 23), (2026, 12, 1)), ((2026, 12, 31), (2027, 1, 1)), ((2028, 2, 1), (2028, 3, 1))]
)
def test_credit_is_renewed_on_the_first(now: tuple[int, int, int], renewal: tuple[int, int, int]) -> None:
    moment: Callable[[tuple[int, int, int]], float] = lambda date: datetime(*date, tzinfo=UTC).timestamp()  # noqa: E731
    assert next_month(moment(now) + 3600) == moment(renewal)


async def test_of_a_model_that_answers_by_another_way_nobody_is_told(
    server: HubServer, make: MakeEngine, configuration: Configuration, bell: Bell, tmp_path: Path
) -> None:
    server.models["org/base"] = HubModel(
        id="org/base",
        providers={"featherless-ai": "text-generation", "novita": "text-generation"},
        files=tiny.tokenizer_files(tmp_path / "made"),
    )
    server.script["/featherless-ai/"] = [Refusal(status=410, body={"error": "gone"})]
    engine = await make(configuration=replace(configuration, cache=tmp_path / "cache"), chat_completion=["org/base"])

    assert text(await collect(engine.chat_completion(ChatRequest(messages=HELLO)))) == "Once upon a time"
    assert bell.told == []

    server.script["/router/"] = [Refusal(status=410, body={"error": "gone"}) for _ in range(3)]
    with pytest.raises(ModelUnavailable):
        await collect(engine.chat_completion(ChatRequest(messages=HELLO)))
    assert {key for key, _ in bell.told} == {"org/base:gone"}
