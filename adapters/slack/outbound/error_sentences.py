"""Sentences that explain Slack's errors and say how to solve them."""

from collections.abc import Mapping

from adapters.slack.outbound.api_client import SlackApiError
from core.domain.sentences import Sentence, say

CANVAS, EXTERNAL = "canvas:", "external:"
"""In the locator of an attachment: a file whose bytes Slack does not give, because it is a canvas or lies with another
service."""
UNREADABLE_FILES: Mapping[str, str] = {CANVAS: "slack-canvas-unreadable", EXTERNAL: "slack-file-elsewhere"}
"""The sentences that explain these files."""
NOT_IN_CONVERSATION = frozenset(
    {"not_in_channel", "channel_not_found", "no_permission", "user_not_in_channel", "not_authorized"}
)
"""Codes that mean that the bot is not in the conversation."""
_SENTENCES: Mapping[str, str] = {
    **dict.fromkeys(NOT_IN_CONVERSATION, "slack-not-in-conversation"),
    "is_archived": "slack-archived",
    "messages_tab_disabled": "slack-messages-tab-off",
    "token_revoked": "slack-token-revoked",
    "token_expired": "slack-token-revoked",
    "account_inactive": "slack-token-revoked",
    "invalid_auth": "slack-token-revoked",
    "not_authed": "slack-token-revoked",
    "storage_limit_reached": "slack-storage-full",
    "file_not_shared": "slack-file-not-shared",
    "ratelimited": "slack-too-busy",
    "rate_limited": "slack-too-busy",
    "message_limit_exceeded": "slack-too-busy",
}


def error_sentence(error: SlackApiError) -> Sentence:
    """The reason for an error, and what helps."""
    if error.code == "missing_scope":
        return say("slack-missing-scope", scope=error.needed_scope or "chat:write")
    if error.code.startswith("restricted_action") or error.code == "ekm_access_denied":
        return say("slack-not-allowed-here")
    if error.code.startswith(("file_uploads", "file_upload_", "file_type")):
        return say("slack-files-not-allowed", code=error.code)
    return say(_SENTENCES.get(error.code, "slack-refused"), **_code(error))


def _code(error: SlackApiError) -> dict[str, str]:
    return {} if error.code in _SENTENCES else {"code": error.code}
