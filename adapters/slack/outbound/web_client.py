"""Slack's Web API through slack_sdk's client, over one shared session."""

import asyncio
import io
import json
import logging
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError as SdkApiError
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.config import API
from adapters.slack.outbound.api_client import TOKEN_GONE, UNREACHED, FileShare, SlackApiError, SlackResponse
from adapters.slack.outbound.bot_tokens import BotTokens
from adapters.slack.outbound.rate_budget import RateBudgets
from adapters.slack.outbound.workspaces import ClosedConversations
from core.domain.clock import Clock
from core.domain.observer import OBSERVER
from core.domain.retries import retry
from core.jobs.lease import hold_lease
from core.replies.refusals import RefusalKind
from core.store.ports.request_windows import RequestWindows

logger = logging.getLogger(__name__)

T = TypeVar("T")

CALL_SECONDS = 30.0
TRANSFER_SECONDS = 120.0
CALL_WAITS = (0.3, 0.6)
UPLOAD_WAITS = (0.5, 1.0, 2.0, 4.0)
"""Seconds before each new attempt."""
LONGEST_RETRY_AFTER = 120.0
"""The longest pause, in seconds, that a request waits for if Slack asks for one."""
FILE_WAITS = (0.3, 0.5, 1.0, 1.5, 2.5, 4.0)
"""Seconds between checks for a file, which Slack scans first."""
BLIND_SECONDS = 2.0
"""The wait if the app may not check (`files:read` is missing)."""
ALT_CHARACTERS = 1000
UPLOAD = "files.upload"
"""Our own name for the request to the address of an upload."""
IDEMPOTENT = frozenset(
    {
        "agents.sessions.setStatus",
        "auth.test",
        "chat.delete",
        "chat.getPermalink",
        "chat.stopStream",
        "chat.update",
        "conversations.history",
        "conversations.info",
        "conversations.open",
        "conversations.replies",
        "files.delete",
        "files.getUploadURLExternal",
        "files.info",
        "users.info",
        "views.publish",
    }
)
"""Methods that do no harm if they are called twice."""
_FORM_ENCODED = frozenset(
    {
        "auth.revoke",
        "bots.info",
        "chat.getPermalink",
        "conversations.info",
        "conversations.replies",
        "files.getUploadURLExternal",
        "files.info",
        "oauth.v2.access",
        "oauth.v2.exchange",
        "users.info",
    }
)
"""Methods that do not take JSON (`json_input_supported` in https://github.com/slack-ruby/slack-api-ref)."""
_SPENT_URL = frozenset({"", "used_url", "expired_url", "no_service"})
_REFUSED = (RefusalKind.FORM, RefusalKind.CONTENT)
_WORD = re.compile(r'(?:^|"error":\s*")([a-z_]+)')
_HOSTS = (".slack.com", ".slack-files.com")


class SlackWebClient:
    """Implements `SlackApiClient`. The owner of the session closes it."""

    def __init__(
        self,
        tokens: BotTokens,
        session: aiohttp.ClientSession,
        clock: Clock,
        *,
        api_url: str = API,
        closed: ClosedConversations | None = None,
        windows: RequestWindows | None = None,
    ) -> None:
        """`closed` learns where the bot may not write. `windows` are the requests of all processes."""
        self._closed = closed
        self._tokens = tokens
        self._session = session
        self._clock = clock
        self._api_url = api_url if api_url.endswith("/") else f"{api_url}/"
        self._budgets = RateBudgets(clock, windows)
        self._enterprises: dict[str, str] = {}

    def set_enterprise(self, team: str, enterprise: str | None) -> None:
        """Notes the organisation of a workspace, whose token may be the valid one."""
        if enterprise:
            self._enterprises[team] = enterprise

    async def available(self, team: str, method: str) -> int:
        return await self._budgets.of(team, method).available()

    async def call(self, team: str, method: str, **arguments: Any) -> SlackResponse:
        arguments = {name: value for name, value in arguments.items() if value is not None}

        async def send() -> SlackResponse:
            await self._budgets.acquire(team, method, str(arguments.get("channel", "")))
            try:
                with OBSERVER.get().step(method):
                    return await self._send(team, method, arguments)
            except SlackApiError as error:
                if self._closed is not None:
                    await self._closed.note(team, str(arguments.get("channel")), str(arguments.get("thread_ts")), error)
                if error.retry_after:
                    # That this process does not reach Slack is its own trouble.
                    is_told = error.code != UNREACHED
                    await self._budgets.of(team, method).pause(error.retry_after, everywhere=is_told)
                raise

        def retryable(error: SlackApiError) -> bool:
            if error.retry_after:
                return error.retry_after <= LONGEST_RETRY_AFTER
            return error.retryable and method in IDEMPOTENT

        return await self._retry(send, CALL_WAITS, retryable)

    async def upload(self, team: str, data: bytes, filename: str, *, title: str) -> str:
        async def upload() -> str:
            file = await self._upload_bytes(team, data, filename, "")
            clear = await self._complete_upload(team, files=[{"id": file, "title": title}])
            found = await self._wait_for_file(team, file, lambda found: bool(found.get("mimetype")))
            if not clear and found is not None and not found.get("mimetype"):
                raise SlackApiError("files.completeUploadExternal", UNREACHED)
            return file

        return await self._retry(upload, UPLOAD_WAITS)

    async def share(
        self, team: str, data: bytes, filename: str, *, title: str, channel: str, thread: str | None, alt: str = ""
    ) -> FileShare:
        # Slack sometimes accepts a file and never shares it, more often with an alternative text than without
        # (slackapi/python-slack-sdk#1818).
        async def share(text: str) -> FileShare | None:
            file = await self._upload_bytes(team, data, filename, text)
            shown = [{"id": file, "title": title}]
            clear = await self._complete_upload(team, files=shown, channel_id=channel, thread_ts=thread)
            found = await self._wait_for_file(team, file, lambda found: _ts_of(found, channel) is not None)
            if found is None or (ts := _ts_of(found, channel)):
                return FileShare(file=file, ts=ts if found else None)
            logger.info("the file %s was not shared", file)
            with suppress(SlackApiError):
                await self.call(team, "files.delete", file=file)
            if not clear:
                raise SlackApiError("files.completeUploadExternal", UNREACHED)
            return None

        for text in (alt[:ALT_CHARACTERS], ""):
            if shared := await self._retry(partial(share, text), UPLOAD_WAITS):
                return shared
        raise SlackApiError("files.completeUploadExternal", "file_not_shared")

    async def download(self, team: str, url: str, limit: int) -> bytes:
        if not self._is_slack_url(url):
            raise SlackApiError("files.download", "foreign_host")
        return await self._with_token(team, lambda token: self._download(token, url, limit))

    async def _download(self, token: str, url: str, limit: int) -> bytes:
        headers = {"Authorization": f"Bearer {token}"}
        await hold_lease()
        try:
            async with (
                asyncio.timeout(TRANSFER_SECONDS),
                self._session.get(url, headers=headers, allow_redirects=False) as response,
            ):
                # If the scope is missing, Slack returns a login page or redirects to one.
                if response.status in (301, 302, 303, 307, 308) or response.content_type == "text/html":
                    raise SlackApiError("files.download", "missing_scope", needed_scope="files:read")
                if response.status != 200:
                    raise SlackApiError("files.download", f"http_{response.status}")
                received = bytearray()
                async for chunk in response.content.iter_chunked(65_536):
                    received += chunk
                    if len(received) > limit:
                        break
                return bytes(received[: limit + 1])
        except (aiohttp.ClientError, TimeoutError, OSError):
            raise SlackApiError("files.download", UNREACHED) from None

    async def respond(self, url: str, body: Mapping[str, Any]) -> bool:
        await hold_lease()
        try:
            async with asyncio.timeout(CALL_SECONDS), self._session.post(url, json=dict(body)) as response:
                # The reason is a word, or that of an answer of the Web API.
                said = _WORD.search(await response.text())
        except (aiohttp.ClientError, TimeoutError, OSError):
            return False
        code = said[1] if said else ""
        if code not in ("ok", *_SPENT_URL) and (refused := SlackApiError("response_url", code)).kind in _REFUSED:
            raise refused
        return response.status == 200

    async def _retry(
        self,
        work: Callable[[], Awaitable[T]],
        waits: Sequence[float],
        retryable: Callable[[SlackApiError], bool] = lambda error: error.retryable,
    ) -> T:
        def passes(error: Exception) -> bool:
            return isinstance(error, SlackApiError) and retryable(error)

        return await retry(work, waits=waits, retryable=passes, sleep=self._clock.sleep)

    async def _token(self, team: str) -> str:
        return await self._tokens.token(team, self._enterprises.get(team))

    async def _send(self, team: str, method: str, arguments: dict[str, Any]) -> SlackResponse:
        return await self._with_token(team, lambda token: self._send_with(token, method, arguments))

    async def _with_token(self, team: str, send: Callable[[str], Awaitable[T]]) -> T:
        """Sends with the token of a workspace, and again if Slack refuses it and another process has a newer one."""
        token = await self._token(team)
        try:
            return await send(token)
        except SlackApiError as error:
            if error.code not in (*TOKEN_GONE, "missing_scope"):
                raise
            self._tokens.forget(team, self._enterprises.get(team))
            if (newer := await self._token(team)) == token:
                raise
        return await send(newer)

    async def _send_with(self, token: str, method: str, arguments: dict[str, Any]) -> SlackResponse:
        client = AsyncWebClient(token=token, base_url=self._api_url, session=self._session, retry_handlers=[])
        await hold_lease()
        try:
            async with asyncio.timeout(CALL_SECONDS):
                if method in _FORM_ENCODED:
                    response = await client.api_call(
                        method, data={name: _field(value) for name, value in arguments.items()}
                    )
                else:
                    response = await client.api_call(method, json=arguments)
        except SdkApiError as error:
            raise _api_error(method, error) from None
        except aiohttp.ClientConnectorError:
            # Nothing was sent, so a retry does no harm for any method.
            raise SlackApiError(method, UNREACHED, retry_after=1.0) from None
        except (aiohttp.ClientError, SlackClientError, TimeoutError, OSError):
            raise SlackApiError(method, UNREACHED) from None
        return response.data if isinstance(response.data, dict) else {}

    async def _upload_bytes(self, team: str, data: bytes, filename: str, alt: str) -> str:
        granted = await self.call(
            team, "files.getUploadURLExternal", filename=filename, length=len(data), alt_txt=alt or None
        )
        await hold_lease()
        try:
            with OBSERVER.get().step(UPLOAD):
                async with (
                    asyncio.timeout(TRANSFER_SECONDS),
                    self._session.post(
                        granted["upload_url"],
                        data=io.BytesIO(data),
                        headers={"Content-Type": "application/octet-stream"},
                    ) as response,
                ):
                    if response.status != 200:
                        broken = response.status >= 500
                        raise SlackApiError(UPLOAD, "service_unavailable" if broken else f"http_{response.status}")
        except (aiohttp.ClientError, TimeoutError, OSError):
            raise SlackApiError(UPLOAD, UNREACHED) from None
        return str(granted["file_id"])

    async def _complete_upload(self, team: str, **arguments: Any) -> bool:
        """Completes an upload. False if the response was lost, so that only a check can tell."""
        try:
            await self.call(team, "files.completeUploadExternal", **arguments)
        except SlackApiError as error:
            if not error.unclear:
                raise
            return False
        return True

    async def _wait_for_file(
        self, team: str, file: str, there: Callable[[Mapping[str, Any]], bool]
    ) -> Mapping[str, Any] | None:
        """Slack's data about a file, once it is there or the wait is over. None if the app may not read it."""
        found: Mapping[str, Any] = {}
        for wait in FILE_WAITS:
            try:
                found = (await self.call(team, "files.info", file=file)).get("file", {})
            except SlackApiError as error:
                if error.code == "missing_scope":
                    await self._clock.sleep(BLIND_SECONDS)
                    return None
                if error.code != "file_not_found" and not error.retryable:
                    raise
            if there(found):
                return found
            await self._clock.sleep(wait)
        return found

    def _is_slack_url(self, url: str) -> bool:
        """True if the token may be sent to a URL: to Slack, or to the configured replacement."""
        asked, api = urlsplit(url), urlsplit(self._api_url)
        if (asked.scheme, asked.netloc) == (api.scheme, api.netloc):
            return True
        return asked.scheme == "https" and f".{asked.hostname}".endswith(_HOSTS)


def _field(value: Any) -> str:
    """A value of a form; structures become JSON."""
    return value if isinstance(value, str) else json.dumps(value)


def _ts_of(found: Mapping[str, Any], channel: str) -> str | None:
    """The `ts` of the message with the file in a conversation."""
    for shares in (found.get("shares") or {}).values():
        for share in shares.get(channel, ()):
            return str(share.get("ts", ""))
    return None


def _api_error(method: str, error: SdkApiError) -> SlackApiError:
    response: Any = error.response
    status = getattr(response, "status_code", 0) or getattr(response, "status", 0)
    headers = getattr(response, "headers", None) or {}
    data = getattr(response, "data", None)
    said = data if isinstance(data, dict) else {}
    if status == 429:
        seconds = next((value for name, value in headers.items() if name.lower() == "retry-after"), "1")
        return SlackApiError(
            method, "ratelimited", retry_after=max(1.0, float(seconds) if seconds.isdecimal() else 1.0)
        )
    if status >= 500:
        return SlackApiError(method, "service_unavailable")
    return SlackApiError(method, str(said.get("error", "invalid_answer")), needed_scope=str(said.get("needed", "")))
