"""Reports: the link from a message to the job that made it.

A renderer calls `make_reportable` once for each message that it sends. A menu entry on the message (a context menu, a
shortcut) presses `report_id(platform, message)`. The dispatcher answers with the form of `/troubadour report`, or
refuses where the message is not the bot's, or too old.
"""

from core.domain.actions import Report
from core.domain.jobs import Job
from core.domain.request import Place
from core.store.ports.action_store import ActionStore, StoredAction

REPORT = "troubadour report"
"""The command behind a report."""
_KIND = "report-"


def report_id(platform: str, message: str) -> str:
    """The id under which the report action of a message is stored.

    `message` is unique on its platform and ends a link to the message: on Discord its id, on Slack
    `channel/p1700000000123456`.
    """
    return f"{_KIND}{platform}-{message}"


def reported_message(id: str) -> str:
    """The `message` in a `report_id`."""
    return id.removeprefix(_KIND).partition("-")[2]


def is_report_id(id: str) -> bool:
    """True if the id of an action belongs to a message."""
    return id.startswith(_KIND)


async def make_reportable(actions: ActionStore, job: Job, message: str, at: float, *, link: str | None = None) -> None:
    """Stores, for as long as buttons live, which job a message belongs to. `link` opens it for administrators."""
    request = job.request
    entry = StoredAction(
        action=Report(job=job.id, link=link), job=job.id, requester=request.caller.key, place=request.place
    )
    await actions.save_actions({report_id(request.address.platform, message): entry}, at)


async def report_of(actions: ActionStore, job: str) -> Report:
    """The report of a job by the first message that shows its reply; without a link if none is known."""
    stored = [each.action for each in await actions.actions_of_job(job)]
    return next((action for action in stored if isinstance(action, Report)), Report(job=job))


async def find_reported(actions: ActionStore, place: Place, reference: str) -> Report | None:
    """Finds the report of a message by the adapter's name for it or by a link to it; None if there is none.

    Only messages of the same tenant are found.
    """
    pieces = reference.strip().strip("<>").partition("?")[0].rstrip("/").split("/")
    for message in ("/".join(pieces), "/".join(pieces[-2:]), pieces[-1]):
        stored = await actions.stored_action(report_id(place.platform, message))
        if stored is not None and isinstance(stored.action, Report) and stored.place.tenant == place.tenant:
            return stored.action
    return None
