"""`troubadour ask` and `troubadour chat`: the house with nothing but a terminal in it."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from adapters.terminal.desk import Desk
from adapters.terminal.files import OutputFolder
from adapters.terminal.json_lines import JsonDisplay
from adapters.terminal.output import Output
from adapters.terminal.plain import PlainDisplay
from adapters.terminal.platform import TerminalPlatform, caller
from adapters.terminal.stage import Display
from adapters.terminal.words import worded
from bot.house import Services, open_house
from bot.machine import person, terminal_variables, user_data_folder
from bot.settings import Settings
from bot.signals import INTERRUPTED, heeded, leave_at_once
from core.domain.errors import BadInput, OperatorError, UserError
from core.domain.events import Done, Ending, Failure, Problem
from core.jobs.dispatcher import Refused
from core.store.data_folder import DataFolder

SUCCESS, FAILED, BAD_USAGE = 0, 1, 2


@dataclass(frozen=True, kw_only=True)
class Terminal:
    """A house that is served to a terminal."""

    house: Services
    platform: TerminalPlatform
    desk: Desk


async def ask(settings: Settings, line: str, files: Sequence[Path], out: Path, *, keep: bool, as_json: bool) -> int:
    """Plays one line; the exit status. `keep` uses the data folder of the settings, else a private temporary one.

    Ctrl-C stops the reply; a second one exits at once.
    """
    output = Output(sys.stdout)
    notes = Console(stderr=True, highlight=False)
    plain = PlainDisplay(output, notes, settings.locale)
    display: Display = JsonDisplay(output, settings.locale) if as_json else plain
    async with open_terminal(settings, out, keep=keep) as terminal:
        problem = await _play(terminal, line, files, display)
    if problem is None:
        return FAILED if output.broken else SUCCESS
    if isinstance(problem, int):
        return problem
    # Now that nothing is logged any more, so that it is the last line that is read.
    plain.complain(worded(problem.sentence, settings.locale))
    return BAD_USAGE if problem.bad_input else FAILED


async def chat(settings: Settings, out: Path, *, keep: bool) -> int:
    """A session until Ctrl-D; the exit status."""
    from adapters.terminal.history import KeptHistory
    from adapters.terminal.preview import protocol_of
    from adapters.terminal.session import Session

    console = Console(highlight=False)
    if not (sys.stdin.isatty() and console.is_terminal):
        raise OperatorError('A session needs a terminal: from a script, use troubadour ask "…".')
    colours = console.color_system in ("256", "truecolor", "windows")
    async with open_terminal(settings, out, keep=keep) as terminal:
        session = Session(
            desk=terminal.desk,
            registry=terminal.house.registry,
            suggestions=terminal.house.suggestions,
            ended=lambda job: ended(terminal, job, lambda _: None),
            console=console,
            pictures=protocol_of(terminal_variables(), colours=colours),
            locale=settings.locale,
            history=await asyncio.to_thread(KeptHistory, user_data_folder() / "history"),
        )
        await session.run()
    return SUCCESS


@asynccontextmanager
async def open_terminal(settings: Settings, out: Path, *, keep: bool) -> AsyncIterator[Terminal]:
    """Opens a house with a terminal as its only platform and plays its jobs until it is left."""
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(DataFolder.claim(settings.data) if keep else DataFolder.temporary())
        house = await stack.enter_async_context(open_house(settings, folder))
        platform = TerminalPlatform(house.store, OutputFolder(out))
        house.platforms[platform.name] = platform
        user, name = person()
        desk = Desk(
            house.dispatcher, platform, house.clock, settings.operating_limits, caller(user, name, settings.locale)
        )
        closing = asyncio.Event()
        async with asyncio.TaskGroup() as rooms:
            rooms.create_task(house.serve([], closing), name="house")
            try:
                yield Terminal(house=house, platform=platform, desk=desk)
            finally:
                closing.set()


async def ended(terminal: Terminal, job: str, again: Callable[[int], None]) -> Ending | None:
    """Waits for the end of a job; Ctrl-C stops it. `again` is called for the next one."""
    stopping = asyncio.Event()

    async def heed() -> None:
        await stopping.wait()
        await terminal.desk.stop(job)

    heeding = asyncio.create_task(heed())
    try:
        with heeded((signal.SIGINT, signal.SIGTERM), stopping.set, again):
            return await terminal.platform.ended(job)
    finally:
        heeding.cancel()
        await asyncio.gather(heeding, return_exceptions=True)


async def _play(terminal: Terminal, line: str, files: Sequence[Path], display: Display) -> Problem | int | None:
    """Plays a line to its end: what went wrong, an exit status where it was interrupted, None where all went well."""
    try:
        job, verdict = await terminal.desk.ask(line, files, display)
    except UserError as error:
        verdict = Refused(sentence=error.sentence, bad_input=isinstance(error, BadInput))
    if isinstance(verdict, Refused):
        problem = Problem(sentence=verdict.sentence, bad_input=verdict.bad_input)
        await display.render(Failure(error=problem))
        display.close()
        return problem

    def leave(number: int) -> None:
        terminal.house.folder.close()
        leave_at_once(number)

    ending = await ended(terminal, job, leave)
    if isinstance(ending, Failure):
        return ending.error
    return None if isinstance(ending, Done) else INTERRUPTED
