"""Small things that people notice: welcomes, old forms, repeated payloads, notifications, and a word after a thumb."""

from pathlib import Path

import pytest

from tests.scenarios.bot_process import Bot
from tests.scenarios.slack.bot_process import running
from tests.scenarios.slack.test_commands import done
from tests.servers.slack_server import Channel, SlackServer

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_payload_that_comes_twice_opens_one_form(server: SlackServer, place: Channel) -> None:
    asked = await server.command("/imagine", "", at=place)
    await asked.opened()
    (again,) = await server.again(asked)
    await server.state.changes.until(lambda: again.acknowledged or again.failed, what="acknowledged")
    await (await server.command("/limerick", "a fox", at=place)).shows(done)
    opened = [call for call in server.state.calls if call.method == "views.open"]
    assert len([call for call in opened if call.arguments.get("trigger_id") == asked.trigger]) == 1
    assert not any("too long" in message.text for message in server.messages(place))


async def test_a_form_that_is_no_longer_known_says_so(server: SlackServer, place: Channel) -> None:
    view = await (await server.command("/imagine", "", at=place)).opened()
    view.payload["callback_id"] = "form-0000000000000000"
    await server.submit(view, prompt="a fox")
    await server.state.changes.until(lambda: "form has expired" in str(view.payload), what="said")


async def test_notifications_are_plain_words(server: SlackServer, place: Channel) -> None:
    asked = await server.command("/complete", "**Once** upon a `time` & a fox --include-prompt", at=place)
    answer = await asked.shows(lambda message: done(message) and "Once" in message.text)
    assert "Once upon a time &amp; a fox" in answer.body
    assert "**" not in answer.body
    assert "`" not in answer.body


async def test_a_word_after_a_thumbs_down_reaches_the_operator(server: SlackServer, place: Channel) -> None:
    answer = await (await server.command("/chat", "Who are you?", at=place)).shows(
        lambda message: done(message) and "Bad answer" in message.buttons
    )
    pressed = await server.press(answer, "Bad answer")
    asked = await pressed.shows(lambda message: message.ephemeral and "Say what was wrong" in message.buttons)
    told = await server.press(asked, "Say what was wrong")
    await server.submit(await told.opened(), reason="It was rude")
    await told.shows("I have told the operator")


async def test_a_thumbs_up_asks_nothing(server: SlackServer, place: Channel) -> None:
    answer = await (await server.command("/chat", "Who are you?", at=place)).shows(
        lambda message: done(message) and "Good answer" in message.buttons
    )
    thanked = await (await server.press(answer, "Good answer")).shows(lambda message: message.ephemeral)
    assert not thanked.buttons


async def test_a_refusal_is_one_line_in_the_log(shared: tuple[SlackServer, Bot], place: Channel) -> None:
    server, bot = shared
    already = len(bot.log)
    refused = await server.command("/troubadour", "pause", by=server.friend, at=place)
    assert await refused.refused()
    unknown = await server.command("/imagine", "a fox --sed 7", at=place)
    assert await unknown.refused()
    await bot.logs("refused /imagine")
    lines = [line for line in bot.log[already:] if "refused" in line]
    assert ["/troubadour pause" in line and "admins-only" in line for line in lines] == [True, False]
    assert "no-such-option" in lines[1]
    assert not any("fox" in line for line in lines)


async def test_a_workspace_without_the_agent_view_is_asked_once(folder: Path) -> None:
    async with SlackServer() as server, running(server, folder):
        await server.ready()
        server.team.agent_view = False
        for _ in range(2):
            await server.open_home(tab="messages")
            await (await server.direct_message("Who are you?")).shows(done)
        methods = [call.method for call in server.state.calls]
        assert methods.count("assistant.threads.setSuggestedPrompts") == 1
        assert methods.count("agents.sessions.setStatus") == 1
        assert server.problems == []


async def test_the_log_goes_on_after_the_first_event(folder: Path) -> None:
    async with SlackServer() as server, running(server, folder) as bot:
        await server.ready()
        await (await server.command("/limerick", "a fox")).shows(done)
        bot.process.terminate()
        await bot.logs("stopping: ")
