"""The version of Troubadour."""

from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed


def version() -> str:
    """The installed version; `checkout` if the program runs without being installed."""
    try:
        return installed("troubadour")
    except PackageNotFoundError:
        return "checkout"
