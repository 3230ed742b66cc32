"""Sentences: an id with typed values for everything that a user can read.

The core never builds wording. It yields a `Sentence`, and the adapter renders it in the reader's language with its
platform's markup (`core.i18n.rendering`). The wording is in `core/i18n/locales/`.
"""

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True)


class Moment(_Value):
    """A point in time; `at` in seconds since the epoch."""

    kind: Literal["moment"] = "moment"
    at: float


class CommandName(_Value):
    """A command by its full name: `imagine`, `troubadour models`."""

    kind: Literal["command"] = "command"
    name: str


class ModelName(_Value):
    """A model as users know it."""

    kind: Literal["model"] = "model"
    name: str


class Quote(_Value):
    """Text from a user or a model; rendering defuses and shortens it."""

    kind: Literal["quote"] = "quote"
    text: str


class LanguageName(_Value):
    """A language by its tag, such as `pt-BR`."""

    kind: Literal["language"] = "language"
    tag: str


class Names(_Value):
    """A few names, joined with commas: options, choices, engines."""

    kind: Literal["names"] = "names"
    items: "tuple[str | Sentence, ...]"


Typed = Annotated[Moment | CommandName | ModelName | Quote | LanguageName | Names, Field(discriminator="kind")]


class Sentence(BaseModel):
    """A sentence: an id in `locales/en/` and the values for its wording."""

    model_config = ConfigDict(frozen=True)

    id: str
    values: "dict[str, Value]" = Field(default_factory=dict)


Value = str | int | float | Typed | Sentence
Names.model_rebuild()
Sentence.model_rebuild()


def say(id: str, /, **values: Value) -> Sentence:
    """Returns the sentence `id` with its values."""
    return Sentence(id=id, values=values)


def names(items: "Sequence[str | Sentence]") -> Names:
    """A few names as one value."""
    return Names(items=tuple(items))
