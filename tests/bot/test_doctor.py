"""`troubadour doctor`: each problem is a row with its fix."""

import asyncio
import json
import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import NamedTuple

import pytest

from bot.doctor import Finding, examine
from bot.settings import Settings
from tests.bot.processes import Kitchen, free_port
from tests.servers.discord_server import DiscordServer, Permission
from tests.servers.discord_server.rules import USUAL_PERMISSIONS
from tests.servers.otlp_server import otlp_server
from tests.servers.slack_server import SlackServer

pytestmark = pytest.mark.may_block  # a command of its own

LOCAL = {"TROUBADOUR_LOCAL_DISCOVERY": "false"}


async def found(folder: Path, area: str, **environ: str) -> list[Finding]:
    """The rows of an area."""
    settings = Settings.load(
        {"hf_login": False}, environ={"TROUBADOUR_DATA": str(folder / "data"), **LOCAL, **environ}, folder=folder
    )
    return [each for each in await examine(settings) if each.area == area]


def problems(findings: list[Finding]) -> list[str]:
    """What is wrong. Each problem has a fix."""
    assert all(each.fix for each in findings if not each.ok)
    return [each.finding for each in findings if not each.ok]


def notes(findings: list[Finding]) -> str:
    """What a sound setup still lacks."""
    return " ".join(f"{each.finding} {each.fix}" for each in findings if each.state == "note")


@pytest.fixture
async def server() -> AsyncIterator[DiscordServer]:
    async with DiscordServer() as server:
        yield server
    assert server.violations == []


async def test_a_sound_discord_has_no_problem(server: DiscordServer, tmp_path: Path) -> None:
    chosen = {**server.environ, "DISCORD_GUILDS": str(server.guild.id)}
    rows = await found(tmp_path, "Discord", **chosen)
    assert problems(rows) == []
    assert "has none of the commands yet. `troubadour run` sends them" in notes(rows)
    assert "switch on Message Content Intent" in notes(rows)
    assert f"In {server.guild.name}, the bot has all permissions that it needs." in [each.finding for each in rows]
    await asyncio.to_thread(Kitchen(tmp_path).run, "discord", "sync", **chosen)
    rows = await found(tmp_path, "Discord", **chosen)
    assert any(re.match(r"Discord has all \d\d commands and menus\.", each.finding) for each in rows)
    server.state.commands[None].pop()
    assert "lacks these commands" in notes(await found(tmp_path, "Discord", **chosen))


class Wrong(NamedTuple):
    """Something that is wrong with a Discord, the settings for it, and what the doctor says."""

    said: str
    environ: dict[str, str]
    guild: bool = True


@pytest.mark.parametrize(
    "wrong",
    [
        Wrong("Discord does not know this token.", {"DISCORD_TOKEN": "MTA.of.nobody"}),
        Wrong("No server is listed, so the bot refuses everybody.", {}, guild=False),
        Wrong("The bot is not in the listed server 123.", {"DISCORD_GUILDS": "123"}),
        Wrong(
            "DISCORD_PUBLIC_KEY is not this application's.", {"DISCORD_HTTP": "true", "DISCORD_PUBLIC_KEY": "a" * 64}
        ),
        Wrong("Discord has no address to post commands to.", {"DISCORD_HTTP": "true"}),
        Wrong("Discord signs its requests.", {"DISCORD_HTTP": "true", "DISCORD_PUBLIC_KEY": ""}),
        Wrong("Discord was not reached", {"DISCORD_API_URL": "http://127.0.0.1:9"}),
    ],
    ids=lambda wrong: wrong.said,
)
async def test_what_is_wrong_with_discord_is_told(server: DiscordServer, tmp_path: Path, wrong: Wrong) -> None:
    guilds = {"DISCORD_GUILDS": str(server.guild.id)} if wrong.guild else {}
    rows = await found(tmp_path, "Discord", **{**server.environ, **guilds, **wrong.environ})
    assert problems(rows)[0].startswith(wrong.said)
    assert server.token not in str(rows)


async def test_without_a_model_the_built_in_engine_is_enough_where_it_answers(
    server: DiscordServer, tmp_path: Path
) -> None:
    rows = await found(tmp_path, "Hugging Face")
    assert problems(rows) == []
    for way in ("https://huggingface.co/settings/tokens", "HF_TOKEN", "TROUBADOUR_CHAT_COMPLETION_MODELS=model@"):
        assert way in notes(rows)
    assert problems(await found(tmp_path, "Answers")) == []
    # People there would take it for a model.
    assert problems(await found(tmp_path, "Answers", **server.environ)) == ["Nothing can answer on Discord."]
    assert problems(await found(tmp_path, "Answers", TROUBADOUR_ONLY="web", **server.environ)) == []
    everywhere = {**server.environ, "TROUBADOUR_BUILTIN_ENGINE": "everywhere"}
    assert problems(await found(tmp_path, "Answers", **everywhere)) == []
    nothing = await found(tmp_path, "Answers", TROUBADOUR_BUILTIN_ENGINE="off")
    assert problems(nothing) == ["Nothing can answer: no model is connected, and the built-in engine is off."]


async def test_a_missing_permission_is_named(server: DiscordServer, tmp_path: Path) -> None:
    server.guild.permissions = USUAL_PERMISSIONS & ~Permission.ATTACH_FILES
    rows = await found(tmp_path, "Discord", **server.environ, DISCORD_GUILDS=str(server.guild.id))
    assert problems(rows) == [f"In {server.guild.name}, the bot has no permission to attach files."]


async def test_the_address_that_discord_posts_to_is_tried(server: DiscordServer, tmp_path: Path) -> None:
    chosen = {**server.environ, "DISCORD_GUILDS": str(server.guild.id)}
    port = str(free_port())
    url = f"http://127.0.0.1:{port}/discord/interactions"
    server.state.endpoint_url = url
    assert problems(await found(tmp_path, "Discord", **chosen)) == [
        f"Discord posts commands to {url}, and the bot waits for them at the gateway."
    ]
    posted = {**chosen, "DISCORD_HTTP": "true", "TROUBADOUR_PORT": port}
    assert problems(await found(tmp_path, "Discord", **posted)) == [
        f"Discord posts commands to {url}, where nothing answers."
    ]
    async with otlp_server() as another:
        server.state.endpoint_url = f"{another.url}/discord/interactions"
        assert problems(await found(tmp_path, "Discord", **posted))[0].endswith("where it answers with status 404.")


async def test_a_clock_that_is_off_is_told(server: DiscordServer, tmp_path: Path) -> None:
    for ahead, said in ((0.0, ""), (400.0, "late"), (-400.0, "early")):
        server.rest.ahead = ahead
        told = problems(await found(tmp_path, "Machine", **server.environ))
        assert [line.split()[-1].strip(".") for line in told] == ([said] if said else [])


async def test_a_slack_over_http_is_told_where_it_should_post(tmp_path: Path) -> None:
    async with SlackServer(mode="http") as server:
        rows = await found(tmp_path, "Slack", **server.environ)
        assert problems(rows) == []
        assert "does not tell at which address" in notes(rows)
        redirect = {"SLACK_REDIRECT_URL": "http://127.0.0.1:9/slack/oauth_redirect"}
        (problem,) = problems(await found(tmp_path, "Slack", **server.environ, **redirect))
        assert problem == "Slack should post to http://127.0.0.1:9/slack/events, where nothing answers."


async def test_what_is_wrong_with_the_machine_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert problems(await found(tmp_path, "Machine")) == []
    assert not (tmp_path / "data").exists(), "a check changes nothing"
    file = tmp_path / "file"
    file.touch()
    assert "is not a folder" in problems(await found(tmp_path, "Machine", TROUBADOUR_DATA=str(file / "data")))[0]
    assert "no program at" in problems(await found(tmp_path, "Machine", TROUBADOUR_FFMPEG=str(file)))[0]
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10**12, 10**12 - 10**8, 10**8))
    assert problems(await found(tmp_path, "Machine"))[0].startswith("Only 0.1 GB are free")


async def test_the_collector_of_traces_is_tried(tmp_path: Path) -> None:
    async with otlp_server() as collector:
        rows = await found(tmp_path, "Machine", OTEL_EXPORTER_OTLP_ENDPOINT=collector.url)
        assert f"The collector at {collector.url} takes traces." in [each.finding for each in rows]
        collector.refuses = True
        (problem,) = problems(await found(tmp_path, "Machine", OTEL_EXPORTER_OTLP_ENDPOINT=collector.url))
        assert problem.endswith("answers with status 400.")
    away = await found(tmp_path, "Machine", OTEL_EXPORTER_OTLP_ENDPOINT="http://127.0.0.1:9")
    assert "does not answer" in problems(away)[0]


def test_the_rows_are_a_table_or_json_and_the_status_tells(tmp_path: Path) -> None:
    kitchen = Kitchen(tmp_path)
    table = kitchen.run("doctor", **LOCAL)
    assert table.status == 0
    assert "Built-in engine" in table.out
    assert table.out.rstrip().endswith("Everything works.")
    silent = kitchen.run("doctor", "--json", TROUBADOUR_BUILTIN_ENGINE="off", **LOCAL)
    assert silent.status == 1
    (problem,) = [row for row in json.loads(silent.out) if row["state"] == "problem"]
    assert problem["area"] == "Answers"
    invalid = kitchen.run("doctor", "--json", TROUBADOUR_PORT="none", TROUBADOUR_LOG_LEVEL="loud")
    assert invalid.status == 2
    assert [row["area"] for row in json.loads(invalid.out)] == ["Settings", "Settings"]
    assert "TROUBADOUR_PORT (environment) cannot be “none”." in [row["finding"] for row in json.loads(invalid.out)]
