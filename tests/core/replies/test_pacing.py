"""The cadence: one drawing at a time, the newest state, one exact last one."""

import asyncio

from core.domain.clock import Clock
from core.replies.pacing import WORDS_SECONDS, Pacer

PAUSE = 1.05


class TurnedClock:
    """Time that stands still until somebody sleeps."""

    def __init__(self) -> None:
        self.at = 0.0

    def now(self) -> float:
        return self.at

    async def sleep(self, seconds: float) -> None:
        self.at += seconds
        await asyncio.sleep(0)


class HeldClock:
    """Time that stands still until the test lets it pass."""

    def __init__(self) -> None:
        self.at = 0.0
        self._sleeping: list[tuple[float, asyncio.Event]] = []

    def now(self) -> float:
        return self.at

    async def sleep(self, seconds: float) -> None:
        if seconds > 0:
            woken = asyncio.Event()
            self._sleeping.append((self.at + seconds, woken))
            await woken.wait()

    async def pass_until(self, at: float) -> None:
        """Wakes those who sleep until then, one after the other."""
        await settled()
        while due := sorted((each for each in self._sleeping if each[0] <= at), key=lambda each: each[0]):
            self._sleeping.remove(due[0])
            self.at = due[0][0]
            due[0][1].set()
            await settled()
        self.at = at


async def settled() -> None:
    """Lets all tasks run that can."""
    for _ in range(20):
        await asyncio.sleep(0)


class Screen:
    """Records the drawings and how many overlap. Drawing takes `seconds`."""

    def __init__(self, clock: Clock, seconds: float = 0.0) -> None:
        self.state = 0
        self.drawn: list[int] = []
        self.at: list[float] = []
        self.busy = self.busiest = 0
        self._clock = clock
        self._seconds = seconds

    async def draw(self) -> None:
        self.busy += 1
        self.busiest = max(self.busiest, self.busy)
        self.at.append(self._clock.now())
        state = self.state
        await self._clock.sleep(self._seconds)
        self.drawn.append(state)
        self.busy -= 1


async def grow(pacer: Pacer, screen: Screen, states: int) -> None:
    for state in range(1, states + 1):
        screen.state = state
        pacer.touch()
        await asyncio.sleep(0)
    await pacer.finish()
    await pacer.stop()


async def test_the_last_drawing_is_the_exact_end_and_none_is_stale() -> None:
    clock = TurnedClock()
    screen = Screen(clock)
    await grow(Pacer(screen.draw, clock, lambda _: PAUSE), screen, 200)
    assert screen.drawn[-1] == 200
    assert screen.drawn == sorted(screen.drawn)
    assert screen.busiest == 1


async def test_between_two_drawings_lies_the_cadence_except_before_the_last() -> None:
    clock = TurnedClock()
    screen = Screen(clock)
    await grow(Pacer(screen.draw, clock, lambda _: PAUSE), screen, 100)
    gaps = [later - earlier for earlier, later in zip(screen.at, screen.at[1:], strict=False)]
    assert all(gap >= PAUSE - 1e-6 for gap in gaps[:-1])


async def test_a_pause_knows_how_long_the_drawing_before_it_took() -> None:
    clock = TurnedClock()
    screen = Screen(clock, seconds=3.0)
    took: list[float] = []

    def pause(seconds: float) -> float:
        took.append(seconds)
        return PAUSE

    await grow(Pacer(screen.draw, clock, pause), screen, 100)
    assert took
    assert set(took) == {3.0}


async def test_an_answer_complete_before_the_first_drawing_is_drawn_once() -> None:
    clock = TurnedClock()
    screen = Screen(clock)
    await grow(Pacer(screen.draw, clock, lambda _: PAUSE, hesitation=0.4), screen, 1)
    assert screen.drawn == [1]


async def test_final_only_draws_once() -> None:
    clock = TurnedClock()
    screen = Screen(clock)
    await grow(Pacer(screen.draw, clock, None), screen, 50)
    assert screen.drawn == [50]


async def test_the_first_words_wait_neither_for_the_hesitation_nor_for_the_pause_of_the_placeholder() -> None:
    for before, placeholders in ((0.08, 0), (3.0, 1)):
        clock = HeldClock()
        screen = Screen(clock)
        pacer = Pacer(screen.draw, clock, lambda _: PAUSE, hesitation=0.3)
        pacer.touch()
        await clock.pass_until(before)
        pacer.touch()
        assert len(screen.drawn) == placeholders
        pacer.touch(first_words=True)
        await clock.pass_until(before + WORDS_SECONDS)
        assert screen.at[-1] == before + WORDS_SECONDS
        words = len(screen.at)
        pacer.touch()
        await clock.pass_until(before + PAUSE)
        assert len(screen.at) == words  # the next drawing keeps its distance
        await pacer.stop()
