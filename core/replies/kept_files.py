"""Files that were made and could not be shown: the store keeps them, and a button shows them later."""

from typing import Any

from core.commands.kept_file import run_of
from core.domain.actions import Button, action_id
from core.domain.clock import Clock
from core.domain.events import Picture, Recording, TextFile
from core.domain.jobs import Job
from core.domain.sentences import say
from core.replies.state import Reply
from core.store.ports.action_store import ActionStore, StoredAction


class KeptFiles:
    """The files of one job."""

    def __init__(self, actions: ActionStore, job: Job, clock: Clock) -> None:
        self._actions = actions
        self._job = job
        self._clock = clock

    async def offer(self, reply: Reply[Any], event: Picture | Recording | TextFile) -> None:
        """Adds a button that shows the file of an event to the event's part."""
        job = self._job
        action = run_of(event, private=job.private)
        id = action_id(action, f"{job.id}|{event.model_dump_json()}")
        stored = StoredAction(action=action, job=job.id, requester=job.request.caller.key, place=job.request.place)
        await self._actions.save_actions({id: stored}, self._clock.now())
        reply.offer_file(event.part, Button(label=say("button-show-file"), action=action, id=id))
