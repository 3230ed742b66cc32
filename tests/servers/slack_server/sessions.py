"""Agent sessions: `agents.sessions.*`, and the older `assistant.threads.*`, which still work."""

from collections.abc import Awaitable, Callable, Mapping

from tests.servers.slack_server.incoming import ApiRequest, Refused
from tests.servers.slack_server.rules import PROMPTS
from tests.servers.slack_server.state import State
from tests.servers.slack_server.world import Channel, Json, Session


class Sessions:
    """Sessions of an agent in threads, with a status, a title and suggested prompts."""

    def __init__(self, state: State) -> None:
        self._state = state

    @property
    def methods(self) -> Mapping[str, Callable[[ApiRequest], Awaitable[Json]]]:
        """The handlers by method name."""
        return {
            "agents.sessions.rename": self._rename,
            "agents.sessions.setStatus": self._set_status,
            "assistant.threads.setStatus": self._say_status,
            "assistant.threads.setSuggestedPrompts": self._suggest,
            "assistant.threads.setTitle": self._title,
        }

    def session(self, channel: Channel, thread: str) -> Session:
        """The session of a thread, created on first use."""
        return self._state.sessions.setdefault((channel.id, thread), Session(channel, thread))

    def set_status(self, channel: Channel, thread: str, status: str) -> Session:
        """Sets the status of a session."""
        session = self.session(channel, thread)
        session.status = status
        session.history.append(status)
        if status != "processing":
            session.saying = ""
        self._state.noticed()
        return session

    async def _set_status(self, request: ApiRequest) -> Json:
        if not request.team.agent_view:
            raise Refused("feature_disabled")
        channel = request.channel("channel_id")
        if not request.text("thread_ts"):
            raise Refused("thread_ts_required")
        if (status := request.text("status")) not in ("processing", "active", "suspended", "closed"):
            raise Refused("invalid_status")
        if user := request.text("initiator_user_id"):
            request.user(user)
        session = self.set_status(channel, request.text("thread_ts"), status)
        session.title = session.title or request.text("title")
        return {"status": status, "agent_status": status, "title": session.title}

    async def _rename(self, request: ApiRequest) -> Json:
        if not request.team.agent_view:
            raise Refused("feature_disabled")
        channel = request.channel("channel_id")
        session = self._state.sessions.get((channel.id, request.text("thread_ts")))
        if session is None:
            raise Refused("session_not_found")
        title = request.text("title")
        if not 1 <= len(title) <= 200:
            raise Refused("invalid_name")
        session.title = title
        self._state.noticed()
        return {"title": title}

    async def _say_status(self, request: ApiRequest) -> Json:
        session = self._thread(request)
        messages = request.arguments.get("loading_messages") or []
        if len(messages) > 10 or any(len(message) > 50 for message in messages):
            request.problem("at most 10 loading_messages of 50 characters")
        session.saying = request.text("status")
        self._state.noticed()
        return {}

    async def _title(self, request: ApiRequest) -> Json:
        self._thread(request).title = request.text("title")
        self._state.noticed()
        return {}

    async def _suggest(self, request: ApiRequest) -> Json:
        if not request.team.agent_view:
            raise Refused("not_agent_app")
        channel = request.channel("channel_id")
        prompts = request.arguments.get("prompts")
        if not isinstance(prompts, list) or not all(set(prompt) == {"title", "message"} for prompt in prompts):
            request.problem(f"prompts are pairs of title and message: {prompts}")
            raise Refused("invalid_arguments")
        if len(prompts) > PROMPTS:
            request.problem(f"{len(prompts)} prompts; {PROMPTS} are shown")
        self.session(channel, request.text("thread_ts")).prompts = prompts
        self._state.noticed()
        return {}

    def _thread(self, request: ApiRequest) -> Session:
        channel = request.channel("channel_id")
        ts = request.text("thread_ts")
        if (channel.id, ts) not in self._state.messages:
            raise Refused("invalid_thread_ts")
        return self.session(channel, ts)
