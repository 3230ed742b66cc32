"""Messages that Slack refuses for their form or content: what the unmodified bot leaves on the screen."""

import pytest

from tests.servers.slack_server import Channel, SlackServer
from tests.servers.slack_server.world import Message

pytestmark = pytest.mark.asyncio(loop_scope="session")


def is_unfinished(message: Message) -> bool:
    # The offer to stop an answer, which its requester alone sees, cannot be taken back.
    return message.streaming or "On it" in message.text or (not message.ephemeral and "Stop" in message.buttons)


async def settled(server: SlackServer, place: Channel, words: str) -> list[Message]:
    """Waits until something on the screen says this and nothing is unfinished. Returns what everybody sees."""

    def found() -> list[Message] | None:
        shown = [message for message in server.messages(place) if message.author.bot]
        files = [file.bytes.decode() for message in shown for file in message.files]
        told = any(words in text for text in (*(message.text for message in shown), *files))
        return shown if told and not any(map(is_unfinished, shown)) else None

    return await server.state.changes.until(found, what=f"{words!r} in #{place.name}")


@pytest.mark.parametrize("error", ["restricted_action", "ekm_access_denied"])
async def test_refused_content_ends_in_one_sentence(server: SlackServer, place: Channel, error: str) -> None:
    words = f"vixen{error}"
    server.refuse(error, words)
    await server.command("/limerick", words, at=place)
    shown = await settled(server, place, "do not allow the answer here")
    assert len(shown) == 1
    assert server.attempts(words) == 1


@pytest.mark.parametrize(("error", "times"), [("invalid_blocks", 1), ("msg_too_long", 2), ("msg_blocks_too_many", 3)])
async def test_a_refused_form_becomes_plainer_where_everybody_sees_it(
    server: SlackServer, place: Channel, error: str, times: int
) -> None:
    words = f"vixen{times}"
    server.refuse(error, words, times=times)
    await server.command("/limerick", words, at=place)
    shown = await settled(server, place, words if times < 3 else "The file has all of it")
    assert not any("vixen" in message.text for message in shown if message.ephemeral)


async def test_the_error_of_a_mention_is_told_where_it_was_asked(server: SlackServer, place: Channel) -> None:
    await server.mention("chat hello --model nobody/has-this-model", at=place)
    (shown,) = await settled(server, place, "nobody/has-this-model is not available")
    assert not shown.ephemeral
    assert shown.thread is not None
