"""Documents on Slack: attached, forwarded, a snippet, a long paste, too long, and unreadable."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.documents.samples import long_pdf, sample
from tests.scenarios.reading_model import places, reading_model, span
from tests.scenarios.slack.bot_process import running
from tests.scenarios.slack.test_commands import done
from tests.servers.hub_server import HubServer
from tests.servers.slack_server import Attached, Channel, Message, SlackServer, UserAction

pytestmark = pytest.mark.asyncio(loop_scope="session")
REPORT = Attached("report.pdf", sample("report.pdf"), "application/pdf")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def told(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[SlackServer, HubServer]]:
    """A Slack, and a bot with a model that names the pages it was sent."""
    async with SlackServer() as server, HubServer() as hub:
        settings = reading_model(hub, places)
        async with running(server, tmp_path_factory.mktemp("troubadour"), **settings) as bot:
            await server.ready()
            yield server, hub
            assert bot.unforeseen() == []
        assert server.problems == []


@pytest.fixture
def server(told: tuple[SlackServer, HubServer]) -> SlackServer:
    """The Slack; overrides the one that scenarios share."""
    return told[0]


@pytest.fixture
def hub(told: tuple[SlackServer, HubServer]) -> HubServer:
    """The hub with the bot's model."""
    return told[1]


async def answered(asked: UserAction) -> Message:
    """Waits for the complete answer."""
    return await asked.shows(lambda message: done(message) and "Again" in message.buttons)


async def test_an_attached_document_is_read_and_found_again_later(server: SlackServer, place: Channel) -> None:
    asked = await server.mention("what came in?", at=place, files=[REPORT])
    assert f"{span(1, 3)}a table" in (await answered(asked)).text
    later = await server.mention("and what else?", at=place, thread=asked.message)
    assert span(1, 3) in (await answered(later)).text


async def test_what_does_not_fit_is_told_and_read_whole_by_a_button(
    server: SlackServer, hub: HubServer, place: Channel
) -> None:
    file = Attached("long.pdf", long_pdf(212), "application/pdf")
    answer = await answered(await server.mention("which pages?", at=place, files=[file]))
    assert "of 212 of long.pdf" in answer.text
    (label,) = (label for label in answer.buttons if label.startswith("Read all"))
    asked = len(hub.posts())
    pressed = await server.press(answer, label)
    whole = await pressed.shows(lambda message: span(1, 212) in message.text and done(message))
    assert "Read whole, in" in whole.text
    assert label == f"Read all ({len(hub.posts()) - asked} requests)"


async def test_a_snippet_is_the_message(server: SlackServer, hub: HubServer) -> None:
    pasted = "Which of these is largest?\n\n" + "\n".join(f"number {number}" for number in range(400))
    file = Attached("Untitled.txt", pasted.encode(), "text/plain", {"mode": "snippet", "filetype": "text"})
    await answered(await server.direct_message("", files=[file]))
    said = hub.posts()[-1].body["messages"][-1]["content"]
    assert "Which of these is largest?\n\nThe file Untitled.txt:" in said
    assert "number 399" in said


async def test_a_long_paste_becomes_a_file(server: SlackServer, hub: HubServer) -> None:
    pasted = "What went wrong?\n\n" + "\n".join(f"number {number}" for number in range(1500))
    await answered(await server.direct_message(pasted))
    said = hub.posts()[-1].body["messages"][-1]["content"]
    assert "What went wrong?\n\nThe file message.txt:" in said
    assert "number 1499" in said


async def test_an_unreadable_document_says_why(server: SlackServer, place: Channel) -> None:
    file = Attached("secret.pdf", sample("encrypted.pdf"), "application/pdf")
    asked = await server.mention("and this?", at=place, files=[file])
    await asked.shows(lambda message: "protected by a password" in message.text)
