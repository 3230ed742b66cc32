"""Settings: web room."""

from typing import Annotated

from pydantic import Field, SecretStr

from bot.sections.section import Names, SettingInfo, SettingsSection


class WebSettings(SettingsSection):
    """Where the web room is, and for whom."""

    host: Annotated[
        str,
        Field(description="The address the web room listens on; beyond this machine it has a password"),
        SettingInfo(allowed="an address or a host's name"),
    ] = "127.0.0.1"
    port: Annotated[
        int, Field(ge=1, le=65535, description="The port of the web room"), SettingInfo("TROUBADOUR_PORT", "PORT")
    ] = 7860
    web_password: Annotated[
        SecretStr | None,
        Field(description="The password of the web room; made at the first start where one is needed and none is set"),
        SettingInfo(allowed="a text"),
    ] = None
    web_hosts: Annotated[
        Names,
        Field(description="Names under which the web room is reached behind a proxy, without port"),
        SettingInfo(allowed="a list of host names"),
    ] = ()
