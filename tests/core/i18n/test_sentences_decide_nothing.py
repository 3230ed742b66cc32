"""No code decides by a sentence: ids and values are for rendering, errors carry kinds and fields."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
RENDERS = {"core/i18n/rendering.py", "core/domain/sentences.py"}
"""The modules that word sentences and define them."""
WRITES = {"debug", "info", "warning", "error", "exception", "log", "add_event", "__init__"}
"""The functions that may be given an id: they write it into a log or a traceback."""
OTHER_VALUES = {"parsed"}
"""The names of variables whose `values` are not a sentence's."""


def _is_sentence(node: ast.AST) -> bool:
    name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
    return name.endswith("sentence")


def decisions(source: str) -> Iterator[int]:
    """The lines that read a sentence's id or values for more than a log, or that compare a sentence."""
    tree = ast.parse(source)
    free: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            free.add(node.func)
            if called in WRITES:
                free.update(inner for given in (*node.args, *node.keywords) for inner in ast.walk(given))
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(attr="id", value=whole) if node not in free and _is_sentence(whole):
                yield node.lineno
            case ast.Attribute(attr="values", value=whole) if node not in free:
                if not (isinstance(whole, ast.Name) and whole.id in OTHER_VALUES):
                    yield node.lineno
            case ast.Compare(left=left, comparators=others, ops=operators):
                named = any(map(_is_sentence, (left, *others)))
                if named and not all(isinstance(operator, ast.Is | ast.IsNot) for operator in operators):
                    yield node.lineno
            case ast.MatchClass(cls=ast.Name(id="Sentence"), kwd_attrs=names) if {"id", "values"} & set(names):
                yield node.lineno


@pytest.mark.parametrize("folder", ["core", "adapters", "bot"])
def test_no_code_decides_by_a_sentence(folder: str) -> None:
    found = []
    for file in sorted((ROOT / folder).rglob("*.py")):
        name = str(file.relative_to(ROOT))
        if name not in RENDERS:
            found += [f"{name}:{line}" for line in decisions(file.read_text(encoding="utf-8"))]
    assert not found, "These lines decide by a sentence: give the error a kind or a field. " + ", ".join(found)


@pytest.mark.parametrize(
    "line",
    [
        "if error.sentence.id == 'gone': pass",
        "reason = error.sentence.id",
        "known = error.sentence.id in GONE",
        "option = refused.sentence.values.get('option')",
        "late = 'moment' not in error.sentence.values",
        "same = error.sentence == UNPAID",
        "match refused:\n    case Refused(sentence=Sentence(id='gone')): pass",
    ],
)
def test_a_decision_by_a_sentence_is_found(line: str) -> None:
    assert list(decisions(line))


@pytest.mark.parametrize(
    "line",
    [
        "logger.info('refused: %s', verdict.sentence.id)",
        "if refused.sentence is not None: pass",
        "total = sum(counts.values())",
    ],
)
def test_logging_and_rendering_are_free(line: str) -> None:
    assert not list(decisions(line))
