"""Errors on the way to Discord, and what people see of them."""

import re
import signal
from itertools import pairwise
from pathlib import Path
from typing import Literal

import pytest

from tests.scenarios.bot_process import ACKNOWLEDGE_SECONDS, Bot
from tests.scenarios.discord.bot_process import running
from tests.scenarios.discord.test_commands import done
from tests.servers.discord_server import Channel, DiscordServer, Fault, Flag, Message, MovableClock

pytestmark = pytest.mark.asyncio(loop_scope="session")

EDIT = re.compile("/messages/")
CALLBACK = re.compile("/callback$")


async def test_a_limit_is_waited_out_and_the_last_edit_is_exact(server: DiscordServer, place: Channel) -> None:
    server.fail(Fault("PATCH", EDIT, "too-many", times=2))
    shown = await server.slash("limerick", at=place, subject="a fox")
    await shown.shows(done)
    assert not any(fault.times for fault in server.rest.faults)


async def test_a_server_error_of_discord_is_retried(server: DiscordServer, place: Channel) -> None:
    server.fail(Fault("PATCH", EDIT, "status", status=502))
    shown = await server.slash("limerick", at=place, subject="a fox")
    await shown.shows(done)


@pytest.mark.parametrize(
    "fault",
    [
        Fault("PATCH", EDIT, "reset"),
        Fault("PATCH", EDIT, "too-many", via=False),
        Fault("PATCH", EDIT, "status", status=503),
    ],
    ids=["reset", "429 without Via", "503"],
)
async def test_an_edit_that_is_lost_does_not_lose_the_answer(
    server: DiscordServer, place: Channel, fault: Fault
) -> None:
    server.fail(fault)
    shown = await server.slash("limerick", at=place, subject="a fox")
    await shown.shows(done)
    assert fault.times == 0
    assert len(shown.messages) == 1


async def test_answers_with_a_charset_in_their_content_type_are_read(folder: Path) -> None:
    async with DiscordServer() as server:
        server.rest.content_type = "application/json; charset=utf-8"
        async with running(server, folder) as bot:
            await server.ready()
            server.fail(Fault("PATCH", EDIT, "too-many", times=2))
            shown = await server.slash("imagine", prompt="a fox", count=2)
            await shown.shows(lambda message: done(message) and len(message.files) == 2)
            assert sum(len(call.files) for call in server.state.calls) == 2
            assert not any(fault.times for fault in server.rest.faults)
            assert bot.unforeseen() == []
        assert server.violations == []


@pytest.mark.parametrize("commanded", [True, False], ids=["command", "mention"])
async def test_a_recording_that_is_lost_on_its_way_is_sent_again(
    server: DiscordServer, place: Channel, commanded: bool
) -> None:
    server.state.upload_faults = ["reset", "status"]
    shown = (
        await server.slash("speak", at=place, text="a fox")
        if commanded
        else await server.mention("!speak a fox --voice emma", at=place)
    )
    voice = await shown.shows(lambda message: message.flags & Flag.VOICE)
    assert voice.files[0].bytes.startswith(b"OggS")
    answer = await shown.shows(done)
    assert not answer.files
    assert server.state.upload_faults == []


async def test_an_acknowledgement_that_comes_too_late_harms_nobody_else(server: DiscordServer, place: Channel) -> None:
    server.fail(fault := Fault("POST", CALLBACK, "status", status=404, code=10062))
    late = await server.slash("limerick", at=place, subject="a fox")
    # Requests that arrive together are acknowledged in any order.
    await server.state.changes.until(lambda: not fault.times, what="the late acknowledgement")
    shown = await server.slash("limerick", at=place, subject="a fox")
    await shown.shows(done)
    assert late.answer is None


async def test_a_bot_that_acknowledges_too_late_answers_in_the_channel(
    shared: tuple[DiscordServer, Bot], server: DiscordServer, place: Channel
) -> None:
    _, bot = shared
    assert isinstance(server.clock, MovableClock)
    bot.process.send_signal(signal.SIGSTOP)
    try:
        late = await server.slash("limerick", at=place, subject="a fox")
        server.clock.advance(ACKNOWLEDGE_SECONDS + 1)
    finally:
        bot.process.send_signal(signal.SIGCONT)
    await server.state.changes.until(lambda: answers(server, place), what="an answer in the channel")
    assert late.answer is None
    assert [call.status for call in server.state.calls if late.token in call.path and "callback" in call.path] == [404]


def answers(server: DiscordServer, place: Channel) -> list[Message]:
    """Returns the complete answers of the bot in a channel."""
    return [message for message in server.state.messages.values() if message.channel is place and done(message)]


@pytest.mark.parametrize("how", ["close", "reconnect"])
async def test_a_lost_connection_is_resumed_and_nothing_missed(server: DiscordServer, place: Channel, how: str) -> None:
    resumes, identifies = server.gateway.resumes, server.gateway.identifies
    if how == "close":
        await server.gateway.close(4000)
    else:
        await server.gateway.reconnect()
    posted = await server.mention("Who are you?", at=place)
    await posted.shows(done)
    assert (server.gateway.resumes, server.gateway.identifies) == (resumes + 1, identifies)


async def test_a_session_is_resumed_at_the_configured_gateway(folder: Path) -> None:
    async with DiscordServer() as server:
        server.gateway.told_url = "ws://127.0.0.1:9"
        async with running(server, folder):
            await server.ready()
            await server.gateway.close(4000)
            await (await server.mention("Who are you?")).shows(done)
            assert (server.gateway.resumes, server.gateway.identifies) == (1, 1)


async def test_an_invalid_session_is_replaced(server: DiscordServer, place: Channel) -> None:
    identifies = server.gateway.identifies
    await server.gateway.invalidate()
    await server.state.changes.until(
        lambda: server.gateway.identifies > identifies and server.gateway.connected, what="a new session"
    )
    posted = await server.mention("Who are you?", at=place)
    await posted.shows(done)


async def test_an_interaction_delivered_twice_is_answered_once(server: DiscordServer, place: Channel) -> None:
    shown = await server.slash("limerick", at=place, subject="a fox")
    await server.again(shown)
    await shown.shows(done)
    await server.again(shown)
    later = await server.slash("limerick", at=place, subject="a fox")
    await later.shows(done)
    assert len(shown.messages) == 1
    answers = [call.status for call in server.state.calls if shown.token in call.path and "callback" in call.path]
    assert answers == [204]


async def test_an_answer_that_outlives_its_token_continues_in_the_channel(folder: Path) -> None:
    clock = MovableClock()
    async with (
        DiscordServer(clock=clock) as server,
        running(server, folder, TROUBADOUR_BUILTIN_ENGINE_PACE="0.05") as bot,
    ):
        await server.ready()
        shown = await server.slash("complete", prompt="Once upon a time", max_new_tokens=120)
        await shown.shows(lambda message: "Once upon a time" in message.text and "Stop" in message.buttons)
        clock.advance(16 * 60)
        await shown.shows(done)
        assert 401 in [call.status for call in server.state.calls]
        assert any(call.path.startswith("/channels/") and call.status == 200 for call in server.state.calls)
        assert server.violations == []
    assert bot.process.returncode == 0


async def test_a_deleted_answer_stops_its_job(folder: Path) -> None:
    async with DiscordServer() as server, running(server, folder, TROUBADOUR_BUILTIN_ENGINE_PACE="0.1"):
        await server.ready()
        posted = await server.mention("complete Once upon a time --max-new-tokens 400")
        message = await posted.shows(lambda message: "Stop" in message.buttons)
        await server.delete(message)
        while True:
            asked = await server.slash("troubadour status")
            if "No other reply is running" in (await asked.shows("running")).text:
                break
        assert not [message for message in posted.messages if message.reply_to == posted.message.id]
        assert server.violations == []


async def test_stop_stops(folder: Path) -> None:
    async with DiscordServer() as server, running(server, folder, TROUBADOUR_BUILTIN_ENGINE_PACE="0.1"):
        await server.ready()
        shown = await server.slash("complete", prompt="Once upon a time", max_new_tokens=400)
        message = await shown.shows(lambda message: "Stop" in message.buttons)
        refused = await server.press(message, "Stop", by=server.friend)
        assert await refused.refused()
        await server.press(message, "Stop")
        await shown.shows(lambda message: "Stop" not in message.buttons)
        assert server.violations == []


async def test_a_long_stream_keeps_within_the_bucket_and_ends_exactly(folder: Path) -> None:
    async with DiscordServer() as server, running(server, folder, TROUBADOUR_BUILTIN_ENGINE_PACE="0.02"):
        await server.ready()
        shown = await server.slash("complete", prompt="Once upon a time", max_new_tokens=400)
        message = await shown.shows(done, seconds=60)
        texts = [look.content for look in message.looks if "Once upon a time" in look.content]
        assert len(texts) > 3
        assert [len(text) for text in texts] == sorted(len(text) for text in texts)
        assert server.buckets.refusals == 0
        # Faster edits would empty the bucket, and discord.py would hold the next one back until it is stale.
        moments = [look.at for look in message.looks]
        assert max(later - earlier for earlier, later in pairwise(moments)) < 3
        assert server.violations == []


async def test_an_answer_may_be_shown_only_when_it_is_done(folder: Path) -> None:
    async with DiscordServer() as server, running(server, folder, DISCORD_SHOWING="final"):
        await server.ready()
        shown = await server.slash("complete", prompt="Once upon a time")
        message = await shown.shows(done)
        assert len({look.content for look in message.looks if "Once upon" in look.content}) == 1
        assert server.violations == []


async def test_a_refused_first_connection_is_retried(folder: Path) -> None:
    async with DiscordServer() as server:
        server.gateway.refuse = 2
        async with running(server, folder) as bot:
            await server.ready()
            shown = await server.slash("limerick", subject="a fox")
            await shown.shows(done)
            assert server.violations == []
        assert bot.process.returncode == 0
        assert bot.unforeseen() == []


@pytest.mark.parametrize("kind", ["reset", "status"])
async def test_commands_that_are_lost_on_the_way_are_sent_again(folder: Path, kind: Literal["reset", "status"]) -> None:
    async with DiscordServer() as server:
        # aiohttp itself sends a request again after a reset.
        server.fail(Fault("PUT", re.compile("/commands$"), kind, times=2 if kind == "reset" else 1, status=503))
        async with running(server, folder) as bot:
            await server.ready()
            await bot.logs(r"they are sent again")
            await bot.logs(r"sent \d+ commands to Discord")
            assert bot.unforeseen() == []
        assert server.state.command_syncs == 1
        assert server.violations == []


async def test_an_error_at_login_is_retried(folder: Path) -> None:
    async with DiscordServer() as server:
        server.fail(Fault("GET", re.compile("/users/@me$"), "status", status=503))
        async with running(server, folder):
            await server.ready()
            assert server.violations == []


async def test_a_refused_command_is_named_to_the_administrators(folder: Path) -> None:
    fault = {"2": {"description": {"_errors": [{"code": "BASE_TYPE_BAD_LENGTH", "message": "Must be shorter."}]}}}
    async with DiscordServer() as server:
        server.fail(Fault("PUT", re.compile("/commands$"), "status", status=400, code=50035, errors=fault))
        channel = {"DISCORD_ADMIN_CHANNEL": str(server.channel.id)}
        async with running(server, folder, **channel):
            alert = await server.state.changes.until(
                lambda: next((each for each in server.state.messages.values() if "🔔" in each.text), None),
                what="an alert",
            )
        assert re.search(r"`/\w+`.*description: Must be shorter\.", alert.text)
        assert server.violations == []


@pytest.mark.parametrize("code", [4010, 4011, 4012, 4013, 4014])
async def test_a_hopeless_close_code_ends_with_one_sentence(folder: Path, code: int) -> None:
    async with DiscordServer() as server:
        server.gateway.shut = code
        async with running(server, folder) as bot:
            line = await bot.logs("Discord is off")
            assert re.search(r"DISCORD_SHARD_COUNT|Install a newer version|Start the bot again", line)
        assert bot.process.returncode == 0
        assert server.gateway.identifies == 1
        assert not any("Traceback" in line for line in bot.log)


@pytest.mark.one_process
@pytest.mark.parametrize("at", ["login", "gateway"])
async def test_a_wrong_token_is_logged_once_and_not_retried(folder: Path, at: str) -> None:
    async with DiscordServer() as server:
        wrong = {"DISCORD_TOKEN": "wrong.token.here"} if at == "login" else {}
        if at == "gateway":
            server.gateway.token = "another"
        async with running(server, folder, **wrong) as bot:
            await bot.logs("does not know this token")
        assert bot.process.returncode == 0
        assert len([line for line in bot.log if "does not know this token" in line]) == 1
        assert not any("Traceback" in line for line in bot.log)


async def test_commands_are_not_sent_again_after_a_restart(folder: Path) -> None:
    async with DiscordServer() as server:
        for _ in range(2):
            async with running(server, folder) as bot:
                await server.ready()
                await bot.logs("connected to Discord")
                shown = await server.slash("limerick", subject="a fox")
                message = await shown.shows(done)
        assert server.state.command_syncs == 1
        async with running(server, folder):
            await server.ready()
            again = await server.press(message, "Again")
            await again.shows(lambda other: done(other) and other is not message)
        assert server.violations == []
