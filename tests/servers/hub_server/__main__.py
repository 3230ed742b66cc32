"""Serves until Ctrl-C, and prints the settings to use."""

import asyncio
import sys
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.core.inference.huggingface.tiny_models import tokenizer_files
from tests.servers.hub_server.server import TOKEN, HubServer


def add_models(server: HubServer) -> None:
    """Adds a model for each task; the one that continues a text has a chat template, too."""
    server.add("test/chat", "image-text-to-text", novita="conversational")
    base = server.add("test/base", "text-generation", featherless_ai="text-generation")
    with TemporaryDirectory() as folder:
        base.files = tokenizer_files(Path(folder))
    server.add("test/painter", "text-to-image", fal_ai="text-to-image")
    server.add("test/speaker", "text-to-speech", deepinfra="text-to-speech")
    shop = server.add("test/shop", "text-generation", novita="conversational", together="conversational")
    shop.prices = {"novita": 0.8, "together": 2.4}  # a place with a price limit can find it


async def serve(port: int) -> None:
    """Serves on a port of this machine."""
    async with HubServer(port=port) as server:
        add_models(server)
        print(f"HF_TOKEN={TOKEN} HF_ENDPOINT={server.url} TROUBADOUR_HF_ROUTER_URL={server.router}")  # noqa: T201
        print("models: test/chat test/base test/painter test/speaker")  # noqa: T201
        await asyncio.Event().wait()


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        asyncio.run(serve(int(sys.argv[1]) if len(sys.argv) > 1 else 8765))
