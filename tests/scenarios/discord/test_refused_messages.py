"""Messages that Discord refuses for their form or content: what the unmodified bot leaves on the screen."""

import pytest

from tests.servers.discord_server import Channel, DiscordServer, Message

pytestmark = pytest.mark.asyncio(loop_scope="session")

FINAL = '"label": "Again"'


def is_unfinished(message: Message) -> bool:
    return message.loading or "On it" in message.text or "Stop" in message.buttons


def on_the_screen(server: DiscordServer, place: Channel) -> list[Message]:
    """The bot's messages in a channel."""
    every = server.state.messages.values()
    return [each for each in every if each.author is server.bot and each.channel is place and not each.deleted]


async def settled(server: DiscordServer, place: Channel, words: str) -> list[Message]:
    """Waits until something on the screen says this and nothing is unfinished."""

    def found() -> list[Message] | None:
        shown = on_the_screen(server, place)
        files = [file.bytes.decode() for message in shown for file in message.files]
        told = any(words in text for text in (*(message.text for message in shown), *files))
        return shown if told and not any(map(is_unfinished, shown)) else None

    return await server.state.changes.until(found, what=f"{words!r} in #{place.name}")


@pytest.mark.parametrize(
    ("code", "sentence"),
    [(20009, "Discord refused"), (200000, "moderation"), (200001, "moderation"), (240000, "Discord refused")],
)
async def test_refused_content_ends_in_one_sentence(
    server: DiscordServer, place: Channel, code: int, sentence: str
) -> None:
    words = f"vixen{code}"
    server.refuse(code, words)
    await server.slash("limerick", at=place, subject=words)
    shown = await settled(server, place, sentence)
    assert len(shown) == 1
    assert server.attempts(words) == 1


@pytest.mark.parametrize("times", [1, 2])
async def test_a_refused_form_becomes_plainer(server: DiscordServer, place: Channel, times: int) -> None:
    words, whole = f"vixen{times}", "The file has all of it"
    server.refuse(50035, words, times=times)
    await server.slash("limerick", at=place, subject=words)
    shown = await settled(server, place, words if times == 1 else whole)
    assert bool(shown[-1].files) is (times == 2)


@pytest.mark.parametrize("code", [50035, 200000])
async def test_a_refused_ending_leaves_nothing_unfinished(server: DiscordServer, place: Channel, code: int) -> None:
    server.refuse(code, FINAL, times=1)
    await server.slash("limerick", at=place, subject="a vixen")
    await settled(server, place, "vixen" if code == 50035 else "moderation")
