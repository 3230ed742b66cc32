"""Menus on messages: the input of a command that somebody chooses on a message."""

from collections.abc import Sequence

from pydantic import JsonValue

from core.commands.schema import Command
from core.domain.errors import BadInput
from core.domain.request import Attachment
from core.text.sanitising import shorten

Asked = tuple[dict[str, JsonValue], tuple[Attachment, ...]]
"""Raw options and attachments of a request."""


def asked_of(declared: Command, words: str, files: Sequence[Attachment], link: str = "") -> Asked:
    """Takes the message's `link` where the command begins at a message, its files where the command accepts such, or
    else its words, cut to the command's limit.

    Raises `BadInput` where the message has nothing for the command.
    """
    if declared.moment is not None and link:
        return {declared.moment: link}, ()
    private: dict[str, JsonValue] = {"private": True} if declared.menus_private else {}
    if fitting := fitting_files(declared, files, declared.menus_want):
        return private, tuple(fitting)
    if declared.menus_want:
        wants_sound = any(kind.startswith("audio/") for kind in declared.menus_want)
        raise BadInput("message-without-recording" if wants_sound else "message-without-picture")
    for parameter in declared.parameters:
        if parameter.positional:
            if not words.strip():
                raise BadInput("message-empty")
            limit = parameter.max_length
            cut = words if limit is None or len(words) <= limit else shorten(words, limit)
            return {**private, parameter.name: cut}, ()
    return private, ()


def fitting_files(declared: Command, files: Sequence[Attachment], wanted: Sequence[str] = ()) -> list[Attachment]:
    """Returns the files that a command accepts, or those of the `wanted` media types."""
    every = [kind for parameter in declared.parameters for kind in parameter.accepts]
    kinds = tuple(kind.removesuffix("*") for kind in wanted or every)
    return [file for file in files if kinds and file.media_type.startswith(kinds)]
