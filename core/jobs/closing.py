"""An admission that can be closed, so that a bot that shuts down accepts nothing new."""

from collections.abc import Sequence
from typing import Any

from core.commands.schema import Command
from core.domain.errors import NotAllowed
from core.domain.limits import Charge
from core.domain.request import Request
from core.jobs.admission import Admission


class ClosableAdmission:
    """An `Admission` that refuses every request once it is closed."""

    def __init__(self, admission: Admission) -> None:
        self._admission = admission
        self._closed = False

    @property
    def is_open(self) -> bool:
        """True as long as new requests are accepted."""
        return not self._closed

    def close(self) -> None:
        """Refuses everything new from now on, with a sentence."""
        self._closed = True

    async def charges(self, request: Request, declared: Command, options: Any) -> Sequence[Charge]:
        """Returns the charges of the wrapped admission. Raises `NotAllowed` after `close`."""
        if self._closed:
            raise NotAllowed("bot-closing")
        return await self._admission.charges(request, declared, options)
