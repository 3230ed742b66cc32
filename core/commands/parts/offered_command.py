"""The command that talk seems to wish for, as one button under the answer.

Talk is never run as a command. If it begins with a command's name (`imagine you are a pirate`) or with a verb of a
short list (`draw me a fox`), the answer gets a button that runs the command. No model guesses, and nothing is spent.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from pydantic import JsonValue

from core.commands.registry import Registry
from core.commands.schema import Command
from core.commands.typed_messages import TALK
from core.domain.actions import Button, Form, Run
from core.domain.errors import BadInput
from core.domain.request import Attachment
from core.domain.sentences import CommandName, Sentence, say
from core.i18n.rendering import LOCALES, has_wording, render
from core.text.command_syntax import COMMAND_MARKS
from core.text.typed_commands import find_command, parse_options

COMMANDS_WITH_VERBS = ("imagine", "speak", "translate", "limerick")
_LEADING = re.compile(rf"[\s{COMMAND_MARKS}]*")
_BETWEEN = r"[^.!?\n\u3002\uff01\uff1f]{1,80}?"
"""The text that may stand between the two halves of a verb: a part of the same sentence."""
_SEPARATORS = " \t\n,.:;!?\u2014\u2013-\u3000\u3001\u3002\uff1a\uff01\uff1f"


def offered_command(
    text: str, registry: Registry, attachments: tuple[Attachment, ...], extra: Mapping[str, JsonValue]
) -> Button | None:
    """The button for the command with which a text begins, or which one of its verbs means; None for other talk.

    The words after the name or the verb fill the command. Without such words, the button opens the command's form.
    `attachments` go along where the command takes files, and so do the raw options `extra`.
    """
    said = _LEADING.sub("", text, count=1)
    found = _by_name(said, registry) or _by_verb(said, registry)
    if found is None:
        return None
    declared, words = found
    options = {**_options(declared, words, registry), **extra}
    if any(parameter.required and not options.get(parameter.name) for parameter in declared.parameters):
        return Button(label=_label(declared), action=Form(command=declared.name, options=options))
    takes_files = any(parameter.kind == "attachment" for parameter in declared.parameters)
    run = Run(command=declared.name, options=options, attachments=attachments if takes_files else ())
    return Button(label=_label(declared), action=run)


def _by_name(said: str, registry: Registry) -> tuple[Command, str] | None:
    name = find_command(said, registry.syntaxes)
    if name is None or name == TALK:
        return None
    declared = registry.get(name)
    return None if not declared.spends else (declared, said.split(maxsplit=len(name.split()))[-1])


def _by_verb(said: str, registry: Registry) -> tuple[Command, str] | None:
    for command, verb in _verbs():
        if (declared := registry.find(command)) and (found := verb.match(said)):
            rest = said[found.end() :].strip(_SEPARATORS)
            return declared, rest or (found.groupdict().get("object") or "").strip(_SEPARATORS)
    return None


@cache
def _verbs() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The verbs of all languages, because people do not always write in that of their client; the longest first."""
    found = {
        (command, verb)
        for command in COMMANDS_WITH_VERBS
        for locale in LOCALES
        for verb in render(say(f"verbs-{command}"), locale).split(", ")
    }
    return tuple((command, _pattern(verb)) for command, verb in sorted(found, key=lambda each: (-len(each[1]), each)))


def _pattern(verb: str) -> re.Pattern[str]:
    """The pattern of a verb. `…` stands for its object, which fills the command, and `*` for any words."""
    return re.compile("".join(_pieces(verb)) + r"(?!\w)", re.IGNORECASE)


def _pieces(verb: str) -> Iterator[str]:
    for piece in re.split(r"([…*])", verb):
        match piece:
            case "…":
                yield f"(?P<object>{_BETWEEN})"
            case "*":
                yield _BETWEEN
            case _:
                yield r"\s+".join(map(re.escape, piece.split(" ")))


def _options(declared: Command, words: str, registry: Registry) -> dict[str, JsonValue]:
    """The words as the text of a command; options among them count where they are valid."""
    if declared.positional is None or not words:
        return {}
    try:
        return parse_options(f"{declared.name} {words}", registry.syntaxes)[1]
    except BadInput:
        return {declared.positional: words}


def _label(declared: Command) -> Sentence:
    label = f"button-{declared.name}"
    return say(label) if has_wording(label, "en") else say("button-command", command=CommandName(name=declared.name))
