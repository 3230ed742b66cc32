"""Files that were uploaded."""

import pytest

from adapters.web.config import WebConfig
from core.domain.errors import Missing
from core.domain.request import Attachment
from core.store.sqlite.store import SqliteStore
from tests.adapters.web.conftest import SECRET
from tests.adapters.web.scripted import SCRIPTED
from tests.adapters.web.web_assembly import WebAssembly


async def test_only_what_was_uploaded_is_fetched(store: SqliteStore) -> None:
    assembly = WebAssembly(store, WebConfig(secret=SECRET), SCRIPTED)
    with pytest.raises(Missing):
        await assembly.room.fetch(Attachment(name="x", media_type="text/plain", size=1, source="web"))
