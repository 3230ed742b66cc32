"""Streaming messages (https://docs.slack.dev/reference/methods/chat.startStream).

A stream only grows at its end. Slack closes it after about five minutes, active or not
(https://github.com/slackapi/python-slack-sdk/issues/1859), and takes 12,000 characters in all.
"""

import re
from typing import Any, Self

from adapters.slack.outbound.api_client import UNREACHED, SlackApiClient, SlackApiError
from adapters.slack.outbound.pages import PAGE_CHARACTERS, SlackPage
from adapters.slack.outbound.rate_budget import RateShares
from adapters.slack.reply_target import SlackReplyTarget
from core.domain.clock import Clock

START, APPEND, STOP = "chat.startStream", "chat.appendStream", "chat.stopStream"
ROTATE_SECONDS = 230.0
"""After this time the text goes on in another message."""
WHOLE_PARAGRAPHS_FROM = PAGE_CHARACTERS - 1_500
"""Near its limit a stream grows by whole paragraphs, so that the next message starts with a new one."""
LONGEST_WORD = 80
STOPPED_BY_USER = "stopped_by_user"
_CLOSED = frozenset({"message_not_in_streaming_state", STOPPED_BY_USER})
_FULL = "msg_too_long"
_BOUNDARY = re.compile(r"[\s\u3000-\u9fff\uac00-\ud7af\uff00-\uffef]")
_TOKEN = re.compile(r"[<@#!&]")
_OPEN_LINK = re.compile(r"<(?:[a-z][a-z0-9+.-]*(?::[^>\s|]*)?|//[^>\s|]*)\Z", re.IGNORECASE)
"""A link that may still get a text of its own, and then becomes harmless in another way."""


def sendable(text: str, sent: str) -> str:
    """The part of a growing text that can be sent, if `sent` was sent before: whole words, so that tokens in them are
    complete when they are made safe; near the limit of a message, whole paragraphs. The first word need not be whole if
    it has no signs yet, because the model's next token may take a second."""
    if not sent and text.strip().isalnum():
        return text
    if len(text) > WHOLE_PARAGRAPHS_FROM:
        return text[: max(len(sent), text.rfind("\n\n") + 2)]
    at, least = len(text), max(len(sent), len(text) - LONGEST_WORD)
    while at > least and not _BOUNDARY.match(text[at - 1]):
        at -= 1
    if at == least > len(sent) and not _TOKEN.search(text, at):
        at = len(text)
    link = _OPEN_LINK.search(text, len(sent), at)
    return text[: link.start() if link else at]


class MessageStream:
    """One open stream."""

    def __init__(
        self,
        api_client: SlackApiClient,
        clock: Clock,
        shares: RateShares,
        team: str,
        channel: str,
        ts: str,
        sent: str,
        task: str = "",
    ) -> None:
        self._api_client = api_client
        self._clock = clock
        self._shares = shares
        self._team = team
        self._channel = channel
        self._sent: str | None = sent
        self._started = clock.now()
        self._over = self._full = self.stopped = False
        self._task, self._tasks_done = task, 0
        self.ts = ts
        shares.join(team, APPEND)

    @classmethod
    async def start(
        cls,
        api_client: SlackApiClient,
        clock: Clock,
        shares: RateShares,
        target: SlackReplyTarget,
        channel: str,
        thread: str,
        text: str,
        task: str = "",
    ) -> Self:
        """Opens a stream with a first text, or with a task card. Raises `SlackApiError`."""
        recipient = {} if target.direct else {"recipient_user_id": target.user, "recipient_team_id": target.user_team}
        answer = await api_client.call(
            target.team, START, channel=channel, thread_ts=thread, **_content(text, _card(0, task)), **recipient
        )
        return cls(api_client, clock, shares, target.team, channel, str(answer["ts"]), text, task)

    def fits(self, page: SlackPage) -> bool:
        """True if the page only adds to the sent text."""
        return self._sent is not None and page.grown.startswith(self._sent)

    async def grow(self, page: SlackPage) -> int | None:
        """Appends new text. Returns the position in the whole text at which this message ended, once it has. Raises
        `SlackApiError`."""
        sent = self._sent or ""
        if self._over or self._full:
            return _position(page, len(sent))
        if self._clock.now() - self._started > ROTATE_SECONDS:
            paragraph = page.grown.find("\n\n", len(sent))
            return _position(page, paragraph + 2 if paragraph >= 0 else len(sent))
        text = sendable(page.grown, sent)
        cards = self._cards(page.task)
        if len(text) == len(sent) and not cards:
            return None
        try:
            content = _content(text[len(sent) :], cards)
            await self._api_client.call(self._team, APPEND, channel=self._channel, ts=self.ts, **content)
        except SlackApiError as error:
            if error.code == UNREACHED:
                # The text may have arrived. Rewriting the message avoids duplicates.
                self._sent = None
            if error.code == _FULL:
                self._full = True
                return _position(page, len(sent))
            if error.code not in _CLOSED:
                raise
            self.release()
            if error.code == STOPPED_BY_USER:
                raise
            return _position(page, len(sent))
        self._sent = text
        return None

    def _cards(self, task: str) -> list[dict[str, str]]:
        """The changes of task cards until `task` is the current step. Steps with the same words are one."""
        if task == self._task:
            return []
        done = _card(self._tasks_done, self._task, "complete")
        self._tasks_done += len(done)
        self._task = task
        return [*done, *_card(self._tasks_done, task)]

    @property
    def outlived(self) -> bool:
        """True if it must end before it has shown a word."""
        return not self._sent and self._clock.now() - self._started > ROTATE_SECONDS

    @property
    def sent(self) -> str | None:
        """The text that the message has; None if that is unclear."""
        return self._sent

    async def finish(self, page: SlackPage) -> bool:
        """Closes the stream. Returns whether the message now equals the page. Raises `SlackApiError`."""
        if self._over:
            return False
        text = None
        if self._sent is not None and page.text.startswith(self._sent):
            text = page.text[len(self._sent) :]
        exact = text is not None and not (text and self._full)
        try:
            if exact:
                await self._stop(**_content(text or "", self._cards("")), blocks=list(page.tail) or None)
            else:
                await self._stop()
        except SlackApiError as error:
            if error.retryable or error.not_found or error.forbidden:
                raise
            exact = False
            if error.code not in _CLOSED:
                await self._stop()
        else:
            self.stopped = True
        self.release()
        return exact

    async def _stop(self, **rest: Any) -> None:
        await self._api_client.call(self._team, STOP, channel=self._channel, ts=self.ts, **rest)

    def release(self) -> None:
        """Gives back the share of the rate limit."""
        if not self._over:
            self._over = True
            self._shares.leave(self._team, APPEND)


def _card(number: int, task: str, status: str = "in_progress") -> list[dict[str, str]]:
    """A task card with its status; none without a task
    (https://docs.slack.dev/messaging/sending-and-scheduling-messages#text-streaming)."""
    return [{"type": "task_update", "id": f"step-{number}", "title": task, "status": status}] if task else []


def _content(text: str, cards: list[dict[str, str]]) -> dict[str, Any]:
    """The arguments for more text and changes of task cards."""
    if not cards:
        return {"markdown_text": text} if text else {}
    return {"chunks": [*cards, *([{"type": "markdown_text", "text": text}] if text else [])]}


def _position(page: SlackPage, length: int) -> int:
    """The position in the whole text of the first `length` characters of a page."""
    return page.end - len(page.grown) + length
