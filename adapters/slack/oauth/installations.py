"""The workspaces that installed the app, and their tokens: encrypted in the store, and renewed if they rotate."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from slack_sdk.errors import SlackApiError as SdkApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack.oauth.encryption import TextCipher
from adapters.slack.outbound.api_client import SlackApiError
from core.domain.clock import Clock
from core.store.ports import Preferences

logger = logging.getLogger(__name__)

INDEX = "slack-installations"
"""The scope of the list of workspaces. Each workspace has a scope of its own."""
RENEW_SECONDS = 2 * 3600.0
"""A token is renewed this long before it expires. It is valid for twelve hours
(https://docs.slack.dev/authentication/using-token-rotation)."""
CHECK_SECONDS = 600.0
"""Between two checks for tokens that expire soon. No event may arrive for half a day."""
REMEMBERED_SECONDS = 30.0
"""Seconds that an installation stays in the cache. Another process may renew or remove it."""


class Installation(BaseModel):
    """One workspace, or a whole organisation, that has the app."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    team: str | None
    team_name: str
    enterprise: str | None = None
    bot: str = ""
    user: str
    token: str = Field(repr=False)
    refresh: str | None = Field(default=None, repr=False)
    expires_at: float | None = None
    scopes: tuple[str, ...] = ()
    installed_at: float = 0.0

    @property
    def key(self) -> str:
        """The id of the workspace or of the organisation."""
        return self.team or self.enterprise or ""


class InstallationStore:
    """The installations in the store. Implements `BotTokens`."""

    def __init__(
        self, store: Preferences, cipher: TextCipher, client: AsyncWebClient, clock: Clock, *, id: str, secret: str
    ) -> None:
        """`id` and `secret` are the app's. `client` needs no token."""
        self._store = store
        self._cipher = cipher
        self._client = client
        self._clock = clock
        self._id = id
        self._secret = secret
        self._known: dict[str, tuple[float, Installation | None]] = {}
        self._renewing: dict[str, asyncio.Lock] = {}

    async def token(self, team: str, enterprise: str | None) -> str:
        """The token of a workspace or of its organisation. Raises `SlackApiError` if there is none."""
        found = await self.find(team, enterprise)
        if found is None:
            raise SlackApiError("auth.test", "not_authed")
        return (await self._fresh(found)).token

    async def find(self, team: str | None, enterprise: str | None) -> Installation | None:
        """The installation in a workspace, or else in its organisation."""
        for key in (team, enterprise):
            if key and (found := await self._read(key)) is not None:
                return found
        return None

    async def exchange(self, code: str, redirect: str | None) -> Installation:
        """Exchanges a code for an installation and saves it. Raises slack_sdk's `SlackApiError`."""
        response = await self._access(code=code, redirect_uri=redirect)
        token = str(response["access_token"])
        # The response does not say which bot it is (https://docs.slack.dev/reference/methods/oauth.v2.access).
        identity = await self._client.auth_test(token=token)
        team, enterprise = response.get("team") or {}, response.get("enterprise") or {}
        installation = Installation(
            team=team.get("id"),
            team_name=str(team.get("name") or enterprise.get("name") or team.get("id") or ""),
            enterprise=enterprise.get("id"),
            bot=str(identity.get("bot_id") or ""),
            user=str(response.get("bot_user_id") or identity["user_id"]),
            token=token,
            scopes=tuple(str(response.get("scope") or "").split(",")),
            installed_at=self._clock.now(),
            **self._ends(response),
        )
        await self.save(installation)
        return installation

    async def save(self, installation: Installation) -> None:
        """Stores an installation, encrypted."""
        key = installation.key
        sealed = self._cipher.encrypt(installation.model_dump_json(), _purpose(key))
        await self._store.set_preference(_scope(key), "sealed", sealed)
        await self._store.set_preference(INDEX, key, True)
        self._known[key] = (self._clock.now() + REMEMBERED_SECONDS, installation)

    async def remove(self, team: str | None, enterprise: str | None) -> None:
        """Deletes an installation; without a workspace, that of the organisation."""
        if key := team or enterprise:
            await self._store.set_preference(_scope(key), "sealed", None)
            await self._store.set_preference(INDEX, key, None)
            self._known.pop(key, None)

    async def all(self) -> Sequence[Installation]:
        """All installations that can be decrypted."""
        found = [await self._read(key) for key in await self._store.preferences(INDEX)]
        return [each for each in found if each is not None]

    async def keep_fresh(self) -> None:
        """Renews tokens that expire soon, until it is cancelled."""
        while True:
            for installation in await self.all():
                try:
                    await self._fresh(installation)
                except SlackApiError as error:
                    logger.warning("the token of workspace %s was not renewed: %s", installation.key, error)
            await self._clock.sleep(CHECK_SECONDS)

    async def _read(self, key: str) -> Installation | None:
        now = self._clock.now()
        known = self._known.get(key)
        if known is not None and known[0] > now:
            return known[1]
        sealed = (await self._store.preferences(_scope(key))).get("sealed")
        found = self._decrypted(key, sealed) if isinstance(sealed, str) else None
        self._known[key] = (now + REMEMBERED_SECONDS, found)
        return found

    def _decrypted(self, key: str, sealed: str) -> Installation | None:
        text = self._cipher.decrypt(sealed, _purpose(key))
        try:
            return Installation.model_validate_json(text or "")
        except ValidationError:
            logger.error(  # noqa: TRY400 - the content may not be logged
                "the token of workspace %s is unreadable: TROUBADOUR_SECRET_KEY has changed. Install the app again.",
                key,
            )
            return None

    async def _fresh(self, installation: Installation) -> Installation:
        """The installation with a token that stays valid for a while. Raises `SlackApiError` if Slack issues none."""
        if not self._ends_soon(installation):
            return installation
        async with self._renewing.setdefault(installation.key, asyncio.Lock()):
            self._known.pop(installation.key, None)
            # A refresh token is valid once: another process may have used it.
            known = await self._read(installation.key) or installation
            if not self._ends_soon(known):
                return known
            try:
                response = await self._access(grant_type="refresh_token", refresh_token=known.refresh)
            except SdkApiError as error:
                raise SlackApiError("oauth.v2.access", str(error.response.get("error"))) from None
            renewed = known.model_copy(update={"token": str(response["access_token"]), **self._ends(response)})
            await self.save(renewed)
            return renewed

    async def _access(self, **given: str | None) -> AsyncSlackResponse:
        # The client's own method authenticates in a way that aiohttp deprecates.
        app = {"client_id": self._id, "client_secret": self._secret}
        return await self._client.api_call("oauth.v2.access", data={**app, **given})

    def _ends_soon(self, installation: Installation) -> bool:
        return installation.expires_at is not None and installation.expires_at - RENEW_SECONDS < self._clock.now()

    def _ends(self, response: Any) -> dict[str, Any]:
        """The refresh token and the expiry, if tokens rotate."""
        seconds = response.get("expires_in")
        ends = self._clock.now() + float(seconds) if seconds else None
        return {"refresh": response.get("refresh_token"), "expires_at": ends}


def _scope(key: str) -> str:
    return f"slack-installation:{key}"


def _purpose(key: str) -> str:
    return f"installation {key}"
