"""Supervision of the connection: it retries temporary failures and reports permanent ones in a sentence."""

import logging
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import discord

from core.domain.clock import Clock

logger = logging.getLogger(__name__)

FIRST_WAIT, LONGEST_WAIT = 1.0, 60.0
"""Seconds between two attempts to connect: doubled each time, with jitter."""
STEADY_SECONDS = 300.0
"""After a connection that held this long, the waits start over."""
AUTHENTICATION_FAILED, INVALID_SHARD, SHARDING_REQUIRED = 4004, 4010, 4011
INVALID_API_VERSION, INVALID_INTENTS, DISALLOWED_INTENTS = 4012, 4013, 4014
"""Close codes after which connecting again is useless
(https://docs.discord.com/developers/topics/opcodes-and-status-codes#gateway)."""


@dataclass(frozen=True)
class DiscordConnectionFailure:
    """A permanent failure: the reason in one sentence, and the setting that may fix it, if there is one."""

    reason: str
    setting: str | None = "DISCORD_TOKEN"


class DiscordConnectionRefused(Exception):
    """Connecting again is useless, as a supervision further down has found."""

    def __init__(self, failure: DiscordConnectionFailure) -> None:
        super().__init__(failure.reason)
        self.failure = failure


async def supervise(connect: Callable[[], Awaitable[None]], clock: Clock) -> DiscordConnectionFailure:
    """Connects again and again; returns the failure once it is permanent.

    A login or a first connection that gets no answer, or a server error, is temporary.
    """
    wait = FIRST_WAIT
    while True:
        started = clock.now()
        try:
            await connect()
        except discord.LoginFailure:
            return _FAILURES[AUTHENTICATION_FAILED]
        except DiscordConnectionRefused as refused:
            return refused.failure
        except discord.ConnectionClosed as closed:
            if closed.code in _FAILURES:
                return _FAILURES[closed.code]
            logger.warning("the connection to Discord was closed with code %s", closed.code)
        except Exception as error:  # noqa: BLE001 - the next attempt may succeed
            logger.warning("the connection to Discord broke: %s: %s", type(error).__name__, error)
        wait = FIRST_WAIT if clock.now() - started > STEADY_SECONDS else wait
        await clock.sleep(wait * random.uniform(0.5, 1.5))  # noqa: S311 - jitter
        wait = min(LONGEST_WAIT, wait * 2)


_OUTDATED = DiscordConnectionFailure(
    "Discord no longer accepts the way in which this version of the bot connects. Install a newer version.", None
)
_FAILURES = {
    AUTHENTICATION_FAILED: DiscordConnectionFailure(
        "Discord does not know this token. Copy it again from the developer portal into DISCORD_TOKEN."
    ),
    INVALID_SHARD: DiscordConnectionFailure(
        "Discord does not know this shard. DISCORD_SHARD_COUNT must be the same for all processes.",
        "DISCORD_SHARD_COUNT",
    ),
    SHARDING_REQUIRED: DiscordConnectionFailure(
        "the bot is in too many servers for so few shards. Raise DISCORD_SHARD_COUNT, or leave it out.",
        "DISCORD_SHARD_COUNT",
    ),
    INVALID_API_VERSION: _OUTDATED,
    INVALID_INTENTS: _OUTDATED,
    DISALLOWED_INTENTS: DiscordConnectionFailure(
        "the bot may no longer have an intent that the developer portal allowed when it started. Start the bot again.",
        None,
    ),
}
