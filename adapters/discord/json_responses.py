"""JSON responses whose content type has a parameter.

discord.py compares the content type exactly with `application/json`. Behind a proxy that adds `; charset=utf-8`, it
would take every answer of Discord for text: no login, no error codes, and each rate limit a ban.
"""

import json
from typing import Any

import aiohttp


def read_content_type_parameters() -> None:
    """Makes discord.py recognise JSON by the content type without its parameters. It keeps the reader in modules."""
    from discord import http
    from discord.webhook import async_

    http.json_or_text = async_.json_or_text = _json_or_text  # type: ignore[attr-defined]


async def _json_or_text(response: aiohttp.ClientResponse) -> Any:
    text = await response.text(encoding="utf-8")
    return json.loads(text) if response.content_type == "application/json" else text
