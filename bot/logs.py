"""The log: lines of text or lines of JSON, on stderr, without secrets.

Prompts and answers are never logged. The filters here remove tokens that get into a message.
"""

import json
import logging
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Literal

from core.domain.request_id import REQUEST_ID
from core.text.redaction import REDACTED, RedactingFilter

logger = logging.getLogger(__name__)

_SHORTEST_SECRET = 4
"""A shorter secret could also be a part of ordinary words."""


class SecretsFilter(logging.Filter):
    """Removes the operator's own secrets from a record, whatever their form. Add it after `RedactingFilter`."""

    def __init__(self, secrets: Sequence[str]) -> None:
        super().__init__()
        self._secrets = sorted((secret for secret in secrets if len(secret) >= _SHORTEST_SECRET), key=len, reverse=True)

    def filter(self, record: logging.LogRecord) -> bool:
        for secret in self._secrets:
            record.msg = str(record.msg).replace(secret, REDACTED)
            record.exc_text = record.exc_text and record.exc_text.replace(secret, REDACTED)
        return True


class JsonLines(logging.Formatter):
    """Formats a record as a JSON object: `time` (ISO, UTC), `level`, `logger`, `message`, `request` within the work for
    a request, `error` for a traceback."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if request := REQUEST_ID.get():
            line["request"] = request
        if record.exc_text:
            line["error"] = record.exc_text
        return json.dumps(line, ensure_ascii=False)


class TextLines(logging.Formatter):
    """Formats a record as a line for people, with the id of the request that it belongs to."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s%(request)s: %(message)s", "%Y-%m-%d %H:%M:%S")

    def format(self, record: logging.LogRecord) -> str:
        request = REQUEST_ID.get()
        record.request = f" [{request}]" if request else ""
        return super().format(record)


def set_up_logs(level: str, format_: Literal["text", "json", "auto"], secrets: Sequence[str]) -> None:
    """Sends the log to stderr, instead of any earlier set-up. `auto` is text for a terminal and JSON for a program."""
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(RedactingFilter())
    handler.addFilter(SecretsFilter(secrets))
    is_json = format_ == "json" or (format_ == "auto" and not sys.stderr.isatty())
    handler.setFormatter(JsonLines() if is_json else TextLines())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    logger.debug("prompts, answers and tokens are left out of the log, also at this level")
