"""`chat.*` without streams, and `reactions.*`."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.servers.slack_server.blocks import markdown_characters, message_faults
from tests.servers.slack_server.incoming import ApiRequest, Refused
from tests.servers.slack_server.rules import MARKDOWN_CHARACTERS, TEXT_CHARACTERS
from tests.servers.slack_server.state import State
from tests.servers.slack_server.world import Json, Message, walk

TellBot = Callable[[Message, str], Awaitable[None]]
"""Tells the bot about a new, changed or deleted message."""
Handler = Callable[[ApiRequest], Awaitable[Json]]


@dataclass(frozen=True)
class MessageContent:
    """The content of a message."""

    body: str
    blocks: list[Json]
    markdown: str


class Chat:
    """Posts, edits and deletes messages."""

    def __init__(self, state: State, told: TellBot) -> None:
        self._state = state
        self._told = told

    @property
    def methods(self) -> Mapping[str, Handler]:
        """The handlers by method name."""
        return {
            "blocks.validate": self._validate,
            "chat.delete": self._delete,
            "chat.getPermalink": self._permalink,
            "chat.postEphemeral": self._post_ephemeral,
            "chat.postMessage": self._post,
            "chat.update": self._update,
            "reactions.add": self._react,
            "reactions.remove": self._react_no_more,
        }

    async def _post(self, request: ApiRequest) -> Json:
        state = self._state
        place = request.text("channel")
        if place in state.users:
            request.needs("im:write", "chat:write")
            channel = state.direct_channel(state.users[place], request.team)
        else:
            channel = request.channel_to_write(public=True)
        customised(request)
        thread = request.thread(channel, error="cannot_reply_to_message")
        said = written(request)
        unfurls = request.flag("unfurl_links", default=not said.blocks) or request.flag("unfurl_media", default=True)
        message = Message(
            state.ts(),
            channel,
            request.team.bot_user,
            said.body,
            said.blocks,
            said.markdown,
            thread=thread,
            unfurls=unfurls,
            names_link=request.flag("link_names") or request.text("parse") == "full",
            metadata=request.arguments.get("metadata"),
        )
        state.add(message)
        await self._told(message, "")
        return {"channel": channel.id, "ts": message.ts, "message": state.message_json(message)}

    async def _post_ephemeral(self, request: ApiRequest) -> Json:
        state = self._state
        channel = request.channel_to_write()
        user = request.user(request.text("user"), "user_not_in_channel")
        if user not in channel.members:
            raise Refused("user_not_in_channel")
        customised(request)
        thread = request.thread(channel, error="cannot_reply_to_message")
        said = written(request)
        message = Message(
            state.ts(),
            channel,
            request.team.bot_user,
            said.body,
            said.blocks,
            said.markdown,
            thread=thread,
            for_user=user,
            names_link=request.flag("link_names") or request.text("parse") == "full",
        )
        state.add(message)
        return {"message_ts": message.ts}

    async def _update(self, request: ApiRequest) -> Json:
        channel = request.channel()
        message = request.message(channel, request.text("ts"))
        if message.author is not request.team.bot_user:
            raise Refused("cant_update_message")
        if message.stream and not message.stream.ended and not self._expire(message):
            raise Refused("streaming_state_conflict")
        has_blocks = request.arguments.get("blocks") is not None
        said = written(request, earlier=message)
        message.body, message.markdown = said.body, said.markdown
        if has_blocks or request.text("text") or said.markdown:
            message.blocks = said.blocks
        if isinstance(request.arguments.get("metadata"), dict):
            message.metadata = request.arguments["metadata"]
        message.edited, message.stream = True, None
        self._state.look(message)
        await self._told(message, "message_changed")
        return {
            "channel": channel.id,
            "ts": message.ts,
            "text": message.body,
            "message": self._state.message_json(message),
        }

    def _expire(self, message: Message) -> bool:
        """Marks a stream that is too old as expired. Returns True if the message's stream has ended."""
        stream, seconds = message.stream, self._state.stream_seconds
        if stream and seconds is not None and self._state.clock() - stream.started > seconds:
            stream.ended = "expired"
        return bool(stream and stream.ended)

    async def _delete(self, request: ApiRequest) -> Json:
        channel = request.channel()
        message = request.message(channel, request.text("ts"))
        if message.author is not request.team.bot_user:
            raise Refused("cant_delete_message")
        message.deleted = True
        message.changed = self._state.noticed()
        await self._told(message, "message_deleted")
        return {"channel": channel.id, "ts": message.ts}

    async def _permalink(self, request: ApiRequest) -> Json:
        channel = request.channel()
        message = request.message(channel, request.text("message_ts"))
        place = f"{self._state.base}/archives/{channel.id}/p{message.ts.replace('.', '')}"
        return {"channel": channel.id, "permalink": place}

    async def _react(self, request: ApiRequest) -> Json:
        message = request.message(request.channel(), request.text("timestamp"))
        users = message.reactions.setdefault(request.text("name").strip(":"), [])
        if request.team.bot_user.id in users:
            raise Refused("already_reacted")
        users.append(request.team.bot_user.id)
        self._state.noticed()
        return {}

    async def _react_no_more(self, request: ApiRequest) -> Json:
        message = request.message(request.channel(), request.text("timestamp"))
        name = request.text("name").strip(":")
        users = message.reactions.get(name, [])
        if request.team.bot_user.id not in users:
            raise Refused("no_reaction")
        users.remove(request.team.bot_user.id)
        if not users:
            del message.reactions[name]
        self._state.noticed()
        return {}

    async def _validate(self, request: ApiRequest) -> Json:
        if faults := message_faults(request.arguments.get("blocks") or []):
            raise Refused("invalid_blocks", response_metadata={"messages": faults})
        return {}


def written(request: ApiRequest, *, earlier: Message | None = None) -> MessageContent:
    """Checks `text`, `blocks` and `markdown_text` together and returns them. Raises Refused."""
    given = request.arguments
    text, markdown = request.text("text"), request.text("markdown_text")
    blocks = given.get("blocks")
    if markdown and (text or blocks):
        raise Refused("markdown_text_conflict")
    if len(markdown) > MARKDOWN_CHARACTERS:
        request.problem(f"markdown_text has {len(markdown)} characters")
        raise Refused("msg_too_long")
    found = blocks_of(request, blocks)
    if not text.strip() and not found and not markdown.strip() and not given.get("attachments"):
        kept = earlier is not None and blocks is None and not text and bool(given.get("metadata"))
        if not kept:
            request.problem("says nothing")
            raise Refused("no_text")
    if found and not text:
        request.problem("blocks without text: notifications and screen readers have nothing to say")
    if len(text) > TEXT_CHARACTERS:
        request.problem(f"text has {len(text)} characters; {TEXT_CHARACTERS} are allowed")
        raise Refused("msg_too_long")
    return MessageContent(text, found, markdown)


def blocks_of(request: ApiRequest, blocks: Any, *, markdown_before: int = 0) -> list[Json]:
    """Checks blocks and gives each an id. Raises Refused, also for pictures that Slack has not processed yet."""
    if blocks in (None, "", []):
        return []
    if faults := message_faults(blocks):
        for fault in faults:
            request.problem(fault)
        raise Refused("invalid_blocks", response_metadata={"messages": [f"[ERROR] {fault}" for fault in faults]})
    if markdown_before + markdown_characters(blocks) > MARKDOWN_CHARACTERS:
        raise Refused("msg_blocks_too_long")
    found: list[Json] = [{"block_id": request.state.id("b"), **block} for block in blocks]
    for part in walk(found):
        if part.get("type") == "image" and "slack_file" in part:
            file = request.state.files.get(part["slack_file"].get("id", ""))
            if file is None or file.deleted or not file.ready:
                raise Refused("invalid_blocks", response_metadata={"messages": ["[ERROR] invalid slack file"]})
            if not file.type.startswith("image/"):
                request.problem(f"slack_file {file.id} is no picture but {file.type}")
    return found


def customised(request: ApiRequest) -> None:
    """Requires an extra scope for another name or icon."""
    if any(request.text(name) for name in ("username", "icon_emoji", "icon_url")):
        request.needs("chat:write.customize")
