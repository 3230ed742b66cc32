"""Slack. Importing this package imports slack_bolt: it is done when a token is there."""
