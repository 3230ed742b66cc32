"""Settings: web room."""

from typing import Annotated

from pydantic import Field, SecretStr

from bot.sections.section import Called, Names, Section


class Web(Section):
    """Where the web room is, and for whom."""

    host: Annotated[
        str,
        Field(description="The address the web room listens on; beyond this machine it has a password"),
        Called(allowed="an address or a host's name"),
    ] = "127.0.0.1"
    port: Annotated[
        int, Field(ge=1, le=65535, description="The port of the web room"), Called("TROUBADOUR_PORT", "PORT")
    ] = 7860
    web_password: Annotated[
        SecretStr | None,
        Field(description="The password of the web room; made at the first start where one is needed and none is set"),
        Called(allowed="a text"),
    ] = None
    web_hosts: Annotated[
        Names,
        Field(description="Names under which the web room is reached behind a proxy, without port"),
        Called(allowed="a list of host names"),
    ] = ()
