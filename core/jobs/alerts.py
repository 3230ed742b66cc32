"""Alerts: news that the operator must know, told once.

Anything may raise an alert from the loop's thread without waiting: a model that is gone, credits that are used up, a
report. The alert is logged immediately, kept in the store, and delivered to the administrators' channel of every
platform that has one. An alert with the same key is then silent for a week. A process passes on what others, which do
not have its platforms, have raised.
"""

import asyncio
import logging
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import replace

from pydantic import JsonValue

from core.domain.clock import Clock
from core.domain.errors import UserError
from core.domain.sentences import Sentence
from core.i18n.rendering import PlainMarkup, render
from core.platform import Platform
from core.store.alerts import ALERTS_SCOPE, Alert, recent_alerts
from core.store.exclusive_work import only_here
from core.store.ports.store import Store

logger = logging.getLogger(__name__)

DELIVERY_SECONDS = 30.0
"""The longest time for one platform, before the next is told."""


PASS_ON_SECONDS = 3600.0
"""The age up to which an alert is passed on."""
LOOK_SECONDS = 30.0
"""The time between two looks for alerts of other processes."""
LEASE_SECONDS = 120.0
"""The time after which another process delivers alerts, if the one that does so has died."""
_LEASE = "alerts"


class _LogMarkup(PlainMarkup):
    """Markup for the log, which leaves out people's words."""

    def quote(self, text: str) -> str:  # noqa: ARG002 - it is what is left out
        return "[…]"


class Alerts:
    """Delivers alerts while `serve` runs."""

    def __init__(self, store: Store, platforms: Mapping[str, Platform], clock: Clock) -> None:
        self._store = store
        self._platforms = platforms
        self._clock = clock
        self._raised: asyncio.Queue[Alert] = asyncio.Queue()
        self._unsaved: set[str] = set()
        """The keys of alerts that the store could not keep."""

    def notify(self, key: str, sentence: Sentence) -> None:
        """Raises an alert, as `Notify`."""
        self._raised.put_nowait(Alert(key=key, sentence=sentence, at=self._clock.now()))

    async def serve(self) -> None:
        """Delivers raised alerts, and those of other processes, until cancelled."""
        while True:
            try:
                async with asyncio.timeout(LOOK_SECONDS):
                    alert = await self._raised.get()
            except TimeoutError:
                await self._pass_on()
                continue
            try:
                await self._deliver_once(alert)
            except Exception:  # one that cannot be delivered must not silence the others
                logger.exception("the alert %s could not be delivered", alert.key)
            finally:
                self._raised.task_done()

    async def _pass_on(self) -> None:
        """Delivers the alerts of other processes to the platforms that these do not have."""
        if not any(map(self._left, await self._known())):
            return
        with suppress(UserError):
            async with only_here(self._store, _LEASE, self._clock, LEASE_SECONDS):
                for alert in reversed(await self.recent()):
                    if left := self._left(alert):
                        await self._save(replace(alert, told=(alert.told or frozenset()) | left))
                        await self._tell(alert, left)

    def _left(self, alert: Alert) -> frozenset[str]:
        """The platforms of this process that are still to be told of an alert."""
        if alert.told is None or alert.at < self._clock.now() - PASS_ON_SECONDS:
            return frozenset()
        return frozenset(self._platforms) - alert.told

    async def settle(self, seconds: float) -> None:
        """Waits until every raised alert is delivered, for at most `seconds`."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._raised.join()
            return
        logger.warning("alerts are left undelivered")

    async def recent(self) -> list[Alert]:
        """The alerts of the last week, newest first."""
        return await recent_alerts(self._store, self._clock.now())

    async def _known(self) -> list[Alert]:
        try:
            return await self.recent()
        except UserError:
            return []

    async def _forget_old(self) -> None:
        recent = {alert.key for alert in await self.recent()}
        for key in (await self._store.preferences(ALERTS_SCOPE)).keys() - recent:
            await self._store.set_preference(ALERTS_SCOPE, key, None)

    async def _deliver_once(self, alert: Alert) -> None:
        """Delivers an alert, unless another process does, or the store is away and cannot tell."""
        try:
            async with only_here(self._store, _LEASE, self._clock, LEASE_SECONDS):
                await self._deliver(alert)
        except UserError:
            await self._deliver(alert)

    async def _deliver(self, alert: Alert) -> None:
        if alert.key in self._unsaved or any(known.key == alert.key for known in await self._known()):
            return
        logger.warning("%s", render(alert.sentence, markup=_LogMarkup()))
        here = frozenset(self._platforms)
        try:
            await self._forget_old()
            await self._save(replace(alert, told=here))
        except UserError:  # the alert may be about the same disk
            self._unsaved.add(alert.key)
        await self._tell(alert, here)

    async def _save(self, alert: Alert) -> None:
        kept: JsonValue = {
            "at": alert.at,
            "sentence": alert.sentence.model_dump(mode="json"),
            "told": list[JsonValue](sorted(alert.told or ())),
        }
        await self._store.set_preference(ALERTS_SCOPE, alert.key, kept)

    async def _tell(self, alert: Alert, names: AbstractSet[str]) -> None:
        for platform in [platform for name, platform in self._platforms.items() if name in names]:
            try:
                async with asyncio.timeout(DELIVERY_SECONDS):
                    await platform.alert(alert.sentence)
            except Exception:
                logger.exception("the alert %s did not reach %s", alert.key, platform.name)
