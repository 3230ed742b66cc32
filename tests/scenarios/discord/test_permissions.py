"""What the bot may not do in a place is said, and the rest is done."""

import pytest

from tests.scenarios.discord.test_commands import done
from tests.servers.discord_server import Channel, DiscordServer, Flag, Permission
from tests.servers.discord_server.rules import USUAL_PERMISSIONS

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize("typed", ["imagine a fox", "speak Good evening"])
async def test_where_no_files_may_be_attached_the_answer_says_so(
    server: DiscordServer, place: Channel, typed: str
) -> None:
    await server.permit(place, USUAL_PERMISSIONS & ~Permission.ATTACH_FILES)
    posted = await server.mention(typed, at=place)
    message = await posted.shows(lambda message: done(message) and "may not attach files" in message.text)
    assert message.files == ()
    assert posted.messages == [message]


async def test_where_voice_messages_are_not_allowed_speech_is_a_file(server: DiscordServer, place: Channel) -> None:
    await server.permit(place, USUAL_PERMISSIONS & ~Permission.SEND_VOICE_MESSAGES)
    for shown in (
        await server.slash("speak", at=place, text="Good evening"),
        await server.mention("speak Good evening", at=place),
    ):
        message = await shown.shows(lambda message: done(message) and message.files)
        assert message.files[0].bytes.startswith((b"OggS", b"ID3", b"RIFF", b"fLaC"))
        assert not any(each.flags & Flag.VOICE for each in shown.messages)
