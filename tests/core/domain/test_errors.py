"""Errors carry what code decides by, beside the sentence for people."""

import pytest

from core.commands.chat import chat
from core.domain.errors import BadInput
from core.i18n.rendering import render
from core.jobs.verdicts import Refused


def test_bad_input_names_its_option_as_people_write_it_and_as_it_is_declared() -> None:
    with pytest.raises(BadInput) as raised:
        chat.validate({"message": "hello", "max_new_tokens": 0})
    assert "max-new-tokens" in render(raised.value.sentence)
    refused = Refused.because(raised.value)
    assert (refused.bad_input, refused.option) == (True, "max_new_tokens")


def test_bad_input_without_an_option_names_none() -> None:
    refused = Refused.because(BadInput("speak-nothing"))
    assert (refused.bad_input, refused.option) == (True, None)
