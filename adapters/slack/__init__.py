"""The Slack adapter. `declaration` says what it is without importing slack_bolt."""
