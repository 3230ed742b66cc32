"""A bot without a gateway: Discord posts signed interactions, and the bot responds in the HTTP response."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.scenarios.bot_process import Bot, free_port
from tests.scenarios.discord.bot_process import running
from tests.scenarios.discord.test_commands import done
from tests.scenarios.discord.test_operations import troubadour
from tests.servers.discord_server import Attached, CallbackKind, Channel, DiscordServer, Flag

pytestmark = pytest.mark.asyncio(loop_scope="session")


def settings(port: int) -> dict[str, str]:
    """Returns the settings of a bot with interactions over HTTP."""
    return {"DISCORD_HTTP": "true", "DISCORD_HTTP_PORT": str(port)}


def url(port: int) -> str:
    """Returns the address of its endpoint."""
    return f"http://127.0.0.1:{port}/discord/interactions"


async def connected(server: DiscordServer, bot: Bot, port: int) -> None:
    """Waits until the bot is ready, and sets its address in the developer portal."""
    await bot.logs("listening for Discord's interactions")
    await bot.logs("connected to Discord")  # what comes before that waits for the login, and is deferred in private
    await server.ready(shards=0)
    await server.endpoint.save(url(port))


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def posted(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[DiscordServer, Bot]]:
    """A Discord that posts interactions, and a bot that is ready."""
    port = free_port()
    async with (
        DiscordServer() as server,
        running(server, tmp_path_factory.mktemp("troubadour"), **settings(port)) as bot,
    ):
        await connected(server, bot, port)
        yield server, bot
    assert bot.process.returncode == 0, "".join(bot.log)


@pytest.fixture
def server(posted: tuple[DiscordServer, Bot]) -> Iterator[DiscordServer]:
    """The Discord; checks that no rule is broken, and that no gateway or callback is used."""
    server, bot = posted
    already, logged = len(server.violations), len(bot.log)
    yield server
    assert server.violations[already:] == []
    assert [line for line in bot.log[logged:] if " ERROR " in line or "Traceback" in line] == []
    assert server.gateway.identifies == 0
    assert not [call for call in server.state.calls if call.method == "POST" and call.path.endswith("/callback")]


@pytest_asyncio.fixture(loop_scope="session")
async def place(server: DiscordServer) -> Channel:
    """A channel that only this scenario uses."""
    return await server.add_channel()


async def test_a_command_is_deferred_and_then_answered_by_edits(server: DiscordServer, place: Channel) -> None:
    shown = await server.slash("complete", at=place, prompt="Once upon a time")
    assert (await shown.acknowledged()).kind is CallbackKind.DEFERRED_MESSAGE
    await shown.shows(lambda message: done(message) and "Once upon a time" in message.text)
    assert len(shown.messages) == 1


async def test_pictures_and_speech_are_sent(server: DiscordServer, place: Channel) -> None:
    shown = await server.slash("perform", at=place, subject="a fox")
    await shown.shows(lambda message: message.flags & Flag.VOICE)
    await shown.shows(lambda message: done(message) and message.files)


async def test_a_private_answer_is_private(server: DiscordServer, place: Channel) -> None:
    shown = await server.slash("limerick", at=place, subject="a fox", private=True)
    assert (await shown.acknowledged()).ephemeral
    assert (await shown.shows(done)).ephemeral


async def test_a_stranger_is_refused_privately(server: DiscordServer) -> None:
    elsewhere = server.state.direct_channel(server.stranger)
    shown = await server.slash("imagine", by=server.stranger, at=elsewhere, user_installed=True, prompt="a fox")
    assert await shown.refused()


async def test_a_form_opens_and_is_sent(server: DiscordServer, place: Channel) -> None:
    asked = await server.slash("chat", at=place)
    assert "message" in (await asked.opened()).fields
    sent = await server.submit(asked, message="Who are you?")
    await sent.shows(done)


async def test_buttons_work(server: DiscordServer, place: Channel) -> None:
    shown = await server.slash("imagine", at=place, prompt="a fox", seed=7)
    picture = await shown.shows(lambda message: done(message) and message.files)
    again = await server.press(picture, "Again")
    await again.shows(lambda message: done(message) and message.files and message is not picture)
    edit = await server.press(picture, "Edit")
    assert (await edit.opened()).filled["prompt"] == "a fox"
    refused = await server.press(picture, "Delete", by=server.friend)
    assert await refused.refused()
    await server.press(picture, "Delete")
    await server.state.changes.until(lambda: picture.deleted, what="deleted")


async def test_the_overview_names_the_server(server: DiscordServer, place: Channel) -> None:
    shown = await server.slash("troubadour-admin overview", at=place)
    await shown.shows(f"Discord: {server.guild.name}")


async def test_a_menu_is_answered(server: DiscordServer, place: Channel) -> None:
    written = await server.write("The wind is in the willows.", at=place)
    spoken = await server.menu("Speak", written.message)
    await spoken.shows(lambda message: message.flags & Flag.VOICE)


async def test_an_attached_picture_is_seen(server: DiscordServer, place: Channel) -> None:
    pictured = await server.slash("imagine", at=place, prompt="a fox")
    picture = (await pictured.shows(lambda message: done(message) and message.files)).files[0]
    shown = await server.slash("limerick", at=place, picture=Attached("fox.png", picture.bytes))
    await shown.shows(done)


async def test_models_are_suggested(server: DiscordServer) -> None:
    assert await server.autocomplete("chat", "model", "")


async def test_wrong_old_and_repeated_signatures_are_refused(server: DiscordServer, place: Channel) -> None:
    assert server.state.endpoint_url
    shown = await server.slash("limerick", at=place, subject="a fox")
    await shown.shows(done)
    other = shown.payload | {"id": str(server.state.snowflakes.new())}
    now = server.clock()
    post = server.endpoint.post
    at = server.state.endpoint_url
    assert (await post(at, other, signature=bytes(64)))[0] == 401
    assert (await post(at, other, at=now - 3600))[0] == 401
    assert (await post(at, other, at=now + 3600))[0] == 401
    first = await server.slash("limerick", at=place, subject="a heron")
    await first.shows(done)
    sent = await post(at, first.payload, at=now - 1)
    assert sent[0] == 202  # freshly signed, but the same interaction, which has its response already
    assert (await post(at, first.payload, at=now - 1))[0] == 401
    assert len(first.messages) == 1


async def test_an_answer_waits_until_discord_has_the_response(server: DiscordServer, place: Channel) -> None:
    server.endpoint.lag = 0.5
    try:
        shown = await server.slash("troubadour help", at=place)
    finally:
        server.endpoint.lag = 0.0
    message = await shown.shows(lambda message: done(message) and "/imagine" in message.text)
    assert shown.messages == [message]
    answers = [call.status for call in server.state.calls if shown.token in call.path and call.method == "PATCH"]
    assert answers[0] == 404
    assert answers[-1] == 200


async def test_a_deleted_answer_stops_its_job(folder: Path) -> None:
    async with DiscordServer() as server:
        port = free_port()
        async with running(server, folder, **settings(port), TROUBADOUR_BUILTIN_ENGINE_PACE="0.1") as bot:
            await connected(server, bot, port)
            shown = await server.slash("complete", prompt="Once upon a time", max_new_tokens=400)
            await server.delete(await shown.shows(lambda message: "Once upon a time" in message.text))
            while True:
                asked = await server.slash("troubadour status")
                if "No other reply is running" in (await asked.shows("running")).text:
                    break
        assert server.violations == []


async def test_another_process_handles_the_next_interaction(folder: Path) -> None:
    async with DiscordServer() as server:
        first, second = free_port(), free_port()
        async with running(server, folder, **settings(first)) as bot:
            await connected(server, bot, first)
            shown = await server.slash("imagine", prompt="a fox", seed=7)
            picture = await shown.shows(lambda message: done(message) and message.files)
            edit = await server.press(picture, "Edit")
            await edit.opened()
        async with running(server, folder, **settings(second)) as bot:
            await connected(server, bot, second)
            sent = await server.submit(edit, prompt="a heron at dawn")
            await sent.shows(lambda message: done(message) and "a heron at dawn" in message.text)
            again = await server.press(picture, "Again")
            await again.shows(lambda message: done(message) and message.files and message is not picture)
            assert not [line for line in bot.log if "WARNING" in line]
        assert server.violations == []
        assert bot.process.returncode == 0


async def test_an_option_of_the_command_line_starts_it(folder: Path) -> None:
    async with DiscordServer() as server:
        port = free_port()
        async with running(server, folder, "--discord-http", DISCORD_HTTP_PORT=str(port)) as bot:
            await connected(server, bot, port)
            await (await server.slash("limerick", subject="a fox")).shows(done)
        assert (server.gateway.identifies, server.violations) == (0, [])
        assert bot.process.returncode == 0


@pytest.mark.one_process
async def test_the_health_check_uses_its_own_port(folder: Path) -> None:
    async with DiscordServer() as server:
        own = settings(free_port())
        async with running(server, folder, **own) as bot:
            await bot.logs("listening for Discord's interactions")
            status, said = await troubadour(server, folder, "healthcheck", TROUBADOUR_ONLY="discord", **own)
            assert status == 0, said
        assert (await troubadour(server, folder, "healthcheck", TROUBADOUR_ONLY="discord", **own))[0] == 1


async def refused(server: DiscordServer, address: str) -> None:
    """Waits until nothing is handled at the address."""
    async with asyncio.timeout(20):
        while (await server.endpoint.post(address, {"type": 2, "id": "7"}))[0] != 503:
            await asyncio.sleep(0.01)


@pytest.mark.one_process
async def test_with_a_wrong_token_nothing_is_handled(folder: Path) -> None:
    async with DiscordServer() as server:
        port = free_port()
        async with running(server, folder, **settings(port), DISCORD_TOKEN="wrong.token.here") as bot:
            await bot.logs("does not know this token")
            await refused(server, url(port))
        assert bot.process.returncode == 0


async def test_the_key_of_another_application_is_logged(folder: Path) -> None:
    async with DiscordServer() as server:
        wrong = {"DISCORD_PUBLIC_KEY": "ab" * 32}
        async with running(server, folder, **settings(free_port()), **wrong) as bot:
            await bot.logs("DISCORD_PUBLIC_KEY is not this application's")
