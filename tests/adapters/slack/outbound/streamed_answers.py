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
from core.store.ports import BlobStore
from tests.adapters.receipts import Receipts
from tests.adapters.token_stream import FIRST_WORD, TokenStream, Typist
from tests.adapters.virtual_time import LoopClock


@dataclass(frozen=True)
class Sending:
    """One request with words of the answer, or with what stands for them."""

    at: float
    method: str
    words: str


class BudgetedApiClient:
    """The Web API, of which every method takes `latency` seconds."""

    def __init__(self, latency: float) -> None:
        self.sendings: list[Sending] = []
        self._budgets = RateBudgets(LoopClock())
        self._latency = latency
        self._messages = 0

    def set_enterprise(self, team: str, enterprise: str | None) -> None: ...

    async def call(self, team: str, method: str, **arguments: Any) -> SlackResponse:
        await self._budgets.acquire(team, method, str(arguments.get("channel", "")))
        self.sendings.append(Sending(LoopClock().now(), method, str(arguments)))
        await asyncio.sleep(self._latency)
        self._messages += 1
        return {"ok": True, "ts": f"{self._messages}.0"}

    async def available(self, team: str, method: str) -> int:
        return await self._budgets.of(team, method).available()

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


async def stream(latency: float, tokens: TokenStream = TokenStream(), *, streams: bool = True) -> Run:  # noqa: B008 - frozen
    """Streams one answer to a message, in a workspace with `streams` or without."""
    clock, typist, receipts, api = LoopClock(), Typist(), Receipts(), BudgetedApiClient(latency)
    target = SlackReplyTarget(
        team="T1", channel="C1", user="U1", user_team="T1", source="message", thread="7.0", message="7.0"
    )
    request = Request(
        id="1",
        command="chat",
        options={},
        caller=Caller(platform="slack", tenant="T1", user="U1", name="Ada", admin=False),
        place=Place(platform="slack", tenant="T1", channel="C1"),
        address=target.address,
    )
    job = Job(
        id="1",
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
    reportable, workspaces = ReportableMessages(receipts, job, clock), WorkspaceFeatures()
    if not streams:
        workspaces.mark_absent(target.team, START)

    async def stop_job() -> None:
        raise AssertionError("the message was deleted")

    renderer = SlackRenderer(
        delivery=SlackDelivery(
            api,
            clock,
            RateShares(),
            workspaces,
            receipt,
            reportable,
            DeliveryProbe(api, clock, target.team, job.id),
            target,
        ),
        private=PrivateAnswer(api, EphemeralSender(api, clock), receipt, target, "en"),
        files=SlackFiles(api, cast("BlobStore", None), receipt, reportable, target.team),  # text needs no files
        kept_files=KeptFiles(receipts, job, clock),
        session=AgentSession(api, target, workspaces),
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
