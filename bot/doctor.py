"""`troubadour doctor`: a check of the whole setup, with advice for everything that does not work. It costs nothing."""

import asyncio
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.catalogue import load_commands
from bot.database import check_shared_database
from bot.declarations import engine_declarations, platform_declarations
from bot.engines import check_answers
from bot.http.checks import check_addresses
from bot.machine_checks import check_clock, check_machine
from bot.settings import FIELDS, Settings
from core.domain.checks import CheckContext, SetupCheck
from core.domain.errors import OperatorError
from core.platform_declaration import PlatformCheckContext
from core.text.redaction import redact

NARROWEST = 100
"""The width of the table in columns where the output is no terminal."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A row of the doctor's table. `fix` is empty where nothing is to be done."""

    area: str
    ok: bool
    finding: str
    fix: str

    @property
    def state(self) -> str:
        """`ok`, `problem`, or `note` for what works and could do more."""
        if not self.ok:
            return "problem"
        return "note" if self.fix else "ok"


async def examine(settings: Settings) -> list[Finding]:
    """Checks everything, a row each."""
    context = CheckContext(locale=settings.locale, source=settings.source)
    checks = list(_settings(settings))
    machine = list(await asyncio.to_thread(check_machine, settings))
    others: list[SetupCheck] = []
    if settings.database_url is not None:
        try:
            others += await asyncio.to_thread(check_shared_database, settings)
        except OperatorError as error:
            others += [SetupCheck(line="Database"), SetupCheck.because(error)]
    others += await asyncio.to_thread(check_addresses, settings)
    for engine in engine_declarations():
        if engine.check is not None:
            others += await engine.check(settings.section(engine.settings), context)
    others += await check_answers(settings)
    commands = await asyncio.to_thread(load_commands)
    with_commands = PlatformCheckContext(locale=settings.locale, source=settings.source, commands=commands)
    for platform in platform_declarations():
        if platform.check is not None:
            others += await platform.check(settings.section(platform.settings), with_commands)
    return list(_rows([*checks, *machine, *check_clock(others), *others]))


def unread(error: OperatorError) -> list[Finding]:
    """The rows for settings that cannot be used, a line of the error each."""
    checks = [SetupCheck.because(line) for line in str(error).splitlines()]
    return list(_rows([SetupCheck(line="Settings"), *checks]))


def print_table(findings: Sequence[Finding], console: Console | None = None) -> None:
    """Prints the rows as a table, the fix beside each, and a last line with the number of problems."""
    console = console or Console(highlight=False)
    if not console.is_terminal:
        console.width = max(console.width, NARROWEST)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("", no_wrap=True)
    table.add_column("", no_wrap=True)
    for title in ("Found", "To do"):
        table.add_column(title, ratio=1, overflow="fold")
    area = ""
    for each in findings:
        style = {"problem": "bold red", "note": "yellow", "ok": "green"}[each.state]
        shown = each.area if each.area != area else ""
        table.add_row(Text(shown, style="bold"), Text(each.state, style=style), Text(each.finding), Text(each.fix))
        area = each.area
    console.print(table)
    problems = sum(not each.ok for each in findings)
    console.print(f"{problems} problem{'s' * (problems != 1)}." if problems else "Everything works.")


def as_json(findings: Sequence[Finding]) -> str:
    """The rows as a JSON list."""
    rows = [
        {"area": each.area, "state": each.state, "finding": each.finding, "fix": each.fix or None} for each in findings
    ]
    return json.dumps(rows, indent=2, ensure_ascii=False)


def _settings(settings: Settings) -> Iterator[SetupCheck]:
    yield SetupCheck(line="Settings")
    sources: dict[str, int] = {}
    for field in FIELDS:
        if settings.is_given(field):
            source = settings.source(field).rpartition(" ")[0]
            sources[source] = sources.get(source, 0) + 1
    told = ", ".join(f"{count} from {source}" for source, count in sources.items())
    yield SetupCheck(line=f"  All can be used: {told}." if told else "  None is set, so the defaults count.")


def _rows(checks: Iterable[SetupCheck]) -> Iterator[Finding]:
    area = ""
    for check in checks:
        if check.line.startswith(" "):
            finding, fix = redact(check.line.strip()), redact(check.fix)
            yield Finding(area=area, ok=check.ok, finding=finding, fix=fix)
        else:
            area = check.line
