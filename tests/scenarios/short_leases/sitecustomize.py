# noqa: INP001 - the folder is put on the path of other processes
"""Shortens leases in a bot's process, and makes it stand still where a test wants: Python imports this at its start.

`TEST_STANDS_STILL` is a file. As soon as it is there, the process stops itself (SIGSTOP) at its next request to a
platform for a running job: after its checks and before anything is written or, with the word `after` in the file, when
the platform's answer to a new message is there and nobody has read it.

`TEST_LOST_SECONDS` is the time after which a process that does not reach a platform takes no part in its connections.
"""

import os
import signal
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp.client_proto import ResponseHandler

import core.domain.jobs

if seconds := os.environ.get("TEST_LEASE_SECONDS"):
    core.domain.jobs.LEASE_SECONDS = float(seconds)
    core.domain.jobs.RENEWAL_SECONDS = float(seconds) / 4

if seconds := os.environ.get("TEST_LOST_SECONDS"):
    import core.store.connection_share

    core.store.connection_share.LOST_SECONDS = core.store.connection_share.PAUSE_SECONDS = float(seconds)

from core.jobs.lease import LEASE

_CREATES = ("/messages", "chat.postMessage", "chat.startStream")
_flag = Path(os.environ.get("TEST_STANDS_STILL", "nowhere"))
_connect = aiohttp.TCPConnector.connect
_receive = ResponseHandler.data_received
_armed = False


def _stand_still() -> None:
    _flag.unlink()
    os.kill(os.getpid(), signal.SIGSTOP)


async def _connect_or_stand_still(self: aiohttp.TCPConnector, request: Any, *rest: Any, **options: Any) -> Any:
    global _armed
    connection = await _connect(self, request, *rest, **options)
    if LEASE.get() is not None and _flag.exists():  # noqa: ASYNC240 - for a moment, in a test
        if _flag.read_text() != "after":  # noqa: ASYNC240
            _stand_still()
        elif request.method == "POST" and request.url.path.endswith(_CREATES):
            _armed = True
    return connection


def _receive_or_stand_still(self: ResponseHandler, data: bytes) -> None:
    global _armed
    if _armed and data.startswith(b"HTTP/1.1 200"):
        _armed = False
        _stand_still()
    _receive(self, data)


aiohttp.TCPConnector.connect = _connect_or_stand_still  # type: ignore[assignment, method-assign]
ResponseHandler.data_received = _receive_or_stand_still  # type: ignore[method-assign]
