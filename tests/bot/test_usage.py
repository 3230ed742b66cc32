"""The ledger on the command line, while the bot runs and afterwards."""

import csv
import io
import time
from dataclasses import replace
from pathlib import Path

import pytest

from bot.settings import Settings
from bot.usage import export
from core.domain.errors import OperatorError
from core.quota.usage import BAR_WIDTH
from core.store.sqlite.store import SqliteStore
from tests.core.quota.samples import spend
from tests.core.store.samples import ADA, request

MANY_DAYS = 3660 * 10


def exported(folder: Path, *, as_csv: bool = True) -> str:
    out = io.StringIO()
    export(Settings(data=folder), MANY_DAYS if as_csv else 7, out, as_csv=as_csv)
    return out.getvalue()


@pytest.mark.may_block
async def test_every_spend_is_a_line_whether_the_bot_runs_or_not(tmp_path: Path) -> None:
    store = await SqliteStore.open(tmp_path)
    await store.record(replace(spend("j", 1), place="web:room:hall", tokens=12, microdollars=340, model='a "b", c'))
    await store.record(replace(spend("j", 0), outcome="failed"))
    await store.record_feedback("j", "u", True, 2.0)
    running = exported(tmp_path)
    await store.record(spend("k", 1))
    await store.close()
    rows = list(csv.DictReader(io.StringIO(exported(tmp_path))))
    assert list(csv.DictReader(io.StringIO(running))) == rows[:2]
    assert rows[0] == {
        "time": "1970-01-01T00:00:01+00:00",
        "user": "u",
        "tenant": "t",
        "place": "web:room:hall",
        "task": "chat_completion",
        "engine": "e",
        "model": 'a "b", c',
        "outcome": "ok",
        "calls": "1",
        "tokens": "12",
        "dollars": "0.000340",
        "liked": "1",
        "disliked": "0",
    }
    assert [row["outcome"] for row in rows] == ["ok", "failed", "ok"]
    assert "0 calls" in exported(tmp_path, as_csv=False)


@pytest.mark.may_block
async def test_people_are_named_and_days_without_requests_are_left_out(tmp_path: Path) -> None:
    store = await SqliteStore.open(tmp_path)
    await store.accept(request("1"), [], time.time())
    for user in (ADA.key, "discord:1:2"):
        await store.record(replace(spend("j", 1), user_key=user, at=time.time()))
    await store.close()
    shown = exported(tmp_path, as_csv=False)
    assert "  Ada (web:home:ada)\n" in shown
    assert "  discord:1:2\n" in shown
    assert shown.count("█") == BAR_WIDTH, "one day"


@pytest.mark.may_block
async def test_feedback_is_summed_up_by_model(tmp_path: Path) -> None:
    store = await SqliteStore.open(tmp_path)
    await store.record(replace(spend("j", 1), at=time.time()))
    await store.record_feedback("j", "u", False, 2.0)
    await store.close()
    assert "0 liked, 1 disliked  m" in exported(tmp_path, as_csv=False)


def test_without_a_data_folder_usage_asks_for_one(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="TROUBADOUR_DATA or --data"):
        exported(tmp_path)
