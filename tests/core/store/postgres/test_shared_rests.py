"""The engines of several real processes on one database, before servers that are down, busy or not paid for."""

import asyncio
from collections import Counter

import pytest
from aiohttp import web

from tests.core.store.postgres.real_processes import real_processes, total, until
from tests.servers.hub_server import HubServer, Refusal, Stream
from tests.servers.hub_server.server import TOKEN
from tests.servers.postgres import PostgresServer

pytestmark = pytest.mark.may_block

_ENGINE = """
import asyncio, json, sys
from core.domain.errors import EngineError, UserError
from core.domain.tasks import Task
from core.inference.requests import ChatMessage, ChatRequest
from core.inference.huggingface.configuration import Configuration
from core.inference.huggingface.references import parse_references
from core.inference.huggingface.credentials import Credentials, FixedToken
from core.inference.huggingface.engine import HuggingFace
from core.inference.huggingface.timing import RetryPolicy
from core.store.postgres.store import PostgresStore

async def main(url, server, hub, router, token):
    store = await PostgresStore.open(url)

    def engine(*models):
        return HuggingFace(Configuration(
            models={Task.CHAT_COMPLETION: parse_references(models)},
            credentials=Credentials(source=FixedToken(token), hub=hub, router=router),
            retry_policy=RetryPolicy(retries=0),
            rests=store,
        ))

    engines = {
        "down": engine(f"down@{server}/v1"),
        "busy": engine(f"busy@{server}/v1"),
        "unpaid": engine("org/unpaid:novita", f"spare@{server}/v1"),
    }

    async def ask(name):
        try:
            async for _ in engines[name].chat_completion(ChatRequest(messages=(ChatMessage(role="user", text="hi"),))):
                pass
            print(name, "answered", flush=True)
        except UserError as error:
            print(name, "rests" if error.sentence.id == "huggingface-resting" else "failed", flush=True)

    print("ready", flush=True)
    async with asyncio.TaskGroup() as calls:
        while line := await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline):
            name, count = json.loads(line)
            for _ in range(count):
                calls.create_task(ask(name))

asyncio.run(main(*sys.argv[1:]))
"""


class Provider:
    """Serves models, each of which refuses what `refusals` says. It counts the requests, and holds them on demand."""

    def __init__(self) -> None:
        self.asked = Counter[str]()
        self.refusals: dict[str, Refusal] = {}
        self.going_on = asyncio.Event()
        self.going_on.set()

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answers a request for a chat."""
        model = str((await request.json())["model"])
        self.asked[model] += 1
        await self.going_on.wait()
        return await self.refusals.get(model, Stream()).send(request)


async def test_four_processes_ask_what_does_not_answer_no_more_often_than_one(
    store_url: str, postgres: PostgresServer
) -> None:
    provider, app = Provider(), web.Application()
    app.router.add_post("/v1/chat/completions", provider.answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    address = f"http://127.0.0.1:{runner.addresses[0][1]}"

    def end_rests() -> None:
        postgres.execute("UPDATE address_rest SET until_us = since_us", store_url.rpartition("/")[2])

    try:
        async with (
            HubServer() as hub,
            real_processes(_ENGINE, store_url, address, hub.url, hub.router, TOKEN) as processes,
        ):
            # Three failures in a row, whoever has them, open the circuit of a server that is down.
            provider.refusals["down"] = Refusal(status=503)
            for process in processes[:3]:
                process.send("down", 1)
                await until(lambda process=process: process.told["down failed"] == 1)  # type: ignore[misc]
            for process in processes:
                process.send("down", 5)
            await until(lambda: total(processes, "down rests") == 20)
            assert provider.asked["down"] == 3
            # Then one request of all is a trial.
            await asyncio.to_thread(end_rests)
            provider.going_on.clear()
            for process in processes:
                process.send("down", 5)
            await until(lambda: total(processes, "down rests") == 39)
            await until(lambda: provider.asked["down"] == 4)
            del provider.refusals["down"]
            provider.going_on.set()
            await until(lambda: total(processes, "down answered") == 1)
            for process in processes:
                process.send("down", 5)
            await until(lambda: total(processes, "down answered") == 21)
            assert provider.asked["down"] == 24

            # One that asks for a pause gets none from anybody.
            provider.refusals["busy"] = Refusal(status=429, headers={"Retry-After": "100"})
            for process in processes:
                process.send("busy", 1)
                await until(lambda process=process: process.told["busy failed"] == 1)  # type: ignore[misc]
            assert provider.asked["busy"] == 1

            # What nobody pays for is passed over by all.
            hub.add("org/unpaid", "text-generation", novita="conversational")
            hub.always["/chat/completions"] = Refusal(status=402)
            for process in processes:
                process.send("unpaid", 1)
                await until(lambda process=process: process.told["unpaid answered"] == 1)  # type: ignore[misc]
            assert (len(hub.posts()), provider.asked["spare"]) == (1, 4)
    finally:
        await runner.cleanup()
