"""Secrets that are created once and kept."""

from pathlib import Path

import pytest

from bot.secret_files import read_or_create_secret, secrets_of
from bot.settings import Settings
from core.domain.errors import OperatorError


def test_a_secret_is_made_once_for_its_user_only(tmp_path: Path) -> None:
    made = [read_or_create_secret(tmp_path / "key", lambda number=number: f"secret{number}") for number in range(3)]  # type: ignore[misc]
    assert made == ["secret0"] * 3
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [tmp_path / "key"]


def test_an_emptied_file_gets_a_new_one(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("")
    assert read_or_create_secret(tmp_path / "key", lambda: "new") == "new"
    assert (tmp_path / "key").read_text() == "new\n"


def test_the_remains_of_a_crash_are_replaced(tmp_path: Path) -> None:
    (tmp_path / "key.new").write_text("half")
    assert read_or_create_secret(tmp_path / "key", lambda: "new") == "new"


def test_a_file_that_cannot_be_used_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "key").mkdir()
    with pytest.raises(OperatorError, match=r"The file .*key cannot be used \(Is a directory\): make it readable"):
        read_or_create_secret(tmp_path / "key", lambda: "new")


def test_processes_with_a_database_derive_the_same_secrets_from_their_key(tmp_path: Path) -> None:
    def made(key: str, name: str) -> str:
        environ = {"DATABASE_URL": "postgresql://db/troubadour", "TROUBADOUR_SECRET_KEY": key * 32}
        return secrets_of(Settings.load(environ=environ, folder=tmp_path), tmp_path)(name, lambda: "new")

    assert made("a", "cookies") == made("a", "cookies")
    assert len({made("a", "cookies"), made("b", "cookies"), made("a", "password"), "new"}) == 4
    assert list(tmp_path.iterdir()) == []
