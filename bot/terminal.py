"""`troubadour ask` and `troubadour chat`: the services with a terminal as their only platform."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from adapters.terminal.client import TerminalClient
from adapters.terminal.files import OutputFolder
from adapters.terminal.json_display import JsonDisplay
from adapters.terminal.output import StandardOutput
from adapters.terminal.plain_display import PlainDisplay
from adapters.terminal.platform import TerminalPlatform, caller
from adapters.terminal.renderer import Display
from adapters.terminal.wording import localized
from bot.database import open_folder
from bot.machine import person, terminal_variables, user_data_folder
from bot.services import Services, open_services
from bot.settings import Settings
from bot.signals import INTERRUPTED, exit_immediately, handle_signals
from core.domain.errors import OperatorError, UserError
from core.domain.events import Done, Ending, Failure, Problem
from core.jobs.dispatcher import Refused
from core.store.data_folder import DataFolder

SUCCESS, FAILED, BAD_USAGE = 0, 1, 2


@dataclass(frozen=True, kw_only=True)
class TerminalServices:
    """The services of a terminal, its platform and its client."""

    services: Services
    platform: TerminalPlatform
    client: TerminalClient


async def ask(settings: Settings, line: str, files: Sequence[Path], out: Path, *, keep: bool, as_json: bool) -> int:
    """Runs one line and returns the exit status.

    `keep` uses the data folder or the database of the settings, otherwise a private temporary folder. Ctrl-C stops the
    reply; a second Ctrl-C exits immediately.
    """
    output = StandardOutput(sys.stdout)
    notes = Console(stderr=True, highlight=False)
    plain = PlainDisplay(output, notes, settings.locale)
    display: Display = JsonDisplay(output, settings.locale) if as_json else plain
    async with open_terminal(settings, out, keep=keep) as terminal:
        problem = await _run_line(terminal, line, files, display)
    if problem is None:
        return FAILED if output.broken else SUCCESS
    if isinstance(problem, int):
        return problem
    # After everything that is logged, so that the error is the last line on the screen.
    plain.complain(localized(problem.sentence, settings.locale))
    return BAD_USAGE if problem.bad_input else FAILED


async def chat(settings: Settings, out: Path, *, keep: bool) -> int:
    """Runs a session until Ctrl-D and returns the exit status."""
    from adapters.terminal.history import HistoryFile
    from adapters.terminal.microphone import find_recorder
    from adapters.terminal.preview import protocol_of
    from adapters.terminal.session import TerminalSession
    from core.media.sound import find_ffmpeg

    console = Console(highlight=False)
    if not (sys.stdin.isatty() and console.is_terminal):
        raise OperatorError('A session needs a terminal: from a script, use troubadour ask "…".')
    colours = console.color_system in ("256", "truecolor", "windows")
    async with open_terminal(settings, out, keep=keep) as terminal:
        session = TerminalSession(
            client=terminal.client,
            registry=terminal.services.registry,
            suggestions=terminal.services.suggestions,
            wait_for_ending=lambda job: wait_for_ending(terminal, job, lambda _: None),
            console=console,
            pictures=protocol_of(terminal_variables(), colours=colours),
            locale=settings.locale,
            history=await asyncio.to_thread(HistoryFile, user_data_folder() / "history"),
            recorder=await asyncio.to_thread(lambda: find_recorder(find_ffmpeg(settings.ffmpeg))),
        )
        await session.run()
    return SUCCESS


@asynccontextmanager
async def open_terminal(settings: Settings, out: Path, *, keep: bool) -> AsyncIterator[TerminalServices]:
    """Opens the services with a terminal as their only platform, and runs jobs until the context ends."""
    async with AsyncExitStack() as stack:
        settings = settings if keep else settings.without_database()
        folder = stack.enter_context(open_folder(settings) if keep else DataFolder.temporary())
        services = await stack.enter_async_context(open_services(settings, folder))
        platform = TerminalPlatform(services.store, OutputFolder(out))
        services.platforms[platform.name] = platform
        user, name = person()
        client = TerminalClient(
            services.dispatcher,
            platform,
            services.clock,
            settings.operating_limits,
            caller(user, name, settings.locale),
        )
        closing = asyncio.Event()
        async with asyncio.TaskGroup() as background_tasks:
            background_tasks.create_task(services.serve([], closing), name="services")
            try:
                yield TerminalServices(services=services, platform=platform, client=client)
            finally:
                closing.set()


async def wait_for_ending(terminal: TerminalServices, job: str, again: Callable[[int], None]) -> Ending | None:
    """Waits for the end of a job. Ctrl-C stops it; `again` is called for each further signal."""
    stopping = asyncio.Event()

    async def stop_on_signal() -> None:
        await stopping.wait()
        await terminal.client.stop(job)

    stopper = asyncio.create_task(stop_on_signal())
    try:
        with handle_signals((signal.SIGINT, signal.SIGTERM), stopping.set, again):
            return await terminal.platform.ended(job)
    finally:
        stopper.cancel()
        await asyncio.gather(stopper, return_exceptions=True)


async def _run_line(
    terminal: TerminalServices, line: str, files: Sequence[Path], display: Display
) -> Problem | int | None:
    """Runs a line to its end. Returns the problem, the exit status of an interruption, or None for success."""
    try:
        job, verdict = await terminal.client.submit(line, files, display)
    except UserError as error:
        verdict = Refused.because(error)
    if isinstance(verdict, Refused):
        problem = Problem(sentence=verdict.sentence, bad_input=verdict.bad_input)
        await display.render(Failure(error=problem))
        display.close()
        return problem

    def leave(number: int) -> None:
        terminal.services.folder.close()
        exit_immediately(number)

    ending = await wait_for_ending(terminal, job, leave)
    if isinstance(ending, Failure):
        return ending.error
    return None if isinstance(ending, Done) else INTERRUPTED
