"""Agent sessions: `agents.sessions.*`, and the older `assistant.threads.*`, which still work."""

from collections.abc import Awaitable, Callable, Mapping

from tests.servers.slack_server.incoming import Asking, Refused
from tests.servers.slack_server.rules import PROMPTS
from tests.servers.slack_server.state import State
from tests.servers.slack_server.world import Channel, Json, Session


class Sessions:
    """Sessions of an agent in threads, with a status, a title and suggested prompts."""

    def __init__(self, state: State) -> None:
        self._state = state

    @property
    def methods(self) -> Mapping[str, Callable[[Asking], Awaitable[Json]]]:
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

    async def _set_status(self, asking: Asking) -> Json:
        if not asking.team.agent_view:
            raise Refused("feature_disabled")
        channel = asking.channel("channel_id")
        if not asking.text("thread_ts"):
            raise Refused("thread_ts_required")
        if (status := asking.text("status")) not in ("processing", "active", "suspended", "closed"):
            raise Refused("invalid_status")
        if user := asking.text("initiator_user_id"):
            asking.user(user)
        session = self.set_status(channel, asking.text("thread_ts"), status)
        session.title = session.title or asking.text("title")
        return {"status": status, "agent_status": status, "title": session.title}

    async def _rename(self, asking: Asking) -> Json:
        if not asking.team.agent_view:
            raise Refused("feature_disabled")
        channel = asking.channel("channel_id")
        session = self._state.sessions.get((channel.id, asking.text("thread_ts")))
        if session is None:
            raise Refused("session_not_found")
        title = asking.text("title")
        if not 1 <= len(title) <= 200:
            raise Refused("invalid_name")
        session.title = title
        self._state.noticed()
        return {"title": title}

    async def _say_status(self, asking: Asking) -> Json:
        session = self._thread(asking)
        messages = asking.arguments.get("loading_messages") or []
        if len(messages) > 10 or any(len(message) > 50 for message in messages):
            asking.problem("at most 10 loading_messages of 50 characters")
        session.saying = asking.text("status")
        self._state.noticed()
        return {}

    async def _title(self, asking: Asking) -> Json:
        self._thread(asking).title = asking.text("title")
        self._state.noticed()
        return {}

    async def _suggest(self, asking: Asking) -> Json:
        if not asking.team.agent_view:
            raise Refused("not_agent_app")
        channel = asking.channel("channel_id")
        prompts = asking.arguments.get("prompts")
        if not isinstance(prompts, list) or not all(set(prompt) == {"title", "message"} for prompt in prompts):
            asking.problem(f"prompts are pairs of title and message: {prompts}")
            raise Refused("invalid_arguments")
        if len(prompts) > PROMPTS:
            asking.problem(f"{len(prompts)} prompts; {PROMPTS} are shown")
        self.session(channel, asking.text("thread_ts")).prompts = prompts
        self._state.noticed()
        return {}

    def _thread(self, asking: Asking) -> Session:
        channel = asking.channel("channel_id")
        ts = asking.text("thread_ts")
        if (channel.id, ts) not in self._state.messages:
            raise Refused("invalid_thread_ts")
        return self.session(channel, ts)
