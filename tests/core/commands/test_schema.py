"""Declared commands: typed options, validation, forms, the JSON schema, and entry points."""

from collections.abc import AsyncGenerator
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field, JsonValue

from core.commands.catalogue import BUILT_IN
from core.commands.context import Context
from core.commands.declaration import command
from core.commands.localization import description_of, localisations, summary_of
from core.commands.registry import ENTRY_POINTS, Registry, declared_commands
from core.commands.schema import Command, CommandOptions, Hint, MakingOptions
from core.domain.errors import BadInput
from core.domain.events import Event, TextReplace
from core.domain.request import Attachment
from core.i18n.rendering import render
from core.text.typed_commands import parse_command
from tests.core.recording_platform import request
from tests.packages import install


class Mood(StrEnum):
    MERRY = "merry"
    SAD = "sad"


class SingOptions(MakingOptions):
    verses: Annotated[int, Field(ge=1, lt=10, description="How many")] = 3
    song: Annotated[str, Field(min_length=1, max_length=40, description="Which song"), Hint(positional=True)]
    mood: Annotated[Mood, Field(description="How it should sound")] = Mood.MERRY
    key: Annotated[Literal["C", "G"] | None, Field(description="Its key")] = None
    pitch: Annotated[float | None, Field(ge=-1, le=1, description="Off by how much")] = None
    score: Annotated[Attachment | None, Field(description="The score"), Hint(accepts=("image/*",))] = None


@command("sing", summary="Sing a song", menus=("Sing this",))
async def sing(options: SingOptions, context: Context) -> AsyncGenerator[Event, None]:
    yield TextReplace(part="answer", text=options.song)


def refusal(**raw: JsonValue) -> str:
    with pytest.raises(BadInput) as raised:
        sing.validate(raw)
    return render(raised.value.sentence)


def test_parameters_are_derived_required_ones_first() -> None:
    found = {parameter.name: parameter for parameter in sing.parameters}
    assert list(found) == ["song", "verses", "mood", "key", "pitch", "score", "private"]
    assert (found["verses"].minimum, found["verses"].maximum, found["verses"].default) == (1, 9, 3)
    assert (found["mood"].choices, found["mood"].default) == (("merry", "sad"), "merry")
    assert (found["key"].kind, found["key"].choices) == ("choice", ("C", "G"))
    assert (found["pitch"].kind, found["pitch"].minimum) == ("number", -1)
    assert (found["score"].kind, found["score"].accepts) == ("attachment", ("image/*",))
    assert (found["private"].kind, found["private"].required) == ("flag", False)
    assert sing.positional == "song"


def test_typed_words_become_options() -> None:
    line = parse_command("/sing greensleeves --verses 2 --mood=sad --private", Registry([sing]).syntaxes)
    options = sing.validate({**line.values, "song": line.text})
    assert options == SingOptions(song="greensleeves", verses=2, mood=Mood.SAD, private=True)


def test_refusals_name_the_option_what_was_given_and_what_is_allowed() -> None:
    assert refusal(song="x", verses="10") == "--verses must be a whole number from 1 to 9, not “10”."
    assert refusal(song="x", verses="many") == "--verses must be a whole number from 1 to 9, not “many”."
    assert refusal(song="x", pitch=7) == "--pitch must be a number from -1 to 1, not “7”."
    assert refusal(song="x", mood="angry") == "--mood must be one of merry, sad, not “angry”."
    assert refusal(song="x", private="perhaps").startswith("--private is a switch and takes no value")
    assert refusal() == "/sing needs song."
    assert refusal(song="x" * 41) == "--song can have at most 40 characters. This has 41."
    assert "its options: --song, --verses" in refusal(song="x", tempo=1).lower()


@given(
    st.dictionaries(st.sampled_from([*SingOptions.model_fields, "other"]), st.text() | st.integers() | st.booleans())
)
def test_any_value_is_accepted_or_refused_with_a_sentence(raw: dict[str, JsonValue]) -> None:
    try:
        sing.validate(raw)
    except BadInput as error:
        sentence = error.sentence
    else:
        return
    assert render(sentence)


def test_a_form_is_wanted_when_something_is_missing() -> None:
    assert sing.asks_more(request("sing"))
    assert not sing.asks_more(request("sing", song="x"))
    chat = Registry(BUILT_IN).get("chat")
    assert chat.asks_more(request("chat"))
    assert not chat.asks_more(request("chat", message="hello"))
    file = Attachment(name="a", media_type="image/png", size=1)
    assert not chat.asks_more(request("chat").model_copy(update={"attachments": (file,)}))
    assert not Registry(BUILT_IN).get("limerick").asks_more(request("limerick"))


def test_the_schema_is_plain_json_and_complete() -> None:
    schema = sing.schema()
    assert (schema["name"], schema["layout"], schema["menus"]) == ("sing", "text", ["Sing this"])
    assert {"name": "mood", "kind": "choice", "description": "How it should sound", "required": False} | {
        "default": "merry",
        "choices": ["merry", "sad"],
    } in schema["parameters"]  # type: ignore[operator]


def test_two_commands_of_one_name_are_a_bug() -> None:
    with pytest.raises(ValueError, match="sing"):
        Registry([sing, sing])


def test_a_package_adds_commands_by_entry_point(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path / "good", "singing", {ENTRY_POINTS: {"sing": "tests.core.commands.test_schema:sing"}})
    monkeypatch.syspath_prepend(tmp_path / "good")
    assert [declared.name for declared in declared_commands()] == [*(each.name for each in BUILT_IN), "sing"]
    install(tmp_path / "bad", "moody", {ENTRY_POINTS: {"odd": "tests.core.commands.test_schema:Mood"}})
    monkeypatch.syspath_prepend(tmp_path / "bad")
    with pytest.raises(TypeError, match="odd"):
        declared_commands()


@pytest.mark.parametrize("declared", BUILT_IN, ids=lambda declared: declared.name)
def test_built_in_commands_fit_every_platform(declared: Command) -> None:
    """Discord's limits: 25 options, 100 characters a description, 32 a name
    (https://discord.com/developers/docs/interactions/application-commands)."""
    assert len(declared.parameters) <= 25
    assert sum(parameter.positional for parameter in declared.parameters) <= 1
    for locale in ("en", *localisations(str)):
        assert 0 < len(summary_of(declared, locale)) <= 100
        for parameter in declared.parameters:
            assert 0 < len(description_of(declared, parameter, locale)) <= 100
            assert len(parameter.name) <= 32


def test_a_plain_options_model_has_no_private() -> None:
    class Bare(CommandOptions):
        pass

    @command("bare", summary="Bare")
    async def bare(options: Bare, context: Context) -> AsyncGenerator[Event, None]:
        yield TextReplace(part="answer", text=str(options))

    assert bare.parameters == ()
