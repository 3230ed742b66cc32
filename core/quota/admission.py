"""Admission: what a request is charged before it is accepted.

It is the seam where limits of people, channels and tenants are kept. The charges it names are stored together with the
request in one transaction, under the job's id, so that a job that is played again is charged once.
"""

from collections.abc import Sequence
from typing import Any, Protocol

from core.command import Command
from core.request import Request
from core.store.port import Charge


class Admission(Protocol):
    """Raises `LimitReached` or `NotAllowed`."""

    async def charges(self, request: Request, declared: Command, options: Any) -> Sequence[Charge]:
        """What to charge, if the request may go ahead."""
        ...


class OpenAdmission:
    """Lets everybody in and charges the declared estimate."""

    async def charges(self, request: Request, declared: Command, options: Any) -> Sequence[Charge]:
        """One charge each for the person, the channel and the tenant; none for commands that spend nothing."""
        if not declared.spends:
            return ()
        units = declared.estimate(options)
        caller, place = request.caller, request.place
        keys = (f"user:{caller.key}", f"channel:{place.key}", f"tenant:{place.platform}:{place.tenant}")
        return [Charge(key=key, units=units) for key in keys]
