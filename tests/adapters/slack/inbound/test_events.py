"""Messages to the bot, as people write them on a Slack on loopback."""

import asyncio
import hashlib
from pathlib import Path

import pytest

from core.preferences.choices import EDIT_SECONDS
from tests.adapters.held_acceptance import HeldAcceptance
from tests.adapters.slack.harness import AdapterHarness, Held, config_for, open_adapter
from tests.servers.slack_server import Attached, MovableClock, SlackServer


async def test_a_mention_is_answered_once_in_its_thread(server: SlackServer, harness: AdapterHarness) -> None:
    asked = await server.mention("good evening")
    assert len(asked.deliveries) == 2
    answer = await asked.shows(lambda message: "Again" in message.buttons)
    assert asked.message
    assert answer.thread == asked.message.ts
    assert [message.ts for message in asked.messages] == [answer.ts]


async def test_a_mention_runs_a_command_in_a_thread(server: SlackServer, harness: AdapterHarness) -> None:
    root = await server.write("what shall we paint?")
    asked = await server.mention("imagine a fox \u2014seed 7", thread=root.message)
    painted = await asked.shows(lambda message: message.pictures)
    assert "seed 7" in painted.text
    assert root.message
    assert painted.thread == root.message.ts


async def test_bare_words_in_a_direct_message_run_a_command(server: SlackServer, harness: AdapterHarness) -> None:
    asked = await server.direct_message("imagine a fox --seed 8")
    assert "seed 8" in (await asked.shows(lambda message: message.pictures)).text
    talked = await server.direct_message("hello &amp; welcome")
    await talked.shows(lambda message: "Again" in message.buttons)


async def test_help_and_a_bare_name_list_the_commands(server: SlackServer, harness: AdapterHarness) -> None:
    assert "/imagine" in await (await server.mention("")).refused()
    assert "/imagine" in (await (await server.direct_message("help")).shows("/imagine")).text


async def test_a_mistake_is_told_to_its_author_alone(server: SlackServer, harness: AdapterHarness) -> None:
    asked = await server.mention("!imagine a fox --sead 7")
    assert "--seed" in await asked.refused()
    assert not [message for message in asked.messages if not message.ephemeral]


async def test_a_mistake_is_told_where_its_author_sees_it(server: SlackServer, harness: AdapterHarness) -> None:
    """Slack shows an ephemeral message in a thread only to people who have the thread open."""
    asked = await server.mention("!imagine a fox --sead 7")
    await asked.refused()
    root = await server.write("what shall we paint?")
    assert root.message
    below = await server.mention("!imagine a fox --sead 7", thread=root.message)
    await below.refused()
    threads = [message.thread for message in server.messages() if message.ephemeral]
    assert threads == [None, root.message.ts]


async def test_a_question_that_is_deleted_while_it_is_accepted_is_not_answered(
    server: SlackServer, harness: AdapterHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = HeldAcceptance(harness.store, monkeypatch)
    asked = await server.mention("good evening")
    assert asked.message
    await held.deletes(server.delete(asked.message))
    await (await server.mention("hello")).shows(lambda message: "Again" in message.buttons)
    assert asked.messages == []
    key = f"{server.team.id}-{server.channel.id}-{asked.message.ts}"
    assert await harness.store.job(key) is None


async def test_a_question_above_its_answer_leaves_a_tombstone_and_stops_it(server: SlackServer, tmp_path: Path) -> None:
    held = Held()
    async with open_adapter(tmp_path, config_for(server), [held.command]) as harness:
        await server.ready(connections=2)
        asked = await server.mention("!wait")
        await asked.shows("first")
        assert asked.message
        await server.delete(asked.message)
        key = f"{server.team.id}-{server.channel.id}-{asked.message.ts}"
        async with asyncio.timeout(20):
            while not ((job := await harness.store.job(key)) and job.ended):
                await asyncio.sleep(0.01)
        assert job.state == "stopped"


async def test_edits_and_other_talk_are_left_alone(server: SlackServer, harness: AdapterHarness) -> None:
    written = await server.write("nothing for you")
    assert written.message
    await server.edit(written.message, "still nothing for you")
    asked = await server.mention("good evening")
    assert asked.message
    await asked.shows(lambda message: "Again" in message.buttons)
    await server.edit(asked.message, f"<@{server.bot.id}> good night")
    await (await server.mention("hello")).shows(lambda message: "Again" in message.buttons)
    assert len([message for message in server.messages() if message.author.bot]) == 2


async def test_a_mention_that_an_edit_adds_is_answered(server: SlackServer, harness: AdapterHarness) -> None:
    written = await server.write("good evening")
    assert written.message
    await server.edit(written.message, f"<@{server.bot.id}> good evening")
    await written.shows(lambda message: "Again" in message.buttons)


async def test_an_edit_of_an_old_message_is_left_alone(server: SlackServer, harness: AdapterHarness) -> None:
    written = await server.write("good evening")
    assert written.message
    assert isinstance(server.clock, MovableClock)
    server.clock.advance(EDIT_SECONDS + 60)
    await server.edit(written.message, f"<@{server.bot.id}> good evening")
    await (await server.mention("hello")).shows(lambda message: "Again" in message.buttons)
    assert len([message for message in server.messages() if message.author.bot]) == 1


async def test_a_text_file_is_read(server: SlackServer, harness: AdapterHarness) -> None:
    note = Attached("note.txt", b"the harbour is closed on Sundays", "text/plain")
    asked = await server.direct_message("what does it say?", files=[note])
    await asked.shows(lambda message: "Again" in message.buttons)
    found = await harness.store.find(hashlib.sha256(b"the harbour is closed on Sundays").hexdigest())
    assert found is not None
    assert found.name == "note.txt"


async def test_a_guest_is_not_served_unless_that_is_allowed(server: SlackServer, tmp_path: Path) -> None:
    guest = server.add_user("visitor", guest=True)
    async with open_adapter(tmp_path / "closed", config_for(server)):
        await server.ready(connections=2)
        assert "guests" in await (await server.command("/chat", "hello", by=guest)).refused()
        assert "guests" in await (await server.mention("hello", by=guest)).refused()
    async with open_adapter(tmp_path / "open", config_for(server, guests=True)):
        await server.ready(connections=2)
        await (await server.mention("hello", by=guest)).shows(lambda message: "Again" in message.buttons)


async def test_a_refusal_is_said_once_however_often_it_is_asked(server: SlackServer, tmp_path: Path) -> None:
    async with open_adapter(tmp_path, config_for(server)):
        await server.ready(connections=2)
        asked = await server.mention("!imagine a fox --sead 7")
        assert "--seed" in await asked.refused()
        again = await server.again(asked)
        await server.state.changes.until(lambda: all(each.acknowledged for each in again), what="acknowledged")
        later = await server.mention("!imagine a heron --sead 7")
        assert "--seed" in await later.refused()
    # The repeated event has been handled, too.
    assert len([message for message in server.messages() if message.ephemeral]) == 2


async def test_strangers_of_slack_connect_are_served_only_where_that_is_allowed(
    server: SlackServer, tmp_path: Path
) -> None:
    other = server.add_team("Visitors")
    stranger = server.add_user("stranger", team=other)
    shared = server.add_channel("shared", server.user, stranger, shared=True)
    async with open_adapter(tmp_path / "closed", config_for(server)):
        await server.ready(connections=2)
        assert "workspace" in await (await server.mention("hello", by=stranger, at=shared)).refused()
    async with open_adapter(tmp_path / "open", config_for(server, strangers=True)):
        await server.ready(connections=2)
        note = Attached("note.txt", b"hello", "text/plain")
        asked = await server.mention("read this", by=stranger, at=shared, files=[note])
        await asked.shows(lambda message: "Again" in message.buttons)


async def test_a_workspace_that_is_not_listed_is_not_served(server: SlackServer, tmp_path: Path) -> None:
    async with open_adapter(tmp_path, config_for(server, workspaces=frozenset({"T0OTHER"}))):
        await server.ready(connections=2)
        assert await (await server.command("/chat", "hello")).refused()
        assert not [message for message in server.messages() if not message.ephemeral]


async def test_an_opened_conversation_is_given_suggestions(server: SlackServer, harness: AdapterHarness) -> None:
    await server.open_home(tab="messages", by=server.user)
    sessions = server.state.sessions
    found = await server.state.changes.until(
        lambda: [session.prompts for session in sessions.values() if session.prompts], what="suggestions"
    )
    assert [prompt["title"] for prompt in found[0]] == [
        "Talk",
        "Paint a picture",
        "Write a limerick",
        "All commands",
    ]


async def test_slacks_own_stop_stops_the_work(server: SlackServer, harness: AdapterHarness, held: Held) -> None:
    asked = await server.direct_message("wait")
    shown = await asked.shows("first")
    await server.stop_session(shown)
    await held.closed.wait()
    assert "ada" in (await asked.shows("Stopped")).text


async def test_a_thread_it_is_called_into_is_read(server: SlackServer, harness: AdapterHarness) -> None:
    root = await server.write("the heron stands in the reeds")
    await server.write("it is grey", by=server.friend, thread=root.message)
    asked = await server.mention("what did we talk about?", thread=root.message)
    await asked.shows(lambda message: "Again" in message.buttons)
    turns = await harness.store.load_turns(f"slack:{server.team.id}:{server.channel.id}|{asked.thread}|public", 10)
    assert [(turn.name, turn.text) for turn in turns][:2] == [
        ("ada", "the heron stands in the reeds"),
        ("grace", "it is grey"),
    ]


async def test_of_a_long_thread_the_last_is_read_and_that_there_was_more_is_said(
    server: SlackServer, harness: AdapterHarness
) -> None:
    root = await server.write("verse 0")
    for number in range(1, 60):
        await server.write(f"verse {number}", by=server.friend, thread=root.message)
    asked = await server.mention("what did we sing?", thread=root.message)
    answer = await asked.shows(lambda message: "Again" in message.buttons)
    turns = await harness.store.load_turns(f"slack:{server.team.id}:{server.channel.id}|{asked.thread}|public", 1000)
    heard = [turn.text for turn in turns if turn.text.startswith("verse ")]
    assert heard == ["verse 0", *(f"verse {number}" for number in range(61 - len(heard), 60))]
    assert 0 < len(heard) < 60
    assert f"I read only the first and the last {len(heard) - 1} messages of this thread" in answer.text


async def test_the_newest_of_a_thread_that_takes_several_responses_are_read(
    server: SlackServer, harness: AdapterHarness
) -> None:
    server.conversations.page = 25
    root = await server.write("verse 0")
    for number in range(1, 60):
        await server.write(f"verse {number}", thread=root.message)
    asked = await server.mention("what did we sing?", thread=root.message)
    await asked.shows(lambda message: "Again" in message.buttons)
    turns = await harness.store.load_turns(f"slack:{server.team.id}:{server.channel.id}|{asked.thread}|public", 1000)
    assert [turn.text for turn in turns if turn.text.startswith("verse ")][-1] == "verse 59"


@pytest.mark.parametrize("replies", [14, 20, 60, 200])
async def test_outside_the_marketplace_the_newest_of_a_thread_that_fit_are_read(
    server: SlackServer, harness: AdapterHarness, replies: int
) -> None:
    server.conversations.page, server.tiers.outside_marketplace = 15, True
    clock = server.clock
    assert isinstance(clock, MovableClock)
    root = await server.write("verse 0")
    for number in range(1, replies):
        clock.advance(60)
        await server.write(f"verse {number}", thread=root.message)
    asked = await server.mention("what did we sing?", thread=root.message)
    answer = await asked.shows(lambda message: "Again" in message.buttons)
    turns = await harness.store.load_turns(f"slack:{server.team.id}:{server.channel.id}|{asked.thread}|public", 1000)
    heard = [turn.text for turn in turns if turn.text.startswith("verse ")]
    assert heard == ["verse 0", *(f"verse {number}" for number in range(replies + 1 - len(heard), replies))]
    assert len(heard) > 8
    said = f"I read only the first and the last {len(heard) - 1} messages of this thread" in answer.text
    assert said == (len(heard) < replies)


async def test_a_thread_that_slack_breaks_off_before_its_newest_messages_is_said_to_be(
    server: SlackServer, harness: AdapterHarness
) -> None:
    server.conversations.page, server.tiers.outside_marketplace = 15, True
    clock = server.clock
    assert isinstance(clock, MovableClock)
    root = await server.write("verse 0")
    for number in range(1, 60):
        if number == 20:
            clock.advance(86_400)  # the other replies come at once, a day later
        await server.write(f"verse {number}", thread=root.message)
    asked = await server.mention("what did we sing?", thread=root.message)
    await asked.shows(lambda message: "not the newest" in message.text)


async def test_the_home_says_what_there_is_and_what_is_left(server: SlackServer, tmp_path: Path) -> None:
    async with open_adapter(tmp_path, config_for(server, prefix="tb-")) as harness:
        await server.ready(connections=2)
        await harness.store.set_preference(
            f"slack:{server.team.id}:{server.user.id}", "model-chat_completion", "org/their-own"
        )
        await server.open_home()
        home = await server.home()
        assert "/tb-imagine" in home.text
        assert "org/their-own" in home.text
        assert "limit" in home.text
        assert "forget-me" in home.text
        guest = server.add_user("visitor", guest=True)
        await server.open_home(by=guest)
        assert "guests" in (await server.home(by=guest)).text
