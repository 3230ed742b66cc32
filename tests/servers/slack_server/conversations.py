"""Conversations, people and teams: `conversations.*`, `users.info`, `bots.info`, `team.info`."""

import asyncio
from collections.abc import Mapping, Sequence

from tests.servers.slack_server.chat import Handler
from tests.servers.slack_server.incoming import ApiRequest, Refused
from tests.servers.slack_server.payloads import channel_json, user_json
from tests.servers.slack_server.state import State
from tests.servers.slack_server.world import Channel, Json, Message

SIDES = {"public": "channels", "private": "groups", "im": "im"}


class Conversations:
    """Answers questions about everything that the token can see."""

    def __init__(self, state: State) -> None:
        self._state = state
        self.lookup_seconds = 0.05
        """The time that `users.info` takes, by the machine's clock. Slack often takes a second."""
        self.looking_up = asyncio.Event()
        """While this is cleared, `users.info` does not answer."""
        self.looking_up.set()
        self.page = 1000
        """The most messages in one response; 15 for apps that are sold outside the Marketplace."""

    @property
    def methods(self) -> Mapping[str, Handler]:
        """The handlers by method name."""
        return {
            "bots.info": self._bot,
            "conversations.history": self._history,
            "conversations.info": self._info,
            "conversations.join": self._join,
            "conversations.members": self._members,
            "conversations.open": self._open,
            "conversations.replies": self._replies,
            "team.info": self._team,
            "users.conversations": self._listed,
            "users.info": self._user,
        }

    async def _info(self, request: ApiRequest) -> Json:
        channel = request.channel()
        request.needs(f"{SIDES[channel.kind]}:read")
        told = channel_json(channel)
        if request.flag("include_num_members"):
            told["num_members"] = len(channel.members)
        return {"channel": told}

    async def _members(self, request: ApiRequest) -> Json:
        channel = request.channel()
        request.needs(f"{SIDES[channel.kind]}:read")
        if channel.kind == "private" and not channel.has_bot:
            raise Refused("channel_not_found")
        return self._page(request, "members", [member.id for member in channel.members])

    async def _listed(self, request: ApiRequest) -> Json:
        request.needs("channels:read")
        theirs = [each for each in self._state.channels.values() if each.has_bot and each.team is request.team]
        kinds = {f"{each.kind}_channel": None for each in theirs}
        wanted = set(request.text("types").split(",")) & set(kinds)
        shown = [channel_json(each) for each in theirs if f"{each.kind}_channel" in wanted]
        return self._page(request, "channels", shown)

    def _page(self, request: ApiRequest, name: str, items: Sequence[object]) -> Json:
        begin = int(request.text("cursor") or 0)
        end = begin + min(request.number("limit", 100), self.page)
        cursor = str(end) if end < len(items) else ""
        return {name: list(items[begin:end]), "response_metadata": {"next_cursor": cursor}}

    async def _join(self, request: ApiRequest) -> Json:
        channel = request.channel()
        if channel.kind != "public":
            raise Refused("method_not_supported_for_channel_type")
        if channel.archived:
            raise Refused("is_archived")
        if not channel.has_bot:
            channel.members.append(request.team.bot_user)
            self._state.noticed()
        return {"channel": channel_json(channel)}

    async def _open(self, request: ApiRequest) -> Json:
        request.needs("im:write")
        ids = [id for id in request.text("users").split(",") if id]
        if not ids:
            raise Refused("users_list_not_supplied")
        if len(ids) > 1:
            raise Refused("missing_scope", needed="mpim:write", provided=",".join(sorted(request.token.scopes)))
        user = request.user(ids[0])
        if user.deleted:
            raise Refused("user_disabled")
        return {"channel": {"id": self._state.direct_channel(user, request.team).id}}

    async def _history(self, request: ApiRequest) -> Json:
        channel = self._readable(request)
        roots = [m for m in self._state.in_channel(channel) if not m.ephemeral and m.thread in (None, m.ts)]
        return self._told(request, list(reversed(self._between(request, roots))))

    async def _replies(self, request: ApiRequest) -> Json:
        channel = self._readable(request)
        ts = request.text("ts")
        found = [m for m in self._state.in_channel(channel) if not m.ephemeral and ts in (m.ts, m.thread)]
        if not found:
            raise Refused("thread_not_found")
        return self._told(request, self._between(request, found))

    def _readable(self, request: ApiRequest) -> Channel:
        channel = request.channel()
        request.needs(f"{SIDES[channel.kind]}:history")
        if not channel.has_bot:
            raise Refused("not_in_channel")
        return channel

    def _between(self, request: ApiRequest, messages: list[Message]) -> list[Message]:
        oldest, latest = request.text("oldest"), request.text("latest")
        inclusive = request.flag("inclusive")
        return [
            m
            for m in messages
            if (not oldest or m.ts > oldest or (inclusive and m.ts == oldest))
            and (not latest or m.ts < latest or (inclusive and m.ts == latest))
        ]

    def _told(self, request: ApiRequest, messages: list[Message]) -> Json:
        begin = int(request.text("cursor") or 0)
        end = begin + min(request.number("limit", 100), self.page)
        more = end < len(messages)
        told = [self._state.message_json(message) for message in messages[begin:end]]
        for message in told:
            if not request.flag("include_all_metadata"):
                message.pop("metadata", None)
            replies = [m for m in self._state.messages.values() if m.thread == message["ts"] and not m.deleted]
            if replies:
                message |= {
                    "reply_count": len(replies),
                    "latest_reply": max(each.ts for each in replies),
                    "thread_ts": message["ts"],
                }
        return {
            "messages": told,
            "has_more": more,
            "response_metadata": {"next_cursor": str(end) if more else ""},
        }

    async def _user(self, request: ApiRequest) -> Json:
        user = request.user(request.text("user"))
        await asyncio.sleep(self.lookup_seconds)
        await self.looking_up.wait()
        return {"user": user_json(user, seen_from=request.team, locale=request.flag("include_locale"))}

    async def _bot(self, request: ApiRequest) -> Json:
        if (bot := request.text("bot") or request.team.bot_id) != request.team.bot_id:
            raise Refused("bot_not_found")
        return {
            "bot": {
                "id": bot,
                "deleted": False,
                "name": request.team.bot_user.name,
                "app_id": self._state.app,
                "user_id": request.team.bot_user.id,
            }
        }

    async def _team(self, request: ApiRequest) -> Json:
        team = request.team
        return {"team": {"id": team.id, "name": team.name, "domain": team.domain, "email_domain": "", "icon": {}}}
