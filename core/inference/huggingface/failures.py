"""Error responses, parsed and turned into one sentence with its fix.

Bodies come in many shapes: `error` as a string (the router for 401, 402, 403, 410; Text Generation Inference) or as an
object with `message` and `code` (the router for 400; OpenAI-compatible servers), `detail` (FastAPI, Replicate, fal),
`message`, `errors`, plain text (422 of Rust servers), HTML (proxies). HTML tells users nothing and is ignored.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypedDict

from core.domain.errors import BadInput, LimitReached, ModelUnavailable, PromptTooLong, TokenRejected, UserError
from core.domain.sentences import CommandName, ModelName, Quote, Value
from core.inference.engine import Remaining
from core.inference.huggingface.transport import HttpStatusError

PERMISSION_PAGE = (
    "https://huggingface.co/settings/tokens/new?ownUserPermissions=inference.serverless.write&tokenType=fineGrained"
)
BILLING_PAGE = "https://huggingface.co/settings/billing"
RETRYABLE_STATUSES = frozenset({408, 425, 500, 502, 503, 504})
"""Statuses after which the same request can succeed. After 429 the wait is the one that the server asks for."""
_STREAM_STATUSES = {"overloaded": 429, "validation": 422}
"""Text Generation Inference's names for some errors in the middle of a stream, which have no status."""
_LONGEST_MESSAGE = 300
_UNSUPPORTED = re.compile(
    r"model_not_supported|model_not_found|not supported by (any )?provider|does(n't| not) support|"
    r"model .{0,120}(not found|does not exist|is not supported|unavailable)|unknown model|deprecated",
    re.IGNORECASE | re.DOTALL,
)
_CONTENT = re.compile(
    r"content[ _-]?(management )?(policy|filter|moderation)|nsfw|safety (system|checker|filter)|moderation|"
    r"inappropriate|flagged|(unsafe|sensitive|explicit) content|violates? (our|the) (usage|content|safety)",
    re.IGNORECASE,
)
_GATED = re.compile(r"gated|access to (this )?model|accept the (conditions|license|terms)|restricted", re.IGNORECASE)
_LONG = re.compile(
    r"context length|too (long|many tokens)|maximum .{0,40}tokens|must be <=|input length", re.IGNORECASE
)


class _Names(TypedDict):
    model: ModelName
    provider: Value


@dataclass(frozen=True, kw_only=True)
class UpstreamFailure:
    """An error response. `message` is the server's text without markup, perhaps empty. `parameter` is the part of the
    request that it names, if any. `wait` is the wait in seconds that it asks for. `loading` says that the model is
    being loaded."""

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
        estimate = value.get("estimated_time") if isinstance(value, dict) else None
        seconds = float(estimate) if isinstance(estimate, int | float) and 0 <= estimate < 1e6 else None
        code = _code(value)
        return cls(
            status=status or _status(value) or _STREAM_STATUSES.get(code, 500),
            message=_message(value)[:_LONGEST_MESSAGE].strip(),
            code=code,
            parameter=_parameter(value),
            wait=seconds,
            loading=seconds is not None,
        )

    @property
    def transient(self) -> bool:
        """True if the same request may succeed a moment later."""
        return self.status in RETRYABLE_STATUSES or self.overloaded

    @property
    def overloaded(self) -> bool:
        """True if the server has too many requests, with or without the status for it."""
        return self.status == 429 or self.code in ("overloaded", "rate_limit_exceeded", "too_many_requests")

    @property
    def about_content(self) -> bool:
        """True if the request or the result breaks the provider's content rules."""
        return self.status < 500 and bool(_CONTENT.search(f"{self.code} {self.message}"))

    @property
    def unsupported(self) -> bool:
        """True if this route can never reach the model, whatever the request."""
        if self.status in (404, 405, 410):
            return True
        return self.status in (400, 403, 422) and bool(_UNSUPPORTED.search(f"{self.code} {self.message}"))

    def mentions(self, option: str) -> bool:
        """True if the server rejects this option of the request."""
        said = f"{self.parameter} {self.message}"
        return self.status in (400, 422) and bool(re.search(rf"\b{re.escape(option)}\b", said))

    def error(self, model: str, provider: Value, *, longest_wait: float = 60.0) -> UserError:
        """The error with its sentence for the asker. `ModelUnavailable` if another model may answer."""
        names: _Names = {"model": ModelName(name=model), "provider": provider}
        said = Quote(text=self.message or f"HTTP {self.status}")
        if self.about_content:
            return BadInput("huggingface-content-refused", provider=provider)
        match self.status:
            case 401:
                return TokenRejected(
                    "huggingface-token-refused", kind="unknown", provider=provider, page=PERMISSION_PAGE
                )
            case 402:
                return ModelUnavailable(
                    "huggingface-credits-used-up", kind="credits", provider=provider, page=BILLING_PAGE
                )
            case 403 if _GATED.search(self.message):
                page = f"https://huggingface.co/{model}"
                return ModelUnavailable("huggingface-model-gated", kind="gated", page=page, **names)
            case 403 if not self.unsupported:
                return TokenRejected(
                    "huggingface-not-permitted", kind="not_permitted", provider=provider, page=PERMISSION_PAGE
                )
            case 410:
                return ModelUnavailable("huggingface-model-gone", kind="gone", **names)
            case 413:
                return BadInput("huggingface-too-large", **names)
        if self.unsupported:
            return ModelUnavailable("huggingface-model-not-served", kind="not_served", **names)
        if self.overloaded:
            seconds = longest_wait if self.wait is None else self.wait
            return LimitReached("huggingface-too-many", seconds=seconds, wait=max(1, round(seconds)), **names)
        if self.loading:
            return ModelUnavailable("huggingface-still-loading", **names)
        if self.status in (408, 504):
            return ModelUnavailable("huggingface-too-slow", **names)
        if self.status >= 500:
            return ModelUnavailable("huggingface-broken", kind="broken", said=said, **names)
        if _LONG.search(self.message):
            return PromptTooLong("huggingface-too-long", reset=CommandName(name="troubadour reset"), **names)
        if self.status in (400, 422):
            return BadInput("huggingface-input-refused", said=said, **names)
        return ModelUnavailable("huggingface-refused", kind="refused", said=said, **names)


def _value(refused: HttpStatusError) -> object:
    text = refused.body.decode("utf-8", errors="replace").strip()
    try:
        return json.loads(text)
    except ValueError:
        is_markup = text.startswith("<") or "html" in refused.headers.get("content-type", "")
        return "" if is_markup else text


def _message(value: object) -> str:
    """The first sentence in a body, searched in the usual places."""
    match value:
        case str():
            return " ".join(value.split())
        case list():
            return "; ".join(filter(None, (_message(item) for item in value)))
        case dict():
            for name in ("error", "message", "msg", "detail", "errors", "error_description", "title"):
                if name in value and (found := _message(value[name])):
                    where = value.get("loc")
                    path = ".".join(str(step) for step in where) if isinstance(where, list) else ""
                    return f"{path}: {found}" if path else found
    return ""


def _code(value: object) -> str:
    if not isinstance(value, dict):
        return ""
    inner = value.get("error")
    for place in (inner, value):
        if isinstance(place, dict):
            for name in ("code", "error_type", "type"):
                if isinstance(place.get(name), str):
                    return str(place[name])
    return ""


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
