"""Every sentence that the code names has wording in every language, with the values that the wording needs."""

import ast
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from fluent.runtime import FluentBundle
from fluent.syntax import FluentParser
from fluent.syntax import ast as fluent
from fluent.syntax.visitor import Visitor

from core.commands.catalogue import BUILT_IN
from core.commands.localization import (
    GROUPS,
    choice_label,
    description_of,
    group_summary,
    label_of,
    menu_of,
    summary_of,
)
from core.commands.schema import Command
from core.domain import errors
from core.domain.sentences import CommandName, Moment, Quote, Sentence, Value, names, say
from core.i18n.rendering import LOCALES, has_wording, load_messages, moment_in_words, render, supported

ROOT = Path(__file__).parents[3]
NAMING = {"say"} | {
    name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, errors.UserError)
}


PLURALS = {"zero", "one", "two", "few", "many", "other"}
AMOUNTS = (0, 1, 2.5, 1_000_000)


class _Variables(Visitor):
    """The variables of a message, and the words (not amounts) by which it selects one of its variants."""

    def __init__(self, message: fluent.Message) -> None:
        self.found: set[str] = set()
        self.words: dict[str, set[str]] = {}
        self.visit(message)

    def visit_VariableReference(self, node: fluent.VariableReference) -> None:  # noqa: N802
        self.found.add(node.id.name)

    def visit_SelectExpression(self, node: fluent.SelectExpression) -> None:  # noqa: N802
        keys = {variant.key.name for variant in node.variants if isinstance(variant.key, fluent.Identifier)}
        if isinstance(node.selector, fluent.VariableReference) and not keys <= PLURALS:
            self.words[node.selector.id.name] = keys
        self.generic_visit(node)


def messages(locale: str) -> dict[str, _Variables]:
    """The ids of a language, each with its variables."""
    found: dict[str, _Variables] = {}
    for file in sorted((ROOT / "core" / "i18n" / "locales" / locale).glob("*.ftl")):
        for entry in FluentParser().parse(file.read_text(encoding="utf-8")).body:
            assert not isinstance(entry, fluent.Junk), f"{file}: {entry.content}"
            if isinstance(entry, fluent.Message):
                assert entry.id.name not in found, f"{file}: {entry.id.name} is worded twice"
                found[entry.id.name] = _Variables(entry)
    return found


def worded(locale: str) -> dict[str, set[str]]:
    """The ids of a language, each with the names of its variables."""
    return {id: variables.found for id, variables in messages(locale).items()}


def declared_ids() -> dict[str, str]:
    """The ids for menus and descriptions of built-in commands and options, each with its English text."""
    found = {f"group-{group}": about for group, about in GROUPS.items()}
    for declared in BUILT_IN:
        command = declared.name.replace(" ", "-")
        found[f"command-{command}"] = declared.summary
        found |= {f"menu-{menu.lower().replace(' ', '-')}": menu for menu in declared.menus}
        for parameter in declared.parameters:
            option = parameter.name.replace("_", "-")
            found[f"option-{option}"] = found[f"option-{command}-{option}"] = parameter.description
            found[f"field-{option}"] = found[f"field-{command}-{option}"] = label_of(declared, parameter, "en")
            found |= {f"choice-{choice.replace('_', '-')}": choice_label(choice, "en") for choice in parameter.choices}
    return found


def named() -> Iterator[tuple[str, str, set[str] | None]]:
    """Place, id and value names of every sentence that the code names; None if the values are passed as a whole."""
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
def test_other_languages_say_what_english_says_with_the_same_values(locale: str) -> None:
    english, translated = messages("en"), messages(locale)
    assert not english.keys() - translated.keys()
    assert not translated.keys() - english.keys() - declared_ids().keys()
    for id, variables in english.items():
        assert translated[id].found == variables.found, f"{locale}: {id} has other values"
        assert translated[id].words == variables.words, f"{locale}: {id} tells other cases apart"


@pytest.mark.parametrize("locale", LOCALES)
def test_every_sentence_can_be_said_with_every_case_and_amount(locale: str) -> None:
    for id, variables in messages(locale).items():
        choices: list[Sequence[Value]] = [
            sorted(variables.words.get(name, ())) or AMOUNTS for name in sorted(variables.found)
        ]
        for case in product(*choices):
            values = dict(zip(sorted(variables.found), case, strict=True))
            text = render(say(id, **values), locale)
            assert text.strip() == text != "", f"{locale}: {id}"
            assert text != f"[{id}]", f"{locale}: {id} cannot be said with {values}"
            assert not {"{", "}"} & set(text), f"{locale}: {id}: {text}"


@pytest.mark.parametrize("locale", LOCALES[1:])
@pytest.mark.parametrize("declared", BUILT_IN, ids=lambda declared: declared.name)
def test_every_command_and_option_is_described_in_every_language(declared: Command, locale: str) -> None:
    command = declared.name.replace(" ", "-")
    assert has_wording(f"command-{command}", locale)
    assert summary_of(declared, locale) != declared.summary
    for parameter in declared.parameters:
        assert has_wording(f"field-{parameter.name.replace('_', '-')}", locale)
        for choice in parameter.choices:
            assert has_wording(f"choice-{choice.replace('_', '-')}", locale)
    for menu in declared.menus:
        assert menu_of(menu, locale) != menu
        assert len(menu_of(menu, locale)) <= 32
    for group in GROUPS:
        assert group_summary(group, locale) != GROUPS[group]
    for parameter in declared.parameters:
        assert description_of(declared, parameter, locale) != parameter.description, parameter.name


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


@pytest.mark.parametrize(
    ("locale", "written"),
    [
        ("en", "Nov 14, 2023, 10:13\u202fPM UTC"),
        ("de", "14.11.2023, 22:13 UTC"),
        ("fr", "14 nov. 2023, 22:13 UTC"),
        ("es", "14 nov 2023, 22:13 UTC"),
        ("ja", "2023/11/14 22:13 UTC"),
        ("pt", "14 de nov. de 2023 22:13 UTC"),
    ],
)
def test_a_moment_is_written_as_the_language_does(locale: str, written: str) -> None:
    assert render(say("status-version", version=Moment(at=1_700_000_000)), locale) == f"Troubadour {written}"


@pytest.mark.parametrize(
    ("zone", "written"),
    [
        ("Europe/Berlin", "14.11.2023, 23:13 CET"),
        ("America/Sao_Paulo", "14.11.2023, 19:13 UTC-03"),
        ("Asia/Kathmandu", "15.11.2023, 03:58 UTC+0545"),
    ],
)
def test_a_moment_is_written_in_the_zone_of_the_reader(zone: str, written: str) -> None:
    assert moment_in_words(1_700_000_000, "de", ZoneInfo(zone)) == written


def test_summer_time_counts_at_the_moment_that_is_written() -> None:
    assert moment_in_words(1_690_000_000, "de", ZoneInfo("Europe/Berlin")) == "22.07.2023, 06:26 CEST"


ODD = """\
# a comment
odd-plain = One line.  \n# not a part of it
odd-lines =
    The first line,
      and a second.

    After a gap.
odd-brace = { $count ->
    [one] One
   *[other] { $count }
} of { odd-plain }
-odd-brand = Troubadour
    .gender = neuter
odd-term = { -odd-brand }: { odd-twice }
odd-twice = once { "{" }
odd-twice = twice
odd-circle = Round and { odd-circle }
odd-broken = { $never
"""


def test_a_sentence_reads_as_when_its_file_is_parsed_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for language, text in (("en", ODD.replace("{ $never", "Whole.")), ("de", ODD)):
        folder = tmp_path / "odd_wording" / "locales" / language
        folder.mkdir(parents=True)
        (folder / "odd.ftl").write_text(text, encoding="utf-8")
    (tmp_path / "odd_wording" / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    load_messages("odd_wording")
    whole = FluentBundle(["de"], use_isolating=False)
    whole.add_resource(FluentParser().parse(ODD))
    for id in ("odd-term", "odd-plain", "odd-lines", "odd-brace", "odd-twice"):
        pattern = whole.get_message(id).value
        assert pattern
        expected, _ = whole.format_pattern(pattern, {"count": 1})
        assert render(say(id, count=1), "de") == expected
    assert not has_wording("odd-gender", "de")
    assert render(say("odd-circle"), "de") == "[odd-circle]"
    assert render(say("odd-broken"), "de") == "Whole."


def test_names_are_joined_as_the_language_does() -> None:
    sentence = say("no-such-command", name=Quote(text="x"), known=names(["/a", "/b"]))
    assert "/a, /b" in render(sentence, "de")
    assert "/a、/b" in render(sentence, "ja")


def test_a_sentence_of_another_version_leaves_a_gap_and_a_line_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    assert render(say("there-is-no-such-id"), "de") == "[there-is-no-such-id]"
    assert render(say("option-missing", option="prompt")) == "[option-missing]"
    assert "there-is-no-such-id" in caplog.text
    assert "option-missing" in caplog.text
