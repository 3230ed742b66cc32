"""Replies as people see them if Slack refuses a request."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from core.domain.events import Begin, Progress, TextDelta
from core.domain.layout import Layout
from core.domain.sentences import say
from tests.adapters.slack.outbound.renderer.renderer_harness import FastClock, RendererHarness, open_renderer, words
from tests.servers.slack_server import Fault, SlackServer

pytestmark = pytest.mark.may_block
SLOW = [each for step in words("a fox jumped over the dog " * 20, 30) for each in (step, 1.0)]


def shown(harness: RendererHarness) -> str:
    return " ".join(answer.text for answer in harness.answers)


@pytest.mark.parametrize("private", [False, True])
async def test_a_reply_that_cannot_be_opened_ends_in_a_plain_message(
    harness: RendererHarness, monkeypatch: pytest.MonkeyPatch, private: bool
) -> None:
    async def broken(job: object) -> None:
        raise ConnectionError("the reply cannot be opened")

    monkeypatch.setattr(harness.platform, "open", broken)
    job = await harness.submit(private=private)
    assert await harness.ended(job) == "failed"
    (told,) = harness.ephemerals if private else harness.answers
    assert "so I gave up" in told.text
    assert bool(harness.answers) is not private


async def test_a_stream_that_slack_closed_is_mended_and_goes_on_in_another_message(harness: RendererHarness) -> None:
    harness.server.state.stream_seconds = 5.0
    job = await harness.mention(*SLOW)
    assert await harness.ended(job) == "done"
    assert shown(harness).split() == ("a fox jumped over the dog " * 20).split()
    assert len(harness.answers) > 1
    assert not [answer for answer in harness.answers if answer.streaming]
    for answer in harness.answers[:-1]:
        assert answer.edited


@pytest.mark.parametrize("clock", [400], indirect=True)
async def test_before_slack_closes_a_stream_the_text_goes_on_in_another_message(harness: RendererHarness) -> None:
    steps = [each for step in words("a fox jumped over the dog\n\n" * 20, 30) for each in (step, 30.0)]
    job = await harness.mention(*steps)
    assert await harness.ended(job) == "done"
    assert shown(harness).count("a fox jumped over the dog") == 20
    streamed = [answer for answer in harness.answers if answer.stream]
    assert len(streamed) >= 2
    assert {answer.stream.ended for answer in streamed if answer.stream} == {"stopped"}


async def test_a_stream_that_is_full_before_it_should_be_goes_on_in_another_message(harness: RendererHarness) -> None:
    harness.server.state.stream_characters = 200
    job = await harness.mention(*SLOW)
    assert await harness.ended(job) == "done"
    assert shown(harness).split() == ("a fox jumped over the dog " * 20).split()


async def test_the_end_of_a_page_that_a_full_stream_cannot_take_comes_by_an_edit(harness: RendererHarness) -> None:
    """A page that ends inside a code block ends with a fence that the stream did not get."""
    harness.server.state.stream_characters = 200
    code = "```python\n" + "print('a fox')\n" * 40 + "```\n"
    job = await harness.mention(*[each for step in words(code, 30) for each in (step, 1.0)])
    assert await harness.ended(job) == "done"
    assert len(harness.answers) > 1
    assert shown(harness).count("print('a fox')") == 40
    assert all(answer.text.count("```") == 2 for answer in harness.answers)
    assert [call.error for call in harness.server.state.calls if call.method == "chat.stopStream" and call.error] == []


@pytest.mark.parametrize("error", ["unknown_method", "feature_not_enabled", "method_deprecated"])
async def test_without_streams_a_message_is_edited_and_streams_are_not_tried_again(
    harness: RendererHarness, error: str
) -> None:
    harness.server.api.refuses["chat.startStream"] = error
    for _ in range(2):
        job = await harness.mention(*SLOW)
        assert await harness.ended(job) == "done"
    assert len([call for call in harness.server.state.calls if call.method == "chat.startStream"]) == 1
    for answer in harness.answers:
        assert answer.text.count("a fox jumped over the dog") == 20
        assert len(answer.looks) > 2


async def test_an_answer_without_a_free_stream_shows_progress_and_then_the_whole_text(
    harness: RendererHarness,
) -> None:
    root = (await harness.server.write("hello")).message
    assert root is not None
    for _ in range(20):
        await harness.api_client.call(
            harness.server.team.id,
            "chat.startStream",
            channel=harness.server.channel.id,
            thread_ts=root.ts,
            recipient_user_id=harness.server.user.id,
            recipient_team_id=harness.server.team.id,
        )
    job = await harness.submit(*SLOW)
    assert await harness.ended(job) == "done"
    (answer,) = (answer for answer in harness.answers if answer.stream is None)
    assert answer.text.count("a fox jumped over the dog") == 20
    posted = harness.called("chat.postMessage")
    assert ["Stop" in str(each["blocks"]) for each in posted] == [False, True]
    assert len(harness.called("chat.update")) == 1


async def test_a_pause_that_slack_asks_for_is_taken_and_nothing_is_missing(harness: RendererHarness) -> None:
    harness.server.api.faults["chat.appendStream"] = [Fault(status=429, retry_after=2)] * 2
    harness.server.api.faults["chat.stopStream"] = [Fault(status=429, retry_after=2)]
    job = await harness.mention(*SLOW)
    assert await harness.ended(job) == "done"
    assert shown(harness).count("a fox jumped over the dog") == 20


@pytest.mark.parametrize("connection", ["reset", "lost"])
@pytest.mark.parametrize("method", ["chat.appendStream", "chat.stopStream"])
async def test_an_answer_is_exact_whatever_breaks_in_the_middle(
    harness: RendererHarness, method: str, connection: str
) -> None:
    harness.server.api.faults[method] = [None, Fault(connection=connection)]  # type: ignore[arg-type]
    if method == "chat.stopStream":
        harness.server.api.faults[method] = [Fault(connection=connection)]  # type: ignore[arg-type]
    job = await harness.mention(*SLOW)
    assert await harness.ended(job) == "done"
    assert shown(harness).split() == ("a fox jumped over the dog " * 20).split()


@pytest.mark.parametrize("connection", ["reset", "lost"])
@pytest.mark.parametrize("method", ["chat.postMessage", "chat.startStream"])
@pytest.mark.parametrize("source", ["command", "message"])
async def test_a_message_whose_answer_is_lost_is_not_sent_again(
    harness: RendererHarness, source: str, method: str, connection: str
) -> None:
    harness.server.api.faults[method] = [Fault(connection=connection)]  # type: ignore[arg-type]
    steps = SLOW if method == "chat.startStream" else [TextDelta(part="answer", text="A fox. " * 20)]
    submit = harness.submit if source == "command" else harness.mention
    assert await harness.ended(await submit(*steps)) == "done"
    assert harness.server.api.faults[method] == []
    *roots, answer = harness.answers
    assert len(roots) == (1 if source == "command" and answer.stream else 0)
    assert answer.text.count("fox") == 20
    assert not any(message.streaming for message in harness.answers)


async def test_the_answer_to_another_message_is_not_taken_for_one_that_did_not_arrive(
    harness: RendererHarness,
) -> None:
    root = (await harness.server.write("hello")).message
    assert root is not None
    thread: dict[str, Any] = {"source": "message", "thread": root.ts}
    first = await harness.submit(TextDelta(part="answer", text="A fox."), **thread)
    assert await harness.ended(first) == "done"
    harness.server.api.faults["chat.postMessage"] = [Fault(connection="reset")]
    second = await harness.submit(TextDelta(part="answer", text="A heron."), **thread)
    assert await harness.ended(second) == "done"
    assert harness.server.api.faults["chat.postMessage"] == []
    fox, heron = harness.answers
    assert "A fox." in fox.text
    assert "A heron." in heron.text


async def test_the_first_message_of_an_answer_is_not_taken_for_its_second(
    server: SlackServer, clock: FastClock, tmp_path: Path
) -> None:
    text = "\n\n".join(f"Paragraph {number} " + "goes on and on. " * 30 for number in range(40))
    async with open_renderer(tmp_path, server, clock, showing="final") as harness:
        harness.server.api.faults["chat.postMessage"] = [None, Fault(connection="reset")]
        assert await harness.ended(await harness.mention(TextDelta(part="answer", text=text))) == "done"
        assert harness.server.api.faults["chat.postMessage"] == []
        assert len(harness.answers) > 1
        assert [shown(harness).count(f"Paragraph {number} ") for number in range(40)] == [1] * 40


async def test_an_answer_with_a_lost_response_is_sent_again_without_the_history_scopes(
    harness: RendererHarness,
) -> None:
    for token in harness.server.state.tokens.values():
        token.scopes -= {"channels:history"}
    harness.server.api.faults["chat.postMessage"] = [Fault(connection="lost")]
    assert await harness.ended(await harness.submit(TextDelta(part="answer", text="A fox."))) == "done"
    assert "A fox." in harness.answers[-1].text


async def test_outside_the_conversation_the_answer_comes_by_the_response_url(
    harness: RendererHarness,
) -> None:
    room = harness.server.add_channel("strangers", kind="private", bot=False)
    job = await harness.submit(*SLOW, **harness.responding(channel=room))
    assert await harness.ended(job) == "done"
    ephemerals = [message for message in harness.server.messages(room) if message.ephemeral]
    assert ephemerals[-1].text.count("a fox jumped over the dog") == 20
    assert "/invite" in ephemerals[-1].text


async def test_pictures_for_where_the_bot_is_not_come_by_direct_message(harness: RendererHarness) -> None:
    room = harness.server.add_channel("strangers", kind="private", bot=False)
    picture = await harness.picture("picture-1", "a fox")
    job = await harness.submit(picture, layout=Layout.GALLERY, **harness.responding(channel=room))
    assert await harness.ended(job) == "done"
    direct = harness.server.state.direct_channel(harness.server.user)
    (answer,) = harness.server.messages(direct)
    assert answer.alternative_texts == ["a fox"]
    assert "direct messages" in [message for message in harness.server.messages(room) if message.ephemeral][-1].text


@pytest.mark.parametrize(
    ("error", "needed", "said"),
    [
        ("is_archived", "", "archived"),
        ("missing_scope", "chat:write", "chat:write"),
        ("messages_tab_disabled", "", "App Home"),
        ("message_limit_exceeded", "", "minute"),
    ],
)
async def test_an_answer_that_cannot_be_posted_is_private_and_gives_advice(
    harness: RendererHarness, error: str, needed: str, said: str
) -> None:
    harness.server.api.faults["chat.postMessage"] = [Fault(error, needed=needed)]
    job = await harness.submit(TextDelta(part="answer", text="A fox."), **harness.responding())
    assert await harness.ended(job) == "done"
    assert "A fox." in harness.ephemerals[-1].text
    assert said in harness.ephemerals[-1].text


async def test_a_token_that_was_revoked_is_told_in_one_sentence_in_the_log(
    harness: RendererHarness, caplog: pytest.LogCaptureFixture
) -> None:
    for token in harness.server.state.tokens.values():
        token.state = "revoked"
    job = await harness.submit(TextDelta(part="answer", text="A fox."))
    assert await harness.ended(job) == "done"
    assert "can install the app again" in caplog.text


async def test_blocks_that_are_refused_leave_the_words(harness: RendererHarness) -> None:
    harness.server.api.faults["chat.postMessage"] = ["invalid_blocks"]
    job = await harness.mention(TextDelta(part="answer", text="A fox."))
    assert await harness.ended(job) == "done"
    assert "A fox." in shown(harness)


async def test_a_picture_that_no_message_can_show_is_shared_as_a_file(harness: RendererHarness) -> None:
    harness.server.api.faults["chat.postMessage"] = ["invalid_blocks"]
    harness.server.state.alt_text_breaks_shares = True
    job = await harness.mention(await harness.picture("picture-1", "a fox"), layout=Layout.GALLERY)
    assert await harness.ended(job) == "done"
    assert [file.title for answer in harness.answers for file in answer.files] == ["a fox"]


@pytest.mark.parametrize("error", ["storage_limit_reached", "file_uploads_disabled"])
async def test_a_picture_that_may_not_be_uploaded_is_explained_in_its_place(
    harness: RendererHarness, error: str
) -> None:
    harness.server.api.faults["files.getUploadURLExternal"] = [error]
    picture = await harness.picture("picture-1", "a fox")
    job = await harness.mention(picture, TextDelta(part="answer", text="Words."), layout=Layout.SHOW)
    assert await harness.ended(job) == "done"
    assert "Words." in shown(harness)
    assert "storage" in shown(harness) or "administrator" in shown(harness).lower()
    assert f"Request id: {job}" in shown(harness)


async def test_a_message_that_somebody_deletes_stops_the_job(harness: RendererHarness) -> None:
    job = await harness.mention(
        TextDelta(part="answer", text="one "), 1.0, TextDelta(part="answer", text="two "), asyncio.Event()
    )
    (answer,) = await harness.sees(lambda answers: answers and "two" in answers[0].text and answers)
    await harness.platform.message_deleted(answer.channel.team.id, answer.channel.id, answer.ts)
    assert await harness.ended(job) == "stopped"


async def test_a_reply_that_is_deleted_while_it_is_made_does_not_come_back_after_a_restart(
    server: SlackServer, clock: FastClock, tmp_path: Path
) -> None:
    going = asyncio.Event()

    async def kept(harness: RendererHarness, id: str, name: str) -> None:
        """Waits until the receipt has something of this name."""
        async with asyncio.timeout(20):
            while not (await harness.store.receipt(id)).get(name):
                await asyncio.sleep(0.005)

    async with open_renderer(tmp_path, server, clock) as harness:
        steps = (TextDelta(part="answer", text="first "), going, await harness.picture("p", "a fox"), asyncio.Event())
        id = await harness.mention(*steps, layout=Layout.SHOW)
        await kept(harness, id, "messages")
        job = await harness.store.job(id)
        assert job is not None
        await harness.platform.withdraw(job)
        going.set()
        await kept(harness, id, "pictures")
    async with open_renderer(tmp_path, server, clock) as harness:
        before = len(server.state.calls)
        harness.script.steps = (TextDelta(part="answer", text="first "),)
        await harness.ended(id)
        assert harness.answers == []
        assert [call.method for call in server.state.calls[before:] if call.method.startswith("chat.")] == []


async def test_a_message_that_was_on_its_way_goes_with_its_forgotten_asker(harness: RendererHarness) -> None:
    for method in ("chat.postMessage", "chat.startStream"):
        harness.server.api.faults[method] = [Fault(connection="silent")]
    id = await harness.mention(TextDelta(part="answer", text="first "), asyncio.Event())
    await harness.sees(lambda answers: answers)
    job = await harness.store.job(id)
    assert job is not None
    await harness.store.forget_person(job.request.caller.key, harness.clock.now())
    async with asyncio.timeout(20):
        while await harness.store.job(id) is not None:
            await asyncio.sleep(0.005)
    assert harness.answers == []


async def test_slacks_own_stop_ends_the_stream_and_the_job(harness: RendererHarness) -> None:
    job = await harness.mention(*SLOW, *SLOW, *SLOW)
    (answer,) = await harness.sees(lambda answers: answers)
    await harness.server.stop_session(answer)
    assert await harness.ended(job) == "stopped"
    assert len(harness.answers) == 1
    assert "Stopped by ada" in harness.answers[0].text


async def test_a_reply_that_is_cut_off_says_so_and_is_completed_after_a_restart(
    server: SlackServer, clock: FastClock, tmp_path: Path
) -> None:
    going = asyncio.Event()
    steps = (TextDelta(part="answer", text="first "), going, TextDelta(part="answer", text="last"))
    async with open_renderer(tmp_path, server, clock) as harness:
        job = await harness.mention(*steps)
        await harness.sees(lambda answers: answers and "first" in answers[0].text)
    (answer,) = harness.answers
    assert "I am restarting" in answer.text
    assert not answer.streaming
    going.set()
    async with open_renderer(tmp_path, server, clock) as harness:
        harness.script.steps = steps
        assert await harness.ended(job) == "done"
        assert harness.answers == [answer]
    assert "first last" in answer.text
    assert "I am restarting" not in answer.text


async def test_a_stream_left_by_a_crash_is_closed_and_completed(
    server: SlackServer, clock: FastClock, tmp_path: Path
) -> None:
    going = asyncio.Event()
    steps = (TextDelta(part="answer", text="first "), going, TextDelta(part="answer", text="last"))
    server.api.refuses["chat.stopStream"] = "internal_error"
    async with open_renderer(tmp_path, server, clock) as harness:
        job = await harness.mention(*steps)
        await harness.sees(lambda answers: answers and "first" in answers[0].text)
    (answer,) = harness.answers
    assert answer.streaming
    del server.api.refuses["chat.stopStream"]
    going.set()
    async with open_renderer(tmp_path, server, clock) as harness:
        harness.script.steps = steps
        assert await harness.ended(job) == "done"
        assert harness.answers == [answer]
    assert not any(message.streaming for message in harness.answers)
    assert "first last" in answer.text


async def test_nothing_is_left_processing(harness: RendererHarness) -> None:
    ended = await harness.mention(*SLOW)
    failed = await harness.mention(Begin(part="answer", kind="text"), Progress(sentence=say("slack-working")))
    assert await harness.ended(ended) == "done"
    assert await harness.ended(failed) == "done"
    assert {session.status for session in harness.server.state.sessions.values()} == {"active"}
