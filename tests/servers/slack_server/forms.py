"""The state of a form's inputs, as a client sends it."""

from tests.servers.slack_server.world import Json, View


def state_values(view: View, values: dict[str, str]) -> dict[str, dict[str, Json]]:
    """The value of each input, by block and action; inputs that are not in `values` keep their initial value."""
    unknown = values.keys() - view.fields.keys()
    assert not unknown, f"the form has {list(view.fields)}, not {sorted(unknown)}"
    told: dict[str, dict[str, Json]] = {block: dict(chosen) for block, chosen in view.values.items()}
    for action, element in view.fields.items():
        value = values.get(action, view.filled[action])
        told.setdefault(element["block_id"], {})[action] = filled(element, value)
    return told


def filled(element: Json, value: str) -> Json:
    """An input with this value, or without one if it is empty."""
    kind = element["type"]
    if kind in ("static_select", "external_select", "radio_buttons"):
        return {"type": kind, "selected_option": _option(element, value) if value else None}
    if kind in ("checkboxes", "multi_static_select"):
        return {"type": kind, "selected_options": [_option(element, part) for part in value.split(",") if part]}
    if kind in ("users_select", "conversations_select", "channels_select"):
        return {"type": kind, f"selected_{kind.removesuffix('s_select')}": value or None}
    return {"type": kind, "value": value or None}


def _option(element: Json, value: str) -> Json:
    """The option with this value; an external select accepts any."""
    groups = element.get("option_groups") or []
    offered = [*(element.get("options") or []), *(option for group in groups for option in group["options"])]
    if not offered:
        return {"text": {"type": "plain_text", "text": value, "emoji": True}, "value": value}
    found: Json | None = next((option for option in offered if option["value"] == value), None)
    assert found, f"{element['action_id']} offers {[option['value'] for option in offered]}, not {value!r}"
    return found
