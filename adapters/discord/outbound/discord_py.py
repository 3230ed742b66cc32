"""The API client over discord.py."""

import asyncio
import io
import json
import logging
import re
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any

import aiohttp
import discord
from discord.http import Route
from discord.webhook.async_ import AsyncWebhookAdapter

from adapters.discord.message_payloads import attachment_ids
from adapters.discord.outbound.api_client import (
    MISSING_HISTORY_PERMISSION,
    Body,
    DiscordApiError,
    DiscordSentMessage,
    DiscordUpload,
    InteractionWebhook,
)
from core.domain.observer import OBSERVER
from core.domain.retries import retry
from core.jobs.lease import hold_lease

logger = logging.getLogger(__name__)

THREAD_EXISTS = 160004
"""The code for a message that has a thread
(https://docs.discord.com/developers/topics/opcodes-and-status-codes#json)."""
RETRY_WAITS = (0.25, 0.5, 1.0)
"""The waits before a request is sent again over a new connection, in seconds."""
DOWNLOAD_SECONDS = 60.0
_MESSAGE = re.compile(r"(?<=/messages/)[^/{]+")
LOGIN_SECONDS = 60.0
"""The longest time that a request waits for a client that has logged in."""


class DiscordPyApiClient:
    """Sends through discord.py, which keeps Discord's rate limits. Requests of the bot wait for its login."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session
        self._webhooks = AsyncWebhookAdapter()  # type: ignore[no-untyped-call]
        self._http: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._bot_id = ""
        self._token_rejected: Callable[[], None] = lambda: None

    def on_token_rejected(self, notify: Callable[[], None]) -> None:
        """Sets the callback for a token that Discord rejects, which may happen long after the login."""
        self._token_rejected = notify

    def use_client(self, client: discord.Client) -> None:
        """Sends through a client that has logged in."""
        if self._http.done():
            self._http = asyncio.get_running_loop().create_future()
        self._http.set_result(client.http)
        self._bot_id = str(client.user.id) if client.user is not None else ""

    def fail_pending(self) -> None:
        """Makes waiting and later requests fail, since there will be no login."""
        if not self._http.done():
            self._http.set_exception(DiscordApiError(401))
            self._http.exception()

    async def respond(self, interaction: str, token: str, body: Body) -> None:
        route = Route(
            "POST",
            "/interactions/{webhook_id}/{webhook_token}/callback",
            webhook_id=int(interaction),
            webhook_token=token,
        )
        await self._as_webhook(route, body, ())

    async def create(
        self, to: InteractionWebhook | str, body: Body, uploads: Sequence[DiscordUpload] = ()
    ) -> DiscordSentMessage:
        if isinstance(to, InteractionWebhook):
            return _sent_message(
                await self._as_webhook(_webhook_route("POST", to, ""), body, uploads, {"wait": "true"})
            )
        route = Route("POST", "/channels/{channel_id}/messages", channel_id=to)
        try:
            return _sent_message(await self._as_bot(route, body, uploads))
        except DiscordApiError as error:
            if error.code != MISSING_HISTORY_PERMISSION or "message_reference" not in body:
                raise
        # A message that is no reply is better than none.
        unaddressed = {key: value for key, value in body.items() if key != "message_reference"}
        return _sent_message(await self._as_bot(route, unaddressed, uploads))

    async def edit(
        self, to: InteractionWebhook | str, message: str, body: Body, uploads: Sequence[DiscordUpload] = ()
    ) -> DiscordSentMessage:
        if isinstance(to, InteractionWebhook):
            return _sent_message(
                await self._as_webhook(_webhook_route("PATCH", to, f"/messages/{message}"), body, uploads)
            )
        route = Route("PATCH", "/channels/{channel_id}/messages/{message_id}", channel_id=to, message_id=message)
        return _sent_message(await self._as_bot(route, body, uploads))

    async def delete(self, to: InteractionWebhook | str, message: str) -> None:
        if isinstance(to, InteractionWebhook):
            await self._as_webhook(_webhook_route("DELETE", to, f"/messages/{message}"), None, ())
            return
        route = Route("DELETE", "/channels/{channel_id}/messages/{message_id}", channel_id=to, message_id=message)
        await self._as_bot(route, None, ())

    async def open_thread(self, channel: str, message: str, title: str) -> None:
        route = Route(
            "POST", "/channels/{channel_id}/messages/{message_id}/threads", channel_id=channel, message_id=message
        )
        try:
            await self._as_bot(route, {"name": title}, ())
        except DiscordApiError as error:
            if error.code != THREAD_EXISTS:
                raise

    async def typing(self, channel: str) -> None:
        await self._as_bot(Route("POST", "/channels/{channel_id}/typing", channel_id=channel), None, ())

    async def direct_channel(self, user: str) -> str:
        channel = await self._as_bot(Route("POST", "/users/@me/channels"), {"recipient_id": user}, ())
        return str(channel["id"])

    async def messages(self, channel: str, *, before: str | None, limit: int) -> tuple[list[Body], str]:
        query = f"?limit={limit}" + (f"&before={int(before)}" if before else "")
        route = Route("GET", "/channels/{channel_id}/messages" + query, channel_id=channel)
        return list(await self._as_bot(route, None, ())), self._bot_id

    async def message(self, channel: str, id: str) -> tuple[Body, str]:
        route = Route("GET", "/channels/{channel_id}/messages/{message_id}", channel_id=channel, message_id=id)
        return dict(await self._as_bot(route, None, ())), self._bot_id

    async def get(self, path: str) -> Any:
        return await self._as_bot(Route("GET", path), None, ())

    async def is_member(self, guild: str, user: str) -> bool:
        route = Route("GET", "/guilds/{guild_id}/members/{user_id}", guild_id=guild, user_id=user)
        try:
            await self._as_bot(route, None, ())
        except DiscordApiError as error:
            if error.status == 404:
                return False
            raise
        return True

    async def download(self, url: str, bytes_limit: int) -> bytes:
        timeout = aiohttp.ClientTimeout(total=DOWNLOAD_SECONDS)
        try:
            async with self._session.get(url, timeout=timeout) as response:
                if response.status != 200:
                    raise DiscordApiError(response.status)
                received = bytearray()
                async for chunk in response.content.iter_chunked(65_536):
                    received += chunk
                    if len(received) > bytes_limit:
                        break
                return bytes(received)
        except (aiohttp.ClientError, TimeoutError, OSError):
            raise DiscordApiError(0) from None

    async def _as_webhook(
        self, route: Route, body: Body | None, uploads: Sequence[DiscordUpload], params: dict[str, Any] | None = None
    ) -> Any:
        def send() -> Awaitable[Any]:
            if uploads:
                parts, files = _multipart(body, uploads)
                return self._webhooks.request(route, self._session, multipart=parts, files=files, params=params)
            payload = dict(body) if body is not None else None
            return self._webhooks.request(route, self._session, payload=payload, params=params)

        with _step(route, uploads):
            return await _with_retries(send, repeatable=route.method != "POST")

    async def _as_bot(self, route: Route, body: Body | None, uploads: Sequence[DiscordUpload]) -> Any:
        try:
            async with asyncio.timeout(LOGIN_SECONDS):
                http = await asyncio.shield(self._http)
        except TimeoutError:
            raise DiscordApiError(0) from None

        def send() -> Awaitable[Any]:
            if uploads:
                parts, files = _multipart(body, uploads)
                return http.request(route, form=parts, files=files)  # type: ignore[no-any-return]
            return http.request(route, json=dict(body)) if body is not None else http.request(route)  # type: ignore[no-any-return]

        try:
            with _step(route, uploads):
                return await _with_retries(send, repeatable=route.method != "POST" or "nonce" in (body or {}))
        except DiscordApiError as error:
            if error.status == 401:
                self._token_rejected()
            raise


def _step(route: Route, uploads: Sequence[DiscordUpload]) -> AbstractContextManager[object]:
    """The step of a request, named by its route without any id, which it also has with files."""
    name = f"{route.method} {_MESSAGE.sub('{message_id}', route.path.partition('?')[0])}"
    return OBSERVER.get().step(f"{name} (files)" if uploads else name)


def _webhook_route(method: str, webhook: InteractionWebhook, rest: str) -> Route:
    return Route(
        method,
        "/webhooks/{webhook_id}/{webhook_token}" + rest,
        webhook_id=int(webhook.application),
        webhook_token=webhook.token,
    )


def _multipart(body: Body | None, uploads: Sequence[DiscordUpload]) -> tuple[list[dict[str, Any]], list[discord.File]]:
    """Builds a multipart body; discord.py rewinds its files before it retries.

    A voice message must have an audio type, where discord.py itself would send octet-stream.
    """
    parts: list[dict[str, Any]] = [
        {"name": "payload_json", "value": json.dumps(body or {}), "content_type": "application/json"}
    ]
    files = [discord.File(io.BytesIO(upload.data), upload.name) for upload in uploads]
    for number, (upload, file) in enumerate(zip(uploads, files, strict=True)):
        parts.append(
            {
                "name": f"files[{number}]",
                "value": file.fp,
                "filename": upload.name,
                "content_type": upload.media_type,
            }
        )
    return parts, files


def _sent_message(message: Any) -> DiscordSentMessage:
    return DiscordSentMessage(id=str(message["id"]), attachments=attachment_ids(message))


async def _with_retries(send: Callable[[], Awaitable[Any]], *, repeatable: bool) -> Any:
    """Sends; retries after a broken connection if the request may be sent twice."""

    def broken(error: Exception) -> bool:
        return isinstance(error, aiohttp.ClientError | OSError)

    async def send_held() -> Any:
        await hold_lease()
        return await send()

    try:
        return await retry(send_held, waits=RETRY_WAITS if repeatable else (), retryable=broken, sleep=asyncio.sleep)
    except discord.RateLimited:
        raise DiscordApiError(429) from None
    except discord.HTTPException as error:
        raise DiscordApiError(error.status, error.code) from None
    except (aiohttp.ClientError, OSError) as error:
        raise DiscordApiError(0) from error
