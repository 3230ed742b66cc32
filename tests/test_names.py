"""Names in the whole project: each public class has its own, and the words that were given up are gone."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("core", "adapters", "bot")
SHARED_BY_PORT: frozenset[str] = frozenset()
"""Names of classes that implement the same port under one name, if there are any."""
GIVEN_UP = ("understudy", "shelve", "overhear", "small_print", "veiled")
WRITTEN_IN = (*PACKAGES, "docs", "README.md")


def test_public_class_names_are_unique() -> None:
    places: defaultdict[str, list[str]] = defaultdict(list)
    for file, name in _public_classes():
        places[name].append(file)
    assert len(places) > 100
    repeated = {name: found for name, found in places.items() if len(found) > 1}
    assert {name: found for name, found in repeated.items() if name not in SHARED_BY_PORT} == {}
    assert repeated.keys() >= SHARED_BY_PORT, "names that are shared no more"


@pytest.mark.parametrize("word", GIVEN_UP)
def test_a_word_that_was_given_up_is_gone(word: str) -> None:
    texts = dict(_texts())
    assert len(texts) > 100
    named = [path for path in texts if word in path.lower()]
    written = [
        f"{path}:{number}: {line.strip()}"
        for path, text in texts.items()
        for number, line in enumerate(text.splitlines(), 1)
        if word in line.lower()
    ]
    assert (named, written) == ([], [])


def _public_classes() -> Iterator[tuple[str, str]]:
    for package in PACKAGES:
        for file in sorted((ROOT / package).rglob("*.py")):
            for node in ast.parse(file.read_text(encoding="utf-8")).body:
                if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                    yield str(file.relative_to(ROOT)), node.name


def _texts() -> Iterator[tuple[str, str]]:
    """Paths and what is written there; files that are no text have none."""
    for place in WRITTEN_IN:
        root = ROOT / place
        for file in sorted(root.rglob("*")) if root.is_dir() else [root]:
            if file.is_file() and "__pycache__" not in file.parts:
                yield str(file.relative_to(ROOT)), file.read_text(encoding="utf-8", errors="replace")
