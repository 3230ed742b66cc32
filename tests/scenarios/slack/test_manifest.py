"""The app's manifest, as the bot prints it, against what the bot uses."""

import json
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest

from tests.scenarios.slack.test_commands import done, is_picture
from tests.servers.reference import reference
from tests.servers.slack_server import Channel, SlackServer
from tests.servers.slack_server.facts import FACTS
from tests.servers.slack_server.rules import EVENT_SCOPES

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.official("Slack's manifest schemas")
@pytest.mark.parametrize("version", ["1.0.0", "2.0.0"])
async def test_it_is_valid_by_slack_s_schema(printed: dict[str, Any], version: str) -> None:
    file = reference(f"slack/manifest.schema.{version}.json")
    assert file
    validator = jsonschema.Draft7Validator(json.loads(file.read_text(encoding="utf-8")))
    assert [error.message for error in validator.iter_errors(printed)] == []
    broken = {key: value for key, value in printed.items() if key != "display_information"}
    assert list(validator.iter_errors(broken))


async def test_it_asks_for_no_more_than_is_used(server: SlackServer, place: Channel, printed: dict[str, Any]) -> None:
    await (await server.command("/imagine", "a fox", at=place)).shows(is_picture)
    root = await server.write("Something about foxes", at=place)
    await (await server.mention("Who are you?", at=place, thread=root.message)).shows(done)
    called = {call.method for call in server.state.calls if not call.error} - {"apps.connections.open"}
    used = {"commands", "files:read"}
    for method in called:
        scopes = FACTS[method].scopes
        if len(scopes) == 1:
            used.add(scopes[0])
        elif method.startswith("conversations."):
            used |= {"channels:history", "groups:history"} if method == "conversations.replies" else {"im:write"}
    events = printed["settings"]["event_subscriptions"]["bot_events"]
    used |= {EVENT_SCOPES[event] for event in events if event in EVENT_SCOPES}
    asked = printed["oauth_config"]["scopes"]
    assert used <= {*asked["bot"], *asked["bot_optional"]}
    assert set(asked["bot"]) - used <= {"assistant:write"}
    refused = [call for call in server.state.calls if call.error == "missing_scope"]
    assert refused == []
