"""Documents on Discord: attached, replied to, forwarded, pasted, too long, and unreadable."""

import pytest

from tests.documents.samples import long_pdf, sample
from tests.scenarios.discord.modelled import hub, modelled_by, server
from tests.scenarios.discord.test_commands import done
from tests.scenarios.reading_model import places, span
from tests.servers.discord_server import Attached, Channel, DiscordServer, Message, Posting
from tests.servers.hub_server import HubServer, Reply

pytestmark = pytest.mark.asyncio(loop_scope="session")
__all__ = ["hub", "server"]
modelled = modelled_by(Reply(places))
REPORT = Attached("report.pdf", sample("report.pdf"), "application/pdf")


async def answered(posted: Posting) -> Message:
    """Waits for the complete answer."""
    return await posted.shows(lambda message: message.reply_to == posted.message.id and done(message))


async def test_an_attached_document_is_read_and_found_again_later(server: DiscordServer, place: Channel) -> None:
    answer = await answered(await server.mention("what came in?", at=place, files=[REPORT]))
    assert f"{span(1, 3)}a table" in answer.text
    later = await answered(await server.mention("and what else?", at=place))
    assert span(1, 3) in later.text
    shown = await server.slash("chat", at=place, message="read this", attachment=REPORT)
    assert span(1, 3) in (await shown.shows(done)).text


async def test_a_document_that_is_replied_to_or_forwarded_is_read(server: DiscordServer, place: Channel) -> None:
    file = Attached("plan.docx", sample("report.docx"), "application/octet-stream")
    above = await server.write("our plan", by=server.friend, at=place, files=[file])
    replied = await server.mention("what is in it?", at=place, reply_to=above.message)
    assert span(1, 3) in (await answered(replied)).text
    forwarded = await server.forward(above.message, at=server.state.direct_channel(server.user))
    assert span(1, 3) in (await answered(forwarded)).text


async def test_a_menu_asks_about_a_message_and_its_files(server: DiscordServer, hub: HubServer, place: Channel) -> None:
    posted = await server.write("our plan", by=server.friend, at=place, files=[REPORT])
    form = await server.menu("Ask about this", posted.message)
    shown = await server.submit(form, message="what came in?")
    assert span(1, 3) in (await shown.shows(done)).text
    said = str(hub.posts()[-1].body["messages"][-1]["content"])
    assert "Grace wrote:\n> our plan" in said
    assert "what came in?" in said


async def test_a_scanned_page_is_seen(server: DiscordServer, place: Channel) -> None:
    file = Attached("scan.pdf", sample("scan.pdf"), "application/pdf")
    answer = await answered(await server.mention("what is on it?", at=place, files=[file]))
    assert "1 pictures" in answer.text


async def test_what_does_not_fit_is_told_and_read_whole_by_a_button(
    server: DiscordServer, hub: HubServer, place: Channel
) -> None:
    file = Attached("long.pdf", long_pdf(212), "application/pdf")
    answer = await answered(await server.mention("which pages?", at=place, files=[file]))
    assert "I read pages 1" in answer.text
    assert "of 212 of long.pdf" in answer.text
    (label,) = (label for label in answer.buttons if label.startswith("Read all"))
    asked = len(hub.posts())
    pressed = await server.press(answer, label)
    whole = await pressed.shows(lambda message: span(1, 212) in message.text and done(message))
    assert "Read whole, in" in whole.text
    assert label == f"Read all ({len(hub.posts()) - asked} requests)"


async def test_what_discord_turns_into_a_file_is_the_message(server: DiscordServer, hub: HubServer) -> None:
    pasted = "Which of these is largest?\n\n" + "\n".join(f"number {number}" for number in range(400))
    file = Attached("message.txt", pasted.encode(), "text/plain; charset=utf-8")
    await answered(await server.dm("", files=[file]))
    said = hub.posts()[-1].body["messages"][-1]["content"]
    assert "Which of these is largest?\n\nThe file message.txt:" in said
    assert "number 399" in said


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (Attached("secret.pdf", sample("encrypted.pdf"), "application/pdf"), "protected by a password"),
        (Attached("lying.pdf", b"MZ\x90\0a program", "application/pdf"), "not what its name says"),
        (Attached("old.doc", sample("report.doc"), "application/msword"), "old format"),
    ],
    ids=lambda value: value.name if isinstance(value, Attached) else "",
)
async def test_an_unreadable_document_says_why(
    server: DiscordServer, place: Channel, file: Attached, said: str
) -> None:
    posted = await server.mention("and this?", at=place, files=[file])
    await posted.shows(lambda message: said in message.text)
