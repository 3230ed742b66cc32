"""Settings: the database that processes share."""

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr

from core.domain.settings import InvalidValue, SettingInfo, SettingsSection

_ALLOWED = "an address such as postgresql://user:password@host:5432/database"


def _postgresql(value: SecretStr) -> SecretStr:
    try:
        parts = urlsplit(value.get_secret_value())
        port = parts.port
    except ValueError as error:
        raise InvalidValue(f"it is {_ALLOWED}, with special characters of the password as %XX") from error
    if parts.scheme not in ("postgresql", "postgres") or port == 0:
        raise InvalidValue(f"it is {_ALLOWED}")
    return value


class DatabaseSettings(SettingsSection):
    """PostgreSQL in place of the data folder, for what must survive the machine."""

    database_url: Annotated[
        SecretStr | None,
        AfterValidator(_postgresql),
        Field(description="The address of a PostgreSQL database (15 or newer); by default SQLite in the data folder"),
        SettingInfo("DATABASE_URL", allowed=_ALLOWED),
    ] = None
    database_direct_url: Annotated[
        SecretStr | None,
        AfterValidator(_postgresql),
        Field(
            description="The address of the same database without the pooler in between, for wake-ups and migrations; "
            "by default `DATABASE_URL`"
        ),
        SettingInfo(allowed=_ALLOWED),
    ] = None
