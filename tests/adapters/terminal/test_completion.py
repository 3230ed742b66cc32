"""Completion of a typed line."""

from pathlib import Path

import pytest
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document

from adapters.terminal.completion import LineCompleter
from core.commands.catalogue import BUILT_IN
from core.commands.registry import Registry
from tests.adapters.terminal.conftest import Terminal


async def offered(terminal: Terminal, line: str, labels: tuple[str, ...] = ()) -> list[str]:
    """The completed lines that are offered for a line."""
    registry = Registry((*BUILT_IN, terminal.registry.get("paint")))
    completer = LineCompleter(registry, terminal.suggestions, "en", lambda: labels)
    found = completer.get_completions_async(Document(line), CompleteEvent(completion_requested=True))
    return [line[: len(line) + each.start_position] + each.text async for each in found]


@pytest.mark.parametrize(
    ("line", "completed"),
    [
        ("/im", ["/imagine "]),
        ("/troubadour m", ["/troubadour models "]),
        ("/imagine a fox --si", ["/imagine a fox --size "]),
        ("/imagine --size t", ["/imagine --size tall"]),
        ("/imagine --size=t", ["/imagine --size=tall"]),
        ("/imagine --size tall --si", []),
        ("/imagine a fox", []),
        ("just talking --si", []),
        ("/limerick --no", []),
    ],
)
async def test_a_line_is_completed(terminal: Terminal, line: str, completed: list[str]) -> None:
    assert await offered(terminal, line) == completed


async def test_all_commands_are_offered_after_a_slash(terminal: Terminal) -> None:
    assert {f"/{each.name} " for each in BUILT_IN} <= set(await offered(terminal, "/"))


async def test_voices_are_asked_for(terminal: Terminal) -> None:
    assert await offered(terminal, "/paint a --voice emm") == ["/paint a --voice emma"]


async def test_files_and_buttons(terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / "fox.png").write_bytes(b"")
    assert await offered(terminal, f"/limerick @{tmp_path}/fo") == [f"/limerick @{tmp_path}/fox.png"]
    assert await offered(terminal, ":", ("Again", "Edit")) == [":1", ":2"]
