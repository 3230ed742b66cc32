"""The rate budgets of several real processes on one database, before a Slack that counts."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.core.store.postgres.real_processes import RealProcess, real_processes, total, until
from tests.servers.slack_server import Fault, SlackServer
from tests.servers.slack_server.server import BOT_TOKEN

pytestmark = pytest.mark.may_block

LIMIT = 100
"""Look-ups of people that Slack takes in a minute, from all processes of an app together."""

_CLIENT = """
import asyncio, json, sys
from contextvars import ContextVar
import aiohttp
from adapters.slack.outbound.bot_tokens import StaticBotToken
from adapters.slack.outbound.web_client import SlackWebClient
from core.domain.clock import SystemClock
from core.store.postgres.store import PostgresStore

METHOD = ContextVar('method')

class HeldClock(SystemClock):
    async def sleep(self, seconds):
        method = METHOD.get()
        if seconds > 60.5:
            print(method, "waits for more than a minute", flush=True)
        print(method, "waits", flush=True)
        await asyncio.Event().wait()

async def main(url, api_url, token, team, user):
    store = await PostgresStore.open(url)
    async with aiohttp.ClientSession() as session, asyncio.TaskGroup() as calls:
        client = SlackWebClient(StaticBotToken(token), session, HeldClock(), api_url=api_url, windows=store)

        async def call(method):
            METHOD.set(method)
            await client.call(team, method, user=user)
            print(method, "answered", flush=True)

        print("ready", flush=True)
        while line := await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline):
            method, count = json.loads(line)
            for _ in range(count):
                calls.create_task(call(method))

asyncio.run(main(*sys.argv[1:]))
"""


@asynccontextmanager
async def clients(url: str, slack: SlackServer) -> AsyncIterator[list[RealProcess]]:
    """Starts four processes that call the same workspace."""
    where = (slack.api_url, BOT_TOKEN, slack.team.id, slack.user.id)
    async with real_processes(_CLIENT, url, *where) as started:
        yield started


async def test_four_processes_send_a_workspace_what_one_may_send_and_pause_together(store_url: str) -> None:
    async with SlackServer() as slack, clients(store_url, slack) as processes:

        def sent(method: str) -> int:
            return sum(call.method == method for call in slack.state.calls)

        for process in processes:
            process.send("users.info", 40)
        await until(lambda: all(each.told["users.info waits"] for each in processes))
        await until(lambda: total(processes, "users.info answered") == sent("users.info"))
        assert sent("users.info") == LIMIT
        assert slack.tiers.refusals == []
        slack.api.faults["auth.test"] = [Fault(status=429, retry_after=100)]
        processes[0].send("auth.test", 1)
        await until(lambda: processes[0].told["auth.test waits"] == 1)
        for process in processes[1:]:
            process.send("auth.test", 5)
        await until(lambda: total(processes[1:], "auth.test waits for more than a minute") == 3)
        assert sent("auth.test") == 1
