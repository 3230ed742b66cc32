"""Each task by each way of reaching a model, end to end: `troubadour ask`, `call` and `template` as people start them,
against a Hugging Face on loopback."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.bot.loopback import PAINTERS, SPEAKERS, WRITERS, environ, fill
from tests.bot.processes import Kitchen
from tests.core.inference.huggingface import tiny_models as tiny
from tests.servers.hub_server import HubModel, HubServer
from tests.servers.hub_server.making import PICTURE, SOUND
from tests.servers.hub_server.making import picture as made
from tests.servers.hub_server.server import data_uri_bytes

STORY = "Once upon a time"


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[HubServer]:
    async with HubServer(prompt=True) as server:
        server.looks_until_ready = 1
        fill(server, tmp_path)
        server.models["org/sees"] = HubModel(
            id="org/sees", pipeline="image-text-to-text", files=tiny.processor_files(tmp_path / "processor")
        )
        server.add("org/unknown", "text-to-speech", together="text-to-speech")
        yield server


@pytest.fixture
def kitchen(tmp_path: Path) -> Kitchen:
    return Kitchen(tmp_path)


async def started(kitchen: Kitchen, *arguments: str, **environ: str) -> str:
    """The output of a process that ends well."""
    ended = await asyncio.to_thread(kitchen.run, *arguments, **environ)
    assert (ended.status, ended.err) == (0, "")
    return ended.out


async def asked(
    kitchen: Kitchen, server: HubServer, line: str, *arguments: str, **models: str
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The events of one line, and its facts; models by task, with `{}` for the server's address."""
    references = {task: reference.format(server.url) for task, reference in models.items()}
    out = await started(
        kitchen,
        "ask",
        line,
        "--json",
        "--out",
        str(kitchen.folder / "out"),
        *arguments,
        **environ(server, **references),
    )
    events = [json.loads(line) for line in out.splitlines()]
    [facts] = [event for event in events if event["event"] == "facts"]
    assert facts["engine"] == "huggingface"
    return events, facts


def deltas(events: list[dict[str, Any]]) -> list[str]:
    """The written text, piece by piece."""
    return [event["text"] for event in events if event["event"] == "text_delta"]


def sent(server: HubServer) -> dict[str, Any]:
    """The fields of the last request, from whichever part of the body has them."""
    body = server.posts()[-1].body
    inner = [value for name in ("input", "parameters") if isinstance(value := body.get(name), dict)]
    return {name: value for part in (body, *inner) for name, value in part.items()}


@pytest.mark.parametrize(
    ("reference", "path", "model"),
    [
        ("org/chat", "/router/v1/chat/completions", "org/chat"),
        ("org/chat:novita", "/router/novita/v3/openai/chat/completions", "novita/chat"),
        ("org/chat:cheapest", "/router/v1/chat/completions", "org/chat:cheapest"),
        ("org/chat:fastest", "/router/v1/chat/completions", "org/chat:fastest"),
        ("org/chat:preferred", "/router/v1/chat/completions", "org/chat:preferred"),
        ("org/chat:hf-inference", "/router/hf-inference/models/org/chat/v1/chat/completions", "org/chat"),
        ("org/chat@{}/openai", "/openai/v1/chat/completions", "org/chat"),
        ("mine@{}/openai/v1", "/openai/v1/chat/completions", "mine"),
    ],
)
async def test_a_chat_about_a_picture(
    server: HubServer, kitchen: Kitchen, reference: str, path: str, model: str
) -> None:
    (kitchen.folder / "photo.png").write_bytes(made(size=(90, 60), kind="PNG"))

    events, _ = await asked(kitchen, server, "/chat what is this", "--attach", "photo.png", chat_completion=reference)

    assert "".join(deltas(events)) == STORY
    [post] = server.posts()
    assert (post.path, post.body["model"], post.body["stream"]) == (path, model, True)
    words, picture = post.body["messages"][-1]["content"]
    assert words["text"].endswith("what is this")
    assert data_uri_bytes(picture["image_url"]["url"]).startswith(b"\xff\xd8\xff")


@pytest.mark.parametrize(
    ("reference", "path"),
    [
        ("org/base", "/router/featherless-ai/v1/completions"),
        ("org/base:together", "/router/together/v1/completions"),
        ("org/base@{}/tgi", "/tgi"),
    ],
)
async def test_a_chat_in_the_models_own_template(
    server: HubServer, kitchen: Kitchen, reference: str, path: str
) -> None:
    events, _ = await asked(kitchen, server, "/chat hello", chat_completion=reference)

    assert "".join(deltas(events)) == STORY
    assert server.posts()[-1].path == path
    prompt = sent(server).get("prompt") or sent(server)["inputs"]
    assert prompt.startswith("<|system|>")
    assert prompt.endswith("hello\n<|assistant|>")


async def test_a_picture_in_the_models_own_template(server: HubServer, kitchen: Kitchen) -> None:
    (kitchen.folder / "photo.png").write_bytes(made(size=(90, 60), kind="PNG"))

    events, _ = await asked(
        kitchen, server, "/chat what is this", "--attach", "photo.png", chat_completion="org/sees@{}/tgi"
    )

    assert "".join(deltas(events)) == STORY
    before, _, after = sent(server)["inputs"].partition("![](data:image/jpeg;base64,")
    assert before.endswith("<|user|>")
    assert data_uri_bytes("," + after.partition(")")[0]).startswith(b"\xff\xd8\xff")
    assert after.endswith("what is this\n<|assistant|>")


@pytest.mark.parametrize("reference", [*(f"org/base:{each}" for each in WRITERS), "mine@{}/openai/v1", "mine@{}/tgi"])
async def test_a_text_is_gone_on_with(server: HubServer, kitchen: Kitchen, reference: str) -> None:
    options = "--max-new-tokens 9 --temperature 0.5 --top-p 0.9 --repetition-penalty 1.1 --stop END|FIN --seed 5"

    events, facts = await asked(
        kitchen, server, f"/complete There --include-prompt {options}", text_generation=reference
    )

    assert "".join(deltas(events)) == f"There{STORY}"
    assert (facts["seed"], facts["ignored"]) == (5, [])
    body = sent(server)
    assert "There" in (body.get("prompt"), body.get("inputs"))
    assert body["stream"] is True
    assert 9 in (body.get("max_tokens"), body.get("max_new_tokens"))
    assert (body["temperature"], body["top_p"], body["seed"]) == (0.5, 0.9, 5)
    assert (body["repetition_penalty"], body["stop"]) == (1.1, ["END", "FIN"])


@pytest.mark.parametrize(
    "reference",
    [*(f"org/painter:{each}" for each in PAINTERS), "mine@{}/openai/v1", "mine@{}/endpoint/text-to-image"],
)
async def test_text_to_image(server: HubServer, kitchen: Kitchen, reference: str) -> None:
    options = "--negative-prompt blur --size wide --steps 9 --guidance 3.5 --seed 5"

    _, facts = await asked(kitchen, server, f"/imagine a fox {options}", text_to_image=reference)

    assert facts["model"] == reference.partition("@")[0]
    [picture] = (kitchen.folder / "out").iterdir()
    assert picture.read_bytes() == PICTURE
    body = sent(server)
    assert "a fox" in (body.get("prompt"), body.get("inputs"))
    given = (body.get("negative_prompt"), body.get("guidance_scale"), body.get("seed"))
    if reference.endswith((":nscale", ":zai-org")):  # they take words and a size
        assert given == (None, None, None)
        assert facts["ignored"] == ["guidance", "negative_prompt", "seed", "steps"]
    else:
        assert given == ("blur", 3.5, 5)
        assert 9 in (body.get("num_inference_steps"), body.get("steps"))
        assert facts["ignored"] == []


@pytest.mark.parametrize(
    "reference",
    [*(f"org/kokoro:{each}" for each in SPEAKERS), "kokoro@{}/openai/v1", "kokoro@{}/endpoint/text-to-speech"],
)
async def test_text_to_speech(server: HubServer, kitchen: Kitchen, reference: str) -> None:
    _, facts = await asked(kitchen, server, '/speak "Good day." --voice am_puck --speed 1.5', text_to_speech=reference)

    assert (facts["model"], facts["ignored"]) == (reference.partition("@")[0], [])
    [recording] = (kitchen.folder / "out").iterdir()
    assert recording.suffix == ".wav"  # by its first bytes, whatever was declared
    assert recording.read_bytes() == SOUND
    body = sent(server)
    assert "Good day." in (body.get("input"), body.get("text"), body.get("inputs"))
    assert (body["voice"], body["speed"]) == ("am_puck", 1.5)


async def test_a_provider_that_demands_a_voice_gets_one(server: HubServer, kitchen: Kitchen) -> None:
    await asked(kitchen, server, '/speak "Good day."', text_to_speech="org/unknown")

    assert [post.body.get("voice") for post in server.posts()] == [None, "alloy"]


@pytest.mark.parametrize(
    ("reference", "path"),
    [
        ("org/base", "/router/hf-inference/models/org/base"),
        ("org/base:featherless-ai", "/router/featherless-ai/v1/completions"),
        ("mine@{}/tgi", "/tgi"),
    ],
)
async def test_json_is_posted_as_it_is(server: HubServer, kitchen: Kitchen, reference: str, path: str) -> None:
    payload = {"inputs": "Once", "parameters": {"watermark": True}}

    out = await started(kitchen, "call", reference.format(server.url), "--json", json.dumps(payload), **environ(server))

    assert STORY in out
    [post] = server.posts()
    assert (post.path, post.body) == (path, payload)


async def test_a_prompt_is_shown_beside_its_template(server: HubServer, kitchen: Kitchen) -> None:
    (kitchen.folder / "photo.jpg").write_bytes(PICTURE)

    out = await started(kitchen, "template", "org/sees", "hello", "--attach", "photo.jpg", **environ(server))

    assert out.startswith(
        "--- unformatted\nuser: [photo.jpg] hello\n--- formatted\n<|user|>![](data:image/jpeg;base64,"
    )
    assert out.endswith(")hello\n<|assistant|>\n")
