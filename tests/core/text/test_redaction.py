import io
import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from core.domain.request import Place
from core.text.redaction import REDACTED, RedactingFilter, redact

# They have the form of real tokens and are assembled here so that no scanner reports this file as a leak.
SECRETS = {
    "hugging face": "hf_" + "aB3" * 11,
    "slack bot": "xoxb-" + "123456789012-" * 2 + "abcDEF",
    "slack app": "xapp-" + "1-A012-345-" + "f" * 32,
    "discord": "M" + "Tk4" * 8 + "." + "Cl2FMQ" + "." + "z" * 30,
    "openai-compatible": "sk-" + "proj_" + "x1" * 12,
    "web token": "eyJ" + "hbGciOi" + "." + "eyJzdWIi" + "JIUzI1NiIs" + "." + "sig-_na",
}


@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS.keys())
@given(before=st.text("ab :=\"'/([{<\n", max_size=8), after=st.text(" \"'\n)]}>,;&", max_size=8))
def test_a_token_is_redacted_whatever_stands_around_it(secret: str, before: str, after: str) -> None:
    before = before + " " if before[-1:].isalnum() else before

    assert secret not in redact(f"{before}{secret}{after}")


@pytest.mark.parametrize(
    ("line", "redacted"),
    [
        ("Authorization: Bearer abc.def-123", f"Authorization: Bearer {REDACTED}"),
        ("{'Authorization': 'Bot secret123'}", f"{{'Authorization': 'Bot {REDACTED}'}}"),
        ("redis://user:p@ss@cache:6379/0", f"redis://{REDACTED}@cache:6379/0"),
        ("https://x.org/a?room=1&token=abc&n=2", f"https://x.org/a?room=1&token={REDACTED}&n=2"),
        ("https://x.org/?X-Amz-Signature=abc#top", f"https://x.org/?X-Amz-Signature={REDACTED}#top"),
        ("PATCH /webhooks/123456789/aW50ZXJhY3Rpb24/messages", f"PATCH /webhooks/123456789/{REDACTED}/messages"),
        ("https://hooks.slack.com/commands/T1/2/abc", f"https://hooks.slack.com/commands/{REDACTED}"),
        ('"api_key": "abcdef123"', f'"api_key": "{REDACTED}"'),
        ("SLACK_APP_TOKEN=abcdef123 next", f"SLACK_APP_TOKEN={REDACTED} next"),
    ],
)
def test_credentials_go_and_the_rest_of_the_line_stays(line: str, redacted: str) -> None:
    assert redact(line) == redacted


@pytest.mark.parametrize(
    "line",
    [
        "12 tokens in 0.3 s, seed=42",
        "https://huggingface.co/org/name?revision=main",
        "mail bob@example.com about version 1.2.3",
        "basic understanding of bearers",
    ],
)
def test_ordinary_lines_stay(line: str) -> None:
    assert redact(line) == line


@given(st.text())
def test_redacting_is_idempotent(text: str) -> None:
    assert redact(redact(text)) == redact(text)


@pytest.mark.parametrize(
    "unit",
    [
        *("a.", "eyJa", "hf_", "://", "?token", "bearer ", "x-", "a" * 28 + ".", "token_", "=", "https://a"),
        "[type=a, input_value=",
    ],
)
@pytest.mark.timeout(20)
def test_long_hostile_lines_take_linear_time(unit: str) -> None:
    redact(unit * (1_000_000 // len(unit)))


def test_input_values_in_validation_errors_are_redacted() -> None:
    with pytest.raises(ValidationError) as refused:
        Place.model_validate({"channel": "foxes", "token": "aW50ZXJh"})
    assert "foxes" in str(refused.value)
    told = redact(str(refused.value))
    assert "foxes" not in told
    assert "aW50ZXJh" not in told
    assert "platform\n  Field required [type=missing, input_value=**REDACTED**, input_type=dict]" in told


class OwnFormatter(logging.Formatter):
    """A formatter that renders the exception itself, as JSON formatters do."""

    def format(self, record: logging.LogRecord) -> str:
        return f"{super().format(record)} {record.exc_info}"


def test_no_formatter_gets_at_the_original_exception() -> None:
    record = logging.makeLogRecord({"msg": "x", "exc_info": (ValueError, ValueError(SECRETS["slack bot"]), None)})

    assert RedactingFilter().filter(record)
    assert SECRETS["slack bot"] not in OwnFormatter().format(record)
    assert f"ValueError: {REDACTED}" in OwnFormatter().format(record)


def test_a_filter_redacts_message_arguments_traceback_and_extras() -> None:
    secret = SECRETS["hugging face"]
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(message)s %(place)s"))
    handler.addFilter(RedactingFilter())
    logger = logging.getLogger("tests.redaction")
    logger.addHandler(handler)
    logger.propagate = False

    try:
        int(f"not a number: {secret}")
    except ValueError:
        logger.exception("login %s failed %d times", secret, 3, extra={"place": f"at {secret}"}, stack_info=True)
    logger.warning({"token": secret}, extra={"place": ""})
    logger.warning("%d arguments do not fit", secret, extra={"place": ""})

    written = stream.getvalue()
    assert secret not in written
    assert f"login {REDACTED} failed 3 times" in written
    assert "Traceback" in written
    assert f"not a number: {REDACTED}" in written
