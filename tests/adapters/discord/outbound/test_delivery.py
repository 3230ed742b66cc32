"""The receipt of a reply that one process deletes while another still sends it."""

from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from adapters.discord.outbound.api_client import Body, DiscordSentMessage, DiscordUpload, InteractionWebhook
from adapters.discord.outbound.delivery import DiscordDelivery
from adapters.discord.outbound.rate_limiter import MessageRateLimiter
from adapters.discord.outbound.reply_target import DiscordReplyTarget
from core.domain.clock import SystemClock
from core.domain.jobs import Job
from core.domain.request import Caller, Place, Request
from core.store.sqlite.store import SqliteStore
from tests.adapters.discord.outbound.quiet_api_client import QuietApiClient


class InterruptedApiClient(QuietApiClient):
    """An API client: while a message is sent, `meanwhile` happens."""

    def __init__(self) -> None:
        self.deleted: list[str] = []
        self.meanwhile: Callable[[], Awaitable[None]] | None = None

    async def create(
        self, to: InteractionWebhook | str, body: Body, uploads: Sequence[DiscordUpload] = ()
    ) -> DiscordSentMessage:
        return DiscordSentMessage(id="1")

    async def edit(
        self, to: InteractionWebhook | str, message: str, body: Body, uploads: Sequence[DiscordUpload] = ()
    ) -> DiscordSentMessage:
        if self.meanwhile is not None:
            await self.meanwhile()
        return DiscordSentMessage(id=message)

    async def delete(self, to: InteractionWebhook | str, message: str) -> None:
        self.deleted.append(message)


async def test_a_reply_that_is_deleted_while_it_is_edited_stays_deleted_after_a_restart(tmp_path: Path) -> None:
    store = await SqliteStore.open(tmp_path)
    target = DiscordReplyTarget(channel="5", message="77", installed=True, bytes_limit=10**7)
    job = await _claimed(store, target)
    api = InterruptedApiClient()
    running = await _opened(api, store, job)
    await running.send_or_edit(0, {"content": "A fox"}, ())
    assert not (await _opened(api, store, job)).withdrawn
    deleting = await _opened(api, store, job)
    api.meanwhile = deleting.withdraw
    await running.send_or_edit(0, {"content": "A fox jumps."}, ())
    assert api.deleted == ["1"]
    assert (await _opened(api, store, job)).withdrawn
    await store.close()


async def test_the_response_to_an_interaction_is_withdrawn_before_anything_is_shown(tmp_path: Path) -> None:
    store = await SqliteStore.open(tmp_path)
    target = DiscordReplyTarget(channel="5", application="8", token="of it", expires=1e12, bytes_limit=10**7)
    api = InterruptedApiClient()
    await (await _opened(api, store, await _claimed(store, target))).withdraw()
    assert api.deleted == ["@original"]
    await store.close()


async def _claimed(store: SqliteStore, target: DiscordReplyTarget) -> Job:
    request = Request(
        id="1",
        command="chat",
        options={},
        caller=Caller(platform="discord", tenant="2", user="3", name="Ada", admin=False),
        place=Place(platform="discord", tenant="2", channel="5"),
        address=target.address,
    )
    await store.accept(request, (), 0.0)
    job = await store.claim_job("1", "me", 1e12)
    assert job is not None
    return job


async def _opened(api: InterruptedApiClient, store: SqliteStore, job: Job) -> DiscordDelivery:
    clock = SystemClock()
    limiter = MessageRateLimiter(clock)
    return await DiscordDelivery.open(api, store, clock, job, private=False, rate_limiter=limiter)
