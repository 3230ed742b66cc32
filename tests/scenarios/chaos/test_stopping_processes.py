"""A worker that is to stop while its model never answers, and while its database is out of reach without a word."""

import asyncio
from pathlib import Path

import aiohttp
import pytest

from core.store.postgres.database import PostgresDatabase
from tests.scenarios.bot_process import free_port, in_role
from tests.scenarios.test_web_processes import SECONDS, Tab
from tests.servers.hub_server import HubServer
from tests.servers.hub_server.answers import Stream
from tests.servers.hub_server.server import TOKEN
from tests.servers.postgres import PostgresServer
from tests.servers.postgres_proxy import PostgresProxy

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.may_block, pytest.mark.chaos]
JOBS = 30


async def test_a_worker_ends_within_its_time_whatever_waits(tmp_path: Path, postgres: PostgresServer) -> None:
    url = postgres.create_prepared("store", PostgresDatabase.open)
    async with HubServer() as hub, PostgresProxy(url) as proxy:
        hub.add("org/chat", novita="conversational")
        hub.always["chat/completions"] = Stream(words=(), stall=True)
        settings = {
            "TROUBADOUR_BUILTIN_ENGINE": "off",
            "TROUBADOUR_CHAT_COMPLETION_MODELS": "org/chat",
            "TROUBADOUR_PROVIDER_LIMITS": "huggingface=none",
            "TROUBADOUR_PROVIDER_CALLS": f"huggingface={JOBS}",
            "TROUBADOUR_SECRET_KEY": "a key of the tests' processes, shared",
            "TROUBADOUR_DRAIN_SECONDS": "0",
            "HF_TOKEN": TOKEN,
            "HF_ENDPOINT": hub.url,
            "TROUBADOUR_HF_ROUTER_URL": hub.router,
        }
        port = free_port()
        listens = {**settings, "DATABASE_URL": url}
        works = {**settings, "DATABASE_URL": proxy.url}
        async with (
            in_role("listen", "web", tmp_path, ("--port", str(port)), listens) as listener,
            in_role("work", "web", tmp_path, (), works) as worker,
        ):
            await listener.logs("the web room is open", seconds=SECONDS)
            await worker.logs("requests come from other processes", seconds=SECONDS)
            tab = Tab(port, aiohttp.CookieJar(unsafe=True))
            try:
                await tab.visit("Ada")
                for number in range(JOBS):
                    await tab.accepted(f"/chat {number}")
            finally:
                await tab.client.close()
            await hub.changes.until(lambda: len(hub.posts()) == JOBS, what="that all jobs wait", seconds=SECONDS)
            proxy.frozen = True
            worker.process.terminate()
            try:
                async with asyncio.timeout(150):
                    status = await worker.process.wait()
            except TimeoutError:
                raise AssertionError("".join(worker.log)) from None
            assert status in (0, 143), "".join(worker.log)
    postgres.drop(url)
