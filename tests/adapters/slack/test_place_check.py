"""Where the bot is, as Slack answers when it is asked."""

from pathlib import Path

from tests.adapters.slack.harness import config_for, open_adapter
from tests.adapters.slack.oauth.test_installations import many
from tests.bot.processes import free_port
from tests.servers.slack_server import SlackServer
from tests.servers.slack_server.rules import BOT_SCOPES


async def test_the_conversations_that_the_bot_is_in(server: SlackServer, tmp_path: Path) -> None:
    places = {name: server.add_channel(name) for name in ("in", "kicked", "back", "archived", "unarchived")}
    places |= {name: server.add_channel(name, kind="private") for name in ("private", "left", "deleted")}
    async with open_adapter(tmp_path, config_for(server)) as harness:
        await server.ready(connections=2)
        for name in ("kicked", "back", "left"):
            await server.kick(places[name])
        for name in ("archived", "unarchived"):
            await server.archive(places[name])
        await server.delete_channel(places["deleted"])
        await server.invite(places["back"])
        await server.archive(places["unarchived"], again=False)
        found = {name: await harness.adapter.is_in(f"slack:{server.team.id}:{at.id}") for name, at in places.items()}
    gone = ("kicked", "archived", "left", "deleted")
    assert found == {name: name not in gone for name in places}


async def test_the_workspace_of_the_only_token(server: SlackServer, tmp_path: Path) -> None:
    async with open_adapter(tmp_path, config_for(server)) as harness:
        await server.ready(connections=2)
        assert await harness.adapter.is_in(f"slack:{server.team.id}") is True
        assert await harness.adapter.is_in("slack:TELSEWHERE") is False
        server.api.refuses["auth.test"] = "internal_error"
        assert await harness.adapter.is_in(f"slack:{server.team.id}") is None
        server.api.refuses.clear()
        await server.uninstall(server.team)
        assert await harness.adapter.is_in(f"slack:{server.team.id}") is False


async def test_workspaces_that_have_installed_the_app(server: SlackServer, tmp_path: Path) -> None:
    port = free_port()
    choir, band, other = (server.add_team(name) for name in ("Choir", "Band", "Other"))
    async with open_adapter(tmp_path, config_for(server, **many(server, port))) as harness:
        await server.ready(connections=2)
        for team in (choir, band):
            singer = server.add_user(f"singer of {team.name}", team=team)
            await server.install(f"http://127.0.0.1:{port}/slack/install", by=singer, team=team)
        for token in server.state.tokens.values():
            if token.team is band:
                token.state = "revoked"
        found = [await harness.adapter.is_in(f"slack:{team.id}") for team in (choir, band, other)]
        assert found == [True, False, False]
        # One with a token that cannot be read any more is installed, and an organisation may cover any workspace.
        await harness.store.set_preference("slack-installations", other.id, True)
        assert await harness.adapter.is_in(f"slack:{other.id}") is None
        await harness.store.set_preference("slack-installations", "E0ORG", True)
        assert await harness.adapter.is_in("slack:TELSEWHERE") is None


async def test_a_conversation_that_slack_does_not_tell_about(tmp_path: Path) -> None:
    scopes = BOT_SCOPES - {"channels:read"}
    async with SlackServer(scopes=scopes) as server, open_adapter(tmp_path, config_for(server)) as harness:
        await server.ready(connections=2)
        assert await harness.adapter.is_in(f"slack:{server.team.id}:{server.channel.id}") is None
