"""Completes requests while their jobs run: who asks, the names of people whom they mention, and files of which the
payload gives only the id."""

import logging
import re
from collections.abc import Mapping

from pydantic import JsonValue

from adapters.slack.inbound.connected_files import looked_up_files
from adapters.slack.inbound.mentioned_channels import MentionedChannels, with_names
from adapters.slack.inbound.thread_history import SlackThreadReader
from adapters.slack.outbound.api_client import SlackApiClient, SlackApiError
from adapters.slack.outbound.ephemeral import EphemeralSender
from adapters.slack.outbound.workspaces import ClosedConversations
from adapters.slack.reply_target import SlackReplyTarget
from adapters.slack.users import SlackUser, SlackUsers
from core.commands.registry import Registry
from core.commands.typed_messages import TALK, with_context
from core.domain.clock import Clock
from core.domain.errors import NotAllowed
from core.domain.jobs import Job
from core.domain.request import Caller, QuotedMessage, Request
from core.domain.sentences import Sentence
from core.jobs.worker import Postponed
from core.replies.menus import fitting_files
from core.store.ports.receipts import Receipts

logger = logging.getLogger(__name__)

PATIENCE_SECONDS = 600.0
"""Seconds after which a person who could not be looked up is told so."""
AGAIN_SECONDS = 5.0
"""Seconds until the next attempt, if Slack does not say when."""
NAMED_USERS_LIMIT = 10
"""Number of users who are looked up for one message."""
_UNNAMED = re.compile(r"(?<![<\w])@([UW][A-Z0-9]{6,})\b")
"""A mentioned user whose name was not known."""


class SlackRequestCompleter:
    """Implements `CompletesRequests`."""

    def __init__(
        self,
        api_client: SlackApiClient,
        users: SlackUsers,
        ephemeral: EphemeralSender,
        clock: Clock,
        registry: Registry,
        threads: SlackThreadReader,
        closed: ClosedConversations,
        receipts: Receipts,
    ) -> None:
        self._api_client = api_client
        self._users = users
        self._ephemeral = ephemeral
        self._clock = clock
        self._registry = registry
        self._threads = threads
        self._closed = closed
        self._receipts = receipts
        self._channels = MentionedChannels(api_client, clock)

    async def complete(self, job: Job) -> Request:
        """The request of a job with everything that its payload left open.

        Raises `NotAllowed` for guests and people of other workspaces whom the operator does not allow and where the bot
        may not write, and `Postponed` while the rate limit of look-ups is used up or Slack fails.
        """
        request = job.request
        target = SlackReplyTarget.of(request.address)
        self._api_client.set_enterprise(target.team, target.enterprise)
        if request.caller.admin is None or request.caller.name == request.caller.user:
            request = request.model_copy(update={"caller": await self._caller(job, target)})
        await self._refuse_where_closed(job, target)
        request = await self._with_root(request, target)
        attachments = await looked_up_files(self._api_client, request.attachments)
        quoted = [
            each.model_copy(update={"attachments": await looked_up_files(self._api_client, each.attachments)})
            for each in request.quoted
        ]
        people = await self._users.names(target.team, _unnamed(request))
        names = {**people, **await self._channels.names(target.team, _texts(request))}
        return request.model_copy(
            update={
                "attachments": attachments,
                "said": str(_named(request.said, names)),
                "options": {name: _named(value, names) for name, value in request.options.items()},
                "quoted": tuple(each.model_copy(update={"text": _named(each.text, names)}) for each in quoted),
            }
        )

    async def _refuse_where_closed(self, job: Job, target: SlackReplyTarget) -> None:
        """Raises `NotAllowed` if the answer to a message would cost something, and nobody could see it."""
        declared = self._registry.find(job.request.command)
        if declared is None or not declared.spends or target.source != "message":
            return
        closed = await self._closed.refusal(target)
        if closed is not None and not await self._receipts.receipt(job.id):  # an answer that has begun is finished
            raise NotAllowed(closed)

    async def _with_root(self, request: Request, target: SlackReplyTarget) -> Request:
        """A command that somebody types in a thread takes what it lacks from the message that the thread is about."""
        declared = self._registry.find(request.command)
        if declared is None or declared.name == TALK or not declared.spends or target.source != "message":
            return request
        if request.attachments or declared.moment is not None or request.options.get(declared.positional or ""):
            return request
        root = await self._threads.root(target)
        if root is None:
            return request
        if files := fitting_files(declared, root.attachments):
            return request.model_copy(update={"attachments": tuple(files)})
        about = QuotedMessage(author=root.author, name=root.name, text=root.text, own=root.own)
        return request.model_copy(update={"options": with_context(declared, request.options, "", [about])})

    async def refuse(self, job: Job, sentence: Sentence) -> None:
        """Tells the requester alone that a job does not run."""
        target = SlackReplyTarget.of(job.request.address)
        known = self._users.known(target.team, target.user)
        await self._ephemeral.send(target, sentence, known.locale if known else job.request.caller.locale)

    async def _caller(self, job: Job, target: SlackReplyTarget) -> Caller:
        user = await self._look_up(job, target)
        if user is None:
            if not self._users.serves_unknown(target):
                raise NotAllowed("slack-unknown-person")
            return job.request.caller.model_copy(update={"admin": bool(job.request.caller.admin)})
        if (refusal := self._users.refusal(target, user)) is not None:
            raise NotAllowed(refusal)
        # The operator may have listed somebody who administers nothing else.
        admin = user.admin or bool(job.request.caller.admin)
        return job.request.caller.model_copy(update={"name": user.name, "locale": user.locale, "admin": admin})

    async def _look_up(self, job: Job, target: SlackReplyTarget) -> SlackUser | None:
        """The requester; None if Slack does not tell who it is. Those who are known do not wait behind this job."""
        try:
            return await self._users.look_up(target.team, target.user)
        except SlackApiError as error:
            if error.retryable and self._clock.now() - job.accepted_at < PATIENCE_SECONDS:
                raise Postponed(error.retry_after or AGAIN_SECONDS) from None
            logger.warning("the requester of job %s was not looked up: %s", job.id, error)
        return None


def _unnamed(request: Request) -> list[str]:
    """The ids of users whose names the request lacks."""
    return list(dict.fromkeys(id for text in _texts(request) for id in _UNNAMED.findall(text)))[:NAMED_USERS_LIMIT]


def _texts(request: Request) -> list[str]:
    """Everything that people wrote in a request."""
    quoted = [each.text for each in request.quoted]
    return [request.said, *quoted, *(value for value in request.options.values() if isinstance(value, str))]


def _named(value: JsonValue, names: Mapping[str, str]) -> JsonValue:
    """A text with these names of users and channels."""
    if not isinstance(value, str):
        return value
    return with_names(_UNNAMED.sub(lambda match: f"@{names.get(match[1], match[1])}", value), names)
