"""The database of the bots: SQLite, also PostgreSQL in modules that are marked, or one for all with `--database`.

`apart` is PostgreSQL with two processes for each bot: one that listens and one that works. Scenarios marked
`one_process` are about the log or the start of a single process, and are skipped there.
"""

from collections.abc import Iterator

import pytest

from tests.scenarios.databases import on_postgres


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Runs the scenarios of a module marked `both_databases` on both, unless an option chooses one for all."""
    chosen = metafunc.config.getoption("--database")
    both = metafunc.definition.get_closest_marker("both_databases") is not None
    apart = metafunc.definition.get_closest_marker("apart") is not None
    if chosen or both or apart:
        names = [chosen] if chosen else ["sqlite", *["postgres"] * both, *["apart"] * apart]
        single = metafunc.definition.get_closest_marker("one_process") is not None
        skipped = pytest.mark.skip("about one process")
        params = [pytest.param(name, marks=skipped) if single and name == "apart" else name for name in names]
        metafunc.parametrize("database", params, indirect=True, scope="module")


@pytest.fixture(scope="module", autouse=True)
def database(request: pytest.FixtureRequest) -> Iterator[str]:
    """The database of all bots of the scenario."""
    name = str(getattr(request, "param", "sqlite"))
    if name != "sqlite":
        with on_postgres(request.getfixturevalue("postgres"), apart=name == "apart"):
            yield name
    else:
        yield name
