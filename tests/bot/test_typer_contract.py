"""The private names of typer that the command line uses: it offers completion without typer's own options for it."""

import inspect

from typer import _completion_classes, _completion_shared

from tests.private_names import touched


def test_no_other_private_name_is_touched() -> None:
    # `_exit` is of os, `_replace` of named tuples.
    assert touched("bot") == {"_completion_classes", "_completion_shared", "_exit", "_replace"}


def test_the_functions_are_as_expected() -> None:
    assert not inspect.signature(_completion_classes.completion_init).parameters
    parameters = inspect.signature(_completion_shared.get_completion_script).parameters
    assert list(parameters) == ["prog_name", "complete_var", "shell"]
