"""Which job made a message, so that the message can be reported.

A stage calls `make_reportable` once for each message that it has put on its platform. An entry on the message (a
context menu, a shortcut) then presses `report_id(platform, message)`: the dispatcher answers with the form of
`/troubadour report`, or refuses where the message is none of the bot's, or too old.
"""

from core.domain.actions import Report
from core.domain.jobs import Job
from core.domain.request import Place
from core.store.ports import ActionStore, StoredAction

REPORT = "troubadour report"
"""The command that a report becomes."""
_KIND = "report-"


def report_id(platform: str, message: str) -> str:
    """The id under which a message is on the shelf.

    `message` is unique on its platform, and what a link to the message ends with: on Discord its id, on Slack
    `channel/p1700000000123456`.
    """
    return f"{_KIND}{platform}-{message}"


def reported_message(id: str) -> str:
    """The `message` in a `report_id`."""
    return id.removeprefix(_KIND).partition("-")[2]


def is_report_id(id: str) -> bool:
    """Whether an id of the shelf is that of a message."""
    return id.startswith(_KIND)


async def make_reportable(shelf: ActionStore, job: Job, message: str, at: float, *, link: str | None = None) -> None:
    """Remembers, for as long as buttons live, that a message belongs to a job. `link` opens it for administrators."""
    request = job.request
    entry = StoredAction(
        action=Report(job=job.id, link=link), job=job.id, requester=request.caller.key, place=request.place
    )
    await shelf.save_actions({report_id(request.address.platform, message): entry}, at)


async def find_reported(shelf: ActionStore, place: Place, reference: str) -> Report | None:
    """What is known of a message, by what an adapter calls it or by a link to it; None where that is nothing.

    Only messages of the same tenant are found.
    """
    pieces = reference.strip().strip("<>").partition("?")[0].rstrip("/").split("/")
    for message in ("/".join(pieces), "/".join(pieces[-2:]), pieces[-1]):
        shelved = await shelf.stored_action(report_id(place.platform, message))
        if shelved is not None and isinstance(shelved.action, Report) and shelved.place.tenant == place.tenant:
            return shelved.action
    return None
