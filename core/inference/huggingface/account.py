"""Whose token it is and what it may do: the Hub's `whoami`, which spends nothing."""

import json
from dataclasses import dataclass
from typing import Any

from core.inference.huggingface.credentials import Credentials
from core.inference.huggingface.transport import Call, Transport

INFERENCE = "inference.serverless.write"
"""The permission that a fine-grained token needs to call Inference Providers."""


@dataclass(frozen=True, kw_only=True)
class Account:
    """`may_infer` is whether the token may call Inference Providers; `orgs` can be billed."""

    name: str
    token_name: str
    role: str
    is_pro: bool
    may_infer: bool
    orgs: tuple[str, ...]


async def whoami(transport: Transport, credentials: Credentials) -> Account:
    """Raises what `Transport.send` and `Answer.whole` raise, and ValueError for an answer that is none."""
    url = f"{credentials.hub.rstrip('/')}/api/whoami-v2"
    async with transport.send(Call(method="GET", url=url, provider="Hugging Face")) as answer:
        return read_account(json.loads(await answer.whole(1_000_000)))


def read_account(value: Any) -> Account:
    """Reads the answer of `/api/whoami-v2`. Raises ValueError."""
    if not isinstance(value, dict) or not isinstance(value.get("name"), str):
        raise ValueError("whoami did not say who")  # noqa: TRY004 - what was sent is wrong, not what was passed
    token = _dict(_dict(value.get("auth")).get("accessToken"))
    role = str(token.get("role") or "")
    fine = _dict(token.get("fineGrained"))
    permissions = set(_strings(fine.get("global")))
    for scope in fine.get("scoped") or ():
        permissions.update(_strings(_dict(scope).get("permissions")))
    return Account(
        name=value["name"],
        token_name=str(token.get("displayName") or ""),
        role=role,
        is_pro=bool(value.get("isPro")),
        may_infer=role != "fineGrained" or INFERENCE in permissions,
        orgs=tuple(_strings([_dict(org).get("name") for org in value.get("orgs") or ()])),
    )


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _strings(value: Any) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []
