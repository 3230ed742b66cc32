"""Requests: who asks for what, where, and where the answer goes.

Everything here is plain data with a JSON form. A request is stored when it is accepted, and any process may run it
later, so it holds no live object of a platform.
"""

from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class MediaRef(_Frozen):
    """A reference to content-addressed bytes in the store.

    `sha256` is the lower-case hexadecimal digest of the bytes, `size` their number, `name` the file name to offer. A
    `spoiler` stays hidden until somebody clicks on it.
    """

    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    media_type: str
    size: int = Field(ge=0)
    name: str
    spoiler: bool = False


class Attachment(_Frozen):
    """A file given with a request, by reference. The running job fetches its bytes.

    `source` says where the bytes are: `stored` for bytes in the store under `sha256`, or the name of a platform, which
    finds them by `locator`. `seconds` is the duration of a recording, and `transcript` its words, where the platform
    tells them.
    """

    name: str
    media_type: str
    size: int = Field(ge=0)
    source: str = "stored"
    sha256: str | None = None
    locator: str | None = None
    spoiler: bool = False
    seconds: float | None = Field(default=None, ge=0)
    transcript: str | None = None

    @classmethod
    def stored(cls, media: MediaRef) -> "Attachment":
        """Returns an attachment for bytes that are already in the store."""
        return cls(
            name=media.name,
            media_type=media.media_type,
            size=media.size,
            sha256=media.sha256,
            spoiler=media.spoiler,
        )


class Caller(_Frozen):
    """The person who asks. `user` is unique within (`platform`, `tenant`); `name` is for display only.

    `admin` is None where the payload does not say; the platform is asked when a rule needs to know. `network` is set
    where anybody can become a new `user` at no cost: it stands for the network from which they ask, and all who ask
    from there share limits beside their own. It is no address, but a keyed hash of one.
    """

    platform: str
    tenant: str
    user: str
    name: str
    locale: str | None = None
    roles: frozenset[str] = frozenset()
    admin: bool | None = None
    network: str = ""

    @property
    def key(self) -> str:
        """The caller as one string, unique over all platforms."""
        return f"{self.platform}:{self.tenant}:{self.user}"

    @property
    def network_key(self) -> str:
        """The caller's network as one string, unique over all platforms; empty without one."""
        return f"{self.platform}:{self.tenant}:{self.network}" if self.network else ""


class Place(_Frozen):
    """The place of a request.

    `kind` is `channel` (several people read along), `direct` (one person and the bot) or `terminal`. `home` is false in
    tenants that the operator has not listed. `own` is true where only the caller has the bot, as an app installed to
    their own account. `takes_files` is false where the bot may write but not attach files.
    """

    platform: str
    tenant: str
    channel: str
    thread: str | None = None
    kind: Literal["channel", "direct", "terminal"] = "channel"
    age_restricted: bool = False
    home: bool = True
    own: bool = False
    takes_files: bool = True

    @property
    def key(self) -> str:
        """The channel as one string, without the thread. Settings of a place are kept under it."""
        return f"{self.platform}:{self.tenant}:{self.channel}"

    @property
    def scopes(self) -> tuple[str, ...]:
        """The tenant (`platform:tenant`), the channel (`key`) and, if there is one, the thread (`key|thread`)."""
        channel = (f"{self.platform}:{self.tenant}", self.key)
        return channel if self.thread is None else (*channel, f"{self.key}|{self.thread}")


class Address(_Frozen):
    """Plain JSON from which any process can open a renderer. `platform` selects the adapter, which defines
    `details`."""

    platform: str
    details: dict[str, JsonValue] = Field(default_factory=dict)


class QuotedMessage(_Frozen):
    """A message that a request points at, as far as the platform shows it to the person who asks.

    It is the message that the request replies to, or one that it forwards (`forwarded`). `author` is its author's
    `Caller.key` and `name` their display name; both are empty where the platform does not tell, as in forwards. `own`
    marks a message of the bot. `text` is all that can be read of it: its words, embeds, a poll, the names of stickers.
    `id` is the platform's id of a message that is replied to, `reply_to` that of the message above it, and `at` the
    time when it was sent, in seconds since the epoch.
    """

    id: str = ""
    reply_to: str | None = None
    at: float | None = None

    author: str = ""
    name: str = ""
    text: str = ""
    attachments: tuple[Attachment, ...] = ()
    forwarded: bool = False
    own: bool = False


class Request(_Frozen):
    """One command as it was given.

    `id` stays the same when the platform delivers the same thing twice. `options` are raw: typed or filled in,
    before validation. `inputs` refer to things that the command is about (a button's picture), in addition to the
    caller's `attachments`. `quoted` are the messages that it replies to or forwards. `said` is the text as the
    caller wrote it, for the log of a room; it may be empty. `fresh` asks for a new result instead of a cached one.
    `reminded` makes the reply ping the caller, and nobody else, because they asked long ago. `cached_only` is set
    at a limit, where only cached results are free. `prefer_form` is set where the platform can show a form and only
    the command was given. `reply_to` is the platform's id of the message that it replies to. Messages that somebody
    sends one right after the other with the same `burst` share one answer; None stands for none. `replaces` is the job
    whose question was edited, and whose reply this one takes over. `above` are the jobs whose answers the person sees
    above this one, oldest first, where a conversation has branches; None stands for everything that was said in it.
    """

    id: str
    command: str
    options: Mapping[str, JsonValue] = Field(default_factory=dict)
    caller: Caller
    place: Place
    address: Address
    attachments: tuple[Attachment, ...] = ()
    inputs: tuple[MediaRef, ...] = ()
    quoted: tuple[QuotedMessage, ...] = ()
    said: str = ""
    fresh: bool = False
    prefer_form: bool = False
    reminded: bool = False
    cached_only: bool = False
    reply_to: str | None = None
    burst: str | None = None
    replaces: str | None = None
    above: tuple[str, ...] | None = None
