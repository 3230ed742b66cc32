"""What can go wrong: the process, its platforms, its providers, its data folder."""

import asyncio
import re
import resource
import signal
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from random import Random
from typing import Literal

from tests.scenarios.chaos.crowd import DiscordCrowd, SlackCrowd
from tests.scenarios.chaos.process import World
from tests.servers.discord_server import Fault as DiscordFault
from tests.servers.hub_server import Broken, Refusal, Stream
from tests.servers.hub_server.answers import Answer
from tests.servers.slack_server import Fault as SlackFault

Deed = Callable[[World, Random], Awaitable[str]]
"""Does something to the world, and tells what."""

DISCORD_FAULTS: tuple[Literal["status", "too-many", "reset"], ...] = ("status", "too-many", "reset")
UPLOADS: tuple[Literal["status", "reset"], ...] = ("status", "reset")


async def kill(world: World, random: Random) -> str:
    """Kills the process without a warning, and starts it again."""
    await world.stop(kill=True)
    await world.start()
    return "kill -9"


async def restart(world: World, random: Random) -> str:
    """Stops the process as an update does, and starts it again."""
    await world.stop()
    await world.start()
    return "a restart"


async def freeze(world: World, random: Random) -> str:
    """Halts the process for a while, after which its clocks have jumped."""
    world.signal(signal.SIGSTOP)
    await asyncio.sleep(seconds := random.uniform(0.5, 6.0))
    world.signal(signal.SIGCONT)
    return f"{seconds:.1f} s without the processor"


async def lose_sockets(world: World, random: Random) -> str:
    """Ends connections of Slack's socket mode."""
    sockets, how = world.slack.sockets, random.choice(["drop", "drop all", "warning", "refresh_requested"])
    for _ in range(sockets.connected if how == "drop all" else min(1, sockets.connected)):
        if how.startswith("drop"):
            await sockets.drop()
        else:
            await sockets.disconnect("warning" if how == "warning" else "refresh_requested")
    return f"Slack's connection: {how}"


async def lose_gateway(world: World, random: Random) -> str:
    """Ends connections of Discord's gateway."""
    gateway, how = world.discord.gateway, random.choice(["reconnect", "invalid session", "close 4000", "close 1006"])
    match how:
        case "reconnect":
            await gateway.reconnect()
        case "invalid session":
            await gateway.invalidate()
        case _:
            await gateway.close(4000 if how == "close 4000" else 1011)
    return f"Discord's gateway: {how}"


async def fail_discord(world: World, random: Random) -> str:
    """Makes requests to Discord fail."""
    method, path = random.choice(
        [
            ("PATCH", "/messages/"),
            ("POST", "/messages$"),
            ("POST", "/webhooks/"),
            ("POST", "/callback$"),
            ("DELETE", ""),
        ]
    )
    kind = random.choice(DISCORD_FAULTS)
    times = random.randint(1, 4)
    fault = DiscordFault(method, re.compile(path), kind, times=times, status=random.choice([500, 502, 503]))
    world.discord.fail(fault)
    return f"Discord: {times} of {method} {path}: {kind}"


async def fail_slack(world: World, random: Random) -> str:
    """Makes requests to Slack fail."""
    method = random.choice(
        [
            "chat.postMessage",
            "chat.update",
            "chat.startStream",
            "chat.appendStream",
            "chat.stopStream",
            "chat.delete",
            "files.getUploadURLExternal",
            "files.completeUploadExternal",
            "users.info",
        ]
    )
    fault = random.choice(
        [
            SlackFault("internal_error", status=500),
            SlackFault("service_unavailable", status=503),
            SlackFault(status=429, retry_after=1),
            SlackFault(connection="reset"),
            SlackFault(connection="lost"),
            SlackFault(seconds=3.0),
        ]
    )
    times = random.randint(1, 3)
    world.slack.api.faults[method] += [fault] * times
    return f"Slack: {times} of {method}: {fault}"


async def fail_uploads(world: World, random: Random) -> str:
    """Makes uploads fail on both platforms."""
    how = [random.choice(UPLOADS) for _ in range(random.randint(1, 3))]
    world.discord.state.upload_faults += how
    world.slack.state.upload_faults += how
    return f"uploads: {', '.join(how)}"


async def fail_providers(world: World, random: Random) -> str:
    """Makes requests to providers fail, also in the middle of a stream."""
    where = random.choice(["chat/completions", "chat/completions", "fal-ai"])
    answers: list[Answer] = [
        Refusal(status=503, body={"error": "Model org/chat is currently loading", "estimated_time": 1.0}),
        Refusal(status=500, body={"error": "out of paint"}),
        Refusal(status=429, body={"error": "slow down"}, headers={"Retry-After": "1"}),
        Broken(),
        Stream(tear=True, wait=0.2, pause=0.1),
        Stream(fault={"error": {"message": "the worker died"}}, wait=0.2, pause=0.1),
    ]
    chosen = [random.choice(answers) for _ in range(random.randint(1, 3))]
    world.hub.script[where] = [*world.hub.script.get(where, []), *chosen]
    return f"providers: {where}: {', '.join(type(each).__name__ for each in chosen)}"


async def lock_store(world: World, random: Random) -> str:
    """Holds the database, as a slow disk does."""
    with closing(sqlite3.connect(world.database, isolation_level=None)) as connection:
        try:
            connection.execute("PRAGMA busy_timeout = 500")
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return "a store that was busy already"
        await asyncio.sleep(seconds := random.uniform(0.2, 3.0))
        connection.execute("ROLLBACK")
    return f"a store that is slow for {seconds:.1f} s"


async def fill_disk(world: World, random: Random) -> str:
    """Lets no file of the process grow for a while, as a full disk does."""
    unlimited = resource.prlimit(world.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(world.pid, resource.RLIMIT_FSIZE, (0, unlimited[1]))
    try:
        await asyncio.sleep(seconds := random.uniform(0.2, 3.0))
    finally:
        resource.prlimit(world.pid, resource.RLIMIT_FSIZE, unlimited)
    return f"a full disk for {seconds:.1f} s"


async def deliver_again(world: World, random: Random) -> str:
    """Delivers something a second time, as platforms do that lost the acknowledgement."""
    for crowd in world.crowds:
        if isinstance(crowd, DiscordCrowd | SlackCrowd):
            await crowd.deliver_again(random)
    return "second deliveries"


DEEDS: dict[Deed, int] = {
    kill: 3,
    restart: 1,
    freeze: 1,
    lose_sockets: 3,
    lose_gateway: 3,
    fail_discord: 5,
    fail_slack: 5,
    fail_uploads: 2,
    fail_providers: 5,
    lock_store: 2,
    fill_disk: 2,
    deliver_again: 3,
}
"""Every deed with its weight."""


def heal(world: World) -> None:
    """Takes back every fault that is still to come."""
    world.discord.rest.faults.clear()
    world.discord.state.upload_faults.clear()
    world.slack.api.faults.clear()
    world.slack.state.upload_faults.clear()
    world.hub.script.clear()
