"""`troubadour slack`: the manifest of the app."""

import json

from adapters.slack.config import SlackSettings
from adapters.slack.declaration import slack_config
from bot.catalogue import load_commands
from bot.settings import Settings


def app_manifest(settings: Settings, url: str | None = None) -> str:
    """The app's manifest as JSON, for HTTP if `url` is given, otherwise for socket mode."""
    from adapters.slack.manifest import manifest

    config = slack_config(settings.section(SlackSettings), settings.operating_limits)
    content = manifest(load_commands(), config, url=url, redirect=config.redirect_url)
    return json.dumps(content, indent=2, ensure_ascii=False)
