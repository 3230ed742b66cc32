"""Invitations: links that let one browser in, once, under a name that the operator chose."""

import asyncio
import base64
import binascii
import hashlib
import hmac
import json
import secrets

from adapters.web.config import WebConfig
from adapters.web.visitors import Visitor
from core.store.ports.preferences import Preferences

DAYS = 7
"""The time for which an invitation can be used."""
_USED = "web:invitations"
"""The scope of the preferences that keep used invitations until they have expired."""


class Invitations:
    """Creates tokens of invitations and redeems them.

    A token holds the visitor whom it makes, and is signed. A process that creates one needs only the room's secret and
    password, and not its store. A new password makes all unused invitations invalid.
    """

    def __init__(self, config: WebConfig) -> None:
        key = b"invitation|" + config.secret + b"|" + (config.password or "").encode()
        self._key = hashlib.sha256(key).digest()
        self._redeeming = asyncio.Lock()

    def create(self, name: str, at: float) -> str:
        """A token for somebody of this name."""
        content = json.dumps([secrets.token_hex(8), name, round(at) + DAYS * 86_400])
        payload = base64.urlsafe_b64encode(content.encode()).decode()
        return f"{payload}.{self._sign(payload)}"

    async def redeem(self, token: str, store: Preferences, at: float) -> Visitor | None:
        """The visitor whom a token makes; None if it is not valid, or not any more."""
        payload, _, signature = token.partition(".")
        if not hmac.compare_digest(signature.encode("utf-8", "replace"), self._sign(payload).encode()):
            return None
        try:
            user, name, expires = json.loads(base64.urlsafe_b64decode(payload))
        except (binascii.Error, ValueError):
            return None
        async with self._redeeming:
            used = await store.preferences(_USED)
            if at > expires or user in used:
                return None
            await store.set_preference(_USED, user, expires)
            for other, until in used.items():
                if not isinstance(until, int) or at > until:
                    await store.set_preference(_USED, other, None)
        return Visitor(user=user, name=name, role="invited")

    def _sign(self, payload: str) -> str:
        return hmac.new(self._key, payload.encode("utf-8", "replace"), hashlib.sha256).hexdigest()
