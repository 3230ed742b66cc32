"""Log filters for discord.py."""

import logging

_VOICE = ("PyNaCl is not installed", "davey is not installed")
_ENDPOINT = "Application has an interaction endpoint URL set"


def quiet_library_logs(*, posted: bool) -> None:
    """Removes secrets and noise from discord.py's log. With `posted`, Discord posts interactions over HTTP, so
    discord.py need not warn of that."""
    # Below INFO, discord.py logs tokens and messages.
    logging.getLogger("discord").setLevel(max(logging.INFO, logging.getLogger().level))
    # The bot joins no voice channel.
    logging.getLogger("discord.client").addFilter(_without_voice)
    if posted:
        logging.getLogger("discord.client").addFilter(_without_endpoint)


def _without_voice(record: logging.LogRecord) -> bool:
    return not record.getMessage().startswith(_VOICE)


def _without_endpoint(record: logging.LogRecord) -> bool:
    return not record.getMessage().startswith(_ENDPOINT)
