"""Streamed messages: `chat.startStream`, `chat.appendStream`, `chat.stopStream`."""

import json
from collections.abc import Mapping

from tests.servers.slack_server.blocks import chunk_faults, markdown_blocks, table_faults
from tests.servers.slack_server.chat import Handler, TellBot, blocks_of, customised
from tests.servers.slack_server.incoming import ApiRequest, Refused
from tests.servers.slack_server.rules import MARKDOWN_CHARACTERS, MESSAGE_BLOCKS
from tests.servers.slack_server.sessions import Sessions
from tests.servers.slack_server.state import State
from tests.servers.slack_server.world import Json, Message, Stream


class Streams:
    """Streams with a limited length and lifetime; people can stop them."""

    def __init__(self, state: State, sessions: Sessions, told: TellBot) -> None:
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

    async def _start(self, request: ApiRequest) -> Json:
        state = self._state
        channel = request.channel_to_write()
        customised(request)
        if channel.kind != "im":
            if not request.text("recipient_team_id"):
                raise Refused("missing_recipient_team_id")
            if not request.text("recipient_user_id"):
                raise Refused("missing_recipient_user_id")
        user = request.text("recipient_user_id")
        if user:
            request.user(user)
        thread = request.thread(channel, error="channel_not_found")
        if thread is None and channel.kind == "im":
            raise Refused("channel_type_not_supported")
        message = Message(
            state.ts(),
            channel,
            request.team.bot_user,
            thread=thread,
            stream=Stream(state.clock(), user or None),
        )
        self._grow(request, message)
        state.add(message)
        if request.team.agent_view and thread:
            self._sessions.set_status(channel, thread, "processing")
        await self._told(message, "")
        return {"channel": channel.id, "ts": message.ts}

    async def _append(self, request: ApiRequest) -> Json:
        message = self._streaming(request)
        if not self._grow(request, message):
            raise Refused("no_text")
        self._state.look(message)
        return {"channel": message.channel.id, "ts": message.ts}

    async def _stop(self, request: ApiRequest) -> Json:
        message = self._streaming(request)
        stream = message.stream
        assert stream
        blocks = blocks_of(request, request.arguments.get("blocks"))
        self._grow(request, message)
        message.blocks += blocks
        stream.ended = "stopped"
        if isinstance(request.arguments.get("metadata"), dict):
            message.metadata = request.arguments["metadata"]
        if request.team.agent_view and message.thread:
            self._sessions.set_status(message.channel, message.thread, request.text("session_status") or "active")
        self._state.look(message)
        await self._told(message, "message_changed")
        return {"channel": message.channel.id, "ts": message.ts, "message": self._state.message_json(message)}

    def _streaming(self, request: ApiRequest) -> Message:
        channel = request.channel_to_write()
        message = request.message(channel, request.text("ts"))
        if message.author is not request.team.bot_user:
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

    def _grow(self, request: ApiRequest, message: Message) -> bool:
        """Appends the request's content. Returns False if there is none."""
        stream = message.stream
        assert stream
        chunks = request.arguments.get("chunks") or []
        text = request.text("markdown_text")
        if text and chunks:
            request.problem("both markdown_text and chunks")
        if faults := chunk_faults(chunks):
            for fault in faults:
                request.problem(fault)
            raise Refused("invalid_chunks")
        if not self._state.task_cards and any(chunk["type"] == "task_update" for chunk in chunks):
            raise Refused("invalid_chunks")
        if text:
            chunks = [{"type": "markdown_text", "text": text}]
        more = "".join(chunk["text"] for chunk in chunks if chunk["type"] == "markdown_text")
        if len(more) > MARKDOWN_CHARACTERS:
            request.problem(f"{len(more)} characters of Markdown at once")
        size = len(more) + sum(len(json.dumps(chunk)) for chunk in chunks if chunk["type"] != "markdown_text")
        limit = self._state.stream_characters
        stream.full = stream.full or (limit is not None and stream.characters + size > limit)
        if stream.full and size:
            raise Refused("msg_too_long")
        blocks = [block for chunk in chunks if chunk["type"] == "blocks" for block in chunk["blocks"]]
        if len(message.blocks) + len(blocks) > MESSAGE_BLOCKS * 2:
            raise Refused("msg_blocks_too_many")
        whole = message.markdown + more
        if faults := [*table_faults(whole), *["too many blocks"][: markdown_blocks(whole) > MESSAGE_BLOCKS]]:
            request.problem(f"a stream expands to {faults}")
            raise Refused("msg_blocks_too_many")
        message.blocks += blocks_of(request, blocks)
        for chunk in chunks:
            if chunk["type"] in ("task_update", "plan_update"):
                message.tasks[chunk.get("id", "plan")] = chunk
        stream.characters += size
        stream.appends.append(self._state.clock())
        message.markdown += more
        return bool(chunks)
