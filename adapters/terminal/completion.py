"""Completion in a session: commands, options, choices, models, voices, files after `@` and buttons after `:`."""

import asyncio
import re
from collections.abc import AsyncGenerator, Callable, Iterable, Sequence

from prompt_toolkit.completion import CompleteEvent, Completer, Completion, PathCompleter
from prompt_toolkit.document import Document

from adapters.terminal.platform import PLACE
from core.commands.localization import description_of, summary_of
from core.commands.registry import Registry
from core.commands.schema import Command, Parameter
from core.commands.suggestions import Suggestions
from core.domain.request import Caller
from core.text.command_syntax import typed_name
from core.text.typed_commands import find_command

SUGGESTIONS_LIMIT = 25
_WORD = re.compile(r"(\S*)$")
_OPTION = re.compile(r"--([\w-]+)(?:=|\s+)(\S*)$")


class LineCompleter(Completer):
    """Completes the text before the cursor, for `caller`. `labels` returns the labels of the current buttons."""

    def __init__(
        self,
        registry: Registry,
        suggestions: Suggestions,
        locale: str,
        labels: Callable[[], Sequence[str]],
        *,
        caller: Caller | None = None,
    ) -> None:
        self._registry = registry
        self._suggestions = suggestions
        self._locale = locale
        self._labels = labels
        self._caller = caller
        self._paths = PathCompleter(expanduser=True)

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
        """All completions except models and voices, which need a question to the engine."""
        line = document.text_before_cursor
        word = _last_word(line)
        if word.startswith("@"):
            path = Document(word[1:])
            yield from self._paths.get_completions(path, complete_event)
        elif line.startswith(":"):
            yield from self._buttons(line[1:])
        elif line.lstrip().startswith("/"):
            yield from self._of_command(line, word)

    async def get_completions_async(
        self, document: Document, complete_event: CompleteEvent
    ) -> AsyncGenerator[Completion, None]:
        """All completions."""
        for completion in await asyncio.to_thread(lambda: list(self.get_completions(document, complete_event))):
            yield completion
        at = self._parameter_at(document.text_before_cursor)
        if at and at[1].suggest:
            declared, parameter, typed = at
            found = await self._suggestions.suggest(
                declared.name, parameter.name, typed, limit=SUGGESTIONS_LIMIT, caller=self._caller, place=PLACE
            )
            for each in found:
                yield Completion(each.value, -len(typed), display_meta=each.label)

    def _of_command(self, line: str, word: str) -> Iterable[Completion]:
        found = self._parameter_at(line)
        if found:
            _, parameter, typed = found
            for choice in parameter.choices:
                if choice.startswith(typed):
                    yield Completion(choice, -len(typed))
            return
        declared = self._declared(line)
        typed = line.lstrip()[1:]
        if declared is not None and typed[len(declared.name) :]:
            if word.startswith("-"):
                yield from self._options(declared, line, word)
            return
        for each in self._registry:
            if each.name.startswith(typed):
                yield Completion(f"/{each.name} ", -len(typed) - 1, f"/{each.name}", summary_of(each, self._locale))

    def _options(self, declared: Command, line: str, word: str) -> Iterable[Completion]:
        for parameter in declared.parameters:
            option = f"--{typed_name(parameter.name)}"
            again = re.search(rf"(?<!\S){option}(?![\w-])", line[: -len(word)])
            if parameter.kind != "attachment" and option.startswith(word) and not again:
                description = description_of(declared, parameter, self._locale)
                yield Completion(f"{option} ", -len(word), option, description)

    def _buttons(self, typed: str) -> Iterable[Completion]:
        for number, label in enumerate(self._labels(), 1):
            if str(number).startswith(typed):
                yield Completion(str(number), -len(typed), f":{number}", label)

    def _parameter_at(self, line: str) -> tuple[Command, Parameter, str] | None:
        """The option whose value stands at the end of a line, and the value so far."""
        declared, typed = self._declared(line), _OPTION.search(line)
        if declared is None or typed is None:
            return None
        name = typed[1].replace("-", "_")
        for parameter in declared.parameters:
            if parameter.name == name and parameter.kind != "flag":
                return declared, parameter, typed[2]
        return None

    def _declared(self, line: str) -> Command | None:
        name = find_command(line, self._registry.syntaxes) if line.lstrip().startswith("/") else None
        return self._registry.get(name) if name else None


def _last_word(line: str) -> str:
    found = _WORD.search(line)
    return found[1] if found else ""
