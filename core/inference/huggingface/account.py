"""The token's account and permissions, from the Hub's `whoami`, which spends nothing."""

from dataclasses import dataclass
from typing import Any

from core.inference.huggingface.credentials import Credentials
from core.inference.huggingface.json_bodies import parse_body
from core.inference.huggingface.transport import HttpRequest, Transport

INFERENCE_PERMISSION = "inference.serverless.write"
"""The permission that a fine-grained token needs for requests to Inference Providers."""
ENDPOINTS_PERMISSION = "inference.endpoints.infer.write"
"""The permission that it needs for dedicated Inference Endpoints."""


@dataclass(frozen=True, kw_only=True)
class Account:
    """The account of a token. `role` is `read`, `write` or `fineGrained`. `permissions` are those of a fine-grained
    token, each with the entity it is limited to, if any. `may_infer` says whether the token may use Inference
    Providers, `may_use_endpoints` dedicated endpoints. `orgs` can be billed. `can_pay` is None if the Hub does not
    say whether there is a means of payment."""

    name: str
    token_name: str
    role: str
    is_pro: bool
    permissions: tuple[str, ...]
    may_infer: bool
    may_use_endpoints: bool
    orgs: tuple[str, ...]
    can_pay: bool | None = None


async def whoami(transport: Transport, credentials: Credentials) -> Account:
    """Fetches the account. Raises as `Transport.send` and `HttpResponse.read`, and ValueError for an invalid answer."""
    url = f"{credentials.hub.rstrip('/')}/api/whoami-v2"
    async with transport.send(HttpRequest(method="GET", url=url, provider="Hugging Face")) as response:
        return read_account(parse_body(await response.read(1_000_000)))


def read_account(value: Any) -> Account:
    """Reads the body of `/api/whoami-v2`. Raises ValueError."""
    if not isinstance(value, dict) or not isinstance(value.get("name"), str):
        raise ValueError("whoami did not say who")  # noqa: TRY004 - the response is wrong, not the argument
    token = _dict(_dict(value.get("auth")).get("accessToken"))
    role = str(token.get("role") or "")
    fine = _dict(token.get("fineGrained"))
    permissions = dict.fromkeys(_strings(fine.get("global")), "")
    scopes = fine.get("scoped")
    for scope in map(_dict, scopes if isinstance(scopes, list) else ()):
        entity = str(_dict(scope.get("entity")).get("name") or "")
        for name in _strings(scope.get("permissions")):
            permissions.setdefault(name, entity)
    named = value.get("orgs")
    orgs = named if isinstance(named, list) else []
    is_fine = role == "fineGrained"
    return Account(
        name=value["name"],
        token_name=str(token.get("displayName") or ""),
        role=role,
        is_pro=bool(value.get("isPro")),
        permissions=tuple(f"{name} for {entity}" if entity else name for name, entity in permissions.items()),
        may_infer=not is_fine or INFERENCE_PERMISSION in permissions,
        may_use_endpoints=not is_fine or ENDPOINTS_PERMISSION in permissions,
        orgs=tuple(_strings([_dict(org).get("name") for org in orgs])),
        can_pay=value["canPay"] if isinstance(value.get("canPay"), bool) else None,
    )


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _strings(value: Any) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []
