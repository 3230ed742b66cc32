"""The bot with its data in PostgreSQL, from the command line."""

import asyncio
import io
import time
import urllib.request
from pathlib import Path

import pytest

from bot.backup import back_up, inspect, move, restore
from bot.doctor import examine
from bot.settings import Settings
from bot.usage import export
from core.domain.errors import OperatorError
from core.domain.ledger import Spend
from core.store.blob_files import BLOBS
from core.store.sqlite.database import DATABASE
from core.store.sqlite.store import SqliteStore
from tests.bot.processes import Kitchen, free_port, line_with
from tests.servers.postgres import PostgresServer
from tests.servers.s3 import Bucket

KEY = "a key that processes share " * 2


def shared(url: str, folder: Path, **environ: str) -> Settings:
    """The settings of a bot with a database."""
    return Settings.load(
        {"data": str(folder / "data")},
        environ={"DATABASE_URL": url, "TROUBADOUR_SECRET_KEY": KEY, **environ},
        folder=folder,
    )


def alone(folder: Path) -> Settings:
    """The settings of a bot with a data folder."""
    return Settings.load({"data": str(folder / "data")}, environ={}, folder=folder)


def usage(settings: Settings) -> str:
    """The ledger as CSV."""
    out = io.StringIO()
    export(settings, 30, out, as_csv=True)
    return out.getvalue()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with a file and an entry in the ledger."""
    folder = tmp_path / "data"
    folder.mkdir()

    async def fill() -> None:
        store = await SqliteStore.open(folder)
        await store.put(b"a fox", "image/png", "fox.png", "ada", time.time())
        spend = Spend(
            job="job",
            user_key="web:room:ada",
            tenant="web:room",
            task="chat_completion",
            engine="huggingface",
            model="org/chat",
            units=1,
            outcome="ok",
            at=time.time(),
            microdollars=1_234_567,
        )
        await store.record(spend)
        await store.close()

    asyncio.run(fill())
    return folder


@pytest.mark.parametrize("place", ["database", "object store"])
def test_a_bot_moves_into_a_database_and_back(
    tmp_path: Path, data: Path, database_url: str, place: str, request: pytest.FixtureRequest
) -> None:
    """Usage, backups and checks read the same on both sides."""
    bucket: dict[str, str] = request.getfixturevalue("bucket").environ if place == "object store" else {}
    before = usage(alone(tmp_path))
    assert "1.234567" in before
    (data / "secret-key").write_text("hush")
    settings = shared(database_url, tmp_path, **bucket)
    told = move(settings if bucket else alone(tmp_path), database_url)
    assert "the counts of all" in told
    assert "hush" not in told
    if not bucket:
        assert "TROUBADOUR_SECRET_KEY is the content of the file" in told
    assert usage(settings) == before
    assert inspect(settings) == (True, ["ok  database", "ok  1 files"])
    assert "MB" in back_up(settings, tmp_path / "backup.tar", with_keys=False)
    assert "as it was in the backup of" in restore(settings, tmp_path / "backup.tar", force=True)
    assert usage(settings) == before
    told = move(settings, str(tmp_path / "elsewhere"))
    assert "Remove DATABASE_URL" in told
    moved = Settings.load({"data": str(tmp_path / "elsewhere")}, environ={}, folder=tmp_path)
    assert usage(moved) == before
    assert inspect(moved) == (True, ["ok  database", "ok  1 files"])


def test_what_cannot_be_moved_is_one_sentence(tmp_path: Path, database_url: str) -> None:
    with pytest.raises(OperatorError, match="There is no database in"):
        move(alone(tmp_path), database_url)
    with pytest.raises(OperatorError, match="--to is the address of a database"):
        move(alone(tmp_path), str(tmp_path / "new"))
    with pytest.raises(OperatorError, match="makes no keys"):
        back_up(shared(database_url, tmp_path), tmp_path / "backup.tar", with_keys=True)
    assert not (tmp_path / "new").exists()


async def test_the_doctor_examines_the_database_and_the_bucket(
    tmp_path: Path, database_url: str, bucket: Bucket
) -> None:
    well = await asyncio.to_thread(shared, database_url, tmp_path, **bucket.environ)
    lines = [each.finding for each in await examine(well)]
    assert "Wake-ups between processes arrive immediately." in lines
    assert f"Files are in s3://{bucket.name}/files." in lines
    away = await asyncio.to_thread(
        shared, database_url + "_gone", tmp_path, **{**bucket.environ, "TROUBADOUR_BLOBS": "s3://nothing"}
    )
    problems = [each.finding for each in await examine(away) if not each.ok]
    assert any("cannot be used" in line and "DATABASE_URL" in line for line in problems)
    assert any("The object store s3://nothing cannot be used" in line for line in problems)


def test_a_bot_runs_without_a_data_folder_of_its_own(tmp_path: Path, postgres: PostgresServer, store_url: str) -> None:
    """Two processes start beside each other. What one has kept, `usage` reads; without the database they are not ready,
    and are again when it is back."""
    kitchen = Kitchen(tmp_path)
    environ = {"DATABASE_URL": store_url, "TROUBADOUR_SECRET_KEY": KEY, "TROUBADOUR_ONLY": "web"}
    port = free_port()
    with (
        kitchen.running("run", "--port", str(port), **environ) as one,
        kitchen.running("run", "--port", str(free_port()), **environ) as other,
    ):
        for process in (one, other):
            line_with(process.stderr, "the web room is open")
        assert ready(port)
        postgres.stop()
        try:
            line_with(one.stderr, "the database is out of order")
            until(lambda: not ready(port))
        finally:
            postgres.start()
        line_with(one.stderr, "the database answers again")
        until(lambda: ready(port))
    assert not (tmp_path / "data" / DATABASE).exists()
    assert not (tmp_path / "data" / BLOBS).exists()
    assert kitchen.run("usage", "--csv", **environ).out.startswith("time,user,tenant")


def test_ask_uses_the_database_only_if_it_is_to_keep_something(
    tmp_path: Path, store_url: str, postgres: PostgresServer
) -> None:
    kitchen = Kitchen(tmp_path)
    settings = shared(store_url, tmp_path)
    environ = {"DATABASE_URL": store_url, "TROUBADOUR_SECRET_KEY": KEY}
    away = {**environ, "DATABASE_URL": "postgresql://127.0.0.1:1/nothing"}
    assert kitchen.run("ask", "/chat", "hello", **away).status == 0
    assert usage(settings).count("\n") == 1
    assert kitchen.run("ask", "/chat", "hello", "--data", "here", **environ).status == 0
    assert usage(settings).count("\n") == 2
    # A server that does not answer is known to all processes.
    dead = {"TROUBADOUR_CHAT_COMPLETION_MODELS": "mine@http://127.0.0.1:1/v1"}
    kitchen.run("ask", "/chat", "hello", "--data", "here", **environ, **dead)
    assert postgres.execute("SELECT failures FROM address_rest", store_url.rpartition("/")[2]) == [(3,)]


def ready(port: int) -> bool:
    """The answer of /readyz."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=30) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def until(holds: object) -> None:
    """Waits until something holds."""
    assert callable(holds)
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)
