"""`troubadour ask` and `troubadour chat`: the services with a terminal as their only platform."""

import asyncio
import logging
import signal
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from rich.console import Console

from adapters.terminal.client import TerminalClient
from adapters.terminal.files import OutputFolder, PipedInput, read_input
from adapters.terminal.json_display import JsonDisplay
from adapters.terminal.kept_sessions import KeptSession, SessionFolder, SessionKeeper
from adapters.terminal.output import StandardOutput
from adapters.terminal.plain_display import PlainDisplay
from adapters.terminal.platform import TerminalPlatform, caller
from adapters.terminal.wording import localized
from bot.database import open_folder
from bot.machine import person, terminal_variables, user_data_folder
from bot.services import Services, open_services
from bot.settings import Settings
from bot.signals import INTERRUPTED, exit_immediately, handle_signals
from core.domain.errors import OperatorError, UserError
from core.domain.events import Done, Ending, Failure, Problem
from core.domain.request import Caller
from core.jobs.verdicts import Refused
from core.store.data_folder import DataFolder

logger = logging.getLogger(__name__)

SUCCESS, FAILED, BAD_USAGE = 0, 1, 2
DAY_SECONDS = 86_400.0
PERSONA = "persona"
"""The preference that holds the system prompt of chats."""


@dataclass(frozen=True, kw_only=True)
class Conversing:
    """The wishes for a conversation.

    - `out`: the folder for pictures and recordings.
    - `in_data_folder`: the conversation is the one of the data folder or the database of the settings, instead of a
      private temporary folder.
    - `model`, `system`: the model that answers and its system prompt; by default those of the settings.
    - `session`: the session to keep; None keeps none.
    """

    out: Path
    in_data_folder: bool = False
    model: str | None = None
    system: str | None = None
    session: KeptSession | None = None


@dataclass(frozen=True, kw_only=True)
class TerminalServices:
    """The services of a terminal, its platform and its client, and the keeper of its session, if it is kept."""

    services: Services
    platform: TerminalPlatform
    client: TerminalClient
    keeper: SessionKeeper | None

    async def save_session(self) -> None:
        """Keeps the session as it is now. A disk that cannot keep it does not end it."""
        if self.keeper is None:
            return
        oldest = self.services.clock.now() - self.services.settings.retention_days * DAY_SECONDS
        try:
            await self.keeper.save(oldest)
        except OSError as error:
            logger.warning("the session is not kept: %s", error)


async def ask(
    settings: Settings, line: str, files: Sequence[Path | PipedInput], conversing: Conversing, *, as_json: bool
) -> int:
    """Runs one line and returns the exit status: also 1 if a part of the reply failed or standard output did.

    Ctrl-C stops the reply, and so does a standard output that takes no more; a second Ctrl-C exits immediately.
    """
    if sys.stdout is None:  # it was closed by whoever started the process
        raise OperatorError("There is no standard output to write the answer to.")
    output = StandardOutput(sys.stdout)
    notes = Console(stderr=True, highlight=False)
    plain = PlainDisplay(output, notes, settings.locale, colours=_shows_colours())
    display = JsonDisplay(output, settings.locale) if as_json else plain
    async with open_terminal(settings, conversing) as terminal:
        problem = await _run_line(terminal, line, files, display, conversing.model, output.broke)
        await terminal.save_session()
    if output.broken:
        return FAILED
    if problem is None:
        return FAILED if display.troubled else SUCCESS
    if isinstance(problem, int):
        return problem
    # After everything that is logged, so that the error is the last line on the screen.
    plain.complain(localized(problem.sentence, settings.locale))
    return BAD_USAGE if problem.bad_input else FAILED


def piped_input(settings: Settings, *, wanted: bool) -> PipedInput | None:
    """Standard input, if something is piped into it. With `wanted`, a terminal is read to its end as well."""
    if sys.stdin is None:
        return None
    return read_input(sys.stdin.buffer, settings.operating_limits.attachment_bytes, wanted=wanted)


def kept_sessions() -> SessionFolder:
    """The sessions of the system's user."""
    return SessionFolder(user_data_folder() / "sessions")


def list_sessions() -> list[str]:
    """A line for each kept session, the newest first."""
    return [
        f"{each.id}  {datetime.fromtimestamp(each.at).astimezone():%Y-%m-%d %H:%M}  {each.title}"
        for each in kept_sessions().sessions()
    ]


async def chat(settings: Settings, conversing: Conversing) -> int:
    """Runs a session until the person leaves, and returns the exit status."""
    from adapters.terminal.history import HistoryFile
    from adapters.terminal.microphone import find_recorder
    from adapters.terminal.preview import protocol_of
    from adapters.terminal.session import TerminalSession
    from core.media.ffmpeg import find_ffmpeg

    console = Console(highlight=False)
    if not (sys.stdin.isatty() and console.is_terminal):
        raise OperatorError('A session needs a terminal: from a script, use troubadour ask "…".')
    colours = console.color_system in ("256", "truecolor", "windows")
    async with open_terminal(settings, conversing) as terminal:

        async def wait_and_keep(job: str) -> None:
            await wait_for_ending(terminal, job, lambda _: None)
            await terminal.save_session()

        session = TerminalSession(
            client=terminal.client,
            registry=terminal.services.registry,
            suggestions=terminal.services.suggestions,
            wait_for_ending=wait_and_keep,
            console=console,
            pictures=protocol_of(terminal_variables(), colours=colours),
            locale=settings.locale,
            history=await asyncio.to_thread(HistoryFile, user_data_folder() / "history"),
            recorder=await asyncio.to_thread(lambda: find_recorder(find_ffmpeg(settings.ffmpeg))),
        )
        await session.run()
    return SUCCESS


@asynccontextmanager
async def open_terminal(settings: Settings, conversing: Conversing) -> AsyncIterator[TerminalServices]:
    """Opens the services with a terminal as their only platform, and runs jobs until the context ends."""
    async with AsyncExitStack() as stack:
        lasting = conversing.in_data_folder
        settings = settings if lasting else settings.without_database()
        folder = stack.enter_context(open_folder(settings) if lasting else DataFolder.temporary())
        services = await stack.enter_async_context(open_services(settings, folder))
        platform = TerminalPlatform(services.store, OutputFolder(conversing.out))
        services.platforms[platform.name] = platform
        user, name = person()
        somebody = caller(user, name, settings.locale)
        session = conversing.session
        keeper: SessionKeeper | None = None
        if session is not None:
            system = conversing.system or session.system
            session = session.model_copy(update={"system": system, "model": conversing.model or session.model})
            conversing = replace(conversing, system=system, model=session.model)
            keeper = SessionKeeper(kept_sessions(), session, services.store, somebody)
            await keeper.restore(services.clock.now())
        if conversing.system:
            await stack.enter_async_context(_system_prompt(services, somebody, conversing.system))
        client = TerminalClient(
            services.dispatcher,
            platform,
            services.clock,
            settings.operating_limits,
            somebody,
            conversing.model,
        )
        closing = asyncio.Event()
        async with asyncio.TaskGroup() as background_tasks:
            background_tasks.create_task(services.serve([], closing), name="services")
            try:
                yield TerminalServices(services=services, platform=platform, client=client, keeper=keeper)
            finally:
                closing.set()


@asynccontextmanager
async def _system_prompt(services: Services, somebody: Caller, system: str) -> AsyncIterator[None]:
    """Makes a text the system prompt of chats with one person, for a while."""
    before = (await services.store.preferences(somebody.key)).get(PERSONA)
    await services.store.set_preference(somebody.key, PERSONA, system)
    try:
        yield
    finally:
        await services.store.set_preference(somebody.key, PERSONA, before)


async def wait_for_ending(
    terminal: TerminalServices, job: str, again: Callable[[int], None], broke: asyncio.Event | None = None
) -> Ending | None:
    """Waits for the end of a job. Ctrl-C stops it, and so does `broke`; `again` is called for each further signal."""
    interrupted = asyncio.Event()

    async def stop_after(event: asyncio.Event) -> None:
        await event.wait()
        await terminal.client.stop(job)

    stoppers = [asyncio.create_task(stop_after(each)) for each in (interrupted, broke) if each is not None]
    try:
        with handle_signals((signal.SIGINT, signal.SIGTERM), interrupted.set, again):
            return await terminal.platform.ended(job)
    finally:
        for stopper in stoppers:
            stopper.cancel()
        await asyncio.gather(*stoppers, return_exceptions=True)


async def _run_line(
    terminal: TerminalServices,
    line: str,
    files: Sequence[Path | PipedInput],
    display: JsonDisplay | PlainDisplay,
    model: str | None,
    broke: asyncio.Event,
) -> Problem | int | None:
    """Runs a line to its end. Returns the problem, the exit status of an interruption, or None for success."""
    try:
        job, verdict = await terminal.client.submit(line, files, display, model=model)
    except UserError as error:
        verdict = Refused.because(error)
    if isinstance(verdict, Refused):
        problem = Problem(sentence=verdict.told, bad_input=verdict.bad_input)
        await display.render(Failure(error=problem))
        display.close()
        return problem

    def leave(number: int) -> None:
        terminal.services.folder.close()
        exit_immediately(number)

    ending = await wait_for_ending(terminal, job, leave, broke)
    if isinstance(ending, Failure):
        return ending.error
    return None if isinstance(ending, Done) else INTERRUPTED


def _shows_colours() -> bool:
    """True on a terminal with colours, unless the user wants none (https://no-color.org)."""
    variables = terminal_variables()
    return sys.stdout.isatty() and not variables.get("NO_COLOR") and variables.get("TERM") != "dumb"
