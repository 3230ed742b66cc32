"""Model references: they name a model in the settings, and how to reach it.

`org/name`               any provider: the router chooses for chat, the model's mapping for the other tasks
`org/name:provider`      that provider
`org/name:cheapest`      the router's choice by a policy (`fastest`, `cheapest`, `preferred`); chat only
`name@https://server/v1` an OpenAI-compatible server; `name` is the model's name there and the one that users see
`name@https://server`    a dedicated endpoint with Text Generation Inference, or any other server of the `inputs` API

A server's address appears in the settings only: users see and choose the name."""

import re
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

POLICIES = frozenset({"fastest", "cheapest", "preferred"})
"""Suffixes that the router itself understands (https://huggingface.co/docs/inference-providers/index)."""

_MODEL = re.compile(r"[\w.-]+(/[\w.-]+)?")
_PROVIDER = re.compile(r"[a-z0-9][a-z0-9-]*")


@dataclass(frozen=True, kw_only=True)
class Reference:
    """One model and one way to reach it. `provider` None leaves the choice open. `policy` is the router's suffix.
    `server` is an address without a trailing slash. `only` are the permitted providers in order, if a price limit rules
    out others; empty is all."""

    model: str
    provider: str | None = None
    policy: str | None = None
    server: str | None = None
    only: tuple[str, ...] = ()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Parses a reference. Raises ValueError, with a sentence, for invalid text."""
        model, at, server = text.strip().partition("@")
        if at:
            return cls(model=_model(model), server=_server(server))
        model, colon, suffix = model.partition(":")
        if not colon:
            return cls(model=_model(model))
        if suffix in POLICIES:
            return cls(model=_model(model), policy=suffix)
        if not _PROVIDER.fullmatch(suffix):
            raise ValueError(f"“{suffix}” is not the name of a provider")
        return cls(model=_model(model), provider=suffix)

    @property
    def name(self) -> str:
        """The name that users see and choose; never an address."""
        suffix = self.provider or self.policy
        return f"{self.model}:{suffix}" if suffix else self.model

    @property
    def speaks_openai(self) -> bool:
        """True if the server's address is that of an OpenAI-compatible API."""
        return self.server is not None and self.server.endswith("/v1")


def _model(text: str) -> str:
    if not _MODEL.fullmatch(text):
        raise ValueError(f"“{text}” is not the name of a model: it is written org/name")
    return text


def _server(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"“{text}” is not the address of a server: it begins with http:// or https://")
    if parts.username or parts.password:
        raise ValueError("a server's key does not belong into its address: set it in TROUBADOUR_HF_KEYS")
    return text.rstrip("/")
