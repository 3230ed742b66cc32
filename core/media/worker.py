"""The program in which pictures, sounds and documents from outside are decoded, pictures are painted, and texts are
spoken. `core.media.processes` talks to it.

A file of a few bytes can decode to gigabytes, take minutes, or crash its decoder. Then only this process is ended. It
holds no token and needs none.

Each request on stdin is a pickled function of the core with its arguments, and each gets a pickled reply on stdout.
Both are preceded by their length, eight bytes, most significant first. A reply is `("done", result)`,
`("refused", class of the `BadInput`, sentence)`, `("memory",)`, or `("failed", traceback)`. Before it comes
`("yielded", value)` for each value that the function yields, if it returns an iterator.
"""

import io
import os
import pickle
import sys
import traceback
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from core.domain.errors import BadInput

MEMORY_BYTES = 384_000_000
"""The memory that a process may usually allocate. The code of its libraries, which it shares with the others, comes on
top."""


def main(cpu_seconds: int, memory_bytes: int = MEMORY_BYTES) -> None:
    """Answers requests until stdin closes. Each may take `cpu_seconds`, in case nobody is left to end it."""
    replies = _private_stdout()
    os.putenv("OPENBLAS_NUM_THREADS", "1")  # numpy reserves memory for each of its threads
    _limit_memory(memory_bytes)
    while (request := read_frame(sys.stdin.buffer)) is not None:
        _limit_cpu(cpu_seconds)
        reply = _reply(request, replies)
        del request
        write_frame(replies, reply)


def write_frame(stream: IO[bytes], content: bytes) -> None:
    """Writes bytes preceded by their length."""
    stream.write(len(content).to_bytes(8, "big"))
    stream.write(content)
    stream.flush()


def read_frame(stream: IO[bytes]) -> bytes | None:
    """Reads what `write_frame` wrote; None if the stream has ended, or claims more than a process can hold."""
    length = int.from_bytes(header, "big") if len(header := stream.read(8)) == 8 else None
    if length is None or length > MEMORY_BYTES:
        return None
    content = stream.read(length)
    return content if len(content) == length else None


def _reply(request: bytes, replies: IO[bytes]) -> bytes:
    try:
        work, args, kwargs = pickle.loads(request)  # noqa: S301 - from the process that started this one
        result = work(*args, **kwargs)
        if isinstance(result, Iterator):
            for value in result:
                write_frame(replies, pickle.dumps(("yielded", value)))
            result = None
        reply: tuple[Any, ...] = ("done", result)
    except MemoryError:
        return pickle.dumps(("memory",))
    except BadInput as error:
        # After a `MemoryError` inside a decoder, an error that calls the file damaged would not be true.
        reply = ("memory",) if _caused_by_memory(error) else ("refused", type(error), error.sentence)
    except Exception:  # noqa: BLE001 - reported to the process that asked
        reply = ("failed", traceback.format_exc())
    try:
        return pickle.dumps(reply)
    except MemoryError:
        return pickle.dumps(("memory",))


def _caused_by_memory(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, MemoryError):
            return True
        error = error.__cause__ or error.__context__
    return False


def _private_stdout() -> io.BufferedWriter:
    """Returns stdout for replies. What a decoder prints goes nowhere, and cannot be taken for a reply."""
    replies = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    return replies


def _limit_memory(memory_bytes: int) -> None:
    """Limits the memory of this process and of programs that it starts, if the system can.

    Linux counts what is allocated (RLIMIT_DATA, getrlimit(2)); elsewhere only the address space can be limited.
    """
    if sys.platform == "win32":
        return
    import resource

    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_DATA, (memory_bytes, memory_bytes))
        with suppress(OSError):  # if the machine has no memory left, this process is the one to end, proc(5)
            Path("/proc/self/oom_score_adj").write_text("1000")
    else:
        with suppress(ValueError, OSError):  # macOS refuses a limit below what is mapped
            resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limit_cpu(seconds: int) -> None:
    if sys.platform == "win32":
        return
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(used.ru_utime + used.ru_stime) + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.getrlimit(resource.RLIMIT_CPU)[1]))
