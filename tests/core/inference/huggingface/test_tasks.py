"""Every row of the task table, through the engine, against the loopback server."""

import base64
import json
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.errors import ModelUnavailable, NotAllowed
from core.domain.tasks import Task
from core.i18n.rendering import LOCALES, render
from core.inference.huggingface.configuration import Configuration
from core.inference.huggingface.credentials import Credentials
from core.inference.huggingface.messages import data_uri
from core.inference.huggingface.provider_quirks import accepted_size
from core.inference.huggingface.request_preparation import encoded
from core.inference.outputs import Finished, ImageOutput, Output, SpeechOutput, Waiting
from core.inference.requests import ChatMessage, ChatRequest, ImageRequest, TextRequest, TextToSpeechRequest
from tests.core.inference.huggingface.conftest import MakeEngine, collect, text
from tests.servers.hub_server import HubServer, Refusal
from tests.servers.hub_server.making import PICTURE, SOUND, noise
from tests.servers.hub_server.making import picture as made
from tests.servers.hub_server.server import data_uri_bytes

SOURCE = made((20, 60, 120), size=(128, 96))
HELLO = ChatRequest(messages=(ChatMessage(role="user", text="hello", name="Ada"),), seed=7, temperature=0.5)
STORY = TextRequest(
    prompt="Once",
    seed=7,
    temperature=0.5,
    top_p=0.9,
    max_new_tokens=9,
    repetition_penalty=1.1,
    stop=("END",),
)


def finished(outputs: Sequence[Output]) -> Finished:
    last = outputs[-1]
    assert isinstance(last, Finished)
    return last


@pytest.mark.parametrize(
    ("reference", "path", "model"),
    [
        ("org/chat", "/router/v1/chat/completions", "org/chat"),
        ("org/chat:cheapest", "/router/v1/chat/completions", "org/chat:cheapest"),
        ("org/chat:fastest", "/router/v1/chat/completions", "org/chat:fastest"),
        ("org/chat:novita", "/router/novita/v3/openai/chat/completions", "novita/chat"),
        ("org/chat:together", "/router/together/v1/chat/completions", "together/chat"),
        ("org/chat:hf-inference", "/router/hf-inference/models/org/chat/v1/chat/completions", "org/chat"),
        ("mine@{url}/openai/v1", "/openai/v1/chat/completions", "mine"),
        ("org/chat@{url}/openai", "/openai/v1/chat/completions", "org/chat"),
        ("llama3.2:1b@{url}/openai/v1beta/openai", "/openai/v1beta/openai/chat/completions", "llama3.2:1b"),
        ("a/b/c:free@openai:{url}/openai/x?v=1", "/openai/x/chat/completions?v=1", "a/b/c:free"),
    ],
)
async def test_chat_is_streamed_by_every_way(
    server: HubServer, make: MakeEngine, reference: str, path: str, model: str
) -> None:
    engine = await make(chat_completion=[reference.format(url=server.url)])

    outputs = await collect(engine.chat_completion(HELLO))

    assert text(outputs) == "Once upon a time"
    assert finished(outputs).tokens == 4
    assert finished(outputs).reason == "stop"
    [post] = server.posts()
    assert post.path == path
    assert post.body["model"] == model
    assert post.body["messages"] == [{"role": "user", "content": "Ada: hello"}]
    assert post.body["seed"] == 7
    assert post.body["temperature"] == 0.5


@pytest.mark.parametrize("fresh", [True, False])
async def test_hugging_face_makes_anew_what_is_wanted_fresh(server: HubServer, make: MakeEngine, fresh: bool) -> None:
    """https://huggingface.co/docs/inference-providers/providers/hf-inference"""
    engine = await make(text_to_image=["org/painter:hf-inference"])
    await collect(engine.text_to_image(ImageRequest(prompt="a fox", seed=7, fresh=fresh)))
    [post] = server.posts()
    assert post.headers.get("x-use-cache") == ("0" if fresh else None)


async def test_a_server_may_call_the_limit_of_an_answer_otherwise(server: HubServer, make: MakeEngine) -> None:
    said = "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."
    server.script["/chat/"] = [Refusal(status=400, body={"error": {"message": said, "param": "max_tokens"}})]
    engine = await make(chat_completion=[f"mine@{server.url}/openai/v1"])

    outputs = await collect(engine.chat_completion(replace(HELLO, max_new_tokens=9)))

    assert text(outputs) == "Once upon a time"
    assert finished(outputs).ignored == ()
    sent = [(post.body.get("max_tokens"), post.body.get("max_completion_tokens")) for post in server.posts()]
    assert sent == [(9, None), (None, 9)]


async def test_a_picture_reaches_a_chat_model_as_a_data_uri(server: HubServer, make: MakeEngine) -> None:
    engine = await make(chat_completion=["org/other", "org/chat"])
    messages = (ChatMessage(role="user", text="what is this", pictures=(PICTURE,)),)

    outputs = await collect(engine.chat_completion(ChatRequest(messages=messages)))

    assert finished(outputs).model == "org/chat"  # the other one does not see
    [post] = server.posts()
    words, picture = post.body["messages"][0]["content"]
    assert words == {"type": "text", "text": "what is this"}
    kind, _, encoded = picture["image_url"]["url"].partition(",")
    assert kind == "data:image/jpeg;base64"
    assert base64.b64decode(encoded) == PICTURE


@pytest.mark.parametrize("reference", ["org/chat", "org/chat:novita", "mine@{url}/openai/v1", "org/chat@{url}/openai"])
async def test_a_large_picture_is_made_small_before_it_is_sent(
    server: HubServer, make: MakeEngine, reference: str
) -> None:
    """It is decoded in a thread: the guard would raise on the loop."""
    engine = await make(chat_completion=[reference.format(url=server.url)])
    messages = (ChatMessage(role="user", text="what is this", pictures=(noise(),)),)

    await collect(engine.chat_completion(ChatRequest(messages=messages)))

    picture = server.posts()[-1].body["messages"][0]["content"][1]["image_url"]["url"]
    assert 100_000 < len(data_uri_bytes(picture)) <= 1_500_000


@pytest.mark.parametrize(
    ("reference", "fresh", "sent"),
    [
        ("org/chat", True, "0"),
        ("org/chat:novita", True, "0"),
        ("org/chat:hf-inference", True, "0"),
        ("org/chat@{url}/openai", True, "0"),
        ("mine@{url}/openai/v1", True, None),
        ("org/chat", False, None),
    ],
)
async def test_again_wants_nothing_of_a_servers_cache(
    server: HubServer, make: MakeEngine, reference: str, fresh: bool, sent: str | None
) -> None:
    engine = await make(chat_completion=[reference.format(url=server.url)])

    await collect(engine.chat_completion(replace(HELLO, fresh=fresh)))

    assert server.posts()[-1].headers.get("x-use-cache") == sent


async def test_only_hugging_face_gets_the_billed_organization(
    server: HubServer, elsewhere: HubServer, make: MakeEngine, credentials: Credentials
) -> None:
    configuration = Configuration(credentials=replace(credentials, bill_to="engines"))
    for reference in ("org/chat", f"mine@{elsewhere.url}/openai/v1"):
        await collect((await make(configuration=configuration, chat_completion=[reference])).chat_completion(HELLO))

    assert [post.headers.get("x-hf-bill-to") for post in (*server.posts(), *elsewhere.posts())] == ["engines", None]


@given(st.lists(st.text(max_size=30), max_size=4), st.lists(st.binary(max_size=12_000), max_size=3))
def test_a_payload_with_pictures_is_the_same_json(texts: list[str], pictures: list[bytes]) -> None:
    uris = [data_uri(picture) for picture in pictures]
    payload = {"model": "x", "messages": [*texts, {"url": uris}], "data": "data:" + "é" * 20_000, "n": [1, None, True]}

    assert encoded(payload) == json.dumps(payload, separators=(",", ":")).encode()


def test_a_payload_has_no_half_of_a_surrogate_pair() -> None:
    assert json.loads(encoded({"messages": [{"content": "a \ud83e"}, "\ud83e\udd99"]})) == {
        "messages": [{"content": "a \ufffd"}, "🦙"]
    }


@pytest.mark.parametrize(
    ("provider", "path"),
    [
        ("featherless-ai", "/router/featherless-ai/v1/completions"),
        ("together", "/router/together/v1/completions"),
        ("novita", "/router/novita/v3/openai/completions"),
        ("deepinfra", "/router/deepinfra/v1/openai/completions"),
    ],
)
async def test_providers_go_on_with_a_text(server: HubServer, make: MakeEngine, provider: str, path: str) -> None:
    server.add("org/text", "text-generation", **{provider: "text-generation"})
    engine = await make(text_generation=["org/text"])

    outputs = await collect(engine.text_generation(STORY))

    assert text(outputs) == "Once upon a time"
    assert finished(outputs).provider == provider
    [post] = server.posts()
    assert post.path == path
    assert post.body == {
        "model": f"{provider}/text",
        "prompt": "Once",
        "max_tokens": 9,
        "temperature": 0.5,
        "top_p": 0.9,
        "repetition_penalty": 1.1,
        "stop": ["END"],
        "seed": 7,
        "stream": True,
    }


async def test_a_text_generation_server_goes_on_with_a_text(elsewhere: HubServer, make: MakeEngine) -> None:
    engine = await make(text_generation=[f"mine@{elsewhere.url}/tgi"])

    outputs = await collect(engine.text_generation(STORY))

    assert text(outputs) == "Once upon a time"
    assert finished(outputs).tokens == 4
    [post] = elsewhere.posts()
    assert post.path == "/tgi"
    assert post.token is None
    assert post.body == {
        "inputs": "Once",
        "stream": True,
        "parameters": {
            "max_new_tokens": 9,
            "temperature": 0.5,
            "top_p": 0.9,
            "repetition_penalty": 1.1,
            "stop": ["END"],
            "seed": 7,
            "return_full_text": False,
        },
    }


async def test_an_openai_server_goes_on_with_a_text(server: HubServer, make: MakeEngine) -> None:
    engine = await make(text_generation=[f"mine@{server.url}/openai/v1"])

    assert text(await collect(engine.text_generation(STORY))) == "Once upon a time"

    [post] = server.posts()
    assert post.path == "/openai/v1/completions"
    assert post.body["model"] == "mine"
    assert post.body["max_tokens"] == 9


@pytest.mark.parametrize(
    "provider", ["fal-ai", "together", "nscale", "replicate", "wavespeed", "zai-org", "hf-inference", "openai"]
)
async def test_pictures_come_byte_for_byte(server: HubServer, make: MakeEngine, provider: str) -> None:
    server.add("org/art", "text-to-image", **{provider: "text-to-image"})
    engine = await make(
        text_to_image=[f"mine@{server.url}/openai/v1" if provider == "openai" else f"org/art:{provider}"]
    )
    request = ImageRequest(
        prompt="a fox", negative_prompt="blur", steps=4, guidance_scale=3.5, seed=7, width=512, height=256
    )

    outputs = await collect(engine.text_to_image(request))

    [painted] = [output for output in outputs if isinstance(output, ImageOutput)]
    assert sha256(painted.data).digest() == sha256(PICTURE).digest()
    assert painted.media_type == "image/jpeg"
    told = [output.sentence.id for output in outputs if isinstance(output, Waiting)]
    [post] = server.posts()
    given = {**post.body, **post.body.get("input", {}), **post.body.get("parameters", {})}
    takes_words_only = provider in ("nscale", "zai-org")
    options = ("guidance_scale", "negative_prompt", "seed")
    assert [given.get(name) for name in options] == ([None] * 3 if takes_words_only else [3.5, "blur", 7])
    size = given.get("size") or given.get("image_size") or {"width": given.get("width"), "height": given.get("height")}
    assert size in ("512x256", {"width": 512, "height": 256}, *(["2048x1024"] if provider == "zai-org" else []))
    assert finished(outputs).ignored == ((*options, "steps") if takes_words_only else ())
    assert ("huggingface-painting-without" if takes_words_only else "huggingface-painting") in told


@pytest.mark.parametrize(
    ("model", "wished", "sent"),
    [
        ("org/GLM-Image", (1024, 1024), "1024x1024"),
        ("org/GLM-Image", (512, 512), "1024x1024"),
        ("org/GLM-Image", (1344, 768), "1792x1024"),
        ("org/GLM-Image", (896, 1152), "1024x1312"),
        ("org/GLM-Image", (256, 2048), "1024x2048"),
    ],
)
async def test_a_size_that_a_provider_refuses_gives_way_to_the_nearest_and_that_is_said(
    server: HubServer, make: MakeEngine, model: str, wished: tuple[int, int], sent: str
) -> None:
    server.add(model, "text-to-image", **{"zai-org": "text-to-image"})
    engine = await make(text_to_image=[model])

    outputs = await collect(engine.text_to_image(ImageRequest(prompt="a fox", width=wished[0], height=wished[1])))

    assert [post.body["size"] for post in server.posts()] == [sent]
    said = f"Requested at {sent.replace('x', '×')}, the nearest size that zai-org accepts."  # noqa: RUF001
    expected = [] if sent == f"{wished[0]}x{wished[1]}" else [said]
    assert [render(note) for note in finished(outputs).notes] == expected
    before = [render(output.sentence) for output in outputs if isinstance(output, Waiting)]
    assert before[: len(expected)] == expected  # before anything is sent, too


async def test_a_server_of_ones_own_need_not_know_every_option_of_openai(server: HubServer, make: MakeEngine) -> None:
    refusals = (
        {"message": "Unknown parameter: 'response_format'.", "param": "response_format"},
        {"message": "Invalid value: '512x256'. Supported values are: '1024x1024'.", "param": "size"},
    )
    server.script["/images/"] = [Refusal(status=400, body={"error": each}) for each in refusals]
    engine = await make(text_to_image=[f"mine@{server.url}/openai/v1"])

    outputs = await collect(engine.text_to_image(ImageRequest(prompt="a fox", width=512, height=256, seed=7)))

    assert any(isinstance(output, ImageOutput) for output in outputs)
    assert finished(outputs).ignored == ("size",)
    assert server.posts()[-1].body == {"model": "mine", "prompt": "a fox", "seed": 7}


@given(st.integers(64, 4096), st.integers(64, 4096))
def test_an_accepted_size_is_one(width: int, height: int) -> None:
    for model, least, step, area in (("org/GLM-Image", 1024, 32, 2**22), ("org/CogView4-6B", 512, 16, 2**21)):
        sides = accepted_size(model, "zai-org", width, height)
        assert all(least <= side <= 2048 and side % step == 0 for side in sides)
        assert sides[0] * sides[1] <= area
        assert accepted_size(model, "zai-org", *sides) == sides
    assert accepted_size("org/GLM-Image", "fal-ai", width, height) == (width, height)


@pytest.mark.parametrize(
    ("provider", "path"),
    [
        ("deepinfra", "/router/deepinfra/v1/openai/audio/speech"),
        ("together", "/router/together/v1/audio/speech"),
        ("fal-ai", "/router/fal-ai/fal-ai/kokoro"),
        ("replicate", "/router/replicate/v1/models/replicate/kokoro/predictions"),
        ("hf-inference", "/router/hf-inference/models/org/kokoro"),
        ("openai", "/openai/v1/audio/speech"),
    ],
)
async def test_speech_comes_byte_for_byte_with_a_voice(
    server: HubServer, make: MakeEngine, provider: str, path: str
) -> None:
    server.add("org/kokoro", "text-to-speech", **{provider: "text-to-speech"})
    own = f"kokoro@{server.url}/openai/v1"
    engine = await make(text_to_speech=[own if provider == "openai" else f"org/kokoro:{provider}"])

    outputs = await collect(engine.text_to_speech(TextToSpeechRequest(text="Bonjour", locale="fr", speed=1.5)))

    [spoken] = [output for output in outputs if isinstance(output, SpeechOutput)]
    assert spoken.data == SOUND
    assert spoken.media_type == "audio/wav"  # whatever was declared
    [post] = server.posts()
    assert post.path == path
    given = {**post.body, **post.body.get("input", {}), **post.body.get("parameters", {})} if provider in (
        "replicate", "hf-inference") else post.body  # fmt: skip
    assert given["voice"] == "ff_siwis"
    assert given["speed"] == 1.5


@pytest.mark.parametrize(
    ("model", "speech", "voice", "ignored"),
    [
        ("org/kokoro", TextToSpeechRequest(text="It was the best of times", locale="de"), "af_heart", ()),
        ("org/kokoro", TextToSpeechRequest(text="Das ist nicht für mich und dich"), "af_heart", ()),
        ("org/kokoro", TextToSpeechRequest(text="こんにちは"), "jf_alpha", ()),
        ("org/kokoro", TextToSpeechRequest(text="hello", locale="en-GB"), "bf_emma", ()),
        ("org/kokoro", TextToSpeechRequest(text="hello", voice="am_santa"), "am_santa", ()),
        ("org/kokoro", TextToSpeechRequest(text="hello", voice="rupert"), "af_heart", ("voice",)),
        ("org/orpheus", TextToSpeechRequest(text="hello", voice="leo"), "leo", ()),
        ("org/orpheus", TextToSpeechRequest(text="hello"), "tara", ()),
        ("org/unknown", TextToSpeechRequest(text="hello", voice="anything"), "anything", ()),
        ("org/unknown", TextToSpeechRequest(text="hello"), None, ()),
    ],
)
async def test_a_voice_follows_the_texts_language_and_the_model(
    server: HubServer,
    make: MakeEngine,
    model: str,
    speech: TextToSpeechRequest,
    voice: str | None,
    ignored: tuple[str, ...],
) -> None:
    server.add(model, "text-to-speech", deepinfra="text-to-speech")
    engine = await make(text_to_speech=[model])

    outputs = await collect(engine.text_to_speech(speech))

    assert server.posts()[0].body.get("voice") == voice
    assert finished(outputs).ignored == ignored


async def test_ignored_options_of_a_distilled_model_are_named_early(server: HubServer, make: MakeEngine) -> None:
    server.add("org/FLUX.1-schnell", "text-to-image", **{"fal-ai": "text-to-image"})
    engine = await make(text_to_image=["org/FLUX.1-schnell"])

    outputs = await collect(engine.text_to_image(ImageRequest(prompt="x", negative_prompt="blur", guidance_scale=3)))

    assert finished(outputs).ignored == ("guidance_scale", "negative_prompt")
    assert isinstance(outputs[0], Waiting)  # before anything was sent
    assert render(outputs[0].sentence) == "org/FLUX.1-schnell is painting; it ignores --guidance, --negative-prompt"
    assert not {"negative_prompt", "guidance_scale"} & set(server.posts()[0].body)


async def test_a_provider_that_demands_a_voice_gets_one(server: HubServer, make: MakeEngine) -> None:
    server.add("org/unknown", "text-to-speech", together="text-to-speech")
    engine = await make(text_to_speech=["org/unknown"])

    outputs = await collect(engine.text_to_speech(TextToSpeechRequest(text="hello")))

    assert [post.body.get("voice") for post in server.posts()] == [None, "alloy"]
    assert finished(outputs).ignored == ()


async def test_a_voice_that_a_provider_does_not_know_is_left_out_and_named(server: HubServer, make: MakeEngine) -> None:
    server.add("org/unknown", "text-to-speech", deepinfra="text-to-speech")
    server.script["/audio/speech"] = [Refusal(status=422, body={"detail": "voice rupert not found"})]
    engine = await make(text_to_speech=["org/unknown"])

    outputs = await collect(engine.text_to_speech(TextToSpeechRequest(text="hello", voice="rupert")))

    assert [post.body.get("voice") for post in server.posts()] == ["rupert", None]
    assert finished(outputs).ignored == ("voice",)


@pytest.mark.parametrize("reference", ["org/base", "mine@{}/tgi", "mine@{}/openai/v1"])
async def test_without_streaming_the_text_comes_whole(server: HubServer, make: MakeEngine, reference: str) -> None:
    refusal = Refusal(status=400, body={"error": "`stream` is not supported for this model"})
    server.script |= {where: [refusal] for where in ("/v1/completions", "/tgi")}
    engine = await make(text_generation=[reference.format(server.url)])

    outputs = await collect(engine.text_generation(STORY))

    assert text(outputs) == "Once upon a time"
    assert finished(outputs).ignored == ()
    assert not server.posts()[-1].body.get("stream")


async def test_models_are_listed_in_their_order_without_addresses(server: HubServer, make: MakeEngine) -> None:
    engine = await make(chat_completion=["org/chat:novita", f"mine@{server.url}/openai/v1"])

    cards = await engine.models(Task.CHAT_COMPLETION)

    assert [card.name for card in cards] == ["org/chat:novita", "mine"]
    assert await engine.models(Task.TEXT_TO_IMAGE) == []


async def test_the_note_of_an_endpoint_says_what_it_does(make: MakeEngine) -> None:
    endpoint = ["mine@https://x.eu-west-1.aws.endpoints.huggingface.cloud"]
    engine = await make(
        chat_completion=endpoint,
        text_generation=endpoint,
        text_to_image=endpoint,
        text_to_speech=endpoint,
        automatic_speech_recognition=endpoint,
    )
    notes = [card.note for task in Task for card in await engine.models(task)]

    assert [render(note) for note in notes if note] == [
        "on the operator's own server, by its chat route or in the model's own template",
        "on the operator's own server for text generation",
        "on the operator's own server for pictures",
        "on the operator's own server for speech",
        "on the operator's own server for speech recognition",
    ]
    for locale in LOCALES:
        assert len({render(note, locale) for note in notes if note}) == len(notes) == len(Task)


async def test_a_model_that_is_not_set_up_is_left_to_other_engines(make: MakeEngine) -> None:
    engine = await make(chat_completion=["org/chat"])

    with pytest.raises(NotAllowed, match="model-not-offered"):
        await collect(engine.chat_completion(ChatRequest(messages=HELLO.messages, model="builtin-chat")))


async def test_the_chosen_model_comes_first_and_the_one_that_stood_in_is_named(
    server: HubServer, make: MakeEngine
) -> None:
    engine = await make(chat_completion=["org/chat", "org/nowhere"])

    outputs = await collect(engine.chat_completion(ChatRequest(messages=HELLO.messages, model="org/nowhere")))

    assert finished(outputs).model == "org/chat"
    assert [note.id for note in finished(outputs).notes] == ["huggingface-instead"]


@pytest.mark.parametrize(
    ("provider", "path"),
    [
        ("fal-ai", "/router/fal-ai/fal-ai/editor?_subdomain=queue"),
        ("together", "/router/together/v1/images/generations"),
        ("replicate", "/router/replicate/v1/models/replicate/editor/predictions"),
        ("wavespeed", "/router/wavespeed/api/v3/wavespeed/editor"),
        ("hf-inference", "/router/hf-inference/models/org/editor"),
    ],
)
async def test_a_picture_starts_from_a_picture_if_a_provider_can(
    server: HubServer, make: MakeEngine, provider: str, path: str
) -> None:
    server.add("org/editor", "image-to-image", **{provider: "image-to-image"})
    engine = await make(text_to_image=["org/painter", "org/editor"])
    request = ImageRequest(
        prompt="a fox", instead="a fox, closer up", source=SOURCE, seed=7, steps=4, width=640, height=480
    )

    outputs = await collect(engine.text_to_image(request))

    [painted] = [output for output in outputs if isinstance(output, ImageOutput)]
    assert painted.data == PICTURE
    assert finished(outputs).model == "org/editor"
    assert finished(outputs).provider == provider
    assert finished(outputs).ignored == ()
    [post] = server.posts()
    assert post.path == path
    sent = {**post.body, **post.body.get("input", {}), **post.body.get("parameters", {})}
    assert sent["prompt"] == "a fox"
    assert sent["seed"] == 7
    [found] = {
        value[0] if isinstance(value, list) else value
        for name, value in sent.items()
        if ("image" in name or name == "inputs") and name != "image_size"
    }
    assert base64.b64decode(found.partition(",")[2] or found) == SOURCE


async def test_if_no_model_can_the_prompt_alone_is_used(server: HubServer, make: MakeEngine) -> None:
    engine = await make(text_to_image=["org/painter"])

    outputs = await collect(
        engine.text_to_image(ImageRequest(prompt="a fox", instead="a fox, closer up", source=SOURCE))
    )
    plain = await collect(engine.text_to_image(ImageRequest(prompt="a fox", source=SOURCE)))

    assert finished(outputs).ignored == finished(plain).ignored == ("source",)
    assert [post.body["prompt"] for post in server.posts()] == ["a fox, closer up", "a fox"]


async def test_a_failing_editor_leaves_it_to_text_to_image_models(server: HubServer, make: MakeEngine) -> None:
    server.add("org/editor", "image-to-image", **{"fal-ai": "image-to-image"})
    server.script["/fal-ai/"] = [Refusal(status=404)]
    engine = await make(text_to_image=["org/painter", "org/editor"])

    outputs = await collect(
        engine.text_to_image(ImageRequest(prompt="a fox", instead="a fox, closer up", source=SOURCE))
    )

    assert finished(outputs).model == "org/painter"
    assert finished(outputs).ignored == ("source",)


async def test_the_requested_model_is_tried_before_an_editor(server: HubServer, make: MakeEngine) -> None:
    server.add("org/editor", "image-to-image", **{"fal-ai": "image-to-image"})
    engine = await make(text_to_image=["org/painter", "org/editor"])

    outputs = await collect(engine.text_to_image(ImageRequest(prompt="a fox", source=SOURCE, model="org/painter")))

    assert finished(outputs).model == "org/painter"


async def test_a_picture_from_a_picture_has_its_shape(server: HubServer, make: MakeEngine) -> None:
    server.add("org/editor", "image-to-image", **{"fal-ai": "image-to-image"})
    engine = await make(text_to_image=["org/editor"])

    outputs = await collect(engine.text_to_image(ImageRequest(prompt="a fox", source=SOURCE, width=768, height=1344)))

    assert finished(outputs).ignored == ("size",)


@pytest.mark.parametrize("where", ["http://[", "", 7])
async def test_a_queue_that_names_no_place_is_strange(server: HubServer, make: MakeEngine, where: object) -> None:
    server.add("org/editor", "image-to-image", **{"fal-ai": "image-to-image"})
    answer = {"status": "IN_QUEUE", "request_id": "r", "response_url": where}
    server.script["/fal-ai/"] = [Refusal(status=200, body=answer)]
    engine = await make(text_to_image=["org/editor"])

    with pytest.raises(ModelUnavailable, match="huggingface-not-media"):
        await collect(engine.text_to_image(ImageRequest(prompt="a fox", source=SOURCE)))


async def test_a_model_that_only_edits_is_said_to_want_a_picture(server: HubServer, make: MakeEngine) -> None:
    server.add("org/editor", "image-to-image", **{"fal-ai": "image-to-image"})
    engine = await make(text_to_image=["org/editor"])

    with pytest.raises(ModelUnavailable, match="huggingface-needs-picture"):
        await collect(engine.text_to_image(ImageRequest(prompt="a fox")))
    assert await engine.providers_by_model(Task.TEXT_TO_IMAGE) == [("org/editor", ("fal-ai",))]
    [card] = await engine.look_up(Task.TEXT_TO_IMAGE)
    assert card.trouble is None
    assert card.providers == ("fal-ai",)


async def test_a_preferred_model_gives_way_to_an_editor(server: HubServer, make: MakeEngine) -> None:
    server.add("org/editor", "image-to-image", **{"fal-ai": "image-to-image"})
    engine = await make(text_to_image=["org/painter", "org/editor"])

    request = ImageRequest(prompt="a fox", source=SOURCE, model="org/painter", from_preference=True)
    assert finished(await collect(engine.text_to_image(request))).model == "org/editor"
