"""Slack's numbers and names, from https://docs.slack.dev unless otherwise said."""

ACKNOWLEDGE_SECONDS = 3.0
"""Whoever has not answered an event, a command or a click by then has failed (apis/events-api, interactivity)."""

TRIGGER_SECONDS = 3.0
"""How long a `trigger_id` opens a view (interactivity/handling-user-interaction)."""

RESPONSE_USES = 5
RESPONSE_SECONDS = 30 * 60.0
"""Of a `response_url` (interactivity/handling-user-interaction)."""

TEXT_CHARACTERS = 40_000
"""Of a posted message's text; what is beyond is cut off (changelog/2018-04-truncating-really-long-messages)."""
UPDATED_TEXT_CHARACTERS = 4_000
"""Of an edited message's text, after which others met `msg_too_long` (seratch/ChatGPT-in-Slack#102)."""
MARKDOWN_CHARACTERS = 12_000
"""Of all Markdown in one message together (reference/block-kit/blocks/markdown-block)."""
STREAM_CHARACTERS = 12_000
"""Of a streamed message in all, after which others met `msg_too_long` (CopilotKit/CopilotKit#6063)."""
STREAM_SECONDS = 300.0
"""After which Slack closes a stream, active or not (slackapi/python-slack-sdk#1859)."""

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
VIEW_STACK = 3
ALT_TEXT_CHARACTERS = 1_000
"""Of an uploaded file (reference/methods/files.getUploadURLExternal)."""
PROMPTS = 4
SOCKETS = 10
"""Connections in socket mode at a time (apis/events-api/using-socket-mode)."""
RETRIES = 3
TOKEN_SECONDS = 12 * 3600
"""Of a token that rotates (authentication/using-token-rotation)."""
CODE_SECONDS = 600.0
"""Of the code that an installation ends with (authentication/installing-with-oauth)."""

TIERS = {"t1": 1, "t2": 20, "t3": 50, "t4": 100}
"""Calls a minute of a method, for each workspace and app (apis/web-api/rate-limits)."""
POSTS_AT_ONCE = 3
"""Messages to a channel that may come faster than one a second; Slack tolerates short bursts without a number."""

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
"""That any method may answer; the files of methods do not repeat them."""
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
"""Not in the files of methods, but met by others (facts page of this project, sections 1.3 to 1.6)."""

WAIVED_ARGUMENTS = {"*": {"team_id"}, "chat.stopStream": {"session_status"}}
"""slack_bolt sends `team_id` with every call; `session_status` is in the SDK and in the pages, not in the files."""
WAIVED_REQUIRED = {"chat.appendStream": {"markdown_text"}}
"""Both SDKs send `chunks` in its place."""

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
        "message.channels",
        "message.groups",
        "message.im",
        "tokens_revoked",
    }
)
EVENT_SCOPES = {
    "app_mention": "app_mentions:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
}
