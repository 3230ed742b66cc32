"""Missing permissions: the bot says so, and everything else works."""

import re

import pytest

from tests.scenarios.bot_process import Bot
from tests.scenarios.discord.test_commands import done
from tests.servers.discord_server import Channel, DiscordServer, Flag, Permission
from tests.servers.discord_server.rules import USUAL_PERMISSIONS

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize("typed", ["!imagine a fox", "!speak Good evening"])
async def test_without_attach_files_nothing_is_made_and_a_reply_says_so(
    server: DiscordServer, place: Channel, typed: str
) -> None:
    await server.permit(place, USUAL_PERMISSIONS & ~Permission.ATTACH_FILES)
    posted = await server.mention(typed, at=place)
    message = await posted.shows("may not attach files here")
    assert message.files == ()
    assert posted.messages == [message]


async def test_without_voice_messages_speech_is_a_file(server: DiscordServer, place: Channel) -> None:
    await server.permit(place, USUAL_PERMISSIONS & ~Permission.SEND_VOICE_MESSAGES)
    for shown in (
        await server.slash("speak", at=place, text="Good evening"),
        await server.mention("!speak Good evening", at=place),
    ):
        message = await shown.shows(lambda message: done(message) and message.files)
        assert message.files[0].bytes.startswith((b"OggS", b"ID3", b"RIFF", b"fLaC"))
        assert not any(each.flags & Flag.VOICE for each in shown.messages)


async def invited(bot: Bot) -> Permission:
    """Returns the permissions of the link in the log."""
    line = await bot.logs("add it to a server with")
    (asked,) = re.findall(r"https://discord\.com/oauth2/authorize\?\S*permissions=(\d+)", line)
    return Permission(int(asked))


async def possible(server: DiscordServer, permissions: Permission) -> set[str]:
    """Returns the features that work with just these permissions."""
    asked = []
    by = server.add_user("visitor")  # whose limits are not used up
    for typed in ("Who are you?", "!imagine a fox", "!speak Good evening", "And what do they say?"):
        place = at = await server.add_channel()
        if typed.startswith("And"):
            at = await server.thread("foxes", at=place)
            await server.write("Foxes are red.", by=server.friend, at=at)
        await server.permit(place, permissions)
        asked.append(await server.mention(typed, at=at, by=by))
    last = await server.mention("!imagine a fox", at=await server.add_channel(), by=by)
    await last.shows(lambda message: done(message) and message.files)
    while "No other reply" not in (await (await server.slash("troubadour status")).shows("running")).text:
        pass
    talked, pictured, spoken, threaded = (each.messages for each in asked)
    found = {
        "answered": [message for message in talked if done(message)],
        "replied to": [message for message in talked if message.reply_to],
        "pictured": [message for message in pictured if message.files],
        "spoken": [message for message in spoken if message.flags & Flag.VOICE],
        "answered in a thread": [message for message in threaded if done(message)],
        "thread read": [message for message in threaded if "I could not read" in message.text],
    }
    return {feature for feature, messages in found.items() if messages}


EVERYTHING = {"answered", "replied to", "pictured", "spoken", "answered in a thread", "thread read"}
MISSED = {
    Permission.VIEW_CHANNEL: EVERYTHING,
    Permission.SEND_MESSAGES: {"answered", "replied to", "pictured", "spoken"},
    Permission.CREATE_PUBLIC_THREADS: set(),  # see test_answering
    Permission.SEND_MESSAGES_IN_THREADS: {"answered in a thread", "thread read"},
    Permission.ATTACH_FILES: {"pictured", "spoken"},
    Permission.READ_MESSAGE_HISTORY: {"replied to", "thread read"},
    Permission.SEND_VOICE_MESSAGES: {"spoken"},
}
"""The features that fail without each of the permissions."""


async def test_the_link_asks_for_the_least_permissions_for_all_features(
    shared: tuple[DiscordServer, Bot], server: DiscordServer
) -> None:
    asked = await invited(shared[1])
    assert set(asked) == MISSED.keys()
    assert await possible(server, asked) == EVERYTHING


@pytest.mark.parametrize("permission", MISSED, ids=lambda permission: permission.name)
async def test_without_one_of_them_the_rest_still_works(
    shared: tuple[DiscordServer, Bot], server: DiscordServer, permission: Permission
) -> None:
    asked = await invited(shared[1])
    assert await possible(server, asked & ~permission) == EVERYTHING - MISSED[permission]
