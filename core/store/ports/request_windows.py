"""The port of request windows: counts of what all processes send to a platform."""

from typing import Protocol


class RequestWindows(Protocol):
    """The requests that all processes have sent to a platform lately, by the key of what the platform limits."""

    async def take_request(self, key: str, limit: int, seconds: float, at: float) -> float:
        """Counts a request that is sent now, if there are fewer than `limit` in the last `seconds` and no pause.

        Returns 0 for one that may be sent, or the seconds after which to ask again. Raises `StoreAway`.
        """
        ...

    async def free_requests(self, key: str, limit: int, seconds: float, at: float) -> int:
        """Returns the number of requests that could be sent now. Raises `StoreAway`."""
        ...

    async def pause_requests(self, key: str, seconds: float, at: float) -> None:
        """Lets no process send a request for some seconds. A shorter pause does not end a longer one.

        Raises `StoreAway`.
        """
        ...
