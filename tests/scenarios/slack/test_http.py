"""Events over HTTP, many workspaces through OAuth, and two processes of one app."""

import socket
from pathlib import Path
from typing import Any

import pytest

from tests.scenarios.slack.bot_process import manifest, running
from tests.scenarios.slack.test_commands import done
from tests.servers.slack_server import Message, SlackServer, User
from tests.servers.slack_server.server import CLIENT_ID, CLIENT_SECRET

pytestmark = pytest.mark.asyncio(loop_scope="session")

LISTENING = "requests are received at"


def free_port() -> int:
    """A free port."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


def everything_in(folder: Path) -> list[str]:
    """The content of all files."""
    return [file.read_bytes().decode("latin-1") for file in folder.rglob("*") if file.is_file()]


def welcomes(server: SlackServer, user: User) -> list[Message]:
    """The welcomes in somebody's direct messages."""
    direct = server.state.direct_channel(user, user.team)
    return [message for message in server.messages(direct) if "Thank you for adding me" in message.text]


async def test_only_signed_requests_are_answered(folder: Path) -> None:
    port = free_port()
    async with SlackServer(mode="http") as server:
        server.configure(await manifest(folder, "--url", "https://example.org/slack/events"))
        server.http.url = f"http://127.0.0.1:{port}/slack/events"
        server.deliveries.retry_seconds = ()
        async with running(server, folder, SLACK_HTTP_PORT=str(port)) as bot:
            await bot.logs(LISTENING)
            for signature in ("bad", "old", "none"):
                server.http.signature = signature
                refused = await (await server.command("/limerick", "a heron")).acknowledged()
                assert (refused.failed, refused.status) == (True, 401)
            server.http.signature = "good"
            asked = await server.command("/limerick", "a fox")
            assert not (await asked.acknowledged()).failed
            answer = await asked.shows(lambda message: "fox" in message.text and "Again" in message.buttons)
            pressed = await server.press(answer, "Again")
            await pressed.shows(lambda message: done(message) and message is not answer)
            mentioned = await server.mention("Who are you?")
            await server.again(mentioned)
            await mentioned.shows(lambda message: done(message) and message.thread == mentioned.thread)
            view = await (await server.command("/imagine")).opened()
            assert "prompt" in view.fields
            assert not any("heron" in message.text for message in server.messages())
        assert bot.process.returncode == 0
        assert bot.unforeseen() == []
        assert server.problems == []


@pytest.mark.parametrize("rotates", [False, True])
async def test_a_workspace_installs_the_app_uses_it_and_takes_it_away(folder: Path, rotates: bool) -> None:
    port = free_port()
    pages = f"http://127.0.0.1:{port}/slack"
    async with SlackServer(mode="http") as server:
        server.configure(await manifest(folder, "--url", "https://example.org/slack/events"))
        server.accounts.rotates = rotates
        server.http.url = f"{pages}/events"
        server.deliveries.retry_seconds = ()
        team = server.add_team("Elsewhere")
        owner = server.add_user("trent", team=team)
        place = server.add_channel("attic", owner, team=team)
        told: dict[str, Any] = {
            "SLACK_CLIENT_ID": CLIENT_ID,
            "SLACK_CLIENT_SECRET": CLIENT_SECRET,
            "SLACK_HTTP_PORT": str(port),
            "SLACK_REDIRECT_URL": f"{pages}/oauth_redirect",
            "SLACK_WORKSPACES": "*",
        }
        server.without_token()
        for start in range(2):
            async with running(server, folder, **told) as bot:
                await bot.logs(LISTENING)
                if start == 0:
                    assert (await server.install(f"{pages}/install", by=owner, state="forged")).status >= 400
                    assert (await server.install(f"{pages}/install", by=owner, agrees=False)).status < 500
                    for _ in range(2):
                        assert (await server.install(f"{pages}/install", by=owner)).status == 200
                    await server.state.changes.until(lambda: welcomes(server, owner), what="a welcome")
                asked = await server.command("/limerick", "a fox", by=owner, at=place)
                await asked.shows(lambda message: done(message) and "fox" in message.text)
                if start == 1:
                    await server.uninstall(team)
                    await bot.logs("removed from workspace")
            assert bot.process.returncode == 0
            assert bot.unforeseen() == []
        (welcome,) = welcomes(server, owner)
        assert "!imagine" in welcome.text
        granted = [token for token, known in server.state.tokens.items() if known.team is team]
        assert not any(token in kept for token in granted for kept in everything_in(folder))
        assert server.problems == []


async def test_two_processes_share_the_work_of_one_app(folder: Path, database: str) -> None:
    folders = [folder / "one", folder / "two"]
    for own in folders:
        own.mkdir()
    async with SlackServer() as server, running(server, folders[0]) as first:
        await server.ready(connections=2, seconds=30)
        async with running(server, folders[1]) as second:
            await server.ready(connections=4, seconds=30)
            if database == "sqlite":  # with a database, others may be connected
                await second.logs("another process is connected .* run only one process")
            asked = [await server.command("/limerick", "a fox", at=server.add_channel()) for _ in range(12)]
            for each in asked:
                await each.shows(lambda message: done(message) and "fox" in message.text)
                assert len([message for message in server.messages(each.channel) if message.thread is None]) == 1
            assert {each.delivery.connection for each in asked} == {0, 1, 2, 3}
        assert second.process.returncode == 0
        await server.state.changes.until(lambda: server.sockets.connected == 2, what="one left")
        later = await server.command("/limerick", "a fox", at=server.add_channel())
        await later.shows(done)
        assert first.unforeseen() == second.unforeseen() == []
        assert server.problems == []
