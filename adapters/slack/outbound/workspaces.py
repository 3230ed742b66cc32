"""Features of each workspace, as Slack's responses have shown."""

from adapters.slack.outbound.api_client import SlackApiError


class WorkspaceFeatures:
    """Remembers until the next start which methods a workspace has, and which it does not."""

    def __init__(self) -> None:
        self._without: set[tuple[str, str]] = set()
        self._with: set[tuple[str, str]] = set()

    def lacks(self, team: str, method: str, channel: str = "") -> bool:
        """True if a method is known to be missing in the workspace or in one of its conversations."""
        return (team, method) in self._without or (f"{team}:{channel}", method) in self._without

    def has(self, team: str, method: str) -> bool:
        """True if a method is known to exist."""
        return (team, method) in self._with

    def mark_present(self, team: str, method: str) -> None:
        """Notes that a method exists."""
        self._with.add((team, method))

    def mark_missing(self, team: str, channel: str, error: SlackApiError) -> None:
        """Notes that a method is missing."""
        key = f"{team}:{channel}" if error.code == "channel_type_not_supported" else team
        self._without.add((key, error.method))
