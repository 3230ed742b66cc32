"""The Slack adapter. Importing this package imports slack_bolt, so it is only done when a token is set."""

from adapters.slack.adapter import SlackAdapter
from adapters.slack.config import SlackConfig

__all__ = ["SlackAdapter", "SlackConfig"]
