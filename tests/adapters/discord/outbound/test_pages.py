"""The messages of a reply: complete, within Discord's limits, without mentions."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.discord.outbound.api_client import DiscordUpload
from adapters.discord.outbound.files import FILE_BYTES
from adapters.discord.outbound.pages import (
    CONTENT_LIMIT,
    LONG_MESSAGES_LIMIT,
    MESSAGES_LIMIT,
    DiscordPage,
    as_components,
    lay_out,
)
from adapters.discord.outbound.reply import DiscordReply
from core.domain.actions import Button, Delete
from core.domain.events import (
    Begin,
    Done,
    Ending,
    Facts,
    Failure,
    Offer,
    Picture,
    Problem,
    Progress,
    Recording,
    Statement,
    Stopped,
    TextDelta,
)
from core.domain.layout import Layout
from core.domain.request import MediaRef
from core.domain.sentences import say
from core.i18n.rendering import render
from core.replies.ladder import ReplyForm, Rung
from core.text.message_splitting import utf16_length

PNG = MediaRef(sha256="ab" * 32, media_type="image/png", size=3, name="picture.png")


def reply(*texts: str, done: bool = True) -> DiscordReply:
    made = DiscordReply(job="1", locale="en", question="> **/chat** hello")
    made.take(Begin(part="answer", kind="text"))
    for text in texts:
        made.take(TextDelta(part="answer", text=text))
    if done:
        made.take(Done())
    return made


def texts(page: DiscordPage) -> list[str]:
    """The content, or the texts of the components."""
    if "content" in page.body:
        return [page.body["content"]]
    return [part["content"] for part in page.body["components"] if part["type"] == 10]


@settings(max_examples=60)
@given(st.text(max_size=9000), st.sampled_from(list(Layout)), st.booleans())
def test_no_message_is_empty_or_too_long(text: str, layout: Layout, done: bool) -> None:
    pages = lay_out(reply(text, done=done), layout)
    assert len(pages) <= MESSAGES_LIMIT
    for page in pages:
        shown = texts(page)
        assert all(shown)
        assert sum(map(utf16_length, shown)) <= (CONTENT_LIMIT if "content" in page.body else 4000)
        assert layout not in (Layout.GALLERY, Layout.SHOW) or "content" not in page.body


def test_a_short_text_is_a_plain_message_and_a_longer_one_still_one_message() -> None:
    (short,), (long,) = (lay_out(reply("word " * words), Layout.TEXT) for words in (380, 700))
    assert "content" in short.body
    assert [text.split()[3:] for text in texts(long)] == [["word"] * 700]
    plain = lay_out(reply("word " * 700), Layout.TEXT, Rung(ReplyForm.WITHOUT_COMPONENTS))
    assert all("content" in page.body for page in plain)


def test_a_recording_stays_beside_plain_messages_where_it_has_a_player() -> None:
    made = reply("word " * 700)
    made.part("answer").file = DiscordUpload(name="fox.ogg", data=b"OggS", media_type="audio/ogg")
    pages = lay_out(made, Layout.TEXT)
    assert all("content" in page.body for page in [*pages, *lay_out(reply("word " * 700), Layout.RECORDING)])
    assert as_components(pages[-1]).body["components"][1] == {"type": 13, "file": {"url": "attachment://fox.ogg"}}


def test_a_plain_message_becomes_one_of_components_with_the_same_words_and_buttons() -> None:
    (page,) = lay_out(reply("A fox.", done=False), Layout.TEXT)
    turned = as_components(page)
    assert texts(turned) == texts(page)
    assert turned.body["components"][1:] == page.body["components"]
    assert turned.settled == {"flags": 32768, "components": [{"type": 10, "content": "> **/chat** hello\nA fox."}]}
    assert as_components(turned) is turned


@pytest.mark.parametrize("layout", [Layout.TEXT, Layout.SHOW])
def test_what_the_bot_says_itself_stands_before_the_text(layout: Layout) -> None:
    made = reply("A fox.")
    made.take(Statement(part="answer", sentences=(say("no-picture-came"),)))
    shown = str(lay_out(made, layout)[0].body)
    assert 0 <= shown.index(render(say("no-picture-came"))) < shown.index("A fox.")


def test_a_long_answer_comes_with_its_whole_text_as_a_file() -> None:
    text = "\n\n".join(f"Paragraph {number}. " + "word " * 60 for number in range(60))
    pages = lay_out(reply(text), Layout.TEXT)
    assert len(pages) == LONG_MESSAGES_LIMIT
    (file,) = pages[-1].files
    assert file.name.endswith(".md")
    assert file.data.decode() == text
    assert "The file has all of it" in texts(pages[-1])[0]


@pytest.mark.parametrize("layout", [Layout.TEXT, Layout.SHOW])
def test_without_the_permission_to_attach_files_none_is_sent_and_the_answer_says_so(layout: Layout) -> None:
    made = reply("word " * 3000)
    made.part("answer").file = DiscordUpload(name="fox.ogg", data=b"OggS", media_type="audio/ogg")
    made.may_attach = False
    pages = lay_out(made, layout)
    assert not any(page.files for page in pages)
    assert "attachment://" not in str(pages)
    assert "The file has all of it" not in str(pages)
    assert "not allowed to attach files here" in str(pages[-1].body)


def test_a_table_is_readable_and_nobody_is_pinged() -> None:
    (page,) = lay_out(reply("| a | b |\n|---|---|\n| 1 | 2 |\n\n@everyone <@123>"), Layout.TEXT)
    assert "```" in page.body["content"]
    assert "@everyone" not in page.body["content"]
    assert "<@123>" not in page.body["content"]


def test_a_running_answer_has_a_stop_button_and_shows_progress() -> None:
    made = reply("so far", done=False)
    made.take(Progress(sentence=say("thinking"), fraction=0.5))
    (page,) = lay_out(made, Layout.TEXT)
    assert page.body["components"][0]["components"][0]["custom_id"] == "stop-1"
    assert "-# Thinking… · 50%" in page.body["content"]


def test_an_empty_reply_has_no_messages() -> None:
    assert lay_out(DiscordReply(job="1", locale="en", question="> **/chat** hello"), Layout.TEXT) == []


def test_a_failure_shows_its_number() -> None:
    made = reply("half", done=False)
    made.take(Failure(error=Problem(sentence=say("no-picture-came"), id="12ab")))
    (page,) = lay_out(made, Layout.TEXT)
    assert "half" in page.body["content"]
    assert "12ab" in page.body["content"]


@pytest.mark.parametrize("layout", [Layout.TEXT, Layout.GALLERY])
@pytest.mark.parametrize("ending", [Done(), Stopped(by="Ann"), Failure(error=Problem(sentence=say("no-picture-came")))])
def test_the_next_steps_stand_in_one_row_under_every_ending(layout: Layout, ending: Ending) -> None:
    made = reply("half", done=False)
    own, next_step = (
        Button(label=say(f"button-{kind}"), action=Delete(job="1"), id=f"delete-{kind}") for kind in ("speak", "edit")
    )
    made.take(Offer(part="answer", actions=(own,)))
    made.take(Offer(actions=(next_step,)))
    made.take(ending)
    (page,) = lay_out(made, layout)
    rows = [part for part in page.body["components"] if part["type"] == 1]
    assert [[button["label"] for button in row["components"]] for row in rows] == [["Speak", "Edit"]]


def test_pictures_are_in_one_gallery_with_alt_texts_and_numbered_buttons() -> None:
    made = DiscordReply(job="1", locale="en")
    for number in (1, 2):
        part = f"picture-{number}"
        picture = Picture(part=part, media=PNG, width=1, height=1, alt=f"fox @everyone {number}", spoiler=number == 2)
        made.take(picture)
        made.part(part).file = DiscordUpload(name=f"{part}.png", data=b"png", media_type="image/png")
        button = Button(label=say("button-delete"), action=Delete(job="1"), id=f"delete-{number}")
        made.take(Offer(part=part, actions=(button,)))
    made.take(Done())
    (page,) = lay_out(made, Layout.GALLERY)
    (gallery,) = [part for part in page.body["components"] if part["type"] == 12]
    assert [item["spoiler"] for item in gallery["items"]] == [False, True]
    assert "@everyone" not in gallery["items"][0]["description"]
    labels = [row["components"][0]["label"] for row in page.body["components"] if row["type"] == 1]
    assert labels == ["Delete 1", "Delete 2"]
    assert [file.name for file in page.files] == ["picture-1.png", "picture-2.png"]
    assert FILE_BYTES == 10_485_760


def test_a_transcript_is_shown_once() -> None:
    sound = MediaRef(sha256="cd" * 32, media_type="audio/ogg", size=3, name="speech.ogg")
    made = reply("A fox  \nin a box")
    for words, times in (("A fox in a box", 1), ("hello", 1), ("something else", 1)):
        made.take(Recording(part="speech", media=sound, transcript=words, seconds=1.0, waveform=""))
        (page,) = lay_out(made, Layout.TEXT)
        said = " ".join(page.body["content"].split())
        assert said.count(words) == times


def test_several_pictures_have_numbered_captions() -> None:
    made = DiscordReply(job="1", locale="en")
    for number in (1, 2):
        part = f"picture-{number}"
        made.take(Picture(part=part, media=PNG, alt=f"fox {number}", width=8, height=8))
        made.part(part).file = DiscordUpload(name=f"{number}.png", data=b"x", media_type="image/png")
        made.take(Facts(part=part, engine="e", model="m", seed=number))
    made.take(Done())
    (page,) = lay_out(made, Layout.GALLERY)
    gallery, small = page.body["components"][:2]
    assert [item["description"] for item in gallery["items"]] == ["fox 1", "fox 2"]
    assert small["content"].splitlines() == ["-# 1: m · seed 1", "-# 2: m · seed 2"]
