"""The permission to run a command in a place, and to manage replies there."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from core.commands.schema import Command
from core.domain.errors import NotAllowed
from core.domain.layout import Layout
from core.domain.platform_features import PlatformFeature
from core.domain.request import Caller, Place, Request
from core.domain.sentences import CommandName
from core.moderation.blocked import is_blocked
from core.platform import CompletesRequests, Platform
from core.store.ports.preferences import BOT_SCOPE
from core.store.ports.store import Store

FILE_LAYOUTS = frozenset({Layout.GALLERY, Layout.RECORDING})
"""The layouts of answers that are nothing without their files."""


class Authorization:
    """Decides by the place, its administrators and those who are blocked in it.

    `features` are those of each platform by its name; a platform that is not in it can do everything.
    """

    def __init__(
        self,
        store: Store,
        platforms: Mapping[str, Platform],
        features: Mapping[str, AbstractSet[PlatformFeature]],
    ) -> None:
        self._store = store
        self._platforms = platforms
        self._features = features

    async def check(self, request: Request, declared: Command) -> None:
        """Raises `NotAllowed` if a request may not run this command."""
        if not request.place.home:
            raise NotAllowed("place-not-listed")
        if declared.layout in FILE_LAYOUTS and not request.place.takes_files:
            raise NotAllowed("place-takes-no-files")
        if (
            declared.admin
            and not self._is_looked_up_later(request)
            and not await self._is_admin(request.caller, request.place)
        ):
            raise NotAllowed("admins-only", command=CommandName(name=declared.name))
        paused = (await self._store.preferences(BOT_SCOPE)).get("paused")
        if paused and declared.spends:
            raise NotAllowed("bot-paused")
        if declared.spends and await is_blocked(self._store, request.caller, request.place):
            raise NotAllowed("blocked-here")

    def check_private(self, request: Request) -> None:
        """Raises `NotAllowed` if the platform of a request has no private answers."""
        features = self._features.get(request.address.platform)
        if features is not None and PlatformFeature.PRIVATE_ANSWERS not in features:
            raise NotAllowed("private-not-here")

    async def may_manage(self, requester: str, caller: Caller, place: Place) -> bool:
        """True if a caller may stop and delete the replies to a requester (`Caller.key`) in a place."""
        return caller.key == requester or await self._is_admin(caller, place)

    async def _is_admin(self, caller: Caller, place: Place) -> bool:
        """True if a caller administers a place. The platform is asked only where the payload does not say."""
        if caller.admin is not None:
            return caller.admin
        platform = self._platforms.get(caller.platform)
        return platform is not None and await platform.is_admin(caller, place)

    def _is_looked_up_later(self, request: Request) -> bool:
        """True if the running job finds out who the caller is (`CompletesRequests`)."""
        platform = self._platforms.get(request.address.platform)
        return request.caller.admin is None and isinstance(platform, CompletesRequests)
