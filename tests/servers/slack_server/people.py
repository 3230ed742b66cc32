"""People's actions in their Slack client."""

import mimetypes
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from tests.servers.changes import TIMEOUT_SECONDS
from tests.servers.slack_server.asked import UserAction
from tests.servers.slack_server.blocks import options_faults, view_faults
from tests.servers.slack_server.delivery import Deliveries, Delivery, Kind
from tests.servers.slack_server.events import Events
from tests.servers.slack_server.forms import filled, state_values
from tests.servers.slack_server.payloads import view_json
from tests.servers.slack_server.responses import Responses
from tests.servers.slack_server.state import ResponseUrl, State
from tests.servers.slack_server.views import Views
from tests.servers.slack_server.world import Channel, File, Json, Message, Team, User, View, elements


@dataclass(frozen=True)
class Attached:
    """A file from a person's machine."""

    name: str
    bytes: bytes
    type: str = ""
    more: Json = field(default_factory=dict)


class People:
    """Commands, clicks, forms and messages; by default of the usual user in the usual channel."""

    def __init__(
        self,
        state: State,
        deliveries: Deliveries,
        events: Events,
        views: Views,
        responses: Responses,
        user: User,
        channel: Channel,
    ) -> None:
        self.state = state
        self.deliveries = deliveries
        self.events = events
        self._views = views
        self._responses = responses
        self._user = user
        self._channel = channel
        self._commands: set[str] | None = None
        self._shortcuts: set[str] | None = None

    def configure(self, manifest: Json) -> None:
        """Applies a manifest to the app: its commands, shortcuts, scopes and events."""
        features, settings = manifest["features"], manifest["settings"]
        self._commands = {command["command"] for command in features.get("slash_commands", ())}
        self._shortcuts = {shortcut["callback_id"] for shortcut in features.get("shortcuts", ())}
        scopes = manifest["oauth_config"]["scopes"]
        self.state.scopes = frozenset([*scopes["bot"], *scopes.get("bot_optional", ())])
        for token in self.state.tokens.values():
            if token.kind == "bot":
                token.scopes = self.state.scopes
        self.state.subscriptions = frozenset(settings["event_subscriptions"]["bot_events"])

    def messages(self, channel: Channel | None = None) -> list[Message]:
        """The messages of a channel and its threads in order, without deleted ones."""
        return list(self.state.in_channel(channel or self._channel))

    async def command(
        self, name: str, text: str = "", *, by: User | None = None, at: Channel | None = None
    ) -> UserAction:
        """Sends a slash command, for example `/imagine`; threads have none."""
        assert self._commands is None or name in self._commands, f"{name} is none of {self._commands}"
        user, channel = by or self._user, at or self._channel
        moment = self.state.moment
        trigger, url = self.state.trigger(user), self.state.response_url(channel, user)
        payload = {
            "token": "legacy",
            "team_id": channel.team.id,
            "team_domain": channel.team.domain,
            "channel_id": channel.id,
            "channel_name": "privategroup" if channel.kind == "private" else channel.name,
            "user_id": user.id,
            "user_name": user.name,
            "command": name,
            "text": text,
            "api_app_id": self.state.app,
            "is_enterprise_install": "false",
            "response_url": f"{self.state.base}/commands/{url.key}",
            "trigger_id": trigger,
        }

        def answered(answer: Json) -> None:
            url.original = self._responses.show(answer, channel, user)

        delivery = await self._send("slash_commands", payload, answered)
        return UserAction(
            f"{name} {text}".strip(),
            self.state,
            user,
            channel,
            [delivery],
            moment,
            trigger=trigger,
            response_url=url,
            press=self.press,
        )

    async def write(
        self,
        text: str,
        *,
        by: User | None = None,
        at: Channel | None = None,
        thread: Message | str | None = None,
        files: Sequence[Attached] = (),
        blocks: Sequence[Json] = (),
        attachments: Sequence[Json] = (),
    ) -> UserAction:
        """Posts a message. The bot gets the events that its scopes and membership allow."""
        state, user, channel = self.state, by or self._user, at or self._channel
        moment = state.moment
        root = thread.thread or thread.ts if isinstance(thread, Message) else thread
        held = [self.file(file, by=user) for file in files]
        message = Message(
            state.ts(), channel, user, text, list(blocks), files=held, attachments=list(attachments), thread=root
        )
        for file in held:
            file.shares.setdefault(channel.id, []).append(message.ts)
        state.add(message)
        named = f"<@{channel.team.bot_user.id}>" in text and channel.kind != "im" and channel.has_bot
        told = [await self.events.mention(message) if named else None, await self.events.message(message)]
        return UserAction(
            f"after {text!r}",
            state,
            user,
            channel,
            [delivery for delivery in told if delivery],
            moment,
            message,
            root or message.ts,
        )

    async def mention(self, text: str, *, at: Channel | None = None, **options: Any) -> UserAction:
        """Posts a message that mentions the bot first."""
        channel = at or self._channel
        return await self.write(f"<@{channel.team.bot_user.id}> {text}", at=channel, **options)

    async def direct_message(
        self,
        text: str,
        *,
        by: User | None = None,
        thread: Message | str | None = None,
        files: Sequence[Attached] = (),
    ) -> UserAction:
        """Sends the bot a direct message."""
        user = by or self._user
        return await self.write(text, by=user, at=self.state.direct_channel(user), thread=thread, files=files)

    async def edit(self, message: Message, text: str) -> None:
        """Edits a person's message."""
        message.body, message.edited, message.edited_ts = text, True, self.state.ts()
        self.state.look(message)
        await self.events.message(message, "message_changed")

    async def delete(self, message: Message) -> None:
        """Deletes a message, as its author or an administrator can. One with replies below it leaves a tombstone."""
        message.deleted = True
        message.changed = self.state.noticed()
        below = any(
            each.thread == message.ts and each is not message for each in self.state.in_channel(message.channel)
        )
        await self.events.message(message, "tombstone" if below else "message_deleted")

    async def press(self, shown: Message | View, label: str, *, by: User | None = None) -> UserAction:
        """Presses a button, by its label or its action id."""
        found = shown.buttons.get(label) or next(
            (button for button in shown.buttons.values() if button["action_id"] == label), None
        )
        assert found, f"no button {label!r} among {list(shown.buttons)}"
        action: Json = {key: found[key] for key in ("action_id", "block_id", "text", "value", "type") if key in found}
        return await self._act(shown, action, f"[{label}]", by)

    async def choose(self, shown: Message | View, action: str, value: str, *, by: User | None = None) -> UserAction:
        """Selects an entry of a menu, by its value."""
        element = next(element for element in elements(shown.blocks) if element["action_id"] == action)
        told = {"action_id": action, "block_id": element["block_id"], **filled(element, value)}
        if isinstance(shown, View):
            shown.values.setdefault(element["block_id"], {})[action] = filled(element, value)
        return await self._act(shown, told, f"{action}={value}", by)

    async def _act(self, shown: Message | View, action: Json, what: str, by: User | None) -> UserAction:
        state, user = self.state, by or (shown.user if isinstance(shown, View) else self._user)
        moment = state.moment
        payload: Json = {"type": "block_actions", "actions": [action | {"action_ts": state.ts()}]}
        url: ResponseUrl | None = None
        message: Message | None = None
        if isinstance(shown, View):
            channel = state.direct_channel(user)
            trigger = state.trigger(user, view=shown.id)
            payload |= {"container": {"type": "view", "view_id": shown.id}, "view": self._views.told(shown)}
        else:
            assert shown.for_user in (None, user), "nobody else sees it"
            message, channel = shown, shown.channel
            trigger = state.trigger(user)
            url = state.response_url(channel, user, source=shown)
            payload |= self._place(channel) | {
                "container": {
                    "type": "message",
                    "message_ts": shown.ts,
                    "channel_id": channel.id,
                    "is_ephemeral": shown.ephemeral,
                }
                | ({"thread_ts": shown.thread} if shown.thread else {}),
                "state": {"values": {}},
                "response_url": f"{state.base}/actions/{url.key}",
            }
            if not shown.ephemeral:
                payload["message"] = state.message_json(shown)
        payload |= self._who(user, channel.team) | {"trigger_id": trigger}
        delivery = await self._send("interactive", payload)
        return UserAction(
            what,
            state,
            user,
            channel,
            [delivery],
            moment,
            message,
            trigger=trigger,
            response_url=url,
            press=self.press,
        )

    async def type_in(self, shown: Message | View, action: str, typed: str, *, by: User | None = None) -> UserAction:
        """Types into an external select."""
        element = next(element for element in elements(shown.blocks) if element["action_id"] == action)
        assert element["type"] in ("external_select", "multi_external_select"), f"{action}: suggests nothing"
        assert len(typed) >= element.get("min_query_length", 3), f"{action}: nothing is asked for so few letters"
        user = by or (shown.user if isinstance(shown, View) else self._user)
        payload: Json = {
            "type": "block_suggestion",
            "action_id": action,
            "block_id": element["block_id"],
            "value": typed,
        }
        if isinstance(shown, View):
            channel = self.state.direct_channel(user)
            payload |= {"container": {"type": "view", "view_id": shown.id}, "view": self._views.told(shown)}
        else:
            channel = shown.channel
            payload |= self._place(channel) | {"message": self.state.message_json(shown)}
            payload["container"] = {"type": "message", "message_ts": shown.ts, "channel_id": channel.id}

        def answered(answer: Json) -> None:
            self.state.problems += [f"{action}: options: {fault}" for fault in options_faults(answer)]

        moment = self.state.moment
        delivery = await self._send("interactive", payload | self._who(user, channel.team), answered)
        return UserAction(f"{action}: {typed!r}", self.state, user, channel, [delivery], moment)

    async def submit(self, view: View, **values: str) -> UserAction:
        """Sends a form; the other fields keep their initial values. Action ids use `_` for `-`."""
        state, user = self.state, view.user
        given = {_spelled(view, name): value for name, value in values.items()}
        view.values = state_values(view, given)
        empty = [
            action
            for action, element in view.fields.items()
            for block in view.blocks
            if block["block_id"] == element["block_id"]
            and not block.get("optional")
            and not given.get(action, view.filled[action])
        ]
        assert not empty, f"{view.title}: Slack does not send it without {empty}"
        channel = state.direct_channel(user)
        trigger = state.trigger(user, view=view.id)
        payload = {"type": "view_submission", "view": self._views.told(view), "trigger_id": trigger}
        payload |= self._who(user, user.team) | {"response_urls": []}
        moment = state.moment
        asked = UserAction(f"form {view.title}", state, user, channel, [], moment, trigger=trigger)

        def answered(answer: Json) -> None:
            self._answer_form(asked, view, answer)

        asked.deliveries.append(await self._send("interactive", payload, answered))
        taken = await asked.acknowledged()
        if not taken.failed and not taken.answer:
            view.closed = True
        return asked

    def _answer_form(self, asked: UserAction, view: View, answer: Json) -> None:
        what = answer.get("response_action")
        if what == "errors":
            known = {block["block_id"] for block in view.blocks}
            asked.form_errors = answer["errors"]
            if unknown := answer["errors"].keys() - known:
                self.state.problems.append(f"view_submission: errors of unknown blocks {sorted(unknown)}")
            return
        if what in ("update", "push"):
            if faults := view_faults(answer.get("view"), "modal"):
                self.state.problems += [f"view_submission: {fault}" for fault in faults]
            elif what == "update":
                self._views.replace(view, answer["view"])
            else:
                pushed = self._views.new(view.user, answer["view"], previous=view)
                self.state.triggers[asked.trigger].opened = pushed.id
            return
        if what == "clear":
            for other in self.state.views.values():
                other.closed = other.closed or other.root == view.root
            return
        self.state.problems.append(f"view_submission: answered with {answer}")

    async def close_view(self, view: View) -> Delivery | None:
        """Closes a form without sending it; the bot is told if it asked for that."""
        view.closed = True
        if not view.payload.get("notify_on_close"):
            return None
        payload = {"type": "view_closed", "view": self._views.told(view), "is_cleared": False}
        return await self._send("interactive", payload | self._who(view.user, view.user.team))

    async def shortcut(self, callback: str, *, by: User | None = None) -> UserAction:
        """Uses a global shortcut, from the search or the message box."""
        assert self._shortcuts is None or callback in self._shortcuts, f"{callback} is none of {self._shortcuts}"
        user = by or self._user
        trigger, moment = self.state.trigger(user), self.state.moment
        payload = {"type": "shortcut", "callback_id": callback, "action_ts": self.state.ts(), "trigger_id": trigger}
        delivery = await self._send("interactive", payload | self._who(user, user.team))
        channel = self.state.direct_channel(user)
        return UserAction(
            f"shortcut {callback}", self.state, user, channel, [delivery], moment, trigger=trigger, press=self.press
        )

    async def message_shortcut(self, callback: str, message: Message, *, by: User | None = None) -> UserAction:
        """Uses a shortcut in a message's menu."""
        assert self._shortcuts is None or callback in self._shortcuts, f"{callback} is none of {self._shortcuts}"
        user, channel = by or self._user, message.channel
        trigger, url = self.state.trigger(user), self.state.response_url(channel, user)
        moment = self.state.moment
        payload = {
            "type": "message_action",
            "callback_id": callback,
            "action_ts": self.state.ts(),
            "trigger_id": trigger,
            "response_url": f"{self.state.base}/app/{url.key}",
            "message_ts": message.ts,
            "message": self.state.message_json(message),
        }
        delivery = await self._send("interactive", payload | self._who(user, channel.team) | self._place(channel))
        return UserAction(
            f"shortcut {callback}",
            self.state,
            user,
            channel,
            [delivery],
            moment,
            message,
            trigger=trigger,
            response_url=url,
            press=self.press,
        )

    async def open_home(self, *, by: User | None = None, tab: Literal["home", "messages"] = "home") -> UserAction:
        """Opens the App Home, or its messages tab."""
        user = by or self._user
        channel, moment = self.state.direct_channel(user), self.state.moment
        event: Json = {"type": "app_home_opened", "user": user.id, "channel": channel.id, "tab": tab}
        event["event_ts"] = self.state.ts()
        if tab == "home" and user.id in self.state.homes:
            event["view"] = view_json(self.state.homes[user.id], team=user.team, app=self.state.app)
        delivery = await self.events.send(user.team, "app_home_opened", event)
        return UserAction(f"{tab} tab", self.state, user, channel, [delivery] if delivery else [], moment)

    async def look_at(self, channel: Channel | None, *, by: User | None = None) -> None:
        """Opens a channel beside the app, or nothing (https://docs.slack.dev/reference/events/app_context_changed)."""
        user = by or self._user
        entity = {"type": "slack#/types/channel_id", "value": channel.id, "team_id": user.team.id} if channel else None
        event: Json = {"type": "app_context_changed", "context": {"entities": [entity]} if entity else {}}
        told = await self.events.send(user.team, "app_context_changed", event | {"user": user.id})
        if told is not None:
            await self.state.changes.until(lambda: told.acknowledged or told.failed, what="a view is noted")

    async def home(self, *, by: User | None = None, seconds: float = TIMEOUT_SECONDS) -> View:
        """Waits for the App Home."""
        user = by or self._user
        return await self.state.changes.until(
            lambda: self.state.homes.get(user.id), what=f"home of {user.name}", seconds=seconds
        )

    async def stop_session(self, message: Message, *, by: User | None = None) -> UserAction:
        """Presses Slack's own Stop button while the bot streams."""
        state, user, channel = self.state, by or self._user, message.channel
        assert channel.team.agent_view, "there is no such button here"
        moment = state.moment
        thread = message.thread or message.ts
        stopped = []
        for other in state.in_channel(channel):
            if other.stream and other.streaming and thread in (other.ts, other.thread):
                other.stream.ended = "by-user"
                stopped.append(other.ts)
                state.look(other)
        event = {
            "type": "agent_session_stopped",
            "channel": channel.id,
            "thread_ts": thread,
            "user": user.id,
            "streaming_message_ts": stopped,
            "event_ts": state.ts(),
        }
        delivery = await self.events.send(channel.team, "agent_session_stopped", event)
        return UserAction("Stop", state, user, channel, [delivery] if delivery else [], moment, message, thread)

    async def again(self, asked: UserAction, *, attempt: int = 1, reason: str = "timeout") -> list[Delivery]:
        """Sends the same event or trigger again, as happens when an acknowledgement is lost."""
        more = [
            Delivery(
                delivery.kind,
                delivery.payload,
                delivery.on_answer,
                attempt=attempt if delivery.kind == "events_api" else 0,
                reason=reason if delivery.kind == "events_api" else "",
            )
            for delivery in asked.deliveries
        ]
        for delivery in more:
            await self.deliveries.send(delivery)
        return more

    async def delete_channel(self, channel: Channel) -> None:
        """Deletes a conversation with all its messages, of which no event tells."""
        channel.archived = True
        if channel.has_bot:
            await self._tell_of(channel, "deleted")

    async def archive(self, channel: Channel, *, again: bool = True) -> None:
        """Archives a conversation, or brings it back."""
        channel.archived = again
        await self._tell_of(channel, "archive" if again else "unarchive", user=self._user.id)

    async def kick(self, channel: Channel) -> None:
        """Removes the bot from a conversation."""
        channel.members.remove(channel.team.bot_user)
        await self._tell_of(channel, "left", actor_id=self._user.id)

    async def invite(self, channel: Channel) -> None:
        """Adds the bot to a conversation."""
        bot = channel.team.bot_user
        channel.members.append(bot)
        event = {"type": "member_joined_channel", "user": bot.id, "channel": channel.id, "team": channel.team.id}
        event |= {"channel_type": "G" if channel.kind == "private" else "C", "event_ts": self.state.ts()}
        await self.events.send(channel.team, "member_joined_channel", event)

    async def _tell_of(self, channel: Channel, what: str, **more: str) -> None:
        name = f"{'group' if channel.kind == 'private' else 'channel'}_{what}"
        event = {"type": name, "channel": channel.id, "event_ts": self.state.ts(), **more}
        await self.events.send(channel.team, name, event)

    async def uninstall(self, team: Team) -> None:
        """Uninstalls the app from a workspace."""
        await self.revoke(team)
        await self.events.send(team, "app_uninstalled", {"type": "app_uninstalled"})

    async def revoke(self, team: Team) -> None:
        """Revokes a workspace's tokens."""
        told = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [team.bot_user.id]}, "event_ts": "0.0"}
        for token in self.state.tokens.values():
            if token.team is team:
                token.state = "revoked"
        self.state.noticed()
        await self.events.send(team, "tokens_revoked", told)

    def file(self, attached: Attached, *, by: User | None = None) -> File:
        """Uploads a person's file."""
        kind = attached.type or mimetypes.guess_type(attached.name)[0] or "application/octet-stream"
        file = File(
            self.state.id("F"),
            attached.name,
            attached.name,
            by or self._user,
            attached.bytes,
            kind,
            length=len(attached.bytes),
            uploaded=True,
            completed=True,
            ready=True,
            more=attached.more,
        )
        self.state.files[file.id] = file
        return file

    def add_user(
        self, name: str, *, team: Team | None = None, guest: bool = False, admin: bool = False, locale: str = "en-US"
    ) -> User:
        """Adds a person, also to the usual channel if they belong to its workspace."""
        team = team or self._user.team
        user = User(self.state.id("U"), name, team, guest=guest, admin=admin, locale=locale)
        self.state.users[user.id] = user
        if team is self._channel.team:
            self._channel.members.append(user)
        return user

    def add_channel(
        self,
        name: str = "quiet",
        *members: User,
        kind: Literal["public", "private", "im"] = "public",
        bot: bool = True,
        archived: bool = False,
        shared: bool = False,
        team: Team | None = None,
    ) -> Channel:
        """Adds a conversation, by default with the whole workspace. An `im` without the bot is between people."""
        team = team or self._channel.team
        people = list(members) or [user for user in self.state.users.values() if user.team is team and not user.bot]
        channel = Channel(
            self.state.id("D" if kind == "im" else "C"),
            "directmessage" if kind == "im" else name,
            team,
            kind,
            [*people, *([team.bot_user] if bot else [])],
            archived,
            shared,
        )
        self.state.channels[channel.id] = channel
        return channel

    def add_team(self, name: str, *, installed: bool = False) -> Team:
        """Adds a workspace with the bot's user; it has a token only if it is installed."""
        state = self.state
        team = Team(state.id("T"), name, name.lower(), state.id("B"))
        team.bot_user = User(state.id("U"), "troubadour", team, bot=True)
        state.users[team.bot_user.id] = team.bot_user
        state.teams.append(team)
        if installed:
            state.grant(team)
        return team

    async def _send(self, kind: Kind, payload: Json, answered: Callable[[Json], None] | None = None) -> Delivery:
        return await self.deliveries.send(Delivery(kind, payload, answered))

    def _who(self, user: User, team: Team) -> Json:
        return {
            "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team.id},
            "team": {"id": team.id, "domain": team.domain},
            "api_app_id": self.state.app,
            "token": "legacy",
            "enterprise": None,
            "is_enterprise_install": False,
        }

    def _place(self, channel: Channel) -> Json:
        return {"channel": {"id": channel.id, "name": "privategroup" if channel.kind == "private" else channel.name}}


def _spelled(view: View, name: str) -> str:
    return name if name in view.fields else name.replace("_", "-")
