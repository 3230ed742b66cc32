"""The OAuth scopes that the app asks for."""

from collections.abc import Iterator, Mapping

SCOPES: Mapping[str, str] = {
    "app_mentions:read": "it does not hear that it is mentioned",
    "assistant:write": "it suggests nothing in its own view",
    "chat:write": "it cannot answer",
    "commands": "it has no slash commands and shortcuts",
    "files:read": "it cannot see pictures and files",
    "files:write": "it cannot show pictures and recordings",
    "im:history": "it does not hear direct messages",
    "users:read": "it cannot tell guests from members, and answers nobody unless SLACK_GUESTS allows guests",
}
"""The scopes that the app needs, and what is lost without each."""
OPTIONAL_SCOPES: Mapping[str, str] = {
    "channels:history": "it does not read what was said in a thread before it was called into it, and cannot look "
    "whether a message has arrived whose answer was lost",
    "groups:history": "the same, in private channels",
    "im:write": "it finds the direct messages of who it writes to less surely",
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
