"""A command, an engine and a platform of other packages, each with settings and sentences of its own."""

import asyncio
import base64
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.bot.processes import ROOT, Kitchen, free_port
from tests.packages import install

OUTSIDE = ROOT / "tests" / "outside"

pytestmark = pytest.mark.may_block


@pytest.fixture
def kitchen(tmp_path: Path) -> Kitchen:
    """A process that finds the three packages."""
    for group, name in (("commands", "dice"), ("engines", "echo"), ("platforms", "room")):
        install(
            tmp_path / "installed", f"troubadour_{name}", {f"troubadour.{group}": {name: f"troubadour_{name}:{name}"}}
        )
    kitchen = Kitchen(tmp_path)
    kitchen.environ["PYTHONPATH"] += f":{OUTSIDE}:{tmp_path / 'installed'}"
    return kitchen


def test_an_outside_command_speaks_the_readers_language(kitchen: Kitchen) -> None:
    said = kitchen.run("ask", "/dice --sides 20", "--locale", "de")
    assert said.out.startswith("Der Würfel mit 20 Seiten zeigt "), said.err
    assert kitchen.run("ask", "/dice --sides 20", "--locale", "ja").out.startswith("The die with 20 sides shows ")
    assert "/dice" in kitchen.run("commands").out


def test_an_outside_engine_answers_before_the_built_in_one_and_is_checked(kitchen: Kitchen) -> None:
    said = kitchen.run("ask", "hello", ECHO_TIMES="2")
    assert said.out.strip() == "hello hello", said.err
    events = kitchen.run("ask", "--json", "hello", ECHO_TIMES="2").out
    assert '"id": "echo-note"' in events
    assert "hello hello" not in kitchen.run("ask", "hello").out
    doctor = kitchen.run("doctor", ECHO_TIMES="3", TROUBADOUR_LOCALE="de", HF_ENDPOINT="http://127.0.0.1:9").out
    assert re.search(r"Echo +ok +Das Echo ist bereit und", doctor)


def test_settings_of_outside_packages_are_settings_like_any(kitchen: Kitchen) -> None:
    shown = kitchen.run("settings", ROOM_PORT="7000", ROOM_TOKEN="sesame", ECHO_TIMES="1").out
    assert {"ROOM_PORT", "ECHO_TIMES", "ROOM_TOKEN"} <= {line.split()[0] for line in shown.splitlines()}
    assert "sesame" not in shown
    wrong = kitchen.run("settings", ECHO_TIMES="12")
    assert (wrong.status, wrong.err) == (
        2,
        "ECHO_TIMES (environment) cannot be “12”: it is a whole number from 0 to 9.\n",
    )
    assert "a list of web, discord, slack, room" in kitchen.run("run", "--only", "cinema").err
    missing = kitchen.run("run", "--only", "room").err
    assert missing == "The room needs a port: set ROOM_PORT, or leave room out of --only.\n"


def test_a_package_that_does_not_fit_is_named(kitchen: Kitchen) -> None:
    install(kitchen.folder / "bad", "bad", {"troubadour.platforms": {"bad": "troubadour_dice:dice"}})
    kitchen.environ["PYTHONPATH"] += f":{kitchen.folder / 'bad'}"
    said = kitchen.run("settings").err
    assert "A package adds a platform that cannot be used" in said
    assert "'bad'" in said


def test_an_outside_package_does_not_change_sentences_that_exist(kitchen: Kitchen) -> None:
    wording = kitchen.folder / "loud" / "loud" / "locales" / "en" / "loud.ftl"
    wording.parent.mkdir(parents=True)
    wording.write_text("no-such-command-but = LOUD\nloud-own = fine\n", encoding="utf-8")
    declared = "from dataclasses import replace\nfrom troubadour_dice import dice\n"
    declared += "shout = replace(dice, name='shout', messages='loud')\n"
    (kitchen.folder / "loud" / "loud" / "__init__.py").write_text(declared, encoding="utf-8")
    install(kitchen.folder / "loud", "loud", {"troubadour.commands": {"shout": "loud:shout"}})
    kitchen.environ["PYTHONPATH"] += f":{kitchen.folder / 'loud'}"
    assert "The die with 6 sides shows" in kitchen.run("ask", "/shout").out
    refused = kitchen.run("ask", "/imagin a fox").err
    assert "imagin" in refused
    assert "LOUD" not in refused


class Visitor:
    """A person in the room, who keeps the posts that can be seen."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self.posts: dict[str, dict[str, Any]] = {}
        self.edited: set[str] = set()

    async def send(self, **message: Any) -> None:
        """Sends a line."""
        self._writer.write(json.dumps({"user": "ann", "token": "sesame", **message}).encode() + b"\n")
        await self._writer.drain()

    async def sees(self, *kinds: str) -> dict[str, Any]:
        """Waits for a note, a deletion or a post that becomes complete."""
        while True:
            async with asyncio.timeout(30):
                message: dict[str, Any] = json.loads(await self._reader.readline())
            if "delete" in message:
                del self.posts[message["delete"]]
            elif (id := message.get("post")) is not None:
                assert id not in self.posts
                self.posts[id] = message
            elif (id := message.get("edit")) is not None:
                before, self.posts[id] = self.posts[id], message
                self.edited.add(id)
                if before["complete"]:
                    continue  # the last edit may be sent twice
            if any(message.get(kind) for kind in kinds):
                return message


@asynccontextmanager
async def visited(port: int) -> AsyncIterator[Visitor]:
    """Enters the room as soon as it is open."""
    async with asyncio.timeout(60):
        while True:
            try:
                reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=32_000_000)
                break
            except OSError:
                await asyncio.sleep(0.1)
    try:
        yield Visitor(reader, writer)
    finally:
        writer.close()


async def test_an_outside_platform_posts_edits_and_deletes_with_files_and_buttons(kitchen: Kitchen) -> None:
    port = free_port()
    environ = {"ROOM_PORT": str(port), "ROOM_TOKEN": "sesame", "TROUBADOUR_BUILTIN_ENGINE": "everywhere"}
    with kitchen.running("run", "--only", "room", **environ):
        async with visited(port) as ann:
            await ann.send(locale="de")
            assert (await ann.sees("note"))["note"] == "Willkommen im Raum, ann."
            await ann.send(say="/dice --sides 2")
            assert "The die with 2 sides shows" in (await ann.sees("complete"))["text"]
            await ann.send(say="/dice --sides 1")
            assert "2" in (await ann.sees("note"))["note"]

            await ann.send(say="/imagine a red fox")
            shown = await ann.sees("complete")
            (picture,) = shown["files"]
            data = base64.b64decode(picture["data"])
            assert data.startswith((b"\x89PNG", b"\xff\xd8", b"RIFF"))
            assert "edit" in shown, "it was posted before it was complete"

            attached = {"name": "fox.png", "media_type": "image/png", "data": picture["data"]}
            await ann.send(say="/limerick", files=[attached])
            verse = await ann.sees("complete")
            assert len(verse["text"].splitlines()) >= 5

            labels = {button["label"]: button["id"] for button in shown["buttons"]}
            await ann.send(press=labels["Delete"])
            assert (await ann.sees("delete"))["delete"] == shown["edit"]
            assert shown["edit"] not in ann.posts
