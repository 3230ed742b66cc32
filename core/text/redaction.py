"""Redaction of secrets in logs.

Every pattern runs in linear time: it begins at a literal or after a boundary, and a repetition is either at its end or
bounded.
"""

import logging
import re
import traceback
from typing import Final

REDACTED: Final = "**REDACTED**"

_WHOLE = re.compile(
    r"""
      (?<![A-Za-z0-9])hf_[A-Za-z0-9]{8,}                                # Hugging Face
    | (?<![A-Za-z0-9])api_org_[A-Za-z0-9]{8,}                           # Hugging Face, organisations
    | xox[a-z](?:\.xox[a-z])?-[A-Za-z0-9-]{6,}                          # Slack: bot, user, refresh tokens
    | xapp-[A-Za-z0-9-]{6,}                                             # Slack: app-level tokens
    | (?<![\w-])sk-[\w-]{16,}                                           # OpenAI-compatible servers
    | (?<![\w-])mfa\.[\w-]{20,}                                         # Discord, accounts
    | (?<![\w.-])[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}                   # Discord, bots: id . time . signature
    | (?<![\w-])eyJ[\w-]{4,}\.[\w-]{4,}\.[\w-]*                         # JSON web tokens
    """,
    re.VERBOSE | re.ASCII,
)

# The first group stays, the second goes.
_PREFIXED: Final = tuple(
    re.compile(pattern, re.IGNORECASE | re.ASCII)
    for pattern in (
        r"\b(bearer[ \t]{1,8})([\w.~+/=-]{6,})",
        r"\b(authorization[\"']?[ \t]{0,8}[:=][ \t]{0,8}[\"']?(?:[a-z]{1,20}[ \t]{1,8})?)([^\s\"',]+)",
        r"(://)([^\s/?#\"'<>]*)(?=@)",
        # Tokens of webhooks and interactions are part of the path.
        r"(/(?:webhooks|interactions)/\d{5,20}/)([\w-]{8,})",
        r"(hooks\.slack\.com/[a-z]{1,20}/)([\w/-]+)",
        # Input that pydantic rejects may be a question, or an address with a token in it.
        r"(\[type=\w{1,60}, input_value=)(.{0,500})(?=, input_type=\w{1,60}\])",
    )
)

_PARAMETER = re.compile(r"([?&;#])([\w.\[\]-]{1,64})=([^&;\s#\"'<>]+)", re.ASCII)
_ASSIGNMENT = re.compile(
    r"(?<![\w-])((?:[a-z0-9]{1,20}[_-]){0,3}(?:token|secret|password|passwd|api_?key|cookie)"
    r"[\"']?[ \t]{0,4}[:=][ \t]{0,4}[\"']?)([^\s\"'&,;)}\]]{6,})",
    re.IGNORECASE | re.ASCII,
)
_SECRET_NAME = re.compile(r"token|secret|passw|key|auth|sig|credential|code", re.IGNORECASE)


def redact(text: str) -> str:
    """Replaces tokens, credentials in addresses and secret parameters by `**REDACTED**`."""
    text = _WHOLE.sub(REDACTED, text)
    for pattern in _PREFIXED:
        text = pattern.sub(rf"\1{REDACTED}", text)
    text = _PARAMETER.sub(_parameter, text)
    return _ASSIGNMENT.sub(rf"\1{REDACTED}", text)


def _parameter(match: re.Match[str]) -> str:
    sign, name, value = match.groups()
    return f"{sign}{name}={REDACTED if _SECRET_NAME.search(name) else value}"


class RedactingFilter(logging.Filter):
    """Redacts a record: its message with its arguments, its traceback, its stack and its extra strings.

    Add it to handlers: a logger's filters do not see records of the loggers below it. The traceback is kept only as
    redacted text, so that no formatter can render the original.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = self._message(record)
        record.args = None
        if record.exc_info and not record.exc_text:
            record.exc_text = "".join(traceback.format_exception(*record.exc_info)).rstrip("\n")
        record.exc_info = None
        for name, value in vars(record).items():
            if isinstance(value, str):
                setattr(record, name, redact(value))
        return True

    @staticmethod
    def _message(record: logging.LogRecord) -> str:
        try:
            return record.getMessage()
        except (TypeError, ValueError, KeyError):
            # Logging would print the arguments to stderr, unredacted.
            return f"{record.msg} {record.args!r}"
