"""Files that Slack did not take: kept, and shown by a button."""

import pytest

from tests.adapters.slack.harness import AdapterHarness
from tests.servers.slack_server import SlackServer

pytestmark = pytest.mark.may_block


@pytest.mark.parametrize("command", ["/imagine a fox", "/speak a fox"])
async def test_a_file_that_no_upload_could_show_is_shown_by_a_button_without_a_model(
    harness: AdapterHarness, server: SlackServer, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setattr("adapters.slack.outbound.web_client.UPLOAD_WAITS", (0.01, 0.01))
    server.state.upload_faults = ["status", "reset"] * 50
    asked = await server.command(*command.split(" ", 1))
    answer = await asked.shows(lambda message: "Show it now" in message.buttons)
    assert not answer.pictures
    spent = len(await harness.store.spends(None, 0))
    server.state.upload_faults.clear()
    pressed = await server.press(answer, "Show it now")
    await pressed.shows(lambda message: message.pictures or message.files)
    assert len(await harness.store.spends(None, 0)) == spent
