"""Settings: web room."""

from typing import Annotated

from pydantic import Field, SecretStr

from bot.sections.section import Names, SettingInfo, SettingsSection


class WebSettings(SettingsSection):
    """The address of the web room, and access to it."""

    host: Annotated[
        str,
        Field(
            description="The address that the web room listens on; any other than this machine's own requires a "
            "password"
        ),
        SettingInfo(allowed="an address or a host's name"),
    ] = "127.0.0.1"
    port: Annotated[
        int, Field(ge=1, le=65535, description="The port of the web room"), SettingInfo("TROUBADOUR_PORT", "PORT")
    ] = 7860
    web_password: Annotated[
        SecretStr | None,
        Field(
            description="The password of the web room; if one is required and none is set, the first start creates it"
        ),
        SettingInfo(allowed="a text"),
    ] = None
    web_hosts: Annotated[
        Names,
        Field(description="The names of the web room behind a proxy, without port"),
        SettingInfo(allowed="a list of host names"),
    ] = ()
