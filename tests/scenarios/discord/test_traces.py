"""Traces of requests, from the acknowledgement to the last edit, in one process and in two."""

from pathlib import Path

import pytest

from tests.scenarios.databases import is_apart
from tests.scenarios.discord.bot_process import running
from tests.scenarios.discord.test_commands import done
from tests.servers.discord_server import DiscordServer
from tests.servers.otlp_server import otlp_server

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.apart]

SOON = {"OTEL_BSP_SCHEDULE_DELAY": "100"}
"""Spans are sent ten times a second (https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables)."""


async def test_a_request_is_one_trace_through_all_processes(folder: Path) -> None:
    async with otlp_server() as collector, DiscordServer() as server:
        settings = {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.url, **SOON}
        async with running(server, folder, **settings) as bot:
            await server.ready()
            asked = await server.slash("imagine", prompt="an unspeakable fox", seed=7)
            await asked.shows(done)
            spans = await collector.of(str(asked.id), "accept /imagine", "/imagine")
            assert bot.unforeseen() == []
    assert len({each.trace for each in spans}) == 1
    by_name = {each.name: each for each in spans}
    tree = collector.tree(spans)
    first, *below = tree.splitlines()
    assert first == "accept /imagine", tree
    assert below[:2] == ["  queue", "  /imagine"], tree
    assert "    text_to_image" in "\n".join(below), tree
    assert "    draw\n      PATCH /webhooks/{webhook_id}/{webhook_token}/messages/{message_id} (files)" in tree, tree
    # Each began after what it belongs to, and the last edit is within the run.
    ids = {each.id: each for each in spans}
    assert all(each.start >= ids[each.parent].start for each in spans if each.parent), tree
    assert by_name["draw"].end <= by_name["/imagine"].end
    roles = {name: by_name[name].role for name in ("accept /imagine", "queue", "/imagine")}
    assert roles == dict(zip(roles, ["listen", "work", "work"] if is_apart() else ["run"] * 3, strict=True))
    (model,) = [each for each in spans if each.name.startswith("text_to_image")]
    assert model.attributes["gen_ai.operation.name"] == "text_to_image"
    assert model.attributes["gen_ai.provider.name"] == "builtin"
    assert model.attributes["gen_ai.response.model"]
    assert b"unspeakable" not in collector.received
    assert server.user.name.encode() not in collector.received
