"""Real servers with tiny models."""

import os
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.bot.processes import Kitchen, free_port

BIN = Path(os.environ.get("MODEL_SERVERS", ".venv-servers")) / "bin"
START_SECONDS = 120.0


@dataclass(frozen=True)
class ModelServer:
    """A server that runs. `reference` names its model as the settings do."""

    process: "subprocess.Popen[bytes]"
    address: str
    model: str

    @property
    def reference(self) -> str:
        """The model at this server."""
        return f"{self.model}@{self.address}"


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the tiny models."""
    folder = tmp_path_factory.mktemp("models")
    subprocess.run([BIN / "python", Path(__file__).with_name("tiny_models.py"), folder], check=True)
    return folder


@pytest.fixture(params=["transformers", "llama.cpp"])
def server(request: pytest.FixtureRequest, models: Path, tmp_path: Path) -> Iterator[ModelServer]:
    """Each server in turn, once it answers."""
    port = free_port()
    commands: dict[str, tuple[list[str | Path], str]] = {
        "transformers": ([BIN / "transformers", "serve", "--port", str(port)], str(models / "llama")),
        "llama.cpp": (
            [BIN / "python", "-m", "llama_cpp.server", "--model", models / "llama.gguf", "--port", str(port)],
            "llama",
        ),
    }
    command, model = commands[request.param]
    environ = os.environ | {"HF_HUB_OFFLINE": "1", "HF_HOME": str(tmp_path / "hf")}
    with ExitStack() as stack:
        log = stack.enter_context((tmp_path / "server.log").open("wb"))
        process = stack.enter_context(subprocess.Popen(command, env=environ, stdout=log, stderr=log))
        stack.callback(process.kill)
        started = ModelServer(process, f"http://127.0.0.1:{port}/v1", model)
        wait_for(started, tmp_path / "server.log")
        yield started


def wait_for(server: ModelServer, log: Path) -> None:
    """Waits until the server answers."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and server.process.poll() is None:
        try:
            urllib.request.urlopen(f"{server.address}/models", timeout=5).close()  # noqa: S310 - our own address
        except OSError:
            time.sleep(0.5)
        else:
            return
    raise AssertionError(log.read_text(encoding="utf-8"))


@pytest.fixture
def kitchen(tmp_path: Path, server: ModelServer) -> Kitchen:
    """Troubadour with the server as its only model."""
    folder = tmp_path / "kitchen"
    folder.mkdir()
    kitchen = Kitchen(folder)
    kitchen.environ |= {
        "TROUBADOUR_CHAT_COMPLETION_MODELS": server.reference,
        "TROUBADOUR_TEXT_GENERATION_MODELS": server.reference,
        "TROUBADOUR_HF_LOGIN": "false",
        "TROUBADOUR_LOCAL_DISCOVERY": "false",
    }
    return kitchen
