"""The bot with real models, against a Hugging Face on loopback."""

import asyncio
import base64
import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Literal

import pytest

from bot.debugging import call, template
from bot.doctor import examine
from bot.engines import open_engines
from bot.settings import Settings
from bot.terminal import Conversing, ask
from core.domain.errors import OperatorError
from core.domain.sentences import say
from core.domain.tasks import Task
from core.i18n.rendering import render
from core.inference.declaration import EngineServices
from core.inference.huggingface import local_servers
from core.inference.huggingface.assembly import configuration
from core.inference.huggingface.credentials import FixedToken, LoginToken
from core.inference.huggingface.settings import HuggingFaceSettings
from core.store.sqlite.store import SqliteStore
from tests.bot.loopback import environ, fill
from tests.bot.processes import Kitchen
from tests.core.inference.huggingface import tiny_models as tiny
from tests.servers.hub_server import Broken, HubModel, HubServer, Refusal, Stream, making
from tests.servers.hub_server.__main__ import add_models
from tests.servers.hub_server.answers import Answer
from tests.servers.hub_server.making import PICTURE
from tests.servers.hub_server.server import TOKEN, data_uri_bytes
from tests.servers.model_server import ModelServer

pytestmark = pytest.mark.may_block  # a terminal's own: it writes files and to its output

LIMERICK = Stream(
    words=(
        "A painter who lived by the sea\n",
        "Would paint every fish that was free\n",
        "They posed in a row\n",
        "And put on a show\n",
        "Then swam off in time for their tea",
    )
)


async def examine_engines(settings: Settings) -> tuple[bool, list[str]]:
    """Whether the doctor finds everything well with Hugging Face, and what it says."""
    found = [each for each in await examine(settings) if each.area == "Hugging Face"]
    return all(each.ok for each in found), [f"{each.finding} {each.fix}".strip() for each in found]


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[HubServer]:
    async with HubServer(prompt=True) as server:
        fill(server, tmp_path)
        yield server


async def asked(
    settings: Settings,
    line: str,
    out: Path,
    capsys: pytest.CaptureFixture[str],
    *files: Path,
    keep: bool = False,
    status: int = 0,
) -> list[dict[str, Any]]:
    """The events of one line; `keep` uses the data folder of the settings."""
    left = await ask(settings, line, files, Conversing(out=out, in_data_folder=keep), as_json=True)
    said = capsys.readouterr()
    assert left == status, said.err
    return [json.loads(line) for line in said.out.splitlines()]


def facts(events: list[dict[str, Any]]) -> dict[str, Any]:
    """The facts of the only part."""
    [found] = [event for event in events if event["event"] == "facts"]
    return found


async def test_chat_about_a_picture(server: HubServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = Settings.load(environ=environ(server, chat_completion="org/chat"), folder=tmp_path)
    (tmp_path / "photo.jpg").write_bytes(PICTURE)

    await asked(settings, "/chat", tmp_path, capsys, tmp_path / "photo.jpg")

    [post] = server.posts()
    assert post.body["messages"][-1]["content"][1]["image_url"]["url"].startswith("data:image/jpeg;base64,")


async def test_a_text_is_translated(server: HubServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = Settings.load(environ=environ(server, chat_completion="org/chat"), folder=tmp_path)
    server.script["/chat/"] = [Stream(words=("Hal", "lo"))]
    status = await ask(settings, "/translate --to de Hello", (), Conversing(out=tmp_path), as_json=False)
    assert (status, capsys.readouterr().out.splitlines()[0]) == (0, "Hallo")
    [post] = server.posts()
    assert post.body["messages"][-1]["content"] == "<text>\nHello\n</text>"


async def test_the_whole_show(server: HubServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    server.script["/chat/"] = [Stream(words=("a fox in snow",)), LIMERICK]
    chosen = environ(
        server, chat_completion="org/chat", text_to_image="org/painter:fal-ai", text_to_speech="org/kokoro:deepinfra"
    )

    events = await asked(Settings.load(environ=chosen, folder=tmp_path), "/perform foxes", tmp_path / "out", capsys)

    assert {event["part"] for event in events if event["event"] == "facts"} >= {"picture", "limerick", "recording"}
    assert {file.suffix for file in (tmp_path / "out").iterdir()} == {".jpg", ".mp3"} or len(
        list((tmp_path / "out").iterdir())
    ) == 2


def test_a_process_of_its_own_says_why_there_is_no_answer(kitchen: Kitchen) -> None:
    ended = kitchen.run(
        "ask", "/chat hello", HF_TOKEN="hf_x", TROUBADOUR_BUILTIN_ENGINE="off",
        TROUBADOUR_CHAT_COMPLETION_MODELS="mine@http://127.0.0.1:9/v1",
    )  # fmt: skip
    assert ended.status == 1
    assert ended.err.splitlines()[-1] == "I cannot reach mine through its own server. Try again in a minute."


async def test_the_doctor_says_whose_token_it_is_and_which_models_are_served(server: HubServer, tmp_path: Path) -> None:
    chosen = environ(
        server, chat_completion="org/chat org/chat:novita org/missing:novita", text_to_image="org/painter:fal-ai"
    )
    settings = Settings.load(environ=chosen, folder=tmp_path)

    well, lines = await examine_engines(settings)

    assert well
    said = "\n".join(lines)
    assert "The token belongs to ada and can use Inference Providers." in said
    assert "Token: bot, read, from environment HF_TOKEN." in said
    assert "Plan: free. Its credit for inference may be small or none; more is prepaid: https://" in said
    assert "chat_completion: org/chat: reachable when it is asked" in said
    assert "chat_completion: org/chat:novita: served by novita" in said
    assert "chat_completion: org/missing:novita: There is no model org/missing on the Hub" in said
    assert server.posts() == []


async def test_the_doctor_asks_once_names_every_permission_and_what_answers_cost(
    server: HubServer, tmp_path: Path
) -> None:
    server.models["org/chat"].prices = {"novita": 0.4}
    scoped = [{"entity": {"type": "user", "name": "ada"}, "permissions": ["inference.serverless.write"]}, "?"]
    fine = {"global": ["discussion.write"], "scoped": scoped}
    server.whoami = {
        "name": "ada",
        "isPro": True,
        "canPay": True,
        "orgs": [{"name": "engines"}],
        "auth": {"accessToken": {"displayName": "bot", "role": "fineGrained", "fineGrained": fine}},
    }
    mine = "mine@https://x.eu-west-1.aws.endpoints.huggingface.cloud/v1"
    chosen = {**environ(server, chat_completion=f"org/chat {mine}"), "TROUBADOUR_HF_BILL_TO": "others"}

    well, lines = await examine_engines(Settings.load(environ=chosen, folder=tmp_path))

    assert not well
    said = "\n".join(lines)
    assert "Permissions: discussion.write, inference.serverless.write for ada." in said
    assert "Plan: PRO. Its credit for inference may be small or none; it can pay for more: https://" in said
    assert "a thousand answers of 500 tokens by org/chat cost about $0.20." in said
    assert "Endpoints: yours want a token with inference.endpoints.infer.write, which this one lacks." in said
    assert "Bill: others is none of its organisations (engines)." in said
    assert f"Server {mine.partition('@')[2]}: nothing answers." in said
    assert [seen.path for seen in server.seen].count("/api/whoami-v2") == 1
    assert server.posts() == []


@pytest.fixture
async def own() -> AsyncIterator[HubServer]:
    """A server of the operator's own."""
    async with HubServer(token=None) as server:
        yield server


NO_ROUTE = {"detail": "Not Found"}


@pytest.mark.parametrize(
    ("answers", "lines"),
    [
        (
            {},
            [
                "vLLM answers. It names mine, other. It can automatic_speech_recognition, chat_completion, text_gen",
            ],
        ),
        (
            {"/images/": Refusal(status=404, body=NO_ROUTE), "/audio/": Refusal(status=404, body=NO_ROUTE)},
            ["vLLM answers. It names mine, other. It can chat_completion, text_generation.",
             "text_to_image: mine: the server has no route for this task."],
        ),
        (
            {"/models": Refusal(status=200, body={"data": [{"id": "a.gguf", "owned_by": "llamacpp"}]}),
             "/images/": Refusal(status=404, body={"error": {"code": 404, "message": "model not found"}}),
             "/audio/": Refusal(status=200, body={"error": "Unexpected endpoint or method. (POST /v1/audio/speech)"})},
            ["llama.cpp answers. It names a.gguf. It can chat_completion, text_generation, text_to_image."],
        ),
        (
            {"/models": Refusal(status=200, body={"data": [{"id": "llama3.2:1b", "owned_by": "library"}]})},
            ["Ollama answers. It names llama3.2:1b.",
             "chat_completion: mine: the server has no such model. Write one of its names before the @: llama3.2:1b.",
             "text_to_image: mine: the server has no such model."],
        ),
        ({"/openai/": Refusal(status=401, body={"error": "no"})}, ["it does not accept the key. Set TROUB"]),
        ({"/chat/": Refusal(status=401, body={"error": "no"})}, ["it does not accept the key."]),
        (
            {"/openai/": Refusal(status=503, body={"error": {"message": "Loading model", "code": 503}})},
            ["a server answers, and is loading a model."],
        ),
        ({"/models": Refusal(status=404, body=NO_ROUTE)}, ["a server answers. It names no names. It can auto"]),
        ({"/openai/": Broken()}, ["nothing answers. Start the server, or correct its address."]),
    ],
)  # fmt: skip
async def test_the_doctor_asks_every_own_server(
    own: HubServer, tmp_path: Path, answers: dict[str, Answer], lines: list[str]
) -> None:
    own.served = ["mine", "other"]
    own.always = answers
    address = f"{own.url}/openai/v1"
    chosen = {
        "TROUBADOUR_CHAT_COMPLETION_MODELS": f"mine@{address}",
        "TROUBADOUR_TEXT_TO_IMAGE_MODELS": f"mine@{address}",
    }
    well, said = await examine_engines(Settings.load({"hf_login": False}, environ=chosen, folder=tmp_path))

    told = [line.strip() for line in said[1:]]
    assert told[0].startswith(f"Server {address}: {lines[0]}")
    assert [line for line, expected in zip(told[1:], lines[1:], strict=True) if not line.startswith(expected)] == []
    assert well == (len(lines) == 1 and " answers" in lines[0] and "nothing" not in lines[0])
    assert [post.body for post in own.posts()] == [{}] * len(own.posts())  # nothing is spent


async def test_the_doctor_asks_text_generation_inference_for_its_model(own: HubServer, tmp_path: Path) -> None:
    models = f"org/base@{own.url}/tgi other@{own.url}/tgi"
    settings = Settings.load(
        {"hf_login": False}, environ={"TROUBADOUR_CHAT_COMPLETION_MODELS": models}, folder=tmp_path
    )
    well, said = await examine_engines(settings)
    assert not well
    assert [line.strip() for line in said[1:]] == [
        f"Server {own.url}/tgi: Text Generation Inference answers. It names org/base.",
        "chat_completion: other: the server has no such model. Write one of its names before the @: org/base.",
    ]


@pytest.mark.parametrize(
    ("whoami", "said"),
    [
        (
            {"name": "ada", "auth": {"accessToken": {"role": "fineGrained", "fineGrained": {"scoped": []}}}},
            "it has no permission to use Inference Providers. Create one",
        ),
        ([], "I cannot reach the Hugging Face Hub"),
    ],
)
async def test_the_doctor_says_what_is_missing(server: HubServer, tmp_path: Path, whoami: Any, said: str) -> None:
    server.whoami = whoami

    well, lines = await examine_engines(
        Settings.load(environ=environ(server, chat_completion="org/chat"), folder=tmp_path)
    )

    assert not well
    assert said in "\n".join(lines)


async def test_the_doctor_knows_a_bad_token_and_none(server: HubServer, tmp_path: Path) -> None:
    chosen = environ(server, chat_completion="org/chat")
    bad = Settings.load(environ={**chosen, "HF_TOKEN": "hf_bad"}, folder=tmp_path)
    assert "Hugging Face does not accept the bot's token" in "\n".join((await examine_engines(bad))[1])
    del chosen["HF_TOKEN"]
    none = Settings.load({"hf_login": False}, environ=chosen, folder=tmp_path)
    well, (line,) = await examine_engines(none)
    assert well, "the built-in engine answers"
    assert line.startswith(render(say("huggingface-no-token")))


async def test_the_doctor_names_models_on_this_machine_that_nothing_uses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with ModelServer("ollama", ["llama3.2:1b"]) as ollama:
        monkeypatch.setattr(local_servers, "SERVERS", [("Ollama", f"{ollama.origin}/v1")])
        line = f"TROUBADOUR_CHAT_COMPLETION_MODELS=llama3.2:1b@{ollama.origin}/v1"
        name, _, value = line.partition("=")
        unused, used, off = [
            "\n".join((await examine_engines(Settings.load({"hf_login": False}, environ=chosen, folder=tmp_path)))[1])
            for chosen in ({}, {name: value}, {"TROUBADOUR_LOCAL_DISCOVERY": "false"})
        ]
    assert f"llama3.2:1b. To use it: {line}" in unused
    assert "To use it" not in used + off


async def test_a_plain_post_prints_text_and_writes_pictures(
    server: HubServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keys = {"TROUBADOUR_HF_KEYS": "mine=of-my-own org/painter=another"}
    settings = Settings.load(environ={**environ(server), **keys}, folder=tmp_path)
    payload = '{"inputs": "Once",  "parameters": {}}'

    await call(settings, f"mine@{server.url}/tgi", payload, tmp_path)
    assert json.loads(capsys.readouterr().out) == [{"generated_text": "Once upon a time"}]
    assert server.posts()[-1].body == json.loads(payload)

    assert server.posts()[-1].token == "Bearer of-my-own"

    headers = ["x-use-cache: 0", "Authorization: Bearer stolen"]
    await call(settings, "org/base:featherless-ai", payload, tmp_path, headers)
    capsys.readouterr()
    assert server.posts()[-1].headers["x-use-cache"] == "0"
    assert server.posts()[-1].token == f"Bearer {TOKEN}"
    for header in ("x-use-cache", "a b: c", "x: a\r\nb: c", "x: é"):
        with pytest.raises(OperatorError, match="A header is written"):
            await call(settings, "org/painter", payload, tmp_path, [header])

    await call(settings, "org/painter", payload, tmp_path / "out")
    assert server.posts()[-1].token == f"Bearer {TOKEN}"
    written = Path(capsys.readouterr().out.strip())
    assert written == tmp_path / "out" / "org-painter.jpg"
    assert await asyncio.to_thread(written.read_bytes) == PICTURE

    with pytest.raises(OperatorError, match="There is no model org/missing on the Hub"):
        await call(settings, "org/missing", payload, tmp_path)
    server.always["/api/models/"] = Refusal(status=500)
    with pytest.raises(OperatorError, match="hf-inference does not serve org/other"):
        await call(settings, "org/other", payload, tmp_path)
    with pytest.raises(OperatorError, match="is not the name of a model"):
        await call(settings, "a b", payload, tmp_path)


@pytest.mark.parametrize(
    ("reference", "path", "payload"),
    [
        ("org/painter:fal-ai", "/router/fal-ai/fal-ai/painter", {"prompt": "a fox", "num_images": 2}),
        ("org/kokoro:together", "/router/together/v1/audio/speech", {"input": "hello", "voice": "af_sky"}),
        ("org/base:featherless-ai", "/router/featherless-ai/v1/completions", {"prompt": "Once", "logprobs": 3}),
        ("org/chat:novita", "/router/novita/v3/openai/chat/completions", {"model": "novita/chat", "messages": []}),
        ("org/editor:fal-ai", "/router/fal-ai/fal-ai/editor?_subdomain=queue", {"image_url": "data:,"}),
        ("org/chat:fastest", "/router/v1/chat/completions", {"model": "org/chat:fastest", "messages": []}),
    ],
)
async def test_a_plain_post_reaches_the_provider_that_is_named(
    server: HubServer, tmp_path: Path, capsys: pytest.CaptureFixture[str], reference: str, path: str, payload: object
) -> None:
    server.add("org/editor", "image-to-image", **{"fal-ai": "image-to-image"})
    settings = Settings.load(environ=environ(server), folder=tmp_path)

    await call(settings, reference, json.dumps(payload), tmp_path)

    [post] = server.posts()
    assert (post.path, post.body, post.headers["content-type"]) == (path, payload, "application/json")
    assert post.token == f"Bearer {TOKEN}"
    assert capsys.readouterr().out.strip()


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        ("org/chat:together", "together does not serve org/chat. These providers serve it: novita."),
        ("org/chat", "hf-inference does not serve org/chat. These providers serve it: novita."),
        ("org/none:together", "together does not serve org/none. Choose another model."),
        ("org/film:novita", "I do not know how to use novita for org/film:novita. Choose another model."),
        ("org/missing:novita", "There is no model org/missing on the Hub, or the bot's token has no access to it."),
    ],
)
async def test_a_plain_post_to_a_provider_that_does_not_serve_the_model_says_so(
    server: HubServer, tmp_path: Path, reference: str, said: str
) -> None:
    server.add("org/none")
    server.add("org/film", "text-to-video", novita="text-to-video")

    with pytest.raises(OperatorError, match=said):
        await call(Settings.load(environ=environ(server), folder=tmp_path), reference, "{}", tmp_path)

    assert [post.path for post in server.posts()] == (
        [] if ":" in reference else ["/router/hf-inference/models/org/chat"]
    )


async def test_a_prompt_is_shown_beside_what_its_template_makes_of_it(
    server: HubServer, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "cache"))
    settings = Settings.load(environ=environ(server), folder=tmp_path)

    await template(settings, "org/base", "hello", "Be brief.")

    assert capsys.readouterr().out == (
        "--- unformatted\nsystem: Be brief.\nuser: hello\n"
        "--- formatted\n<|system|>Be brief.\n<|user|>hello\n<|assistant|>\n"
    )
    with pytest.raises(OperatorError, match="has no chat template"):
        await template(settings, "org/missing", "hello", None)


async def test_the_answers_to_a_formatted_and_an_unformatted_text_are_shown_one_after_the_other(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "cache"))
    async with HubServer() as server:
        await asyncio.to_thread(add_models, server)
        server.script["completions"] = [
            Stream(style="completion", words=(", hello, hello",)),
            Stream(style="completion", words=("How can I help?",)),
        ]
        settings = Settings.load(environ=environ(server), folder=tmp_path)

        await template(settings, "test/base", "hello", "Be brief.", run=True)

        assert [post.body["prompt"] for post in server.posts()] == [
            "Be brief.\n\nhello",
            "<|system|>Be brief.\n<|user|>hello\n<|assistant|>",
        ]
    assert capsys.readouterr().out.partition("--- answer")[2] == (
        " to the unformatted text\n, hello, hello\n--- answer to the formatted text\nHow can I help?\n"
    )


async def test_a_picture_is_shown_where_its_template_puts_it(
    server: HubServer, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "cache"))
    server.models["org/sees"] = HubModel(id="org/sees", files=tiny.processor_files(tmp_path / "processor"))
    settings = Settings.load(environ=environ(server), folder=tmp_path)
    photo, broken = tmp_path / "photo.jpg", tmp_path / "broken.png"
    photo.write_bytes(PICTURE)
    broken.write_bytes(b"\x89PNG\r\n\x1a\n")

    await template(settings, "org/sees", "what is this", None, [photo])

    encoded = base64.b64encode(PICTURE).decode()
    beginning, rest = encoded[:40], len(encoded) - 40
    assert capsys.readouterr().out == (
        "--- unformatted\nuser: [photo.jpg] what is this\n--- formatted\n"
        f"<|user|>![](data:image/jpeg;base64,{beginning}… {rest} more characters)what is this\n<|assistant|>\n"
    )
    with pytest.raises(OperatorError, match=r"none\.jpg cannot be read: No such file or directory\."):
        await template(settings, "org/sees", "what is this", None, [tmp_path / "none.jpg"])
    with pytest.raises(OperatorError, match="picture"):
        await template(settings, "org/sees", "what is this", None, [broken])


@pytest.fixture
def kitchen(tmp_path: Path) -> Kitchen:
    return Kitchen(tmp_path)


@pytest.mark.parametrize("line", ["/chat hello", "/chat hello --model org/chat", "/imagine a fox", "/speak hello"])
@pytest.mark.parametrize("builtin_engine", ["local", "everywhere"])
async def test_the_builtin_engine_never_covers_up_a_failure(
    server: HubServer, tmp_path: Path, capsys: pytest.CaptureFixture[str], line: str, builtin_engine: str
) -> None:
    server.always["/router/"] = Refusal(status=402, body={"error": "You have depleted your monthly credits."})
    chosen = {
        **environ(server, chat_completion="org/chat", text_to_image="org/painter", text_to_speech="org/kokoro"),
        "TROUBADOUR_BUILTIN_ENGINE": builtin_engine,
        "TROUBADOUR_BUILTIN_ENGINE_PACE": "0",
    }
    settings = Settings.load(environ=chosen, folder=tmp_path)
    if builtin_engine == "local" or "--model" in line:
        assert await ask(settings, line, (), Conversing(out=tmp_path), as_json=True) == 1
        events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        assert "builtin" not in json.dumps(events)
        [failure] = [event for event in events if event["event"] == "failure"]
        assert failure["error"]["sentence"]["id"] == "huggingface-credits-used-up"
        return

    events = await asked(settings, line, tmp_path, capsys)
    assert facts(events)["engine"] == "builtin"
    [statement] = [event for event in events if event["event"] == "statement"]
    [sentence] = statement["sentences"]
    assert sentence["values"]["why"]["id"] == "huggingface-credits-used-up"
    made = next(at for at, event in enumerate(events) if event["event"] in ("text_delta", "picture", "recording"))
    assert events.index(statement) < made


async def test_the_builtin_engine_answers_tasks_without_a_model(
    server: HubServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chosen = {
        "TROUBADOUR_CHAT_COMPLETION_MODELS": f"mine@{server.url}/openai/v1",
        "TROUBADOUR_BUILTIN_ENGINE_PACE": "0",
    }
    settings = Settings.load({"hf_login": False}, environ=chosen, folder=tmp_path)

    events = await asked(settings, "/complete once", tmp_path, capsys)
    assert facts(events)["engine"] == "builtin"
    events = await asked(settings, "/chat hello", tmp_path, capsys)
    assert facts(events)["model"] == "mine"


async def test_a_login_is_a_token_too_and_without_either_only_own_servers_are_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_TOKEN_PATH", str(tmp_path / "token"))
    plain = Settings.load(environ={}, folder=tmp_path).section(HuggingFaceSettings)
    assert await plain.token_source() is None
    (tmp_path / "token").write_text("hf_login")
    assert isinstance(await plain.token_source(), LoginToken)
    without = Settings.load({"hf_login": False}, environ={}, folder=tmp_path).section(HuggingFaceSettings)
    assert await without.token_source() is None

    own = Settings.load(
        {"hf_login": False},
        environ={"TROUBADOUR_CHAT_COMPLETION_MODELS": "org/chat, mine@http://localhost:1/v1"},
        folder=tmp_path,
    )
    store = await SqliteStore.open(tmp_path)
    services = EngineServices(folder=tmp_path, local_platforms=frozenset(), answers=store)
    async with open_engines(own, services) as engines:
        assert [engine.name for engine in engines] == ["huggingface", "builtin"]
    await store.close()
    found = configuration(own.section(HuggingFaceSettings), FixedToken(None))
    assert [each.name for each in found.models[Task.CHAT_COMPLETION]] == ["mine"]
    assert found.models[Task.TEXT_TO_IMAGE] == []


def test_the_settings_reach_the_engine(tmp_path: Path) -> None:
    environ = {
        "TROUBADOUR_HF_KEYS": "mine=sesame localhost=open",
        "TROUBADOUR_HF_PROVIDERS": "together",
        "TROUBADOUR_HF_PROVIDERS_DENIED": "novita",
        "TROUBADOUR_HF_BILL_TO": "engines",
        "TROUBADOUR_CONNECT_SECONDS": "1",
        "TROUBADOUR_FIRST_BYTE_SECONDS": "2",
        "TROUBADOUR_BETWEEN_BYTES_SECONDS": "3",
        "TROUBADOUR_ANSWER_SECONDS": "4",
        "TROUBADOUR_LOADING_SECONDS": "5",
    }
    found = configuration(
        Settings.load(environ=environ, folder=tmp_path).section(HuggingFaceSettings), FixedToken("hf_x")
    )
    assert found.credentials.keys == {"mine": "sesame", "localhost": "open"}
    assert found.credentials.bill_to == "engines"
    assert not found.policy.permits("novita")
    assert found.policy.permits("together")
    waits = found.deadlines
    assert (waits.connect, waits.first_byte, waits.between_bytes, waits.total) == (1, 2, 3, 4)
    assert found.retry_policy.loading_seconds == 5


async def test_every_option_of_a_picture_arrives(
    server: HubServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings.load(environ=environ(server, text_to_image="org/painter:hf-inference"), folder=tmp_path)

    options = "--negative-prompt blur --size wide --steps 9 --guidance 3.5 --seed 5 --count 2"
    events = await asked(settings, f"/imagine a fox {options}", tmp_path / "out", capsys)

    first, second = (post.body for post in server.posts())
    assert first["inputs"] == second["inputs"] == "a fox"
    assert first["parameters"] == {
        "negative_prompt": "blur",
        "width": 1344,
        "height": 768,
        "num_inference_steps": 9,
        "guidance_scale": 3.5,
        "seed": 5,
    }
    assert second["parameters"] == {**first["parameters"], "seed": 6}
    assert [event["seed"] for event in events if event["event"] == "facts"] == [5, 6]
    assert [file.read_bytes() for file in (tmp_path / "out").iterdir()] == [PICTURE, PICTURE]


async def test_a_picture_that_is_refused_leaves_the_others_and_costs_nothing(
    server: HubServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chosen = {**environ(server, text_to_image="org/painter:fal-ai"), "TROUBADOUR_DATA": str(tmp_path / "data")}
    settings = Settings.load(environ=chosen, folder=tmp_path)
    flagged = {"images": [{"url": f"{server.url}/files/picture"}], "has_nsfw_concepts": [True]}
    server.files["black"] = making.picture((0, 0, 0))
    black = {"images": [{"url": f"{server.url}/files/black"}]}
    server.script["/fal-ai/"] = [Refusal(status=200, body=flagged), Refusal(status=200, body=black)]

    events = await asked(settings, "/imagine a fox --count 3", tmp_path / "out", capsys, keep=True, status=1)

    troubles = [(event["part"], event["error"]["sentence"]["id"]) for event in events if event["event"] == "trouble"]
    assert troubles == [("picture-1", "huggingface-content-refused"), ("picture-2", "huggingface-black-picture")]
    assert facts(events)["part"] == "picture-3"
    assert [file.read_bytes() for file in (tmp_path / "out").iterdir()] == [PICTURE]
    store = await SqliteStore.open(tmp_path / "data")
    spent = [(spend.outcome, spend.units) for spend in await store.spends(None, 0)]
    await store.close()
    assert sorted(spent) == [("failed", 0), ("failed", 0), ("ok", 1)]


async def test_an_interrupted_answer_is_kept_marked_and_can_continue(
    server: HubServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings.load(environ=environ(server, chat_completion="org/chat"), folder=tmp_path)
    server.script["/chat/"] = [Stream(tear=True)]

    events = await asked(settings, "/chat hello", tmp_path, capsys, status=1)

    assert "".join(event["text"] for event in events if event["event"] == "text_delta") == "Once upon a time"
    [trouble] = [event for event in events if event["event"] == "trouble"]
    assert trouble["error"]["sentence"]["id"] == "huggingface-torn"
    [offer, steps] = [event for event in events if event["event"] == "offer"]
    assert offer["actions"][0]["label"]["id"] == "button-continue"
    assert [each["label"]["id"] for each in steps["actions"]] == ["button-again", "button-edit", "button-delete"]


@pytest.mark.parametrize(("line", "style"), [("/chat hello", "chat"), ("/complete Once", "completion")])
async def test_an_answer_that_its_limit_cut_can_go_on(
    server: HubServer,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    line: str,
    style: Literal["chat", "completion"],
) -> None:
    chosen = environ(server, chat_completion="org/chat", text_generation="org/base:featherless-ai")
    settings = Settings.load(environ=chosen, folder=tmp_path)

    def labels(events: list[dict[str, Any]]) -> set[str]:
        offers = [event for event in events if event["event"] == "offer"]
        return {action["label"]["id"] for offer in offers for action in offer["actions"]}

    server.script["/completions"] = [Stream(style=style, finish="length"), Stream(style=style)]
    assert "button-continue" in labels(await asked(settings, line, tmp_path, capsys))
    assert "button-continue" not in labels(await asked(settings, line, tmp_path, capsys))


async def test_a_picture_starts_from_a_picture(
    server: HubServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server.add("org/editor", "image-to-image", **{"fal-ai": "image-to-image"})
    settings = Settings.load(environ=environ(server, text_to_image="org/painter:fal-ai org/editor"), folder=tmp_path)
    (tmp_path / "photo.png").write_bytes(making.picture(size=(90, 90), kind="PNG"))

    events = await asked(settings, "/imagine a fox", tmp_path / "out", capsys, tmp_path / "photo.png")

    assert facts(events)["model"] == "org/editor"
    assert [note["id"] for note in facts(events)["notes"]] == ["painted-from-picture"]
    [post] = server.posts()
    assert data_uri_bytes(post.body["image_url"]).startswith(b"\xff\xd8\xff")


async def test_a_long_text_becomes_speech_in_parts_with_voice_and_speed(
    server: HubServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings.load(environ=environ(server, text_to_speech="org/kokoro:deepinfra"), folder=tmp_path)
    tales = [
        (animal, place)
        for animal in ("fox", "hen", "owl", "bear", "wolf")
        for place in ("wood", "field", "lake", "hill")
    ]
    text = " ".join(f"This is a tale of the {animal} that lives by the {place}." for animal, place in tales)

    await asked(settings, f"/speak {text} --voice am_puck --speed 1.5", tmp_path / "out", capsys)

    posts = server.posts()
    assert len(posts) > 1
    assert " ".join(post.body["input"].strip() for post in posts) == text
    assert {(post.body["voice"], post.body["speed"]) for post in posts} == {("am_puck", 1.5)}
    [recording] = (tmp_path / "out").iterdir()
    assert recording.stat().st_size > len(server.files["sound"])


async def test_a_model_that_loads_is_waited_for_and_shown_to_load(
    server: HubServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server.script["/chat/"] = [Refusal(status=503, body={"error": "Model is loading", "estimated_time": 0.1})]
    settings = Settings.load(environ=environ(server, chat_completion="org/chat"), folder=tmp_path)

    events = await asked(settings, "/chat hello", tmp_path, capsys)

    waits = [event["sentence"]["id"] for event in events if event["event"] == "progress"]
    assert waits == ["huggingface-loading"]
    assert facts(events)["model"] == "org/chat"


async def test_starting_and_answering_without_a_template_imports_neither_transformers_nor_torch(
    server: HubServer, kitchen: Kitchen, tmp_path: Path
) -> None:
    code = (
        "import sys; sys.argv = ['troubadour', 'ask', '/chat hello']\n"
        "from bot.__main__ import main\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code, end.code\n"
        "print([name for name in ('transformers', 'torch', 'tokenizers') if name in sys.modules])"
    )
    chosen = {**kitchen.environ, **environ(server, chat_completion="org/chat")}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, stdout=asyncio.subprocess.PIPE, env=chosen, cwd=tmp_path
    )
    out, _ = await process.communicate()
    assert "Once upon a time" in out.decode()
    assert out.decode().splitlines()[-1] == "[]"
    assert [seen.path for seen in server.seen] == ["/router/v1/chat/completions"]  # and no telemetry
