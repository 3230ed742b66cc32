"""Files: upload in three steps, delayed sharing, and download."""

import asyncio
import mimetypes
import secrets
from collections.abc import Mapping

from aiohttp import web

from tests.servers.slack_server.chat import Handler, TellBot, blocks_of, customised
from tests.servers.slack_server.incoming import ApiRequest, Refused
from tests.servers.slack_server.rules import ALT_TEXT_CHARACTERS
from tests.servers.slack_server.state import State
from tests.servers.slack_server.world import Channel, File, Json, Message

LOGIN_PAGE = "<!DOCTYPE html><html><head><title>Sign in | Slack</title></head><body>Sign in to Slack</body></html>"


class Files:
    """`files.*`, and the two addresses for upload and download."""

    def __init__(self, state: State, told: TellBot) -> None:
        self._state = state
        self._told = told
        self._sharing: set[asyncio.Task[None]] = set()

    @property
    def methods(self) -> Mapping[str, Handler]:
        """The handlers by method name."""
        return {
            "files.completeUploadExternal": self._complete,
            "files.delete": self._delete,
            "files.getUploadURLExternal": self._place,
            "files.info": self._info,
        }

    async def close(self) -> None:
        """Cancels shares that have not happened yet."""
        for task in self._sharing:
            task.cancel()
        await asyncio.gather(*self._sharing, return_exceptions=True)

    async def receive(self, request: web.Request) -> web.Response:
        """Receives an upload: raw bytes, or one file in a form."""
        file = self._state.files.get(self._state.uploads.pop(request.match_info["key"], ""))
        if self._state.upload_faults:
            if self._state.upload_faults.pop(0) == "reset" and request.transport is not None:
                request.transport.abort()
            return web.Response(status=503, text="upstream connect error")
        if file is None:
            return web.Response(status=404, text="not found")
        if request.content_type == "multipart/form-data":
            parts = [part for part in (await request.post()).values() if isinstance(part, web.FileField)]
            file.bytes = parts[0].file.read() if parts else b""
        else:
            file.bytes = await request.read()
        if len(file.bytes) != file.length:
            self._state.problems.append(f"upload of {file.name}: {len(file.bytes)} bytes where {file.length} were told")
        self._state.sent.texts.append(file.bytes.decode("utf-8", "replace"))
        file.uploaded = True
        return web.Response(text=f"OK - {len(file.bytes)}")

    async def give(self, request: web.Request) -> web.Response:
        """Serves a private file; without a valid token, a sign-in page."""
        file = self._state.files.get(request.match_info["id"])
        token = self._state.tokens.get(request.headers.get("Authorization", "").removeprefix("Bearer "))
        if token is None or token.state or "files:read" not in token.scopes or file is None or file.deleted:
            return web.Response(text=LOGIN_PAGE, content_type="text/html")
        return web.Response(body=file.bytes, content_type=file.type or "application/octet-stream")

    async def _place(self, request: ApiRequest) -> Json:
        alt = request.text("alt_txt")
        if len(alt) > ALT_TEXT_CHARACTERS:
            raise Refused("alt_txt_too_large")
        length = request.number("length", 0)
        if length < 1:
            raise Refused("missing_argument")
        name = request.text("filename")
        file = File(request.state.id("F"), name, name, request.team.bot_user, alt=alt, length=length)
        key = secrets.token_urlsafe(24)
        self._state.files[file.id] = file
        self._state.uploads[key] = file.id
        return {"upload_url": f"{self._state.base}/upload/v1/{key}", "file_id": file.id}

    async def _complete(self, request: ApiRequest) -> Json:
        entries = request.arguments.get("files") or []
        files = [self._own(request, entry) for entry in entries]
        channel = None
        if request.text("channel_id") or request.text("channels"):
            channel = request.channel_to_write("channel_id" if request.text("channel_id") else "channels")
        customised(request)
        comment = request.text("initial_comment")
        blocks = [] if comment else blocks_of(request, request.arguments.get("blocks"))
        thread = request.thread(channel, error="channel_not_found") if channel else None
        for file, entry in zip(files, entries, strict=True):
            file.title = entry.get("title") or file.name
            file.completed = True
        message = (
            Message("", channel, request.team.bot_user, comment, blocks, files=files, thread=thread)
            if channel
            else None
        )
        task = asyncio.create_task(self._look_at(files, message))
        self._sharing.add(task)
        task.add_done_callback(self._sharing.discard)
        return {"files": [{"id": file.id, "title": file.title} for file in files]}

    def _own(self, request: ApiRequest, entry: Json) -> File:
        file = self._state.files.get(entry.get("id", ""))
        if file is None or not file.uploaded or file.completed or file.owner is not request.team.bot_user:
            raise Refused("file_not_found")
        return file

    async def _look_at(self, files: list[File], message: Message | None) -> None:
        """Processes the files, then shares them; sometimes the share is lost."""
        state = self._state
        await asyncio.sleep(state.share_seconds)
        for file in files:
            file.ready, file.type = True, mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        state.noticed()
        if message is None or (state.alt_text_breaks_shares and any(file.alt for file in files)):
            return
        if state.loses_shares:
            state.loses_shares -= 1
            return
        message.ts = state.ts()
        for file in files:
            file.shares.setdefault(message.channel.id, []).append(message.ts)
        state.add(message)
        await self._told(message, "file_share")

    async def _info(self, request: ApiRequest) -> Json:
        file = self._visible(request)
        return {"file": self._state.file_json(file), "comments": [], "response_metadata": {"next_cursor": ""}}

    async def _delete(self, request: ApiRequest) -> Json:
        file = self._visible(request)
        if file.owner is not request.team.bot_user:
            raise Refused("cant_delete_file")
        file.deleted = True
        for message in self._state.messages.values():
            if file in message.files:
                message.files.remove(file)
                if not message.files and not message.text:
                    message.deleted = True
                self._state.look(message)
        return {}

    def _visible(self, request: ApiRequest) -> File:
        file = self._state.files.get(request.text("file"))
        if file is None:
            raise Refused("file_not_found")
        if file.deleted:
            raise Refused("file_deleted")
        places = [self._state.channels[id] for id in file.shares]
        if file.owner is not request.team.bot_user and not any(_sees(request, place) for place in places):
            raise Refused("file_not_found")
        return file


def _sees(request: ApiRequest, channel: Channel) -> bool:
    return channel.team is request.team and (channel.kind == "public" or channel.has_bot)
