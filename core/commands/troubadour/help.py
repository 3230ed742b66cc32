"""`/troubadour help`: the commands and how to use them."""

from collections.abc import AsyncGenerator
from typing import Annotated

from pydantic import Field

from core.commands.context import Context
from core.commands.declaration import command
from core.commands.localization import description_of, summary_of
from core.commands.schema import Command, CommandOptions, Hint, Parameter
from core.commands.troubadour.statements import statement
from core.domain.events import Event
from core.domain.sentences import CommandName, Sentence, names, say
from core.text.command_syntax import typed_name


class HelpOptions(CommandOptions):
    """The options of `/troubadour help`."""

    command: Annotated[
        str | None, Field(max_length=60, description="Explain this command in full"), Hint(positional=True)
    ] = None


@command("troubadour help", summary="What I can do, and how to ask for it", ephemeral=True)
async def help_(options: HelpOptions, context: Context) -> AsyncGenerator[Event, None]:
    """Lists the commands, or the options of one."""
    if options.command:
        declared = context.registry.get(context.declared_name(options.command))
        lines = [
            say("help-command", command=CommandName(name=declared.name), summary=summary_of(declared, context.locale)),
            *[_option(declared, parameter, context.locale) for parameter in declared.parameters],
        ]
    else:
        lines = [
            say("help-head"),
            *[
                say("help-command", command=CommandName(name=each.name), summary=summary_of(each, context.locale))
                for each in context.registry
            ],
            say("help-typed"),
            say("help-more", command=CommandName(name="troubadour help imagine")),
        ]
    for event in statement(*lines):
        yield event


def _option(declared: Command, parameter: Parameter, locale: str) -> Sentence:
    description = description_of(declared, parameter, locale)
    option = typed_name(parameter.name) if parameter.positional else f"--{typed_name(parameter.name)}"
    if parameter.choices:
        return say("help-option-choices", option=option, description=description, choices=names(parameter.choices))
    if parameter.minimum is not None and parameter.maximum is not None:
        return say(
            "help-option-range",
            option=option,
            description=description,
            minimum=f"{parameter.minimum:.12g}",
            maximum=f"{parameter.maximum:.12g}",
        )
    return say("help-option", option=option, description=description)
