"""The private names that our code touches, as its syntax trees tell."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]


def touched(*folders: str) -> set[str]:
    """Underscored names of others: of `user._roles`, of `getattr(user, "_roles")`, of `from x._y import z`."""
    return {name for folder in folders for tree in _trees(folder) for name in _foreign(tree) if _is_private(name)}


def of_subclasses(folder: str, base: str) -> set[str]:
    """The names that classes with this base, as it is written there, define, or use of themselves."""
    return {
        name
        for tree in _trees(folder)
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and base in map(ast.unparse, node.bases)
        for name in _own(node)
    }


def _trees(folder: str) -> Iterator[ast.AST]:
    return (ast.parse(file.read_text(encoding="utf-8")) for file in sorted((ROOT / folder).rglob("*.py")))


def _is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")


def _foreign(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(id="self" | "cls") | ast.Call(func=ast.Name(id="super"))):
                pass
            case ast.Attribute(attr=name):
                yield name
            case ast.Call(func=ast.Name(id="getattr" | "setattr"), args=[_, ast.Constant(value=str(name)), *_]):
                yield name
            case ast.ImportFrom(module=str(module), names=names):
                yield from (*module.split("."), *(each.name for each in names))


def _own(definition: ast.ClassDef) -> Iterator[str]:
    for node in ast.walk(definition):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name
            case ast.Attribute(value=ast.Name(id="self"), attr=name):
                yield name
