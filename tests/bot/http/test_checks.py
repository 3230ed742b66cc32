"""The doctor's lines about addresses."""

import socket
from pathlib import Path

import pytest

from bot.http.checks import check_addresses
from bot.settings import Settings
from core.domain.checks import SetupCheck
from tests.bot.processes import Kitchen, free_port, line_with


def examined(folder: Path, **environ: str) -> list[SetupCheck]:
    return list(check_addresses(Settings.load(environ=environ, folder=folder)))


POSTED = {"DISCORD_TOKEN": "t", "DISCORD_HTTP": "true", "SLACK_BOT_TOKEN": "t", "SLACK_SIGNING_SECRET": "s"}


def test_each_address_is_named_with_what_is_served_there(tmp_path: Path) -> None:
    port, own = free_port(), free_port()
    environ = {**POSTED, "TROUBADOUR_PORT": str(port), "TROUBADOUR_BASE_PATH": "/bot"}
    assert examined(tmp_path, **environ) == [
        SetupCheck(line="HTTP"),
        SetupCheck(line=f"  http://127.0.0.1:{port}/bot: Web room, Discord, Slack."),
    ]
    assert examined(tmp_path, **environ, SLACK_HTTP_PORT=str(own), TROUBADOUR_ONLY="discord,slack")[1:] == [
        SetupCheck(line=f"  http://127.0.0.1:{port}/bot: Discord."),
        SetupCheck(line=f"  http://127.0.0.1:{own}/bot: Slack."),
    ]
    assert examined(tmp_path, DISCORD_TOKEN="t", TROUBADOUR_ONLY="discord") == []


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({"SLACK_HTTP_HOST": "0.0.0.0"}, "both listen on port"),  # noqa: S104
        ({"SLACK_HTTP_HOST": "203.0.113.9"}, "SLACK_HTTP_HOST"),
    ],
)
def test_an_address_that_cannot_be_used_is_a_problem(tmp_path: Path, environ: dict[str, str], said: str) -> None:
    port = str(free_port())
    given = {**POSTED, "TROUBADOUR_PORT": port, "SLACK_HTTP_PORT": port, **environ}
    (problem,) = [check for check in examined(tmp_path, **given) if not check.ok]
    assert said in f"{problem.line} {problem.fix}"


def test_a_port_of_another_program_is_a_problem_and_that_of_a_bot_is_none(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = str(held.getsockname()[1])
        (problem,) = [check for check in examined(tmp_path, TROUBADOUR_PORT=port) if not check.ok]
        assert f"Another program has port {port}" in problem.line
        assert "--port" in problem.fix
        for setting in ("TROUBADOUR_METRICS_PORT", "TROUBADOUR_HEALTH_PORT"):
            environ = {setting: port, "TROUBADOUR_PORT": str(free_port())}
            (problem,) = [check for check in examined(tmp_path, **environ) if not check.ok]
            assert setting in problem.fix
    with Kitchen(tmp_path).running("run", "--port", port) as bot:
        line_with(bot.stderr, "the web room is open")
        assert all(check.ok for check in examined(tmp_path, TROUBADOUR_PORT=port))
