"""The context of a running command."""

import asyncio
import random
import re
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from pathlib import Path
from typing import ParamSpec, TypedDict, TypeVar

from core.commands.administration.overview import Overview
from core.commands.registry import Registry
from core.conversations.conversation import Conversation
from core.domain.actions import Run
from core.domain.alerts import Notify, notify_nobody
from core.domain.clock import Clock
from core.domain.jobs import Job
from core.domain.operating_limits import OperatingLimits
from core.domain.request import Attachment, MediaRef, Request
from core.domain.tasks import Task
from core.inference.engine import SearchableEngine
from core.inference.requests import ModelPolicy
from core.media.picture_work import jpeg_for_model
from core.media.processes import MEDIA_PROCESSES
from core.moderation.deny_list import NOTHING_DENIED, DenyList
from core.platform import (
    ContinuesInDirectMessages,
    Mention,
    Platform,
    PrefixesCommands,
    ReadsMentions,
    RenamesCommands,
    ServesOperators,
)
from core.preferences.choices import Choices
from core.preferences.limit_policies import Policies
from core.preferences.model_policy import model_policy_of
from core.quota.policy import QuotaPolicy, tenant_key
from core.store.ports.store import Store
from core.text.command_syntax import COMMAND_MARKS

_NAME_OR_ID = re.compile(r"@?([\w.@:-]+)")
P = ParamSpec("P")
T = TypeVar("T")


class RequestDefaults(TypedDict):
    """The fields of every `InferenceRequest` that the context fills."""

    model: str | None
    seed: int
    locale: str
    tenant: str
    user: str
    network: str
    job: str
    fresh: bool
    place: str
    weight: float
    model_policy: ModelPolicy
    from_preference: bool
    cached_only: bool
    needs_model: bool


@dataclass(kw_only=True)
class MadeFrom:
    """The origin of a reply that its request does not name: the files that were found and the seed that was drawn.

    A command fills it, so that Again and Edit start from the same. `going_on` continues a text that was cut off.
    """

    inputs: tuple[MediaRef, ...] = ()
    seed: int | None = None
    going_on: Run | None = None


@dataclass(frozen=True, kw_only=True)
class Context:
    """The surroundings of one job.

    `engine` sends its requests through the call gate. `random` is seeded with the job's id, so a job that runs again
    after a crash draws the same seeds and makes the same things. `admin` says whether the caller administers the place.
    `policies` are the limits of all places, `policy` those of this one. `choices` are those of the caller and the place
    when the job began. `platforms` are those of this process, by name. The command fills `made_from`. `notify` alerts
    administrators. `deny` is the operator's deny-list.
    """

    job: Job
    engine: SearchableEngine
    store: Store
    choices: Choices
    conversation: Conversation
    registry: Registry
    platform: Platform
    platforms: Mapping[str, Platform]
    clock: Clock
    random: random.Random
    operating_limits: OperatingLimits
    ffmpeg: Path | None
    admin: bool
    policies: Policies
    policy: QuotaPolicy
    made_from: MadeFrom = field(default_factory=MadeFrom)
    notify: Notify = notify_nobody
    deny: DenyList = NOTHING_DENIED

    @property
    def request(self) -> Request:
        """The request that runs."""
        return self.job.request

    @property
    def locale(self) -> str:
        """The caller's language as the platform gives it."""
        return self.request.caller.locale or "en"

    @property
    def command_prefix(self) -> str:
        """The prefix of command names in this place."""
        return self.platform.command_prefix if isinstance(self.platform, PrefixesCommands) else ""

    def declared_name(self, name: str) -> str:
        """The name in the core of a command that the caller names."""
        bare = name.strip().lstrip(COMMAND_MARKS)
        return self.platform.declared_name(bare) if isinstance(self.platform, RenamesCommands) else bare

    @property
    def continues_in_direct_messages(self) -> bool:
        """True if an answer that comes too late for this place can be sent in a direct message."""
        platform = self.platform
        return isinstance(platform, ContinuesInDirectMessages) and platform.continues_in_direct_messages

    def mention(self, text: str) -> Mention | None:
        """The person or role that an option names: a mention as the platform writes it, a name or an id."""
        text = text.strip()
        if isinstance(self.platform, ReadsMentions) and (found := self.platform.mention(text)):
            return found
        bare = _NAME_OR_ID.fullmatch(text)
        return Mention(id=bare[1], name=bare[1]) if bare else None

    @property
    def operates(self) -> bool:
        """True if the caller operates the whole bot, and not only a place."""
        platform = self.platform
        return self.admin and isinstance(platform, ServesOperators) and platform.serves_operators

    @property
    def overview(self) -> Overview:
        """The state of the bot, as far as it concerns the caller."""
        return Overview(
            store=self.store,
            engine=self.engine,
            policies=self.policies,
            platforms=self.platforms,
            clock=self.clock,
            tenant=None if self.operates else tenant_key(self.request.place),
            job=self.job.id,
        )

    @property
    def spoiler(self) -> bool:
        """True if any given file is a spoiler; everything made of it is a spoiler, too."""
        request = self.request
        files: list[Attachment | MediaRef] = [*request.attachments, *request.inputs]
        options = (value for value in request.options.values() if isinstance(value, Mapping))
        return any(file.spoiler for file in files) or any(option.get("spoiler") is True for option in options)

    def draw_seed(self) -> int:
        """Draws a seed from 0 to 2**31 - 1, because some providers take only signed numbers of 32 bits
        (https://novita.ai/docs/api-reference/model-apis-z-image-turbo)."""
        return self.random.getrandbits(31)

    async def request_defaults(
        self, task: Task, *, model: str | None = None, seed: int | None = None, fresh: bool = False
    ) -> RequestDefaults:
        """Returns the caller's part of an inference request. The model is the given one, or else the caller's, or else
        the place's. `fresh` wants no cached result."""
        chosen = None if model else self.preference(f"model-{task.value}")
        return RequestDefaults(
            model=model or chosen,
            seed=self.draw_seed() if seed is None else seed,
            locale=self.locale,
            tenant=f"{self.request.caller.platform}:{self.request.caller.tenant}",
            user=self.request.caller.key,
            network=self.request.caller.network_key,
            job=self.job.id,
            fresh=fresh or self.request.fresh,
            place=self.request.place.key,
            weight=self.policy.weight(self.request.caller, self.request.place),
            model_policy=self.model_policy(),
            from_preference=chosen is not None,
            cached_only=self.request.cached_only,
            needs_model=False,
        )

    def model_policy(self) -> ModelPolicy:
        """Returns the models that the place allows."""
        return model_policy_of(self.choices.place, self.operating_limits.price_limit)

    def preference(self, name: str) -> str | None:
        """Returns a choice of the caller, or else of the place."""
        return self.choices.get(name)

    async def save_media(self, data: bytes, media_type: str, name: str, *, spoiler: bool = False) -> MediaRef:
        """Stores bytes for the caller."""
        media = await self.store.put(data, media_type, name, self.request.caller.key, self.clock.now())
        return media.model_copy(update={"spoiler": spoiler})

    async def files(self, extra: Sequence[Attachment | None] = ()) -> AsyncGenerator[tuple[MediaRef, bytes], None]:
        """Fetches and stores the given files one by one, so that memory never holds all of them.

        An option's attachment comes first, then those of the message, then the inputs of a button; each file comes
        once. Raises `Missing` or `BadInput`.
        """
        attachments = [attachment for attachment in extra if attachment is not None]
        attachments += self.request.attachments
        attachments += [Attachment.stored(media) for media in self.request.inputs]
        found: set[str] = set()
        for attachment in attachments:
            media, data = await self.fetched(attachment)
            if media.sha256 not in found:
                found.add(media.sha256)
                yield media, data

    async def fetched(self, attachment: Attachment) -> tuple[MediaRef, bytes]:
        """Fetches and stores one file. Raises `Missing` or `BadInput`."""
        if attachment.source == "stored" and attachment.sha256:
            data = await self.store.get(attachment.sha256)
        else:
            data = await self.platform.fetch(attachment)
        return await self.save_media(data, attachment.media_type, attachment.name, spoiler=attachment.spoiler), data

    async def first_file(self, extra: Sequence[Attachment | None] = ()) -> tuple[MediaRef, bytes] | None:
        """Fetches the first given file. Raises `Missing` or `BadInput`."""
        async with aclosing(self.files(extra)) as files:
            async for file in files:
                return file
        return None

    async def scaled_picture(self, picture: bytes) -> bytes:
        """Scales a picture for a model. Raises `BadPicture`."""
        return await MEDIA_PROCESSES.run(jpeg_for_model, picture)


async def in_thread(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Runs CPU work off the loop's thread."""
    return await asyncio.to_thread(work, *args, **kwargs)
