"""Processes with limited memory and time. Pictures, sounds and documents from outside are decoded there, pictures are
painted, and texts are spoken.

A file of a few bytes can decode to gigabytes, take minutes, or crash its decoder. That ends one process, and the
person who sent the file gets a sentence. At most two processes decode, one paints and one speaks, each started when it
is needed and ended when it has been idle for a minute.
"""

import asyncio
import atexit
import io
import os
import pickle
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import AsyncGenerator, Callable, Iterator
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Literal, ParamSpec, TypeVar

import core
from core.domain.errors import BadDocument, BadInput, BadPicture, BadSound, EngineError, UserError
from core.domain.sentences import Sentence
from core.media import worker

PROCESSES = 2
SPEECH_MEMORY_BYTES = 512_000_000
"""A neural voice allocates 250 MB as Linux counts, and takes 340 MB of address space where that is what counts."""
PAINTING_MEMORY_BYTES = 900_000_000
"""The largest picture in the style of stained glass takes 800 MB, a usual one 200 MB."""
PAINTING_SECONDS = 180.0
"""The slowest style takes nine seconds of a processor for the largest picture."""
JOB_SECONDS = 60.0
"""The time limit of one job, with the start of its process."""
IDLE_SECONDS = 60.0

P = ParamSpec("P")
T = TypeVar("T")

Reason = Literal["memory", "time", "crash"]
_Reply = tuple[Any, ...] | Reason | Exception
Refusal = Callable[[Callable[..., Any], Reason], UserError]
"""Makes the error for work that its process could not finish."""

_PROGRAM = "import sys; sys.path.append(sys.argv[1]); from core.media.worker import main; main(*map(int, sys.argv[2:]))"


@dataclass(eq=False)
class _Job:
    work: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    future: Future[Any] = field(default_factory=Future)
    tell: Callable[[Any], object] | None = None
    """Gets what `work` yields."""
    process: "_Process | None" = None
    abandoned: bool = False


def _not_opened(work: Callable[..., Any], reason: Reason) -> UserError:
    if work.__module__ in (
        "core.media.sound_work",
        "core.media.sound",
        "core.media.long_speech",
        "core.media.speech_sound",
    ):
        return BadSound("sound-not-opened", reason=reason)
    if work.__module__.startswith("core.media.documents."):
        return BadDocument("document-not-opened", reason=reason)
    return BadPicture("picture-not-opened", reason=reason)


def _not_painted(_work: Callable[..., Any], reason: Reason) -> UserError:
    return EngineError("picture-not-painted", reason=reason)


def _not_spoken(_work: Callable[..., Any], reason: Reason) -> UserError:
    return EngineError("speech-not-made", reason=reason)


class MediaProcesses:
    """A pool of at most `count` processes, for several threads and event loops.

    A job whose process dies, needs more than `memory_bytes` or is not done in `seconds` fails with the error that
    `refusal` makes; the next job gets a new process.
    """

    def __init__(
        self,
        *,
        count: int = PROCESSES,
        seconds: float = JOB_SECONDS,
        idle_seconds: float = IDLE_SECONDS,
        memory_bytes: int = worker.MEMORY_BYTES,
        refusal: Refusal = _not_opened,
    ) -> None:
        self._count = count
        self._seconds = seconds
        self._idle_seconds = idle_seconds
        self._memory_bytes = memory_bytes
        self.refusal = refusal
        self._changed = threading.Condition()
        self._waiting: deque[_Job] = deque()
        self._idle = 0
        self._closed = False
        self._threads: set[threading.Thread] = set()
        self._processes: set[_Process] = set()

    @property
    def pids(self) -> list[int]:
        """The ids of the processes that run."""
        with self._changed:
            return sorted(process.pid for process in self._processes)

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Calls a function of the core in a process. If the caller is cancelled, the process is ended.

        Raises the function's `BadInput`, and the error that the pool makes if the process could not finish.
        """
        job = _Job(work, args, kwargs)
        self._submit(job)
        try:
            result: T = await asyncio.wrap_future(job.future)
        except asyncio.CancelledError:
            self._abandon(job)
            raise
        return result

    async def stream(
        self, work: Callable[P, Iterator[T]], *args: P.args, **kwargs: P.kwargs
    ) -> AsyncGenerator[T, None]:
        """Yields what a generator function of the core yields in a process, which is ended if the caller stops.

        Raises as `run` does.
        """
        loop, found = asyncio.get_running_loop(), asyncio.Queue[T | None]()
        job = _Job(work, args, kwargs, tell=lambda value: loop.call_soon_threadsafe(found.put_nowait, value))
        self._submit(job)
        done = asyncio.wrap_future(job.future)
        done.add_done_callback(lambda _: found.put_nowait(None))
        try:
            while (value := await found.get()) is not None:
                yield value
            await done
        finally:
            if done.cancel():
                self._abandon(job)

    def run_blocking(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Does the same as `run`, for code that runs in a thread."""
        job = _Job(work, args, kwargs)
        self._submit(job)
        result: T = job.future.result()
        return result

    def close(self) -> None:
        """Ends the processes and fails the jobs that wait or run. Blocks for a moment. No job may follow."""
        with self._changed:
            self._closed = True
            for process in self._processes:
                process.kill()
            self._changed.notify_all()
            threads = list(self._threads)
        for thread in threads:
            thread.join()

    def _submit(self, job: _Job) -> None:
        with self._changed:
            if self._closed:
                raise RuntimeError("the media processes are closed")
            self._waiting.append(job)
            if len(self._waiting) > self._idle and len(self._threads) < self._count:
                # A daemon: an idle thread must not delay the end of the program.
                thread = threading.Thread(target=self._serve, name="media", daemon=True)
                self._threads.add(thread)
                self._idle += 1
                thread.start()
            else:
                self._changed.notify()

    def _abandon(self, job: _Job) -> None:
        with self._changed:
            job.abandoned = True
            if job in self._waiting:
                self._waiting.remove(job)
            if job.process is not None:
                job.process.kill()

    def _serve(self) -> None:
        """Runs jobs in one process after the other, until no job has come for a while."""
        process: _Process | None = None
        while (job := self._next()) is not None:
            reply: _Reply
            try:
                process = process or self._start()
                reply = self._exchange(process, job)
            except Exception as error:  # noqa: BLE001 - no job may stay without a result
                reply = error
            if process is not None and not isinstance(reply, tuple):
                self._end(process)
                process = None
            with self._changed:
                self._idle += 1  # before the caller learns of it, whose next job finds this process
            self._settle(job, reply)
            del job, reply  # megabytes, which must not stay while the thread is idle
        if process is not None:
            self._end(process)

    def _next(self) -> _Job | None:
        """Waits for a job; None ends the thread, and another one may start from then on."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._closed, self._idle_seconds)
            self._idle -= 1
            if self._waiting:
                return self._waiting.popleft()
            self._threads.discard(threading.current_thread())
            return None

    def _exchange(self, process: "_Process", job: _Job) -> "_Reply":
        with self._changed:
            if job.abandoned or self._closed:
                return "crash"
            job.process = process
        try:
            reply = process.exchange(pickle.dumps((job.work, job.args, job.kwargs)), self._seconds, job.tell)
        finally:
            with self._changed:
                job.process = None
        return "crash" if job.abandoned else reply  # a process that was killed serves nobody, whatever it replied

    def _start(self) -> "_Process":
        process = _Process(self._seconds, self._memory_bytes)
        with self._changed:
            self._processes.add(process)
        return process

    def _end(self, process: "_Process") -> None:
        process.end()
        with self._changed:
            self._processes.discard(process)

    def _settle(self, job: _Job, reply: "_Reply") -> None:
        if not job.future.set_running_or_notify_cancel():
            return
        match reply:
            case "memory" | "time" | "crash":
                job.future.set_exception(self.refusal(job.work, reply))
            case ("done", result):
                job.future.set_result(result)
            case ("refused", type() as error, Sentence() as sentence) if issubclass(error, BadInput):
                job.future.set_exception(error(sentence))
            case ("failed", text):
                job.future.set_exception(RuntimeError(f"in a media process: {text}"))
            case Exception():
                job.future.set_exception(reply)
            case _:
                job.future.set_exception(self.refusal(job.work, "crash"))


_OWN_GROUP: int = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
"""Windows has no sessions. There Ctrl-C reaches all processes of a group."""


class _Process:
    """One process of `core.media.worker`."""

    def __init__(self, seconds: float, memory_bytes: int) -> None:
        root = Path(next(iter(core.__path__))).parent
        # A session of its own, so that ffmpeg, which it may start, ends with it, and Ctrl-C does not reach it. What its
        # libraries print is about one person's file and belongs in no log.
        self._popen = subprocess.Popen(  # noqa: S603 - no shell, no word of the user
            [sys.executable, "-P", "-c", _PROGRAM, str(root), str(int(seconds) + 1), str(memory_bytes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            creationflags=_OWN_GROUP,
        )
        self.pid = self._popen.pid

    def exchange(
        self, request: bytes, seconds: float, tell: Callable[[Any], object] | None = None
    ) -> "tuple[Any, ...] | Reason":
        """Sends a request and returns the reply, or the reason why there is none. `tell` gets what comes before it."""
        late = threading.Event()

        def kill_late() -> None:
            late.set()
            self.kill()

        ending = threading.Timer(seconds, kill_late)
        ending.daemon = True
        ending.start()
        answer: tuple[Any, ...] | None = None
        try:
            if self._popen.stdin is not None and self._popen.stdout is not None:
                worker.write_frame(self._popen.stdin, request)
                while (answer := _read_reply(self._popen.stdout)) is not None and answer[0] == "yielded":
                    if tell is not None:
                        tell(answer[1])
        except (OSError, ValueError):
            pass  # it has ended
        finally:
            ending.cancel()
            ending.join()  # or it may kill the process in the next job
        if late.is_set():
            return "time"
        if answer is None:
            return "crash"
        return "memory" if answer == ("memory",) else answer

    def kill(self) -> None:
        """Ends the process and what it started; from any thread, without waiting."""
        if sys.platform == "win32":
            self._popen.kill()
        elif self._popen.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(self.pid, signal.SIGKILL)

    def end(self) -> None:
        """Ends the process and waits until it is gone."""
        self.kill()
        with suppress(OSError), self._popen:  # unread data cannot be flushed
            pass


class _ReplyUnpickler(pickle.Unpickler):
    """Builds only values of our own: a decoder that a file has taken over must not run code in this process."""

    def find_class(self, module: str, name: str) -> Any:
        if module.startswith(("core.media.", "core.domain.")):
            found = super().find_class(module, name)
            if isinstance(found, type) and found.__module__ == module:
                return found
        raise pickle.UnpicklingError(f"{module}.{name}")


def _read_reply(stream: IO[bytes]) -> tuple[Any, ...] | None:
    if (frame := worker.read_frame(stream)) is None:
        return None
    reply: tuple[Any, ...] = _ReplyUnpickler(io.BytesIO(frame)).load()
    return reply


MEDIA_PROCESSES = MediaProcesses()
"""The pool of this program: one for all that it runs, as memory is the machine's. No process runs until it is used."""
PAINTING_PROCESSES = MediaProcesses(
    count=1, seconds=PAINTING_SECONDS, memory_bytes=PAINTING_MEMORY_BYTES, refusal=_not_painted
)
"""The process that paints, one picture after the other."""
SPEECH_PROCESSES = MediaProcesses(count=1, memory_bytes=SPEECH_MEMORY_BYTES, refusal=_not_spoken)
"""The process that speaks. It keeps the voice that it has loaded."""

atexit.register(MEDIA_PROCESSES.close)
atexit.register(PAINTING_PROCESSES.close)
atexit.register(SPEECH_PROCESSES.close)
