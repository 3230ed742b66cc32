"""Events, commands and clicks over HTTP, signed: https://docs.slack.dev/authentication/verifying-requests-from-slack."""

import hashlib
import hmac
import json
import time
from typing import Literal
from urllib.parse import urlencode

import aiohttp

from tests.servers.slack_server.delivery import Deliveries, Delivery
from tests.servers.slack_server.state import State

Signature = Literal["good", "bad", "old", "none"]


class HttpEvents:
    """Posts all deliveries to the bot's address."""

    def __init__(self, state: State, *, secret: str) -> None:
        self.secret = secret
        self.url = ""
        """The bot's address, for example `http://127.0.0.1:3000/slack/events`."""
        self.signature: Signature = "good"
        """The kind of signature for the next deliveries."""
        self.host: str | None = None
        """The name by which Slack knows the bot, if a proxy between them passes it on; by default that of `url`."""
        self.deliveries: Deliveries | None = None
        self._state = state

    def signed(self, body: str, *, how: Signature = "good") -> dict[str, str]:
        """The signature headers of a body."""
        if how == "none":
            return {}
        # The bot compares it with the machine's clock.
        at = int(time.time()) - (400 if how == "old" else 0)
        mac = hmac.new(self.secret.encode(), f"v0:{at}:{body}".encode(), hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": str(at), "X-Slack-Signature": f"v0={'0' * 64 if how == 'bad' else mac}"}

    async def send(self, delivery: Delivery) -> None:
        """Posts it once."""
        if delivery.kind == "events_api":
            body, kind = json.dumps(delivery.payload), "application/json"
        elif delivery.kind == "slash_commands":
            body, kind = urlencode(delivery.payload), "application/x-www-form-urlencoded"
        else:
            body, kind = urlencode({"payload": json.dumps(delivery.payload)}), "application/x-www-form-urlencoded"
        headers = {"Content-Type": kind, **self.signed(body, how=self.signature)}
        if self.host is not None:
            headers["Host"] = self.host
        if delivery.attempt:
            headers |= {"X-Slack-Retry-Num": str(delivery.attempt), "X-Slack-Retry-Reason": delivery.reason}
        try:
            async with (
                aiohttp.ClientSession() as session,
                session.post(self.url, data=body.encode(), headers=headers) as answer,
            ):
                delivery.status = answer.status
                text = await answer.text()
        except aiohttp.ClientError:
            delivery.fail("connection_failed")
            return
        if not 200 <= delivery.status < 300:
            delivery.fail("http_error")
            return
        delivery.take(_answer(text))
        assert self.deliveries
        self.deliveries.settle(delivery)


def _answer(text: str) -> dict[str, object]:
    if not text.strip():
        return {}
    try:
        told = json.loads(text)
    except ValueError:
        return {"text": text}
    return told if isinstance(told, dict) else {"text": text}
