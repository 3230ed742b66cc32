"""The bot's status at Hugging Face: the token's account, and whether the token may be used.

The Hub limits how often it may be asked, so the result is kept for a while and shared.
"""

import asyncio

from core.domain.clock import Clock
from core.domain.sentences import Sentence, say
from core.inference.engine import Health
from core.inference.huggingface.account import Account, whoami
from core.inference.huggingface.credentials import Credentials
from core.inference.huggingface.failures import PERMISSION_PAGE
from core.inference.huggingface.transport import (
    DeadlineExceeded,
    HttpStatusError,
    ResponseInterrupted,
    ResponseTooLarge,
    Transport,
    Unreachable,
)

FRESH_SECONDS = 600.0
"""The time for which a good result is kept."""
FAILURE_FRESH_SECONDS = 30.0
"""The time for which a bad result is kept."""


class AccountStatus:
    """Checks the token. `has_servers` says that some models are on the operator's own servers, which need no token."""

    def __init__(
        self, engine: str, transport: Transport, credentials: Credentials, clock: Clock, *, has_servers: bool
    ) -> None:
        self._engine = engine
        self._transport = transport
        self._credentials = credentials
        self._clock = clock
        self._has_servers = has_servers
        self._lock = asyncio.Lock()
        self._until = 0.0
        self._token: str | None = None
        self._account: Account | None = None
        self._health: Health | None = None

    async def health(self) -> Health:
        """The health of the token: it may be used, or the fix if not."""
        token = await self._credentials.source.token()
        async with self._lock:
            if self._health is None or self._token != token or self._until <= self._clock.now():
                self._account = None
                self._health = await self._fetch(token)
                self._token = token
                self._until = self._clock.now() + (FRESH_SECONDS if self._health.ok else FAILURE_FRESH_SECONDS)
            return self._health

    async def account(self) -> Account | None:
        """The token's account; None if unknown."""
        await self.health()
        return self._account

    async def _fetch(self, token: str | None) -> Health:
        if token is None:
            return self._result(
                self._has_servers, say("huggingface-servers-only" if self._has_servers else "huggingface-no-token")
            )
        try:
            account = await whoami(self._transport, self._credentials)
        except HttpStatusError as error:
            wrong = "huggingface-token-refused" if error.status in (401, 403) else "huggingface-hub-broken"
            sentence = say(wrong, provider="Hugging Face", page=PERMISSION_PAGE, status=str(error.status))
            return self._result(False, sentence)
        except (Unreachable, DeadlineExceeded, ResponseInterrupted, ResponseTooLarge, ValueError):
            return self._result(False, say("huggingface-hub-unreachable"))
        self._account = account
        if not account.may_infer:
            return self._result(False, say("huggingface-token-cannot-infer", name=account.name, page=PERMISSION_PAGE))
        return self._result(True, say("huggingface-healthy", name=account.name))

    def _result(self, ok: bool, sentence: Sentence) -> Health:
        return Health(engine=self._engine, ok=ok, sentence=sentence)
