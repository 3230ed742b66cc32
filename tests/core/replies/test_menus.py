"""Menus on messages, and the options that they give to their commands."""

import pytest

from core.commands.chat import chat
from core.commands.limerick import limerick
from core.commands.speak import speak
from core.domain.errors import BadInput
from core.domain.request import Attachment
from core.replies.menus import asked_of

PICTURE = Attachment(name="fox.png", media_type="image/png", size=3, source="test", locator="1")
VERSE = Attachment(name="verse.txt", media_type="text/plain", size=3, source="test", locator="2")


def test_files_that_the_command_takes_come_before_words() -> None:
    assert asked_of(limerick, "look", [VERSE, PICTURE]) == ({}, (PICTURE,))
    assert asked_of(limerick, "a fox", [VERSE]) == ({"subject": "a fox"}, ())
    assert asked_of(speak, "a fox", [PICTURE]) == ({"text": "a fox"}, ())


def test_only_pictures_are_described() -> None:
    assert asked_of(chat, "look", [VERSE, PICTURE]) == ({}, (PICTURE,))
    for files in ([], [VERSE]):
        with pytest.raises(BadInput) as refused:
            asked_of(chat, "The wind is in the willows.", files)
        assert refused.value.sentence.id == "message-without-picture"


def test_a_message_without_words_is_nothing_to_speak() -> None:
    with pytest.raises(BadInput) as refused:
        asked_of(speak, " \n", [PICTURE])
    assert refused.value.sentence.id == "message-empty"


def test_words_are_cut_to_what_the_command_takes() -> None:
    options, _ = asked_of(limerick, "wind and willows " * 60, [])
    assert limerick.validate(options)
    assert str(options["subject"]).endswith("…")
