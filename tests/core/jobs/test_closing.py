"""A closed admission refuses everything new."""

from collections.abc import Sequence
from typing import Any

import pytest

from core.commands.schema import Command
from core.domain.errors import NotAllowed
from core.domain.limits import Charge, Rate
from core.domain.request import Request
from core.jobs.closing import ClosableAdmission
from tests.core.recording_platform import request

CHARGE = Charge(key="user", units=1, limit=Rate(units=1, period="hour"))


class OneCharge:
    """Charges every request once."""

    async def charges(self, request: Request, declared: Command, options: Any) -> Sequence[Charge]:
        return [CHARGE]


NO_COMMAND: Any = None


async def test_an_open_admission_charges_as_the_wrapped_one() -> None:
    admission = ClosableAdmission(OneCharge())
    assert admission.is_open
    assert await admission.charges(request("dwell", "a"), NO_COMMAND, None) == [CHARGE]


async def test_a_closed_admission_refuses_with_a_sentence() -> None:
    admission = ClosableAdmission(OneCharge())
    admission.close()
    assert not admission.is_open
    with pytest.raises(NotAllowed) as refusal:
        await admission.charges(request("dwell", "b"), NO_COMMAND, None)
    assert refusal.value.sentence.id == "bot-closing"
