"""What a database of an older version mentions is found after its migration."""

from pathlib import Path

from core.domain.request import MediaRef
from core.store.postgres import migrations as postgres_migrations
from core.store.sql.store import SqlStore
from core.store.sqlite import migrations as sqlite_migrations
from core.store.sqlite.store import SqliteStore
from tests.core.store.conftest import open_postgres
from tests.core.store.postgres.older_versions import older_database, older_folder
from tests.core.store.samples import ADA, PLACE, request, tables

PICTURE = MediaRef(sha256="ab" * 32, media_type="image/png", size=1, name="fox.png")
ASKED = request("old", inputs=(PICTURE,)).model_dump_json()
MEDIA = f"[{PICTURE.model_dump_json().replace('ab' * 32, 'cd' * 32)}]"
ROWS = (
    f"INSERT INTO job (id, user_key, request, accepted_at) VALUES ('old', '{ADA.key}', '{ASKED}', 1)",  # noqa: S608
    f"INSERT INTO job (id, user_key, request, accepted_at) VALUES ('damaged', '{ADA.key}', '{ASKED[:-9]}', 1)",  # noqa: S608
    f"""
    INSERT INTO turn (conversation, job, ordinal, role, author, name, text, media, at)
    VALUES ('lounge', 'of no job', 0, 'user', '{ADA.key}', 'Ada', 'Hello', '{MEDIA}', 1)
    """,  # noqa: S608
    f"INSERT INTO receipt VALUES ('old', '{{\"file\":\"{'ef' * 32}\"}}')",  # noqa: S608
)


async def test_a_folder_of_an_older_version(tmp_path: Path) -> None:
    await older_folder(tmp_path, sqlite_migrations._MENTIONS, ROWS)
    store = await SqliteStore.open(tmp_path)
    await _check(store)
    await store.close()


async def test_a_database_of_an_older_version(database_url: str) -> None:
    await older_database(database_url, postgres_migrations._MENTIONS, ROWS)
    store = await open_postgres(database_url)
    await _check(store)
    await store.close()


async def _check(store: SqlStore) -> None:
    uses = (await tables(store))["blob_use"]
    assert {("ab" * 32, "old"), ("cd" * 32, "of no job"), ("ef" * 32, "old")} <= {eval(row) for row in uses}  # noqa: S307
    places = await store._database.read(lambda t: t.execute("SELECT id, place_scope FROM job ORDER BY id").fetchall())
    assert places == [("damaged", ""), ("old", PLACE.scopes[-1])]
