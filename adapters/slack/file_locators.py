"""The locators of Slack's files: a workspace and a URL, or one of these in place of the URL."""

BY_ID = "file:"
"""The id of a file that must be looked up follows."""
CANVAS, EXTERNAL = "canvas:", "external:"
"""A file whose bytes Slack does not give, because it is a canvas or lies with another service."""
