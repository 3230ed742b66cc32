"""Entries of the ledger."""

from dataclasses import dataclass

from core.domain.tasks import Task


@dataclass(frozen=True, kw_only=True)
class Spend:
    """One request to a provider in the ledger; `units` is 0 where it cost nothing, otherwise what it counts against the
    rates of its task (`InferenceRequest.units`).

    `user_key` is a `Caller.key`, empty for a person who was forgotten; `place` is a `Place.key`. `tokens` and
    `microdollars` (millionths of a US dollar) are the engine's figures, None where it gives none. `liked` and
    `disliked` count the feedback on the answer; they stand at the last request of each model that contributed to it.
    """

    job: str
    user_key: str
    tenant: str
    task: str
    engine: str
    model: str
    units: int
    outcome: str
    at: float
    place: str = ""
    tokens: int | None = None
    microdollars: int | None = None
    liked: int = 0
    disliked: int = 0

    @property
    def calls(self) -> int:
        """The requests that budgets count: the units, which are seconds of sound for speech recognition alone."""
        return min(1, self.units) if self.task == Task.AUTOMATIC_SPEECH_RECOGNITION else self.units
