"""The errors that need no sentence of a locale, apart from the others: every command line imports them, and the
others bring pydantic. The tree stands in `core.domain.errors`."""


class TroubadourError(Exception):
    """The root of the tree."""


class OperatorError(TroubadourError):
    """One plain English sentence for the operator, naming the fix."""
