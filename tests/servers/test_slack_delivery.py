"""Deliveries of the loopback Slack (events, commands and clicks), as Bolt sees them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from aiohttp import web as aiohttp_web
from slack_sdk.oauth.installation_store import FileInstallationStore
from slack_sdk.oauth.state_store import FileOAuthStateStore
from slack_sdk.oauth.token_rotation.async_rotator import AsyncTokenRotator
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from tests.servers.slack_server import MovableClock, SlackServer
from tests.servers.slack_server.server import APP_TOKEN, CLIENT_ID, CLIENT_SECRET, SIGNING_SECRET
from tests.servers.slack_server.world import Json
from tests.servers.test_slack_server import FIELD, button, modal, refused

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncApp

Connect = Callable[[], Awaitable[None]]


@pytest.fixture
async def app(slack: SlackServer, web: AsyncWebClient) -> "AsyncApp":
    """A Bolt app without listeners."""
    from slack_bolt.async_app import AsyncApp

    return AsyncApp(client=web)


@pytest.fixture
async def connect(slack: SlackServer, app: "AsyncApp") -> AsyncIterator[Connect]:
    """Connects the app in socket mode."""
    from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler

    handlers: list[Any] = []

    async def another() -> None:
        handlers.append(AsyncSocketModeHandler(app, app_token=APP_TOKEN, ping_interval=1))
        await handlers[-1].connect_async()
        await slack.ready(connections=len(handlers))

    yield another
    for handler in handlers:
        await handler.close_async()


async def test_a_command_is_acknowledged_and_answered(slack: SlackServer, app: "AsyncApp", connect: Connect) -> None:
    async def paint(ack: Any, respond: Any, command: Json) -> None:
        await ack(f"painting {command['text']}")
        await respond("done", response_type="in_channel")

    app.command("/paint")(paint)
    await connect()
    asked = await slack.command("/paint", "a fox")
    taken = await asked.acknowledged()
    assert (taken.failed, (await asked.shows("painting a fox")).for_user) == (False, slack.user)
    assert (await asked.shows("done")).for_user is None
    assert slack.problems == []


async def test_a_delivery_without_an_answer_in_three_seconds_fails(
    slack: SlackServer, app: "AsyncApp", connect: Connect
) -> None:
    slack.deliveries.acknowledge_seconds = 0.05
    slack.deliveries.retry_seconds = (0.0,)
    await connect()
    release = asyncio.Event()

    async def slow(ack: Any) -> None:
        await release.wait()
        await ack("too late")

    app.command("/paint")(slow)
    asked = await slack.command("/paint")
    taken = await asked.acknowledged()
    assert (taken.failed, taken.acknowledged) == (True, False)
    release.set()
    await slack.state.changes.until(lambda: taken.acknowledged, what="late")
    assert asked.messages == []
    assert len(slack.deliveries.sent) == 1


async def test_an_unacknowledged_event_is_sent_again(slack: SlackServer, app: "AsyncApp") -> None:
    slack.deliveries.acknowledge_seconds = 0.05
    slack.deliveries.retry_seconds = (0.0, 0.0)
    posted = await slack.direct_message("hello")
    await slack.state.changes.until(lambda: len(slack.deliveries.sent) == 3, what="further attempts")
    attempts = [(delivery.attempt, delivery.payload["event_id"]) for delivery in slack.deliveries.sent]
    assert attempts == [(number, posted.delivery.payload["event_id"]) for number in range(3)]


async def test_a_mention_comes_as_two_events(slack: SlackServer, app: "AsyncApp", connect: Connect) -> None:
    seen: list[tuple[str, str]] = []

    async def heard(event: Json) -> None:
        seen.append((event["type"], event["ts"]))
        slack.state.noticed()

    app.event("app_mention")(heard)
    app.event("message")(heard)
    await connect()
    asked = await slack.mention("who are you?")
    assert asked.message
    await slack.state.changes.until(lambda: len(seen) == 2, what="both")
    assert sorted(seen) == [("app_mention", asked.message.ts), ("message", asked.message.ts)]


@pytest.mark.parametrize("how", ["again", "elsewhere", "without scope"])
async def test_events_follow_membership_and_scopes(slack: SlackServer, how: str) -> None:
    channel = slack.add_channel(bot=how != "elsewhere")
    if how == "without scope":
        for token in slack.state.tokens.values():
            token.scopes -= {"channels:history"}
    asked = await slack.mention("who are you?", at=channel)
    kinds = [delivery.payload["event"]["type"] for delivery in asked.deliveries]
    assert kinds == {"again": ["app_mention", "message"], "elsewhere": [], "without scope": ["app_mention"]}[how]
    if how == "again":
        more = await slack.again(asked)
        assert [delivery.payload["event_id"] for delivery in more] == [
            delivery.payload["event_id"] for delivery in asked.deliveries
        ]


async def test_a_button_opens_a_form_whose_errors_come_back(
    slack: SlackServer, app: "AsyncApp", connect: Connect, web: AsyncWebClient
) -> None:
    async def pressed(ack: Any, body: Json, client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=modal({**FIELD, "block_id": "b"}))

    async def sent(ack: Any, view: Json) -> None:
        if view["state"]["values"]["b"]["what"]["value"] == "a fox":
            await ack()
        else:
            await ack(response_action="errors", errors={"b": "only foxes"})

    app.action("a")(pressed)
    app.view("f")(sent)
    await connect()
    await web.chat_postMessage(channel=slack.channel.id, text="x", blocks=[button()])
    view = await (await slack.press(slack.messages()[0], "Go")).opened()
    answer = await slack.submit(view, what="a heron")
    assert (answer.form_errors, view.closed) == ({"b": "only foxes"}, False)
    await slack.submit(view, what="a fox")
    assert view.closed
    assert slack.problems == []


async def test_entries_are_suggested(
    slack: SlackServer, app: "AsyncApp", connect: Connect, web: AsyncWebClient
) -> None:
    async def suggest(ack: Any, payload: Json) -> None:
        word = payload["value"]
        many = [{"text": {"type": "plain_text", "text": f"{word} {n}"}, "value": str(n)} for n in range(101)]
        await ack(options=many[:3] if word == "few" else many)

    app.options("model")(suggest)
    await connect()
    menu = {"type": "external_select", "action_id": "model", "min_query_length": 0}
    block = {"type": "actions", "elements": [menu]}
    await web.chat_postMessage(channel=slack.channel.id, text="x", blocks=[block])
    found = await (await slack.type_in(slack.messages()[0], "model", "few")).suggested()
    assert [option["text"]["text"] for option in found] == ["few 0", "few 1", "few 2"]
    assert slack.problems == []
    await (await slack.type_in(slack.messages()[0], "model", "many")).suggested()
    assert "100" in slack.problems[0]


async def test_an_answer_by_its_address_works_five_times(slack: SlackServer, clock: MovableClock) -> None:
    asked = await slack.command("/paint")
    url = asked.delivery.payload["response_url"]
    async with aiohttp.ClientSession() as session:
        hook = AsyncWebhookClient(url, session=session)
        statuses = [(await hook.send(text=str(number))).status_code for number in range(6)]
        assert statuses == [200] * 5 + [404]
        late = await slack.command("/paint")
        clock.advance(30 * 60 + 1)
        hook = AsyncWebhookClient(late.delivery.payload["response_url"], session=session)
        told = await hook.send(text="late")
        assert (told.status_code, told.body) == (404, "expired_url")
    assert [message.text for message in asked.messages] == ["0", "1", "2", "3", "4"]
    assert all(message.for_user is slack.user for message in asked.messages)


async def test_an_answer_by_its_address_takes_no_markdown(slack: SlackServer) -> None:
    asked = await slack.command("/paint")
    async with aiohttp.ClientSession() as session:
        hook = AsyncWebhookClient(asked.delivery.payload["response_url"], session=session)
        told = await hook.send_dict({"markdown_text": "**bold**"})
        assert (told.status_code, told.body) == (400, "no_text")
        await hook.send(text="one")
        await hook.send(text="two", replace_original=True)
    assert [message.text for message in asked.messages] == ["two"]
    assert slack.problems == ["response_url: no_text"]


@pytest.mark.parametrize("how", ["warning", "refresh_requested", "link_disabled", "abrupt"])
async def test_a_lost_connection_is_replaced(slack: SlackServer, app: "AsyncApp", connect: Connect, how: Any) -> None:
    seen: list[str] = []

    async def heard(event: Json) -> None:
        seen.append(event["text"])
        slack.state.noticed()

    app.event("message")(heard)
    await connect()
    if how == "abrupt":
        await slack.sockets.drop()
    else:
        await slack.sockets.disconnect(how)
    await slack.state.changes.until(lambda: slack.sockets.connects >= 2 and slack.sockets.connected, what="back")
    await slack.direct_message("hello")
    await slack.state.changes.until(lambda: seen, what="heard")


async def test_an_envelope_goes_to_one_of_the_connections(
    slack: SlackServer, app: "AsyncApp", connect: Connect
) -> None:
    seen: list[str] = []

    async def heard(event: Json) -> None:
        seen.append(event["text"])
        slack.state.noticed()

    app.event("message")(heard)
    await connect()
    await connect()
    for number in range(6):
        await slack.direct_message(str(number))
    await slack.state.changes.until(lambda: len(seen) == 6, what="all")
    assert sorted(seen) == [str(number) for number in range(6)]
    assert {delivery.connection for delivery in slack.deliveries.sent} == {0, 1}


async def test_there_are_ten_connections_at_most(slack: SlackServer, web: AsyncWebClient) -> None:
    async with aiohttp.ClientSession() as session:
        sockets = []
        for _ in range(10):
            told = await web.apps_connections_open(app_token=APP_TOKEN)
            socket = await session.ws_connect(str(told["url"]))
            sockets.append(socket)
            assert (await socket.receive_json())["num_connections"] == len(sockets)
        told = await web.apps_connections_open(app_token=APP_TOKEN)
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(str(told["url"]))
        await sockets[0].send_str("{}")
        await slack.state.changes.until(lambda: slack.problems, what="noticed")
        assert "no acknowledgement" in slack.problems[0]
        for socket in sockets:
            await socket.close()


@asynccontextmanager
async def listening(app: "AsyncApp") -> AsyncIterator[str]:
    """Runs the app as a web server. Yields its address."""
    runner = aiohttp_web.AppRunner(app.web_app("/slack/events"), handle_signals=False)
    await runner.setup()
    try:
        await aiohttp_web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@pytest.fixture
async def http(clock: MovableClock) -> AsyncIterator[SlackServer]:
    """A Slack that delivers over HTTP."""
    async with SlackServer(mode="http", clock=clock) as server:
        yield server


@pytest.mark.parametrize(("signature", "status"), [("good", 200), ("bad", 401), ("old", 401), ("none", 401)])
async def test_deliveries_over_http_are_signed(http: SlackServer, signature: Any, status: int) -> None:
    from slack_bolt.async_app import AsyncApp

    client = AsyncWebClient(token=http.environ["SLACK_BOT_TOKEN"], base_url=http.api_url)
    app = AsyncApp(client=client, signing_secret=SIGNING_SECRET)
    headers: list[Any] = []

    async def paint(ack: Any) -> None:
        await ack("at once")

    async def heard(request: Any) -> None:
        headers.append(request.headers.get("x-slack-retry-num"))

    app.command("/paint")(paint)
    app.event("message")(heard)
    http.deliveries.retry_seconds = (0.0,)
    async with listening(app) as url:
        http.http.url, http.http.signature = f"{url}/slack/events", signature
        asked = await http.command("/paint", "a fox & a heron")
        taken = await asked.acknowledged()
        assert taken.status == status
        await http.direct_message("hello")
        if status == 200:
            assert (await asked.shows("at once")).ephemeral
            await (await http.direct_message("hello")).acknowledged()
            await http.again(await http.direct_message("hello"))
            await http.state.changes.until(
                lambda: all(delivery.acknowledged for delivery in http.deliveries.sent), what="all"
            )
            assert headers.count(["1"]) == 1
        else:
            await http.state.changes.until(lambda: len(http.deliveries.sent) == 3, what="again")
            assert http.deliveries.sent[-1].reason == "http_error"
            assert asked.messages == []


@pytest.mark.may_block
@pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")
async def test_an_app_is_installed_and_its_tokens_rotate(http: SlackServer, clock: MovableClock, tmp_path: Any) -> None:
    from slack_bolt.async_app import AsyncApp
    from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings

    store = FileInstallationStore(base_dir=str(tmp_path), client_id=CLIENT_ID)
    settings = AsyncOAuthSettings(
        client_id=CLIENT_ID,
        client_secret=CLIENT_SECRET,
        scopes=["chat:write", "commands"],
        installation_store=store,
        state_store=FileOAuthStateStore(expiration_seconds=60, base_dir=str(tmp_path)),
    )
    http.accounts.rotates = True
    app = AsyncApp(client=AsyncWebClient(base_url=http.api_url), signing_secret=SIGNING_SECRET, oauth_settings=settings)
    team = http.add_team("Elsewhere")
    owner = http.add_user("trent", team=team)
    async with listening(app) as url:
        denied = await http.install(f"{url}/slack/install", by=owner, agrees=False)
        assert "access_denied" in denied.text
        forged = await http.install(f"{url}/slack/install", by=owner, state="forged")
        assert forged.status >= 400
        page = await http.install(f"{url}/slack/install", by=owner)
        assert page.status == 200
    found = await store.async_find_installation(enterprise_id=None, team_id=team.id)
    assert found is not None
    assert found.bot_token is not None
    assert http.state.tokens[found.bot_token].scopes == {"chat:write", "commands"}
    assert found.bot_refresh_token
    web = AsyncWebClient(base_url=http.api_url)
    rotator = AsyncTokenRotator(client_id=CLIENT_ID, client_secret=CLIENT_SECRET, client=web)
    rotated = await rotator.perform_token_rotation(installation=found, minutes_before_expiration=60 * 24)
    assert rotated is not None
    assert rotated.bot_token != found.bot_token
    used: Any = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "grant_type": "refresh_token"}
    again = web.oauth_v2_access(**used, refresh_token=found.bot_refresh_token)
    assert await refused(again) == "invalid_refresh_token"
    web.token = rotated.bot_token
    assert (await web.auth_test())["team_id"] == team.id
    clock.advance(13 * 3600)
    assert await refused(web.auth_test()) == "token_expired"
    assert http.problems == []


async def test_an_app_is_removed(slack: SlackServer, app: "AsyncApp", connect: Connect, web: AsyncWebClient) -> None:
    await connect()
    await slack.uninstall(slack.team)
    await slack.state.changes.until(lambda: len(slack.deliveries.sent) == 2, what="told")
    kinds = [delivery.payload["event"]["type"] for delivery in slack.deliveries.sent]
    assert kinds == ["tokens_revoked", "app_uninstalled"]
    assert await refused(web.auth_test()) == "token_revoked"
