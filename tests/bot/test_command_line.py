"""The command line as a process: its output and its exit status."""

import asyncio
import hashlib
import io
import json
import logging
import os
import signal
import struct
import subprocess
import sys
import urllib.request
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from bot.command_line import run_command_line
from core.store.sqlite.store import SqliteStore
from tests.bot.processes import ROOT, Kitchen, free_port, line_with

ANYWHERE = "0.0.0.0"  # noqa: S104 - it has a password


@pytest.fixture
def kitchen(tmp_path: Path) -> Kitchen:
    return Kitchen(tmp_path)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A folder and a log, as for a process."""
    monkeypatch.chdir(tmp_path)
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


def png(image: Image.Image, format_: str = "PNG", **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, format_, **options)
    return out.getvalue()


def test_a_picture_is_written_and_its_path_printed(kitchen: Kitchen) -> None:
    line = "/imagine a red fox in snow --seed 7 --size small"
    first = kitchen.run("ask", line, "--out", "out")
    again = kitchen.run("ask", line, "--out", "out")
    assert (first.status, first.err) == (0, "")
    path = kitchen.folder / first.out.strip()
    assert path.parent == kitchen.folder / "out"
    with Image.open(path) as picture:
        assert picture.size == (512, 512)
    assert again.out == first.out, "the same seed is the same picture, and the same file"
    other = kitchen.run("ask", line.replace("7", "8"), "--out", "out")
    assert (kitchen.folder / other.out.strip()).read_bytes() != path.read_bytes()
    assert not (kitchen.folder / "data").exists(), "nothing is kept without --data"


def test_every_event_is_a_line_of_json(kitchen: Kitchen) -> None:
    ended = kitchen.run("ask", "/perform a fox", "--json", "--out", "out")
    assert ended.status == 0, ended.err
    lines = [json.loads(line) for line in ended.out.splitlines()]
    assert lines[-1] == {"event": "done"}
    made = [line for line in lines if line["event"] in ("picture", "recording")]
    assert {line["event"] for line in made} == {"picture", "recording"}
    for line in made:
        data = Path(line["path"]).read_bytes()
        assert Path(line["path"]).parent == kitchen.folder / "out"
        assert (len(data), hashlib.sha256(data).hexdigest()) == (line["size"], line["sha256"])
        assert line["media_type"].startswith(("image/", "audio/"))
    facts = [line for line in lines if line["event"] == "facts"]
    assert facts
    assert {line["engine"] for line in facts} == {"builtin"}


def test_words_without_a_command_are_said_to_the_bot_and_need_no_quotes(kitchen: Kitchen) -> None:
    ended = kitchen.run("ask", "hello", "there")
    assert (ended.status, ended.err) == (0, "")
    assert ended.out.strip()
    assert "\x1b" not in ended.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["ask", "/imagin a fox"], "There is no command imagin. Did you mean /imagine?"),
        (["ask", "/imagine a fox --seed x"], "--seed must be a whole number from 0 to 4294967295, not “x”."),
        (["ask", "/imagine"], "/imagine needs prompt."),
        (["ask", "/limerick", "--attach", "no.png"], "There is no file no.png. Check its name and the folder you are"),
        (["ask", "/limerick", "--attach", "."], ". is a folder. Name a file in it."),
        (
            ["ask", "/translate --to Elvish Hello"],
            "--to must be a language, such as German, Deutsch or de, not “Elvish”.",
        ),
        (["ask", "/limerick"], "Say what the limerick is about"),
        (["ask", ""], "Say something after `ask`"),
        (["ask", "hi", "--locale", "tlh"], "--locale (flag) cannot be “tlh”: it is one of en, de, fr, es, ja, pt."),
        (["run", "--port", "99999"], "--port (flag) cannot be “99999”: it is a whole number from 1 to 65535."),
        (["run", "--only", "web,irc"], "--only (flag) cannot be “web,irc”: it is a list of web, discord, slack."),
        (["ask"], "Say something after `ask`"),
        (["sing"], "No such command 'sing'"),
        (["ask", "hi", "--sing"], "No such option: --sing"),
    ],
)
def test_bad_usage_is_status_2_and_a_sentence(
    here: None, capfd: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert run_command_line(arguments) == 2
    out, err = capfd.readouterr()
    assert said in err
    assert out == ""
    assert "Traceback" not in err


def test_bad_usage_is_the_status_of_the_process(kitchen: Kitchen) -> None:
    ended = kitchen.run("ask", "/imagin a fox")
    assert (ended.status, ended.out, ended.err) == (2, "", "There is no command imagin. Did you mean /imagine?\n")


def test_a_translation_without_a_model_says_how_to_connect_one(kitchen: Kitchen) -> None:
    ended = kitchen.run("ask", "/translate --to de Hello")
    assert (ended.status, ended.out) == (1, "")
    assert ended.err.startswith(
        "This needs a model, and none is connected here: the operator can set HF_TOKEN, or name"
    )
    assert ended.err.count("\n") == 1


def test_a_terminal_says_that_it_has_no_channel_to_summarise(kitchen: Kitchen) -> None:
    ended = kitchen.run("ask", "/summarize yesterday")
    assert ended.status == 1
    assert "I can summarise channels of Discord and Slack only. To sum up a file, attach it" in ended.err
    assert ended.out == ""


def test_a_failure_is_status_1_and_a_sentence(kitchen: Kitchen) -> None:
    ended = kitchen.run("ask", "hello", TROUBADOUR_BUILTIN_ENGINE="off")
    assert (ended.status, ended.out) == (1, "")
    assert ended.err == "There is no engine for this task (chat_completion). The operator can set one up.\n"
    assert kitchen.run("chat").err == 'A session needs a terminal: from a script, use troubadour ask "…".\n'
    assert kitchen.run("setup").err.startswith("The questions need a terminal")


def test_a_refusal_is_a_line_of_json_too(kitchen: Kitchen) -> None:
    ended = kitchen.run("ask", "/imagin", "--json")
    assert ended.status == 2
    assert json.loads(ended.out)["event"] == "failure"
    assert ended.err == "There is no command imagin. Did you mean /imagine?\n"


def given_files(folder: Path) -> None:
    """Files as people send them."""
    turned = Image.new("RGB", (60, 40), "green")
    exif = Image.Exif()
    exif[0x0112] = 6  # orientation: turned by 90 degrees
    (folder / "camera.jpg").write_bytes(png(turned, "JPEG", exif=exif))
    (folder / "transparent.png").write_bytes(png(Image.new("RGBA", (40, 40), (255, 0, 0, 90))))
    frames = [Image.new("P", (20, 20), number) for number in range(3)]
    (folder / "moving.gif").write_bytes(png(frames[0], "GIF", save_all=True, append_images=frames[1:]))
    (folder / "cut.jpg").write_bytes(png(Image.effect_noise((200, 200), 90).convert("RGB"), "JPEG")[:2000])
    header = b"IHDR" + struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))
    (folder / "vast.png").write_bytes(b"\x89PNG\r\n\x1a\n" + chunk + b"\0\0\0\0IDAT")
    (folder / "text.png").write_text("I am a text.")


@pytest.mark.parametrize(
    ("name", "status", "said"),
    [
        ("camera.jpg", 0, ""),
        ("transparent.png", 0, ""),
        ("moving.gif", 0, ""),
        ("cut.jpg", 2, "This JPEG picture is damaged or incomplete."),
        ("vast.png", 2, "This picture claims to be far larger than the 24 megapixels that I open."),
        ("text.png", 2, "This is not a picture. It looks like a text file, whatever its name says."),
    ],
)
def test_real_files_bring_a_limerick_or_a_clear_sentence(kitchen: Kitchen, name: str, status: int, said: str) -> None:
    given_files(kitchen.folder)
    ended = kitchen.run("ask", "/limerick", "--attach", name)
    assert ended.status == status, ended.err
    assert ended.err.startswith(said)
    assert "Traceback" not in ended.err
    if status == 0:
        assert len(ended.out.strip().splitlines()) == 5


def test_a_reader_that_goes_away_is_no_traceback(kitchen: Kitchen) -> None:
    with kitchen.running("ask", "/troubadour help") as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        assert process.stderr.read() == ""
        assert process.wait(30) == 1


def test_ctrl_c_stops_quietly_and_leaves_nothing_behind(kitchen: Kitchen, tmp_path: Path) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    with kitchen.running(
        "ask", "/complete once upon a time", "--json", TROUBADOUR_BUILTIN_ENGINE_PACE="5", TMPDIR=str(temporary)
    ) as process:
        line_with(process.stdout, "text_delta")
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (130, "")
    assert json.loads(out.splitlines()[-1])["event"] == "stopped"
    assert list(temporary.iterdir()) == []


def test_with_a_data_folder_the_terminal_remembers(kitchen: Kitchen) -> None:
    kitchen.run("ask", "/imagine a fox --size small", "--data", "kept", "--out", "out")
    ended = kitchen.run("ask", "/limerick", "--data", "kept")
    assert ended.status == 0, ended.err
    assert len(ended.out.strip().splitlines()) == 5


def test_the_room_says_where_it_is_and_leaves_in_peace(kitchen: Kitchen) -> None:
    port = free_port()
    with kitchen.running("run", "--port", str(port), TROUBADOUR_DATA="room") as process:
        line_with(
            process.stderr, "no model is connected; two ways to connect one: HF_TOKEN=… .*, or TROUBADOUR_CHAT_COM"
        )
        line_with(process.stderr, f"the web room is open: http://127.0.0.1:{port}$")
        assert kitchen.run("healthcheck", PORT=str(port)).status == 0
        taken = kitchen.run("run", "--port", str(free_port()), "--data", "room")
        assert (taken.status, taken.out) == (1, "")
        assert taken.err.startswith(f"Another Troubadour uses the data folder {kitchen.folder}/room: stop it, or ")
        busy = kitchen.run("run", "--port", str(port), "--data", "other")
        assert busy.status == 1
        assert (
            f"Port {port} on 127.0.0.1 is in use: stop the program that listens there, or choose another port with"
            in busy.err
        )
        assert "Traceback" not in busy.err
        process.send_signal(signal.SIGTERM)
        assert process.stderr is not None
        later = process.stderr.read().splitlines()
        assert ["stopping:" in later[0], later[-1].endswith("troubadour: stopped")] == [True, True], later
        assert process.wait(30) == 0
    assert kitchen.run("healthcheck", PORT=str(port)).status == 1


def test_beyond_this_machine_there_is_a_password_and_a_link_in_the_log(kitchen: Kitchen) -> None:
    port = free_port()
    for _ in range(2):
        with kitchen.running(
            "run", "--port", str(port), TROUBADOUR_HOST=ANYWHERE, TROUBADOUR_LOG_FORMAT="json"
        ) as process:
            link = line_with(process.stderr, rf"http://127.0.0.1:{port}/enter#[\w-]{{32}}")
            body = json.dumps({"token": link.partition("#")[2]}).encode()
            request = urllib.request.Request(
                f"http://127.0.0.1:{port}/enter",
                body,
                {"Content-Type": "application/json", "Origin": f"http://127.0.0.1:{port}"},
            )
            with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
                assert json.load(answer)["admin"] is True
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=30)
            assert process.returncode == 0
    made = kitchen.folder / "data" / "web-password"
    assert made.stat().st_mode & 0o777 == 0o600
    assert len(made.read_text().strip()) >= 16


def test_a_folder_that_cannot_be_written_is_one_sentence(kitchen: Kitchen) -> None:
    (kitchen.folder / "file").write_text("")
    ended = kitchen.run("run", "--data", "file")
    assert ended.status == 1
    assert "is not a folder: move that file away, or choose another folder with TROUBADOUR_DATA or --data." in ended.err


def test_a_slack_without_its_tokens_is_said(kitchen: Kitchen) -> None:
    ended = kitchen.run("run", "--only", "slack")
    needed = "Slack needs a bot token: set SLACK_BOT_TOKEN, or leave slack out of --only.\n"
    assert (ended.status, ended.err) == (1, needed)
    port = free_port()
    with kitchen.running("run", "--port", str(port), SLACK_BOT_TOKEN="xoxb-abcdefghijklmnop") as process:
        line_with(process.stderr, r"Slack is off\. Slack needs a connection: set SLACK_APP_TOKEN .*")


def test_a_database_that_is_damaged_is_one_sentence(kitchen: Kitchen) -> None:
    (kitchen.folder / "data").mkdir()
    (kitchen.folder / "data" / "troubadour.sqlite3").write_bytes(b"no database" * 500)
    ended = kitchen.run("run", "--port", str(free_port()))
    assert ended.status == 1
    assert ended.err.splitlines()[-1].startswith("The database ")
    assert "Traceback" not in ended.err


def test_the_job_of_a_killed_terminal_does_not_run_again(kitchen: Kitchen) -> None:
    with kitchen.running(
        "ask", "/complete once upon a time", "--json", "--data", "kept", TROUBADOUR_BUILTIN_ENGINE_PACE="5"
    ) as process:
        line_with(process.stdout, "text_delta")
        process.kill()
        process.wait(30)
    ended = kitchen.run("ask", "/troubadour status", "--data", "kept")
    assert (ended.status, ended.err) == (0, "")
    assert asyncio.run(unfinished(kitchen.folder / "kept")) == []


async def unfinished(folder: Path) -> list[str]:
    """The unfinished jobs of a data folder."""
    store = await SqliteStore.open(folder)
    found = list(await store.unfinished_jobs())
    await store.close()
    return found


def test_settings_are_shown_with_their_source_and_without_secrets(kitchen: Kitchen) -> None:
    (kitchen.folder / ".env").write_text("HF_TOKEN=hf_abcdefghijklmnop\nTROUBADOUR_PORT=81\n")
    ended = kitchen.run("settings")
    assert ended.status == 0
    assert "abcdef" not in ended.out
    assert ".env TROUBADOUR_PORT" in ended.out


def test_the_commands_are_listed_for_people_and_programs(kitchen: Kitchen) -> None:
    schema = json.loads(kitchen.run("commands", "--json").out)
    assert {"imagine", "chat", "troubadour help"} <= {each["name"] for each in schema}
    assert kitchen.run("commands", "--markdown").out.startswith("| command |")
    assert kitchen.run("commands").out.startswith("/chat ")
    assert kitchen.run("--version").out.startswith("troubadour ")
    assert kitchen.run().status == 2
    assert "Serve the web room" in kitchen.run("-h").out


def modules_after(code: str) -> set[str]:
    """The top-level modules that are loaded after some code."""
    script = f"import sys\nsys.argv = ['troubadour']\n{code}\nprint(*{{name.split('.')[0] for name in sys.modules}})"
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=True,
        timeout=60,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
    )
    return set(done.stdout.splitlines()[-1].split())


HEAVY = {"transformers", "discord", "slack_bolt", "slack_sdk", "torch"}


def test_help_and_the_schema_load_nothing_heavy() -> None:
    for arguments in (["--help"], ["commands", "--json"]):
        loaded = modules_after(f"from bot.command_line import run_command_line\nrun_command_line({arguments})")
        assert not loaded & (HEAVY | {"numpy", "PIL", "aiohttp", "prompt_toolkit", "soundfile", "pydub"})


def test_a_start_loads_no_client_of_a_platform_and_no_models(tmp_path: Path) -> None:
    code = f"""
import asyncio, os, signal
os.chdir({str(tmp_path)!r})
from bot.settings import Settings
from bot.http.listener import HttpListener
class Opened(HttpListener):
    async def serve(self):
        async with self.listening():
            os.kill(os.getpid(), signal.SIGTERM)
            await asyncio.Event().wait()
import bot.running
bot.running.HttpListener = Opened
from bot.running import run
asyncio.run(run(Settings.load({{'port': {free_port()}}}, environ={{}})))
"""
    loaded = modules_after(code)
    assert "aiohttp" in loaded
    assert not loaded & HEAVY
