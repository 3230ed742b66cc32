"""Answers that grow against Discord's buckets of five edits and five new messages in five seconds, in virtual time."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Literal, cast

from adapters.discord.outbound.api_client import (
    Body,
    DiscordApiClient,
    DiscordSentMessage,
    DiscordUpload,
    InteractionWebhook,
)
from adapters.discord.outbound.delivery import DiscordDelivery
from adapters.discord.outbound.pages import TEXT_DISPLAY
from adapters.discord.outbound.rate_limiter import MessageRateLimiter
from adapters.discord.outbound.renderer import DiscordRenderer
from adapters.discord.outbound.reply import DiscordReply
from adapters.discord.outbound.reply_target import DiscordReplyTarget
from adapters.discord.outbound.typing_indicator import TypingIndicator
from core.domain.events import Done
from core.domain.jobs import Job
from core.domain.layout import Layout
from core.domain.request import Caller, Place, Request
from core.replies.kept_files import KeptFiles
from core.store.ports.blobs import BlobStore
from tests.adapters.discord.outbound.quiet_api_client import QuietApiClient
from tests.adapters.receipts import Receipts
from tests.adapters.token_stream import FIRST_WORD, TokenStream, Typist
from tests.adapters.virtual_time import LoopClock
from tests.servers.discord_server.buckets import Buckets


@dataclass(frozen=True)
class Sending:
    """One request: its time and kind, the message and its content, and the number of words written by then."""

    at: float
    kind: str
    message: str
    content: str
    written: int


class Discord:
    """Discord's buckets for all answers of a channel, and discord.py's queues before them.

    The request that uses up a bucket waits until it is filled again, and so do those behind it.
    """

    def __init__(self) -> None:
        self.buckets = Buckets(LoopClock().now)
        self.messages = 0
        self._lines: dict[str, asyncio.Lock] = {}

    @asynccontextmanager
    async def line(self, kind: str, to: InteractionWebhook | str) -> AsyncIterator[None]:
        """Waits in the queue for a bucket; the request in this context is counted."""
        place = to.token if isinstance(to, InteractionWebhook) else to
        async with self._lines.setdefault(
            place if isinstance(to, InteractionWebhook) else f"{kind} {place}", asyncio.Lock()
        ):
            while (decision := self.buckets.take(kind, place))[0] > 0:
                await asyncio.sleep(decision[0])
            filled = LoopClock().now() + float(decision[1]["X-RateLimit-Reset-After"])
            yield
            if decision[1]["X-RateLimit-Remaining"] == "0":
                await asyncio.sleep(filled - LoopClock().now())


class BucketedApiClient(QuietApiClient):
    """The API client of one answer."""

    def __init__(self, discord: Discord, typist: Typist, latency: float) -> None:
        self.sendings: list[Sending] = []
        self.shown: dict[str, str] = {}
        self._discord = discord
        self._typist = typist
        self._latency = latency

    async def edit(
        self, to: InteractionWebhook | str, message: str, body: Body, uploads: Sequence[DiscordUpload] = ()
    ) -> DiscordSentMessage:
        return await self._send("edit", to, "1" if message == "@original" else message, body)

    async def create(
        self, to: InteractionWebhook | str, body: Body, uploads: Sequence[DiscordUpload] = ()
    ) -> DiscordSentMessage:
        self._discord.messages += 1
        return await self._send("create", to, str(self._discord.messages + 1), body)

    async def _send(self, kind: str, to: InteractionWebhook | str, message: str, body: Body) -> DiscordSentMessage:
        content = visible_text(body)
        async with self._discord.line(kind, to):
            self.sendings.append(Sending(LoopClock().now(), kind, message, content, self._typist.written))
            await asyncio.sleep(self._latency)
            self.shown[message] = content
        return DiscordSentMessage(id=message)


def visible_text(body: Body) -> str:
    """The content, or the texts of the components."""
    texts = [part["content"] for part in body["components"] if part["type"] == TEXT_DISPLAY]
    return str(body.get("content") or "\n".join(texts))


@dataclass(frozen=True)
class Run:
    """The result of one answer.

    `first` is the time from the first token until a word is shown, `late` that from the last token until everything is.
    """

    first: float
    late: float
    text: str
    sendings: Sequence[Sending]
    refusals: int


def job_of_reply(id: str, *, token: str, message: str | None) -> Job:
    """A running job whose answer goes to a command or, with a `message`, to that message."""
    target = DiscordReplyTarget(
        channel="5", application="6", token=token, message=message, expires=900.0, installed=True, bytes_limit=10**7
    )
    request = Request(
        id=id,
        command="chat",
        options={},
        caller=Caller(platform="discord", tenant="2", user="3", name="Ada", admin=False),
        place=Place(platform="discord", tenant="2", channel="5"),
        address=target.address,
    )
    return Job(
        id=id,
        request=request,
        private=False,
        layout=Layout.TEXT,
        accepted_at=0.0,
        state="running",
        run=1,
        crashes=0,
        tries=0,
        stop_by=None,
    )


async def opened_renderer(
    api: DiscordApiClient,
    receipts: Receipts,
    job: Job,
    showing: str,
    typing_indicator: TypingIndicator,
    rate_limiter: MessageRateLimiter,
) -> DiscordRenderer:
    """Opens the renderer of a job whose message nobody deletes."""
    clock = LoopClock()
    delivery = await DiscordDelivery.open(api, receipts, clock, job, private=False, rate_limiter=rate_limiter)

    async def stop_job() -> None:
        raise AssertionError("the message was deleted")

    return DiscordRenderer(
        delivery,
        cast("BlobStore", None),  # text needs no files
        clock,
        DiscordReply(job=job.id, locale="en"),
        Layout.TEXT,
        kept_files=KeptFiles(receipts, job, clock),
        showing=showing,
        late_direct=False,
        typing_indicator=typing_indicator,
        stop_job=stop_job,
    )


async def stream(
    showing: Literal["live", "calm", "final"],
    latency: float,
    discord: Discord | None = None,
    rate_limiter: MessageRateLimiter | None = None,
    job: str = "1",
    tokens: TokenStream = TokenStream(),  # noqa: B008 - frozen
) -> Run:
    """Streams one answer. With a shared `rate_limiter` it is one of several in a channel, each a reply to a message."""
    clock, typist, receipts = LoopClock(), Typist(), Receipts()
    discord = discord or Discord()
    api = BucketedApiClient(discord, typist, latency)
    token = "" if rate_limiter else "token"
    message = "77" if rate_limiter else None
    running_job = job_of_reply(job, token=token, message=message)
    renderer = await opened_renderer(
        api, receipts, running_job, showing, TypingIndicator(api, clock), rate_limiter or MessageRateLimiter(clock)
    )
    began, last = await tokens.feed(renderer, typist)
    await renderer.render(Done())
    await renderer.close()
    # discord.py returns from a request that uses up a bucket when that is filled again; people see it before.
    late = api.sendings[-1].at + latency - last
    first = next(each.at for each in api.sendings if FIRST_WORD.search(each.content)) + latency - began
    return Run(first, late, "\n".join(api.shown.values()), api.sendings, discord.buckets.refusals)
