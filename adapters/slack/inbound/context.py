"""The author, place and reply target of an event, read from Slack's payload alone."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from adapters.slack.config import NAME
from adapters.slack.file_locators import BY_ID, CANVAS, EXTERNAL
from adapters.slack.reply_target import SlackReplyTarget
from core.domain.request import Attachment, Caller, Place
from core.domain.sentences import Sentence
from core.text.sanitising import one_line, shorten

RESPONSE_SECONDS = 1700.0
"""Time for which a `response_url` is used. It is valid for 30 minutes
(https://docs.slack.dev/interactivity/handling-user-interaction#message_responses)."""
Payload = Mapping[str, Any]
CHECK_FILE_INFO = "check_file_info"
"""A file of another workspace, of which the event gives only the id (https://docs.slack.dev/apis/slack-connect/#files).
"""
HOME_BLOCK = "home-"
"""Begins the ids of the App Home's blocks with buttons; the id of its direct conversation follows."""
CANVAS_TYPE = "application/vnd.slack-docs"
CANVAS_MODES = frozenset({"canvas", "quip"})


class UnreadablePayload(Exception):
    """A payload lacks what Slack's documentation promises, so that it does not say what it asks for."""


@contextmanager
def reading_payload() -> Iterator[None]:
    """Turns errors of code that only reads a payload into `UnreadablePayload`. Also a decorator."""
    try:
        yield
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        # The message of another error may quote the payload.
        raise UnreadablePayload(f"without {error}" if isinstance(error, KeyError) else type(error).__name__) from error


@dataclass(frozen=True, kw_only=True)
class Author:
    """The author of a payload, as far as the payload says. `external` marks a person of another workspace, through
    Slack Connect."""

    target: SlackReplyTarget
    name: str
    external: bool = False


@dataclass(frozen=True, kw_only=True)
class SlackInboundContext:
    """The caller, the place and the reply target. `refusal` says why the bot does not serve the caller."""

    caller: Caller
    place: Place
    target: SlackReplyTarget
    refusal: Sentence | None = None


@reading_payload()
def author_of_command(payload: Payload, now: float) -> Author:
    """The author of a slash command. The answer starts a thread of its own. Raises `UnreadablePayload`."""
    team, channel = _id(payload, "team_id"), _id(payload, "channel_id")
    target = SlackReplyTarget(
        team=team,
        enterprise=payload.get("enterprise_id") or None,
        channel=channel,
        user=_id(payload, "user_id"),
        user_team=team,
        source="command",
        direct=channel.startswith("D"),
        response_url=payload.get("response_url"),
        response_until=now + RESPONSE_SECONDS,
    )
    return Author(target=target, name=str(payload.get("user_name") or target.user))


@reading_payload()
def author_of_interaction(payload: Payload, now: float) -> Author:
    """The author of a button press or of a message shortcut. The answer goes under that message. Raises
    `UnreadablePayload`."""
    container = payload.get("container") or {}
    message = payload.get("message") or {}
    place = payload.get("channel") or {}
    if container.get("type") == "view":  # the App Home is in no conversation: the answer goes to the direct one
        place = {"id": _id(payload["actions"][0], "block_id").removeprefix(HOME_BLOCK)}
    channel = _id(place, "id") if place else _id(container, "channel_id")
    ts = message.get("ts") or container.get("message_ts")
    thread = message.get("thread_ts") or container.get("thread_ts")
    if thread is None and not container.get("is_ephemeral"):
        thread = ts
    user = payload["user"]
    team, enterprise = _team(payload), _enterprise(payload)
    user_team = str(user.get("team_id") or team)
    target = SlackReplyTarget(
        team=team,
        enterprise=enterprise,
        channel=channel,
        user=_id(user, "id"),
        user_team=user_team,
        source="shortcut" if payload.get("type") == "message_action" else "button",
        thread=thread,
        direct=channel.startswith("D"),
        response_url=payload.get("response_url"),
        response_until=now + RESPONSE_SECONDS,
    )
    name = str(user.get("name") or user.get("username") or target.user)
    return Author(target=target, name=name, external=user_team != team and enterprise is None)


@reading_payload()
def author_of_submission(payload: Payload, target: SlackReplyTarget) -> Author:
    """The author of a submitted form. `target` is the reply target of the form's command. Raises
    `UnreadablePayload`."""
    user = payload["user"]
    target = target.model_copy(update={"user": _id(user, "id"), "source": "form"})
    user_team = str(user.get("team_id") or target.user_team)
    external = user_team != target.team and target.enterprise is None
    return Author(target=target, name=str(user.get("name") or user.get("username") or target.user), external=external)


@reading_payload()
def author_of_event(body: Payload) -> Author:
    """The author of a message or of another event in a conversation. A message outside threads starts a thread. Raises
    `UnreadablePayload`."""
    event = body["event"]
    authorized: Payload = next(iter(body.get("authorizations") or ()), {})
    team = _id({"team": authorized.get("team_id") or body.get("team_id") or event.get("team")}, "team")
    channel = _id(event, "channel")
    enterprise = authorized.get("enterprise_id") or body.get("enterprise_id") or None
    user_team = str(event.get("user_team") or event.get("source_team") or event.get("team") or team)
    direct = event.get("channel_type") == "im" or channel.startswith("D")
    target = SlackReplyTarget(
        team=team,
        enterprise=enterprise,
        channel=channel,
        user=_id(event, "user"),
        user_team=user_team if user_team.startswith("T") else team,
        source="message",
        thread=event.get("thread_ts") or event.get("ts"),
        message=event.get("ts"),
        direct=direct,
    )
    external = user_team not in (team, enterprise) and (enterprise is None or bool(body.get("is_ext_shared_channel")))
    return Author(target=target, name=target.user, external=external)


def caller_of(author: Author, *, name: str, locale: str | None, admin: bool | None) -> Caller:
    """The caller. People are distinguished within the workspace in which the app is installed."""
    target = author.target
    shown = shorten(one_line(name), 80) or "?"
    return Caller(platform=NAME, tenant=target.team, user=target.user, name=shown, locale=locale, admin=admin)


def place_of(target: SlackReplyTarget, *, home: bool) -> Place:
    """The place of a request."""
    return Place(
        platform=NAME,
        tenant=target.team,
        channel=target.channel,
        thread=target.thread,
        kind="direct" if target.direct else "channel",
        home=home,
    )


def attachment_of(file: Payload, team: str) -> Attachment:
    """A file by its URL, or by its id where the payload has only that. Its bytes are fetched when the job runs."""
    if file.get("file_access") == CHECK_FILE_INFO:
        url = f"{BY_ID}{file['id']}"
    elif file.get("mimetype") == CANVAS_TYPE or file.get("mode") in CANVAS_MODES:
        url = CANVAS
    elif file.get("is_external") or file.get("mode") == "external":
        url = EXTERNAL
    else:
        url = file.get("url_private_download") or file.get("url_private") or ""
    return Attachment(
        name=str(file.get("name") or file.get("title") or file["id"]),
        media_type=str(file.get("mimetype") or "application/octet-stream"),
        size=int(file.get("size") or 0),
        source=NAME,
        locator=f"{team} {url}",
        seconds=None if file.get("duration_ms") is None else float(file["duration_ms"]) / 1000,
        transcript=transcript_of(file),
    )


def transcript_of(file: Payload) -> str | None:
    """The words of a voice clip, if Slack tells all of them (https://docs.slack.dev/reference/objects/file-object)."""
    transcription = file.get("transcription") or {}
    preview = transcription.get("preview") or {}
    is_whole = transcription.get("status") == "complete" and not preview.get("has_more")
    return str(preview["content"]) if is_whole and preview.get("content") else None


def _team(payload: Payload) -> str:
    """The workspace in which the app is installed."""
    view = payload.get("view") or {}
    team = payload.get("team") or {}
    user = payload.get("user") or {}
    found = view.get("app_installed_team_id") or team.get("id") or user.get("team_id") or view.get("team_id")
    return _id({"team": found}, "team")


def _id(payload: Payload, name: str) -> str:
    """A required id."""
    value = payload[name]
    if not value or not isinstance(value, str):
        raise KeyError(name)
    return value


def _enterprise(payload: Payload) -> str | None:
    enterprise = payload.get("enterprise") or {}
    return enterprise.get("id") or (payload.get("team") or {}).get("enterprise_id") or None
