"""Admission: the charges of a request before it is accepted.

Limits of people, channels and tenants are enforced here. The charges are stored together with the request in one
transaction under the job's id, so a job that runs again is charged once.
"""

import math
from collections.abc import Sequence
from typing import Any, Protocol

from pydantic import BaseModel

from core.commands.parts.transcription import is_sound
from core.commands.schema import Command
from core.domain.errors import NotAllowed
from core.domain.limits import Charge
from core.domain.request import Attachment, Request
from core.domain.tasks import Task
from core.inference.prices import Prices
from core.preferences.limit_policies import Policies

RECOGNITION = Task.AUTOMATIC_SPEECH_RECOGNITION
GUESSED_BYTES = 4_000
"""The bytes of a second in a recording of unknown duration: those of a voice message on a phone."""


class Admission(Protocol):
    """Port: decides whether a request may go ahead. Raises `LimitReached` or `NotAllowed`."""

    async def charges(self, request: Request, declared: Command, options: Any) -> Sequence[Charge]:
        """Returns the charges of a request that may go ahead."""
        ...


class PolicyAdmission:
    """Charges everything that the policy of the place limits.

    The store decides in the transaction that accepts the request.
    """

    def __init__(self, policies: Policies, prices: Prices) -> None:
        self._policies = policies
        self._prices = prices

    async def charges(self, request: Request, declared: Command, options: Any) -> Sequence[Charge]:
        """Returns a charge for each rate that applies to a task of the command, for each budget, and for the
        concurrency limit.

        Raises `NotAllowed` for people whom the operator or an administrator of the place has blocked.
        """
        if not declared.spends:
            return ()
        caller, place = request.caller, request.place
        policy = await self._policies.at(place)
        if policy.is_blocked(caller, place):
            raise NotAllowed("limit-blocked")
        estimates = expected_units(declared, options, request)
        charges = [
            Charge(
                key=applied.key,
                units=estimates[applied.task],
                limit=applied.rate,
                scope=applied.scope,
                task=applied.task.value,
            )
            for applied in policy.applied_rates(caller, place, estimates)
        ]
        if budgets := policy.applied_budgets(caller, place):
            calls = {task: min(1, units) if task is RECOGNITION else units for task, units in estimates.items()}
            expected = {"calls": sum(calls.values()), "dollars": self._prices.expected(calls)}
            charges += [
                Charge(key=each.key, units=expected[each.budget.measure], limit=each.budget, scope=each.scope)
                for each in budgets
            ]
        charges += [
            Charge(key=key, units=1, limit=limit, scope=scope)
            for key, scope, limit in policy.applied_concurrency(caller, place)
        ]
        return charges


def expected_units(declared: Command, options: Any, request: Request) -> dict[Task, int]:
    """The units of each task that a request is expected to need: calls, and seconds for speech recognition. Tasks that
    a command asks for on occasion count once it has; recordings count at first."""
    others = [task for task in declared.spends if task is not RECOGNITION]
    units = by_task(others, declared.estimate(options)) if others else {}
    units |= dict.fromkeys(declared.may_spend, 0)
    if RECOGNITION in (*declared.spends, *declared.may_spend):
        seconds = math.ceil(sum(map(_seconds, _recordings(options, request))))
        units[RECOGNITION] = seconds if others else max(1, seconds)
    return units


def _recordings(options: Any, request: Request) -> list[Attachment]:
    own = [value for _, value in options if isinstance(value, Attachment)] if isinstance(options, BaseModel) else []
    stored = map(Attachment.stored, request.inputs)
    quoted = (file for message in request.quoted for file in message.attachments)
    given = (*own, *request.attachments, *stored, *quoted)
    return [each for each in given if each.transcript is None and is_sound(each.media_type, each.name)]


def _seconds(recording: Attachment) -> float:
    """The duration, or a guess: the platform tells it of voice messages only."""
    return recording.seconds if recording.seconds is not None else recording.size / GUESSED_BYTES


def by_task(tasks: Sequence[Task], units: int) -> dict[Task, int]:
    """Splits an estimate over several tasks: one unit for each, and the rest for the first."""
    shares = dict.fromkeys(tasks, 1)
    shares[tasks[0]] = max(1, units - len(tasks) + 1)
    return shares
