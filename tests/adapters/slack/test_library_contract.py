"""The private and undocumented names of slack_sdk, slack_bolt and aiohttp that are touched."""

import inspect

from aiohttp import web
from slack_bolt.adapter.socket_mode import async_internals
from slack_sdk.socket_mode.aiohttp import SocketModeClient

from tests.private_names import of_subclasses, touched

REPLACED = {"connect", "connect_to_new_endpoint", "run_message_listeners"}
USED = {
    "aiohttp_client_session",
    "app_token",
    "close",
    "closed",
    "connect_operation_lock",
    "current_session",
    "current_session_monitor",
    "enqueue_message",
    "is_connected",
    "last_ping_pong_time",
    "message_processor",
    "message_receiver",
    "monitor_current_session",
    "ping_interval",
    "proxy",
    "receive_messages",
    "stale",
    "web_client",
}


def test_no_other_private_name_is_touched() -> None:
    assert touched("adapters/slack", "tests/servers/slack_server") == {"_req"}


async def test_the_socket_client_overrides_and_uses_only_known_names() -> None:
    client = SocketModeClient("xapp-none")
    try:
        there = {name for name in dir(client) if not name.startswith("__")}
        assert of_subclasses("adapters/slack", "SocketModeClient") & there == REPLACED | USED
    finally:
        await client.close()  # type: ignore[no-untyped-call]
        client.message_processor.cancel()


def test_the_tasks_of_a_session_end_when_another_is_the_current_one() -> None:
    for runs in (SocketModeClient.monitor_current_session, SocketModeClient.receive_messages):
        assert "if session != self.current_session:" in inspect.getsource(runs)


def test_bolt_answers_a_request_of_socket_mode_with_these_arguments() -> None:
    assert list(inspect.signature(async_internals.run_async_bolt_app).parameters) == ["app", "req"]
    sends = inspect.signature(async_internals.send_async_response)
    assert list(sends.parameters) == ["client", "req", "bolt_resp", "start_time"]


def test_a_request_for_a_websocket_keeps_its_transport() -> None:
    assert web.WebSocketResponse()._req is None
    assert isinstance(web.Request.transport, property)
