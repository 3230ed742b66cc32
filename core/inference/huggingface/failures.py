"""Error responses, parsed and turned into one sentence with its fix.

Bodies come in many shapes: `error` as a string (the router for 401, 402, 403, 410; Text Generation Inference) or as an
object with `message` and `code` (the router for 400; OpenAI-compatible servers), `detail` (FastAPI, Replicate, fal),
`message`, `errors`, plain text (422 of Rust servers), HTML (proxies). HTML tells users nothing and is ignored.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypedDict

from core.domain.errors import BadInput, LimitReached, ModelUnavailable, PromptTooLong, TokenRejected, UserError
from core.domain.sentences import CommandName, ModelName, Quote, Value
from core.inference.huggingface.json_bodies import parse_body, with_valid_unicode
from core.inference.huggingface.transport import HttpStatusError
from core.inference.outputs import Remaining
from core.text.redaction import redact

PERMISSION_PAGE = (
    "https://huggingface.co/settings/tokens/new?ownUserPermissions=inference.serverless.write&tokenType=fineGrained"
)
BILLING_PAGE = "https://huggingface.co/settings/billing"
RETRYABLE_STATUSES = frozenset({408, 425, 500, 502, 503, 504})
"""Statuses after which the same request can succeed. After 429 the wait is the one that the server asks for."""
_STREAM_STATUSES = {"overloaded": 429, "validation": 422}
"""Text Generation Inference's names for some errors in the middle of a stream, which have no status."""
_LONGEST_MESSAGE = 300
_DEEPEST_MESSAGE = 10

Verdict = Literal[
    "unpaid",  # nobody pays
    "account",  # the provider has restricted the account
    "region",  # not offered in the country of the machine
    "content",  # the request or the result breaks the provider's rules
    "gated",  # the model's owner has not given access
    "key",  # no key, or an unknown one
    "permission",  # the key does not permit this
    "gone",  # the model was removed
    "no_template",  # the server has no chat template for the model
    "not_served",  # the server does not have the model, or not this route
    "overloaded",  # too many requests
    "too_long",  # more than fits into the model's context
    "too_large",  # more bytes than the server takes
    "loading",  # the model is being loaded
    "slow",  # the server gave up waiting
    "broken",  # an error of the server's own
    "input",  # the server cannot use the request, for a reason that only its message tells
    "refused",  # anything else
]
"""The meaning of an error response."""

_UNPAID_CODES = frozenset({"insufficient_quota", "insufficient_balance", "billing_hard_limit_reached"})
_OVERLOADED_CODES = frozenset(
    {"overloaded", "rate_limit_exceeded", "rate_limit_error", "too_many_requests", "resource_exhausted"}
)
_TOO_LONG_CODES = frozenset({"context_length_exceeded", "exceed_context_size_error", "string_above_max_length"})
_ACCOUNT = re.compile(
    r"\baccount\b.{0,60}\b(flagged|suspended|disabled|banned|blocked|locked|deactivated|restricted)|"
    r"account_(deactivated|suspended)",
    re.IGNORECASE,
)
_REGION = re.compile(
    r"unsupported_country|\b(country|region|territory|location)\b.{0,60}\b(not|un)[ -]?(supported|available|allowed)|"
    r"\bnot (available|supported|allowed|offered)\b.{0,40}\b(country|region|territory|location)\b",
    re.IGNORECASE,
)
_CONTENT = re.compile(
    r"content[ _-]?(management )?(policy|filter|moderation)|nsfw|safety (system|checker|filter)|moderation|"
    r"inappropriate|flagged|(unsafe|sensitive|explicit) content|violates? (our|the) (usage|content|safety)",
    re.IGNORECASE,
)
_GATED = re.compile(r"gated|access to (this )?model|accept the (conditions|license|terms)|restricted", re.IGNORECASE)
_KEY = re.compile(r"\bapi[ _]key\b.{0,20}\b(not|in)[ ]?valid|\b(invalid|incorrect|no) api[ _]key\b", re.IGNORECASE)
_NO_TEMPLATE = re.compile(r"chat[ _]template|template[ _](error|not found)", re.IGNORECASE)
_NO_MODEL = re.compile(
    r"model_not_|model[ _]not[ _](found|supported|available|loaded)|invalid[ _]model|not a valid model|"
    r"(unknown|no such|nonexistent) model|no models? (are |is )?loaded|unable to access model|"
    r"\bmodels?\b.{0,120}\b(not found|not exist|does(n't| not) exist|no longer (available|supported|served))|"
    r"\bmodels?\b.{0,120}\bis not (supported|available|deployed|loaded|served)|allowed now\b.{0,20}\bmodel\b",
    re.IGNORECASE | re.DOTALL,
)
"""A model that a server does not have, whatever the status."""
_UNSUPPORTED = re.compile(
    r"not supported by (any )?provider|does(n't| not) support|\bmodel\b.{0,120}\bunavailable|deprecated",
    re.IGNORECASE | re.DOTALL,
)
"""The same in words that also describe passing errors, so that they count with the status of a refusal only."""
_LONG = re.compile(
    r"context[ _-]?(length|size|window)|too (long|many tokens)|maximum .{0,40}tokens|input length|"
    r"\b(inputs|tokens|prompt)\b.{0,60}\bmust (be <=|have less than)|reduce the length|"
    r"request too large.{0,120}\btokens",
    re.IGNORECASE | re.DOTALL,
)
_LOADING = re.compile(r"\bloading model\b|\bmodel\b.{0,120}\b(is|still) (currently )?loading\b", re.IGNORECASE)
_PRIVATE = re.compile(
    r"""
      \w://                                                # an address
    | \b(?:\d{1,3}\.){3}\d{1,3}\b | \blocalhost\b
    | \b[\w-]+(?:\.[\w-]+)*:\d{2,5}\b                    # a host and its port, or a file and its line
    | \[[0-9a-f]*:[0-9a-f:]+\]
    | (?<![\w.])~?/[\w.@~-]+/ | \b[a-z]:\\                # a path
    | \bFile\ "
    | \b\w*(?:signature|credential|secret|token|api_?key)\w*\ ?=
    | (?<!\w)(?=\w*\d)(?=\w*[a-z])\w{32,}                    # a key or a signature
    """,
    re.IGNORECASE | re.VERBOSE | re.ASCII,
)
"""Parts of a server's text that only its operator may see."""


class _Names(TypedDict):
    model: ModelName
    provider: Value


@dataclass(frozen=True, kw_only=True)
class UpstreamFailure:
    """An error response. `message` is the server's text without markup, perhaps empty. `code` is its name for the
    error. `parameter` is the part of the request that it names, if any. `wait` is the wait in seconds that it asks
    for."""

    status: int
    message: str = ""
    code: str = ""
    parameter: str = ""
    wait: float | None = None
    loading: bool = False

    @classmethod
    def read(cls, refused: HttpStatusError) -> "UpstreamFailure":
        """Parses a response with an error status."""
        failure = cls.understand(_value(refused), refused.status)
        wait = _retry_after(refused.headers)
        return failure if wait is None else replace(failure, wait=wait)

    @classmethod
    def understand(cls, value: object, status: int | None = None) -> "UpstreamFailure":
        """Parses an error body. Without a status, it came in the middle of a stream."""
        value = with_valid_unicode(value)
        value = value[0] if isinstance(value, list) and value and isinstance(value[0], dict) else value
        estimate = value.get("estimated_time") if isinstance(value, dict) else None
        seconds = float(estimate) if isinstance(estimate, int | float) and 0 <= estimate < 1e6 else None
        code, message = _code(value), _message(value)[:_LONGEST_MESSAGE].strip()
        return cls(
            status=status or _status(value) or _STREAM_STATUSES.get(code, 500),
            message=message,
            code=code,
            parameter=_parameter(value),
            wait=seconds,
            loading=seconds is not None,
        )

    @property
    def verdict(self) -> Verdict:
        """The meaning of the response. The first rule that fits decides."""
        said, status, is_refusal = f"{self.code} {self.message}", self.status, self.status < 500
        rules: tuple[tuple[bool, Verdict], ...] = (
            (status == 402 or self.code in _UNPAID_CODES, "unpaid"),
            (is_refusal and bool(_ACCOUNT.search(said)), "account"),
            (is_refusal and bool(_REGION.search(said)), "region"),
            (is_refusal and bool(_CONTENT.search(said)), "content"),
            (status in (401, 403) and "model_not" not in self.code and bool(_GATED.search(said)), "gated"),
            ("gated repo" in said, "gated"),
            (status == 401 or (is_refusal and bool(_KEY.search(said))), "key"),
            (status == 410, "gone"),
            (bool(_NO_TEMPLATE.search(said)), "no_template"),
            (self.loading or (status == 503 and bool(_LOADING.search(said))), "loading"),
            (status in (404, 405, 501) or self.parameter == "model" or bool(_NO_MODEL.search(said)), "not_served"),
            (status in (400, 403, 422) and bool(_UNSUPPORTED.search(said)), "not_served"),
            (status == 403, "permission"),
            (self.code in _TOO_LONG_CODES or (status != 429 and bool(_LONG.search(self.message))), "too_long"),
            (status == 413, "too_large"),
            (status in (429, 529) or self.code.lower() in _OVERLOADED_CODES, "overloaded"),
            (status in (408, 504, 524), "slow"),
            (status >= 500, "broken"),
            (status in (400, 422), "input"),
        )
        return next((verdict for is_so, verdict in rules if is_so), "refused")

    @property
    def transient(self) -> bool:
        """True if the same request may succeed a moment later."""
        verdict = self.verdict
        return verdict == "overloaded" or (
            self.status in RETRYABLE_STATUSES and verdict in ("slow", "broken", "loading", "refused")
        )

    @property
    def is_alive(self) -> bool:
        """True if the server works, although it refused the request."""
        return self.status < 500 or self.verdict in ("loading", "overloaded", "not_served", "no_template", "too_long")

    def mentions(self, option: str) -> bool:
        """True if the server rejects this option of the request."""
        said = f"{self.parameter} {self.message}"
        return (
            self.status in (400, 422)
            and self.parameter != "model"
            and bool(re.search(rf"\b{re.escape(option)}\b", said))
        )

    def quote(self) -> Quote:
        """The server's text for users; only the status if the text shows addresses, paths, tokens or signatures."""
        hidden = not self.message or _PRIVATE.search(self.message) or redact(self.message) != self.message
        return Quote(text=f"HTTP {self.status}" if hidden else self.message)

    def error(self, model: str, provider: Value, *, own_key: bool = False) -> UserError:
        """The error with its sentence for the asker. `BadInput` if the request is at fault, otherwise another model may
        answer. `own_key` says that the server has a key of its own, or none."""
        names: _Names = {"model": ModelName(name=model), "provider": provider}
        match self.verdict:
            case "unpaid":
                return ModelUnavailable(
                    "huggingface-credits-used-up", kind="credits", provider=provider, page=BILLING_PAGE
                )
            case "account":
                return ModelUnavailable("huggingface-account-restricted", kind="account", **names)
            case "region":
                return ModelUnavailable("huggingface-not-in-region", kind="region", **names)
            case "content":
                return ContentRefused("huggingface-content-refused", provider=provider)
            case "gated":
                page = f"https://huggingface.co/{model.partition(':')[0]}"
                return ModelUnavailable("huggingface-model-gated", kind="gated", page=page, **names)
            case "key" | "permission" if own_key:
                kind: Literal["unknown", "not_permitted"] = "unknown" if self.verdict == "key" else "not_permitted"
                return TokenRejected("huggingface-key-refused", kind=kind, **names)
            case "key":
                return TokenRejected(
                    "huggingface-token-refused", kind="unknown", provider=provider, page=PERMISSION_PAGE
                )
            case "permission":
                return TokenRejected(
                    "huggingface-not-permitted", kind="not_permitted", provider=provider, page=PERMISSION_PAGE
                )
            case "gone":
                return ModelUnavailable("huggingface-model-gone", kind="gone", **names)
            case "no_template":
                return ModelUnavailable("huggingface-no-template", kind="no_template", **names)
            case "not_served":
                return ModelUnavailable("huggingface-model-not-served", kind="not_served", **names)
            case "overloaded":
                return TooManyRequests(model, provider, self.wait)
            case "too_long":
                return PromptTooLong("huggingface-too-long", reset=CommandName(name="troubadour reset"), **names)
            case "too_large":
                return TooLarge("huggingface-too-large", **names)
            case "loading":
                return ModelUnavailable("huggingface-still-loading", **names)
            case "slow":
                return ModelUnavailable("huggingface-too-slow", **names)
            case "broken":
                return ModelUnavailable("huggingface-broken", kind="broken", said=self.quote(), **names)
            case "input":
                return BadInput("huggingface-input-refused", said=self.quote(), **names)
        return ModelUnavailable("huggingface-refused", kind="refused", said=self.quote(), **names)


class ContentRefused(BadInput):
    """A provider's content rules forbid the request: it is sent to no other model."""


class TooLarge(BadInput):
    """The request has more bytes than the server takes."""


class TooManyRequests(LimitReached):
    """A server has too many requests, and takes one again after `seconds`; None is a server that does not tell."""

    def __init__(self, model: str, provider: Value, seconds: float | None) -> None:
        self.model = model
        self.provider = provider
        self.is_told = seconds is not None
        rest = seconds or 1.0
        super().__init__(
            "huggingface-too-many",
            seconds=rest,
            wait=max(1, round(rest)),
            model=ModelName(name=model),
            provider=provider,
        )


def _value(refused: HttpStatusError) -> object:
    text = refused.body.decode("utf-8", errors="replace").strip()
    if (value := parse_body(text)) is not None:
        return value
    is_markup = text.startswith("<") or "html" in refused.headers.get("content-type", "")
    return "" if is_markup else text


def _message(value: object, depth: int = 0) -> str:
    """The first sentence in a body, searched in the usual places."""
    if depth > _DEEPEST_MESSAGE:
        return ""
    match value:
        case str():
            return " ".join(value.split())
        case list():
            return "; ".join(filter(None, (_message(item, depth + 1) for item in value)))
        case dict():
            for name in ("error", "message", "msg", "detail", "errors", "error_description", "title"):
                if name in value and (found := _message(value[name], depth + 1)):
                    where = value.get("loc")
                    path = ".".join(str(step) for step in where) if isinstance(where, list) else ""
                    return f"{path}: {found}" if path else found
    return ""


def _code(value: object) -> str:
    if not isinstance(value, dict):
        return ""
    inner = value.get("error")
    named = [
        place[name]
        for place in (inner, value)
        if isinstance(place, dict)
        for name in ("code", "error_type", "type", "status")
        if isinstance(place.get(name), str)
    ]
    return next((code for code in named if not code.isdigit()), "")


def _parameter(value: object) -> str:
    """`param` of OpenAI's interface (https://platform.openai.com/docs/guides/error-codes)."""
    inner = value.get("error") if isinstance(value, dict) else None
    named = inner.get("param") if isinstance(inner, dict) else None
    return named if isinstance(named, str) else ""


def _status(value: object) -> int:
    """The status that an error in the middle of a stream names."""
    if not isinstance(value, dict):
        return 0
    for place in (value, value.get("error")):
        if isinstance(place, dict):
            for name in ("status", "status_code", "http_status_code", "code"):
                number = place.get(name)
                if isinstance(number, int) and 400 <= number < 600:
                    return number
    return 0


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """The wait that the headers ask for, in seconds: `Retry-After` in seconds or as a date (RFC 9110, section 10.2.3),
    otherwise the reset of an exhausted `RateLimit` (draft-ietf-httpapi-ratelimit-headers)."""
    after = headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d+(\.\d+)?", after):
        return float(after)
    if after:
        from datetime import UTC, datetime
        from email.utils import parsedate_to_datetime

        try:
            return max(0.0, (parsedate_to_datetime(after) - datetime.now(UTC)).total_seconds())
        except (ValueError, TypeError):
            return None
    left = remaining(headers)
    return left.seconds if left is not None and left.calls == 0 else None


def remaining(headers: Mapping[str, str]) -> Remaining | None:
    """The rest of the limit in `RateLimit` (draft-ietf-httpapi-ratelimit-headers); None without this header."""
    if "ratelimit" not in headers:
        return None
    from huggingface_hub.utils import parse_ratelimit_headers  # type: ignore[attr-defined]

    limits = parse_ratelimit_headers(headers)
    if limits is None:
        return None
    return Remaining(
        calls=limits.remaining,
        seconds=float(limits.reset_in_seconds),
        limit=limits.limit,
        window=limits.window_seconds,
    )
