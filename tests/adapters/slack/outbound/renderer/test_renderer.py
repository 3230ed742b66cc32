"""Replies as people see them, on a Slack on loopback with the real one's limits."""

from pathlib import Path

import pytest

from adapters.slack.outbound.reportable import message_path
from core.domain.actions import Button, Delete
from core.domain.errors import BadInput
from core.domain.events import Begin, Event, Facts, Offer, TextDelta
from core.domain.layout import Layout
from core.domain.sentences import say
from core.moderation.reports import report_id
from tests.adapters.slack.outbound.renderer.renderer_harness import FastClock, RendererHarness, open_renderer, words
from tests.servers.slack_server import SlackServer

pytestmark = pytest.mark.may_block

WRONG = BadInput("option-too-long", option="prompt", length=2, maximum=1)
FACTS = Facts(part="answer", engine="builtin", model="builtin", seconds=1.0)


@pytest.mark.parametrize("clock", [2], indirect=True)
async def test_a_short_answer_is_one_message_with_its_question(harness: RendererHarness) -> None:
    job = await harness.submit(Begin(part="answer", kind="text"), TextDelta(part="answer", text="A **fox**."), FACTS)
    assert await harness.ended(job) == "done"
    (answer,) = harness.answers
    assert "ada" in answer.text
    assert "A **fox**." in answer.text
    assert "AI-generated" in answer.text
    assert {"Good answer", "Bad answer"} <= set(answer.buttons)


async def test_words_stream_into_the_thread_at_most_once_a_second(harness: RendererHarness) -> None:
    steps = [each for step in words("word " * 60, 25) for each in (step, 0.4)]
    job = await harness.submit(*steps, FACTS)
    assert await harness.ended(job) == "done"
    root, answer = harness.answers
    assert answer.thread == root.ts
    assert answer.markdown.split() == ["word"] * 60
    assert answer.stream is not None
    gaps = [later - earlier for earlier, later in zip(answer.stream.appends, answer.stream.appends[1:], strict=False)]
    assert len(gaps) >= 3
    assert harness.server.tiers.refusals == []


async def test_forty_thousand_characters_arrive_complete(harness: RendererHarness) -> None:
    paragraphs = [f"Paragraph {number} " + "goes on and on. " * 30 for number in range(80)]
    text = "\n\n".join(paragraphs) + "\n\n```python\n" + "print('fox')\n" * 300 + "```\n\nThe end."
    job = await harness.mention(*words(text, 400))
    assert await harness.ended(job) == "done"
    shown = "\n".join(answer.text for answer in harness.answers)
    assert len(text) > 40_000
    for number in range(80):
        assert f"Paragraph {number} " in shown
    assert shown.count("print('fox')") == 300
    assert all(answer.text.count("```") % 2 == 0 for answer in harness.answers)
    assert not any(answer.streaming for answer in harness.answers)
    await _all_reportable(harness, job)


@pytest.mark.parametrize("clock", [20], indirect=True)
@pytest.mark.parametrize("count", [1, 20, 100])
async def test_many_answers_are_complete_within_the_limits_of_the_workspace(
    harness: RendererHarness, count: int
) -> None:
    """Everybody asks at the same time, in conversations of their own, because each takes one post a second."""
    said = [f"begin {number} " + "word " * 60 + f"end {number}" for number in range(count)]
    harness.script.texts = {
        str(number): [each for step in words(text, 40) for each in (step, 2.0)] for number, text in enumerate(said)
    }
    channels = [harness.server.add_channel(f"room-{number}") for number in range(count)]
    jobs = [await harness.mention(message=str(number), channel=channels[number]) for number in range(count)]
    for job in jobs:
        assert await harness.ended(job, seconds=60) == "done"
    for channel, text in zip(channels, said, strict=True):
        shown = " ".join(
            message.text for message in harness.server.messages(channel) if message.author is harness.server.bot
        )
        assert text in shown
    assert len(harness.server.tiers.refusals) <= len(harness.server.state.calls) / 50


async def _all_reportable(harness: RendererHarness, job: str) -> None:
    """Each message of the bot is known as one of this job's."""
    for answer in harness.answers:
        known = await harness.store.stored_action(report_id("slack", message_path(answer.channel.id, answer.ts)))
        assert known is not None
        assert known.job == job


def _offer(part: str | None, *labels: str) -> Offer:
    made = tuple(Button(label=say(label), action=Delete(job="job-1")) for label in labels)
    return Offer(part=part, actions=made)


async def test_pictures_are_one_message_with_their_texts_facts_and_buttons(harness: RendererHarness) -> None:
    steps: list[Event] = []
    for number, colour in ((1, "red"), (2, "green")):
        part = f"picture-{number}"
        steps += [
            Begin(part=part, kind="picture"),
            await harness.picture(part, f"a {colour} fox", colour),
            Facts(part=part, engine="builtin", model="m", seed=40 + number, seconds=2.0),
            _offer(part, "button-delete"),
        ]
    job = await harness.submit(*steps, layout=Layout.GALLERY)
    assert await harness.ended(job) == "done"
    (answer,) = harness.answers
    assert answer.alternative_texts == ["a red fox", "a green fox"]
    assert len(answer.pictures) == 2
    assert "seed 41" in answer.text
    assert "seed 42" in answer.text
    labels = [element["accessibility_label"] for element in answer.elements if element["type"] == "button"]
    assert labels == ["Delete, 1/2", "Delete, 2/2", "Again", "Edit", "Delete"]
    assert not answer.unfurls


async def test_speech_is_a_file_with_its_transcript_in_the_answer(harness: RendererHarness) -> None:
    job = await harness.submit(await harness.recording("A fox."), layout=Layout.RECORDING)
    assert await harness.ended(job) == "done"
    answer, speech = harness.answers
    assert "> A fox." in answer.text
    assert [file.name.rpartition(".")[2] for file in speech.files] == ["mp3"]
    assert speech.thread == answer.ts
    await _all_reportable(harness, job)


async def test_a_share_that_slack_loses_is_made_again(harness: RendererHarness) -> None:
    harness.server.state.loses_shares = 1
    job = await harness.submit(await harness.recording("A fox."), layout=Layout.RECORDING)
    assert await harness.ended(job) == "done"
    await harness.sees(lambda answers: any(answer.files for answer in answers))


async def test_an_answer_beyond_reason_is_in_a_file(harness: RendererHarness) -> None:
    text = "All of this is said. " * 6_000
    job = await harness.mention(TextDelta(part="answer", text=text))
    assert await harness.ended(job) == "done"
    files = [file for answer in harness.answers for file in answer.files]
    assert [file.bytes.decode() for file in files] == [text.rstrip("\n")]
    assert any("The file has all of it" in answer.text for answer in harness.answers)
    await _all_reportable(harness, job)


async def test_final_shows_progress_once_and_then_the_answer(harness: RendererHarness) -> None:
    await harness.store.set_preference(f"slack:{harness.server.team.id}:{harness.server.user.id}", "showing", "final")
    job = await harness.submit(*[each for step in words("word " * 40, 25) for each in (step, 1.0)])
    assert await harness.ended(job) == "done"
    (answer,) = harness.answers
    assert len(answer.looks) == 2
    assert "On it" in answer.looks[0].text
    assert answer.looks[1].text.count("word") == 40


async def test_calm_grows_rarely(harness: RendererHarness) -> None:
    channel = harness.server.channel
    await harness.store.set_preference(f"slack:{harness.server.team.id}:{channel.id}", "showing", "calm")
    job = await harness.mention(*[each for step in words("word " * 60, 25) for each in (step, 1.0)])
    assert await harness.ended(job) == "done"
    (answer,) = harness.answers
    assert answer.stream is not None
    assert len(answer.stream.appends) <= 5


async def test_a_private_answer_is_seen_by_its_requester_alone(harness: RendererHarness) -> None:
    job = await harness.submit(TextDelta(part="answer", text="A fox."), 3.0, private=True, **harness.responding())
    assert await harness.ended(job) == "done"
    assert harness.answers == []
    (shown_privately,) = harness.ephemerals
    assert "On it" in shown_privately.looks[0].text
    assert "A fox." in shown_privately.text


async def test_a_private_answer_without_a_response_url_is_ephemeral_too(harness: RendererHarness) -> None:
    job = await harness.submit(TextDelta(part="answer", text="A fox."), private=True)
    assert await harness.ended(job) == "done"
    assert harness.answers == []
    assert "A fox." in harness.ephemerals[-1].text


async def test_the_error_of_a_command_alone_is_seen_by_its_requester(harness: RendererHarness) -> None:
    job = await harness.submit(WRONG, **harness.responding())
    assert await harness.ended(job) == "failed"
    assert harness.answers == []
    (shown_privately,) = harness.ephemerals
    assert "⚠️" in shown_privately.text


async def test_the_error_of_a_mention_is_told_where_it_was_asked(harness: RendererHarness) -> None:
    job = await harness.mention(WRONG)
    assert await harness.ended(job) == "failed"
    (answer,) = harness.answers
    assert "⚠️" in answer.text
    assert answer.thread is not None
    assert harness.ephemerals == []
    assert {session.status for session in harness.server.state.sessions.values()} <= {"active"}


async def test_an_error_after_something_was_shown_stands_under_it(harness: RendererHarness) -> None:
    job = await harness.mention(TextDelta(part="answer", text="A fox. "), 3.0, WRONG)
    assert await harness.ended(job) == "failed"
    (answer,) = harness.answers
    assert "A fox." in answer.text
    assert "⚠️" in answer.text
    assert harness.ephemerals == []


async def test_an_error_is_public_if_it_cannot_be_ephemeral(harness: RendererHarness) -> None:
    harness.server.api.refuses["chat.postEphemeral"] = "user_not_in_channel"
    job = await harness.submit(WRONG)
    assert await harness.ended(job) == "failed"
    assert "⚠️" in harness.answers[0].text


async def test_an_error_in_a_direct_conversation_stays_there(harness: RendererHarness) -> None:
    direct = harness.server.state.direct_channel(harness.server.user)
    job = await harness.mention(WRONG, channel=direct)
    assert await harness.ended(job) == "failed"
    assert [message.ephemeral for message in harness.server.messages(direct) if message.author.bot] == [False]


async def test_a_button_s_response_url_never_replaces_the_message_that_it_is_in(harness: RendererHarness) -> None:
    job = await harness.submit(TextDelta(part="answer", text="A fox."))
    await harness.ended(job)
    (answer,) = harness.answers
    made = harness.server.state.response_url(answer.channel, harness.server.user, source=answer)
    target = harness.responding() | {"response_url": f"{harness.server.state.base}/actions/{made.key}"}
    steps = (Begin(part="answer", kind="text"), 2.0, TextDelta(part="answer", text="A dog."))
    job = await harness.submit(*steps, private=True, source="button", **target)
    assert await harness.ended(job) == "done"
    assert "A fox." in answer.text
    assert not answer.deleted


async def test_without_the_agent_view_the_requester_can_stop_it(harness: RendererHarness) -> None:
    harness.server.team.agent_view = False
    job = await harness.mention(*[each for step in words("word " * 60, 25) for each in (step, 1.0)])
    assert await harness.ended(job) == "done"
    (offer,) = [message for message in harness.server.state.messages.values() if "Stop" in message.buttons]
    assert not offer.unfurls
    assert offer.buttons["Stop"]["action_id"] == f"stop-{job}"
    assert offer.thread == harness.answers[0].thread
    assert offer.deleted
    assert len([call for call in harness.server.state.calls if call.method == "agents.sessions.setStatus"]) == 1


async def test_with_the_agent_view_slack_shows_the_status_and_its_own_stop(harness: RendererHarness) -> None:
    job = await harness.mention(*[each for step in words("word " * 60, 25) for each in (step, 1.0)])
    assert await harness.ended(job) == "done"
    assert harness.ephemerals == []
    (session,) = harness.server.state.sessions.values()
    assert session.history[0] == "processing"
    assert session.status == "active"


async def test_nothing_that_a_model_says_pings_or_links_falsely(harness: RendererHarness) -> None:
    text = "<!channel> <@U0000000003> @here <https://evil.example/?q=1|your bank> <!subteam^S1> a < b <div>"
    for act in (harness.submit, harness.mention):
        job = await act(*[each for letter in text for each in (TextDelta(part="answer", text=letter), 0.1)])
        assert await harness.ended(job) == "done"
    for answer in harness.answers:
        assert answer.pings == []
        assert not answer.unfurls
        assert "|your bank>" not in answer.text or "&lt;https" in answer.text
    assert any("a < b <div>" in answer.text for answer in harness.answers)


async def test_a_question_is_quoted_and_harmless(harness: RendererHarness) -> None:
    job = await harness.submit(
        TextDelta(part="answer", text="A fox."), message="<!channel> *paint* <@U1> " + "long " * 200
    )
    assert await harness.ended(job) == "done"
    question = harness.answers[0]
    assert "/scripted-text" in question.text
    assert question.pings == []
    assert len(question.text) < 500


async def test_a_reply_that_is_deleted_is_gone_with_its_files(harness: RendererHarness) -> None:
    asked = await harness.submit(
        await harness.picture("picture-1", "a fox"), await harness.recording("A fox."), layout=Layout.SHOW
    )
    assert await harness.ended(asked) == "done"
    job = await harness.store.job(asked)
    assert job is not None
    await harness.platform.withdraw(job)
    assert harness.answers == []
    assert all(file.deleted for file in harness.server.state.files.values() if file.uploaded)


async def test_alerts_reach_the_channel_of_administrators(
    server: SlackServer, clock: FastClock, tmp_path: Path
) -> None:
    room = server.add_channel("operators")
    async with open_renderer(tmp_path, server, clock, admin_channel=room.id) as harness:
        assert await harness.platform.alert(say("slack-done"))
    assert [message.text for message in server.messages(room)] == ["Done."]
