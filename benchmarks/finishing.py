"""The CPU of a command from its arrival to its whole answer, beside a bot of the bare libraries.

Both bots ask the same model server for a stream, in turns: a short answer, and one of 200 tokens at 50 a second. The
bare one commits one row, defers, reads the stream with `AsyncInferenceClient` and edits its message once a second.
Troubadour also charges limits and a ledger, remembers the conversation, stores the answer before it shows it, and has
buttons. CPU is that of the bot's process (Linux only), until a second after the last answer.
"""

import asyncio
import os
import tempfile
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.acknowledging import ANSWER_SECONDS, UNLIMITED, process_of
from benchmarks.comparison import Comparison, Pair, Scale, compared
from benchmarks.model_clients import token_server
from tests.scenarios.discord.bot_process import running
from tests.servers.discord_server import DiscordServer

PEOPLE = 30
"""The commands at the same time."""
SHORT_PEOPLE = 3
ROUNDS = 5
REST_SECONDS = 1.0
"""What is left to do when an answer is shown is done by then."""
MODELS = {"a short answer": "tokens-4-1000", "200 tokens at 50 a second": "tokens-200-50"}
WORD = "word"


@dataclass(frozen=True)
class _Bot:
    """A running bot and its Discord."""

    server: DiscordServer
    process: int


def compare(scale: Scale) -> Iterator[Comparison]:
    """CPU of a command with a short answer, and with one of 200 tokens."""
    people = scale.choose(PEOPLE, SHORT_PEOPLE)
    for answer, model in MODELS.items():
        pairs = asyncio.run(_compare(model, people, scale.choose(ROUNDS, 1)))
        yield compared(f"CPU of a command with {answer}", "discord.py and AsyncInferenceClient", pairs, share=people)


async def _compare(model: str, people: int, rounds: int) -> list[Pair]:
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = await stack.enter_async_context(token_server())
        servers = [await stack.enter_async_context(DiscordServer(judging=False)) for _ in range(2)]
        ours, bare = servers
        models = {"TROUBADOUR_CHAT_COMPLETION_MODELS": f"{model}@{url}/v1", "TROUBADOUR_PROVIDER_LIMITS": ""}
        bot = await stack.enter_async_context(running(ours, folder, **UNLIMITED, **models))
        bare.gateway.unforeseen, bare.state.entry_point = (), None  # as in `acknowledging`
        at_loopback = (bare.api_url, bare.gateway_url, bare.token, str(folder / "bare.sqlite3"), f"{url}/v1", model)
        other = await stack.enter_async_context(process_of("benchmarks.bare_discord", *at_loopback))
        for server in servers:
            await server.ready(seconds=60)
            registered = partial(server.state.commands.get, None)
            await server.state.changes.until(registered, what="the commands", seconds=60)
        bots = _Bot(ours, bot.process.pid), _Bot(bare, other)
        turns = [[await _finished(each, people) for each in bots] for _ in range(rounds + 1)]
        return [(of_ours, of_bare) for of_ours, of_bare in turns[1:]]


async def _finished(bot: _Bot, people: int) -> float:
    """The seconds of CPU until all are answered."""
    askers = [bot.server.add_user(f"person-{number}") for number in range(people)]
    before = _cpu(bot.process)
    sent = await asyncio.gather(*(bot.server.slash("chat", by=each, message="Hello") for each in askers))
    await bot.server.state.changes.until(
        lambda: all(
            each.original and WORD in each.original.text and "Stop" not in each.original.buttons for each in sent
        ),
        what="all answers",
        seconds=ANSWER_SECONDS,
    )
    await asyncio.sleep(REST_SECONDS)
    assert bot.server.violations == []
    return _cpu(bot.process) - before


def _cpu(process: int) -> float:
    """The seconds of CPU that a process has used (https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html)."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
