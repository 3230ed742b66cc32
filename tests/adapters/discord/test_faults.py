"""Errors of Discord, and what people see of them."""

import asyncio
import re
from dataclasses import replace
from pathlib import Path

import pytest

from bot.logs import TextLines
from core.commands.schema import MakingOptions
from core.domain.request import Request
from core.jobs import worker
from core.jobs.verdicts import Verdict
from tests.adapters.discord.harness import AdapterHarness, HeldCommand, config_for, opened
from tests.servers.discord_server import DiscordServer, Fault, Flag, MovableClock, Permission, Posting
from tests.servers.discord_server.rules import USUAL_PERMISSIONS

pytestmark = pytest.mark.may_block


async def test_after_fifteen_minutes_the_answer_continues_in_the_channel(
    harness: AdapterHarness, server: DiscordServer, held: HeldCommand
) -> None:
    shown = await server.slash("wait")
    await shown.shows("first")
    assert isinstance(server.clock, MovableClock)
    server.clock.advance(16 * 60)
    held.going.set()
    assert await harness.ended(shown.id) == "done"
    texts = [message.text for message in server.state.messages.values() if message.author == server.bot]
    assert any("first last" in text for text in texts)


class WhisperOptions(MakingOptions):
    """No options but `private`."""


@pytest.mark.parametrize("private", [True, False])
async def test_after_fifteen_minutes_a_private_answer_does_not_become_public(
    server: DiscordServer, held: HeldCommand, tmp_path: Path, private: bool
) -> None:
    whisper = replace(held.command, name="whisper", options=WhisperOptions)
    async with opened(tmp_path, config_for(server), [whisper]) as harness:
        await server.ready()
        shown = await server.slash("whisper", private=private)
        assert (await shown.shows("first")).ephemeral is private
        assert isinstance(server.clock, MovableClock)
        server.clock.advance(16 * 60)
        held.going.set()
        await harness.ended(shown.id)
    public = [message for message in server.state.messages.values() if "first last" in message.text]
    assert [message.ephemeral for message in public] == ([] if private else [False])


async def test_connected_follows_the_connection(harness: AdapterHarness, server: DiscordServer) -> None:
    async def until(connected: bool) -> None:
        async with asyncio.timeout(20):
            while harness.adapter.connected is not connected:
                await asyncio.sleep(0.01)

    await until(True)
    server.gateway.refuse = 1_000_000
    await server.gateway.close(4000)
    await until(False)
    server.gateway.refuse = 0
    await until(True)


async def test_an_ending_that_meets_a_rate_limit_is_sent_again(
    harness: AdapterHarness, server: DiscordServer, held: HeldCommand
) -> None:
    shown = await server.slash("wait")
    await shown.shows("first")
    server.fail(Fault("PATCH", re.compile("/webhooks/"), "too-many", via=False))
    held.going.set()
    await shown.shows("first last")


async def test_a_mention_gets_no_private_answer_in_a_server(harness: AdapterHarness, server: DiscordServer) -> None:
    posted = await server.mention("troubadour usage")
    await posted.shows("slash command")


async def test_a_reply_that_a_shutdown_interrupts_says_so_and_continues_in_the_same_message(
    server: DiscordServer, held: HeldCommand, tmp_path: Path
) -> None:
    config = config_for(server)
    async with opened(tmp_path, config, [held.command]):
        await server.ready()
        shown = await server.slash("wait")
        await shown.shows("first")
    await shown.shows("I am restarting")
    held.going.set()
    async with opened(tmp_path, config, [held.command]) as harness:
        assert await harness.ended(shown.id) == "done"
    message = await shown.shows("first last")
    assert shown.messages == [message]


async def test_a_reset_connection_is_retried(harness: AdapterHarness, server: DiscordServer, held: HeldCommand) -> None:
    shown = await server.slash("wait")
    await shown.shows("first")
    server.fail(Fault("PATCH", re.compile("/webhooks/"), "reset"))
    held.going.set()
    await shown.shows("first last")


@pytest.mark.parametrize("how", ["slash", "private", "mention"])
async def test_a_reply_that_cannot_be_opened_ends_in_a_plain_message(
    harness: AdapterHarness, server: DiscordServer, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    async def broken(job: object) -> None:
        raise ConnectionError("the reply cannot be opened")

    monkeypatch.setattr(harness.adapter, "open", broken)
    monkeypatch.setattr(worker, "BACK_OFF_SECONDS", 0.01)
    monkeypatch.setattr(worker, "SWEEP_SECONDS", 0.01)
    asked = await (
        server.mention("!chat Hello")
        if how == "mention"
        else server.slash("chat", message="Hello", private=how == "private")
    )
    message = await asked.shows("so I gave up")
    assert (Flag.EPHEMERAL in message.flags) == (how == "private")
    job = asked.message.id if isinstance(asked, Posting) else asked.id
    assert await harness.ended(job) == "failed"


async def test_a_mention_that_cannot_be_answered_is_told_so(
    harness: AdapterHarness, server: DiscordServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(request: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(harness.dispatcher, "accept_message", broken)
    asked = await server.mention("Hello")
    message = await asked.shows("include this request id")
    assert message.text.endswith(f"include this request id: {asked.message.id}.")


async def test_an_error_during_acceptance_is_admitted_privately(
    harness: AdapterHarness, server: DiscordServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.handler.setFormatter(TextLines())

    async def broken(request: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(harness.dispatcher, "accept", broken)
    asked = await server.slash("chat", message="Hello")
    assert (await asked.refused()).endswith(f"include this request id: {asked.id}.")
    assert f"[{asked.id}]: interaction {asked.id} could not be answered" in caplog.text


async def test_a_slow_acceptance_is_deferred_privately(
    server: DiscordServer, held: HeldCommand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(tmp_path, config_for(server, accept_seconds=0.01)) as harness:
        await server.ready()
        accept = harness.dispatcher.accept

        async def slow(request: Request) -> Verdict:
            await held.going.wait()
            return await accept(request)

        monkeypatch.setattr(harness.dispatcher, "accept", slow)
        asked = await server.slash("chat", message="Hello")
        assert (await asked.acknowledged()).ephemeral
        held.going.set()
        message = await asked.shows(lambda message: "Again" in message.buttons)
        assert Flag.EPHEMERAL in message.flags


@pytest.mark.parametrize("how", ["slash", "mention"])
async def test_an_answer_continues_in_a_thread_that_was_archived_meanwhile(
    harness: AdapterHarness, server: DiscordServer, held: HeldCommand, how: str
) -> None:
    thread = await server.thread("foxes")
    asked = await (server.slash("wait", at=thread) if how == "slash" else server.mention("wait", at=thread))
    first = await asked.shows("first")
    await server.archive(thread)
    held.going.set()
    job = asked.message.id if isinstance(asked, Posting) else asked.id
    assert await harness.ended(job) == "done"
    (whole,) = [message for message in server.state.messages.values() if "first last" in message.text]
    assert whole is not first
    assert whole.channel is thread
    assert not thread.archived


async def test_an_answer_that_moves_to_direct_messages_is_a_new_message_there(
    harness: AdapterHarness, server: DiscordServer, held: HeldCommand
) -> None:
    """For a nonce that it knows, Discord returns the first message, even if that is in another channel."""
    await (await server.slash("troubadour showing", late_direct="yes")).shows("direct message")
    thread = await server.thread("foxes")
    asked = await server.mention("wait", at=thread)
    first = await asked.shows("first")
    await server.archive(thread)
    await server.permit(thread, USUAL_PERMISSIONS & ~Permission.SEND_MESSAGES_IN_THREADS)
    held.going.set()
    assert await harness.ended(asked.message.id) == "done"
    (whole,) = [message for message in server.state.messages.values() if "first last" in message.text]
    assert whole.channel is server.state.direct_channel(server.user)
    assert whole.id != first.id


async def test_a_picture_that_no_upload_could_show_is_shown_by_a_button_without_a_model(
    harness: AdapterHarness, server: DiscordServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.replies.presenter.RETRY_WAITS", (0.01, 0.01))
    monkeypatch.setattr("adapters.discord.outbound.discord_py.RETRY_WAITS", (0.01,))
    server.state.upload_faults = ["reset"] * 100
    shown = await server.slash("imagine", prompt="a fox")
    answer = await shown.shows(lambda message: "Show it now" in message.buttons)
    assert not answer.files
    assert "I have kept it" in answer.text
    spent = len(await harness.store.spends(None, 0))
    server.state.upload_faults.clear()
    pressed = await server.press(answer, "Show it now")
    later = await pressed.shows(lambda message: message.files and "Delete" in message.buttons)
    assert later.files[0].bytes.startswith(b"\x89PNG")
    assert "fox" in later.alternative_texts[0]
    assert len(await harness.store.spends(None, 0)) == spent
