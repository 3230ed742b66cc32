"""Facts about the methods of this server, from https://docs.slack.dev/reference/methods.

They are used where the files about methods are missing; where the files are present, a test compares the two.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Facts:
    """Facts about one method that do not depend on the arguments."""

    tier: str
    scopes: tuple[str, ...] = ()
    """The bot needs one of them; an error names the first."""
    required: frozenset[str] = frozenset()
    """Required arguments, without the token."""


FACTS = {
    "agents.sessions.rename": Facts("t3", ("chat:write",), frozenset({"channel_id", "title"})),
    "agents.sessions.setStatus": Facts("t3", ("chat:write",), frozenset({"channel_id", "status"})),
    "apps.connections.open": Facts("t3"),
    "assistant.threads.setStatus": Facts("t5", ("chat:write",), frozenset({"channel_id", "status", "thread_ts"})),
    "assistant.threads.setSuggestedPrompts": Facts("t4", ("assistant:write",), frozenset({"channel_id", "prompts"})),
    "assistant.threads.setTitle": Facts("t4", ("assistant:write",), frozenset({"channel_id", "thread_ts", "title"})),
    "auth.revoke": Facts("t3"),
    "auth.test": Facts("t5"),
    "blocks.validate": Facts("t5"),
    "bots.info": Facts("t3", ("users:read",)),
    "chat.appendStream": Facts("t4", ("chat:write",), frozenset({"channel", "ts"})),
    "chat.delete": Facts("t3", ("chat:write",), frozenset({"channel", "ts"})),
    "chat.getPermalink": Facts("t5", required=frozenset({"channel", "message_ts"})),
    "chat.postEphemeral": Facts("t4", ("chat:write",), frozenset({"channel", "user"})),
    "chat.postMessage": Facts("t5", ("chat:write",), frozenset({"channel"})),
    "chat.startStream": Facts("t2", ("chat:write",), frozenset({"channel"})),
    "chat.stopStream": Facts("t2", ("chat:write",), frozenset({"channel", "ts"})),
    "chat.update": Facts("t3", ("chat:write",), frozenset({"channel", "ts"})),
    "conversations.history": Facts(
        "t3", ("groups:history", "im:history", "mpim:history", "channels:history"), frozenset({"channel"})
    ),
    "conversations.info": Facts("t3", ("groups:read", "im:read", "mpim:read", "channels:read"), frozenset({"channel"})),
    "conversations.join": Facts("t3", ("channels:join",), frozenset({"channel"})),
    "conversations.members": Facts(
        "t4", ("groups:read", "im:read", "mpim:read", "channels:read"), frozenset({"channel"})
    ),
    "conversations.open": Facts("t3", ("channels:manage", "groups:write", "im:write", "mpim:write")),
    "conversations.replies": Facts(
        "t3", ("groups:history", "im:history", "mpim:history", "channels:history"), frozenset({"channel", "ts"})
    ),
    "files.completeUploadExternal": Facts("t4", ("files:write",), frozenset({"files"})),
    "files.delete": Facts("t3", ("files:write",), frozenset({"file"})),
    "files.getUploadURLExternal": Facts("t4", ("files:write",), frozenset({"filename", "length"})),
    "files.info": Facts("t4", ("files:read",), frozenset({"file"})),
    "oauth.v2.access": Facts("t5"),
    "oauth.v2.exchange": Facts("t3", required=frozenset({"client_id", "client_secret"})),
    "reactions.add": Facts("t3", ("reactions:write",), frozenset({"channel", "name", "timestamp"})),
    "reactions.remove": Facts("t2", ("reactions:write",), frozenset({"name"})),
    "team.info": Facts("t3", ("team:read",)),
    "users.conversations": Facts("t3", ("groups:read", "im:read", "mpim:read", "channels:read")),
    "users.info": Facts("t4", ("users:read",), frozenset({"user"})),
    "views.open": Facts("t4", required=frozenset({"view"})),
    "views.publish": Facts("t4", required=frozenset({"user_id", "view"})),
    "views.push": Facts("t4", required=frozenset({"view"})),
    "views.update": Facts("t4", required=frozenset({"view"})),
}

WITHOUT_A_FILE = frozenset(("conversations.members", "users.conversations"))
"""Methods that the files do not describe; their facts are those of https://docs.slack.dev/reference/methods."""
