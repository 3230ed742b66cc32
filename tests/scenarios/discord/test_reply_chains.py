"""A reply continues from the message that it replies to, and hears nothing but what is above that."""

from contextlib import AsyncExitStack
from typing import Any

import pytest

from tests.scenarios.discord.modelled import hub, modelled_by, server
from tests.scenarios.discord.test_commands import done
from tests.scenarios.discord.test_models import answering
from tests.servers.discord_server import Attached, Channel, DiscordServer, Message
from tests.servers.discord_server.rules import Intent
from tests.servers.hub_server import HubServer, Stream
from tests.servers.hub_server.making import picture

pytestmark = pytest.mark.asyncio(loop_scope="session")
__all__ = ["hub", "server"]
modelled = modelled_by(Stream(words=("Yes.",)), reads_everything=True)
LIMIT = "chat_completion=1000/hour"


def prompt(hub: HubServer) -> list[str]:
    """Returns the messages of the last prompt after the instructions, each with its role."""
    found = []
    for message in hub.posts()[-1].body["messages"][1:]:
        content: Any = message["content"]
        words = content if isinstance(content, str) else "\n".join(each.get("text", "<picture>") for each in content)
        found.append(f"{message['role']}: {words}")
    return found


class Talk:
    """Asks and answers in one place."""

    def __init__(self, server: DiscordServer, hub: HubServer, at: Channel) -> None:
        self.server, self.hub, self.at = server, hub, at

    async def ask(self, text: str, answer: str, **options: Any) -> Message:
        """Mentions the bot; returns its complete answer, which the model gives."""
        self.hub.always["chat/completions"] = Stream(words=tuple(answer))
        posted = await self.server.mention(text, at=self.at, **options)
        return await posted.shows(lambda message: message.reply_to == posted.message.id and done(message))


@pytest.mark.parametrize("where", ["channel", "thread", "direct"])
async def test_two_people_branch_an_answer_without_hearing_each_other(
    server: DiscordServer, hub: HubServer, place: Channel, where: str
) -> None:
    at = await server.thread("foxes", at=place) if where == "thread" else place
    ada, grace = server.user, server.friend
    if where == "direct":
        at = server.state.direct_channel(ada)
        grace = ada
    talk = Talk(server, hub, at)
    first = await talk.ask("A tale?", "Once there was a fox.")
    red = await talk.ask("Make it red.", "A red fox.", reply_to=first)
    await talk.ask("Make it blue.", "A blue fox.", by=grace, reply_to=first)
    beginning = ["user: Ada: A tale?", "assistant: Once there was a fox."]
    assert prompt(hub) == [*beginning, f"user: {grace.name.title()}: Make it blue."]
    await talk.ask("And then?", "It ran.", reply_to=red)
    assert prompt(hub) == [*beginning, "user: Ada: Make it red.", "assistant: A red fox.", "user: Ada: And then?"]
    await talk.ask("What have you told?", "Much.")
    assert "A blue fox." in "".join(prompt(hub))


async def test_a_long_answer_counts_once_whichever_of_its_messages_is_replied_to(
    server: DiscordServer, hub: HubServer, place: Channel
) -> None:
    talk = Talk(server, hub, place)
    tale = "\n\n".join(f"{number}. {'fox ' * 200}".strip() for number in range(11))
    hub.always["chat/completions"] = Stream(words=tuple(tale))
    await (await server.mention("A long tale?", at=place)).shows(lambda message: "Again" in message.buttons)
    parts = [each for each in server.state.messages.values() if each.channel is place and each.author is server.bot]
    assert len(parts) > 2
    await talk.ask("Shorter.", "A fox.", reply_to=parts[1])
    assert prompt(hub) == ["user: Ada: A long tale?", f"assistant: {tale}", "user: Ada: Shorter."]


async def test_what_is_above_anybodys_message_is_read_with_its_files(
    server: DiscordServer, hub: HubServer, place: Channel
) -> None:
    talk = Talk(server, hub, place)
    answer = await talk.ask("Where is the meeting?", "In the blue room.")
    files = [Attached("agenda.txt", b"1. Foxes"), Attached("fox.jpg", picture())]
    one = await server.write(
        "It moved to the red room.", by=server.friend, at=place, reply_to=answer, files=files, ping=False
    )
    two = await server.write("No, green.", by=server.user, at=place, reply_to=one.message)
    three = await server.write("Really?", by=server.friend, at=place, reply_to=two.message)
    await talk.ask("Where is it now?", "Green.", reply_to=three.message, by=server.add_user("Alan"))
    asked, told, last = prompt(hub)
    assert (asked, told) == ("user: Ada: Where is the meeting?", "assistant: In the blue room.")
    order = ["Grace wrote:\n> It moved to the red room.", "1. Foxes", "Ada wrote:\n> No, green.", "Alan:", "> Really?"]
    assert sorted(order, key=last.index) == order
    assert "<picture>" in last
    assert "could not be read" not in "".join(each.text for each in server.state.messages.values())


async def test_pictures_of_a_question_stay_with_it(server: DiscordServer, hub: HubServer, place: Channel) -> None:
    talk = Talk(server, hub, place)
    answer = await talk.ask("What is it?", "A fox.", files=[Attached("fox.jpg", picture())])
    await talk.ask("Which colour?", "Red.", reply_to=answer, by=server.friend)
    assert "<picture>" in prompt(hub)[0]


@pytest.mark.parametrize("words", ["look at this", ""])
async def test_files_of_the_messages_above_in_a_thread_are_read(
    server: DiscordServer, hub: HubServer, place: Channel, words: str
) -> None:
    thread = await server.thread("foxes", at=place)
    files = [
        Attached("agenda.txt", b"1. Foxes"),
        Attached("fox.jpg", picture()),
        Attached("film.mp4", b"\0", "video/mp4"),
    ]
    await server.write(words, by=server.friend, at=thread, files=files)
    talk = Talk(server, hub, thread)
    answer = await talk.ask("What is it?", "A fox.")
    (said,) = prompt(hub)
    heard, _, question = said.partition("What is it?")
    assert heard.startswith(f"user: Grace: {words}")
    assert "(With the file film.mp4, which you cannot see.)" in heard
    assert "1. Foxes" in question
    assert "<picture>" in said
    assert "could not be read" not in answer.text
    await talk.ask("And what else?", "Nothing.")
    assert "<picture>" in prompt(hub)[0]
    assert "1. Foxes" in prompt(hub)[-1]


async def test_what_is_private_gone_blocked_or_forgotten_is_kept_out(
    server: DiscordServer, hub: HubServer, place: Channel
) -> None:
    talk = Talk(server, hub, place)
    shy, rude = server.add_user("Shy"), server.add_user("Rude")
    answer = await talk.ask("My secret is 42.", "I keep it.", by=shy)
    said = await server.write("And it is prime.", by=shy, at=place, reply_to=answer, ping=False)
    asked = await server.slash("troubadour forget-me", by=shy, at=place)
    await (await server.press(await asked.shows(done), "Yes, forget me", by=shy)).shows("Forgotten")
    above = await server.write("Well.", by=server.friend, at=place, reply_to=said.message)
    noted = await talk.ask("What was that?", "No idea.", reply_to=above.message)
    assert prompt(hub) == ["user: Ada: Grace wrote:\n> Well.\n\nWhat was that?"]
    assert "3 messages above could not be read" in noted.text
    answer = await talk.ask("I am rude.", "I see.", by=rude)
    await (await server.slash("troubadour-admin block", at=place, user=rude)).shows("Rude")
    noted = await talk.ask("Go on.", "Gone.", reply_to=answer)
    assert prompt(hub) == ["user: Ada: Go on."]
    assert "1 message above could not be read" in noted.text


async def test_without_the_privileged_intent_messages_that_do_not_mention_the_bot_are_counted(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("troubadour")
    async with DiscordServer() as server, AsyncExitStack() as stack:
        server.gateway.disallowed = Intent.MESSAGE_CONTENT
        _, hub, _ = await stack.enter_async_context(
            answering(folder, Stream(words=("Yes.",)), at=server, TROUBADOUR_USER_LIMITS=LIMIT)
        )
        place = await server.add_channel()
        talk = Talk(server, hub, place)
        answer = await talk.ask("Where is it?", "In the blue room.")
        one = await server.write("It moved.", by=server.friend, at=place, reply_to=answer, ping=False)
        two = await server.write("To green.", by=server.friend, at=place, reply_to=one.message)
        noted = await talk.ask("So where?", "Green.", reply_to=two.message)
        asked, told, last = prompt(hub)
        assert (asked, told) == ("user: Ada: Where is it?", "assistant: In the blue room.")
        assert "> To green." in last
        assert "It moved." not in last
        assert "1 message above could not be read" in noted.text
