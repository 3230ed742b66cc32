"""Which Troubadour this is."""

from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed


def version() -> str:
    """The version that is installed; `checkout` where the program is run without being installed."""
    try:
        return installed("troubadour")
    except PackageNotFoundError:
        return "checkout"
