"""A Redis server of its own for tests, on a free port, that keeps nothing."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

START_SECONDS = 20.0


def program() -> str:
    """The server's path. Where there is none, the test is skipped; with REQUIRE_REDIS set, it fails."""
    found = shutil.which("redis-server") or shutil.which("valkey-server")
    if found is None and os.environ.get("REQUIRE_REDIS"):
        pytest.fail("REQUIRE_REDIS is set, and there is no redis-server")
    return found or pytest.skip("there is no redis-server here")


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def redis_server(folder: Path, *options: str, port: int = 0) -> Iterator[str]:
    """Runs one with options of its own; its address. `port` 0 is one that is free."""
    path = program()
    port = port or free_port()
    command = [path, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    server = subprocess.Popen([*command, "--dir", str(folder), *options], stdout=subprocess.DEVNULL)
    try:
        _until_listening(port, server)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.terminate()
        server.wait(10)


def _until_listening(port: int, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return
