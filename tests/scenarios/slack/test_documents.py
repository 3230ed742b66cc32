"""Documents on Slack: attached, forwarded, a snippet, a long paste, too long, and unreadable."""

import pytest

from tests.documents.samples import long_pdf, sample
from tests.scenarios.reading_model import places, span
from tests.scenarios.slack.modelled import hub, modelled_by, server
from tests.scenarios.slack.test_commands import done
from tests.servers.hub_server import HubServer
from tests.servers.hub_server.making import picture
from tests.servers.slack_server import Attached, Channel, Message, SlackServer, UserAction

pytestmark = pytest.mark.asyncio(loop_scope="session")
__all__ = ["hub", "server"]
modelled = modelled_by(places)
REPORT = Attached("report.pdf", sample("report.pdf"), "application/pdf")


async def answered(asked: UserAction) -> Message:
    """Waits for the complete answer."""
    return await asked.shows(lambda message: done(message) and "Again" in message.buttons)


async def test_an_attached_document_is_read_and_found_again_later(server: SlackServer, place: Channel) -> None:
    asked = await server.mention("what came in?", at=place, files=[REPORT])
    answer = await answered(asked)
    assert f"{span(1, 3)}a table" in answer.text
    assert answer.text.endswith("AI-generated. Answers may be wrong.")
    later = await server.mention("and what else?", at=place, thread=asked.message)
    assert span(1, 3) in (await answered(later)).text


async def test_a_forwarded_document_is_read(server: SlackServer, hub: HubServer, place: Channel) -> None:
    said = await server.write("our plan", at=place, by=server.friend, files=[REPORT])
    assert said.message
    (file,) = server.state.message_json(said.message)["files"]
    forwarded = {"is_share": True, "author_name": "Grace", "text": "our plan", "files": [file]}
    asked = await server.mention("what came in?", at=place, attachments=[forwarded])
    assert span(1, 3) in (await answered(asked)).text
    asked = await server.mention("!translate --to de", at=place, attachments=[forwarded])
    await answered(asked)
    assert "violet umbrella" in str(hub.posts()[-1].body["messages"][-1])
    assert asked.message
    chosen = await server.message_shortcut("menu-translate", asked.message)
    await answered(chosen)
    assert "violet umbrella" in str(hub.posts()[-1].body["messages"][-1])
    chosen = await server.message_shortcut("menu-ask-troubadour", asked.message)
    await server.submit(await chosen.opened(), question="what is it?")
    assert span(1, 3) in (await answered(chosen)).text


@pytest.mark.parametrize("words", ["look at this", ""])
async def test_files_of_the_messages_above_in_a_thread_are_read(
    server: SlackServer, hub: HubServer, place: Channel, words: str
) -> None:
    """A reply in a thread is the way in which people on Slack ask about a message."""
    fox = Attached("fox.png", picture(kind="PNG"), "image/png")
    film = Attached("film.mp4", b"\0", "video/mp4")
    root = await server.write(words, at=place, by=server.friend, files=[REPORT, fox, film])
    answer = await answered(await server.mention("what is it?", at=place, thread=root.message))
    assert span(1, 3) in answer.text
    assert "could not be read" not in answer.text
    said = hub.posts()[-1].body["messages"][-1]["content"]
    assert [part["type"] for part in said] == ["text", "image_url"]
    heard, _, question = said[0]["text"].partition("what is it?")
    assert words in heard
    assert "(With the file film.mp4, which you cannot see.)" in heard
    assert "report.pdf" in question
    later = await answered(await server.mention("and what else?", at=place, thread=root.message))
    assert span(1, 3) in later.text
    assert "image_url" in str(hub.posts()[-1].body["messages"][1]["content"])


async def test_files_of_other_workspaces_are_looked_up_everywhere(server: SlackServer, place: Channel) -> None:
    """Of a file that came by Slack Connect, every payload gives the id alone."""
    stranger = server.add_user("trent", team=server.add_team("Elsewhere"))
    shared = server.add_channel("shared", server.user, stranger, shared=True)
    said = await server.write("our plan", at=shared, by=stranger, files=[REPORT])
    assert said.message
    (file,) = server.state.message_json(said.message)["files"]
    forwarded = {"is_share": True, "author_name": "Trent", "text": "our plan", "files": [file]}
    below = await server.mention("what is it?", at=shared, thread=said.message)
    above = await server.mention("what is it?", at=place, attachments=[forwarded])
    for asked in (below, above):
        assert span(1, 3) in (await answered(asked)).text
    chosen = await server.message_shortcut("menu-ask-troubadour", said.message)
    await server.submit(await chosen.opened(), question="what is it?")
    assert span(1, 3) in (await answered(chosen)).text


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
