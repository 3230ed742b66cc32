"""A model server on loopback that costs as little as possible: `python -m benchmarks.token_server`.

It prints its port and serves until it is ended. What a client asks for stands in the name of its model:
`tokens-600-100` is a stream of 600 tokens, 100 a second; `held` is a stream that stays open after its first token.
Other requests get a picture. `/api/models/…` tells, as the Hub does, that hf-inference makes it from another picture.
"""

import asyncio
import io
import json
import re
from functools import cache

import numpy as np
from PIL import Image

PICTURE_BYTES = 3_000_000
"""The least size of the picture that is sent and returned."""
HELD = "held"
_NAMED = re.compile(rb'"model": ?"([^"]+)"')
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_END = b"\r\n\r\n"
PAINTER = "bench/painter"
_PAGE = {
    "id": PAINTER,
    "pipeline_tag": "image-to-image",
    "tags": [],
    "inferenceProviderMapping": {"hf-inference": {"status": "live", "providerId": PAINTER, "task": "image-to-image"}},
}


@cache
def photo() -> bytes:
    """A JPEG of at least `PICTURE_BYTES` that is as hard to compress as a photo: noise over soft shapes."""
    side, chance = 2_560, np.random.default_rng(1)
    soft = Image.fromarray(chance.integers(0, 256, (20, 20, 3), dtype=np.uint8)).resize((side, side))
    pixels = np.asarray(soft, dtype=np.int16) + chance.integers(-14, 15, (side, side, 1), dtype=np.int16)
    image = Image.fromarray(pixels.clip(0, 255).astype(np.uint8))
    for quality in range(80, 100, 3):
        out = io.BytesIO()
        image.save(out, "JPEG", quality=quality)
        if out.tell() >= PICTURE_BYTES:
            return out.getvalue()
    raise AssertionError("too small a picture")


def _chunked(content: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(content), content)


def _event(delta: dict[str, str], reason: str | None = None) -> bytes:
    choice = {"index": 0, "delta": delta, "finish_reason": reason, "logprobs": None}
    body = {
        "id": "chatcmpl-7a3f",
        "object": "chat.completion.chunk",
        "created": 1_900_000_000,
        "model": "tokens",
        "system_fingerprint": "fp_44709d6fcb",
        "choices": [choice],
    }
    return _chunked(b"data: " + json.dumps(body).encode() + b"\n\n")


BEGIN = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
TOKEN = _event({"content": " word"})
END = _event({}, "stop") + _chunked(b"data: [DONE]\n\n") + b"0\r\n\r\n"


class TokenServer(asyncio.Protocol):
    """One connection, with one request after the other."""

    def __init__(self) -> None:
        self._received = bytearray()
        self._writing: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """As the base class."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answers a request that is complete."""
        self._received += data
        if (end := self._received.find(_END)) < 0:
            return
        length = _LENGTH.search(self._received, 0, end)
        if len(self._received) < end + len(_END) + (int(length[1]) if length else 0):
            return
        path = bytes(self._received[:end]).split(b" ", 2)[1]
        named = _NAMED.search(self._received, end)
        self._received = bytearray()
        model = named[1].decode() if named else ""
        if model == HELD:
            self._transport.write(BEGIN + TOKEN)
        elif model.startswith("tokens-"):
            _, tokens, pace = model.split("-")
            self._writing = asyncio.create_task(self._stream(int(tokens), float(pace)))
        elif path.startswith(b"/api/models/"):
            self._answer(b"application/json", json.dumps(_PAGE).encode())
        else:
            self._answer(b"image/jpeg", photo())

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - the base class's
        """Stops writing."""
        if self._writing is not None:
            self._writing.cancel()

    def _answer(self, media_type: bytes, body: bytes) -> None:
        head = b"HTTP/1.1 200 OK\r\ncontent-type: %s\r\ncontent-length: %d\r\n\r\n"
        self._transport.write(head % (media_type, len(body)) + body)

    async def _stream(self, tokens: int, pace: float) -> None:
        """Writes each token at its time, so that a late one delays no other."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        self._transport.write(BEGIN)
        for number in range(tokens):
            if (wait := began + number / pace - loop.time()) > 0:
                await asyncio.sleep(wait)
            self._transport.write(TOKEN)
        self._transport.write(END)


async def _serve() -> None:
    server = await asyncio.get_running_loop().create_server(TokenServer, "127.0.0.1", 0, backlog=2048)
    photo()
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve())
