"""The schema of a command, from which everything else about it is derived.

A command is an options model (pydantic) and an asynchronous generator that yields events:

    class GreetOptions(CommandOptions):
        name: Annotated[str, Field(max_length=80, description="The person to greet"), Hint(positional=True)]

    @command("greet", summary="Greet somebody", layout=Layout.TEXT)
    async def greet(options: GreetOptions, context: Context) -> AsyncGenerator[Event, None]:
        yield TextDelta(part="answer", text=f"Hello, {options.name}!")

The parameters of slash commands and forms, the syntax of typed commands, the help and the documentation all come from
this. A package adds commands through the entry point group `troubadour.commands`; each entry point names a command.
"""

import types
from collections.abc import AsyncGenerator, Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import annotated_types
from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails, PydanticUndefined

from core.domain.errors import BadInput
from core.domain.events import Event
from core.domain.layout import Layout
from core.domain.request import Attachment, Request
from core.domain.sentences import CommandName, Quote, names
from core.domain.tasks import Task
from core.text.command_syntax import CommandSyntax, OptionSyntax, typed_name


@dataclass(frozen=True, kw_only=True)
class Hint:
    """Facts about a parameter that its type does not say.

    `positional` marks the parameter that takes bare words, `wanted` one to ask for when nothing at all was given,
    `multiline` a text of several lines. `suggest` names the suggestions while somebody types. `accepts` are the media
    types (`image/*`) of an attachment. `refers` says what a text names: a `person`, a person or role (`member`), a
    `message` of the bot by its id or a link, a `channel`, or a `moment`, which a link to a message names as well. A
    text that is too long becomes a file of the request if `pastes`.
    """

    positional: bool = False
    wanted: bool = False
    multiline: bool = False
    suggest: Literal["models", "voices", "personas", "languages"] | None = None
    accepts: tuple[str, ...] = ()
    refers: Literal["person", "member", "message", "channel", "moment"] | None = None
    pastes: bool = False


class CommandOptions(BaseModel):
    """The options of a command. Descriptions are short, because platforms cut them at 100 characters."""

    # The validator of a command is made when somebody uses it.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    def is_private(self, ephemeral: bool) -> bool:
        """True if the answer is for the caller alone; `ephemeral` is the command's own rule."""
        return ephemeral


Fresh = Annotated[bool, Field(description="Make it anew, even if the same was made before")]
"""The option of commands whose results may come from a cache: ours, or that of Hugging Face."""


class MakingOptions(CommandOptions):
    """The options of every command that makes something."""

    private: Annotated[bool, Field(description="Only you see the answer")] = False

    def is_private(self, ephemeral: bool) -> bool:  # noqa: ARG002 - the caller chooses
        """As `CommandOptions.is_private`."""
        return self.private


ParameterKind = Literal["text", "integer", "number", "flag", "choice", "attachment"]


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """One option of a command, without pydantic. Adapters build their own kind of parameter from it.

    `minimum` and `maximum` are inclusive. `default` None means that there is none.
    """

    name: str
    kind: ParameterKind
    description: str
    required: bool
    default: JsonValue = None
    minimum: float | None = None
    maximum: float | None = None
    min_length: int | None = None
    max_length: int | None = None
    choices: tuple[str, ...] = ()
    positional: bool = False
    wanted: bool = False
    multiline: bool = False
    suggest: str | None = None
    accepts: tuple[str, ...] = ()
    refers: Literal["person", "member", "message", "channel", "moment"] | None = None
    pastes: bool = False


RunCommand = Callable[[Any, Any], AsyncGenerator[Event, None]]
"""Takes the options and the `Context`; `core.commands.declaration.command` checks both."""


@dataclass(frozen=True, kw_only=True)
class Command:
    """A declared command. `name` is its full name; a space separates a group from its member (`troubadour models`).

    `spends` are the tasks that it asks an engine for, `may_spend` those that it asks for on occasion. `estimate` is the
    number of calls for given options, `repeats` says whether they make the same thing each time. `admin` commands are
    for administrators of the place; `ephemeral` answers are for the caller alone. `menus` are its names in the menu of
    a message or picture; `menus_want` are the media types of which the message must have a file, none where its words
    are enough. With `menus_private`, the answer to a menu is for the caller alone. `messages` is the package whose
    folder `locales` has its sentences (`core.i18n.rendering.load_messages`). A command that is not `listed` is behind
    buttons alone.
    """

    name: str
    summary: str
    options: type[CommandOptions]
    run: RunCommand
    layout: Layout
    spends: tuple[Task, ...] = ()
    may_spend: tuple[Task, ...] = ()
    estimate: Callable[[Any], int] = lambda _: 1
    repeats: Callable[[Any], bool] = lambda _: False
    admin: bool = False
    ephemeral: bool = False
    menus: tuple[str, ...] = ()
    menus_want: tuple[str, ...] = ()
    menus_private: bool = False
    messages: str | None = None
    listed: bool = True

    @cached_property
    def parameters(self) -> tuple[Parameter, ...]:
        """Required ones first, in the order of the declaration."""
        hints = get_type_hints(self.options, include_extras=True)
        found = [_parameter(name, hints[name], field) for name, field in self.options.model_fields.items()]
        inherited = [parameter for parameter in found if parameter.name in MakingOptions.model_fields]
        own = [parameter for parameter in found if parameter not in inherited]
        return tuple(sorted([*own, *inherited], key=lambda parameter: not parameter.required))

    @property
    def positional(self) -> str | None:
        """The parameter that takes bare words."""
        return next((parameter.name for parameter in self.parameters if parameter.positional), None)

    @property
    def moment(self) -> str | None:
        """The parameter that takes a link to a message: menus of the command begin at a message."""
        return next((parameter.name for parameter in self.parameters if parameter.refers == "moment"), None)

    @cached_property
    def syntax(self) -> CommandSyntax:
        """The syntax for the parser of typed commands."""
        return CommandSyntax(
            name=self.name,
            text_option=self.positional,
            options={
                parameter.name: OptionSyntax(name=parameter.name, takes_value=parameter.kind != "flag")
                for parameter in self.parameters
                if parameter.kind != "attachment"
            },
        )

    def validate(self, raw: Mapping[str, JsonValue]) -> CommandOptions:
        """Validates raw options. Raises `BadInput` naming the option, the given value and the allowed ones."""
        given = {name: value for name, value in raw.items() if value is not None and value != ""}
        try:
            return self.options.model_validate(given)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            raise self._refusal(first) from error

    def asks_more(self, request: Request) -> bool:
        """True if a request should show a form: a required option is missing, or nothing was given and an option is
        wanted."""
        absent = [parameter for parameter in self.parameters if request.options.get(parameter.name) in (None, "")]
        nothing = not (request.attachments or request.inputs or request.quoted) and len(absent) == len(self.parameters)
        return any(parameter.required or (parameter.wanted and nothing) for parameter in absent)

    def schema(self) -> dict[str, JsonValue]:
        """The neutral schema: plain JSON, for tools and other platforms."""
        return {
            "name": self.name,
            "summary": self.summary,
            "layout": self.layout.value,
            "spends": [task.value for task in self.spends],
            "admin": self.admin,
            "quiet": self.ephemeral,
            "menus": list(self.menus),
            "parameters": [_described(parameter) for parameter in self.parameters],
        }

    def _refusal(self, error: ErrorDetails) -> BadInput:
        name = str(error["loc"][0]) if error["loc"] else self.name
        option = typed_name(name)
        known = {parameter.name: parameter for parameter in self.parameters}
        if error["type"] == "extra_forbidden" or name not in known:
            shown = names([f"--{typed_name(name)}" for name in known])
            if not known:
                return BadInput("no-options", option=option, command=CommandName(name=self.name))
            return BadInput("option-unknown", option=option, command=CommandName(name=self.name), known=shown)
        parameter = known[name]
        given = Quote(text=_short(error["input"]))
        match error["type"]:
            case "missing":
                return BadInput("option-missing", option=option, command=CommandName(name=self.name))
            case "string_too_long":
                length = len(str(error["input"]))
                return BadInput("option-too-long", option=option, length=length, maximum=parameter.max_length or 0)
            case "string_too_short":
                return BadInput("option-missing", option=option, command=CommandName(name=self.name))
        if parameter.kind == "choice":
            return BadInput("option-choices", option=option, given=given, choices=names(parameter.choices))
        if parameter.kind in ("integer", "number") and parameter.minimum is not None and parameter.maximum is not None:
            return BadInput(
                "option-range",
                option=option,
                given=given,
                kind=parameter.kind,
                minimum=_number(parameter.minimum),
                maximum=_number(parameter.maximum),
            )
        return BadInput("option-bad", option=option, given=given, kind=parameter.kind)


def _parameter(name: str, annotation: Any, field: FieldInfo) -> Parameter:
    hint = next((item for item in field.metadata if isinstance(item, Hint)), Hint())
    kind, choices = _kind(annotation)
    bounds = _bounds(field, integer=kind == "integer")
    default = None if field.default is PydanticUndefined else field.default
    return Parameter(
        name=name,
        kind=kind,
        description=field.description or "",
        required=field.is_required(),
        default=default.value if isinstance(default, StrEnum) else default,
        choices=choices,
        positional=hint.positional,
        wanted=hint.wanted,
        multiline=hint.multiline,
        suggest=hint.suggest,
        accepts=hint.accepts,
        refers=hint.refers,
        pastes=hint.pastes,
        **bounds,
    )


def _kind(annotation: Any) -> tuple[ParameterKind, tuple[str, ...]]:
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    if get_origin(annotation) in (Union, types.UnionType):
        (inner,) = (member for member in get_args(annotation) if member is not type(None))
        return _kind(inner)
    if get_origin(annotation) is Literal:
        return "choice", tuple(str(choice) for choice in get_args(annotation))
    if annotation is Attachment:
        return "attachment", ()
    if isinstance(annotation, type):
        if issubclass(annotation, StrEnum):
            return "choice", tuple(member.value for member in annotation)
        plain: dict[type, ParameterKind] = {str: "text", bool: "flag", int: "integer", float: "number"}
        if annotation in plain:
            return plain[annotation], ()
    raise TypeError(f"no parameter can be made from {annotation!r}")


def _bounds(field: FieldInfo, *, integer: bool) -> dict[str, Any]:
    """Inclusive bounds and lengths from pydantic's metadata. Exclusive bounds make sense for integers only."""
    found: dict[str, Any] = {}
    for item in field.metadata:
        match item:
            case annotated_types.Ge(ge=bound):
                found["minimum"] = bound
            case annotated_types.Le(le=bound):
                found["maximum"] = bound
            case annotated_types.Gt(gt=bound) if integer:
                found["minimum"] = int(str(bound)) + 1
            case annotated_types.Lt(lt=bound) if integer:
                found["maximum"] = int(str(bound)) - 1
            case annotated_types.MinLen(min_length=length):
                found["min_length"] = length
            case annotated_types.MaxLen(max_length=length):
                found["max_length"] = length
    return found


def _described(parameter: Parameter) -> dict[str, JsonValue]:
    values = {name: getattr(parameter, name) for name in Parameter.__dataclass_fields__}
    kept = {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}
    return {name: value for name, value in kept.items() if value not in (None, [], False) or name == "required"}


def _number(bound: float) -> str:
    return str(int(bound)) if float(bound).is_integer() else str(bound)


def _short(given: object) -> str:
    text = str(given)
    return text if len(text) <= 60 else text[:59] + "…"
