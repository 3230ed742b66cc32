"""Answers that grow against the rate limits of Slack's methods, in virtual time."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from adapters.slack.outbound.agent_session import AgentSession
from adapters.slack.outbound.api_client import FileShare, SlackResponse
from adapters.slack.outbound.delivery import SlackDelivery
from adapters.slack.outbound.delivery_probe import DeliveryProbe
from adapters.slack.outbound.ephemeral import EphemeralSender
from adapters.slack.outbound.files import SlackFiles
from adapters.slack.outbound.private_answer import PrivateAnswer
from adapters.slack.outbound.rate_budget import RateBudgets, RateShares
from adapters.slack.outbound.receipt import SlackReceipt
from adapters.slack.outbound.renderer import SlackRenderer
from adapters.slack.outbound.reply import SlackReply
from adapters.slack.outbound.reportable import ReportableMessages
from adapters.slack.outbound.streaming import START
from adapters.slack.outbound.workspaces import WorkspaceFeatures
from adapters.slack.reply_target import SlackReplyTarget
from core.domain.events import Done
from core.domain.jobs import Job
from core.domain.layout import Layout
from core.domain.request import Caller, Place, Request
from core.replies.kept_files import KeptFiles
from core.store.ports.blobs import BlobStore
from core.store.ports.request_windows import RequestWindows
from tests.adapters.receipts import Receipts
from tests.adapters.token_stream import FIRST_WORD, TokenStream, Typist
from tests.adapters.virtual_time import LoopClock


@dataclass(frozen=True)
class Sending:
    """One request with words of the answer, or with what stands for them."""

    at: float
    method: str
    words: str


class Slack:
    """A workspace with `streams` or without, as one process knows it: the rate limits that its answers share, perhaps
    with those of other processes."""

    def __init__(self, *, streams: bool = True, windows: RequestWindows | None = None) -> None:
        self.budgets = RateBudgets(LoopClock(), windows)
        self.shares = RateShares()
        self.features = WorkspaceFeatures()
        self.messages = 0
        if not streams:
            self.features.mark_absent("T1", START)


class BudgetedApiClient:
    """The Web API for one answer. Every method takes `latency` seconds."""

    def __init__(self, slack: Slack, latency: float) -> None:
        self.sendings: list[Sending] = []
        self._slack = slack
        self._latency = latency

    def set_enterprise(self, team: str, enterprise: str | None) -> None: ...

    async def call(self, team: str, method: str, **arguments: Any) -> SlackResponse:
        await self._slack.budgets.acquire(team, method, str(arguments.get("channel", "")))
        self.sendings.append(Sending(LoopClock().now(), method, str(arguments)))
        await asyncio.sleep(self._latency)
        self._slack.messages += 1
        return {"ok": True, "ts": f"{self._slack.messages}.0"}

    async def available(self, team: str, method: str) -> int:
        return await self._slack.budgets.of(team, method).available()

    async def upload(self, team: str, data: bytes, filename: str, *, title: str) -> str:
        raise NotImplementedError

    async def share(
        self, team: str, data: bytes, filename: str, *, title: str, channel: str, thread: str | None, alt: str = ""
    ) -> FileShare:
        raise NotImplementedError

    async def download(self, team: str, url: str, limit: int) -> bytes:
        raise NotImplementedError

    async def respond(self, url: str, body: Mapping[str, Any]) -> bool:
        return False


@dataclass(frozen=True)
class Run:
    """The result of one answer.

    `first` is the time from the first token until a word is shown, by `method`; `late` that from the last token until
    everything is.
    """

    first: float
    method: str
    late: float
    sendings: Sequence[Sending]


async def stream(
    latency: float,
    tokens: TokenStream = TokenStream(),  # noqa: B008 - frozen
    slack: Slack | None = None,
    message: str = "7",
) -> Run:
    """Streams one answer to a message. With a shared workspace it is one of several in a channel."""
    slack = slack or Slack()
    clock, typist, receipts, api = LoopClock(), Typist(), Receipts(), BudgetedApiClient(slack, latency)
    asked = f"{message}.0"
    target = SlackReplyTarget(
        team="T1", channel="C1", user="U1", user_team="T1", source="message", thread=asked, message=asked
    )
    request = Request(
        id=message,
        command="chat",
        options={},
        caller=Caller(platform="slack", tenant="T1", user="U1", name="Ada", admin=False),
        place=Place(platform="slack", tenant="T1", channel="C1"),
        address=target.address,
    )
    job = Job(
        id=message,
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
    receipt = await SlackReceipt.read(receipts, job.id, target.channel)
    reportable = ReportableMessages(receipts, job, clock)

    async def stop_job() -> None:
        raise AssertionError("the message was deleted")

    renderer = SlackRenderer(
        delivery=SlackDelivery(
            api,
            clock,
            slack.shares,
            slack.features,
            receipt,
            reportable,
            DeliveryProbe(api, clock, target.team, job.id),
            target,
        ),
        private=PrivateAnswer(api, EphemeralSender(api, clock), receipt, target, "en"),
        files=SlackFiles(api, cast("BlobStore", None), receipt, reportable, target.team),  # text needs no files
        kept_files=KeptFiles(receipts, job, clock),
        session=AgentSession(api, target, slack.features),
        receipt=receipt,
        clock=clock,
        target=target,
        reply=SlackReply(job=job.id, locale="en"),
        layout=Layout.TEXT,
        showing="live",
        stop_job=stop_job,
    )
    began, last = await tokens.feed(renderer, typist)
    await renderer.render(Done())
    late = clock.now() - last
    await renderer.close()
    shown = next(each for each in api.sendings if FIRST_WORD.search(each.words))
    return Run(shown.at + latency - began, shown.method, late, api.sendings)
