"""Slack on the command line, as a process."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from adapters.slack.config import SlackSettings
from adapters.slack.declaration import examine_slack, missing_for_slack
from bot.settings import Settings
from core.domain.checks import CheckContext, SetupCheck
from tests.bot.processes import Kitchen
from tests.servers.slack_server import SlackServer
from tests.servers.slack_server.rules import BOT_SCOPES


@pytest.fixture
def kitchen(tmp_path: Path) -> Kitchen:
    return Kitchen(tmp_path)


def test_without_tokens_the_library_is_never_imported() -> None:
    look = "import bot.running, bot.slack, bot.doctor, sys; sys.exit('slack_bolt' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", look], check=False).returncode == 0


def test_the_manifest_is_printed_for_socket_mode_and_http(kitchen: Kitchen) -> None:
    socket = json.loads(kitchen.run("slack", "manifest", SLACK_PREFIX="tb-").out)
    assert socket["settings"]["socket_mode_enabled"] is True
    assert "/tb-imagine" in [command["command"] for command in socket["features"]["slash_commands"]]
    http = json.loads(kitchen.run("slack", "manifest", "--url", "https://bot.example/slack/events").out)
    assert http["settings"]["socket_mode_enabled"] is False
    assert {command["url"] for command in http["features"]["slash_commands"]} == {"https://bot.example/slack/events"}


async def examined(settings: Settings) -> list[SetupCheck]:
    """The doctor's lines about Slack."""
    context = CheckContext(locale="en", source=settings.source)
    return list(await examine_slack(settings.section(SlackSettings), context))


@pytest.mark.may_block
async def test_the_doctor_says_who_the_tokens_are_and_what_is_missing(tmp_path: Path) -> None:
    async with SlackServer(scopes=BOT_SCOPES - {"files:read"}) as server:
        settings = Settings.load(environ=server.environ, folder=tmp_path)
        checks = await examined(settings)
        assert "  It is troubadour in Troubadours." in [check.line for check in checks]
        assert [check.line for check in checks if not check.ok] == [
            "  The scope files:read is missing: the bot cannot see pictures and files."
        ]
        wrong = Settings.load(environ={**server.environ, "SLACK_BOT_TOKEN": "xoxb-of-nobody"}, folder=tmp_path)
        assert "SLACK_BOT_TOKEN" in next(check.fix for check in await examined(wrong) if not check.ok)
    assert await examined(Settings.load(environ={}, folder=tmp_path)) == []


@pytest.mark.parametrize(
    ("environ", "named"),
    [
        ({}, "SLACK_BOT_TOKEN"),
        ({"SLACK_BOT_TOKEN": "xoxb"}, "SLACK_APP_TOKEN"),
        ({"SLACK_CLIENT_ID": "1.2"}, "SLACK_CLIENT_SECRET"),
        ({"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "x"}, "SLACK_SIGNING_SECRET"),
    ],
)
def test_what_is_missing_is_named(tmp_path: Path, environ: dict[str, str], named: str) -> None:
    assert named in (missing_for_slack(Settings.load(environ=environ, folder=tmp_path).section(SlackSettings)) or "")
