"""A bot that uses only slack_bolt, for comparison: `python -m benchmarks.bare_slack API TOKEN APP-TOKEN`.

It acknowledges its one command and posts an answer.
"""

import asyncio
import sys
from typing import Any

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient


async def _run(api: str, bot_token: str, app_token: str) -> None:
    app = AsyncApp(client=AsyncWebClient(token=bot_token, base_url=api), signing_secret="")

    @app.command("/chat")
    async def chat(ack: Any, command: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        await client.chat_postMessage(channel=command["channel_id"], text=f"You said: {command['text']}")

    await AsyncSocketModeHandler(app, app_token).start_async()  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    asyncio.run(_run(*sys.argv[1:4]))
