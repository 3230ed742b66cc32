"""`troubadour doctor`: a check of the setup, with advice for everything that does not work. It costs nothing."""

import asyncio

from bot.database import check_shared_database
from bot.declarations import engine_declarations, platform_declarations
from bot.http.checks import check_addresses
from bot.settings import Settings
from core.domain.checks import CheckContext, SetupCheck
from core.text.redaction import redact


async def examine(settings: Settings) -> tuple[bool, list[str]]:
    """Checks everything. Returns False if something is wrong, and a line for each check."""
    context = CheckContext(locale=settings.locale, source=settings.source)
    checks: list[SetupCheck] = []
    if settings.database_url is not None:
        checks += await asyncio.to_thread(check_shared_database, settings)
    checks += await asyncio.to_thread(check_addresses, settings)
    for engine in engine_declarations():
        if engine.check is not None:
            checks += await engine.check(settings.section(engine.settings), context)
    for platform in platform_declarations():
        if platform.check is not None:
            checks += await platform.check(settings.section(platform.settings), context)
    return all(check.ok for check in checks), [redact(check.line) for check in checks]
