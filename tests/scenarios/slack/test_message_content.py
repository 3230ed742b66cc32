"""What people point at reaches the model: forwarded messages, tables, alerts, and names in words."""

import json
from collections.abc import AsyncIterator
from typing import Any, NamedTuple

import pytest
import pytest_asyncio

from tests.scenarios.slack.bot_process import running
from tests.scenarios.slack.test_commands import done
from tests.servers.hub_server import HubServer, Stream
from tests.servers.hub_server.server import TOKEN
from tests.servers.slack_server import Attached, SlackServer, UserAction
from tests.servers.slack_server.world import Channel, Json

pytestmark = pytest.mark.asyncio(loop_scope="session")

FORWARDED: Json = {
    "is_msg_unfurl": True,
    "is_share": True,
    "text": "The deploy failed at 10:42 because the disk was full.",
    "author_name": "Grace",
    "from_url": "https://example.slack.com/archives/C0000000001/p1767326000000100",
    "ts": "1767326000.000100",
}
IN_BLOCKS: Json = {
    "is_share": True,
    "author_name": "Grace",
    "message_blocks": [
        {
            "team": "T0000000001",
            "message": {
                "blocks": [
                    {
                        "type": "rich_text",
                        "elements": [
                            {"type": "rich_text_section", "elements": [{"type": "text", "text": "a < b & violet"}]}
                        ],
                    }
                ]
            },
        }
    ],
}


def cell(text: str) -> Json:
    return {"type": "raw_text", "text": text}


TABLE: Json = {
    "type": "table",
    "rows": [[cell("Item"), cell("Cost")], [cell("Pen"), cell("3")], [cell("Ink"), cell("5")]],
}
ALERT: Json = {
    "color": "#d00",
    "title": "CPU high on web-3",
    "text": "95 % for 10 minutes",
    "fields": [{"title": "Region", "value": "eu-west"}],
    "fallback": "alert",
}
RICH: list[Json] = [
    {
        "type": "rich_text",
        "elements": [
            {"type": "rich_text_section", "elements": [{"type": "text", "text": "tell me a joke"}]},
            {
                "type": "rich_text_list",
                "style": "bullet",
                "elements": [
                    {"type": "rich_text_section", "elements": [{"type": "text", "text": word}]}
                    for word in ("short", "clean")
                ],
            },
            {"type": "rich_text_quote", "elements": [{"type": "text", "text": "as she said"}]},
            {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "a < b"}]},
        ],
    }
]
APP_BLOCKS: list[Json] = [
    {"type": "header", "text": {"type": "plain_text", "text": "Build 7 failed"}},
    {"type": "section", "fields": [{"type": "mrkdwn", "text": "*Branch*\nmain"}]},
    {"type": "context", "elements": [{"type": "mrkdwn", "text": "three tests are red"}]},
    {"type": "actions", "elements": []},
]
CLIP = {
    "subtype": "slack_audio",
    "transcription": {"status": "complete", "preview": {"content": "please tell me a joke", "has_more": False}},
}


class Row(NamedTuple):
    """A message, and the words of it that the model gets."""

    text: str
    right: tuple[str, ...]
    blocks: tuple[Json, ...] = ()
    attachments: tuple[Json, ...] = ()
    files: tuple[Attached, ...] = ()


QUOTED = "A message forwarded from Grace:\n> The deploy failed at 10:42 because the disk was full."
ROWS = {
    "a forwarded message alone": Row("", (QUOTED,), attachments=(FORWARDED,)),
    "a forwarded message with a question": Row("summarise this", ("summarise this", QUOTED), attachments=(FORWARDED,)),
    "a forwarded message in blocks": Row("why?", ("why?", "> a < b & violet"), attachments=(IN_BLOCKS,)),
    "a pasted table": Row(
        "what is the total?",
        ("what is the total?", "| Item | Cost |\n| --- | --- |\n| Pen | 3 |\n| Ink | 5 |"),
        attachments=({"blocks": [TABLE]},),
    ),
    "a table among its blocks": Row("what is the total?", ("what is the total?", "| Ink | 5 |"), blocks=(TABLE,)),
    "rich text alone": Row("", ("tell me a joke\n- short\n- clean\n> as she said\n```\na < b\n```",), blocks=(*RICH,)),
    "an alert": Row(
        "what is going on?", ("CPU high on web-3", "95 % for 10 minutes", "Region: eu-west"), attachments=(ALERT,)
    ),
    "a voice clip with a transcript": Row(
        "", ("please tell me a joke",), files=(Attached("audio_message.m4a", b"none", "audio/mp4", CLIP),)
    ),
    "dates, links, emoji and groups": Row(
        "<!date^1767326100^{date_num}|Jan 2, 2026> <!date^1767326100^{date}> "
        "<https://example.org/a?b=1&amp;c=2|the page> <http://example.org|example.org> :blobcat: "
        "<!subteam^S0000000001|@choir> <#C0000000001|general> <!here>",
        (
            "Jan 2, 2026 2026-01-02 03:55 UTC",
            "the page (https://example.org/a?b=1&c=2) example.org :blobcat: @choir #general @here",
        ),
    ),
}


class Told:
    """A Slack, and a bot with a model whose requests are kept."""

    def __init__(self, server: SlackServer, hub: HubServer) -> None:
        self.server = server
        self._hub = hub

    def prompt(self) -> str:
        """The conversation that the model got last, without the instructions."""
        (*_, last) = [seen for seen in self._hub.posts() if "chat/completions" in seen.path]
        found: list[Any] = [each["content"] for each in last.body["messages"] if each["role"] == "user"]
        return "\n".join(each if isinstance(each, str) else json.dumps(each) for each in found)

    async def answered(self, asked: UserAction) -> str:
        """Waits for the answer. Returns the prompt."""
        await asked.shows(lambda message: done(message) and "Again" in message.buttons)
        return self.prompt()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def told(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Told]:
    async with SlackServer() as server, HubServer() as hub:
        hub.add("org/chat", novita="conversational")
        hub.always["chat/completions"] = Stream(words=("Right", " away."))
        settings = {
            "HF_TOKEN": TOKEN,
            "HF_ENDPOINT": hub.url,
            "TROUBADOUR_HF_ROUTER_URL": hub.router,
            "TROUBADOUR_BUILTIN_ENGINE": "off",
            "TROUBADOUR_CHAT_COMPLETION_MODELS": "org/chat",
        }
        async with running(server, tmp_path_factory.mktemp("troubadour"), **settings) as bot:
            await server.ready()
            yield Told(server, hub)
            assert bot.unforeseen() == []
        assert server.problems == []


async def written(told: Told, where: str, row: Row) -> UserAction:
    """Writes the message of a row to the bot."""
    server = told.server
    more: dict[str, Any] = {"blocks": row.blocks, "attachments": row.attachments, "files": row.files}
    if where == "dm":
        return await server.write(row.text, at=server.state.direct_channel(server.user), **more)
    place: Channel = server.add_channel()
    if where == "thread":
        more["thread"] = (await server.write("a thread", at=place)).message
    return await server.mention(row.text, at=place, **more)


@pytest.mark.parametrize("where", ["mention", "thread", "dm"])
@pytest.mark.parametrize("name", ROWS)
async def test_what_a_message_shows_reaches_the_model(told: Told, where: str, name: str) -> None:
    prompt = await told.answered(await written(told, where, ROWS[name]))
    for words in ROWS[name].right:
        assert words in prompt


async def test_names_that_only_a_look_up_knows_are_words(told: Told) -> None:
    """Slack's events name channels and people by their ids."""
    server, garden = told.server, told.server.add_channel("garden")
    line = f"what of <#{garden.id}|>, <#{garden.id}> and <@{server.friend.id}>?"
    for row in (Row(line, ()), Row("why?", (), attachments=({**FORWARDED, "text": line},))):
        prompt = await told.answered(await written(told, "mention", row))
        assert "what of #garden, #garden and @grace?" in prompt
        assert prompt.startswith("ada: ")


async def test_what_a_person_looks_at_is_said_where_a_conversation_begins(told: Told) -> None:
    server, garden = told.server, told.server.add_channel("garden")
    for channel, seen in ((garden, True), (None, False)):
        await server.look_at(channel)
        asked = await server.direct_message("What is this about?")
        assert ("I am looking at #garden" in await told.answered(asked)) is seen
    await server.look_at(garden)
    assert "#garden" not in await told.answered(await server.direct_message("And now?", thread=asked.message))
    painted = await server.direct_message("!limerick a fox")
    assert "#garden" not in await told.answered(painted)


async def test_a_private_question_has_the_forwarded_words(told: Told) -> None:
    row = Row("!chat why? --private", (), attachments=(FORWARDED,))
    assert QUOTED in await told.answered(await written(told, "mention", row))


async def test_a_command_takes_the_forwarded_words_in_place_of_its_own(told: Told) -> None:
    place = told.server.add_channel()
    asked = await told.server.mention("!translate --to fr", at=place, attachments=[FORWARDED])
    assert "The deploy failed at 10:42" in await told.answered(asked)


async def test_a_command_takes_the_words_that_it_lacks_from_the_root_of_its_thread(told: Told) -> None:
    server, place = told.server, told.server.add_channel()
    root = await server.write("we sail at nine, <!here>", at=place, by=server.friend)
    asked = await server.mention("!translate --to fr", at=place, thread=root.message)
    assert "<text>\nwe sail at nine, @here\n</text>" in await told.answered(asked)
    asked = await server.mention("!translate --to fr a fox", at=place, thread=root.message)
    assert "we sail" not in await told.answered(asked)
    note = Attached("note.txt", b"The fox met a heron.", "text/plain")
    root = await server.write("look", at=place, by=server.friend, files=(note,))
    asked = await server.mention("!translate --to fr", at=place, thread=root.message)
    assert "The fox met a heron." in await told.answered(asked)


@pytest.mark.parametrize("shown", [{"attachments": [ALERT]}, {"blocks": APP_BLOCKS}], ids=["attachments", "blocks"])
async def test_an_alert_of_another_app_is_read_as_the_root_of_a_thread(told: Told, shown: Json) -> None:
    server, place = told.server, told.server.add_channel()
    root = await server.write("", at=place, by=server.friend, **shown)
    prompt = await told.answered(await server.mention("what is going on?", at=place, thread=root.message))
    for words in ("CPU high on web-3", "Region: eu-west") if "attachments" in shown else ("Build 7 failed", "are red"):
        assert words in prompt


async def test_an_alert_of_another_app_is_translated_by_its_shortcut(told: Told) -> None:
    root = await told.server.write("", at=told.server.add_channel(), by=told.server.friend, attachments=[ALERT])
    assert root.message
    prompt = await told.answered(await told.server.message_shortcut("menu-translate", root.message))
    assert "CPU high on web-3" in prompt


@pytest.mark.parametrize(
    ("more", "why"),
    [
        (
            {"mimetype": "application/vnd.slack-docs", "filetype": "quip", "mode": "quip"},
            "does not let me read canvases",
        ),
        (
            {"mimetype": "application/vnd.google-apps.document", "mode": "external", "is_external": True},
            "lies with another service",
        ),
    ],
    ids=["canvas", "external"],
)
async def test_a_document_that_slack_does_not_give_is_explained(told: Told, more: Json, why: str) -> None:
    row = Row("summarise", (), files=(Attached("Plan", b"", "text/plain", more),))
    asked = await written(told, "dm", row)
    await asked.shows(why)
