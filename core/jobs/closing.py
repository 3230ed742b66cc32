"""The way in, which can be closed before the house is left."""

from collections.abc import Sequence
from typing import Any

from core.commands.schema import Command
from core.domain.errors import NotAllowed
from core.domain.limits import Charge
from core.domain.request import Request
from core.jobs.admission import Admission


class ClosableAdmission:
    """An admission that lets nobody in any more once it is closed."""

    def __init__(self, admission: Admission) -> None:
        self._admission = admission
        self._closed = False

    @property
    def is_open(self) -> bool:
        """Whether new requests are taken."""
        return not self._closed

    def close(self) -> None:
        """From now on everything new is refused with a sentence."""
        self._closed = True

    async def charges(self, request: Request, declared: Command, options: Any) -> Sequence[Charge]:
        """As the admission behind it. Raises `NotAllowed` where the intake is closed."""
        if self._closed:
            raise NotAllowed("bot-closing")
        return await self._admission.charges(request, declared, options)
