"""The syntax of some commands, with every kind of option."""

from core.text.command_syntax import CommandSyntax, OptionSyntax


def syntax(name: str, text_option: str | None, *options: str) -> CommandSyntax:
    """The syntax of a command; `seed` takes a value, `private?` is a switch."""
    return CommandSyntax(
        name,
        text_option,
        {
            option.removesuffix("?"): OptionSyntax(option.removesuffix("?"), takes_value=not option.endswith("?"))
            for option in options
        },
    )


COMMANDS = {
    command.name: command
    for command in (
        syntax("imagine", "prompt", "prompt", "seed", "negative_prompt", "style", "private?"),
        syntax("chat", "message", "message", "private?"),
        syntax("troubadour", None),
        syntax("troubadour models", None, "task"),
        syntax("troubadour persona", "text"),
        syntax("odd", "no-x", "x?", "no-x"),
    )
}
