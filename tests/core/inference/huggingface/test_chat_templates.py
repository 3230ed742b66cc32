"""Chat with text generation models, formatted by their own templates."""

import asyncio
import base64
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from core.domain.errors import ModelUnavailable
from core.inference.huggingface.chat_templates import ChatTemplates, TemplateProcess
from core.inference.huggingface.configuration import Configuration
from core.inference.huggingface.credentials import Credentials
from core.inference.huggingface.messages import data_uri
from core.inference.huggingface.timing import Deadlines
from core.inference.outputs import Finished
from core.inference.requests import ChatMessage, ChatRequest
from tests.core.inference.huggingface import tiny_models as tiny
from tests.core.inference.huggingface.conftest import MakeEngine, QuickClock, collect, text
from tests.servers.hub_server import HubModel, HubServer, Refusal
from tests.servers.hub_server.making import PICTURE, noise, picture
from tests.servers.hub_server.server import TOKEN

MESSAGES = (
    ChatMessage(role="system", text="Be brief."),
    ChatMessage(role="user", text="hello", name="Ada"),
    ChatMessage(role="user", text="and me", name="Bo"),
)
PROMPT = "<|system|>Be brief.\n<|user|>Ada: hello\n\nBo: and me\n<|assistant|>"
AMPLE_SECONDS = 90.0
"""For the import of transformers on a busy machine."""


def serve(server: HubServer, files: Mapping[str, bytes], pipeline: str = "text-generation") -> None:
    """A model with text generation only."""
    server.models["org/base"] = HubModel(
        id="org/base", pipeline=pipeline, providers={"featherless-ai": "text-generation"}, files=files
    )


class Kept(TemplateProcess):
    """A process that serves all tests of this module: importing transformers takes seconds."""

    def kill(self) -> None:
        """Does nothing: other tests use the process."""

    def close(self) -> None:
        """Closes the process only if it is gone: other tests use it."""
        if self._process is not None and self._process.poll() is not None:
            super().close()


@pytest.fixture(scope="module")
def template_process() -> Iterator[TemplateProcess]:
    kept = Kept(AMPLE_SECONDS)
    yield kept
    TemplateProcess.kill(kept)
    TemplateProcess.close(kept)


@pytest.fixture
def keeping(template_process: TemplateProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    """Formats with the kept process."""
    monkeypatch.setattr("core.inference.huggingface.chat_templates.TemplateProcess", lambda _: template_process)


@pytest.fixture
def cached(keeping: None, credentials: Credentials, tmp_path: Path) -> Configuration:
    return Configuration(credentials=credentials, cache=tmp_path / "cache")


@pytest.fixture
async def templates(keeping: None, credentials: Credentials, tmp_path: Path) -> AsyncIterator[ChatTemplates]:
    templates = ChatTemplates(credentials, tmp_path / "cache", seconds=AMPLE_SECONDS, format_seconds=AMPLE_SECONDS)
    yield templates
    await templates.aclose()


async def test_a_model_without_a_chat_route_gets_its_own_template(
    server: HubServer, make: MakeEngine, cached: Configuration, tmp_path: Path
) -> None:
    serve(server, tiny.tokenizer_files(tmp_path / "made"))
    engine = await make(configuration=cached, chat_completion=["org/base"])

    outputs = await collect(engine.chat_completion(ChatRequest(messages=MESSAGES, max_new_tokens=20)))

    assert text(outputs) == "Once upon a time"
    assert isinstance(outputs[-1], Finished)
    assert outputs[-1].provider == "featherless-ai"
    refused, post = server.posts()
    assert refused.path == "/router/v1/chat/completions"
    assert post.path == "/router/featherless-ai/v1/completions"
    assert post.body["prompt"] == PROMPT
    assert post.body["max_tokens"] == 20
    fetched = [seen for seen in server.seen if "/resolve/" in seen.path]
    assert {seen.token for seen in fetched} == {f"Bearer {TOKEN}"}


@pytest.mark.parametrize("reference", ["org/base", "org/base@{}/tgi"])
async def test_a_missing_chat_route_is_cached_for_a_while(
    server: HubServer, make: MakeEngine, clock: QuickClock, cached: Configuration, tmp_path: Path, reference: str
) -> None:
    serve(server, tiny.tokenizer_files(tmp_path / "made"))
    engine = await make(configuration=cached, chat_completion=[reference.format(server.url)])

    async def asked() -> list[bool]:
        before = len(server.posts())
        assert text(await collect(engine.chat_completion(ChatRequest(messages=MESSAGES)))) == "Once upon a time"
        return ["/chat/" in post.path for post in server.posts()[before:]]

    assert await asked() == [True, False]
    assert await asked() == [False]
    clock.time += 601
    assert await asked() == [True, False]
    if "@" not in reference:  # whatever was believed, the chat route is tried before the model is given up
        server.add("org/base", novita="conversational")
        server.script["/completions"] = [Refusal(status=410)]
        assert await asked() == [False, True]


async def test_a_text_generation_server_gets_the_models_template(
    server: HubServer, elsewhere: HubServer, make: MakeEngine, cached: Configuration, tmp_path: Path
) -> None:
    serve(server, tiny.tokenizer_files(tmp_path / "made"))
    engine = await make(configuration=cached, chat_completion=[f"org/base@{elsewhere.url}/tgi"])

    assert text(await collect(engine.chat_completion(ChatRequest(messages=MESSAGES)))) == "Once upon a time"

    assert elsewhere.posts()[-1].body["inputs"] == PROMPT


async def test_pictures_stand_in_the_prompt_in_place_of_their_tokens(
    server: HubServer, elsewhere: HubServer, make: MakeEngine, cached: Configuration, tmp_path: Path
) -> None:
    serve(server, tiny.processor_files(tmp_path / "made"), "image-text-to-text")
    engine = await make(configuration=cached, chat_completion=[f"org/base@{elsewhere.url}/tgi"])
    other = picture((0, 0, 200), kind="PNG")
    messages = (ChatMessage(role="user", text="an <image> and?", pictures=(PICTURE, other)),)

    assert text(await collect(engine.chat_completion(ChatRequest(messages=messages)))) == "Once upon a time"

    first, second, rest = elsewhere.posts()[-1].body["inputs"].split("![](data:image/jpeg;base64,", 2)
    assert first == "<|user|>"
    assert base64.b64decode(second.partition(")")[0]) == PICTURE
    assert base64.b64decode(rest.partition(")")[0]).startswith(b"\xff\xd8\xff")
    assert rest.partition(")")[2] == "an  and?\n<|assistant|>"


async def test_the_models_processor_says_which_token_a_picture_takes_the_place_of(
    server: HubServer, templates: ChatTemplates, tmp_path: Path
) -> None:
    serve(server, tiny.processor_files(tmp_path / "made", "<|vision|>"), "image-text-to-text")

    prompt = await templates.prompt(
        "org/base", [ChatMessage(role="user", text="an <image> <|vision|> and?", pictures=(PICTURE,))]
    )

    assert prompt == f"<|user|>![]({data_uri(PICTURE)})an <image>  and?\n<|assistant|>"


async def test_a_large_picture_is_made_small_before_it_stands_in_a_prompt(
    server: HubServer, templates: ChatTemplates, tmp_path: Path
) -> None:
    serve(server, tiny.processor_files(tmp_path / "made"), "image-text-to-text")

    prompt = await templates.prompt("org/base", [ChatMessage(role="user", text="this?", pictures=(noise(2000),))])

    encoded = prompt.partition("![](data:image/jpeg;base64,")[2].partition(")")[0]
    assert 100_000 < len(base64.b64decode(encoded)) <= 1_500_000


async def test_a_template_without_a_system_gets_its_words_in_the_first_turn(
    server: HubServer, templates: ChatTemplates, tmp_path: Path
) -> None:
    strict = "{% if messages[0].role == 'system' %}{{ raise_exception('no system') }}{% endif %}" + tiny.TEMPLATE
    serve(server, tiny.tokenizer_files(tmp_path / "made", strict))

    assert await templates.prompt("org/base", MESSAGES) == (
        "<|user|>Be brief.\n\nAda: hello\n\nBo: and me\n<|assistant|>"
    )


@pytest.mark.parametrize("template", [None, "{{ raise_exception('never') }}", "{% broken"])
async def test_a_model_without_a_template_that_works_is_passed_over(
    server: HubServer, templates: ChatTemplates, tmp_path: Path, template: str | None
) -> None:
    serve(server, tiny.tokenizer_files(tmp_path / "made", template))

    with pytest.raises(ModelUnavailable, match="huggingface-no-template"):
        await templates.prompt("org/base", MESSAGES)


async def test_a_model_that_is_not_there_has_no_template(templates: ChatTemplates) -> None:
    with pytest.raises(ModelUnavailable, match="huggingface-no-template"):
        await templates.prompt("org/missing", MESSAGES)


@pytest.mark.parametrize("said", [{"status": "ok"}, ["what"], "<html>"])
async def test_a_hub_that_talks_nonsense_has_no_template(
    server: HubServer, templates: ChatTemplates, tmp_path: Path, said: object
) -> None:
    serve(server, tiny.tokenizer_files(tmp_path / "made"))
    server.always["/tree/"] = Refusal(status=200, body=said)
    with pytest.raises(ModelUnavailable, match="huggingface-no-template"):
        await templates.prompt("org/base", MESSAGES)


async def test_a_template_that_comes_slowly_is_waited_for_in_limits_and_keeps_no_other_waiting(
    server: HubServer, make: MakeEngine, cached: Configuration, tmp_path: Path
) -> None:
    files = tiny.tokenizer_files(tmp_path / "made")
    for id in ("org/slow", "org/quick"):
        server.models[id] = HubModel(id=id, providers={"featherless-ai": "text-generation"}, files=files)
    quick, slow = (await make(configuration=cached), await make(configuration=replace(
        cached, cache=tmp_path / "empty", deadlines=Deadlines(total=1.0))))  # fmt: skip
    await quick.prompt("org/quick", MESSAGES)  # fetches it
    async with asyncio.timeout(60):
        while True:  # its process imports transformers, which takes longer than this one waits
            with suppress(ModelUnavailable):
                await slow.prompt("org/quick", MESSAGES)
                break
    server.held["/org/slow/"] = released = asyncio.Event()

    waiting = [asyncio.create_task(slow.prompt("org/slow", MESSAGES)) for _ in range(3)]
    await asyncio.sleep(0)
    assert await slow.prompt("org/quick", MESSAGES) == PROMPT
    for each in await asyncio.gather(*waiting, return_exceptions=True):
        assert isinstance(each, ModelUnavailable)
        assert each.sentence.id == "huggingface-template-slow"

    released.set()
    async with asyncio.timeout(30):
        while True:  # it is on its way still
            with suppress(ModelUnavailable):
                assert await slow.prompt("org/slow", MESSAGES) == PROMPT
                break
    fetched = [seen.path for seen in server.seen if "/org/slow/resolve/" in seen.path and seen.method == "GET"]
    assert len(fetched) == len(set(fetched)) > 0


@pytest.mark.parametrize(
    ("amok", "sentence", "seconds"),
    [
        (
            "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}",
            "huggingface-template-slow",
            2.0,
        ),
        (
            "{% set ns = namespace(x='everything') %}{% for i in range(60) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}",
            "huggingface-no-template",
            AMPLE_SECONDS,
        ),
    ],
    ids=["time", "memory"],
)
async def test_a_template_that_runs_amok_takes_nothing_else_with_it(
    server: HubServer, credentials: Credentials, tmp_path: Path, amok: str, sentence: str, seconds: float
) -> None:
    serve(server, tiny.tokenizer_files(tmp_path / "made"))
    server.models["org/amok"] = HubModel(
        id="org/amok",
        providers={"featherless-ai": "text-generation"},
        files=tiny.tokenizer_files(tmp_path / "made amok", amok + tiny.TEMPLATE),
    )
    templates = ChatTemplates(credentials, tmp_path / "cache", format_seconds=AMPLE_SECONDS)
    try:
        assert await templates.prompt("org/base", MESSAGES) == PROMPT
        templates._process._seconds = seconds  # from here on the process has its imports
        with pytest.raises(ModelUnavailable, match=sentence):
            await templates.prompt("org/amok", MESSAGES)
        templates._process._seconds = AMPLE_SECONDS
        assert await templates.prompt("org/base", MESSAGES) == PROMPT
    finally:
        await templates.aclose()


async def test_closing_waits_for_no_template(server: HubServer, credentials: Credentials, tmp_path: Path) -> None:
    busy = "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}" + tiny.TEMPLATE
    serve(server, tiny.tokenizer_files(tmp_path / "made", busy))
    templates = ChatTemplates(credentials, tmp_path / "cache", format_seconds=3_600.0)
    asked = asyncio.create_task(templates.prompt("org/base", MESSAGES))
    async with asyncio.timeout(60):
        while not any(seen.path.endswith("/tokenizer.json") for seen in server.seen):
            await asyncio.sleep(0.02)
        await asyncio.sleep(1.0)  # by now it is being formatted
        await templates.aclose()
        with pytest.raises((ModelUnavailable, asyncio.CancelledError)):
            await asked


async def test_a_template_is_fetched_once(server: HubServer, templates: ChatTemplates, tmp_path: Path) -> None:
    serve(server, tiny.tokenizer_files(tmp_path / "made"))
    await templates.prompt("org/base", MESSAGES)
    asked = len(server.seen)

    assert await templates.prompt("org/base", MESSAGES) == PROMPT
    assert len(server.seen) == asked


def test_building_the_engine_imports_neither_transformers_nor_the_client() -> None:
    code = (
        "import sys; import bot.services; from core.inference.huggingface.configuration import Configuration;"
        "from core.inference.huggingface.engine import HuggingFace; HuggingFace(Configuration());"
        "print([name for name in ('transformers', 'torch', 'huggingface_hub', 'httpx2') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


async def test_a_chat_imports_no_transformers(server: HubServer) -> None:
    code = f"""
import asyncio, sys
from core.domain.tasks import Task
from core.inference.outputs import TextChunk
from core.inference.requests import ChatMessage, ChatRequest
from core.inference.huggingface.configuration import Configuration
from core.inference.huggingface.engine import HuggingFace
from core.inference.huggingface.references import parse_references
from core.inference.huggingface.credentials import Credentials, FixedToken

async def main():
    engine = HuggingFace(Configuration(
        models={{Task.CHAT_COMPLETION: parse_references(["org/chat:novita"])}},
        credentials=Credentials(source=FixedToken({TOKEN!r}), hub={server.url!r}, router={server.router!r}),
    ))
    request = ChatRequest(messages=(ChatMessage(role="user", text="hello"),))
    print("".join([output.text async for output in engine.chat_completion(request) if isinstance(output, TextChunk)]))
    await engine.aclose()
    print([name for name in ("transformers", "torch") if name in sys.modules])

asyncio.run(main())
"""
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", code, stdout=asyncio.subprocess.PIPE)
    out, _ = await process.communicate()
    assert out.decode().splitlines() == ["Once upon a time", "[]"]


async def test_formatting_a_prompt_advises_nobody_to_install_torch(server: HubServer, tmp_path: Path) -> None:
    serve(server, tiny.tokenizer_files(tmp_path / "made"))
    code = f"""
import asyncio
from pathlib import Path
from core.inference.requests import ChatMessage
from core.inference.huggingface.credentials import Credentials, FixedToken
from core.inference.huggingface.messages import data_uri
from core.inference.huggingface.chat_templates import TemplateProcess, ChatTemplates
from core.inference.huggingface.timing import Deadlines

async def main():
    credentials = Credentials(source=FixedToken({TOKEN!r}), hub={server.url!r}, router={server.router!r})
    templates = ChatTemplates(credentials, Path({str(tmp_path)!r}))
    print(await templates.prompt("org/base", [ChatMessage(role="user", text="hello")]))
    await templates.aclose()

asyncio.run(main())
"""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    out, err = await process.communicate()
    assert out.decode() == "<|user|>hello\n<|assistant|>\n"
    assert err.decode() == ""
