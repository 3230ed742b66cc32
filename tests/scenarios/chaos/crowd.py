"""People on every platform who ask, each time in a new place, so that everything there belongs to one question."""

import asyncio
import itertools
import json
from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any

import aiohttp

from tests.scenarios.limits.rooms import PASSWORD, web_visitor
from tests.servers.discord_server import Channel as DiscordChannel
from tests.servers.discord_server import DiscordServer, Interaction
from tests.servers.discord_server import Message as DiscordMessage
from tests.servers.slack_server import Channel as SlackChannel
from tests.servers.slack_server import Message as SlackMessage
from tests.servers.slack_server import SlackServer, UserAction
from tests.servers.slack_server.delivery import Delivery

__all__ = ["PASSWORD", "Crowd", "DiscordCrowd", "SlackCrowd", "Spot", "WebCrowd"]

STEPS = {"Again", "Edit", "Delete"}
"""The buttons of a reply that has ended."""
HELLO = "Once"
"""The first word of the loopback model."""


@dataclass
class Spot:
    """A place with everything that people did there. `key` is its platform and channel in the store, or its reply."""

    key: str
    what: str
    actions: int = 1
    """The number of things that people did here; each may lead to one job."""
    sure: bool = False
    """True if the platform gives it to the bot until the bot has acknowledged it."""


class Crowd(ABC):
    """The people of one platform."""

    def __init__(self) -> None:
        self.spots: list[Spot] = []

    @abstractmethod
    async def ask(self, random: Random) -> None:
        """Asks something in a new place."""

    @abstractmethod
    def answers(self, spot: Spot) -> Sequence[str]:
        """The replies that have ended there, in words."""

    @abstractmethod
    def acknowledged(self, spot: Spot) -> int:
        """The number of actions there that the bot acknowledged."""

    @abstractmethod
    def refusals(self, spot: Spot) -> int:
        """The number of sentences there that stand for an action which led to no job."""

    @abstractmethod
    def orphans(self, spot: Spot) -> Sequence[str]:
        """Messages there that nobody will ever finish."""

    @abstractmethod
    async def press(self, random: Random, label: str) -> None:
        """Presses a button of a reply, if there is one."""


class DiscordCrowd(Crowd):
    """Commands, mentions and direct messages on Discord."""

    def __init__(self, server: DiscordServer) -> None:
        super().__init__()
        self.server = server
        self._numbers = itertools.count(1)
        self._asked: dict[str, tuple[DiscordChannel, list[Interaction]]] = {}

    async def ask(self, random: Random) -> None:
        server, number = self.server, next(self._numbers)
        person = server.add_user(f"singer{number}")
        interactions: list[Interaction] = []
        kind = random.choice(["chat", "imagine", "mention", "direct"])
        if kind == "direct":
            place = server.state.direct_channel(person)
            await server.dm(f"Tell me about fox {number}", by=person)
        else:
            server.guild.members.append(person)
            place = await server.add_channel(f"room-{number}")
            if kind == "mention":
                await server.mention(f"Tell me about fox {number}", by=person, at=place)
            elif kind == "chat":
                interactions.append(await server.slash("chat", by=person, at=place, message=f"Fox {number}?"))
            else:
                interactions.append(await server.slash("imagine", by=person, at=place, prompt=f"fox {number}"))
        spot = Spot(f"discord:{place.id}", f"discord {kind} {number}")
        self._asked[spot.key] = place, interactions
        self.spots.append(spot)

    async def press(self, random: Random, label: str) -> None:
        spot = random.choice(self.spots)
        place, interactions = self._asked[spot.key]
        shown = next((each for each in self._messages(spot) if label in each.buttons and not each.ephemeral), None)
        if shown is None or shown.buttons[label].get("disabled"):
            return
        spot.actions += label == "Again"
        person = place.recipient or self.server.user
        pressed = await self.server.press(shown, label, by=person)
        if label == "Again":
            interactions.append(pressed)

    async def deliver_again(self, random: Random) -> None:
        """Delivers an interaction a second time."""
        known = [each for _, interactions in self._asked.values() for each in interactions]
        if known:
            await self.server.again(random.choice(known))

    def answers(self, spot: Spot) -> Sequence[str]:
        return [each.text for each in self._messages(spot) if STEPS & each.buttons.keys()]

    def acknowledged(self, spot: Spot) -> int:
        return sum(each.answer is not None for each in self._asked[spot.key][1])

    def refusals(self, spot: Spot) -> int:
        return sum(
            bool(each.text) and not STEPS & each.buttons.keys() and (each.ephemeral or each.reply_to is not None)
            for each in self._messages(spot)
        )

    def orphans(self, spot: Spot) -> Sequence[str]:
        return [
            repr(each.text[:80])
            for each in self._messages(spot)
            if each.loading or "Stop" in each.buttons or (HELLO in each.text and not STEPS & each.buttons.keys())
        ]

    def _messages(self, spot: Spot) -> list[DiscordMessage]:
        place = self._asked[spot.key][0]
        return [
            each
            for each in self.server.state.messages.values()
            if each.channel is place and each.author.bot and not each.deleted
        ]


class SlackCrowd(Crowd):
    """Commands, mentions and direct messages on Slack."""

    def __init__(self, server: SlackServer) -> None:
        super().__init__()
        self.server = server
        self._numbers = itertools.count(1)
        self._asked: dict[str, tuple[SlackChannel, list[UserAction]]] = {}

    async def ask(self, random: Random) -> None:
        server, number = self.server, next(self._numbers)
        person = server.add_user(f"singer{number}")
        place = server.add_channel(f"room-{number}", person)
        kind = random.choice(["chat", "imagine", "mention", "direct"])
        match kind:
            case "direct":
                place = server.state.direct_channel(person)
                asked = await server.direct_message(f"Tell me about fox {number}", by=person)
            case "mention":
                asked = await server.mention(f"Tell me about fox {number}", by=person, at=place)
            case _:
                asked = await server.command(f"/{kind}", f"fox {number}", by=person, at=place)
        spot = Spot(f"slack:{place.id}", f"slack {kind} {number}", sure=kind in ("direct", "mention"))
        self._asked[spot.key] = place, [asked]
        self.spots.append(spot)

    async def press(self, random: Random, label: str) -> None:
        spot = random.choice(self.spots)
        _, asked = self._asked[spot.key]
        shown = next((each for each in self._messages(spot) if label in each.buttons and not each.ephemeral), None)
        if shown is None:
            return
        spot.actions += label == "Again"
        pressed = await self.server.press(shown, label, by=asked[0].user)
        if label == "Again":
            asked.append(pressed)

    async def deliver_again(self, random: Random) -> None:
        """Delivers an action a second time."""
        if self.spots:
            _, asked = self._asked[random.choice(self.spots).key]
            await self.server.again(random.choice(asked))

    def answers(self, spot: Spot) -> Sequence[str]:
        return [each.text for each in self._messages(spot) if STEPS & each.buttons.keys()]

    def acknowledged(self, spot: Spot) -> int:
        return sum(any(map(_taken, each.deliveries)) for each in self._asked[spot.key][1])

    def refusals(self, spot: Spot) -> int:
        return sum(
            bool(each.text)
            and not STEPS & each.buttons.keys()
            and (each.ephemeral or each.thread is not None or each.via_response_url)
            for each in self._messages(spot)
        )

    def orphans(self, spot: Spot) -> Sequence[str]:
        return [
            repr(each.text[:80])
            for each in self._messages(spot)
            if each.streaming
            or each.stuck
            or "Stop" in each.buttons
            or (HELLO in each.text and not STEPS & each.buttons.keys())
        ]

    def _messages(self, spot: Spot) -> list[SlackMessage]:
        return [each for each in self.server.messages(self._asked[spot.key][0]) if each.author.bot]


def _taken(delivery: Delivery) -> bool:
    return delivery.acknowledged and not delivery.failed


@dataclass
class _WebReply:
    endings: list[str] = field(default_factory=list)


class WebCrowd(Crowd):
    """Typed lines in the web room. Like the page, a visitor sends a line again until the room has answered."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self._port = port
        self._numbers = itertools.count(1)
        self._replies: dict[str, _WebReply] = {}
        self._asking: set[asyncio.Task[None]] = set()
        self.refused: list[str] = []
        """The sentences with which lines were refused."""

    async def ask(self, random: Random) -> None:
        task = asyncio.create_task(self._ask(random.choice(["chat", "imagine"]), next(self._numbers)))
        self._asking.add(task)
        task.add_done_callback(self._asking.discard)

    async def _ask(self, command: str, number: int) -> None:
        """One visitor who comes in, asks one question, and does not give up."""
        verdict: Any = None
        visitor = web_visitor(self._port)
        try:
            while verdict is None:
                with suppress(aiohttp.ClientError, OSError, AssertionError, ValueError):
                    await visitor.post("/enter", {"password": PASSWORD})
                    await visitor.visit(f"Singer {number}")
                    line = {"id": f"fox-number-{number:06}", "line": f"/{command} fox {number}"}
                    verdict = await visitor.post("/api/requests", line)
                if verdict is None:
                    await asyncio.sleep(0.2)
        finally:
            await visitor.client.session.close()
        if verdict["verdict"] == "refused":
            self.refused.append(str(verdict["sentence"]))
        else:
            self.spots.append(Spot(f"web:{verdict['reply']}", f"web {command} {number}", sure=True))

    async def settle(self) -> None:
        """Waits until every line has a verdict."""
        await asyncio.gather(*self._asking)

    async def close(self) -> None:
        """Gives up what has no verdict."""
        for each in self._asking:
            each.cancel()
        await asyncio.gather(*self._asking, return_exceptions=True)

    async def press(self, random: Random, label: str) -> None:
        """Nobody presses buttons here: a page sends them like lines."""

    async def refresh(self) -> None:
        """Reads the room's log."""
        visitor = web_visitor(self._port)
        try:
            await visitor.post("/enter", {"password": PASSWORD})
            await visitor.visit("Watcher")
            lines = await self._lines(visitor)
        finally:
            await visitor.client.session.close()
        self._replies = {}
        for line in lines:
            reply = self._replies.setdefault(f"web:{line['reply']}", _WebReply())
            if line["event"] == "restart":
                reply.endings.clear()
            elif line["event"] in ("done", "stopped", "failure"):
                reply.endings.append(json.dumps(line))

    @staticmethod
    async def _lines(visitor: Any) -> list[dict[str, Any]]:
        lines = []
        async with asyncio.timeout(60):
            async for event, data in visitor.stream():
                if event == "here":
                    break
                if event == "message":
                    lines.append(data)
        return lines

    def answers(self, spot: Spot) -> Sequence[str]:
        return self._replies.get(spot.key, _WebReply()).endings

    def acknowledged(self, spot: Spot) -> int:
        return 1

    def refusals(self, spot: Spot) -> int:
        return 0

    def orphans(self, spot: Spot) -> Sequence[str]:
        return []
