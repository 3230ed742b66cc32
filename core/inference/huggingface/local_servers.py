"""Model servers on this machine: looked for, offered to the operator, and never used unasked.

They are asked for their list of models (https://platform.openai.com/docs/api-reference/models/list), without a key.
"""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from core.domain.setup_questions import FoundSetting
from core.inference.huggingface.credentials import Credentials
from core.inference.huggingface.json_bodies import parse_body
from core.inference.huggingface.references import Reference
from core.inference.huggingface.timing import Deadlines
from core.inference.huggingface.transport import HttpRequest, Transport, TransportError

SERVERS = (
    ("Ollama", "http://127.0.0.1:11434/v1"),
    ("llama.cpp", "http://127.0.0.1:8080/v1"),
    ("LM Studio", "http://127.0.0.1:1234/v1"),
    ("vLLM or transformers serve", "http://127.0.0.1:8000/v1"),
)
"""Programs and the addresses that they listen on by default: https://docs.ollama.com/openai,
https://github.com/ggml-org/llama.cpp/tree/master/tools/server, https://lmstudio.ai/docs/app/api,
https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html and
https://huggingface.co/docs/transformers/serving."""
MODELS_LIMIT = 20
"""The most models of one server that are named."""
_LISTING_BYTES = 1_000_000
OWNERS = {"library": "Ollama", "llamacpp": "llama.cpp", "vllm": "vLLM", "organization_owner": "LM Studio"}
"""`owned_by` of the models in each program's list."""
_THIS_MACHINE = frozenset({"127.0.0.1", "localhost", "::1", "0.0.0.0"})  # noqa: S104 - nothing is bound
_NO_CHAT = re.compile(r"embed|rerank|bge-|whisper|\btts\b|clip", re.IGNORECASE)
"""Names of models that write no text."""


@dataclass(frozen=True, kw_only=True)
class LocalServer:
    """A server that answers at `address`, and its models that may chat."""

    program: str
    address: str
    models: tuple[str, ...]

    def offered(self, setting: str) -> FoundSetting:
        """The line of settings that uses the first model."""
        host = self.address.partition("://")[2].partition("/")[0]
        title = f"{self.program} at {host}: {', '.join(self.models)}"
        return FoundSetting(name=setting, value=f"{self.models[0]}@{self.address}", title=title)


async def find_local_servers(*, seconds: float = 1.0) -> Sequence[LocalServer]:
    """The servers that answer in time, in the order of `SERVERS`."""
    deadlines = Deadlines(connect=seconds, first_byte=seconds, between_bytes=seconds, total=seconds)
    async with Transport(Credentials(), deadlines) as transport:
        found = await asyncio.gather(*(_ask(transport, program, address) for program, address in SERVERS))
    return [server for server in found if server is not None]


def origin(address: str) -> tuple[str, int | None]:
    """The host and port of an address; all names of this machine are one."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    return "127.0.0.1" if host in _THIS_MACHINE else host, parts.port


async def _ask(transport: Transport, program: str, address: str) -> LocalServer | None:
    try:
        async with transport.send(HttpRequest(method="GET", url=f"{address}/models", provider=program)) as response:
            listed = parse_body(await response.read(_LISTING_BYTES))
    except TransportError:
        return None
    entries = listed.get("data") if isinstance(listed, dict) else None
    if not isinstance(entries, list):
        return None
    models = [entry for entry in entries if isinstance(entry, dict) and _may_chat(entry.get("id"), address)]
    if not models:
        return None
    names = tuple(str(model["id"]) for model in models[:MODELS_LIMIT])
    return LocalServer(program=OWNERS.get(str(models[0].get("owned_by")), program), address=address, models=names)


def _may_chat(name: Any, address: str) -> bool:
    if not isinstance(name, str) or _NO_CHAT.search(name):
        return False
    try:
        Reference.parse(f"{name}@{address}")
    except ValueError:
        return False
    return True
