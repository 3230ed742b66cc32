"""Messages that Slack refuses for their form or their content, and what people see then."""

import asyncio
import itertools
import re
from collections import Counter
from collections.abc import Sequence
from typing import Literal, get_args

import pytest

from core.domain.events import Begin, TextDelta
from core.domain.layout import Layout
from core.replies import presenter
from tests.adapters.slack.outbound.renderer.renderer_harness import RendererHarness, Step
from tests.servers.slack_server.world import Channel, Message

pytestmark = [pytest.mark.may_block, pytest.mark.parametrize("clock", [100], indirect=True)]

Stage = Literal["first message", "growing edit", "final"]
How = Literal["stream", "updates", "command", "private"]
STAGES: tuple[Stage, ...] = get_args(Stage)
HOWS: tuple[How, ...] = get_args(How)
FIRST = "A fox jumps. "
FORMS = ("invalid_blocks", "msg_too_long")
CONTENT = ("restricted_action", "ekm_access_denied", "slack_connect_file_link_sharing_blocked")
FORBIDDEN = "do not allow the answer here"
NO_FORM = "Slack refused the answer"


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presenter, "RETRY_WAITS", (0.0, 0.0))


def unfinished(messages: Sequence[Message]) -> list[str]:
    """The messages that still say that the answer goes on."""
    return [
        message.text
        for message in messages
        if message.streaming or "On it" in message.text or "Stop" in message.buttons
    ]


async def told(harness: RendererHarness, how: How, stage: Stage, words: str, *, ends: bool) -> list[Message]:
    """The bot's messages after an answer whose `words` come at a stage, in a channel of their own."""
    server = harness.server
    server.api.refuses = {"chat.startStream": "unknown_method"} if how == "updates" else {}
    place = server.add_channel()
    going = asyncio.Event()
    steps: list[Step] = [Begin(part="answer", kind="text")]
    if stage != "first message":
        steps += [TextDelta(part="answer", text=FIRST), going]
    steps.append(TextDelta(part="answer", text=f"{words} "))
    if stage == "growing edit" and not ends:
        steps.append(asyncio.Event())
    if how in ("stream", "updates"):
        job = await harness.mention(*steps, channel=place)
    else:
        job = await harness.submit(*steps, private=how == "private", **harness.responding(channel=place))
    if stage != "first message" and how != "private":
        await server.state.changes.until(
            lambda: any(FIRST.strip() in message.text for message in server.messages(place)), what=FIRST
        )
    going.set()
    await harness.ended(job)
    return seen(harness, place)


def seen(harness: RendererHarness, place: Channel) -> list[Message]:
    """The bot's messages in a channel, and in direct messages with its user."""
    direct = harness.server.state.direct_channel(harness.server.user)
    return [each for at in (place, direct) for each in harness.server.messages(at) if each.author.bot]


async def test_refused_content_is_sent_once_and_ends_in_one_sentence(harness: RendererHarness) -> None:
    for case in itertools.product(CONTENT, STAGES, HOWS):
        error, stage, how = case
        words = f"forbidden {'-'.join(case)}"
        harness.server.refuse(error, words)
        shown = await told(harness, how, stage, words, ends=how == "private")
        texts = [message.text for message in shown]
        assert harness.server.attempts(words) == 1, case
        assert unfinished(shown) == [], case
        assert sum(FORBIDDEN in text for text in texts) == 1, (case, texts)
        kept = stage != "first message" and how != "private"
        assert sum(FIRST.strip() in text for text in texts) == kept, (case, texts)
        assert {"Again", "Edit", "Delete"} <= set(shown[-1].buttons), case


async def test_a_refused_form_becomes_plainer_until_the_words_are_told(harness: RendererHarness) -> None:
    refusals = (("invalid_blocks", 1), ("msg_too_long", 2), ("invalid_blocks", 3))
    for case in itertools.product(refusals, STAGES, HOWS):
        (error, times), stage, how = case
        words = f"plain {error}-{stage}-{how}-{times}"
        rule = harness.server.refuse(error, words, times=times)
        shown = await told(harness, how, stage, words, ends=True)
        texts = [message.text for message in shown]
        files = [file.bytes.decode() for message in shown for file in message.files]
        assert rule.refused == times, case
        assert unfinished(shown) == [], case
        assert sum(words in text for text in (*texts, *files)) == 1, (case, texts, files)
        assert all(not message.ephemeral for message in shown) or how == "private", case


async def test_words_that_no_form_can_show_end_in_one_sentence(harness: RendererHarness) -> None:
    for case in itertools.product(FORMS, STAGES, HOWS):
        error, stage, how = case
        words = f"never {'-'.join(case)}"
        harness.server.refuse(error, words)
        harness.server.api.faults["files.getUploadURLExternal"] = ["file_uploads_disabled" for _ in range(4)]
        shown = await told(harness, how, stage, words, ends=True)
        texts = [message.text for message in shown]
        assert unfinished(shown) == [], (case, texts)
        assert any(NO_FORM in text for text in texts), (case, texts)


async def test_where_nothing_more_is_taken_nothing_says_that_the_answer_goes_on(harness: RendererHarness) -> None:
    """Also the sentence that says why is refused."""
    harness.server.refuse("invalid_blocks", FORBIDDEN)
    for case in itertools.product(STAGES, HOWS):
        stage, how = case
        words = f"nothing {'-'.join(case)}"
        harness.server.refuse("restricted_action", words)
        shown = await told(harness, how, stage, words, ends=True)
        texts = [message.text for message in shown]
        assert unfinished(shown) == [], (case, texts)
        assert harness.server.attempts(words) == 1, case


@pytest.mark.parametrize("code", ["is_archived", "channel_not_found", "not_in_channel"])
async def test_a_place_that_is_gone_is_not_tried_again(harness: RendererHarness, code: str) -> None:
    for method in ("chat.postMessage", "chat.startStream"):
        harness.server.api.refuses[method] = code
    job = await harness.submit(
        TextDelta(part="answer", text="A fox. "), 5.0, TextDelta(part="answer", text="A hen."), **harness.responding()
    )
    assert await harness.ended(job) == "done"
    tried = [call.method for call in harness.server.state.calls]
    assert tried.count("chat.postMessage") + tried.count("chat.startStream") == 1
    assert "A fox. A hen." in harness.ephemerals[-1].text


@pytest.mark.parametrize("state", ["revoked", "inactive"])
async def test_a_token_that_is_gone_is_not_tried_again(harness: RendererHarness, state: Literal["revoked"]) -> None:
    for token in harness.server.state.tokens.values():
        token.state = state
    job = await harness.mention(TextDelta(part="answer", text="A fox. "), 5.0, TextDelta(part="answer", text="A hen."))
    await harness.ended(job)
    tried = [call.method for call in harness.server.state.calls if call.method.startswith("chat.")]
    assert tried.count("chat.startStream") + tried.count("chat.postMessage") == 1, tried
    assert len(tried) <= 3, tried  # the offer to stop it may be on its way


async def test_a_refused_picture_becomes_a_file_and_the_others_stay(harness: RendererHarness) -> None:
    pictures = [
        await harness.picture(f"picture-{at}", f"square {at}", colour) for at, colour in enumerate(("red", "blue"))
    ]
    harness.server.refuse("invalid_blocks", '"alt_text": "square 0')
    job = await harness.mention(*pictures, layout=Layout.GALLERY)
    assert await harness.ended(job) == "done"
    assert [answer.alternative_texts for answer in harness.answers if answer.pictures] == [["square 1"]]
    assert [file.title for answer in harness.answers for file in answer.files] == ["square 0"]
    assert {"Again", "Edit", "Delete"} <= set(harness.answers[0].buttons)


async def test_a_text_of_signs_that_grow_when_they_are_escaped_arrives(harness: RendererHarness) -> None:
    """The text for notifications has less than 4,000 characters after escaping."""
    harness.server.api.refuses["chat.startStream"] = "unknown_method"
    code = "```\n" + "if a < b && c > d { }\n" * 300 + "```"
    for steps in ([TextDelta(part="answer", text=code)], [TextDelta(part="answer", text=code[:3000]), 9.0]):
        job = await harness.mention(*steps)
        assert await harness.ended(job) == "done"
    assert len([answer for answer in harness.answers if "if a < b && c > d" in answer.text]) == 2


@pytest.mark.parametrize("streams", [True, False])
@pytest.mark.parametrize(
    "text",
    [
        "".join(f"## Heading {number}\n\ntext {number}\n\n" for number in range(60)),
        "".join(f"text {number}\n\n---\n\n" for number in range(60)),
        "".join(f"Table {number}\n\n| a | b |\n|---|---|\n| {number} | x |\n\n" for number in range(4)),
        "| a | b |\n|---|---|\n" + "".join(f"| {number} | x |\n" for number in range(150)),
        "|" + " h |" * 25 + "\n|" + "---|" * 25 + "\n|" + " cell |" * 25 + "\n",
    ],
    ids=["headings", "rules", "tables", "long table", "wide table"],
)
async def test_blocks_that_markdown_expands_into_are_counted(
    harness: RendererHarness, text: str, *, streams: bool
) -> None:
    """The server refuses more blocks or tables than Slack takes, as a fault of the bot."""
    if not streams:
        harness.server.api.refuses["chat.startStream"] = "unknown_method"
    steps = [
        step for at in range(0, len(text), 300) for step in (TextDelta(part="answer", text=text[at : at + 300]), 1.0)
    ]
    job = await harness.mention(*steps)
    assert await harness.ended(job) == "done"
    shown = Counter(re.findall(r"\w+", " ".join(answer.text for answer in harness.answers)))
    assert Counter(re.findall(r"\w+", text)) <= shown
