"""Only Hugging Face gets the token."""

import logging
from dataclasses import replace
from pathlib import Path

import pytest

from core.domain.errors import UserError
from core.domain.tasks import Task
from core.inference.huggingface.configuration import Configuration
from core.inference.huggingface.credentials import Credentials, FixedToken, LoginToken
from core.inference.huggingface.timing import Deadlines
from core.inference.huggingface.transport import HttpRequest, Transport
from core.inference.requests import ChatMessage, ChatRequest, ImageRequest
from tests.core.inference.huggingface import tiny_models as tiny
from tests.core.inference.huggingface.conftest import MakeEngine, collect, text
from tests.servers.hub_server import HubModel, HubServer, Refusal
from tests.servers.hub_server.hub import COMMIT
from tests.servers.hub_server.making import PICTURE
from tests.servers.hub_server.server import TOKEN

HELLO = ChatRequest(messages=(ChatMessage(role="user", text="a secret wish", pictures=(PICTURE,)),))


@pytest.mark.parametrize(
    ("url", "trusted"),
    [
        ("https://huggingface.co/api/models", True),
        ("https://router.huggingface.co/v1", True),
        ("https://abc.eu-west-1.aws.endpoints.huggingface.cloud/v1", True),
        ("http://router.huggingface.co/v1", False),
        ("https://router.huggingface.co:8443/v1", False),
        ("https://huggingface.co.evil.example/", False),
        ("https://evilhuggingface.co/", False),
        ("https://endpoints.huggingface.cloud.evil.example/", False),
        ("https://user@evil.example/huggingface.co", False),
        ("https://someone.hf.space/", False),
        ("http://hub.internal:8080/x", True),
        ("http://hub.internal:8081/x", False),
        ("https://hub.internal:8080/x", False),
    ],
)
async def test_only_trusted_addresses_get_the_token(url: str, trusted: bool) -> None:
    credentials = Credentials(source=FixedToken("hf_x"), hub="http://hub.internal:8080", bill_to="engines")

    assert credentials.trusted(url) is trusted
    found = await credentials.headers(url)
    assert found == ({"authorization": "Bearer hf_x", "x-hf-bill-to": "engines"} if trusted else {})


async def test_other_servers_have_their_own_key_or_none(
    elsewhere: HubServer, make: MakeEngine, credentials: Credentials
) -> None:
    with_keys = Configuration(credentials=replace(credentials, keys={"mine": "sesame"}))
    engine = await make(
        configuration=with_keys,
        chat_completion=[f"mine@{elsewhere.url}/openai/v1"],
        text_to_image=[f"other@{elsewhere.url}/openai/v1"],
    )

    await collect(engine.chat_completion(HELLO))
    await collect(engine.text_to_image(ImageRequest(prompt="x")))

    assert [post.token for post in elsewhere.posts()] == ["Bearer sesame", None]


async def test_a_redirect_to_another_host_carries_no_token(
    server: HubServer, elsewhere: HubServer, credentials: Credentials
) -> None:
    call = HttpRequest(
        method="GET", url=f"{server.url}/redirect?to={elsewhere.url.replace('127.0.0.1', 'localhost')}/files/picture",
        provider="x",
    )  # fmt: skip
    async with Transport(credentials, Deadlines()) as transport, transport.send(call) as answer:
        assert await answer.read() == PICTURE

    assert server.seen[0].token == f"Bearer {TOKEN}"
    assert elsewhere.seen[0].token is None


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])  # the same host at another port is another server, too
async def test_nothing_that_is_asked_carries_the_token_across_a_redirect(
    server: HubServer, elsewhere: HubServer, credentials: Credentials, make: MakeEngine, tmp_path: Path, host: str
) -> None:
    files = tiny.tokenizer_files(tmp_path / "made")
    model = HubModel(id="org/base", providers={"featherless-ai": "text-generation"}, files=files)
    server.models["org/base"] = elsewhere.models["org/base"] = model
    other = elsewhere.url.replace("127.0.0.1", host)
    paths = [f"/org/base/resolve/{COMMIT}/{name}" for name in files]
    paths += [f"/api/models/org/base/tree/{COMMIT}", "/api/models/org/base", "/api/whoami-v2", "/router/v1/models"]
    moved = {path: f"{other}{path}" for path in paths}
    moved["/router/featherless-ai/v1/completions"] = f"{other}/openai/v1/completions"
    for path, to in moved.items():
        size = len(files.get(path.rpartition("/")[2], b""))  # the Hub describes files that are stored elsewhere
        told = {"x-repo-commit": COMMIT, "etag": f'"{size}"', "x-linked-size": str(size)}
        server.always[path] = Refusal(status=307, headers={"location": to, **told})
    engine = await make(
        configuration=Configuration(credentials=credentials, cache=tmp_path / "cache"),
        chat_completion=["org/base:featherless-ai"],
    )

    assert (await engine.check()).ok
    await engine.look_up(Task.CHAT_COMPLETION)
    words = (ChatMessage(role="user", text="a wish that is long enough to be counted " * 99),)
    assert text(await collect(engine.chat_completion(ChatRequest(messages=words)))) == "Once upon a time"

    found = {seen.path.partition("?")[0] for seen in elsewhere.seen}
    assert found >= {to.removeprefix(other) for to in moved.values()}
    assert {seen.token for seen in elsewhere.seen} == {None}


async def test_a_redirect_does_not_carry_the_key_of_an_own_server_either(
    server: HubServer, elsewhere: HubServer, make: MakeEngine, credentials: Credentials
) -> None:
    server.always["/openai/"] = Refusal(status=307, headers={"location": f"{elsewhere.url}/openai/v1/chat/completions"})
    with_keys = Configuration(credentials=replace(credentials, keys={"mine": "sesame"}))
    engine = await make(configuration=with_keys, chat_completion=[f"mine@{server.url}/openai/v1"])

    await collect(engine.chat_completion(HELLO))

    assert [post.token for post in server.posts()] == ["Bearer sesame"]
    assert [post.token for post in elsewhere.posts()] == [None]


async def test_files_at_a_provider_are_fetched_without_the_token(
    server: HubServer, elsewhere: HubServer, make: MakeEngine
) -> None:
    said = {"images": [{"url": f"{elsewhere.url}/files/picture"}]}
    server.script["/fal-ai/"] = [Refusal(status=200, body=said)]
    engine = await make(text_to_image=["org/painter"])

    await collect(engine.text_to_image(ImageRequest(prompt="x")))

    assert [seen.token for seen in elsewhere.seen] == [None]


async def test_neither_token_nor_words_nor_addresses_are_logged(
    server: HubServer, make: MakeEngine, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.script["/chat/"] = [Refusal(status=500, body={"error": "a secret wish"}), Refusal(status=401)]
    engine = await make(chat_completion=["org/chat:novita", "org/other"])

    with pytest.raises(UserError):
        await collect(engine.chat_completion(HELLO))
    await collect(engine.chat_completion(HELLO))

    ours = [record for record in caplog.records if not record.name.startswith(("asyncio", "aiohttp"))]
    said = "\n".join(record.getMessage() for record in ours)
    for secret in (TOKEN, "a secret wish", "base64"):
        assert secret not in said


async def test_no_call_is_made_that_nobody_asked_for(server: HubServer, make: MakeEngine) -> None:
    engine = await make(chat_completion=["org/chat:novita"], text_to_image=["org/painter"])

    await collect(engine.chat_completion(replace(HELLO, messages=(ChatMessage(role="user", text="x"),))))
    await collect(engine.text_to_image(ImageRequest(prompt="x")))

    assert [seen.path.partition("?")[0] for seen in server.seen] == [
        "/api/models/org/chat",
        "/router/novita/v3/openai/chat/completions",
        "/api/models/org/painter",
        "/router/fal-ai/fal-ai/painter",
        "/files/picture",
    ]


async def test_the_clients_telemetry_is_off_before_the_first_request_is_prepared(
    make: MakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_DISABLE_TELEMETRY", False)
    engine = await make(chat_completion=["org/other"])

    await collect(engine.chat_completion(ChatRequest(messages=(ChatMessage(role="user", text="x"),))))

    assert constants.HF_HUB_DISABLE_TELEMETRY


async def test_the_login_is_read_each_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from huggingface_hub import constants

    file = tmp_path / "token"
    monkeypatch.delenv("HF_TOKEN", raising=False)
    monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(file))
    source = LoginToken()

    assert await source.token() is None
    file.write_text("hf_first\n")
    assert await source.token() == "hf_first"
    file.write_text("hf_second\n")
    assert await source.token() == "hf_second"


def test_keys_are_not_printed() -> None:
    assert "sesame" not in repr(Credentials(keys={"mine": "sesame"}, source=FixedToken("hf_sesame")))
