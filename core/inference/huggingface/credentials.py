"""The keys, and the servers that may get them.

Hugging Face's token goes to Hugging Face's own hosts over TLS, to the domain of its dedicated endpoints, and to the
addresses that the operator set for the Hub and the router. Every other server has its own key or none.
"""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from core.inference.huggingface.library import quiet

logger = logging.getLogger(__name__)

HUB = "https://huggingface.co"
ROUTER = "https://router.huggingface.co"
ENDPOINTS_DOMAIN = ".endpoints.huggingface.cloud"
"""The domain of dedicated Inference Endpoints (https://huggingface.co/docs/inference-endpoints)."""

_OWN_HOSTS = frozenset({"huggingface.co", "router.huggingface.co"})


class TokenSource(Protocol):
    """The source of the token, which may change while the bot runs."""

    async def token(self) -> str | None:
        """The current token; None if there is none."""
        ...


class FixedToken:
    """The token from the settings."""

    def __init__(self, token: str | None) -> None:
        self._token = token

    @property
    def is_there(self) -> bool:
        """True if there is a token."""
        return self._token is not None

    async def token(self) -> str | None:
        """The same token every time."""
        return self._token


class LoginToken:
    """The token of `hf auth login`.

    It expires. huggingface_hub refreshes it near its end, which reads files and may send a request to the Hub, so this
    runs in a thread. It runs every time, so that a new login takes effect while the bot runs. Callers share a running
    look-up, so that a slow refresh blocks one thread and not all.
    """

    def __init__(self) -> None:
        self._asking: asyncio.Future[str | None] | None = None

    async def token(self) -> str | None:
        """The current token of the login."""
        if self._asking is None or self._asking.done():
            self._asking = asyncio.get_running_loop().run_in_executor(None, _login)
        return await asyncio.shield(self._asking)


@dataclass(frozen=True, kw_only=True)
class Credentials:
    """`hub` and `router` are the operator's addresses. `keys` are those of other servers, by host and port, host, or
    model reference. `bill_to` is the organisation that pays."""

    source: TokenSource = field(default_factory=lambda: FixedToken(None))
    hub: str = HUB
    router: str = ROUTER
    keys: Mapping[str, str] = field(default_factory=dict, repr=False)
    bill_to: str | None = None

    async def headers(self, url: str, model: str | None = None) -> dict[str, str]:
        """The headers that authorise a request to `url`; empty for a server that must not get a key."""
        parts = urlsplit(url)
        for name in (parts.netloc.rpartition("@")[2], parts.hostname, model):
            if key := self.keys.get(name or ""):
                return {"authorization": f"Bearer {key}"}
        if not self.trusted(url):
            return {}
        token = await self.source.token()
        headers = {"authorization": f"Bearer {token}"} if token else {}
        if self.bill_to:
            headers["x-hf-bill-to"] = self.bill_to
        return headers

    def trusted(self, url: str) -> bool:
        """True if this address may get the token."""
        parts = urlsplit(url)
        host = parts.hostname or ""
        is_own = host in _OWN_HOSTS or host.endswith(ENDPOINTS_DOMAIN)
        if is_own and _origin(url) == ("https", host, 443):
            return True
        return _origin(url) in (_origin(self.hub), _origin(self.router))


def _origin(url: str) -> tuple[str, str, int]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)


def login_exists() -> bool:
    """True if `hf auth login` has kept a token on this machine. Reads the file system."""
    from huggingface_hub import constants

    return Path(constants.HF_TOKEN_PATH).expanduser().is_file()


def _login() -> str | None:
    from huggingface_hub import get_token

    quiet()
    try:
        return get_token()
    except (OSError, ValueError):
        logger.warning("the login of hf auth login cannot be read; without a token of its own the bot has none now")
        return None
