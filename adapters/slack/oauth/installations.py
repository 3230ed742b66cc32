"""The workspaces that installed the app, and their tokens: encrypted in the store, and renewed if they rotate."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Any

import aiohttp
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from slack_sdk.errors import SlackApiError as SdkApiError
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack.oauth.encryption import TextCipher
from adapters.slack.outbound.api_client import UNREACHED, SlackApiError
from core.domain.alerts import Notify, notify_nobody
from core.domain.clock import Clock
from core.domain.errors import UserError
from core.domain.sentences import Moment, Quote, say
from core.store.exclusive_work import only_here
from core.store.ports.store import Store

logger = logging.getLogger(__name__)

INDEX = "slack-installations"
"""The scope of the list of workspaces. Each workspace has a scope of its own."""
RENEW_SECONDS = 2 * 3600.0
"""A token is renewed this long before it expires. It is valid for twelve hours
(https://docs.slack.dev/authentication/using-token-rotation)."""
RETRY_SECONDS = 60.0
"""Seconds until a renewal that failed is tried again; they double each time, up to `CHECK_SECONDS`."""
CHECK_SECONDS = 600.0
"""Between two checks for tokens that expire soon. No event may arrive for half a day."""
REMEMBERED_SECONDS = 30.0
"""Seconds that an installation stays in the cache. Another process may renew or remove it."""
LEASE_SECONDS = 60.0
"""The time after which another process renews a token, if the one that does so has died."""


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
    installer: str | None = None

    @property
    def key(self) -> str:
        """The id of the workspace or of the organisation."""
        return self.team or self.enterprise or ""


class InstallationStore:
    """The installations in the store. Implements `BotTokens`."""

    def __init__(
        self,
        store: Store,
        cipher: TextCipher,
        client: AsyncWebClient,
        clock: Clock,
        *,
        id: str,
        secret: str,
        notify: Notify = notify_nobody,
    ) -> None:
        """`id` and `secret` are the app's. `client` needs no token. `notify` tells the operator that a token is not
        renewed."""
        self._store = store
        self._cipher = cipher
        self._client = client
        self._clock = clock
        self._id = id
        self._secret = secret
        self._known: dict[str, tuple[float, Installation]] = {}
        self._renewing: dict[str, asyncio.Lock] = {}
        self._failures: dict[str, tuple[int, float]] = {}
        """Renewals that failed in a row, and the time of the next attempt."""
        self._notify = notify

    async def token(self, team: str, enterprise: str | None) -> str:
        """The token of a workspace or of its organisation, renewed only if it has ended. Raises `SlackApiError` if
        there is none."""
        found = await self.find(team, enterprise)
        if found is None:
            raise SlackApiError("auth.test", "not_authed")
        return (await self._renewed(found, within=0.0)).token

    def forget(self, team: str | None, enterprise: str | None) -> None:
        """Reads the installation anew when it is next needed: another process may have replaced it."""
        for key in (team, enterprise):
            self._known.pop(key or "", None)

    async def find(self, team: str | None, enterprise: str | None) -> Installation | None:
        """The installation in a workspace, or else in its organisation."""
        for key in (team, enterprise):
            if key and (found := await self._read(key)) is not None:
                return found
        return None

    async def installed_at(self, team: str | None, enterprise: str | None) -> float:
        """When the app was installed, perhaps by another process just now; 0 if it is not installed."""
        self.forget(team, enterprise)
        found = await self.find(team, enterprise)
        return found.installed_at if found is not None else 0.0

    async def exchange(self, code: str, redirect: str | None) -> Installation:
        """Exchanges a code for an installation and saves it. Raises `SlackApiError` and `StoreAway`."""
        response = await self._access(code=code, redirect_uri=redirect)
        token = str(response["access_token"])
        # The response does not say which bot it is (https://docs.slack.dev/reference/methods/oauth.v2.access).
        identity = await self._call("auth.test", token=token)
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
            installer=(response.get("authed_user") or {}).get("id"),
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

    async def keys(self) -> Sequence[str]:
        """The workspaces and organisations of all installations, also of those that cannot be decrypted."""
        return list(await self._store.preferences(INDEX))

    async def all(self) -> Sequence[Installation]:
        """All installations that can be decrypted."""
        found = [await self._read(key) for key in await self.keys()]
        return [each for each in found if each is not None]

    async def keep_fresh(self) -> None:
        """Renews tokens that expire soon, until it is cancelled. What fails is tried again; the token stays in use."""
        while True:
            try:
                for installation in await self.all():
                    await self._try_to_renew(installation)
            except UserError as error:
                logger.warning("the tokens of the workspaces were not checked: %s", error.sentence.id)
            now = self._clock.now()
            again = [at - now for _, at in self._failures.values()]
            await self._clock.sleep(max(1.0, min([CHECK_SECONDS, *again])))

    async def _try_to_renew(self, installation: Installation) -> None:
        try:
            await self._renewed(installation, within=RENEW_SECONDS)
        except SlackApiError as error:
            logger.warning("the token of workspace %s was not renewed: %s", installation.key, error)
            ends = installation.expires_at or 0.0
            self._notify(
                f"slack-token:{installation.key}:{ends:.0f}",
                say(
                    "slack-token-not-renewed",
                    workspace=Quote(text=installation.team_name),
                    code=error.code,
                    moment=Moment(at=ends),
                ),
            )

    async def _read(self, key: str) -> Installation | None:
        now = self._clock.now()
        known = self._known.get(key)
        if known is not None and known[0] > now:
            return known[1]
        sealed = (await self._store.preferences(_scope(key))).get("sealed")
        found = self._decrypted(key, sealed) if isinstance(sealed, str) else None
        if found is not None:  # another process may install what is missing
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

    async def _renewed(self, installation: Installation, *, within: float) -> Installation:
        """The installation with a token that does not end within some seconds. Raises `SlackApiError` if Slack issues
        none, and again without asking Slack until it is time for the next attempt."""
        key = installation.key
        if not self._ends_within(installation, within):
            return installation
        async with (
            self._renewing.setdefault(key, asyncio.Lock()),
            only_here(self._store, f"slack-token {key}", self._clock, LEASE_SECONDS),
        ):
            self._known.pop(key, None)
            # A refresh token is valid once: another process may have used it.
            known = await self._read(key) or installation
            if not self._ends_within(known, within):
                return known
            count, next_at = self._failures.get(key, (0, 0.0))
            if self._clock.now() < next_at:
                if within:
                    return known
                raise SlackApiError("oauth.v2.access", "token_expired")
            try:
                response = await self._access(grant_type="refresh_token", refresh_token=known.refresh)
            except SlackApiError:
                self._failures[key] = count + 1, self._clock.now() + min(RETRY_SECONDS * 2**count, CHECK_SECONDS)
                raise
            self._failures.pop(key, None)
            renewed = known.model_copy(update={"token": str(response["access_token"]), **self._ends(response)})
            await self.save(renewed)
            return renewed

    async def _access(self, **given: str | None) -> AsyncSlackResponse:
        # The client's own method authenticates in a way that aiohttp deprecates.
        app = {"client_id": self._id, "client_secret": self._secret}
        return await self._call("oauth.v2.access", data={**app, **given})

    async def _call(self, method: str, *, token: str | None = None, data: Any = None) -> AsyncSlackResponse:
        """Calls a method that is not about one workspace. Raises `SlackApiError`."""
        authorization = {"Authorization": f"Bearer {token}"} if token else {}
        try:
            return await self._client.api_call(method, data=data, headers=authorization)
        except SdkApiError as error:
            raise SlackApiError(method, str(error.response.get("error"))) from None
        except (aiohttp.ClientError, SlackClientError, TimeoutError, OSError):
            raise SlackApiError(method, UNREACHED) from None

    def _ends_within(self, installation: Installation, seconds: float) -> bool:
        return installation.expires_at is not None and installation.expires_at - seconds <= self._clock.now()

    def _ends(self, response: Any) -> dict[str, Any]:
        """The refresh token and the expiry, if tokens rotate."""
        seconds = response.get("expires_in")
        ends = self._clock.now() + float(seconds) if seconds else None
        return {"refresh": response.get("refresh_token"), "expires_at": ends}


def _scope(key: str) -> str:
    return f"slack-installation:{key}"


def _purpose(key: str) -> str:
    return f"installation {key}"
