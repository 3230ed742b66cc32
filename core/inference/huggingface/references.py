"""Model references: they name a model in the settings, and how to reach it.

`org/name`                  any provider: the router chooses for chat, the model's mapping for the other tasks
`org/name:provider`         that provider
`org/name:cheapest`         the router's choice by a policy (`fastest`, `cheapest`, `preferred`); chat only
`name@https://server/v1`    an OpenAI-compatible server; `name` is the model's name there and the one that users see
`name@openai:https://…`     the same, for an address that does not end in `/v1`, perhaps with a query
`name@https://server`       a dedicated endpoint with Text Generation Inference, or any other server of the `inputs` API

A server's own names may be anything that its list shows: `llama3.2:1b` (Ollama), `org/X-GGUF:Q4_K_M` (llama.cpp),
`provider/org/name:free` (LiteLLM, OpenRouter), `/models/x.gguf`, `@cf/org/name`. A server's address appears in the
settings only: users see and choose the name."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit, urlunsplit

from core.domain.settings import InvalidValue

POLICIES = frozenset({"fastest", "cheapest", "preferred"})
"""Suffixes that the router itself understands (https://huggingface.co/docs/inference-providers/index)."""

_MODEL = re.compile(r"[\w.-]+(/[\w.-]+)?")
_SERVER_MODEL = re.compile(r"[\w./:@+~-]+")
"""A model's name at a server. Names with other characters are not known."""
_PROVIDER = re.compile(r"[a-z0-9][a-z0-9-]*")
_SERVER = re.compile(r"@(?=(?:openai:)?[a-z]+://)", re.IGNORECASE)
"""The sign between a name and an address."""
_OPENAI = "openai:"
_OPENAI_PATHS = ("/v1", "/v1beta/openai", "/v1/openai")
"""The ends of well-known addresses of OpenAI-compatible interfaces: most servers, Gemini
(https://ai.google.dev/gemini-api/docs/openai), DeepInfra (https://deepinfra.com/docs/openai_api)."""
_NAME_LENGTH = 200


@dataclass(frozen=True, kw_only=True)
class Reference:
    """One model and one way to reach it. `provider` None leaves the choice open. `policy` is the router's suffix.
    `server` is an address without a trailing slash, `speaks_openai` is True if it is that of an OpenAI-compatible API.
    `only` are the permitted providers in order, if a price limit rules out others; empty is all."""

    model: str
    provider: str | None = None
    policy: str | None = None
    server: str | None = None
    speaks_openai: bool = False
    only: tuple[str, ...] = ()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Parses a reference. Raises `InvalidValue` for invalid text."""
        text = text.strip()
        if (at := _SERVER.search(text)) is not None:
            model, address = text[: at.start()], text[at.end() :]
            named_openai = address.lower().startswith(_OPENAI)
            server = _server(address[len(_OPENAI) :] if named_openai else address)
            is_openai = named_openai or urlsplit(server).path.lower().endswith(_OPENAI_PATHS)
            return cls(model=_server_model(model), server=server, speaks_openai=is_openai)
        if "@" in text:
            raise InvalidValue(
                f"“{text.rpartition('@')[2]}” is not the address of a server: it begins with http:// or https://"
            )
        model, colon, suffix = text.partition(":")
        if not colon:
            return cls(model=_model(model))
        if suffix in POLICIES:
            return cls(model=_model(model), policy=suffix)
        if not _PROVIDER.fullmatch(suffix):
            raise InvalidValue(f"“{suffix}” is not the name of a provider")
        return cls(model=_model(model), provider=suffix)

    @property
    def name(self) -> str:
        """The name that users see and choose; never an address."""
        suffix = self.provider or self.policy
        return f"{self.model}:{suffix}" if suffix else self.model

    def address(self, path: str) -> str:
        """The address of a path at the server, before the server's own query."""
        parts = urlsplit(self.server or "")
        return urlunsplit(parts._replace(path=f"{parts.path.rstrip('/')}{path}"))


def parse_references(texts: Sequence[str]) -> tuple[Reference, ...]:
    """Parses a list of references. Raises ValueError, with a sentence."""
    return tuple(Reference.parse(text) for text in texts)


def _model(text: str) -> str:
    if not _MODEL.fullmatch(text):
        raise InvalidValue(f"“{text}” is not the name of a model: it is written org/name")
    return text


def _server_model(text: str) -> str:
    if not _SERVER_MODEL.fullmatch(text) or "://" in text or len(text) > _NAME_LENGTH:
        raise InvalidValue(f"“{text}” is not the name of a model at a server: it has letters, digits and ./:@+~-_ only")
    return text


def _server(text: str) -> str:
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise InvalidValue("the address of a server has a port from 1 to 65535, and brackets around IPv6") from None
    if parts.username or parts.password:
        raise InvalidValue("a server's key does not belong into its address: set it in TROUBADOUR_HF_KEYS")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise InvalidValue(f"“{text}” is not the address of a server: it begins with http:// or https://")
    if port == 0 or parts.netloc.endswith(":") or " " in text:
        raise InvalidValue(f"“{text}” has no usable port: leave it out, or write one from 1 to 65535")
    return urlunsplit(parts._replace(path=parts.path.rstrip("/"), fragment=""))
