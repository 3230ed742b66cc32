"""The facts in the loopback servers match the platforms' official files."""

from enum import IntEnum
from typing import Any

import pytest

from tests.servers.discord_server import DiscordServer, rules
from tests.servers.discord_server import specification as discord
from tests.servers.slack_server import SlackServer
from tests.servers.slack_server import specification as slack
from tests.servers.slack_server.facts import FACTS, WITHOUT_A_FILE

KINDS: list[tuple[type[IntEnum], str]] = [
    (rules.CallbackKind, "InteractionCallbackTypes"),
    (rules.ChannelKind, "ChannelTypes"),
    (rules.ComponentKind, "MessageComponentTypes"),
    (rules.InteractionKind, "InteractionTypes"),
    (rules.OptionKind, "ApplicationCommandOptionType"),
]


async def test_every_method_of_this_slack_has_its_facts() -> None:
    assert SlackServer().api.methods.keys() == FACTS.keys()


@pytest.mark.official("Slack's methods")
@pytest.mark.parametrize("method", sorted(FACTS.keys() - WITHOUT_A_FILE))
def test_facts_of_a_method_are_those_of_its_file(method: str) -> None:
    described = slack.specification()
    assert described
    assert FACTS[method] == described[method].facts


@pytest.mark.official("Discord's OpenAPI")
async def test_every_route_of_this_discord_is_in_the_file() -> None:
    described = discord.specification()
    assert described
    routes = DiscordServer().rest.routes
    assert len(routes) > 20
    assert [route for route in routes if described.operation(*route) is None] == []


@pytest.mark.official("Discord's OpenAPI")
@pytest.mark.parametrize(("kinds", "schema"), KINDS)
def test_kinds_have_the_numbers_of_the_file(kinds: Any, schema: str) -> None:
    described = discord.specification()
    assert described
    assert {kind.value for kind in kinds} <= described.constants(schema)
