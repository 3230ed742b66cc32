"""The bot as a user-installed app, in servers that it is not in."""

from pathlib import Path

import pytest

from tests.scenarios.discord.bot_process import running
from tests.scenarios.discord.test_commands import done
from tests.servers.discord_server import DiscordServer, Flag
from tests.servers.discord_server.rules import FOLLOW_UPS_OF_USER_INSTALLED

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_member_uses_it_in_another_server(server: DiscordServer) -> None:
    abroad = server.abroad(server.stranger, server.user)
    shown = await server.slash("imagine", at=abroad, user_installed=True, prompt="a fox", seed=7)
    picture = await shown.shows(lambda message: done(message) and message.files)
    again = await server.press(picture, "Again")
    await again.shows(lambda message: done(message) and message.files and message is not picture)
    refused = await server.slash("imagine", by=server.stranger, at=abroad, user_installed=True, prompt="a fox")
    assert "not set up for this place" in await refused.refused()
    assert not [call for call in server.state.calls if str(abroad.id) in call.path]


async def test_a_member_uses_it_in_a_group(server: DiscordServer) -> None:
    group = server.group(server.stranger)
    asked = [
        await server.slash("chat", at=group, user_installed=True, message="Who are you?"),
        await server.slash("imagine", at=group, user_installed=True, prompt="a fox", private=True),
        await server.slash("speak", at=group, user_installed=True, text="Good evening"),
    ]
    for shown, private in zip(asked, (False, True, False), strict=True):
        message = await shown.shows(lambda message: "Again" in message.buttons)
        assert message.ephemeral is private
        again = await server.press(message, "Again")
        await again.shows(lambda other: "Again" in other.buttons)
    refused = await server.slash("chat", by=server.stranger, at=group, user_installed=True, message="Who are you?")
    assert "not set up for this place" in await refused.refused()
    assert not [call for call in server.state.calls if str(group.id) in call.path]


async def test_without_voice_messages_speech_is_an_audio_file(server: DiscordServer) -> None:
    abroad = server.abroad(server.stranger, server.user)
    shown = await server.slash("speak", at=abroad, user_installed=True, text="Good evening")
    message = await shown.shows(lambda message: done(message) and message.files)
    assert "Good evening" in message.text
    assert message.files[0].bytes.startswith((b"OggS", b"ID3", b"RIFF", b"fLaC"))
    assert not any(each.flags & Flag.VOICE for each in shown.messages)


async def test_the_longest_answer_needs_no_more_messages_than_discord_allows(server: DiscordServer) -> None:
    """Like the real one, the loopback Discord refuses a sixth follow-up."""
    abroad = server.abroad(server.stranger, server.user)
    prompt = "Once upon a time. " * 330
    shown = await server.slash(
        "complete", at=abroad, user_installed=True, prompt=prompt, include_prompt=True, max_new_tokens=1500
    )
    whole = await shown.shows(lambda message: done(message) and message.files)
    assert whole.files[0].name.endswith(".md")
    assert "Once upon a time." in whole.files[0].bytes.decode()
    assert 1 < len(shown.followups) <= FOLLOW_UPS_OF_USER_INSTALLED


async def test_managing_ones_own_server_makes_nobody_an_admin(server: DiscordServer) -> None:
    abroad = server.abroad(server.friend, server.user)
    for command in ("troubadour-admin pause", "troubadour-admin block"):
        shown = await server.slash(command, by=server.friend, at=abroad, user_installed=True)
        assert "administrators" in await shown.refused()


async def test_a_blocked_person_is_not_served_through_a_user_installed_app(folder: Path) -> None:
    async with DiscordServer() as server, running(server, folder):
        await server.ready()
        await (await server.slash("troubadour-admin block", user=server.friend)).shows(done)
        abroad = server.abroad(server.friend)
        shown = await server.slash("imagine", by=server.friend, at=abroad, user_installed=True, prompt="a fox")
        assert "asked me not to answer you" in await shown.refused()
        assert server.violations == []
