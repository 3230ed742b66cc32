"""The shared database, if the settings name one. The extra `postgres` is imported only then."""

from collections.abc import Sequence
from importlib.util import find_spec

from bot.settings import Settings
from core.domain.checks import SetupCheck
from core.domain.errors import OperatorError


def check_shared_database(settings: Settings) -> Sequence[SetupCheck]:
    """Checks the database for `troubadour doctor`; it blocks, for seconds at most."""
    require_psycopg()
    from core.store.postgres.setup_check import check_database

    assert settings.database_url is not None  # noqa: S101 - for the type checker
    direct = settings.database_direct_url
    return check_database(
        settings.database_url.get_secret_value(),
        direct.get_secret_value() if direct is not None else None,
        settings.source("database_url"),
    )


def require_psycopg() -> None:
    """Raises `OperatorError` without the packages that speak to PostgreSQL."""
    if find_spec("psycopg") is None or find_spec("psycopg_pool") is None:
        raise OperatorError(
            "DATABASE_URL needs the packages psycopg and psycopg_pool: install Troubadour with the extra `postgres` "
            "(pip install 'troubadour[postgres]')."
        )
