"""Chatting with real servers, and what they answer when something is wrong."""

from pathlib import Path

import pytest

from tests.bot.processes import Kitchen, free_port
from tests.real_servers.conftest import ModelServer
from tests.servers.hub_server.making import picture

LONG = "word " * 400
"""Several times the context of the tiny models."""


def test_an_answer_streams(kitchen: Kitchen) -> None:
    done = kitchen.run("ask", "/chat Hello --max-new-tokens 16")
    assert done.status == 0, done.err
    assert done.out.strip()
    assert "Built-in engine" not in done.out + done.err


def test_a_text_is_continued(kitchen: Kitchen) -> None:
    done = kitchen.run("ask", "/complete Once --max-new-tokens 16 --seed 1")
    assert done.status == 0, done.err


def test_the_doctor_knows_the_server_and_its_model(kitchen: Kitchen, server: ModelServer) -> None:
    told = kitchen.run("doctor")
    assert server.address.removesuffix("/v1") in told.out + told.err


def test_a_model_that_the_server_does_not_have_is_passed_over(kitchen: Kitchen, server: ModelServer) -> None:
    listed = f"no/such-model@{server.address},{server.reference}"
    done = kitchen.run("ask", "/chat Hello --max-new-tokens 16", TROUBADOUR_CHAT_COMPLETION_MODELS=listed)
    assert done.status == 0, done.err
    assert done.out.strip()


def test_a_server_that_is_gone_is_named(kitchen: Kitchen, server: ModelServer) -> None:
    server.process.kill()
    server.process.wait()
    done = kitchen.run("ask", "/chat Hello")
    assert done.status == 1
    assert "Traceback" not in done.err
    assert server.model.rpartition("/")[2] in done.err


def test_a_server_that_dies_while_it_answers_is_told(kitchen: Kitchen, server: ModelServer) -> None:
    with kitchen.running("ask", "/complete Once --max-new-tokens 400") as process:
        assert process.stdout is not None
        assert process.stdout.read(1)
        server.process.kill()
        _, complaints = process.communicate(timeout=60)
    assert process.returncode in (0, 1)
    assert "Traceback" not in complaints
    assert process.returncode == 0 or complaints.strip()


def test_a_message_that_is_too_long_is_answered_or_told(kitchen: Kitchen) -> None:
    done = kitchen.run("ask", f"/chat {LONG} --max-new-tokens 8")
    assert "Traceback" not in done.err
    assert done.status == (0 if done.out.strip() else 1)
    assert done.out.strip() or done.err.strip()


def test_nothing_comes_after_a_stop_text(kitchen: Kitchen) -> None:
    done = kitchen.run("ask", "/complete Once --max-new-tokens 64 --stop e|a|t|0|1")
    assert done.status == 0, done.err
    assert not set("eat01") & set(done.out)


@pytest.mark.parametrize("server", ["transformers"], indirect=True)
def test_a_model_that_sees_gets_a_picture(kitchen: Kitchen, server: ModelServer, models: Path, tmp_path: Path) -> None:
    photo = tmp_path / "fox.png"
    photo.write_bytes(picture(kind="PNG"))
    reference = f"{models / 'llava'}@{server.address}"
    line = "/chat What is this? --max-new-tokens 16"
    done = kitchen.run("ask", line, "--attach", str(photo), TROUBADOUR_CHAT_COMPLETION_MODELS=reference)
    assert done.status == 0, done.err
    assert done.out.strip()


def test_a_server_that_was_never_there_is_named(kitchen: Kitchen) -> None:
    reference = f"absent@http://127.0.0.1:{free_port()}/v1"
    done = kitchen.run("ask", "/chat Hello", TROUBADOUR_CHAT_COMPLETION_MODELS=reference)
    assert done.status == 1
    assert "cannot reach absent" in done.err
