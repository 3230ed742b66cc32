"""The log at debug level: errors and their places, never messages or tokens."""

import copy
import re
from pathlib import Path

import pytest

from tests.scenarios.bot_process import Bot, free_port
from tests.scenarios.discord.bot_process import running
from tests.scenarios.discord.test_commands import done
from tests.scenarios.discord.test_http import connected, settings
from tests.servers.discord_server import Attached, DiscordServer, Fault, Message, MovableClock

pytestmark = pytest.mark.asyncio(loop_scope="session")

LOUD = {"TROUBADOUR_LOG_LEVEL": "debug"}
SECRET = "quibblewort"
"""A word in every question; the built-in engine repeats it in its answers."""


async def test_at_debug_level_neither_tokens_nor_messages_are_logged(folder: Path) -> None:
    async with DiscordServer(clock=MovableClock()) as server, running(server, folder, **LOUD) as bot:
        await server.ready()
        await _talk(server)
        await _fail(server, bot)
        await _reconnect(server, bot)
        assert server.violations == []
    assert bot.process.returncode == 0
    # The log really is at debug level.
    assert any(" DEBUG " in line for line in bot.log)
    _holds_no_secret(server, bot)


async def test_with_interactions_over_http_they_are_not_logged_either(folder: Path) -> None:
    port = free_port()
    async with DiscordServer() as server, running(server, folder, **LOUD, **settings(port)) as bot:
        await connected(server, bot, port)
        for name, option in (("chat", "message"), ("imagine", "prompt")):
            shown = await server.slash(
                name, by=None, at=None, user_installed=False, permitted=False, **{option: f"a {SECRET}"}
            )
            await shown.shows(done)
        form = await server.slash("chat")
        await (await server.submit(form, message=f"a {SECRET}")).shows(done)
    _holds_no_secret(server, bot)


async def _talk(server: DiscordServer) -> None:
    """Sends the word in every possible way, and gets it back in text, pictures and speech."""
    chatted = await (await server.slash("chat", message=f"What is a {SECRET}?")).shows(done)
    await (await server.press(chatted, "Speak")).shows(done)
    await (await server.slash("complete", prompt=f"Once upon a {SECRET}")).shows(done)
    pictured = await (await server.slash("imagine", prompt=f"a {SECRET}")).shows(_pictured)
    edited = await server.press(pictured, "Edit")
    await (await server.submit(edited, prompt=f"another {SECRET}")).shows(_pictured)
    await (await server.mention(f"What is a {SECRET}?", files=[Attached("s.txt", SECRET.encode())])).shows(done)
    await (await server.dm(f"What is a {SECRET}?")).shows(done)
    await (await server.mention(f"!troubadour reset --{SECRET} {SECRET}")).shows(SECRET)
    await server.autocomplete("chat", "model", SECRET, message=SECRET)


async def _fail(server: DiscordServer, bot: Bot) -> None:
    """Makes Discord refuse, respond too late and break off, and sends malformed events."""
    server.fail(Fault("POST", re.compile("/callback$"), "status", status=404, code=10062))
    await server.slash("chat", message=f"a {SECRET}")
    await bot.logs("response to interaction .* was refused")
    for fault in (
        Fault("PATCH", re.compile("/messages/@original$"), "status", status=502),
        Fault("PATCH", re.compile("/messages/@original$"), "reset"),
        Fault("PATCH", re.compile("/messages/@original$"), "too-many"),
        Fault("PATCH", re.compile("/messages/@original$"), "too-many", via=False),
    ):
        server.fail(fault)
        await (await server.slash("chat", message=f"a {SECRET}")).shows(done)
    refused = Fault("PATCH", re.compile("/messages/@original$"), "status", times=9, status=400, code=50035)
    server.fail(refused)
    await server.slash("chat", message=f"a {SECRET}", private=True)
    await bot.logs("cannot be shown")
    refused.times = 0
    server.fail(Fault("POST", re.compile("/channels/.*/messages$"), "status", status=403, code=50013))
    await server.mention(f"!troubadour reset --{SECRET}")
    await bot.logs("answer to message .* was refused")
    # An attachment without a size is malformed.
    started = await server.slash("limerick", picture=Attached(f"{SECRET}.png", SECRET.encode()), subject=SECRET)
    strange = copy.deepcopy(started.payload) | {"id": str(server.state.snowflakes.new())}
    for file in strange["data"]["resolved"]["attachments"].values():
        del file["size"]
    await server.gateway.dispatch("INTERACTION_CREATE", strange, guild_id=server.guild.id)
    await bot.logs("interaction .* could not be answered")


async def _reconnect(server: DiscordServer, bot: Bot) -> None:
    """Ends connections in every possible way."""
    await server.gateway.close(4000)
    await (await server.mention(f"a {SECRET}")).shows(done)
    await server.gateway.reconnect()
    await (await server.mention(f"a {SECRET}")).shows(done)
    identifies = server.gateway.identifies
    malformed = {"id": "1", "author": SECRET, "content": SECRET}
    await server.gateway.dispatch("MESSAGE_CREATE", malformed, guild_id=None)
    await bot.logs("MESSAGE_CREATE is not understood")
    await server.gateway.send_text(f"{{{SECRET}")
    await bot.logs("lost its connection")
    await (await server.mention(f"a {SECRET}")).shows(done)
    assert server.gateway.identifies == identifies


def _pictured(message: Message) -> object:
    return done(message) and message.files


def _holds_no_secret(server: DiscordServer, bot: Bot) -> None:
    log = "".join(bot.log)
    assert SECRET not in log
    messages = server.state.messages.values()
    texts = [message.text for message in messages] + [look.content for message in messages for look in message.looks]
    answered = {line for text in texts for line in text.splitlines() if len(line) > 15 and not line.startswith("-# ")}
    assert len(answered) > 2
    assert [line for line in answered if line in log] == []
    assert server.token not in log
    # The last of its three parts would reveal it.
    assert server.token.rpartition(".")[2] not in log
    assert server.state.interactions
    assert [token for token in server.state.interactions if token in log] == []
