"""The set-up: the answers get into a file that only its owner can read."""

import asyncio
import io
import json
import os
from collections.abc import Collection, Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.web.config import WebSettings
from bot.settings import Settings
from bot.setup import _write, asking, load_alone, set_up
from core.domain.errors import OperatorError
from core.domain.setup_questions import FoundSetting, SetupQuestion
from core.inference.huggingface.settings import HuggingFaceSettings
from tests.servers.discord_server import DiscordServer
from tests.servers.slack_server import SlackServer

AWAY = {"HF_ENDPOINT": "http://127.0.0.1:9"}
"""A Hub that cannot be reached."""


def questions() -> list[SetupQuestion]:
    """All questions, in their order."""
    return [question for declared in asking() for question in declared.setup_questions]


def answered(
    folder: Path, answers: dict[str, list[str]], *, no: Collection[str] = (), around: Mapping[str, str] = AWAY
) -> str:
    """Sets up with these answers, one for each prompt, and no to what begins with these words. Returns the output."""
    out = io.StringIO()

    def ask(question: SetupQuestion) -> str:
        left = answers.get(question.name, [])
        return left.pop(0) if left else ""

    def confirm(asked: str) -> bool:
        out.write(f"{asked}?\n")
        return not asked.startswith(tuple(no))

    started = set_up(folder, ask, confirm, out, load=lambda given: load_alone({**around, **given}))
    assert started is ("Start the bot?" in out.getvalue() and "Later:" not in out.getvalue())
    return out.getvalue()


def test_answers_are_written_for_their_owner_only(tmp_path: Path) -> None:
    said = answered(
        tmp_path, {"HF_TOKEN": ["hf_abcdefgh"], "TROUBADOUR_PORT": ["99999", "8000"]}, no=["Connect", "Start"]
    )
    assert (tmp_path / ".env").stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [tmp_path / ".env"]
    found = Settings.load(environ={}, folder=tmp_path)
    assert found.section(WebSettings).port == 8000
    token = found.section(HuggingFaceSettings).hf_token
    assert token is not None
    assert token.get_secret_value() == "hf_abcdefgh"
    assert "TROUBADOUR_PORT (environment) cannot be “99999”: it is a whole number from 1 to 65535." in said
    assert said.endswith("Later: troubadour run\n")


@settings(max_examples=50)
@given(token=st.text(st.characters(exclude_categories=("C", "Z")), min_size=1))
def test_any_token_is_read_back_as_it_was_given(tmp_path_factory: pytest.TempPathFactory, token: str) -> None:
    folder = tmp_path_factory.mktemp("setup")
    _write(folder / ".env", {"HF_TOKEN": token})
    found = Settings.load(environ={}, folder=folder).section(HuggingFaceSettings).hf_token
    assert found is not None
    assert found.get_secret_value() == token


def test_a_file_that_is_there_is_kept_unless_one_says_so(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("HF_TOKEN=old")
    assert "stays as it is" in answered(tmp_path, {"HF_TOKEN": ["new"]}, no=[str(tmp_path)])
    assert (tmp_path / ".env").read_text() == "HF_TOKEN=old"
    answered(tmp_path, {"HF_TOKEN": ["new"]}, no=["Connect"])
    assert "HF_TOKEN='new'" in (tmp_path / ".env").read_text()


def test_a_folder_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match=r"\.env cannot be written \(No such file or directory\)"):
        answered(tmp_path / "nowhere", {}, no=["Connect"])


@pytest.mark.parametrize("accepted", [True, False])
def test_a_model_on_this_machine_is_used_only_if_somebody_says_so(tmp_path: Path, accepted: bool) -> None:
    name, value = "TROUBADOUR_CHAT_COMPLETION_MODELS", "llama3.2:1b@http://127.0.0.1:11434/v1"
    found = [FoundSetting(name=name, value=value, title="Ollama at 127.0.0.1:11434: llama3.2:1b")]
    out, asked = io.StringIO(), list[str]()

    def confirm(question: str) -> bool:
        asked.append(question)
        return accepted if question.startswith("Use") else False

    set_up(tmp_path, lambda _: "", confirm, out, found)

    assert "On this machine: Ollama at 127.0.0.1:11434: llama3.2:1b" in out.getvalue()
    assert asked == ["Connect Discord", "Connect Slack", f"Use it ({value})", "Start the bot"]
    models = Settings.load(environ={}, folder=tmp_path).section(HuggingFaceSettings).chat_completion_models
    assert (models == (value,)) is accepted


def test_every_question_is_about_a_setting_and_says_where_its_answer_is_got() -> None:
    for question in questions():
        assert Settings.load(environ={question.name: "1"}, folder=Path(os.devnull))
        assert question.explanation


def test_the_questions_begin_with_what_needs_no_account() -> None:
    assert [question.name for question in questions()] == [
        "TROUBADOUR_PORT",
        "HF_TOKEN",
        "DISCORD_TOKEN",
        "DISCORD_GUILDS",
        "SLACK_BOT_TOKEN",
        "SLACK_APP_TOKEN",
    ]


async def walked(tmp_path: Path, answers: dict[str, list[str]], *, no: Collection[str] = (), **around: str) -> str:
    """Sets up beside servers that this loop runs."""
    return await asyncio.to_thread(answered, tmp_path, answers, no=no, around={**AWAY, **around})


@pytest.mark.may_block
async def test_discord_is_tried_and_tells_its_servers(tmp_path: Path) -> None:
    async with DiscordServer() as server:
        around = {"DISCORD_API_URL": server.api_url}
        said = await walked(
            tmp_path, {"DISCORD_TOKEN": ["MTA.of.nobody", server.token]}, no=["Connect Slack", "Use it"], **around
        )
        assert server.violations == []
    wrong, right = said.index("Discord does not know this token."), said.index("It is the bot troubadour.")
    assert wrong < said.index("Use it all the same?") < right
    assert f"https://discord.com/oauth2/authorize?client_id={server.state.application_id}&" in said
    assert f"It serves {server.guild.name}." in said
    assert (tmp_path / ".env").read_text().splitlines()[1:] == [
        f"DISCORD_TOKEN='{server.token}'",
        f"DISCORD_GUILDS='{server.guild.id}'",
    ]


@pytest.mark.may_block
async def test_slack_is_tried_and_gets_its_manifest(tmp_path: Path) -> None:
    async with SlackServer() as server:
        environ = server.environ
        bot, app = environ.pop("SLACK_BOT_TOKEN"), environ.pop("SLACK_APP_TOKEN")
        said = await walked(
            tmp_path,
            {"SLACK_BOT_TOKEN": ["xoxb-of-nobody", bot], "SLACK_APP_TOKEN": [app]},
            no=["Connect Discord", "Use it"],
            **environ,
        )
    wrong, right = said.index("Slack rejects this bot token"), said.index("It is troubadour in Troubadours.")
    assert wrong < said.index("Use it all the same?") < right < said.index("The app-level token opens connections.")
    manifest = json.loads((tmp_path / "slack-manifest.json").read_text())
    assert manifest["settings"]["socket_mode_enabled"] is True
    assert "paste slack-manifest.json,\nwhich is in this folder" in said
    assert said.endswith("Start the bot?\n")


@pytest.mark.may_block
async def test_what_cannot_be_tried_can_be_kept(tmp_path: Path) -> None:
    said = await walked(
        tmp_path, {"DISCORD_TOKEN": ["a.b.c"]}, no=["Connect Slack"], DISCORD_API_URL="http://127.0.0.1:9"
    )
    assert "Discord was not reached" in said
    assert "DISCORD_TOKEN='a.b.c'" in (tmp_path / ".env").read_text()
