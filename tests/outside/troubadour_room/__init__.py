"""An outside platform: a room on a port of this machine. This module is its declaration and imports no adapter."""

from typing import Annotated

from pydantic import Field

from core.domain.settings import SettingInfo, SettingsSection
from core.platform_declaration import Adapter, PlatformDeclaration, PlatformFeature, PlatformServices


class RoomSettings(SettingsSection):
    """The example room."""

    key_prefix = "room_"

    port: Annotated[
        int | None,
        Field(ge=1, le=65535, description="The port of the room"),
        SettingInfo("ROOM_PORT", allowed="a whole number from 1 to 65535"),
    ] = None
    token: Annotated[
        str, Field(description="The word that lets people in", repr=False), SettingInfo("ROOM_TOKEN", secret=True)
    ] = ""


def _build(settings: RoomSettings, services: PlatformServices) -> Adapter:
    from troubadour_room.adapter import Room

    adapter = Room(settings.port or 0, settings.token, services, room.features)
    return Adapter(platform=adapter, serve=adapter.serve)


room = PlatformDeclaration(
    name="room",
    title="Room",
    settings=RoomSettings,
    features=frozenset({PlatformFeature.EDITS, PlatformFeature.BUTTONS, PlatformFeature.FILES}),
    build=_build,
    missing=lambda settings: "The room needs a port: set ROOM_PORT" if settings.port is None else None,
    begun=lambda settings: bool(settings.token),
    messages="troubadour_room",
)
