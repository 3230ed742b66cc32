"""Renderers that are closed: each is freed immediately, since the collector of garbage stops the loop for all."""

import gc
from collections.abc import Callable
from typing import Any

import pytest

from adapters.discord.outbound.renderer import DiscordRenderer
from adapters.slack.outbound.renderer import SlackRenderer
from tests.adapters.discord.outbound import streamed_answers as on_discord
from tests.adapters.slack.outbound import streamed_answers as on_slack
from tests.adapters.token_stream import TokenStream
from tests.adapters.virtual_time import run

TOKENS = TokenStream(tokens=20)


@pytest.mark.parametrize(
    ("stream", "kind"),
    [
        pytest.param(lambda: on_discord.stream("live", 0.02, tokens=TOKENS), DiscordRenderer, id="discord"),
        pytest.param(lambda: on_slack.stream(0.02, tokens=TOKENS), SlackRenderer, id="slack"),
    ],
)
def test_a_closed_renderer_does_not_wait_for_the_collector(stream: Callable[[], Any], kind: type[object]) -> None:
    gc.collect()
    before = {id(each): each for each in gc.get_objects() if isinstance(each, kind)}  # of other tests
    gc.disable()
    try:
        run(stream())
        assert [each for each in gc.get_objects() if isinstance(each, kind) and id(each) not in before] == []
    finally:
        gc.enable()
