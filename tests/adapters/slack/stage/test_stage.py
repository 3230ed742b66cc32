"""What people see of a reply, on a Slack on loopback that holds the limits of the real one."""

from pathlib import Path

import pytest

from adapters.slack.origin import link_end
from core.domain.actions import Button, Delete
from core.domain.errors import BadInput
from core.domain.events import Begin, Event, Facts, Offer, TextDelta
from core.domain.layout import Layout
from core.domain.sentences import say
from core.moderation.reports import report_id
from tests.adapters.slack.stage.theatre import FastClock, Theatre, played, words
from tests.servers.slack_server import SlackServer

pytestmark = pytest.mark.may_block

WRONG = BadInput("option-too-long", option="prompt", length=2, maximum=1)
FACTS = Facts(part="answer", engine="builtin", model="builtin", seconds=1.0)


@pytest.mark.parametrize("clock", [2], indirect=True)
async def test_a_short_answer_is_one_message_with_its_question(theatre: Theatre) -> None:
    job = await theatre.ask(Begin(part="answer", kind="text"), TextDelta(part="answer", text="A **fox**."), FACTS)
    assert await theatre.ended(job) == "done"
    (answer,) = theatre.answers
    assert "ada" in answer.text
    assert "A **fox**." in answer.text
    assert "AI-generated" in answer.text
    assert {"Good answer", "Bad answer"} <= set(answer.buttons)


async def test_words_stream_into_the_thread_at_most_once_a_second(theatre: Theatre) -> None:
    acts = [each for step in words("word " * 60, 25) for each in (step, 0.4)]
    job = await theatre.ask(*acts, FACTS)
    assert await theatre.ended(job) == "done"
    root, answer = theatre.answers
    assert answer.thread == root.ts
    assert answer.markdown.split() == ["word"] * 60
    assert answer.stream is not None
    gaps = [later - earlier for earlier, later in zip(answer.stream.appends, answer.stream.appends[1:], strict=False)]
    assert len(gaps) >= 3
    assert theatre.server.tiers.refusals == []


async def test_forty_thousand_characters_arrive_complete(theatre: Theatre) -> None:
    paragraphs = [f"Paragraph {number} " + "goes on and on. " * 30 for number in range(80)]
    text = "\n\n".join(paragraphs) + "\n\n```python\n" + "print('fox')\n" * 300 + "```\n\nThe end."
    job = await theatre.mention(*words(text, 400))
    assert await theatre.ended(job) == "done"
    shown = "\n".join(answer.text for answer in theatre.answers)
    assert len(text) > 40_000
    for number in range(80):
        assert f"Paragraph {number} " in shown
    assert shown.count("print('fox')") == 300
    assert all(answer.text.count("```") % 2 == 0 for answer in theatre.answers)
    assert not any(answer.streaming for answer in theatre.answers)
    await _all_reportable(theatre, job)


@pytest.mark.parametrize("clock", [60], indirect=True)
@pytest.mark.parametrize("count", [1, 20, 100])
async def test_many_at_once_are_complete_at_whatever_pace_the_workspace_allows(theatre: Theatre, count: int) -> None:
    """As when everybody asks at once; in conversations of their own, since one takes a post a second."""
    said = [f"begin {number} " + "word " * 60 + f"end {number}" for number in range(count)]
    theatre.script.texts = {
        str(number): [each for step in words(text, 40) for each in (step, 2.0)] for number, text in enumerate(said)
    }
    channels = [theatre.server.add_channel(f"room-{number}") for number in range(count)]
    jobs = [await theatre.mention(message=str(number), channel=channels[number]) for number in range(count)]
    for job in jobs:
        assert await theatre.ended(job, seconds=60) == "done"
    for channel, text in zip(channels, said, strict=True):
        shown = " ".join(
            message.text for message in theatre.server.messages(channel) if message.author is theatre.server.bot
        )
        assert text in shown
    assert len(theatre.server.tiers.refusals) <= len(theatre.server.state.calls) / 50


async def _all_reportable(theatre: Theatre, job: str) -> None:
    """Each message of the bot is known as one of this job's."""
    for answer in theatre.answers:
        known = await theatre.store.stored_action(report_id("slack", link_end(answer.channel.id, answer.ts)))
        assert known is not None
        assert known.job == job


def _offer(part: str | None, *labels: str) -> Offer:
    made = tuple(Button(label=say(label), action=Delete(job="job-1")) for label in labels)
    return Offer(part=part, actions=made)


async def test_pictures_are_one_message_with_their_texts_facts_and_buttons(theatre: Theatre) -> None:
    acts: list[Event] = []
    for number, colour in ((1, "red"), (2, "green")):
        part = f"picture-{number}"
        acts += [
            Begin(part=part, kind="picture"),
            await theatre.picture(part, f"a {colour} fox", colour),
            Facts(part=part, engine="builtin", model="m", seed=40 + number, seconds=2.0),
            _offer(part, "button-delete"),
        ]
    job = await theatre.ask(*acts, layout=Layout.GALLERY)
    assert await theatre.ended(job) == "done"
    (answer,) = theatre.answers
    assert answer.alternative_texts == ["a red fox", "a green fox"]
    assert len(answer.pictures) == 2
    assert "seed 41" in answer.text
    assert "seed 42" in answer.text
    labels = [element["accessibility_label"] for element in answer.elements if element["type"] == "button"]
    assert labels == ["Delete, 1/2", "Delete, 2/2"]
    assert not answer.unfurls


async def test_speech_is_a_file_with_its_transcript_in_the_answer(theatre: Theatre) -> None:
    job = await theatre.ask(await theatre.recording("A fox."), layout=Layout.RECORDING)
    assert await theatre.ended(job) == "done"
    answer, speech = theatre.answers
    assert "> A fox." in answer.text
    assert [file.name.rpartition(".")[2] for file in speech.files] == ["mp3"]
    assert speech.thread == answer.ts
    await _all_reportable(theatre, job)


async def test_a_share_that_slack_loses_is_made_again(theatre: Theatre) -> None:
    theatre.server.state.loses_shares = 1
    job = await theatre.ask(await theatre.recording("A fox."), layout=Layout.RECORDING)
    assert await theatre.ended(job) == "done"
    await theatre.sees(lambda answers: any(answer.files for answer in answers))


async def test_an_answer_beyond_reason_is_in_a_file(theatre: Theatre) -> None:
    text = "All of this is said. " * 6_000
    job = await theatre.mention(TextDelta(part="answer", text=text))
    assert await theatre.ended(job) == "done"
    files = [file for answer in theatre.answers for file in answer.files]
    assert [file.bytes.decode() for file in files] == [text.rstrip("\n")]
    assert any("The file has all of it" in answer.text for answer in theatre.answers)
    await _all_reportable(theatre, job)


async def test_final_only_is_one_word_that_it_is_on_its_way_and_the_answer(theatre: Theatre) -> None:
    await theatre.store.prefer(f"slack:{theatre.server.team.id}:{theatre.server.user.id}", "showing", "final")
    job = await theatre.ask(*[each for step in words("word " * 40, 25) for each in (step, 1.0)])
    assert await theatre.ended(job) == "done"
    (answer,) = theatre.answers
    assert len(answer.looks) == 2
    assert "On it" in answer.looks[0].text
    assert answer.looks[1].text.count("word") == 40


async def test_calm_grows_rarely(theatre: Theatre) -> None:
    channel = theatre.server.channel
    await theatre.store.prefer(f"slack:{theatre.server.team.id}:{channel.id}", "showing", "calm")
    job = await theatre.mention(*[each for step in words("word " * 60, 25) for each in (step, 1.0)])
    assert await theatre.ended(job) == "done"
    (answer,) = theatre.answers
    assert answer.stream is not None
    assert len(answer.stream.appends) <= 5


async def test_a_private_answer_is_seen_by_who_asked_alone(theatre: Theatre) -> None:
    job = await theatre.ask(TextDelta(part="answer", text="A fox."), 3.0, private=True, **theatre.responding())
    assert await theatre.ended(job) == "done"
    assert theatre.answers == []
    (whisper,) = theatre.whispers
    assert "On it" in whisper.looks[0].text
    assert "A fox." in whisper.text


async def test_a_private_answer_without_a_way_back_is_ephemeral_too(theatre: Theatre) -> None:
    job = await theatre.ask(TextDelta(part="answer", text="A fox."), private=True)
    assert await theatre.ended(job) == "done"
    assert theatre.answers == []
    assert "A fox." in theatre.whispers[-1].text


@pytest.mark.parametrize("way", ["command", "message"])
async def test_an_error_alone_is_seen_by_who_asked(theatre: Theatre, way: str) -> None:
    job = await (theatre.ask(WRONG, **theatre.responding()) if way == "command" else theatre.mention(WRONG))
    assert await theatre.ended(job) == "failed"
    assert theatre.answers == []
    (whisper,) = theatre.whispers
    assert "⚠️" in whisper.text
    assert {session.status for session in theatre.server.state.sessions.values()} <= {"active"}


async def test_an_error_after_something_was_shown_stands_under_it(theatre: Theatre) -> None:
    job = await theatre.mention(TextDelta(part="answer", text="A fox. "), 3.0, WRONG)
    assert await theatre.ended(job) == "failed"
    (answer,) = theatre.answers
    assert "A fox." in answer.text
    assert "⚠️" in answer.text
    assert theatre.whispers == []


async def test_an_error_is_said_to_all_where_it_cannot_be_said_to_one(theatre: Theatre) -> None:
    theatre.server.api.refuses["chat.postEphemeral"] = "user_not_in_channel"
    job = await theatre.mention(WRONG)
    assert await theatre.ended(job) == "failed"
    assert "⚠️" in theatre.answers[0].text


async def test_an_error_in_a_direct_conversation_stays_there(theatre: Theatre) -> None:
    direct = theatre.server.state.direct_channel(theatre.server.user)
    job = await theatre.mention(WRONG, channel=direct)
    assert await theatre.ended(job) == "failed"
    assert [message.ephemeral for message in theatre.server.messages(direct) if message.author.bot] == [False]


async def test_a_button_s_way_back_never_replaces_the_message_that_it_is_in(theatre: Theatre) -> None:
    job = await theatre.ask(TextDelta(part="answer", text="A fox."))
    await theatre.ended(job)
    (answer,) = theatre.answers
    made = theatre.server.state.response_url(answer.channel, theatre.server.user, source=answer)
    way = theatre.responding() | {"response_url": f"{theatre.server.state.base}/actions/{made.key}"}
    acts = (Begin(part="answer", kind="text"), 2.0, TextDelta(part="answer", text="A dog."))
    job = await theatre.ask(*acts, private=True, source="button", **way)
    assert await theatre.ended(job) == "done"
    assert "A fox." in answer.text
    assert not answer.deleted


async def test_without_the_agent_view_who_asked_may_stop_it(theatre: Theatre) -> None:
    theatre.server.team.agent_view = False
    job = await theatre.mention(*[each for step in words("word " * 60, 25) for each in (step, 1.0)])
    assert await theatre.ended(job) == "done"
    (offer,) = theatre.whispers
    assert offer.buttons["Stop"]["action_id"] == f"stop-job-{job}"
    assert len([call for call in theatre.server.state.calls if call.method == "agents.sessions.setStatus"]) == 1


async def test_with_the_agent_view_slack_shows_the_status_and_its_own_stop(theatre: Theatre) -> None:
    job = await theatre.mention(*[each for step in words("word " * 60, 25) for each in (step, 1.0)])
    assert await theatre.ended(job) == "done"
    assert theatre.whispers == []
    (session,) = theatre.server.state.sessions.values()
    assert session.history[0] == "processing"
    assert session.status == "active"


async def test_nothing_that_a_model_says_pings_or_links_falsely(theatre: Theatre) -> None:
    text = "<!channel> <@U0000000003> @here <https://evil.example/?q=1|your bank> <!subteam^S1> a < b <div>"
    for act in (theatre.ask, theatre.mention):
        job = await act(*[each for letter in text for each in (TextDelta(part="answer", text=letter), 0.1)])
        assert await theatre.ended(job) == "done"
    for answer in theatre.answers:
        assert answer.pings == []
        assert not answer.unfurls
        assert "|your bank>" not in answer.text or "&lt;https" in answer.text
    assert any("a < b <div>" in answer.text for answer in theatre.answers)


async def test_a_question_is_quoted_and_harmless(theatre: Theatre) -> None:
    job = await theatre.ask(
        TextDelta(part="answer", text="A fox."), message="<!channel> *paint* <@U1> " + "long " * 200
    )
    assert await theatre.ended(job) == "done"
    question = theatre.answers[0]
    assert "/play-text" in question.text
    assert question.pings == []
    assert len(question.text) < 500


async def test_a_reply_that_is_deleted_is_gone_with_its_files(theatre: Theatre) -> None:
    asked = await theatre.ask(
        await theatre.picture("picture-1", "a fox"), await theatre.recording("A fox."), layout=Layout.SHOW
    )
    assert await theatre.ended(asked) == "done"
    job = await theatre.store.job(asked)
    assert job is not None
    await theatre.platform.withdraw(job)
    assert theatre.answers == []
    assert all(file.deleted for file in theatre.server.state.files.values())


async def test_alerts_reach_the_channel_of_administrators(
    server: SlackServer, clock: FastClock, tmp_path: Path
) -> None:
    room = server.add_channel("operators")
    async with played(tmp_path, server, clock, admin_channel=room.id) as theatre:
        assert await theatre.platform.alert(say("slack-done"))
    assert [message.text for message in server.messages(room)] == ["Done."]
