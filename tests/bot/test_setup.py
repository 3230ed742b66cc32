"""The set-up: the answers get into a file that only its owner can read."""

import io
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.web.config import WebSettings
from bot.settings import Settings
from bot.setup import questions, set_up
from core.domain.errors import OperatorError
from core.domain.setup_questions import FoundSetting, SetupQuestion
from core.inference.huggingface.settings import HuggingFaceSettings


def answered(folder: Path, answers: dict[str, list[str]], *, replace: bool = True) -> str:
    """Sets up with these answers, one for each prompt. Returns the output."""
    out = io.StringIO()

    def ask(question: SetupQuestion) -> str:
        left = answers.get(question.name, [])
        return left.pop(0) if left else ""

    set_up(folder, ask, lambda _: replace, out)
    return out.getvalue()


def test_answers_are_written_for_their_owner_only(tmp_path: Path) -> None:
    said = answered(tmp_path, {"HF_TOKEN": ["hf_abcdefgh"], "TROUBADOUR_PORT": ["99999", "8000"]})
    assert (tmp_path / ".env").stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [tmp_path / ".env"]
    found = Settings.load(environ={}, folder=tmp_path)
    assert found.section(WebSettings).port == 8000
    token = found.section(HuggingFaceSettings).hf_token
    assert token is not None
    assert token.get_secret_value() == "hf_abcdefgh"
    assert "TROUBADOUR_PORT (environment) cannot be “99999”: it is a whole number from 1 to 65535." in said
    assert "Now: troubadour run" in said


@settings(max_examples=50)
@given(token=st.text(st.characters(exclude_categories=("C", "Z")), min_size=1))
def test_any_token_is_read_back_as_it_was_given(tmp_path_factory: pytest.TempPathFactory, token: str) -> None:
    folder = tmp_path_factory.mktemp("setup")
    answered(folder, {"HF_TOKEN": [token]})
    found = Settings.load(environ={}, folder=folder).section(HuggingFaceSettings).hf_token
    assert found is not None
    assert found.get_secret_value() == token


def test_a_file_that_is_there_is_kept_unless_one_says_so(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("HF_TOKEN=old")
    assert "stays as it is" in answered(tmp_path, {"HF_TOKEN": ["new"]}, replace=False)
    assert (tmp_path / ".env").read_text() == "HF_TOKEN=old"
    answered(tmp_path, {"HF_TOKEN": ["new"]})
    assert "HF_TOKEN='new'" in (tmp_path / ".env").read_text()


def test_a_folder_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match=r"\.env cannot be written \(No such file or directory\)"):
        answered(tmp_path / "nowhere", {})


@pytest.mark.parametrize("accepted", [True, False])
def test_a_model_on_this_machine_is_used_only_if_somebody_says_so(tmp_path: Path, accepted: bool) -> None:
    name, value = "TROUBADOUR_CHAT_COMPLETION_MODELS", "llama3.2:1b@http://127.0.0.1:11434/v1"
    found = [FoundSetting(name=name, value=value, title="Ollama at 127.0.0.1:11434: llama3.2:1b")]
    out, asked = io.StringIO(), list[str]()

    def confirm(question: str) -> bool:
        asked.append(question)
        return accepted

    set_up(tmp_path, lambda _: "", confirm, out, found)

    assert "On this machine: Ollama at 127.0.0.1:11434: llama3.2:1b" in out.getvalue()
    assert asked == [f"Use it ({value})"]
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
        "SLACK_BOT_TOKEN",
        "SLACK_APP_TOKEN",
    ]
