"""Settings: the database that processes share."""

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr

from core.domain.settings import ADDRESS_ALLOWED, Address, InvalidValue, SettingInfo, SettingsSection

_ALLOWED = "an address such as postgresql://user:password@host:5432/database"

_BLOBS_ALLOWED = "an address such as s3://bucket or s3://bucket/folder"


def _postgresql(value: SecretStr) -> SecretStr:
    try:
        parts = urlsplit(value.get_secret_value())
        port = parts.port
    except ValueError as error:
        raise InvalidValue(f"it is {_ALLOWED}, with special characters of the password as %XX") from error
    if parts.scheme not in ("postgresql", "postgres") or port == 0:
        raise InvalidValue(f"it is {_ALLOWED}")
    return value


def _bucket(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme != "s3" or not parts.hostname or parts.username or parts.query or parts.port:
        raise InvalidValue(f"it is {_BLOBS_ALLOWED}; the server is AWS_ENDPOINT_URL")
    return value.rstrip("/")


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
    database_connections: Annotated[
        int,
        Field(ge=1, le=1000, description="The most connections of a process to the database, beside one for wake-ups"),
    ] = 10
    database_file_megabytes: Annotated[
        float,
        Field(gt=0, le=500, description="The largest file that is kept in the database, in millions of bytes"),
    ] = 32.0
    blobs: Annotated[
        str | None,
        AfterValidator(_bucket),
        Field(
            description="The bucket for pictures, sounds and other files (S3 or compatible); by default they are in "
            "the database. Needs the extra `s3`"
        ),
        SettingInfo(allowed=_BLOBS_ALLOWED),
    ] = None
    blobs_endpoint: Annotated[
        Address | None,
        Field(description="The address of an object store that is not Amazon's"),
        SettingInfo("AWS_ENDPOINT_URL", allowed=ADDRESS_ALLOWED),
    ] = None
    blobs_region: Annotated[
        str | None, Field(description="The region of the bucket"), SettingInfo("AWS_REGION", "AWS_DEFAULT_REGION")
    ] = None
    blobs_access_key_id: Annotated[
        SecretStr | None,
        Field(description="The id of a key for the bucket; by default that of the machine's or the cluster's role"),
        SettingInfo("AWS_ACCESS_KEY_ID"),
    ] = None
    blobs_secret_access_key: Annotated[
        SecretStr | None, Field(description="This key"), SettingInfo("AWS_SECRET_ACCESS_KEY")
    ] = None

    @property
    def blob_options(self) -> dict[str, str]:
        """The options of the object store, as obstore names them, without those that are not set."""
        key, secret = self.blobs_access_key_id, self.blobs_secret_access_key
        given = {
            "endpoint": self.blobs_endpoint,
            "region": self.blobs_region,
            "access_key_id": key and key.get_secret_value(),
            "secret_access_key": secret and secret.get_secret_value(),
        }
        return {name: value for name, value in given.items() if value}
