"""Faults on the way to Slack, and how people see them."""

import asyncio
from pathlib import Path

import aiohttp
import pytest

from tests.bot.processes import free_port
from tests.scenarios import bot_process
from tests.scenarios.slack.bot_process import running
from tests.scenarios.slack.test_commands import done, is_picture
from tests.servers.slack_server import Channel, Fault, SlackServer

pytestmark = pytest.mark.asyncio(loop_scope="session")

LIMITED = Fault(status=429, retry_after=1)


@pytest.mark.parametrize(
    "method", ["chat.postMessage", "chat.update", "chat.startStream", "files.getUploadURLExternal"]
)
async def test_a_limit_is_waited_out(server: SlackServer, place: Channel, method: str) -> None:
    server.api.faults[method] += [LIMITED, LIMITED]
    asked = await server.command("/imagine" if method.startswith("files") else "/chat", "Who are you?", at=place)
    await asked.shows(done)
    server.api.faults[method].clear()
    roots = [message for message in server.messages(place) if message.thread is None and not message.ephemeral]
    assert len(roots) == 1


@pytest.mark.parametrize(
    "fault",
    [Fault("internal_error", status=500), Fault("service_unavailable", status=503), Fault(connection="reset")],
    ids=["500", "503", "reset"],
)
async def test_a_post_that_fails_is_tried_again(server: SlackServer, place: Channel, fault: Fault) -> None:
    methods = ("chat.postMessage", "chat.startStream")  # the first words are quick or late
    for method in methods:
        server.api.faults[method].append(fault)
    asked = await server.mention("Who are you?", at=place)
    await asked.shows(done)
    assert sum(len(server.api.faults[method]) for method in methods) < len(methods)
    for method in methods:
        server.api.faults[method].clear()


@pytest.mark.parametrize(
    ("kind", "archived"),
    [("public", False), ("private", False), ("public", True)],
    ids=["public", "private", "archived"],
)
async def test_without_write_access_only_the_requester_sees_the_answer(
    server: SlackServer, kind: str, archived: bool
) -> None:
    place = server.add_channel(kind="private" if kind == "private" else "public", bot=archived, archived=archived)
    asked = await server.command("/limerick", "a fox", at=place)
    message = await asked.shows(lambda message: done(message) and "fox" in message.text)
    assert message.for_user is server.user
    assert all(message.ephemeral for message in server.messages(place))
    assert ("archived" if archived else "/invite") in "\n".join(message.text for message in asked.messages)


async def test_between_two_people_the_answer_uses_the_response_url(server: SlackServer) -> None:
    place = server.add_channel("", server.user, server.friend, kind="im", bot=False)
    asked = await server.command("/limerick", "a fox", at=place)
    message = await asked.shows(lambda message: done(message) and "fox" in message.text)
    assert message.via_response_url
    assert asked.response_url
    assert asked.response_url.uses <= 5


async def test_a_picture_for_a_channel_without_the_bot_comes_as_a_direct_message(server: SlackServer) -> None:
    place = server.add_channel(bot=False)
    asked = await server.command("/imagine", "a fox --seed 7", at=place)
    told = await asked.shows(lambda message: message.ephemeral and "direct messages" in message.text)
    assert "/invite" in told.text
    direct = server.state.direct_channel(server.user)
    await server.state.changes.until(
        lambda: any(is_picture(message) and message.born > asked.moment for message in server.messages(direct)),
        what="the picture",
    )
    assert not any("/invite" in message.text for message in server.messages(direct))


async def test_a_share_that_slack_loses_is_noticed(server: SlackServer, place: Channel) -> None:
    server.state.loses_shares = 1
    asked = await server.command("/speak", "a fox", at=place)
    message = await asked.shows(lambda message: message.files)
    assert message.files[0].type.startswith("audio/")


async def test_alternative_texts_that_break_shares_break_nothing(server: SlackServer, place: Channel) -> None:
    server.state.alt_text_breaks_shares = True
    try:
        asked = await server.command("/imagine", "a fox", at=place)
        message = await asked.shows(is_picture)
        assert any("fox" in text for text in message.alternative_texts)
    finally:
        server.state.alt_text_breaks_shares = False


async def test_an_event_or_command_delivered_twice_is_answered_once(server: SlackServer, place: Channel) -> None:
    mentioned = await server.mention("Who are you?", at=place)
    await server.again(mentioned)
    commanded = await server.command("/limerick", "a fox", at=place)
    await server.again(commanded)
    await mentioned.shows(lambda message: done(message) and message.thread == mentioned.thread)
    await commanded.shows(lambda message: done(message) and "fox" in message.text)
    await server.again(mentioned, attempt=3)
    await server.again(commanded)
    later = await server.command("/chat", "Who are you?", at=server.add_channel())
    await later.shows(done)
    threads = [message.thread for message in server.messages(place) if message.author.bot and message.thread]
    assert [thread for thread in threads if thread == mentioned.thread] == [mentioned.thread]
    roots = [message for message in server.messages(place) if message.author.bot and message.thread is None]
    assert len(roots) == 1


async def test_a_mention_that_comes_as_two_events_is_answered_once(server: SlackServer, place: Channel) -> None:
    subscribed = server.state.subscriptions
    server.state.subscriptions |= {"message.channels"}
    try:
        asked = await server.mention("!limerick a fox", at=place)
        assert len(asked.deliveries) == 2
        await asked.shows(done)
        await (await server.mention("Who are you?", at=place)).shows(done)
    finally:
        server.state.subscriptions = subscribed
    assert len([message for message in server.messages(place) if message.author.bot]) == 2


async def test_an_error_before_the_acknowledgement_is_reported(server: SlackServer, place: Channel) -> None:
    server.api.faults["users.info"] += [Fault("internal_error", status=500)] * 5
    newcomer = server.add_user("judy")
    place.members.append(newcomer)
    asked = await server.command("/limerick", "a fox", by=newcomer, at=place)
    taken = await asked.acknowledged()
    assert not taken.failed
    await asked.shows(lambda message: message.text)
    server.api.faults["users.info"].clear()


async def test_slow_work_before_the_acknowledgement_does_not_hold_it_up(server: SlackServer, place: Channel) -> None:
    server.api.faults["users.info"].append(Fault(seconds=4.0))
    newcomer = server.add_user("kevin")
    place.members.append(newcomer)
    asked = await server.command("/limerick", "a fox", by=newcomer, at=place)
    taken = await asked.acknowledged()
    assert not taken.failed
    looked_up = [call for call in server.state.calls if call.method == "users.info" and newcomer.id in str(call)]
    assert all(call.error is None for call in looked_up), "the acknowledgement came before what was looked up"
    await asked.shows(done)


async def test_a_first_delivery_that_says_it_is_a_retry_is_answered(server: SlackServer, place: Channel) -> None:
    server.deliveries.retry_seconds = (0.0,)
    asked = await server.mention("Who are you?", at=place)
    await asked.shows(done)
    assert all(not delivery.failed for delivery in asked.deliveries)


@pytest.mark.parametrize("how", ["warning", "refresh_requested", "link_disabled", "abrupt"])
async def test_a_lost_connection_comes_back_and_nothing_is_missed(
    server: SlackServer, place: Channel, how: str
) -> None:
    connections = 2
    await server.ready(connections=connections)
    before = server.sockets.connects
    if how == "abrupt":
        await server.sockets.drop()
    else:
        await server.sockets.disconnect(how)  # type: ignore[arg-type]
    # Of different people: messages that one person sends before the first word of the answer share that answer.
    people = [server.user, server.friend, server.add_user("heidi")]
    asked = [await server.mention("Who are you?", by=person, at=place) for person in people]
    for each in asked:
        await each.shows(lambda message, each=each: done(message) and message.thread == each.thread)  # type: ignore[misc]
    await server.state.changes.until(
        lambda: server.sockets.connects > before and server.sockets.connected == connections, what="back", seconds=30
    )


@pytest.mark.chaos
async def test_fifty_simultaneous_commands_are_all_acknowledged(server: SlackServer) -> None:
    """The time until then depends on the machine; benchmarks measure it."""
    people = [server.add_user(f"singer{number}") for number in range(50)]
    asked = [
        await server.command("/limerick", "a fox", by=person, at=server.state.direct_channel(person))
        for person in people
    ]
    for each in asked:
        assert not (await each.acknowledged()).failed
    await asyncio.gather(*(each.shows(done, seconds=60) for each in asked))


async def test_a_missing_scope_is_named(folder: Path) -> None:
    async with SlackServer() as server, running(server, folder) as bot:
        await server.ready()
        for token in server.state.tokens.values():
            token.scopes -= {"files:write"}
        asked = await server.command("/imagine", "a fox")
        await asked.shows("files:write")
        assert bot.unforeseen() == []


async def test_missing_scopes_are_reported_at_start(folder: Path) -> None:
    async with SlackServer() as server:
        for token in server.state.tokens.values():
            token.scopes -= {"chat:write"}
        async with running(server, folder) as bot:
            await bot.logs("chat:write")


@pytest.mark.parametrize("which", ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"])
async def test_a_wrong_token_is_reported_once(folder: Path, which: str) -> None:
    async with SlackServer() as server:
        wrong = {which: "xoxb-wrong" if "BOT" in which else "xapp-wrong"}
        async with running(server, folder, **wrong) as bot:
            await bot.logs("Slack is off")
        assert len([line for line in bot.log if "Slack is off" in line]) == 1
        assert not any("Traceback" in line for line in bot.log)


async def test_a_wrong_token_leaves_the_web_room_open(folder: Path) -> None:
    port = free_port()
    async with SlackServer() as server:
        told = {"SLACK_ADMINS": server.user.id, **server.environ, "SLACK_APP_TOKEN": "xapp-wrong"}
        async with bot_process.running("web,slack", folder, TROUBADOUR_PORT=str(port), **told) as bot:
            assert "SLACK_APP_TOKEN" in await bot.logs("Slack is off")
            await bot.logs(f"http://127.0.0.1:{port}")
            async with aiohttp.ClientSession() as browser, browser.get(f"http://127.0.0.1:{port}/readyz") as ready:
                assert ready.status == 200
        assert bot.process.returncode == 0
        assert not any("Traceback" in line for line in bot.log)


async def test_a_revoked_token_is_reported(folder: Path) -> None:
    async with SlackServer() as server, running(server, folder) as bot:
        await server.ready()
        await server.revoke(server.team)
        await server.command("/limerick", "a fox")
        await bot.logs("token")
        assert not any("Traceback" in line for line in bot.log)


async def test_open_answers_end_with_a_sentence_when_it_stops(folder: Path) -> None:
    async with SlackServer() as server:
        async with running(server, folder, TROUBADOUR_BUILTIN_ENGINE_PACE="0.1") as bot:
            await server.ready()
            long = "complete Once upon a time --max-new-tokens 400"
            asked = [await server.mention(long), await server.direct_message(long, by=server.friend)]
            asked.append(await server.command("/complete", "Once upon a time --max-new-tokens 400"))
            growing = [await each.shows(lambda message: message.streaming and message.markdown) for each in asked]
            bot.process.terminate()
            assert await bot.process.wait() == 0
        for message in growing:
            assert message.stream
            assert message.stream.ended == "stopped"
            assert message.text.rstrip().endswith("I am restarting and continue in a moment.")
        assert not any(message.streaming for message in server.messages())
        assert server.problems == []


async def test_messages_whose_ids_a_crash_has_lost_are_taken_over(folder: Path) -> None:
    """The bot is killed when a post and a stream have arrived at Slack and no answer has come back."""
    silent = Fault(connection="silent")
    async with SlackServer() as server:
        async with running(server, folder, TROUBADOUR_BUILTIN_ENGINE_PACE="0.05") as bot:
            await server.ready()
            for method in ("chat.postMessage", "chat.startStream"):
                server.api.faults[method].append(silent)
            asked = [
                await server.command("/complete", "Once upon a time --max-new-tokens 60"),
                await server.mention("complete Once upon a time --max-new-tokens 60", by=server.friend),
            ]
            for each in asked:
                await each.shows(lambda message: not message.ephemeral, seconds=120)
            bot.kill()
        server.api.faults.clear()
        async with running(server, folder):
            for each in asked:
                await each.shows(lambda message: done(message) and "Again" in message.buttons, seconds=120)
        sent = [each for each in server.messages() if each.author is server.bot and not each.ephemeral]
        (question,) = [each for each in sent if "Again" not in each.buttons]
        assert question.text.startswith("ada · /complete")
        assert len(sent) == 3
        assert not any(each.streaming for each in sent)
        assert server.problems == []


async def test_an_interrupted_answer_is_completed_after_a_restart(folder: Path) -> None:
    async with SlackServer() as server:
        async with running(server, folder, TROUBADOUR_BUILTIN_ENGINE_PACE="0.1") as bot:
            await server.ready()
            asked = await server.mention("complete Once upon a time --max-new-tokens 60")
            await asked.shows(lambda message: message.text and "Again" not in message.buttons)
            bot.kill()
        async with running(server, folder):
            await asked.shows(lambda message: done(message) and "Again" in message.buttons, seconds=120)
        assert server.problems == []
