"""The time from a model's first token to the first visible word, and from its last token to the whole answer.

The renderers of Discord and Slack run in virtual time, against the platforms' rate limits and responses of 20 ms, so
the figures are exact and the same on every machine. The bot's own work takes no time there, and the platforms' way to
people's screens is left out. Beside it stands a loop that edits its message once a second.
"""

import asyncio
from collections.abc import Iterator

from adapters.discord.outbound.rate_limiter import MessageRateLimiter
from benchmarks.comparison import Comparison, Scale
from benchmarks.report import Finding, Table
from tests.adapters.discord.outbound import streamed_answers as discord
from tests.adapters.slack.outbound import streamed_answers as slack
from tests.adapters.token_stream import FIRST_WORD, TokenStream
from tests.adapters.virtual_time import LoopClock, run

LATENCY_SECONDS = 0.02
RATES = (1, 5, 20, 100)
FIRST_SECONDS = (0.0, 8.0)
MENTIONS = (1, 3, 5, 8)
DISCORD_METHODS = {"edit": "edit a message", "create": "create a message"}


def compare(scale: Scale) -> Iterator[Finding]:
    """The table of first words, and the delay of whole answers."""
    tokens = TokenStream(tokens=scale.choose(600, 100))
    for first in (0.08, 3.0):
        pattern = TokenStream(tokens=20, first_seconds=first)
        loop = run(_edit_loop(pattern))[0]
        for platform, shown in (
            ("Discord", _discord(pattern).first),
            ("Slack", run(slack.stream(LATENCY_SECONDS, pattern)).first),
        ):
            yield Comparison(
                subject=f"{platform}: first word after the first token, which comes after {first:g} s",
                baseline="one edit a second",
                ours=shown,
                beside=loop,
            )
    for platform, late in (
        ("Discord", _discord(tokens).late),
        ("Slack", run(slack.stream(LATENCY_SECONDS, tokens)).late),
    ):
        yield Comparison(
            subject=f"{platform}: whole answer after the last of {tokens.tokens} tokens",
            baseline="one edit a second",
            ours=late,
            beside=run(_edit_loop(tokens))[1],
        )
    crowds = {
        "Discord": [run(_discord_crowd(mentions, tokens)) for mentions in MENTIONS],
        "Slack, streams": [run(_slack_crowd(mentions, tokens, streams=True)) for mentions in MENTIONS],
        "Slack, edits": [run(_slack_crowd(mentions, tokens, streams=False)) for mentions in MENTIONS],
    }
    for platform, delays in crowds.items():
        yield Comparison(
            subject=f"{platform}: the last of {MENTIONS[-1]} answers in one channel whole after the last token",
            baseline="one edit a second, alone",
            ours=delays[-1],
            beside=run(_edit_loop(tokens))[1],
        )
    yield Table(
        title="Seconds from the last token of answers that end together in one channel until the last is whole",
        head=("answers in the channel", *map(str, MENTIONS)),
        rows=tuple((platform, *(f"{delay:.2f}" for delay in delays)) for platform, delays in crowds.items()),
    )
    yield Table(
        title="Seconds from the first token to the first visible word",
        head=("platform", "method", "reasons first", "first token after", *(f"{rate} tokens/s" for rate in RATES)),
        rows=tuple(_rows()),
    )


def _rows() -> Iterator[tuple[str, ...]]:
    for platform in ("Discord, command", "Discord, mention", "Slack, streams", "Slack, edits"):
        for reasoning in (False, True):
            for first in FIRST_SECONDS:
                shown = [
                    _first(platform, TokenStream(tokens=20, a_second=rate, first_seconds=first, reasoning=reasoning))
                    for rate in RATES
                ]
                methods = ", ".join(dict.fromkeys(method for _, method in shown))
                times = [f"{seconds:.2f}" for seconds, _ in shown]
                yield (platform, methods, "yes" if reasoning else "no", f"{first:g} s", *times)


def _first(platform: str, tokens: TokenStream) -> tuple[float, str]:
    """The seconds until the first visible word, and the method that brings it."""
    if platform.startswith("Discord"):
        mentioned = MessageRateLimiter(LoopClock()) if platform.endswith("mention") else None
        said = run(discord.stream("live", LATENCY_SECONDS, rate_limiter=mentioned, tokens=tokens))
        kind = next(each.kind for each in said.sendings if FIRST_WORD.search(each.content))
        return said.first, DISCORD_METHODS[kind]
    shown = run(slack.stream(LATENCY_SECONDS, tokens, slack.Slack(streams=platform.endswith("streams"))))
    return shown.first, f"`{shown.method}`"


def _discord(tokens: TokenStream) -> discord.Run:
    return run(discord.stream("live", LATENCY_SECONDS, tokens=tokens))


async def _discord_crowd(mentions: int, tokens: TokenStream) -> float:
    place, limiter = discord.Discord(), MessageRateLimiter(LoopClock())
    answers = await asyncio.gather(
        *(discord.stream("live", LATENCY_SECONDS, place, limiter, str(n), tokens) for n in range(mentions))
    )
    return max(each.late for each in answers)


async def _slack_crowd(mentions: int, tokens: TokenStream, *, streams: bool) -> float:
    place = slack.Slack(streams=streams)
    answers = await asyncio.gather(
        *(slack.stream(LATENCY_SECONDS, tokens, place, str(n)) for n in range(1, mentions + 1))
    )
    return max(each.late for each in answers)


async def _edit_loop(tokens: TokenStream) -> tuple[float, float]:
    """The delay of the first word and of the last one in a loop that edits, then waits a second."""
    clock = LoopClock()
    begins = clock.now() + tokens.first_seconds
    ends = begins + (tokens.tokens - 1) / tokens.a_second
    first: float | None = None
    while True:
        looked = clock.now()
        await clock.sleep(LATENCY_SECONDS)
        if first is None and looked >= begins:
            first = clock.now() - begins
        if first is not None and looked >= ends:
            return first, clock.now() - ends
        await clock.sleep(1.0)
