"""Repeated requests: at a limit, a cached answer may be given again."""

import hashlib
import json

from core.commands.registry import Registry
from core.domain.errors import UserError
from core.domain.jobs import Job
from core.domain.request import Request
from core.inference.router import Router


class RepeatedRequests:
    """The requests whose result is always the same, and the answers that the last job of each was given.

    They are beside the cached answers in the store, so that a process which only accepts knows what others have run.
    """

    def __init__(self, registry: Registry, engine: Router) -> None:
        self._registry = registry
        self._engine = engine

    async def remember(self, job: Job) -> None:
        """Notes a job that has answered its request."""
        if (key := self._key(job.request)) is not None:
            await self._engine.note_answers(key, job.id, job.request.caller.key, job.accepted_at)

    async def has(self, request: Request) -> bool:
        """True if the same was asked for in this tenant and all of its answers are cached."""
        key = self._key(request)
        return key is not None and await self._engine.has_answers(key, request.caller.key)

    def _key(self, request: Request) -> str | None:
        """The identity of a request; None for requests with files or for a new result."""
        if request.fresh or request.attachments or request.inputs:
            return None
        declared = self._registry.find(request.command)
        try:
            if declared is None or not declared.repeats(declared.validate(request.options)):
                return None
        except UserError:
            return None
        caller = request.caller
        asked = json.dumps([caller.platform, caller.tenant, request.command, dict(request.options)], sort_keys=True)
        return f"request {hashlib.sha256(asked.encode()).hexdigest()}"
