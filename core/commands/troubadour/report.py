"""`/troubadour report`: tell the administrators about an answer."""

import logging
from collections.abc import AsyncGenerator
from typing import Annotated

from pydantic import Field

from core.commands.context import Context
from core.commands.declaration import command
from core.commands.schema import CommandOptions, Hint
from core.commands.troubadour.statements import statement
from core.domain.actions import Report
from core.domain.errors import Missing
from core.domain.events import Event
from core.domain.sentences import CommandName, Quote, Sentence, Value, say
from core.moderation.reports import find_reported, report_of
from core.platform import LinksReplies
from core.store.alerts import report_key

logger = logging.getLogger(__name__)


class ReportOptions(CommandOptions):
    """The options of `/troubadour report`."""

    reason: Annotated[
        str,
        Field(min_length=1, max_length=500, description="What is wrong with it"),
        Hint(positional=True, multiline=True),
    ]
    message: Annotated[
        str | None,
        Field(max_length=300, description="The link or id of the message; without it, my last answer here"),
        Hint(refers="message"),
    ] = None


@command(
    "troubadour report",
    summary="Tell the administrators about an answer of mine",
    ephemeral=True,
    menus=("Report",),
)
async def report(options: ReportOptions, context: Context) -> AsyncGenerator[Event, None]:
    """Raises one alert for each answer and reporter; the log names the job."""
    found = await _reported(options.message, context)
    if found is None:
        raise Missing("report-unknown")
    logger.warning("job %s was reported", found.job)
    context.notify(report_key(found.job, context.request.caller.key), await _alert(found, options.reason, context))
    for event in statement(say("report-thanks")):
        yield event


async def _alert(found: Report, reason: str, context: Context) -> Sentence:
    """The words for administrators, who find the answer by its link, or by its job in the log."""
    job = await context.store.job(found.job)
    link = found.link
    if link is None and job is not None and isinstance(context.platform, LinksReplies):
        link = context.platform.link_to(job)
    values: dict[str, Value] = {
        "name": Quote(text=context.request.caller.name),
        "command": CommandName(name=job.request.command if job else "?"),
        "reason": Quote(text=reason),
        "place": context.request.place.key,  # not worded: whose report it is, and when it is to be deleted
    }
    return say("report-alert-unlinked", **values) if link is None else say("report-alert", **values, link=link)


async def _reported(message: str | None, context: Context) -> Report | None:
    if message:
        return await find_reported(context.store, context.request.place, message)
    answers = [turn.job for turn in await context.conversation.load() if turn.role == "assistant"]
    for id in reversed(answers):
        if await context.store.job(id):
            return await report_of(context.store, id)
    return None
