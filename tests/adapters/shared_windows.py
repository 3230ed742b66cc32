"""The requests of several processes to a platform, in memory and in virtual time."""

import asyncio

from core.domain.errors import StoreAway


class SharedWindows:
    """Implements `RequestWindows`; `away` is a database that is out of order."""

    def __init__(self) -> None:
        self.away = False
        self.sent: dict[str, list[float]] = {}

    async def take_request(self, key: str, limit: int, seconds: float, at: float) -> float:
        await self._answer()
        latest = self.sent.setdefault(key, [])[-limit:]
        if len(latest) == limit and latest[0] > at - seconds:
            return latest[0] + seconds - at
        self.sent[key].append(at)
        return 0.0

    async def free_requests(self, key: str, limit: int, seconds: float, at: float) -> int:
        await self._answer()
        return limit - sum(each > at - seconds for each in self.sent.get(key, ()))

    async def pause_requests(self, key: str, seconds: float, at: float) -> None:
        raise AssertionError("no platform asks for a pause here")

    async def _answer(self) -> None:
        await asyncio.sleep(0.002)
        if self.away:
            raise StoreAway("store-failed")
