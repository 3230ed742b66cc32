"""Slack. Importing this package imports slack_bolt: it is done when a token is there."""

from adapters.slack.adapter import SlackAdapter
from adapters.slack.config import SlackConfig

__all__ = ["SlackAdapter", "SlackConfig"]
