"""Slack's numbers and names, from https://docs.slack.dev unless otherwise noted."""

ACKNOWLEDGE_SECONDS = 3.0
"""An event, a command or a click without an answer by then has failed (apis/events-api, interactivity)."""

TRIGGER_SECONDS = 3.0
"""The lifetime of a `trigger_id` (interactivity/handling-user-interaction)."""

RESPONSE_USES = 5
RESPONSE_SECONDS = 30 * 60.0
"""The lifetime of a `response_url` (interactivity/handling-user-interaction)."""

TEXT_CHARACTERS = 4_000
"""The limit of a message's text, escaped; beyond it people got `msg_too_long`, also for new messages
(seratch/ChatGPT-in-Slack#102)."""
MARKDOWN_CHARACTERS = 12_000
"""The limit of all Markdown in one message (reference/block-kit/blocks/markdown-block)."""
STREAM_CHARACTERS = 12_000
"""The limit of a streamed message; beyond it people got `msg_too_long` (CopilotKit/CopilotKit#6063)."""
STREAM_SECONDS = 300.0
"""Slack closes a stream after this time, active or not (slackapi/python-slack-sdk#1859)."""

MESSAGE_BLOCKS = 50
TABLE_ROWS, TABLE_CELLS, TABLE_CHARACTERS = 100, 20, 10_000
"""The limits of a table (reference/block-kit/blocks/table-block)."""
VIEW_BLOCKS = 100
VIEW_STACK = 3
ALT_TEXT_CHARACTERS = 1_000
"""The limit of an uploaded file's alt text (reference/methods/files.getUploadURLExternal)."""
PROMPTS = 4
SOCKETS = 10
"""The most connections in socket mode (apis/events-api/using-socket-mode)."""
RETRIES = 3
TOKEN_SECONDS = 12 * 3600
"""The lifetime of a rotating token (authentication/using-token-rotation)."""
CODE_SECONDS = 600.0
"""The lifetime of an installation's code (authentication/installing-with-oauth)."""

TIERS = {"t1": 1, "t2": 20, "t3": 50, "t4": 100}
"""Requests a minute to a method, for each workspace and app (apis/web-api/rate-limits)."""
POSTS_AT_ONCE = 3
"""A burst of messages to a channel, beyond one a second; Slack allows short bursts without naming a number."""

COMMON_ERRORS = frozenset(
    {
        "accesslimited",
        "account_inactive",
        "fatal_error",
        "internal_error",
        "invalid_arg_name",
        "invalid_arguments",
        "invalid_auth",
        "missing_scope",
        "not_allowed_token_type",
        "not_authed",
        "ratelimited",
        "request_timeout",
        "service_unavailable",
        "team_added_to_org",
        "token_expired",
        "token_revoked",
        "unknown_method",
    }
)
"""Errors that any method can return; the files about methods do not repeat them."""
SEEN_ERRORS = {
    "chat.appendStream": {"msg_too_long"},
    "chat.postMessage": {"msg_too_long"},
    "chat.startStream": {"msg_too_long", "feature_not_enabled", "method_deprecated"},
    "chat.stopStream": {"msg_too_long", "stopped_by_user"},
    "conversations.replies": {"not_in_channel"},
    "reactions.add": {"not_in_channel"},
    "views.open": {"invalid_view"},
    "views.publish": {"invalid_view"},
    "views.push": {"invalid_view"},
    "views.update": {"invalid_view"},
}
"""Errors that people got in practice and that the files about methods do not list."""

WAIVED_ARGUMENTS = {"*": {"team_id"}, "chat.stopStream": {"session_status"}}
"""slack_bolt sends `team_id` with every request; the SDK and the docs know `session_status`, the files do not."""
WAIVED_REQUIRED = {"chat.appendStream": {"markdown_text"}}
"""Both SDKs send `chunks` instead."""

BOT_SCOPES = frozenset(
    {
        "app_mentions:read",
        "assistant:write",
        "channels:history",
        "channels:read",
        "chat:write",
        "commands",
        "files:read",
        "files:write",
        "groups:history",
        "groups:read",
        "im:history",
        "im:read",
        "im:write",
        "reactions:write",
        "team:read",
        "users:read",
    }
)
BOT_EVENTS = frozenset(
    {
        "agent_session_stopped",
        "agent_session_title_changed",
        "app_context_changed",
        "app_home_opened",
        "app_mention",
        "app_uninstalled",
        "channel_archive",
        "channel_deleted",
        "channel_left",
        "channel_unarchive",
        "group_archive",
        "group_deleted",
        "group_left",
        "group_unarchive",
        "member_joined_channel",
        "message.channels",
        "message.groups",
        "message.im",
        "tokens_revoked",
    }
)
EVENT_SCOPES = {
    "app_mention": "app_mentions:read",
    "channel_archive": "channels:read",
    "channel_deleted": "channels:read",
    "channel_left": "channels:read",
    "channel_unarchive": "channels:read",
    "group_archive": "groups:read",
    "group_deleted": "groups:read",
    "group_left": "groups:read",
    "group_unarchive": "groups:read",
    "member_joined_channel": "channels:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
}
