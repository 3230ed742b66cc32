"""Sentences that explain Slack's errors and say how to solve them."""

from collections.abc import Mapping

from adapters.slack.outbound.api_client import NOT_IN_CONVERSATION, TOKEN_GONE, SlackApiError
from core.domain.sentences import Sentence, say

_SENTENCES: Mapping[str, str] = {
    **dict.fromkeys(NOT_IN_CONVERSATION, "slack-not-in-conversation"),
    "is_archived": "slack-archived",
    "messages_tab_disabled": "slack-messages-tab-off",
    **dict.fromkeys(TOKEN_GONE, "slack-token-revoked"),
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
    if error.forbidden:
        return say("slack-not-allowed-here")
    if error.code.startswith(("file_uploads", "file_upload_", "file_type")):
        return say("slack-files-not-allowed", code=error.code)
    return say(_SENTENCES.get(error.code, "slack-refused"), **_code(error))


def _code(error: SlackApiError) -> dict[str, str]:
    return {} if error.code in _SENTENCES else {"code": error.code}
