"""A guard for every asynchronous test: our code must not block the event loop or leave a task behind.

A function call by `bot`, `adapters` or `core` on the thread of a running loop, directly or through a library, raises
`blockbuster.BlockingError` if it waits for a disk, a network, a database, another program or a decoder. Tests and
their engines and servers may block. `@pytest.mark.may_block` switches the guard off for one test.
"""

import asyncio
import inspect
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
import soundfile
from blockbuster import BlockBuster, BlockBusterFunction
from PIL import Image, ImageFile

_ROOT = Path(__file__).parent.parent
_TESTS = f"{_ROOT / 'tests'}/"
_OURS = tuple(f"{_ROOT / package}/" for package in ("bot", "adapters", "core"))

_HARMLESS = frozenset(
    {
        # The kernel answers these from memory, without reading the file.
        "os.getcwd",
        "os.path.abspath",
        "os.path.islink",
        "os.path.ismount",
        "os.path.sameopenfile",
        "os.path.samestat",
        "os.readlink",
        "os.stat",
        # A lock that another thread holds briefly cannot be distinguished from one held for long.
        "threading.Lock.acquire",
        "threading.Lock.acquire_lock",
    }
)

_SLOW_AS_WELL = (
    (ImageFile.ImageFile, "load"),
    (Image.Image, "quantize"),
    (Image.Image, "resize"),
    (Image.Image, "save"),
    (soundfile.SoundFile, "__init__"),
    (subprocess.Popen, "communicate"),
    (subprocess.Popen, "wait"),
)
"""Functions that blockbuster does not know: decoding, encoding, and waiting for a program instead of using asyncio."""

_ONCE = (("core/i18n/rendering.py", "_wording"), ("core/i18n/rendering.py", "_babel_locale"))
"""Functions that may read a small file once and keep it, such as the sentences of a language, by file and name."""


def guard() -> BlockBuster:
    """Makes a guard of our code, which is not active yet."""
    blockbuster = BlockBuster()
    for name in _HARMLESS:
        blockbuster.functions.pop(name, None)
    for owner, name in _SLOW_AS_WELL:
        blockbuster.functions[f"{owner.__name__}.{name}"] = BlockBusterFunction(owner, name)
    for function in blockbuster.functions.values():
        function.can_block_predicate = _unless_ours(function.can_block_predicate)
        for file, name in _ONCE:
            function.can_block_in(file, name)
    return blockbuster


def _unless_ours(harmless: Callable[..., bool]) -> Callable[..., bool]:
    """Allows harmless functions, and calls from other code than ours: the nearest known caller decides."""

    def allowed(*args: object, **kwargs: object) -> bool:
        caller = sys._getframe().f_back
        while caller and not caller.f_code.co_filename.startswith(_OURS):
            if caller.f_code.co_filename.startswith(_TESTS):
                return True
            caller = caller.f_back
        return caller is None or harmless(*args, **kwargs)

    return allowed


@pytest.fixture
def no_blocking(request: pytest.FixtureRequest) -> Iterator[None]:
    """Guards the loop while a test runs."""
    if request.node.get_closest_marker("may_block"):
        yield
        return
    blockbuster = guard()
    blockbuster.activate()
    try:
        yield
    finally:
        blockbuster.deactivate()


@pytest.fixture
async def no_stray_tasks() -> AsyncIterator[None]:
    """Fails if a task outlives its test: every task must have an owner."""
    before = asyncio.all_tasks()
    yield
    stray = asyncio.all_tasks() - before
    stray.discard(asyncio.current_task())
    assert not stray, f"left running: {', '.join(sorted(str(task.get_coro()) for task in stray))}"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Adds both fixtures to every asynchronous test, before and therefore around its own fixtures."""
    for item in items:
        if isinstance(item, pytest.Function) and inspect.iscoroutinefunction(item.obj):
            item.fixturenames[:0] = [
                name for name in ("no_blocking", "no_stray_tasks") if name not in item.fixturenames
            ]
