"""The author, place and reply target of an event, read from Slack's payload alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adapters.slack.config import NAME
from adapters.slack.reply_target import SlackReplyTarget
from core.domain.request import Attachment, Caller, Place
from core.domain.sentences import Sentence
from core.text.sanitising import one_line, shorten

RESPONSE_SECONDS = 1700.0
"""Time for which a `response_url` is used. It is valid for 30 minutes
(https://docs.slack.dev/interactivity/handling-user-interaction#message_responses)."""
Payload = Mapping[str, Any]


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


def author_of_command(payload: Payload, now: float) -> Author:
    """The author of a slash command. The answer starts a thread of its own."""
    target = SlackReplyTarget(
        team=str(payload["team_id"]),
        enterprise=payload.get("enterprise_id") or None,
        channel=str(payload["channel_id"]),
        user=str(payload["user_id"]),
        user_team=str(payload["team_id"]),
        source="command",
        direct=str(payload["channel_id"]).startswith("D"),
        response_url=payload.get("response_url"),
        response_until=now + RESPONSE_SECONDS,
    )
    return Author(target=target, name=str(payload.get("user_name") or target.user))


def author_of_interaction(payload: Payload, now: float) -> Author:
    """The author of a button press or of a message shortcut. The answer goes under that message."""
    container = payload.get("container") or {}
    message = payload.get("message") or {}
    channel = str((payload.get("channel") or {}).get("id") or container.get("channel_id") or "")
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
        user=str(user["id"]),
        user_team=user_team,
        source="shortcut" if payload.get("type") == "message_action" else "button",
        thread=thread,
        direct=channel.startswith("D"),
        response_url=payload.get("response_url"),
        response_until=now + RESPONSE_SECONDS,
    )
    name = str(user.get("name") or user.get("username") or target.user)
    return Author(target=target, name=name, external=user_team != team and enterprise is None)


def author_of_submission(payload: Payload, target: SlackReplyTarget) -> Author:
    """The author of a submitted form. `target` is the reply target of the form's command."""
    user = payload["user"]
    target = target.model_copy(update={"user": str(user["id"]), "source": "form"})
    user_team = str(user.get("team_id") or target.user_team)
    external = user_team != target.team and target.enterprise is None
    return Author(target=target, name=str(user.get("name") or user.get("username") or target.user), external=external)


def author_of_event(body: Payload) -> Author:
    """The author of a message or of another event in a conversation. A message outside threads starts a thread."""
    event = body["event"]
    authorized: Payload = next(iter(body.get("authorizations") or ()), {})
    team = str(authorized.get("team_id") or body.get("team_id") or event.get("team"))
    enterprise = authorized.get("enterprise_id") or body.get("enterprise_id") or None
    user_team = str(event.get("user_team") or event.get("source_team") or event.get("team") or team)
    direct = event.get("channel_type") == "im" or str(event["channel"]).startswith("D")
    target = SlackReplyTarget(
        team=team,
        enterprise=enterprise,
        channel=str(event["channel"]),
        user=str(event["user"]),
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
    """A file by its URL. Its bytes are fetched when the job runs."""
    return Attachment(
        name=str(file.get("name") or file.get("title") or file["id"]),
        media_type=str(file.get("mimetype") or "application/octet-stream"),
        size=int(file.get("size") or 0),
        source=NAME,
        locator=f"{team} {file.get('url_private_download') or file.get('url_private') or ''}",
    )


def _team(payload: Payload) -> str:
    """The workspace in which the app is installed."""
    view = payload.get("view") or {}
    team = payload.get("team") or {}
    user = payload.get("user") or {}
    return str(view.get("app_installed_team_id") or team.get("id") or user.get("team_id") or view.get("team_id") or "")


def _enterprise(payload: Payload) -> str | None:
    enterprise = payload.get("enterprise") or {}
    return enterprise.get("id") or (payload.get("team") or {}).get("enterprise_id") or None
