"""A platform-restricted engine answers on its platforms only."""

from dataclasses import replace

import pytest

from core.domain.errors import ModelUnavailable
from core.domain.tasks import Task
from core.inference.outputs import Finished
from core.inference.platform_restricted import PlatformRestrictedEngine
from core.inference.requests import ChatRequest, ImageRequest, TextRequest, TextToSpeechRequest
from tests.core.scripted_engine import ScriptedEngine


async def test_it_answers_on_its_platforms_only() -> None:
    scripted = ScriptedEngine()
    reserved = PlatformRestrictedEngine(scripted, ("web", "terminal"))
    here = (
        reserved.text_generation(TextRequest(prompt="x", tenant="web:room")),
        reserved.text_to_image(ImageRequest(prompt="x", tenant="web:room")),
        reserved.text_to_speech(TextToSpeechRequest(text="x", tenant="terminal:here")),
    )
    for outputs in here:
        assert isinstance([output async for output in outputs][-1], Finished)
    elsewhere = (
        reserved.chat_completion(ChatRequest(messages=(), tenant="discord:1")),
        reserved.text_generation(TextRequest(prompt="x", tenant="discord:1")),
        reserved.text_to_image(ImageRequest(prompt="x", tenant="discord:1")),
        reserved.text_to_speech(TextToSpeechRequest(text="x", tenant="discord:1")),
    )
    for outputs in elsewhere:
        with pytest.raises(ModelUnavailable):
            await anext(outputs)
    assert len(scripted.asked) == len(here)


async def test_the_restricted_engine_keeps_its_name_models_and_voices() -> None:
    scripted = ScriptedEngine()
    reserved = PlatformRestrictedEngine(scripted, ("web",))
    assert reserved.name == scripted.name
    [card] = await scripted.models(Task.CHAT_COMPLETION)
    assert await reserved.models(Task.CHAT_COMPLETION) == [replace(card, platforms=frozenset({"web"}))]
    assert await reserved.voices() == await scripted.voices()
    assert await reserved.check() == await scripted.check()
