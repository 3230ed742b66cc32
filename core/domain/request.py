"""What an adapter hands in: who asks for what, where, and how to answer.

Everything here is plain data with a JSON form, because a request is stored when it is accepted and played later, by
whichever process takes the job. Nothing may hold a live object of a platform.
"""

from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

SPOILER_PREFIX = "SPOILER_"
"""How the name of a file begins that is to be shown veiled until somebody clicks on it; the sign is Discord's
(https://docs.discord.com/developers/resources/message#attachment-object), and stays with what is made of the file."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class MediaRef(_Frozen):
    """Content-addressed bytes in the store.

    `sha256` is the lower-case hexadecimal digest of the bytes, `size` their number, `name` the file name to offer.
    """

    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    media_type: str
    size: int = Field(ge=0)
    name: str


class Attachment(_Frozen):
    """A file given with a request, by reference: its bytes are fetched when the job is played.

    `source` says where the bytes are: `stored` with the `sha256` of bytes in the store, or a platform's name with
    whatever its `AttachmentSource` needs in `locator`.
    """

    name: str
    media_type: str
    size: int = Field(ge=0)
    source: str = "stored"
    sha256: str | None = None
    locator: str | None = None

    @classmethod
    def stored(cls, media: MediaRef) -> "Attachment":
        """An attachment whose bytes are in the store already."""
        return cls(name=media.name, media_type=media.media_type, size=media.size, sha256=media.sha256)


class Caller(_Frozen):
    """Who asks. `user` is unique within (`platform`, `tenant`); `name` is for display only.

    `admin` is None where the payload does not say; the adapter's `Directory` is asked when a rule needs to know.
    """

    platform: str
    tenant: str
    user: str
    name: str
    locale: str | None = None
    roles: frozenset[str] = frozenset()
    admin: bool | None = None

    @property
    def key(self) -> str:
        """The caller as one string, unique over all platforms."""
        return f"{self.platform}:{self.tenant}:{self.user}"


class Place(_Frozen):
    """Where it is asked.

    `kind` is `channel` (several people read along), `direct` (one person and the bot) or `terminal`. `home` is false in
    tenants that the operator has not listed. `own` is true where the bot is there for the caller alone, who has added
    it to themselves.
    """

    platform: str
    tenant: str
    channel: str
    thread: str | None = None
    kind: Literal["channel", "direct", "terminal"] = "channel"
    age_restricted: bool = False
    home: bool = True
    own: bool = False

    @property
    def key(self) -> str:
        """The channel as one string, threads left out: what settings of a place are kept under."""
        return f"{self.platform}:{self.tenant}:{self.channel}"


class Address(_Frozen):
    """Plain JSON from which any process can open a stage: `platform` chooses the adapter, `details` are its own."""

    platform: str
    details: dict[str, JsonValue] = Field(default_factory=dict)


class Request(_Frozen):
    """One command as it was given.

    `id` is the same when the platform delivers the same thing twice. `options` are raw: what was typed or filled in,
    before validation. `inputs` are references to things the command is about (a button's picture), on top of
    `attachments` that the caller gave. `said` is the text as the caller wrote it, for logs of a room; it may be empty.
    `fresh` asks for a new result where an old one could be given, `reminded` that the reply pings the caller, and
    nobody else, because they asked long ago. `kept_only` is set at a limit, where what was made before is free and
    nothing else is. `prefer_form` is set where the platform can show a form and nothing but the command was given.
    """

    id: str
    command: str
    options: Mapping[str, JsonValue] = Field(default_factory=dict)
    caller: Caller
    place: Place
    address: Address
    attachments: tuple[Attachment, ...] = ()
    inputs: tuple[MediaRef, ...] = ()
    said: str = ""
    fresh: bool = False
    prefer_form: bool = False
    reminded: bool = False
    cached_only: bool = False
