"""A bot in SimCord: the adapter's own client and everything behind it, in virtual time."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import aiohttp
import simcord
from simcord.http import FakeWebhookAdapter

from adapters.discord.app_commands.registration import register
from adapters.discord.config import DiscordConfig
from adapters.discord.gateway.client import DiscordGatewayClient
from adapters.discord.inbound.interactions import DiscordInteractionHandler
from adapters.discord.inbound.mentions import DiscordMentionHandler
from adapters.discord.outbound.api_client import DiscordApiError
from adapters.discord.outbound.http_responses import HttpResponseApiClient
from adapters.discord.places import DiscordPlaces
from adapters.discord.platform import DiscordPlatform
from core.commands.catalogue import BUILT_IN
from core.commands.registry import Registry
from core.commands.schema import Command
from core.commands.suggestions import Suggestions
from core.domain.limits import Charge
from core.domain.operating_limits import OperatingLimits
from core.domain.request import Request
from core.domain.tasks import Task
from core.inference.builtin import BuiltinEngine, Pace
from core.inference.gate import UnlimitedGate
from core.inference.prices import Prices
from core.inference.router import Router
from core.jobs.admission import PolicyAdmission
from core.jobs.command_runner import CommandRunner
from core.jobs.dispatcher import Dispatcher
from core.jobs.queue import LocalJobs
from core.jobs.runner import Runner
from core.platform import Platform
from core.preferences.limit_policies import Policies
from core.quota.policy import NO_LIMITS
from core.store.sqlite.store import SqliteStore

if TYPE_CHECKING:
    import discord

SECONDS = 60
"""The time that a condition has, on a busy machine, too."""


class SimulatedClock:
    """The simulation's clock, which moves only by `advance`; the bot's own clock may be `behind` it."""

    def __init__(self, env: simcord.Env, behind: float = 0.0) -> None:
        self._env = env
        self.behind = behind
        self._sleeping: list[tuple[float, asyncio.Future[None]]] = []

    def now(self) -> float:
        return self._env.now().timestamp() - self.behind

    async def sleep(self, seconds: float) -> None:
        woken = asyncio.get_running_loop().create_future()
        self._sleeping.append((self.now() + seconds, woken))
        await woken

    async def advance(self, seconds: float) -> None:
        """Advances the time of Discord and of the bot."""
        await self._env.advance_time(seconds)
        due = [each for each in self._sleeping if each[0] <= self.now()]
        self._sleeping = [each for each in self._sleeping if each not in due]
        for _, woken in due:
            if not woken.done():
                woken.set_result(None)


class SlowAdmission(PolicyAdmission):
    """An admission that takes `seconds` of Discord's time."""

    seconds = 0.0

    async def charges(self, request: Request, declared: Command, options: Any) -> Sequence[Charge]:
        if self.seconds:
            # On the event loop, where SimCord controls the time of the bot.
            await asyncio.sleep(self.seconds)
        return await super().charges(request, declared, options)


class SimulatedApiClient(HttpResponseApiClient):
    """The adapter's API client; the simulation replaces the webhooks and the file servers."""

    def __init__(self, session: aiohttp.ClientSession, env: simcord.Env) -> None:
        super().__init__(session)
        self._webhooks = FakeWebhookAdapter(env.backend)  # type: ignore[assignment]
        self._files = env.backend.cdn

    async def download(self, url: str, bytes_limit: int) -> bytes:
        data = self._files.get(url)
        if data is None:
            raise DiscordApiError(404)
        return bytes(data[: bytes_limit + 1])


class SimulatedHarness:
    """A simulated server with one channel, its owner Ada, and the bot."""

    def __init__(self, env: simcord.Env, folder: Path, added: Iterable[Command], config: dict[str, Any]) -> None:
        self.env = env
        self.guild = env.create_guild(owner=env.create_user("ada"))
        self.ada = simcord.MemberActor(env, self.guild, self.guild.owner)
        self.channel = self.guild.create_text_channel("general")
        self.clock = SimulatedClock(env)
        self.flow = 0.0
        self.admission: SlowAdmission
        self.config = DiscordConfig(token="x", guilds=frozenset({str(self.guild.id)}), **config)
        self.jobs: LocalJobs
        self.store: SqliteStore
        self._folder = folder
        self._added = list(added)
        self._worker: asyncio.Task[None] | None = None
        self._session: aiohttp.ClientSession | None = None

    @property
    def me(self) -> str:
        """The mention of the bot."""
        assert self.guild.me is not None
        return self.guild.me.mention

    def forbid(self, *denied: str) -> simcord.ChannelHandle:
        """Creates a channel in which the bot lacks these permissions."""
        import discord

        me = self.guild.me
        assert me is not None
        overwrite = discord.PermissionOverwrite(**dict.fromkeys(denied, False))
        return self.guild.create_text_channel("quiet", overwrites={me: overwrite})

    async def start(self, **config: Any) -> None:
        """Starts the bot; after `stop`, over the same data."""
        self.config = self.config.model_copy(update=config)
        self._session = aiohttp.ClientSession()
        self.store = await SqliteStore.open(self._folder)
        self.admission = SlowAdmission(Policies(NO_LIMITS, self.store, self.clock), Prices())
        platforms: dict[str, Platform] = {}
        registry = Registry([*BUILT_IN, *self._added])
        engine = Router(
            {task: [BuiltinEngine(Pace(delay_seconds=0))] for task in Task}, UnlimitedGate(self.store, self.clock)
        )
        limits = OperatingLimits()
        commands = CommandRunner(
            registry=registry,
            store=self.store,
            engine=engine,
            platforms=platforms,
            clock=self.clock,
            operating_limits=limits,
        )
        runner = Runner(
            registry=registry,
            store=self.store,
            platforms=platforms,
            clock=self.clock,
            operating_limits=limits,
            commands=commands,
        )
        self.jobs = LocalJobs(self.store, runner.run, self.clock, slots=10)
        dispatcher = Dispatcher(
            registry=registry,
            store=self.store,
            jobs=self.jobs,
            admission=self.admission,
            platforms=platforms,
            clock=self.clock,
            operating_limits=OperatingLimits(),
        )
        api = SimulatedApiClient(self._session, self.env)
        platform = DiscordPlatform(dispatcher, self.clock, api, self.config)
        platforms[platform.name] = platform
        interactions = DiscordInteractionHandler(
            dispatcher, Suggestions(registry, engine, self.store), self.clock, api, platform, self.config
        )
        mentions = DiscordMentionHandler(dispatcher, api, platform, self.config)

        async def handle(interaction: "discord.Interaction[Any]") -> None:
            owner = interaction.guild_id if interaction.guild_id is not None else 0
            interaction._integration_owners = {0: owner}
            await interactions.handle(interaction)

        async def ready(client: DiscordGatewayClient) -> None:
            api.use_client(client)
            await register(client, registry, self.store, self.clock)

        client = DiscordGatewayClient(
            interaction=handle,
            message=mentions.handle,
            deleted=platform.message_deleted,
            places=DiscordPlaces(dispatcher.departures),
            ready=ready,
            clock=self.clock,
            config=self.config,
        )
        await self.env.restart_bot(client)
        self._worker = asyncio.create_task(self.jobs.run_worker())

    async def stop(self) -> None:
        """Stops the bot, as at the end of a process."""
        if self._worker is not None:
            self._worker.cancel()
            with suppress(asyncio.CancelledError):
                await self._worker
        if self._session is not None:
            await self._session.close()
        await self.store.close()

    async def restart(self, **config: Any) -> None:
        """Starts a new process over the same data."""
        await self.stop()
        await self.start(**config)

    async def until(self, fits: Callable[[], object], what: str) -> None:
        """Waits until a condition holds; `flow` seconds pass with each check."""
        try:
            async with asyncio.timeout(SECONDS):
                while not fits():
                    if self.flow:
                        await self.clock.advance(self.flow)
                    await asyncio.sleep(0.01)
        except TimeoutError:
            raise AssertionError(f"never: {what}") from None

    async def shows(self, asked: simcord.InteractionResult, fits: Callable[["Shown"], object] | None = None) -> "Shown":
        """Waits for the answer to an interaction: the complete one, or one that fits."""
        wanted = fits or (lambda shown: shown.done)

        def found() -> "Shown | None":
            messages = [each for each in [asked.response, *asked.followups] if each is not None]
            shown = [Shown(each.id, each.content, each.components, each.message) for each in messages]
            return next((each for each in shown if wanted(each)), None)

        await self.until(found, f"{asked} as wanted")
        answer = found()
        assert answer is not None
        return answer

    async def written(
        self, fits: Callable[["Shown"], object] | None = None, *, at: simcord.ChannelHandle | None = None
    ) -> "Shown":
        """Waits for a message of the bot in a channel: a complete one, or one that fits."""
        wanted = fits or (lambda shown: shown.done)
        channel = at or self.channel

        def found() -> "Shown | None":
            messages = [each for each in channel.history() if each.author == self.env.bot.user]
            shown = [Shown(each.id, each.content, _raw(each), each) for each in messages]
            return next((each for each in shown if wanted(each)), None)

        await self.until(found, "a message of the bot")
        answer = found()
        assert answer is not None
        return answer


class Shown:
    """A message of the bot."""

    def __init__(self, id: int, content: str, components: list[dict[str, Any]], message: "discord.Message") -> None:
        self.id = id
        self.message = message
        self.text = "\n".join([content, *(str(each["content"]) for each in _walk(components) if "content" in each)])
        self.buttons = {str(each["label"]): each for each in _walk(components) if each.get("type") == 2}
        self.items = [item for each in _walk(components) for item in each.get("items", ())]

    @property
    def done(self) -> bool:
        """True if the message is complete: it has text and buttons, and no Stop."""
        return bool(self.text.strip()) and bool(self.buttons) and "Stop" not in self.buttons


def _raw(message: "discord.Message") -> list[dict[str, Any]]:
    return [component.to_dict() for component in message.components]  # type: ignore[misc]


def _walk(components: Iterable[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    for component in components:
        yield component
        yield from _walk(component.get("components") or ())


@asynccontextmanager
async def opened(folder: Path, added: Iterable[Command] = (), **config: Any) -> AsyncGenerator[SimulatedHarness, None]:
    """Opens a harness in a simulation of its own."""
    import discord

    first = discord.AutoShardedClient(intents=discord.Intents(guilds=True))
    # Not by `simcord.run`, which must end in the context in which it began; fixtures do not.
    env = simcord.Env(first, shard_count=1, approved_intents=discord.Intents.default())
    await env.start()
    try:
        harness = SimulatedHarness(env, folder, added, config)
        await harness.start()
        try:
            yield harness
        finally:
            await harness.stop()
    finally:
        await env.shutdown()
    assert env.errors == []
