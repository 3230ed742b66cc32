"""The database of the bots: SQLite, also PostgreSQL in modules that are marked, or one for all with `--database`."""

from collections.abc import Iterator

import pytest

from tests.scenarios.databases import on_postgres


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Runs the scenarios of a module marked `both_databases` on both, unless an option chooses one for all."""
    chosen = metafunc.config.getoption("--database")
    both = metafunc.definition.get_closest_marker("both_databases") is not None
    if chosen or both:
        params = [chosen] if chosen else ["sqlite", "postgres"]
        metafunc.parametrize("database", params, indirect=True, scope="module")


@pytest.fixture(scope="module", autouse=True)
def database(request: pytest.FixtureRequest) -> Iterator[str]:
    """The database of all bots of the scenario."""
    name = str(getattr(request, "param", "sqlite"))
    if name == "postgres":
        with on_postgres(request.getfixturevalue("postgres")):
            yield name
    else:
        yield name
