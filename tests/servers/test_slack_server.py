"""The loopback Slack's Web API keeps Slack's rules, as the SDK's client sees them."""

from collections.abc import Awaitable
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.servers.slack_server import Fault, Message, MovableClock, SlackServer
from tests.servers.slack_server.rules import BOT_SCOPES
from tests.servers.slack_server.world import Json


async def refused(call: Awaitable[Any]) -> str:
    """Returns the error code of a refused request."""
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


def section(text: str) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def button(**more: Any) -> Json:
    element = {"type": "button", "action_id": "a", "text": {"type": "plain_text", "text": "Go"}, **more}
    return {"type": "actions", "elements": [element]}


FIELD: Json = {
    "type": "input",
    "label": {"type": "plain_text", "text": "What"},
    "element": {"type": "plain_text_input", "action_id": "what"},
}


def modal(*blocks: Json, title: str = "Paint") -> Json:
    told: Json = {"type": "modal", "callback_id": "f", "title": {"type": "plain_text", "text": title}}
    return told | {"submit": {"type": "plain_text", "text": "Go"}, "blocks": list(blocks) or [section("hello")]}


async def test_auth_test_names_the_bot_and_its_scopes(slack: SlackServer, web: AsyncWebClient) -> None:
    told = await web.auth_test()
    assert (told["user_id"], told["team_id"], told["bot_id"]) == (slack.bot.id, slack.team.id, slack.team.bot_id)
    assert set(told.headers["x-oauth-scopes"].split(",")) == BOT_SCOPES


@pytest.mark.parametrize(
    ("token", "error"), [("xoxb-unknown", "invalid_auth"), ("", "not_authed"), ("revoked", "token_revoked")]
)
async def test_a_bad_token_is_refused(slack: SlackServer, web: AsyncWebClient, token: str, error: str) -> None:
    if token == "revoked":
        await slack.revoke(slack.team)
    else:
        web.token = token
    assert await refused(web.auth_test()) == error


async def test_a_missing_scope_is_named(slack: SlackServer, web: AsyncWebClient) -> None:
    web.token = slack.state.grant(slack.team, scopes=frozenset({"commands"})).text
    with pytest.raises(SlackApiError) as caught:
        await web.chat_postMessage(channel=slack.channel.id, text="hello")
    assert caught.value.response["error"] == "missing_scope"
    assert (caught.value.response["needed"], caught.value.response["provided"]) == ("chat:write", "commands")


@pytest.mark.official("Slack's methods")
@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ({"colour": "red"}, "colour is not an argument"),
        ({"mrkdwn": "perhaps"}, "mrkdwn is no boolean"),
        ({"thread_ts": "yesterday"}, "thread_ts is no timestamp"),
        ({"channel": 7}, "channel is no text"),
    ],
)
async def test_arguments_are_checked_against_the_files(
    slack: SlackServer, web: AsyncWebClient, arguments: Json, problem: str
) -> None:
    body = {"channel": slack.channel.id, "text": "hello", **arguments}
    try:
        await web.api_call("chat.postMessage", json=body)
    except SlackApiError:
        assert "channel" in arguments or "thread_ts" in arguments
    assert any(problem in found for found in slack.problems), slack.problems


async def test_a_missing_argument_is_a_problem(slack: SlackServer, web: AsyncWebClient) -> None:
    assert await refused(web.api_call("chat.update", json={"channel": slack.channel.id, "text": "x"})) == (
        "invalid_arguments"
    )
    assert slack.problems == ["chat.update: without ts"]


async def test_query_form_and_json_are_read_together(slack: SlackServer, web: AsyncWebClient) -> None:
    blocks = '[{"type": "section", "text": {"type": "mrkdwn", "text": "from a form"}}]'
    await web.api_call("chat.postMessage", params={"channel": slack.channel.id}, data={"text": "x", "blocks": blocks})
    await web.api_call(
        "chat.postMessage", params={"channel": slack.channel.id, "team_id": slack.team.id}, json={"text": "y"}
    )
    assert [message.text for message in slack.messages()] == ["from a form", "y"]
    assert slack.problems == []


@pytest.mark.official("Slack's methods")
async def test_an_error_that_is_not_listed_is_a_problem_of_the_server(slack: SlackServer, web: AsyncWebClient) -> None:
    slack.api.faults["auth.test"].append("channel_not_found")
    await refused(web.auth_test())
    assert "not listed" in slack.problems[0]


@pytest.mark.parametrize(
    ("block", "fault"),
    [
        (section("x" * 3001), "3000"),
        (section(""), "characters"),
        ({"type": "section", "text": "plain"}, "where"),
        ({"type": "poem", "text": "x"}, "unknown block"),
        (section("x") | {"colour": "red"}, "colour is unknown"),
        ({"type": "image", "image_url": "https://example.org/a.png"}, "alt_text"),
        ({"type": "image", "alt_text": "a fox"}, "either"),
        ({"type": "actions", "elements": [button()["elements"][0] | {"action_id": str(n)} for n in range(26)]}, "25"),
        ({"type": "actions", "elements": [button()["elements"][0]] * 2}, "not unique"),
        (button(text={"type": "mrkdwn", "text": "Go"}), "plain_text"),
        (button(text={"type": "plain_text", "text": "x" * 76}), "75"),
        (button(value="x" * 2001), "2000"),
        ({"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}, "150"),
        ({"type": "markdown", "text": "x" * 12_001}, "12000"),
        (FIELD, "messages"),
    ],
)
async def test_a_block_that_slack_refuses_is_refused(
    slack: SlackServer, web: AsyncWebClient, block: Json, fault: str
) -> None:
    call = web.api_call("chat.postMessage", json={"channel": slack.channel.id, "text": "x", "blocks": [block]})
    assert await refused(call) == "invalid_blocks"
    assert any(fault in problem for problem in slack.problems), slack.problems
    assert slack.messages() == []


async def test_totals_are_counted_over_the_whole_message(slack: SlackServer, web: AsyncWebClient) -> None:
    for blocks, fault in (
        ([section("x")] * 51, "51 blocks"),
        ([{"type": "markdown", "text": "x" * 6001}] * 2, "12002"),
        ([section("x") | {"block_id": "b"}] * 2, "block_id"),
    ):
        call = web.chat_postMessage(channel=slack.channel.id, text="x", blocks=blocks)
        assert await refused(call) == "invalid_blocks"
        assert fault in slack.problems.pop()


async def test_texts_have_their_lengths(slack: SlackServer, web: AsyncWebClient) -> None:
    posted = await web.chat_postMessage(channel=slack.channel.id, text="x" * 4_000)
    edit = web.chat_update(channel=slack.channel.id, ts=str(posted["ts"]), text="x" * 4_001)
    assert await refused(edit) == "msg_too_long"
    assert await refused(web.chat_postMessage(channel=slack.channel.id, markdown_text="x" * 12_001)) == "msg_too_long"
    assert await refused(web.api_call("chat.postMessage", json={"channel": slack.channel.id, "text": " "})) == "no_text"
    assert await refused(web.chat_postMessage(channel=slack.channel.id, text="x" * 4_001)) == "msg_too_long"
    both = web.chat_postMessage(channel=slack.channel.id, text="x", markdown_text="y")
    assert await refused(both) == "markdown_text_conflict"
    assert len(slack.problems) == 4
    assert [len(message.text) for message in slack.messages()] == [4_000]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("# a\n\ntext\n\n" * 26, "52 blocks"),
        ("text\n\n---\n\n" * 26, "52 blocks"),
        ("| a |b |\n|---|---|\n| c | d |\n\ntext\n\n" * 2, "2 tables"),
        ("| a | b |\n|---|---|\n" + "| c | d |\n" * 100, "101 rows"),
        ("|" + " a |" * 21 + "\n|" + "---|" * 21 + "\n", "21 cells"),
    ],
)
async def test_markdown_counts_as_the_blocks_that_it_expands_into(
    slack: SlackServer, web: AsyncWebClient, text: str, fault: str
) -> None:
    blocks = [{"type": "markdown", "text": text}]
    assert await refused(web.chat_postMessage(channel=slack.channel.id, text="x", blocks=blocks)) == "invalid_blocks"
    assert fault in slack.problems[0]
    code = [{"type": "markdown", "text": f"```\n{text}```"}]
    await web.chat_postMessage(channel=slack.channel.id, text="x", blocks=code)


async def test_a_bot_writes_where_it_is(slack: SlackServer, web: AsyncWebClient) -> None:
    for channel, error in (
        (slack.add_channel(bot=False), "not_in_channel"),
        (slack.add_channel(kind="private", bot=False), "channel_not_found"),
        (slack.add_channel("", slack.user, slack.friend, kind="im", bot=False), "channel_not_found"),
        (slack.add_channel(archived=True), "is_archived"),
    ):
        assert await refused(web.chat_postMessage(channel=channel.id, text="x")) == error
    await web.chat_postMessage(channel=slack.user.id, text="to you alone")
    assert [message.text for message in slack.messages(slack.state.direct_channel(slack.user))] == ["to you alone"]
    assert slack.problems == []


async def test_a_scope_lets_it_write_in_public_channels_it_is_not_in(slack: SlackServer, web: AsyncWebClient) -> None:
    web.token = slack.state.grant(slack.team, scopes=BOT_SCOPES | {"chat:write.public"}).text
    channel = slack.add_channel(bot=False)
    await web.chat_postMessage(channel=channel.id, text="x")
    ephemeral = web.chat_postEphemeral(channel=channel.id, user=slack.user.id, text="x")
    assert await refused(ephemeral) == "not_in_channel"


async def test_an_ephemeral_message_is_for_one_member(slack: SlackServer, web: AsyncWebClient) -> None:
    posted = await web.chat_postEphemeral(channel=slack.channel.id, user=slack.user.id, text="hush")
    assert slack.messages()[0].for_user is slack.user
    edit = web.chat_update(channel=slack.channel.id, ts=str(posted["message_ts"]), text="louder")
    assert await refused(edit) == "message_not_found"
    channel = slack.add_channel("quiet", slack.user)
    elsewhere = web.chat_postEphemeral(channel=channel.id, user=slack.friend.id, text="hush")
    assert await refused(elsewhere) == "user_not_in_channel"


async def test_it_changes_and_deletes_only_its_own(slack: SlackServer, web: AsyncWebClient) -> None:
    asked = await slack.write("hello")
    assert asked.message
    place: Any = {"channel": slack.channel.id, "ts": asked.message.ts}
    assert await refused(web.chat_update(**place, text="bye")) == "cant_update_message"
    assert await refused(web.chat_delete(**place)) == "cant_delete_message"
    posted = await web.chat_postMessage(channel=slack.channel.id, text="one")
    await web.chat_update(channel=slack.channel.id, ts=str(posted["ts"]), text="two")
    assert slack.messages()[-1].text == "two"
    await web.chat_delete(channel=slack.channel.id, ts=str(posted["ts"]))
    assert [message.text for message in slack.messages()] == ["hello"]


@pytest.mark.parametrize(
    ("text", "pings"),
    [
        ("<!here> and <@U1>", ["!here", "U1"]),
        ("&lt;!here&gt; a < b <div>", []),
        ("<!channel|all>", ["!channel"]),
        ("<!subteam^S1>", ["!subteam^S1"]),
    ],
)
async def test_pings_are_found_in_markdown_too(
    slack: SlackServer, web: AsyncWebClient, text: str, pings: list[str]
) -> None:
    await web.chat_postMessage(channel=slack.channel.id, text="x", blocks=[{"type": "markdown", "text": text}])
    assert slack.messages()[0].pings == pings


async def test_a_view_opens_once_and_soon(slack: SlackServer, web: AsyncWebClient, clock: MovableClock) -> None:
    first = await slack.command("/paint")
    await web.views_open(trigger_id=first.trigger, view=modal())
    assert (await first.opened()).title == "Paint"
    assert await refused(web.views_open(trigger_id=first.trigger, view=modal())) == "exchanged_trigger_id"
    late = await slack.command("/paint")
    clock.advance(3.1)
    assert await refused(web.views_open(trigger_id=late.trigger, view=modal())) == "expired_trigger_id"
    assert await refused(web.views_open(trigger_id="1.2.3", view=modal())) == "invalid_trigger_id"


@pytest.mark.parametrize(
    ("view", "fault"),
    [
        (modal(title="x" * 25), "24"),
        (modal() | {"private_metadata": "x" * 3001}, "3000"),
        (modal() | {"colour": "red"}, "colour"),
        (modal(*[section("x")] * 101), "100"),
        (modal({"type": "context_actions", "elements": []}), ""),
        ({"type": "home", "blocks": []}, "modal"),
        ({key: value for key, value in modal().items() if key != "title"}, "title"),
    ],
)
async def test_a_view_that_slack_refuses_is_refused(
    slack: SlackServer, web: AsyncWebClient, view: Json, fault: str
) -> None:
    asked = await slack.command("/paint")
    assert await refused(web.api_call("views.open", json={"trigger_id": asked.trigger, "view": view})) == (
        "invalid_arguments"
    )
    assert any(fault in problem for problem in slack.problems), slack.problems


async def test_three_views_lie_upon_one_another(slack: SlackServer, web: AsyncWebClient) -> None:
    asked = await slack.command("/paint")
    await web.views_open(trigger_id=asked.trigger, view=modal(button()))
    view = await asked.opened()
    for title in ("Second", "Third"):
        pressed = await slack.press(view, "Go")
        await web.views_push(trigger_id=pressed.trigger, view=modal(button(), title=title))
        view = await pressed.opened()
    pressed = await slack.press(view, "Go")
    assert await refused(web.views_push(trigger_id=pressed.trigger, view=modal())) == "push_limit_reached"


async def test_a_home_is_changed_only_with_its_current_hash(slack: SlackServer, web: AsyncWebClient) -> None:
    home = {"type": "home", "blocks": [section("welcome")]}
    told = await web.views_publish(user_id=slack.user.id, view=home)
    assert (await slack.home()).text == "welcome"
    view: Any = told["view"]
    await web.views_publish(user_id=slack.user.id, view=home, hash=view["hash"])
    assert await refused(web.views_publish(user_id=slack.user.id, view=home, hash=view["hash"])) == "hash_conflict"


async def test_methods_have_their_tiers(slack: SlackServer, web: AsyncWebClient, clock: MovableClock) -> None:
    slack.tiers.enforced = True
    asked = await slack.write("hello")
    assert asked.message
    place: Any = {"channel": slack.channel.id, "thread_ts": asked.message.ts}
    who: Any = {"recipient_team_id": slack.team.id, "recipient_user_id": slack.user.id}
    for _ in range(20):
        await web.chat_startStream(**place, **who)
    with pytest.raises(SlackApiError) as caught:
        await web.chat_startStream(**place, **who)
    assert caught.value.response.status_code == 429
    assert 55 <= int(caught.value.response.headers["Retry-After"]) <= 60
    clock.advance(60)
    await web.chat_startStream(**place, **who)
    assert slack.tiers.refusals == ["chat.startStream"]


async def test_a_channel_takes_a_post_a_second(slack: SlackServer, web: AsyncWebClient, clock: MovableClock) -> None:
    slack.tiers.enforced = True
    for _ in range(3):
        await web.chat_postMessage(channel=slack.channel.id, text="x")
    assert await refused(web.chat_postMessage(channel=slack.channel.id, text="x")) == "ratelimited"
    clock.advance(1.1)
    await web.chat_postMessage(channel=slack.channel.id, text="x")
    await web.chat_postMessage(channel=slack.add_channel().id, text="x")


async def test_faults_happen_once_each(slack: SlackServer, web: AsyncWebClient) -> None:
    slack.api.faults["chat.postMessage"] += [
        Fault(status=429, retry_after=7),
        "restricted_action",
        Fault("missing_scope", needed="chat:write.customize"),
        None,
        Fault(connection="lost"),
        Fault(connection="reset"),
    ]
    for error in ("ratelimited", "restricted_action", "missing_scope"):
        assert await refused(web.chat_postMessage(channel=slack.channel.id, text="x")) == error
    await web.chat_postMessage(channel=slack.channel.id, text="passed")
    for text in ("lost", "reset"):
        with pytest.raises(aiohttp.ClientError):
            await web.chat_postMessage(channel=slack.channel.id, text=text)
    assert [message.text for message in slack.messages()] == ["passed", "lost"]
    slack.api.refuses["chat.startStream"] = "channel_type_not_supported"
    for _ in range(2):
        call = web.chat_startStream(channel=slack.channel.id, thread_ts="1.1")
        assert await refused(call) == "channel_type_not_supported"
    assert slack.problems == []


async def test_people_and_conversations_are_described(slack: SlackServer, web: AsyncWebClient) -> None:
    guest = slack.add_user("mallory", guest=True, locale="fr-FR")
    stranger = slack.add_user("trent", team=slack.add_team("Elsewhere"))
    told: Any = (await web.users_info(user=guest.id, include_locale=True))["user"]
    assert (told["is_restricted"], told["locale"], told["is_admin"]) == (True, "fr-FR", False)
    told = (await web.users_info(user=stranger.id))["user"]
    assert told["is_stranger"]
    assert "locale" not in told
    told = (await web.conversations_info(channel=slack.channel.id))["channel"]
    assert (told["is_member"], told["name"]) == (True, "general")
    direct: Any = (await web.conversations_open(users=slack.user.id))["channel"]
    assert slack.state.channels[direct["id"]].kind == "im"
    team: Any = (await web.team_info())["team"]
    assert team["id"] == slack.team.id
    assert slack.problems == []


async def test_a_thread_is_read_in_pages(slack: SlackServer, web: AsyncWebClient) -> None:
    slack.conversations.page = 15
    asked = await slack.write("root")
    assert asked.message
    for number in range(20):
        await slack.write(str(number), thread=asked.message)
    first = await web.conversations_replies(channel=slack.channel.id, ts=asked.message.ts, limit=100)
    cursor: Any = first["response_metadata"]
    more = await web.conversations_replies(
        channel=slack.channel.id, ts=asked.message.ts, limit=100, cursor=cursor["next_cursor"]
    )
    assert (len(first["messages"]), first["has_more"]) == (15, True)
    assert [message["text"] for message in more["messages"]] == [str(number) for number in range(14, 20)]
    told = await web.conversations_history(channel=slack.channel.id)
    assert [message["text"] for message in told["messages"]] == ["root"]


async def test_without_the_history_scope_nothing_is_read(slack: SlackServer, web: AsyncWebClient) -> None:
    web.token = slack.state.grant(slack.team, scopes=BOT_SCOPES - {"channels:history"}).text
    asked = await slack.write("root")
    assert asked.message
    call = web.conversations_replies(channel=slack.channel.id, ts=asked.message.ts)
    assert await refused(call) == "missing_scope"


async def test_reactions_are_given_once(slack: SlackServer, web: AsyncWebClient) -> None:
    asked = await slack.write("hello")
    message: Message | None = asked.message
    assert message
    place: Any = {"channel": slack.channel.id, "timestamp": message.ts}
    await web.reactions_add(**place, name="eyes")
    assert await refused(web.reactions_add(**place, name="eyes")) == "already_reacted"
    await web.reactions_remove(**place, name="eyes")
    assert await refused(web.reactions_remove(**place, name="eyes")) == "no_reaction"


async def test_sessions_are_where_the_workspace_has_them(slack: SlackServer, web: AsyncWebClient) -> None:
    asked = await slack.direct_message("hello")
    assert asked.message
    body = {"channel_id": asked.channel.id, "thread_ts": asked.message.ts, "status": "processing"}
    await web.api_call("agents.sessions.setStatus", json=body)
    session = slack.state.sessions[asked.channel.id, asked.message.ts]
    assert session.status == "processing"
    prompts = [{"title": "Draw", "message": "imagine a lighthouse"}]
    await web.assistant_threads_setSuggestedPrompts(
        channel_id=asked.channel.id, thread_ts=asked.message.ts, prompts=prompts
    )
    assert session.prompts == prompts
    slack.team.agent_view = False
    assert await refused(web.api_call("agents.sessions.setStatus", json=body)) == "feature_disabled"
    assert slack.problems == []
