"""Entries of the ledger."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Spend:
    """One upstream call in the ledger; `units` is 0 where it cost nothing.

    `user_key` is a `Caller.key`, empty where the person was forgotten; `place` is a `Place.key`. `tokens` and
    `microdollars` (millionths of a US dollar) are what the engine says, None where it does not. `liked` and `disliked`
    count the opinions on the answer, at the last call of each model that had a part in it.
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
