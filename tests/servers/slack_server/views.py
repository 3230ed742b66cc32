"""Modals and home tabs: `views.*`."""

from collections.abc import Mapping

from tests.servers.slack_server.blocks import view_faults
from tests.servers.slack_server.chat import Handler
from tests.servers.slack_server.incoming import ApiRequest, Refused
from tests.servers.slack_server.payloads import view_json
from tests.servers.slack_server.rules import VIEW_STACK
from tests.servers.slack_server.state import State, Trigger
from tests.servers.slack_server.world import Json, User, View


class Views:
    """Open views, with their order and their users."""

    def __init__(self, state: State) -> None:
        self._state = state

    @property
    def methods(self) -> Mapping[str, Handler]:
        """The handlers by method name."""
        return {
            "views.open": self._open,
            "views.publish": self._publish,
            "views.push": self._push,
            "views.update": self._update,
        }

    def told(self, view: View) -> Json:
        """A view as in responses and submissions."""
        return view_json(view, team=view.user.team, app=self._state.app)

    def new(self, user: User, payload: Json, *, previous: View | None = None) -> View:
        """Opens a view, on top of another one if given."""
        state = self._state
        id = state.id("V")
        blocks = [{"block_id": state.id("b"), **block} for block in payload.get("blocks", ())]
        view = View(
            id,
            user,
            payload | {"blocks": blocks},
            f"{state.clock():.6f}.{id}",
            previous.root if previous else id,
            previous.id if previous else None,
        )
        state.views[id] = view
        state.noticed()
        return view

    def replace(self, view: View, payload: Json) -> None:
        """Replaces the content of an open view."""
        blocks = [{"block_id": self._state.id("b"), **block} for block in payload.get("blocks", ())]
        view.payload, view.hash = payload | {"blocks": blocks}, f"{self._state.clock():.6f}.{self._state.id('h')}"
        self._state.noticed()

    async def _open(self, request: ApiRequest) -> Json:
        payload = self._view(request, "modal")
        trigger = self._trigger(request)
        view = self.new(trigger.user, payload)
        trigger.opened = view.id
        self._state.noticed()
        return {"view": self.told(view)}

    async def _push(self, request: ApiRequest) -> Json:
        payload = self._view(request, "modal")
        trigger = self._trigger(request)
        top = self._state.views.get(trigger.view or "")
        if top is None:
            raise Refused("not_found")
        depth, below = 1, top
        while below.previous:
            depth, below = depth + 1, self._state.views[below.previous]
        if depth >= VIEW_STACK:
            raise Refused("push_limit_reached")
        view = self.new(trigger.user, payload, previous=top)
        trigger.opened = view.id
        self._state.noticed()
        return {"view": self.told(view)}

    async def _update(self, request: ApiRequest) -> Json:
        payload = self._view(request, "modal", "home")
        named = [
            view
            for view in self._state.views.values()
            if view.id == request.text("view_id")
            or (request.text("external_id") and view.payload.get("external_id") == request.text("external_id"))
        ]
        if not named or named[0].closed:
            raise Refused("not_found")
        self._check_hash(request, named[0])
        self.replace(named[0], payload)
        return {"view": self.told(named[0])}

    async def _publish(self, request: ApiRequest) -> Json:
        payload = self._view(request, "home")
        user = self._state.users.get(request.text("user_id"))
        if user is None:
            raise Refused("invalid_arguments")
        home = self._state.homes.get(user.id)
        if home is None:
            home = self._state.homes[user.id] = self.new(user, payload)
        else:
            self._check_hash(request, home)
            self.replace(home, payload)
        return {"view": self.told(home)}

    def _check_hash(self, request: ApiRequest, view: View) -> None:
        if request.text("hash") and request.text("hash") != view.hash:
            raise Refused("hash_conflict")

    def _view(self, request: ApiRequest, *kinds: str) -> Json:
        payload = request.arguments.get("view")
        if faults := view_faults(payload, *kinds):
            for fault in faults:
                request.problem(fault)
            raise Refused("invalid_arguments", response_metadata={"messages": [f"[ERROR] {fault}" for fault in faults]})
        assert isinstance(payload, dict)
        return payload

    def _trigger(self, request: ApiRequest) -> Trigger:
        trigger = self._state.triggers.get(request.text("trigger_id"))
        if trigger is None:
            raise Refused("invalid_trigger_id")
        if trigger.used:
            raise Refused("exchanged_trigger_id")
        if self._state.clock() - trigger.made > self._state.trigger_seconds:
            raise Refused("expired_trigger_id")
        trigger.used = True
        return trigger
