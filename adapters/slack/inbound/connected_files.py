"""Files of other workspaces, of which a payload gives the id alone (https://docs.slack.dev/apis/slack-connect/#files)."""

import logging
from collections.abc import Iterable

from adapters.slack.config import NAME
from adapters.slack.file_locators import BY_ID
from adapters.slack.inbound.context import attachment_of
from adapters.slack.outbound.api_client import SlackApiClient, SlackApiError
from core.domain.request import Attachment

logger = logging.getLogger(__name__)


async def looked_up_files(api_client: SlackApiClient, files: Iterable[Attachment]) -> tuple[Attachment, ...]:
    """The files with the names, types and addresses of those that came by Slack Connect. One that Slack does not give
    stays as it is."""
    return tuple([await _looked_up(api_client, each) for each in files])


async def _looked_up(api_client: SlackApiClient, attachment: Attachment) -> Attachment:
    team, _, place = (attachment.locator or "").partition(" ")
    if attachment.source != NAME or not place.startswith(BY_ID):
        return attachment
    try:
        found = await api_client.call(team, "files.info", file=place.removeprefix(BY_ID))
    except SlackApiError as error:
        logger.warning("the file %s was not looked up: %s", place, error)
        return attachment
    return attachment_of(found.get("file") or {}, team)
