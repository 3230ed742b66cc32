"""Names of commands in sentences, with a prefix."""

import pytest

from adapters.slack.command_prefix import prefixed
from core.domain.events import Statement, TextDelta
from core.domain.sentences import CommandName, names, say
from core.i18n.rendering import render
from core.jobs.verdicts import Refused


@pytest.mark.parametrize(
    ("prefix", "imagine", "models"),
    [
        ("", "/imagine", "/troubadour models"),
        ("tb-", "/tb-imagine", "/tb-troubadour models"),
        ("troubadour-", "/troubadour-imagine", "/troubadour models"),
    ],
)
def test_commands_are_named_as_they_are_typed(prefix: str, imagine: str, models: str) -> None:
    inner = say("no-such-command", name="x", known=names(["/imagine", "--seed"]))
    told = Statement(
        part="help",
        sentences=(
            say("help-command", command=CommandName(name="imagine"), summary=inner),
            say("help-command", command=CommandName(name="troubadour models"), summary="/imagine"),
        ),
    )
    first, second = (render(each) for each in prefixed(told, prefix).sentences)
    assert first.count(imagine) == 2
    assert "--seed" in first
    assert models in second
    refused = prefixed(Refused(sentence=say("help-more", command=CommandName(name="imagine"))), prefix)
    assert imagine in render(refused.sentence)


def test_model_output_stays_unchanged() -> None:
    said = TextDelta(part="answer", text="Type /imagine.")
    assert prefixed(said, "tb-") == said
