"""Answers that a test can use instead of the usual ones: errors, broken connections, streams of all kinds."""

import asyncio
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from aiohttp import web

STREAM = "text/event-stream"


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """An error response. `chunked` leaves out Content-Length, as proxies do."""

    status: int
    body: Any = ""
    headers: dict[str, str] = field(default_factory=dict)
    chunked: bool = False

    async def send(self, request: web.Request) -> web.StreamResponse:
        """Sends the response."""
        is_text = isinstance(self.body, str)
        body = (self.body if is_text else json.dumps(self.body)).encode()
        markup = body.startswith(b"<")
        kind = "text/html" if markup else "text/plain" if is_text else "application/json"
        headers = {"content-type": kind, **self.headers}
        if not self.chunked:
            return web.Response(status=self.status, body=body, headers=headers)
        response = web.StreamResponse(status=self.status, headers=headers)
        response.enable_chunked_encoding()
        await response.prepare(request)
        await response.write(body)
        await response.write_eof()
        return response


@dataclass(frozen=True, kw_only=True)
class Broken:
    """No answer: the connection breaks immediately, or stays silent until the client gives up."""

    silent: bool = False

    async def send(self, request: web.Request) -> web.StreamResponse:
        """Breaks the connection, or waits until the client does."""
        if self.silent:
            await asyncio.Event().wait()
        assert request.transport is not None
        request.transport.abort()
        return web.Response()


@dataclass(frozen=True)
class Truncated:
    """A response with a good status that breaks off in the middle of its body."""

    body: bytes

    async def send(self, request: web.Request) -> web.StreamResponse:
        """Sends half of the body, then breaks the connection."""
        response = web.StreamResponse(headers={"content-length": str(len(self.body))})
        await response.prepare(request)
        await response.write(self.body[: len(self.body) // 2])
        assert request.transport is not None
        request.transport.abort()
        return response


@dataclass(frozen=True, kw_only=True)
class Stream:
    """A streamed answer. `style` names the format of its chunks; `bytewise` sends single bytes.

    `tear` breaks the connection after the words, `stall` stops there, `fault` sends an error event there. With `late`,
    the break or stop comes after the finish reason. `finish_meanwhile` is sent with each word. `provider` is the
    provider that the router names. `wait` is the time in seconds before the first word, `pause` the one after each
    word.
    """

    words: tuple[str, ...] = ("Once", " upon", " a", " time")
    style: Literal["chat", "completion", "tgi"] = "chat"
    thoughts: tuple[str, ...] = ()
    thoughts_in: Literal["reasoning", "reasoning_content", "tags"] = "reasoning_content"
    finish: str | None = "stop"
    finish_meanwhile: str | None = None
    done: bool = True
    space: bool = True
    line_end: str = "\n"
    comments: bool = False
    empty_choices: bool = False
    raw_unicode: bool = False
    usage: bool = True
    trailing: bytes = b""
    bytewise: bool = False
    tear: bool = False
    stall: bool = False
    late: bool = False
    fault: Any = None
    provider: str = ""
    wait: float = 0.0
    pause: float = 0.0
    headers: Mapping[str, str] = field(default_factory=dict)

    async def send(self, request: web.Request) -> web.StreamResponse:
        """Sends the stream."""
        response = web.StreamResponse(headers={"content-type": STREAM, **self.headers})
        if self.provider:
            response.headers["x-inference-provider"] = self.provider
        response.enable_chunked_encoding()
        await response.prepare(request)
        await asyncio.sleep(self.wait)
        for frame in self._frames():
            for part in [frame[at : at + 1] for at in range(len(frame))] if self.bytewise else [frame]:
                await response.write(part)
            if self.pause:
                await asyncio.sleep(self.pause)
        if self.stall:
            await asyncio.Event().wait()
        if self.tear:
            assert request.transport is not None
            request.transport.abort()
            return response
        await response.write_eof()
        return response

    def _frames(self) -> Iterator[bytes]:
        if self.comments:
            yield f": keep-alive{self.line_end}{self.line_end}".encode()
        if self.style == "chat":
            yield self._frame({"choices": [{"index": 0, "delta": {"role": "assistant"}, "finish_reason": None}]})
        if self.empty_choices:
            yield self._frame({"choices": [], "object": "chat.completion.chunk"})
        yield from self._thinking()
        for word in self.words:
            yield self._frame(self._chunk(word))
            if self.comments:
                yield f":{self.line_end}{self.line_end}".encode()
        if (self.tear or self.stall) and not self.late:
            return
        if self.fault is not None:
            yield self._frame(self.fault)
            return
        if self.finish is not None:
            yield self._frame(self._last())
        if self.late:
            return
        if self.usage and self.style != "tgi":
            yield self._frame({"choices": [], "usage": {"completion_tokens": len(self.words), "prompt_tokens": 3}})
        if self.done and self.style != "tgi":
            yield f"data:{' ' if self.space else ''}[DONE]{self.line_end}{self.line_end}".encode()
        if self.trailing:
            yield self.trailing

    def _thinking(self) -> Iterator[bytes]:
        if self.thoughts_in == "tags" and self.thoughts:
            for text in ("<thi", "nk>", *self.thoughts, "</th", "ink>\n\n"):
                yield self._frame(self._chunk(text))
            return
        for thought in self.thoughts:
            yield self._frame({"choices": [{"index": 0, "delta": {self.thoughts_in: thought}}]})

    def _chunk(self, word: str) -> dict[str, Any]:
        match self.style:
            case "chat":
                return {"choices": [{"index": 0, "delta": {"content": word}, "finish_reason": self.finish_meanwhile}]}
            case "completion":
                return {"choices": [{"index": 0, "text": word, "finish_reason": None}]}
        return {"index": 1, "token": {"id": 7, "text": word, "special": False}, "generated_text": None, "details": None}

    def _last(self) -> dict[str, Any]:
        match self.style:
            case "chat":
                return {"choices": [{"index": 0, "delta": {}, "finish_reason": self.finish}]}
            case "completion":
                return {"choices": [{"index": 0, "text": "", "finish_reason": self.finish}]}
        reason = "eos_token" if self.finish == "stop" else self.finish
        return {
            "index": 9,
            "token": {"id": 2, "text": "</s>", "special": True},
            "generated_text": "".join(self.words),
            "details": {"finish_reason": reason, "generated_tokens": len(self.words), "seed": 1},
        }

    def _frame(self, event: Any) -> bytes:
        text = json.dumps(event, ensure_ascii=not self.raw_unicode)
        return f"data:{' ' if self.space else ''}{text}{self.line_end}{self.line_end}".encode()


@dataclass(frozen=True, kw_only=True)
class RawStream:
    """An event stream of these bytes as they are: `head`, then `body` so many times."""

    body: bytes
    head: bytes = b""
    times: int = 1
    headers: Mapping[str, str] = field(default_factory=dict)

    async def send(self, request: web.Request) -> web.StreamResponse:
        """Sends the bytes, until the client has enough of them."""
        response = web.StreamResponse(headers={"content-type": STREAM, **self.headers})
        await response.prepare(request)
        await response.write(self.head)
        for _ in range(self.times):
            await response.write(self.body)
        await response.write_eof()
        return response


@dataclass(frozen=True)
class Reply:
    """A streamed answer that depends on the request: the words are made from its messages, each with role and text."""

    words: Callable[[Sequence[tuple[str, str]]], str]

    async def send(self, request: web.Request) -> web.StreamResponse:
        """Sends the stream."""
        body = await request.json()
        said = [(each["role"], _text_of(each["content"])) for each in body["messages"]]
        return await Stream(words=(self.words(said),)).send(request)


def _text_of(content: Any) -> str:
    if isinstance(content, str):
        return content
    return "\n".join(each.get("text") or "<picture>" for each in content)


Answer = Refusal | Broken | Truncated | Stream | RawStream | Reply
