"""The presenter with a screen that refuses, in virtual time."""

from collections.abc import Sequence

import pytest

from core.domain.events import Done
from core.domain.platform_features import PlatformFeature
from core.domain.sentences import Sentence, say
from core.replies.ladder import ReplyForm, Rung
from core.replies.presenter import RETRY_WAITS, ReplyPresenter, ReplyScreen
from core.replies.refusals import DeliveryError, RefusalKind
from core.replies.state import Reply

REASON = say("failure-notice", failure=say("answer-refused"), id="job")


class Clock:
    """A clock on which every wait is over at once."""

    def __init__(self) -> None:
        self.waits: list[float] = []

    def now(self) -> float:
        return sum(self.waits)

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)


class RefusedError(DeliveryError):
    def __init__(self, kind: RefusalKind) -> None:
        super().__init__(kind.value)
        self._kind = kind

    @property
    def kind(self) -> RefusalKind:
        return self._kind


class Screen(ReplyScreen):
    """A screen that gives these answers to what is drawn and concluded, and takes everything after them."""

    def __init__(self, draws: Sequence[RefusalKind] = (), ends: Sequence[RefusalKind] = (), moves: int = 0) -> None:
        self._draws, self._ends, self._moves = list(draws), list(ends), moves
        self.drawn: list[ReplyForm] = []
        self.told: list[tuple[Sentence, bool]] = []
        self.remembered: list[Sentence | None] = []
        self.cleared = 0

    async def draw(self, rung: Rung) -> None:
        self.drawn.append(rung.form)
        if self._draws:
            raise RefusedError(self._draws.pop(0))

    async def move(self, error: DeliveryError) -> bool:
        self._moves -= 1
        return self._moves >= 0

    async def remember(self, reason: Sentence | None) -> None:
        self.remembered.append(reason)

    async def conclude(self, reason: Sentence, *, buttons: bool) -> None:
        if self._ends:
            raise RefusedError(self._ends.pop(0))
        self.told.append((reason, buttons))

    async def clear(self) -> None:
        self.cleared += 1


class Presented:
    """A reply that ends on a screen."""

    def __init__(self, screen: Screen, *, ended: bool = True) -> None:
        self.clock, self.reply, self.stops = Clock(), Reply[str]("job", "en"), 0
        self.reply.ending = Done() if ended else None
        self.presenter = ReplyPresenter(screen, self.reply, self.clock, None, stop_job=self._stop)

    async def _stop(self) -> None:
        self.stops += 1


FORM, CONTENT, PLACE = RefusalKind.FORM, RefusalKind.CONTENT, RefusalKind.PLACE


@pytest.mark.parametrize("refusals", range(4))
async def test_each_refused_form_leads_one_step_down(refusals: int) -> None:
    screen = Screen([FORM] * refusals)
    await Presented(screen).presenter.finish()
    assert screen.drawn == list(ReplyForm)[: refusals + 1]
    assert screen.told == []


async def test_after_the_last_form_comes_the_fallback_channel_and_then_the_reason() -> None:
    screen = Screen([FORM] * 6, moves=1)
    await Presented(screen).presenter.finish()
    assert screen.drawn == [*ReplyForm, ReplyForm.PLAIN, ReplyForm.FILE]
    assert (screen.told, screen.remembered) == ([(REASON, True)], [REASON])


async def test_refused_content_is_drawn_once_and_stops_the_job() -> None:
    screen = Screen([CONTENT], moves=5)
    presented = Presented(screen, ended=False)
    await presented.presenter.finish()
    assert (screen.drawn, screen.told, presented.stops) == ([ReplyForm.RICH], [], 1)
    presented.reply.ending = Done()
    await presented.presenter.finish()
    await presented.presenter.finish()
    assert screen.drawn == [ReplyForm.RICH]
    assert screen.told == [(REASON, True)]


@pytest.mark.parametrize(("ends", "told", "cleared"), [([FORM], [(REASON, False)], 0), ([FORM, CONTENT], [], 1)])
async def test_a_refused_reason_is_told_without_buttons_and_then_cleared(
    ends: list[RefusalKind], told: list[tuple[Sentence, bool]], cleared: int
) -> None:
    screen = Screen([CONTENT], ends)
    await Presented(screen).presenter.finish()
    assert (screen.told, screen.cleared) == (told, cleared)


async def test_a_place_that_is_gone_gets_nothing_more() -> None:
    screen = Screen([PLACE, PLACE], moves=1)
    presented = Presented(screen)
    await presented.presenter.finish()
    await presented.presenter.redraw()
    assert screen.drawn == [ReplyForm.RICH, ReplyForm.RICH]
    assert (screen.told, screen.remembered, screen.cleared) == ([], [None], 0)


async def test_an_ending_is_tried_again_until_it_is_shown() -> None:
    screen = Screen([RefusalKind.RETRYABLE] * 3)
    presented = Presented(screen)
    await presented.presenter.finish()
    assert len(screen.drawn) == 4
    assert presented.clock.waits == list(RETRY_WAITS[:3])


async def test_a_message_that_was_deleted_stops_the_job() -> None:
    screen = Screen([RefusalKind.DELETED])
    presented = Presented(screen)
    await presented.presenter.finish()
    assert (presented.stops, presented.presenter.over, screen.told) == (1, True, [])


async def test_without_edits_only_the_ending_is_drawn() -> None:
    screen, reply = Screen(), Reply[str]("job", "en")
    features = frozenset(PlatformFeature) - {PlatformFeature.EDITS}
    presenter = ReplyPresenter(screen, reply, Clock(), lambda _: 0.0, features=features)
    presenter.touch()
    assert screen.drawn == []
    reply.ending = Done()
    await presenter.finish()
    assert screen.drawn == [ReplyForm.RICH]
