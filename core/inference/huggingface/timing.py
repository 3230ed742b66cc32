"""The times that requests, and the waits between them, may take."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Deadlines:
    """Seconds. `first_byte` runs from the start of the request to the first byte of the body."""

    connect: float = 10.0
    first_byte: float = 90.0
    between_bytes: float = 45.0
    total: float = 300.0


@dataclass(frozen=True, kw_only=True)
class RetryPolicy:
    """`retries` follow a transient error, the first after about `pause_seconds`, then doubling. `wait_seconds` is the
    longest wait that a provider may ask for, `rest_seconds` the longest rest of one that has too many requests and
    does not say how long, `loading_seconds` the longest loading time of a model."""

    retries: int = 2
    pause_seconds: float = 0.5
    longest_pause_seconds: float = 8.0
    wait_seconds: float = 20.0
    rest_seconds: float = 60.0
    loading_seconds: float = 180.0
    loading_look_seconds: float = 5.0
