"""Streamed messages: `chat.startStream`, `chat.appendStream`, `chat.stopStream`."""

import json
from collections.abc import Mapping

from tests.servers.slack_server.blocks import chunk_faults
from tests.servers.slack_server.chat import Handler, Told, blocks_of, customised
from tests.servers.slack_server.incoming import Asking, Refused
from tests.servers.slack_server.rules import MARKDOWN_CHARACTERS, MESSAGE_BLOCKS
from tests.servers.slack_server.sessions import Sessions
from tests.servers.slack_server.state import State
from tests.servers.slack_server.world import Json, Message, Stream


class Streams:
    """Streams with a limited length and lifetime; people can stop them."""

    def __init__(self, state: State, sessions: Sessions, told: Told) -> None:
        self._state = state
        self._sessions = sessions
        self._told = told

    @property
    def methods(self) -> Mapping[str, Handler]:
        """The handlers by method name."""
        return {
            "chat.appendStream": self._append,
            "chat.startStream": self._start,
            "chat.stopStream": self._stop,
        }

    async def _start(self, asking: Asking) -> Json:
        state = self._state
        channel = asking.channel_to_write()
        customised(asking)
        if channel.kind != "im":
            if not asking.text("recipient_team_id"):
                raise Refused("missing_recipient_team_id")
            if not asking.text("recipient_user_id"):
                raise Refused("missing_recipient_user_id")
        user = asking.text("recipient_user_id")
        if user:
            asking.user(user)
        thread = asking.thread(channel, error="channel_not_found")
        if thread is None and channel.kind == "im":
            raise Refused("channel_type_not_supported")
        message = Message(
            state.ts(),
            channel,
            asking.team.bot_user,
            thread=thread,
            stream=Stream(state.clock(), user or None),
        )
        self._grow(asking, message)
        state.add(message)
        if asking.team.agent_view and thread:
            self._sessions.set_status(channel, thread, "processing")
        await self._told(message, "")
        return {"channel": channel.id, "ts": message.ts}

    async def _append(self, asking: Asking) -> Json:
        message = self._streaming(asking)
        if not self._grow(asking, message):
            raise Refused("no_text")
        self._state.look(message)
        return {"channel": message.channel.id, "ts": message.ts}

    async def _stop(self, asking: Asking) -> Json:
        message = self._streaming(asking)
        stream = message.stream
        assert stream
        blocks = blocks_of(asking, asking.arguments.get("blocks"))
        self._grow(asking, message)
        message.blocks += blocks
        stream.ended = "stopped"
        if isinstance(asking.arguments.get("metadata"), dict):
            message.metadata = asking.arguments["metadata"]
        if asking.team.agent_view and message.thread:
            self._sessions.set_status(message.channel, message.thread, asking.text("session_status") or "active")
        self._state.look(message)
        await self._told(message, "message_changed")
        return {"channel": message.channel.id, "ts": message.ts, "message": self._state.message_json(message)}

    def _streaming(self, asking: Asking) -> Message:
        channel = asking.channel_to_write()
        message = asking.message(channel, asking.text("ts"))
        if message.author is not asking.team.bot_user:
            raise Refused("message_not_owned_by_app")
        stream, seconds = message.stream, self._state.stream_seconds
        if stream is None:
            raise Refused("message_not_in_streaming_state")
        if not stream.ended and seconds is not None and self._state.clock() - stream.started > seconds:
            stream.ended = "expired"
            self._state.look(message)
        if stream.ended:
            raise Refused("stopped_by_user" if stream.ended == "by-user" else "message_not_in_streaming_state")
        return message

    def _grow(self, asking: Asking, message: Message) -> bool:
        """Appends the request's content. Returns False if there is none."""
        stream = message.stream
        assert stream
        chunks = asking.arguments.get("chunks") or []
        text = asking.text("markdown_text")
        if text and chunks:
            asking.problem("both markdown_text and chunks")
        if faults := chunk_faults(chunks):
            for fault in faults:
                asking.problem(fault)
            raise Refused("invalid_chunks")
        if text:
            chunks = [{"type": "markdown_text", "text": text}]
        more = "".join(chunk["text"] for chunk in chunks if chunk["type"] == "markdown_text")
        if len(more) > MARKDOWN_CHARACTERS:
            asking.problem(f"{len(more)} characters of Markdown at once")
        size = len(more) + sum(len(json.dumps(chunk)) for chunk in chunks if chunk["type"] != "markdown_text")
        limit = self._state.stream_characters
        stream.full = stream.full or (limit is not None and stream.characters + size > limit)
        if stream.full and size:
            raise Refused("msg_too_long")
        blocks = [block for chunk in chunks if chunk["type"] == "blocks" for block in chunk["blocks"]]
        if len(message.blocks) + len(blocks) > MESSAGE_BLOCKS * 2:
            raise Refused("msg_blocks_too_many")
        message.blocks += blocks_of(asking, blocks)
        for chunk in chunks:
            if chunk["type"] in ("task_update", "plan_update"):
                message.tasks[chunk.get("id", "plan")] = chunk
        stream.characters += size
        stream.appends.append(self._state.clock())
        message.markdown += more
        return bool(chunks)
