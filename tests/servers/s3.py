"""An object store on loopback: moto's server, which speaks the protocol of S3 (https://docs.getmoto.org)."""

import logging
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.request import Request, urlopen

import pytest
from moto.moto_server.threaded_moto_server import ThreadedMotoServer

KEYS: Mapping[str, str] = {
    "access_key_id": "an-access-key",
    "secret_access_key": "a-secret-key",
    "region": "us-east-1",
}


@dataclass(frozen=True, kw_only=True)
class Bucket:
    """An empty bucket. `options` are those of obstore, `environ` the settings of the bot."""

    url: str
    name: str

    @property
    def options(self) -> dict[str, str]:
        return {"endpoint": self.url, **KEYS}

    @property
    def environ(self) -> dict[str, str]:
        return {
            "TROUBADOUR_BLOBS": f"s3://{self.name}/files",
            "AWS_ENDPOINT_URL": self.url,
            **{f"AWS_{name.upper()}": value for name, value in KEYS.items()},
        }


@pytest.fixture(scope="session")
def s3_url() -> Iterator[str]:
    """The address of an object store; it starts in a thread of the tests."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        yield f"http://{host}:{port}"
    finally:
        server.stop()


@pytest.fixture
def bucket(s3_url: str) -> Bucket:
    """A new bucket."""
    name = f"test-{secrets.token_hex(6)}"
    with urlopen(Request(f"{s3_url}/{name}", method="PUT")):  # noqa: S310 - on loopback
        return Bucket(url=s3_url, name=name)
