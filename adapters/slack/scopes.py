"""The OAuth scopes that the app asks for."""

from collections.abc import Iterator, Mapping

SCOPES: Mapping[str, str] = {
    "app_mentions:read": "the bot does not receive mentions",
    "assistant:write": "the bot suggests no prompts in the agent view",
    "chat:write": "the bot cannot answer",
    "commands": "the bot has no slash commands and shortcuts",
    "files:read": "the bot cannot see pictures and files",
    "files:write": "the bot cannot show pictures and recordings",
    "im:history": "the bot does not receive direct messages",
    "users:read": "the bot cannot tell guests from members, and answers nobody unless SLACK_GUESTS allows guests",
}
"""The scopes that the app needs, and what is lost without each."""
OPTIONAL_SCOPES: Mapping[str, str] = {
    "channels:read": "models see the ids of mentioned channels in place of their names, and the bot summarises no "
    "channels, because it cannot check who may read them",
    "groups:read": "the same, for private channels",
    "channels:history": "the bot cannot read the earlier messages of a thread, cannot check whether a message arrived "
    "after a lost response, and answers mentions only",
    "groups:history": "the same, in private channels",
    "im:write": "the bot opens direct messages less reliably",
}
"""The scopes that the app can do without, and what each is for. They are requested separately, so that a workspace can
decline them (https://docs.slack.dev/authentication/installing-with-oauth#optional)."""


def missing_scopes(scopes: frozenset[str]) -> Iterator[tuple[bool, str]]:
    """A sentence for each missing scope, and whether the scope is needed. Nothing if no scopes are known."""
    if not scopes:
        return
    for needed, wanted in ((True, SCOPES), (False, OPTIONAL_SCOPES)):
        for scope, without in wanted.items():
            if scope not in scopes:
                yield needed, f"the scope {scope} is missing: {without}"
