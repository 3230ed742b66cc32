"""The presenter: shows a reply while it grows and at its end, by the plainest means that a platform still takes.

A platform brings a `ReplyScreen`, which draws the reply in a form and raises what the platform answers. The presenter
decides everything else: when to draw, what to try after a refusal, and how the reply ends.
"""

import logging
from collections.abc import Awaitable, Callable, Collection
from collections.abc import Set as AbstractSet
from typing import Any, Protocol

from core.domain.clock import Clock
from core.domain.observer import OBSERVER
from core.domain.platform_features import PlatformFeature
from core.domain.retries import retry
from core.domain.sentences import Sentence, say
from core.replies.ladder import FallbackLadder, Rung
from core.replies.pacing import Pacer, Pause
from core.replies.refusals import DeliveryError, RefusalKind
from core.replies.state import Reply

logger = logging.getLogger(__name__)

RETRY_WAITS = (1.0, 2.0, 4.0, 8.0, 16.0)
"""Seconds before each retry of the ending."""


class ReplyScreen(Protocol):
    """A platform's side of one reply. Its methods raise `DeliveryError`.

    A platform that refuses nothing only draws, and takes the other methods from here.
    """

    @property
    def pictures(self) -> Collection[str]:
        """The names of the parts whose pictures are shown."""
        return ()

    async def draw(self, rung: Rung) -> None:
        """Shows the reply as it is now, in a form."""
        ...

    async def leave_out_files(self) -> bool:
        """Replaces files that the platform does not take now by buttons that show them later; False if there are
        none."""
        return False

    async def move(self, error: DeliveryError) -> bool:  # noqa: ARG002 - for platforms that refuse something
        """Lets the reply continue in the next fallback channel after a refusal; False if there is none left."""
        return False

    def reason(self, error: DeliveryError) -> Sentence:  # noqa: ARG002 - for platforms that refuse something
        """A sentence that says who refused the reply, and what helps."""
        return say("answer-refused")

    async def remember(self, reason: Sentence | None) -> None:  # noqa: ARG002 - for platforms that refuse something
        """Stores that nothing more of the reply may be sent, however often the job runs.

        What remains to be told is the reason; with None, nothing can be told any more.
        """
        return

    async def conclude(self, reason: Sentence, *, buttons: bool) -> None:  # noqa: ARG002 - for platforms that refuse something
        """Ends the reply with one sentence, without any of its words that are not shown already.

        Nothing may be left that says that the reply goes on. With `buttons`, the next steps of the reply are offered.
        """
        return

    async def clear(self) -> None:
        """Removes whatever says that the reply goes on; messages without words are deleted."""
        return


class _Nowhere(ReplyScreen):
    """The screen of a reply that is closed."""

    async def draw(self, rung: Rung) -> None:
        """Draws nothing."""


_NOWHERE = _Nowhere()


class ReplyPresenter:
    """Shows one reply.

    - `pause`: the seconds between two updates; None for a reply that is shown once, at its end.
    - `features`: what the platform can do; a reply that cannot be edited is shown once, too.
    - `stop_job`: called if nothing more of the reply can be shown.
    - `over`: nothing is shown, because the reply was withdrawn.
    - `reason`: an earlier run was refused for this reason, so that only this is told.
    """

    def __init__(
        self,
        screen: ReplyScreen,
        reply: Reply[Any],
        clock: Clock,
        pause: Pause | None,
        *,
        features: AbstractSet[PlatformFeature] = frozenset(PlatformFeature),
        hesitation: float = 0.0,
        stop_job: Callable[[], Awaitable[None]] | None = None,
        over: bool = False,
        reason: Sentence | None = None,
    ) -> None:
        self._screen = screen
        self._reply = reply
        self._clock = clock
        self._stop = stop_job
        self._ladder = FallbackLadder()
        self._reason = reason
        self._form_error: DeliveryError | None = None
        self.retry_needed = self._closing = self._has_words = False
        edits = PlatformFeature.EDITS in features
        self._pacer = Pacer(self._draw, clock, pause if edits else None, hesitation=hesitation)
        self.over = over
        """True if nothing more is shown."""

    def touch(self) -> None:
        """Notes that the reply has changed."""
        if self.over:
            return
        first_words = not self._has_words and any(part.text.strip() for part in self._reply.parts.values())
        self._has_words = self._has_words or first_words
        self._pacer.touch(first_words=first_words)

    async def finish(self) -> None:
        """Shows the reply with its ending, and tries again until it is shown or clear that it cannot be."""
        if self.over:
            return
        await self._pacer.finish()
        await self._retry_ending()

    async def redraw(self) -> None:
        """Shows an ending that has changed."""
        await self._draw()
        await self._retry_ending()

    async def close(self, *, last_update: bool) -> None:
        """Stops drawing, after one last update if the reply is left to be resumed."""
        self._closing = True
        try:
            if last_update and not self.over:
                await self._pacer.finish()
        finally:
            await self._pacer.stop()
            self._screen = _NOWHERE  # which knows this presenter, as in `Pacer.stop`

    async def _draw(self) -> None:
        """Shows the current state of the reply. Refusals are handled, never raised."""
        if self.over:
            return
        self.retry_needed = False
        if self._reason is not None:
            await self._conclude()
            return
        while True:
            try:
                with OBSERVER.get().step("draw"):
                    await self._screen.draw(self._ladder.rung)
            except DeliveryError as error:
                OBSERVER.get().drawn(error.kind.name.lower())
                if not await self._goes_on(error):
                    return
            else:
                OBSERVER.get().drawn("shown")
                self._ladder.accepted()
                return

    async def _stop_job(self) -> None:
        if self._stop is not None:
            await self._stop()

    async def _retry_ending(self) -> None:
        for wait in RETRY_WAITS:
            if self.over or not self.retry_needed:
                return
            await self._clock.sleep(wait)
            await self._draw()
        if self.retry_needed and not self.over and await self._screen.leave_out_files():
            await self._draw()
        if self.retry_needed:
            logger.warning("the end of the reply of job %s could not be shown", self._reply.job)

    async def _goes_on(self, error: DeliveryError) -> bool:
        """Decides what follows a refusal. Returns whether to draw again."""
        if error.kind is RefusalKind.FORM:
            # The first refusal tells more than that of the last resort.
            error = self._form_error = self._form_error or error
        while True:
            match error.kind:
                case RefusalKind.RETRYABLE:
                    self.retry_needed = True
                    return False
                case RefusalKind.DELETED:
                    self.over = True
                    await self._stop_job()
                    return False
                case RefusalKind.CONTENT:
                    await self._refused(error)
                    return False
                case RefusalKind.FORM if self._ladder.descend(self._screen.pictures):
                    form = self._ladder.rung.form.name
                    logger.info("job %s: %s, so its reply becomes plainer (%s)", self._reply.job, error, form)
                    return True
            try:
                if await self._screen.move(error):
                    self._ladder.move()
                    return True
            except DeliveryError as moving:
                if error.kind is RefusalKind.PLACE and moving.kind is not RefusalKind.FORM:
                    error = moving
                    continue
            await self._refused(error)
            return False

    async def _refused(self, error: DeliveryError) -> None:
        """Shows nothing more of the reply but the reason; where the place is gone, not even that."""
        logger.warning("the reply of job %s cannot be shown: %s", self._reply.job, error)
        self._reason = say("failure-notice", failure=self._screen.reason(error), id=self._reply.job)
        self.over = error.kind is RefusalKind.PLACE
        await self._screen.remember(None if self.over else self._reason)
        if self._reply.ending is None:
            await self._stop_job()  # its ending brings the next steps, and then the reason is told
        elif not self.over:
            await self._conclude()

    async def _conclude(self) -> None:
        if self._reason is None or (self._reply.ending is None and not self._closing):
            return
        self.over, reason = True, self._reason

        async def conclude(*, buttons: bool) -> None:
            await retry(
                lambda: self._screen.conclude(reason, buttons=buttons),
                waits=RETRY_WAITS,
                retryable=lambda error: isinstance(error, DeliveryError) and error.kind is RefusalKind.RETRYABLE,
                sleep=self._clock.sleep,
            )

        for buttons in (True, False):
            try:
                await conclude(buttons=buttons)
            except DeliveryError as error:
                logger.info("the reason was not told for job %s: %s", self._reply.job, error)
            else:
                return
        try:
            await self._screen.clear()
        except DeliveryError as error:
            logger.warning("the reply of job %s was not tidied up: %s", self._reply.job, error)
