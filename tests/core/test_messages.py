"""Every sentence that is named somewhere is worded, with the values that its wording needs."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from fluent.syntax import FluentParser
from fluent.syntax import ast as fluent
from fluent.syntax.visitor import Visitor

from core import errors
from core.messages import LOCALES, CommandName, Moment, Quote, Sentence, names, render, say, supported

ROOT = Path(__file__).parents[2]
NAMING = {"say"} | {
    name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, errors.UserError)
}


class _Variables(Visitor):
    def __init__(self) -> None:
        self.found: set[str] = set()

    def visit_VariableReference(self, node: fluent.VariableReference) -> None:  # noqa: N802
        self.found.add(node.id.name)


def worded(locale: str) -> dict[str, set[str]]:
    """Ids of a language and the variables of each."""
    found: dict[str, set[str]] = {}
    for file in sorted((ROOT / "core" / "locales" / locale).glob("*.ftl")):
        for entry in FluentParser().parse(file.read_text(encoding="utf-8")).body:
            assert not isinstance(entry, fluent.Junk), f"{file}: {entry.content}"
            if isinstance(entry, fluent.Message):
                assert entry.id.name not in found, f"{file}: {entry.id.name} is worded twice"
                variables = _Variables()
                variables.visit(entry)
                found[entry.id.name] = variables.found
    return found


def named() -> Iterator[tuple[str, str, set[str] | None]]:
    """Where, id and value names of every sentence named in the code; None where values are passed on as a whole."""
    for folder in ("core", "adapters", "bot"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if not isinstance(node, ast.Call) or not node.args or not isinstance(node.args[0], ast.Constant):
                    continue
                called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if called in NAMING and isinstance(node.args[0].value, str):
                    keywords = {keyword.arg for keyword in node.keywords}
                    given = None if None in keywords else {name for name in keywords if name}
                    where = f"{file.relative_to(ROOT)}:{node.lineno}"
                    yield where, node.args[0].value, given


def test_every_named_sentence_is_worded_with_its_values() -> None:
    english = worded("en")
    wrong = []
    for where, id, given in named():
        if id not in english:
            wrong.append(f"{where}: {id} is not worded")
        elif given is not None and english[id] - given:
            wrong.append(f"{where}: {id} needs {sorted(english[id] - given)}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("locale", LOCALES[1:])
def test_other_languages_use_no_value_that_english_does_not_have(locale: str) -> None:
    english = worded("en")
    for id, variables in worded(locale).items():
        if not id.startswith(("command-", "option-")):
            assert id in english, f"{locale}: {id} does not exist"
            assert variables <= english[id], f"{locale}: {id} has unknown values {variables - english[id]}"


def test_a_sentence_survives_json() -> None:
    sentence = say("no-such-command", name=Quote(text="x"), known=names(["/a", "/b"]))
    assert Sentence.model_validate_json(sentence.model_dump_json()) == sentence
    assert render(sentence) == "There is no command x. Known commands: /a, /b."


def test_typed_values_are_written_in_the_markup_of_the_platform() -> None:
    class Shouting:
        def moment(self, at: float, locale: str) -> str:
            return f"@{at:.0f} in {locale}"

        def command(self, name: str) -> str:
            return name.upper()

        def model(self, name: str) -> str:
            return name

        def quote(self, text: str) -> str:
            return text

    assert render(say("admins-only", command=CommandName(name="x")), "en", Shouting()).startswith("X is for")
    assert render(say("status-version", version=Moment(at=5)), "en-GB", Shouting()) == "Troubadour @5 in en"


@pytest.mark.parametrize(
    ("given", "language"), [("pt-BR", "pt"), ("DE", "de"), ("ja_JP", "ja"), ("tlh", "en"), (None, "en")]
)
def test_a_platforms_locale_finds_its_language(given: str | None, language: str) -> None:
    assert supported(given) == language


def test_an_id_that_nobody_worded_is_a_bug() -> None:
    with pytest.raises((KeyError, LookupError)):
        render(say("there-is-no-such-id"))
