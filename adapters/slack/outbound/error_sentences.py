"""What Slack's refusals mean to whoever asked: one sentence, with the way out."""

from collections.abc import Mapping

from adapters.slack.outbound.api_client import Refusal
from core.domain.sentences import Sentence, say

OUTSIDE = frozenset({"not_in_channel", "channel_not_found", "no_permission", "user_not_in_channel", "not_authorized"})
"""The bot is not in the conversation."""
_SENTENCES: Mapping[str, str] = {
    **dict.fromkeys(OUTSIDE, "slack-not-in-conversation"),
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


def explained(refusal: Refusal) -> Sentence:
    """Why it could not be done, and what helps."""
    if refusal.error == "missing_scope":
        return say("slack-missing-scope", scope=refusal.needed or "chat:write")
    if refusal.error.startswith("restricted_action") or refusal.error == "ekm_access_denied":
        return say("slack-not-allowed-here")
    if refusal.error.startswith(("file_uploads", "file_upload_", "file_type")):
        return say("slack-files-not-allowed", code=refusal.error)
    return say(_SENTENCES.get(refusal.error, "slack-refused"), **_code(refusal))


def _code(refusal: Refusal) -> dict[str, str]:
    return {} if refusal.error in _SENTENCES else {"code": refusal.error}
