"""What people see where Slack does not do what was asked."""

import asyncio
from pathlib import Path

import pytest

from core.domain.events import Begin, Progress, TextDelta
from core.domain.layout import Layout
from core.domain.sentences import say
from tests.adapters.slack.stage.theatre import FastClock, Theatre, played, words
from tests.servers.slack_server import Fault, SlackServer

pytestmark = pytest.mark.may_block
SLOW = [each for step in words("a fox jumped over the dog " * 20, 30) for each in (step, 1.0)]


def shown(theatre: Theatre) -> str:
    return " ".join(answer.text for answer in theatre.answers)


async def test_a_stream_that_slack_closed_is_mended_and_goes_on_in_another_message(theatre: Theatre) -> None:
    theatre.server.state.stream_seconds = 5.0
    job = await theatre.mention(*SLOW)
    assert await theatre.ended(job) == "done"
    assert shown(theatre).split() == ("a fox jumped over the dog " * 20).split()
    assert len(theatre.answers) > 1
    assert not [answer for answer in theatre.answers if answer.streaming]
    for answer in theatre.answers[:-1]:
        assert answer.edited


@pytest.mark.parametrize("clock", [400], indirect=True)
async def test_before_slack_closes_a_stream_the_text_goes_on_in_another_message(theatre: Theatre) -> None:
    acts = [each for step in words("a fox jumped over the dog\n\n" * 20, 30) for each in (step, 30.0)]
    job = await theatre.mention(*acts)
    assert await theatre.ended(job) == "done"
    assert shown(theatre).count("a fox jumped over the dog") == 20
    streamed = [answer for answer in theatre.answers if answer.stream]
    assert len(streamed) >= 2
    assert {answer.stream.ended for answer in streamed if answer.stream} == {"stopped"}


async def test_a_stream_that_is_full_before_it_should_be_goes_on_in_another_message(theatre: Theatre) -> None:
    theatre.server.state.stream_characters = 200
    job = await theatre.mention(*SLOW)
    assert await theatre.ended(job) == "done"
    assert shown(theatre).split() == ("a fox jumped over the dog " * 20).split()


@pytest.mark.parametrize("error", ["unknown_method", "feature_not_enabled", "method_deprecated"])
async def test_without_streams_a_message_is_edited_and_streams_are_not_tried_again(
    theatre: Theatre, error: str
) -> None:
    theatre.server.api.refuses["chat.startStream"] = error
    for _ in range(2):
        job = await theatre.mention(*SLOW)
        assert await theatre.ended(job) == "done"
    assert len([call for call in theatre.server.state.calls if call.method == "chat.startStream"]) == 1
    for answer in theatre.answers:
        assert answer.text.count("a fox jumped over the dog") == 20
        assert len(answer.looks) > 2


async def test_where_no_stream_may_be_started_just_now_there_is_one_word_and_one_answer(theatre: Theatre) -> None:
    root = (await theatre.server.write("hello")).message
    assert root is not None
    for _ in range(20):
        await theatre.wire.call(
            theatre.server.team.id,
            "chat.startStream",
            channel=theatre.server.channel.id,
            thread_ts=root.ts,
            recipient_user_id=theatre.server.user.id,
            recipient_team_id=theatre.server.team.id,
        )
    job = await theatre.ask(*SLOW)
    assert await theatre.ended(job) == "done"
    (answer,) = (answer for answer in theatre.answers if answer.stream is None)
    assert answer.text.count("a fox jumped over the dog") == 20
    assert len(theatre.called("chat.postMessage")) == 1
    assert len(theatre.called("chat.update")) == 1


async def test_a_pause_that_slack_asks_for_is_taken_and_nothing_is_missing(theatre: Theatre) -> None:
    theatre.server.api.faults["chat.appendStream"] = [Fault(status=429, retry_after=2)] * 2
    theatre.server.api.faults["chat.stopStream"] = [Fault(status=429, retry_after=2)]
    job = await theatre.mention(*SLOW)
    assert await theatre.ended(job) == "done"
    assert shown(theatre).count("a fox jumped over the dog") == 20


@pytest.mark.parametrize("connection", ["reset", "lost"])
@pytest.mark.parametrize("method", ["chat.appendStream", "chat.stopStream"])
async def test_an_answer_is_exact_whatever_breaks_in_the_middle(theatre: Theatre, method: str, connection: str) -> None:
    theatre.server.api.faults[method] = [None, Fault(connection=connection)]  # type: ignore[arg-type]
    if method == "chat.stopStream":
        theatre.server.api.faults[method] = [Fault(connection=connection)]  # type: ignore[arg-type]
    job = await theatre.mention(*SLOW)
    assert await theatre.ended(job) == "done"
    assert shown(theatre).split() == ("a fox jumped over the dog " * 20).split()


@pytest.mark.parametrize("connection", ["reset", "lost"])
@pytest.mark.parametrize("method", ["chat.postMessage", "chat.startStream"])
@pytest.mark.parametrize("source", ["command", "message"])
async def test_a_message_whose_answer_is_lost_is_not_sent_again(
    theatre: Theatre, source: str, method: str, connection: str
) -> None:
    theatre.server.api.faults[method] = [Fault(connection=connection)]  # type: ignore[arg-type]
    acts = SLOW if method == "chat.startStream" else [TextDelta(part="answer", text="A fox. " * 20)]
    ask = theatre.ask if source == "command" else theatre.mention
    assert await theatre.ended(await ask(*acts)) == "done"
    assert theatre.server.api.faults[method] == []
    *roots, answer = theatre.answers
    assert len(roots) == (1 if source == "command" and answer.stream else 0)
    assert answer.text.count("fox") == 20
    assert not any(message.streaming for message in theatre.answers)


async def test_where_nothing_may_be_looked_up_an_answer_that_was_lost_is_given_again(theatre: Theatre) -> None:
    for token in theatre.server.state.tokens.values():
        token.scopes -= {"channels:history"}
    theatre.server.api.faults["chat.postMessage"] = [Fault(connection="lost")]
    assert await theatre.ended(await theatre.ask(TextDelta(part="answer", text="A fox."))) == "done"
    assert "A fox." in theatre.answers[-1].text


async def test_where_the_bot_is_not_in_the_conversation_the_answer_comes_by_the_way_back(theatre: Theatre) -> None:
    room = theatre.server.add_channel("strangers", kind="private", bot=False)
    job = await theatre.ask(*SLOW, **theatre.responding(channel=room))
    assert await theatre.ended(job) == "done"
    whispers = [message for message in theatre.server.messages(room) if message.ephemeral]
    assert whispers[-1].text.count("a fox jumped over the dog") == 20
    assert "/invite" in whispers[-1].text


async def test_pictures_for_where_the_bot_is_not_come_by_direct_message(theatre: Theatre) -> None:
    room = theatre.server.add_channel("strangers", kind="private", bot=False)
    picture = await theatre.picture("picture-1", "a fox")
    job = await theatre.ask(picture, layout=Layout.GALLERY, **theatre.responding(channel=room))
    assert await theatre.ended(job) == "done"
    direct = theatre.server.state.direct_channel(theatre.server.user)
    (answer,) = theatre.server.messages(direct)
    assert answer.alternative_texts == ["a fox"]
    assert "direct messages" in [message for message in theatre.server.messages(room) if message.ephemeral][-1].text


@pytest.mark.parametrize(
    ("error", "needed", "said"),
    [
        ("is_archived", "", "archived"),
        ("restricted_action_read_only_channel", "", "administrator"),
        ("missing_scope", "chat:write", "chat:write"),
        ("messages_tab_disabled", "", "App Home"),
        ("message_limit_exceeded", "", "minute"),
    ],
)
async def test_what_may_not_be_posted_is_answered_in_private_with_the_way_out(
    theatre: Theatre, error: str, needed: str, said: str
) -> None:
    theatre.server.api.faults["chat.postMessage"] = [Fault(error, needed=needed)]
    job = await theatre.ask(TextDelta(part="answer", text="A fox."), **theatre.responding())
    assert await theatre.ended(job) == "done"
    assert "A fox." in theatre.whispers[-1].text
    assert said in theatre.whispers[-1].text


async def test_a_token_that_was_revoked_is_told_in_one_sentence_in_the_log(
    theatre: Theatre, caplog: pytest.LogCaptureFixture
) -> None:
    for token in theatre.server.state.tokens.values():
        token.state = "revoked"
    job = await theatre.ask(TextDelta(part="answer", text="A fox."))
    assert await theatre.ended(job) == "done"
    assert "can install the app again" in caplog.text


async def test_blocks_that_are_refused_leave_the_words(theatre: Theatre) -> None:
    theatre.server.api.faults["chat.postMessage"] = ["invalid_blocks"]
    job = await theatre.mention(TextDelta(part="answer", text="A fox."))
    assert await theatre.ended(job) == "done"
    assert "A fox." in shown(theatre)


async def test_a_picture_that_no_message_can_show_is_shared_as_a_file(theatre: Theatre) -> None:
    theatre.server.api.faults["chat.postMessage"] = ["invalid_blocks"]
    theatre.server.state.alt_text_breaks_shares = True
    job = await theatre.mention(await theatre.picture("picture-1", "a fox"), layout=Layout.GALLERY)
    assert await theatre.ended(job) == "done"
    assert [file.title for answer in theatre.answers for file in answer.files] == ["a fox"]


@pytest.mark.parametrize("error", ["storage_limit_reached", "file_uploads_disabled"])
async def test_a_picture_that_may_not_be_uploaded_is_explained_in_its_place(theatre: Theatre, error: str) -> None:
    theatre.server.api.faults["files.getUploadURLExternal"] = [error]
    picture = await theatre.picture("picture-1", "a fox")
    job = await theatre.mention(picture, TextDelta(part="answer", text="Words."), layout=Layout.SHOW)
    assert await theatre.ended(job) == "done"
    assert "Words." in shown(theatre)
    assert "storage" in shown(theatre) or "administrator" in shown(theatre).lower()


async def test_a_message_that_somebody_deletes_stops_the_job(theatre: Theatre) -> None:
    job = await theatre.mention(
        TextDelta(part="answer", text="one "), 1.0, TextDelta(part="answer", text="two "), asyncio.Event()
    )
    (answer,) = await theatre.sees(lambda answers: answers and "two" in answers[0].text and answers)
    await theatre.platform.message_deleted(answer.channel.id, answer.ts)
    assert await theatre.ended(job) == "stopped"


async def test_slacks_own_stop_ends_the_stream_and_the_job(theatre: Theatre) -> None:
    job = await theatre.mention(*SLOW, *SLOW, *SLOW)
    (answer,) = await theatre.sees(lambda answers: answers)
    await theatre.server.stop_session(answer)
    assert await theatre.ended(job) == "stopped"
    assert len(theatre.answers) == 1
    assert "Stopped by ada" in theatre.answers[0].text


async def test_a_reply_that_is_cut_off_says_so_and_is_mended_after_a_restart(
    server: SlackServer, clock: FastClock, tmp_path: Path
) -> None:
    going = asyncio.Event()
    acts = (TextDelta(part="answer", text="first "), going, TextDelta(part="answer", text="last"))
    async with played(tmp_path, server, clock) as theatre:
        job = await theatre.mention(*acts)
        await theatre.sees(lambda answers: answers and "first" in answers[0].text)
    (answer,) = theatre.answers
    assert "restarted" in answer.text
    assert not answer.streaming
    going.set()
    async with played(tmp_path, server, clock) as theatre:
        theatre.script.acts = acts
        assert await theatre.ended(job) == "done"
        assert theatre.answers == [answer]
    assert "first last" in answer.text
    assert "restarted" not in answer.text


async def test_a_stream_that_a_crash_has_left_is_closed_and_mended(
    server: SlackServer, clock: FastClock, tmp_path: Path
) -> None:
    going = asyncio.Event()
    acts = (TextDelta(part="answer", text="first "), going, TextDelta(part="answer", text="last"))
    server.api.refuses["chat.stopStream"] = "internal_error"
    async with played(tmp_path, server, clock) as theatre:
        job = await theatre.mention(*acts)
        await theatre.sees(lambda answers: answers and "first" in answers[0].text)
    (answer,) = theatre.answers
    assert answer.streaming
    del server.api.refuses["chat.stopStream"]
    going.set()
    async with played(tmp_path, server, clock) as theatre:
        theatre.script.acts = acts
        assert await theatre.ended(job) == "done"
        assert theatre.answers == [answer]
    assert not any(message.streaming for message in theatre.answers)
    assert "first last" in answer.text


async def test_nothing_is_left_processing(theatre: Theatre) -> None:
    ended = await theatre.mention(*SLOW)
    failed = await theatre.mention(Begin(part="answer", kind="text"), Progress(sentence=say("slack-working")))
    assert await theatre.ended(ended) == "done"
    assert await theatre.ended(failed) == "done"
    assert {session.status for session in theatre.server.state.sessions.values()} == {"active"}
