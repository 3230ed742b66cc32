"""The password and the one-time tokens of the room."""

import asyncio
import hashlib
import hmac
import secrets
from collections import OrderedDict
from weakref import WeakValueDictionary

from adapters.web.config import WebConfig
from core.domain.clock import Clock

SCRYPT_COST = 2**14
"""Sixteen megabytes and some fifty milliseconds for each check (RFC 7914, 2)."""
DELAYS_SECONDS = (0.0, 1.0, 2.0, 4.0, 8.0, 16.0)
"""Seconds before the answer to the first, second, … wrong attempt of an address; the last holds for all that follow."""
FORGOTTEN_SECONDS = 600.0
"""The time after which wrong attempts no longer count."""
REMEMBERED = 1000
"""The number of addresses whose wrong attempts are remembered."""


class WrongAttempts:
    """Wrong attempts of each address. They delay the answers to wrong attempts, and nothing else."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._counts: OrderedDict[str, tuple[int, float]] = OrderedDict()

    async def wait(self, remote: str) -> None:
        """Counts a wrong attempt and waits before its answer, the longer the more there were."""
        now = self._clock.now()
        count, last = self._counts.pop(remote, (0, now))
        count = count if now - last < FORGOTTEN_SECONDS else 0
        self._counts[remote] = (count + 1, now)
        while len(self._counts) > REMEMBERED:
            self._counts.popitem(last=False)
        await self._clock.sleep(DELAYS_SECONDS[min(count, len(DELAYS_SECONDS) - 1)])


class LoginVerifier:
    """Checks the password and one-time tokens, and slows down those who guess.

    The right password is never refused, however many wrong ones came from the same address or network: several people
    can share one. Two things slow down guessing. The answer to a wrong attempt waits longer each time. A check takes
    time, and the room makes one after the other while addresses take turns, so that many connections do not make
    guessing faster. Wrong links have a count of their own.
    """

    def __init__(self, config: WebConfig, clock: Clock) -> None:
        self._salt = hashlib.sha256(b"password|" + config.secret).digest()
        self._password = config.password
        self._verifier: bytes | None = None
        self._links: set[bytes] = set()
        self._checking = asyncio.Lock()
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._wrong_passwords = WrongAttempts(clock)
        self._wrong_links = WrongAttempts(clock)

    def one_time_token(self) -> str:
        """Creates a token that lets one visitor in as admin, once."""
        token = secrets.token_urlsafe(24)
        self._links.add(_digest(token))
        return token

    async def redeem(self, token: str, remote: str) -> bool:
        """Returns True for a valid token, which is invalid afterwards; the answer to any other is delayed."""
        digest = _digest(token)
        if digest in self._links:
            self._links.discard(digest)
            return True
        await self._wrong_links.wait(remote)
        return False

    async def is_password(self, password: str, remote: str) -> bool:
        """Returns True for the password. `remote` is the visitor's address; the answer to a wrong one is delayed."""
        if self._password is not None and await self._matches(password, self._password, remote):
            return True
        await self._wrong_passwords.wait(remote)
        return False

    async def _matches(self, given: str, password: str, remote: str) -> bool:
        turn = self._turns.setdefault(remote, asyncio.Lock())
        async with turn, self._checking:
            if self._verifier is None:
                self._verifier = await asyncio.to_thread(self._hash, password)
            return hmac.compare_digest(await asyncio.to_thread(self._hash, given), self._verifier)

    def _hash(self, password: str) -> bytes:
        return hashlib.scrypt(password.encode("utf-8", "surrogatepass"), salt=self._salt, n=SCRYPT_COST, r=8, p=1)


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
