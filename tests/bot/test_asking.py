"""`troubadour ask` and `sessions` as processes: pipes, sessions, models and exit statuses."""

import asyncio
import logging
import os
import re
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.command_line import run_command_line
from tests.bot.loopback import environ, fill
from tests.bot.processes import Ended, Kitchen
from tests.servers.hub_server import HubServer, Stream

pytestmark = pytest.mark.may_block


@pytest.fixture
def kitchen(tmp_path: Path) -> Kitchen:
    return Kitchen(tmp_path)


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[HubServer]:
    (tmp_path / "models").mkdir()
    async with HubServer(prompt=True) as server:
        fill(server, tmp_path / "models")
        yield server


async def asked(kitchen: Kitchen, server: HubServer, *arguments: str, given: str = "") -> Ended:
    """The end of `ask` with a model of the loopback server."""
    chosen = environ(server, chat_completion="org/chat, org/other")
    return await asyncio.to_thread(lambda: kitchen.run("ask", *arguments, given=given, **chosen))


def words(messages: list[dict[str, Any]]) -> list[str]:
    """The texts of messages to a model."""
    return [
        each["content"]
        if isinstance(each["content"], str)
        else "\n".join(part.get("text", "") for part in each["content"])
        for each in messages
    ]


async def test_what_is_piped_in_is_attached_and_stays_in_the_session(kitchen: Kitchen, server: HubServer) -> None:
    server.script["/chat/"] = [Stream(words=("The disk ", "is full.")), Stream(words=("Delete something.",))]
    first = await asked(kitchen, server, "what is wrong?", given="12:00 error: no space left on device\n")
    assert (first.status, first.out, first.err) == (0, "The disk is full.\n", "")
    again = await asked(kitchen, server, "-c", "-s", "Be brief.", "and now?")
    assert (again.status, again.out) == (0, "Delete something.\n")

    [one, two] = [words(post.body["messages"]) for post in server.posts()]
    assert "what is wrong?" in one[-1]
    assert "no space left on device" in one[-1]
    assert two[0].startswith("Be brief.")
    assert "what is wrong?" in two[1]
    assert two[2] == "The disk is full."
    assert "no space left on device" in two[-1], "the file is still there"

    listed = kitchen.run("sessions").out
    assert re.fullmatch(r"[0-9a-f]{8}  \d{4}-\d\d-\d\d \d\d:\d\d  what is wrong\?\n", listed)
    third = await asked(kitchen, server, "--session", listed[:4], "really?")
    assert third.status == 0
    assert words(server.posts()[-1].body["messages"])[0].startswith("Be brief."), "a session keeps its system prompt"
    folder = kitchen.folder / ".local" / "share" / "troubadour" / "sessions"
    assert {path.stat().st_mode & 0o077 for path in folder.rglob("*")} == {0}


async def test_a_torn_answer_is_status_1(kitchen: Kitchen, server: HubServer) -> None:
    server.script["/chat/"] = [Stream(tear=True)]
    ended = await asked(kitchen, server, "hello")
    assert (ended.status, ended.out) == (1, "Once upon a time\n")
    assert ended.err.count("\n") == 1


async def test_the_named_model_answers(kitchen: Kitchen, server: HubServer) -> None:
    server.add("org/other", "text-generation", novita="conversational")
    assert (await asked(kitchen, server, "--model", "org/other", "hello")).status == 0
    assert server.posts()[-1].body["model"].startswith("org/other")
    refused = await asked(kitchen, server, "--model", "org/other", "/troubadour status")
    assert (refused.status, refused.out) == (2, "")
    assert "--model" in refused.err


async def test_nothing_is_spent_on_what_cannot_be_written(kitchen: Kitchen, server: HubServer) -> None:
    (kitchen.folder / "file").write_text("")
    chosen = environ(server, text_to_image="org/painter:fal-ai")
    ended = await asyncio.to_thread(lambda: kitchen.run("ask", "/imagine a fox", "--out", "file", **chosen))
    assert (ended.status, ended.out) == (1, "")
    assert ended.err.startswith("I cannot write into file ")
    assert server.posts() == []


def test_what_is_piped_in_is_never_a_command(kitchen: Kitchen) -> None:
    ended = kitchen.run("ask", "-", given="/troubadour forget-me --confirm")
    assert ended.status == 0, ended.err
    assert "forgot" not in ended.out.lower()


class HereAndNow:
    """The command line in this process, which is quicker."""

    def __init__(self, capfd: pytest.CaptureFixture[str]) -> None:
        self._capfd = capfd

    def run(self, *arguments: str) -> Ended:
        status = run_command_line(arguments)
        said = self._capfd.readouterr()
        return Ended(status, said.out, said.err)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Iterator[HereAndNow]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.setenv("TROUBADOUR_BUILTIN_ENGINE_PACE", "0")
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield HereAndNow(capfd)
    root.handlers[:] = handlers
    root.setLevel(level)


def test_sessions_end_when_they_are_reset_deleted_private_or_forgotten(here: HereAndNow) -> None:
    here.run("ask", "--private", "one")
    assert here.run("sessions").out == "No session is kept.\n"
    missing = here.run("ask", "-c", "one")
    assert (missing.status, missing.err) == (2, "There is no session to continue.\n")
    here.run("ask", "one")
    here.run("ask", "two")
    listed = here.run("sessions").out.splitlines()
    assert [line.split()[-1] for line in listed] == ["two", "one"]
    assert here.run("ask", "-c", "/troubadour reset").status == 0
    assert here.run("sessions").out.splitlines() == listed[1:]
    here.run("ask", "three")
    assert here.run("sessions", "--delete", listed[1].split()[0]).status == 0
    assert [line.split()[-1] for line in here.run("sessions").out.splitlines()] == ["three"]
    assert here.run("ask", "/troubadour forget-me --confirm").status == 0
    assert here.run("sessions").out == "No session is kept.\n"
    unknown = here.run("ask", "--session", "zzz", "hello")
    assert (unknown.status, unknown.err) == (2, "There is no session “zzz”: `troubadour sessions` lists them.\n")


def test_a_standard_output_that_takes_nothing_is_status_1(kitchen: Kitchen) -> None:
    command = [sys.executable, "-m", "bot", "ask", "hello"]
    if Path("/dev/full").exists():
        with Path("/dev/full").open("w") as full:
            assert (
                subprocess.run(command, cwd=kitchen.folder, env=kitchen.environ, stdout=full, check=False).returncode
                == 1
            )
    closed = subprocess.run(
        ["sh", "-c", 'exec "$@" >&-', "sh", *command],
        cwd=kitchen.folder,
        env=kitchen.environ,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        check=False,
    )
    assert (closed.returncode, closed.stderr) == (1, "There is no standard output to write the answer to.\n")


def test_shells_complete(here: HereAndNow, monkeypatch: pytest.MonkeyPatch) -> None:
    for shell in ("bash", "zsh", "fish"):
        script = here.run("completion", shell)
        assert script.status == 0
        assert f"_TROUBADOUR_COMPLETE=complete_{shell}" in script.out
    monkeypatch.setenv("_TYPER_COMPLETE_ARGS", "troubadour ses")
    monkeypatch.setenv("_TYPER_COMPLETE_FISH_ACTION", "get-args")
    for shell in ("zsh", "fish"):
        monkeypatch.setenv("_TROUBADOUR_COMPLETE", f"complete_{shell}")
        assert "sessions" in here.run().out


def test_bash_completes_with_the_script(kitchen: Kitchen) -> None:
    (kitchen.folder / "troubadour").write_text(f'#!/bin/sh\nexec {sys.executable} -m bot "$@"\n')
    (kitchen.folder / "troubadour").chmod(0o755)
    (kitchen.folder / "completion").write_text(kitchen.run("completion", "bash").out)
    typed = (
        ". ./completion; COMP_WORDS=(troubadour ses) COMP_CWORD=1; _troubadour_completion troubadour; echo $COMPREPLY"
    )
    done = subprocess.run(
        ["bash", "-c", typed],
        cwd=kitchen.folder,
        env=kitchen.environ | {"PATH": f"{kitchen.folder}:{os.environ['PATH']}"},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout == "sessions\n"


async def test_with_a_data_folder_the_same_picture_is_paid_for_once(kitchen: Kitchen, server: HubServer) -> None:
    chosen = environ(server, text_to_image="org/painter:hf-inference")
    pictures = []
    for run, more in enumerate(((), (), ("--fresh",))):
        (kitchen.folder / f"out{run}").mkdir()
        words = " ".join(("/imagine a fox --seed 7", *more))
        arguments = ("ask", "--data", "kept", "--out", f"out{run}", words)
        ended = await asyncio.to_thread(kitchen.run, *arguments, **chosen)
        assert ended.status == 0, ended.err
        pictures.append([file.read_bytes() for file in (kitchen.folder / f"out{run}").iterdir()])
        assert len(server.posts()) == (2 if more else 1)
    assert len(pictures[0]) == 1
    assert pictures[1] == pictures[0]
