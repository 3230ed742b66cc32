"""Deletion of a person's data, and of old data."""

import asyncio
import os
import random
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from core.domain.actions import Run
from core.domain.clock import SystemClock
from core.domain.errors import Missing, RunOver
from core.domain.ledger import Spend
from core.domain.request import Attachment, Caller, Place, Request
from core.store.ports.action_store import StoredAction
from core.store.ports.message_log import ERASED
from core.store.postgres.store import PostgresStore
from core.store.sql.store import SqlStore
from core.store.sqlite.migrations import backup_path
from core.store.sqlite.store import SqliteStore
from core.store.sqlite.transaction import SqliteUpkeep
from tests.core.store.deletions import fill_place
from tests.core.store.samples import ADA, BO, ONLY_SQLITE, PLACE, delta, request, tables, turn

SECRET = "xyzzy-plugh-secret"
CY = ADA.model_copy(update={"user": "cyrillic-traces", "name": "Cy-display-name"})
TRACES = (CY.user.encode(), CY.name.encode(), SECRET.encode())


async def _live(store: SqlStore, job: str, at: float = 1.0, *, end: bool = True) -> None:
    """Stores everything that one job of Cy leaves behind, each with a secret."""
    await store.accept(
        request(job, CY).model_copy(update={"said": SECRET, "options": {"prompt": SECRET}}),
        [],
        at,
    )
    await store.claim_job(job, "me", 1e12)
    picture = await store.put(f"{SECRET} {job}".encode() * 200, "image/png", f"{SECRET}.png", CY.key, at)
    await store.save_receipt(job, {"text": SECRET})
    await store.append_turns([turn(job, n, author=CY, text=SECRET, at=at, media=(picture,)) for n in (0, 1)])
    await store.append("lounge", job, CY.key, None, [delta(f"{SECRET} {n}" * 30) for n in range(40)], at)
    await store.append("lounge", job, "troubadour", CY.key, [delta(SECRET)], at)
    action = Run(command="imagine", options={"prompt": SECRET}, inputs=(picture,))
    await store.save_actions({f"run-{job}": StoredAction(action=action, job=job, requester=CY.key, place=PLACE)}, at)
    await store.set_preference(CY.key, "voice", SECRET)
    await store.record(
        Spend(
            job=job, user_key=CY.key, tenant="home", task="image", engine="e", model="m", units=1, outcome="ok", at=at
        )
    )
    if end:
        await store.finish_job(job, "done", at)


def _files_with_traces(folder: Path) -> list[str]:
    return [
        file.name
        for file in folder.rglob("*")
        if file.is_file() and any(trace in file.read_bytes() or trace in str(file).encode() for trace in TRACES)
    ]


async def test_a_forgotten_person_leaves_nothing_in_tables_nor_files(store: SqlStore, tmp_path: Path) -> None:
    for number in range(15):
        await _live(store, f"cy-{number}")
        await store.accept(request(f"ada-{number}"), [], 1.0)
        await store.append_turns([turn(f"ada-{number}"), turn(f"bo-{number}", author=BO)])
        await store.append("lounge", f"ada-{number}", ADA.key, None, [delta("of Ada")], 1.0)
    await store.append("lounge", "ada-0", "troubadour", CY.key, [delta("whispered")], 1.0)
    await store.append("lounge", "of no job", CY.key, None, [delta("typed")], 1.0)
    await store.save_reminder(request("cy-later", CY), 50.0)
    assert await store.request_stop("ada-0", CY.name, CY.key)
    await store.append("lounge", "ada-0", ADA.key, None, [{"event": "stopped", "by": CY.name}], 2.0)
    await store.finish_job("ada-0", "stopped", 2.0)
    assert await store.request_stop("ada-2", CY.name, CY.key)
    await store.record(
        Spend(
            job="ada-1",
            user_key=ADA.key,
            tenant="home",
            task="chat_completion",
            engine="e",
            model="m",
            units=1,
            outcome="ok",
            at=1.0,
        )
    )
    for job, who in (("ada-1", CY), ("ada-1", BO), ("cy-1", BO)):
        assert await store.record_feedback(job, who.key, True, 2.0)
    assert _files_with_traces(tmp_path) or isinstance(store, PostgresStore)
    before = await tables(store)

    count = await store.forget_person(CY.key, 99.0)

    after = await tables(store)
    assert {name: rows for name, rows in after.items() if any(CY.user in row or SECRET in row for row in rows)} == {}
    assert _files_with_traces(tmp_path) == []
    told = 15 + 1  # one entry for each erased reply; Ada's, which has an entry for Cy alone, stays
    lost = {name: len(rows) - len(after[name]) for name, rows in before.items() if len(rows) != len(after[name])}
    contents = {"blob_use": 15, **({"blob_content": 15} if isinstance(store, PostgresStore) else {})}
    assert lost == {
        **contents,
        "job": 15,
        "receipt": 15,
        "turn": 30,
        "preference": 1,
        "stored_action": 15,
        "log_entry": 15 * 41 + 2 - told,
        "blob": 15,
        "blob_owner": 15,
        "reminder": 1,
        "feedback": 2,
        "forgotten_job": -15,
        "forgotten_person": -1,
    }
    counted = sum(number for name, number in lost.items() if not name.startswith("forgotten"))
    assert count == counted + told + 15 - sum(contents.values()), "of the spends it is forgotten whose they are"
    assert [(spend.units, spend.liked) for spend in await store.spends(None, 0.0)] == [(1, 0)] * 15 + [(1, 1)]
    assert len(await store.load_turns("lounge", 100)) == 30
    left = await store.read("lounge", 0, "anyone")
    assert [line.reply for line in left if line.content == ERASED] == [
        *sorted(f"cy-{n}" for n in range(15)),
        "of no job",
    ]
    assert len(left) == 15 + 1 + told
    stopped = await store.job("ada-0")
    assert stopped is not None
    assert stopped.stop_by == ""
    stopping = await store.job("ada-2")
    assert stopping is not None
    assert stopping.stop_by == "", "it is stopped all the same"
    assert await store.forget_person(CY.key, 99.0) == 0


@ONLY_SQLITE
async def test_no_copy_stays_in_the_slack_of_pages_that_rows_were_moved_from(
    store: SqliteStore, tmp_path: Path
) -> None:
    draw = random.Random(0)  # noqa: S311 - with only `secure_delete`, this seed leaves some
    for number in range(400):
        who = draw.choice([CY, ADA, BO])
        text, job = SECRET if who is CY else "harmless words", str(number)
        turns = [turn(job, n, author=who, text=text * draw.randint(0, 200)) for n in (0, 1)]
        lines = [delta(text * draw.randint(0, 20)) for _ in range(10)]
        await asyncio.gather(
            store.accept(request(job, who).model_copy(update={"said": text * draw.randint(0, 80)}), [], 1.0),
            *(store.save_receipt(job, {"text": text * draw.randint(0, most)}) for most in (300, 500)),
            store.append_turns(turns),
            store.append("lounge", job, who.key, None, lines, 1.0),
            store.set_preference(who.key, f"name-{draw.randint(0, 50)}", text * draw.randint(1, 30)),
            store.finish_job(job, "done", 2.0),
        )
    await store.forget_person(CY.key, 99.0)
    assert _files_with_traces(tmp_path) == []


async def test_a_forgotten_request_delivered_late_is_not_played_again(store: SqlStore) -> None:
    await _live(store, "1", at=100.0)
    await store.forget_person(CY.key, 99.0)
    assert await store.job("1") is None
    assert not await store.accept(request("1", CY), [], 101.0)
    await store.expire(150.0)
    assert await store.accept(request("1", CY), [], 151.0)


async def test_of_an_unfinished_job_only_what_withdraws_its_reply_stays_until_it_ends(
    store: SqlStore, tmp_path: Path
) -> None:
    attached = await store.put(SECRET.encode(), "image/png", "in.png", CY.key, 1.0)
    asked = request("running", CY, (attached,), (Attachment.stored(attached),))
    await store.accept(asked.model_copy(update={"said": SECRET}), [], 1.0)
    job = await store.claim_job("running", "me", 2.0)
    assert job is not None
    await store.save_receipt("running", {"messages": ["1"]})
    await store.save_checkpoint("running", "ending", SECRET)
    await store.append("lounge", "running", CY.key, None, [delta("so far")], 1.0)
    await _live(store, "ended")
    await store.accept(request("forget", CY), [], 1.0)
    await store.claim_job("forget", "me", 2.0)

    await store.forget_person(CY.key, 99.0, sparing="forget")

    assert await store.unfinished_jobs() == ["running", "forget"]
    assert await store.forgotten_jobs("me", 3.0) == ["running"]
    left = await store.job("running")
    assert left is not None
    assert left.forgotten
    assert left.request == Request(id="running", command="", caller=CY, place=PLACE, address=asked.address)
    assert await store.receipt("running") == {"messages": ["1"]}
    assert await store.checkpoints("running") == {}
    assert await store.find(attached.sha256) is None
    assert [(line.reply, line.content) for line in await store.read("lounge", 0, "anyone")] == [
        ("ended", ERASED),
        ("running", ERASED),
    ]
    with pytest.raises(RunOver):
        await store.fenced(job, SystemClock()).save_receipt("running", {"messages": ["1", "2"]})
    await store.finish_job("running", "stopped", 4.0)
    await store.finish_job("forget", "done", 4.0)
    assert await store.job("running") is None
    assert await store.receipt("running") == {}
    assert not await store.accept(request("running", CY), [], 5.0)
    await store.rewrite_if_due()
    assert _files_with_traces(tmp_path) == []


async def test_the_files_are_rewritten_once_after_all_jobs_of_a_person_who_was_forgotten(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    rewritten: list[None] = []
    monkeypatch.setattr(SqliteUpkeep, "rewrite", lambda _: rewritten.append(None))
    for number in range(3):
        await _live(store, f"cy-{number}", end=False)
    await store.forget_person(CY.key, 99.0)
    rewritten.clear()
    for number in range(3):
        await store.rewrite_if_due()
        assert not rewritten, "a job of theirs is unfinished"
        await store.finish_job(f"cy-{number}", "stopped", 100.0)
    await store.rewrite_if_due()
    await store.rewrite_if_due()
    assert len(rewritten) == (1 if isinstance(store, SqliteStore) else 0)


async def test_retention_deletes_only_older_entries(store: SqlStore, tmp_path: Path) -> None:
    await _live(store, "old", at=10.0)
    await _live(store, "new", at=20.0)
    await store.set_preference(ADA.key, "voice", "alto")
    before = await tables(store)
    count = await store.expire(15.0)
    after = await tables(store)
    lost = {name: len(rows) - len(after[name]) for name, rows in before.items() if len(rows) != len(after[name])}
    contents = {"blob_use": 1, **({"blob_content": 1} if isinstance(store, PostgresStore) else {})}
    assert lost == {
        **contents, "job": 1, "receipt": 1, "turn": 2, "stored_action": 1, "log_entry": 41, "blob": 1, "blob_owner": 1,
    }  # fmt: skip
    assert count == sum(lost.values()) - sum(contents.values())
    assert await store.job("old") is None
    assert await store.job("new") is not None
    assert await store.stored_action("run-new") is not None
    assert len(await store.load_turns("lounge", 10)) == 2
    assert await store.expire(15.0) == 0


async def test_an_unfinished_job_does_not_expire_nor_do_its_inputs(store: SqlStore) -> None:
    media = await store.put(b"input", "image/png", "in.png", ADA.key, 1.0)
    await store.accept(request("1", inputs=(media,)), [], 1.0)
    await store.save_receipt("1", {"messages": ["1"]})
    await store.expire(100.0)
    assert await store.unfinished_jobs() == ["1"]
    assert await store.receipt("1") == {"messages": ["1"]}
    assert await store.get(media.sha256) == b"input"
    await store.finish_job("1", "done", 101.0)
    await store.expire(200.0)
    assert await store.receipt("1") == {}
    assert await store.find(media.sha256) is None
    with pytest.raises(Missing):
        await store.get(media.sha256)


async def test_bytes_live_as_long_as_anything_that_refers_to_them(store: SqlStore) -> None:
    media = [await store.put(bytes([n]), "image/png", "p.png", ADA.key, 1.0) for n in range(6)]
    await store.append_turns([turn("1", at=50.0, media=(media[0],))])
    await store.append("lounge", "1", ADA.key, None, [{"event": "picture", "media": media[1].model_dump()}], 50.0)
    action = Run(command="limerick", inputs=(media[2],))
    await store.save_actions({"run-1": StoredAction(action=action, job="1", requester=ADA.key, place=PLACE)}, 50.0)
    await store.accept(request("1", attachments=(Attachment.stored(media[3]),)), [], 50.0)
    await store.finish_job("1", "done", 50.0)
    await store.put(bytes([4]), "image/png", "p.png", BO.key, 50.0)
    await store.append_turns([turn("0", at=2.0, media=tuple(media[:5]))])
    await store.expire(40.0)
    assert [await store.find(one.sha256) is not None for one in media] == [True] * 5 + [False]
    await store.expire(60.0)
    assert [await store.find(one.sha256) for one in media] == [None] * 6


@ONLY_SQLITE
async def test_files_without_a_row_and_old_backups_go_with_time(store: SqliteStore, tmp_path: Path) -> None:
    kept = await store.put(b"kept", "image/png", "p.png", ADA.key, 5_000.0)
    orphan = store.path("ab" * 32)
    orphan.parent.mkdir(parents=True)
    orphan.write_bytes(b"left by a crash")
    backup = backup_path(tmp_path / "troubadour.sqlite3", 1)
    backup.write_bytes(b"of long ago")
    for file in (orphan, backup, store.path(kept.sha256)):
        os.utime(file, (1_000, 1_000))
    await store.expire(900.0)
    assert orphan.exists()
    assert backup.exists()
    await store.expire(1_100.0)
    assert not orphan.exists()
    assert not backup.exists()
    assert await store.get(kept.sha256) == b"kept"


TENANT = f"{CY.platform}:{CY.tenant}"
DI = Caller(platform="web", tenant="abroad", user="di", name="Di")


async def _live_in(store: SqlStore, job: str, caller: Caller, place: Place, *, end: bool = True) -> None:
    """Stores everything that one job in a place leaves behind, each with the secret."""
    picture = await store.put(f"{SECRET} {job}".encode(), "image/png", f"{SECRET}.png", caller.key, 1.0)
    asked = request(job, caller, (picture,)).model_copy(update={"said": SECRET, "place": place})
    await store.accept(asked, [], 1.0)
    await store.save_receipt(job, {"text": SECRET})
    key = "|".join((place.key, place.thread or "", "public"))
    await store.append_turns([turn(job, conversation=key, author=caller, text=SECRET, media=(picture,))])
    await store.append_turns([turn(f"thread:{key}", conversation=key, author=DI, text=SECRET)])
    await store.save_checkpoint(job, "answer", SECRET)
    action = Run(command="imagine", options={"prompt": SECRET}, inputs=(picture,))
    await store.save_actions(
        {f"run-{job}": StoredAction(action=action, job="", requester=caller.key, place=place)}, 1.0
    )
    await store.save_reminder(asked.model_copy(update={"id": f"later-{job}"}), 1e6)
    await store.set_preference(place.key, "persona", SECRET)
    await store.set_preference("bot:alerts", f"report:{job}", {"at": 1.0, "place": place.key, "reason": SECRET})
    if end:
        await store.finish_job(job, "done", 2.0)


async def test_a_tenant_that_is_gone_takes_everything_in_it_along(store: SqlStore, tmp_path: Path) -> None:
    await _live(store, "cy-0")
    await _live_in(store, "of-cy", CY, PLACE)
    await _live_in(store, "of-di", DI, PLACE.model_copy(update={"thread": "7"}), end=False)
    await store.set_preference(TENANT, "limits", SECRET)
    await store.set_preference("blocked:web", "home:bo", {"name": SECRET, "at": 1.0})
    await store.set_preference("blocked:web", "home2:bo", {"name": "of another tenant", "at": 1.0})
    await store.set_preference(f"{TENANT}0:lounge", "model-chat_completion", "of another tenant")
    await store.save_reminder(request("cy-later", CY).model_copy(update={"said": SECRET}), 50.0)
    await store.note_joined([TENANT, "web:abroad"])
    await store.note_left(TENANT, 50.0)

    assert await store.joined_tenants("web") == ["abroad"]
    assert await store.left_places(50.0, 99.0) == []
    assert await store.left_places(51.0, 99.0) == [TENANT]
    assert await store.delete_left([TENANT], 50.0, 99.0) == 0
    assert await store.delete_left(["web:abroad"], 51.0, 99.0) == 0
    assert await store.delete_left([TENANT], 51.0, 99.0) > 0

    after = await tables(store)
    assert {name: rows for name, rows in after.items() if any(CY.user in row or SECRET in row for row in rows)} == {}
    assert _files_with_traces(tmp_path) == []
    assert await store.unfinished_jobs() == []
    assert await store.preferences(f"{TENANT}0:lounge") == {"model-chat_completion": "of another tenant"}
    assert list(await store.preferences("blocked:web")) == ["home2:bo"]
    assert await store.left_places(51.0, 99.0) == []


@pytest.mark.parametrize("thread", [None, "7"])
async def test_a_channel_or_a_thread_that_is_gone_leaves_the_others(store: SqlStore, thread: str | None) -> None:
    gone = PLACE.model_copy(update={"thread": thread})
    near = PLACE.model_copy(update={"channel": "lounge2"}) if thread is None else PLACE
    await _live_in(store, "there", ADA, near)
    shared = await store.put(SECRET.encode(), "image/png", "both.png", ADA.key, 1.0)
    for job, place in (("kept", near), ("gone", gone)):
        asked = request(job, inputs=(shared,)).model_copy(update={"place": place})
        await store.accept(asked, [], 1.0)
    before = await tables(store)
    await _live_in(store, "here", ADA, gone)
    if thread is not None:
        await store.set_preference(gone.key, f"forgotten-thread-{thread}", True)

    await store.note_left(gone.scopes[-1], 50.0)
    assert await store.delete_left(gone.scopes, 51.0, 99.0) > 0

    after = await tables(store)
    lost = {name: len(rows) - len(after[name]) for name, rows in before.items() if len(rows) != len(after[name])}
    of_place = {"preference": -1} if thread is not None else {}  # the report names the channel
    assert lost == {"job": 1, "blob_use": 1, "forgotten_job": -2, "forgotten_person": -1, **of_place}
    assert await store.job("there") is not None
    assert await store.stored_action("run-there") is not None
    assert await store.find(shared.sha256) is not None


async def test_the_unfinished_jobs_of_a_place_that_were_accepted_before_it_was_left(store: SqlStore) -> None:
    thread = PLACE.model_copy(update={"thread": "7"})
    near = PLACE.model_copy(update={"channel": "lounge2"})
    for job, at, place in (("1", 1.0, PLACE), ("2", 2.0, thread), ("near", 1.0, near), ("ended", 1.0, PLACE)):
        await store.accept(request(job).model_copy(update={"place": place}), [], at)
    await store.finish_job("ended", "done", 3.0)
    assert sorted(await store.note_left(TENANT, 4.0)) == ["1", "2", "near"]
    assert sorted(await store.note_left(PLACE.key, 4.0)) == ["1", "2"]
    assert await store.note_left(PLACE.key, 4.0, seconds_ago=2.5) == ["1"]
    assert await store.note_left(thread.scopes[-1], 4.0) == ["2"]


async def test_a_place_that_comes_back_is_kept_and_a_clock_that_was_ahead_delays_nothing(store: SqlStore) -> None:
    await _live_in(store, "1", ADA, PLACE)
    await store.note_left(TENANT, 10.0)
    await store.note_left(TENANT, 50.0)
    await store.note_joined([TENANT])
    assert await store.delete_left([TENANT], 1e9, 1e9) == 0
    await store.note_left(TENANT, 9e9)
    assert await store.left_places(100.0, 200.0) == []
    assert await store.left_places(201.0, 300.0) == [TENANT]
    assert await store.delete_left([TENANT], 201.0, 300.0) > 0
    assert await store.job("1") is None


@pytest.mark.parametrize("reopened", [False, True])
async def test_rows_of_an_older_program_are_found_as_well(store: SqlStore, reopened: bool) -> None:
    await fill_place(store)
    await store.delete_place("web:small:yard|7", 5.0)
    quotes = ("job_quote", "reminder_quote", "action_quote")
    changes = [
        *(f"UPDATE {table} SET place_scope = NULL" for table in ("job", "reminder", "stored_action")),  # noqa: S608
        *(f"DELETE FROM {table}" for table in quotes),  # noqa: S608
    ]
    await store._database.write(lambda transaction: [transaction.execute(change).rowcount for change in changes])
    if reopened:
        await store.prepare()
    assert await store.forget_person(ADA.key, 6.0) > 0
    assert {name for name, rows in (await tables(store)).items() if any(ADA.key in row for row in rows)} == set()
    assert await store.delete_place("web:small:hall", 7.0) > 0
    assert await store.forget_person("web:small:cy", 8.0) > 0
    after = await tables(store)
    assert {name: after[name] for name in (*quotes, "job", "reminder", "stored_action", "blob") if after[name]} == {}


async def test_a_file_stays_as_long_as_anything_elsewhere_refers_to_it(store: SqlStore) -> None:
    shared = await store.put(b"shared", "image/png", "fox.png", ADA.key, 1.0)
    there = PLACE.model_copy(update={"channel": "yard"})
    uses: dict[str, Callable[[], Awaitable[object]]] = {
        "request": lambda: store.accept(request("elsewhere", inputs=(shared,)), [], 1.0),
        "receipt": lambda: store.save_receipt("elsewhere", {"file": shared.sha256}),
        "checkpoint": lambda: store.save_checkpoint("unfinished", "file", shared.sha256),
        "turn": lambda: store.append_turns([turn("of no job", media=(shared,))]),
        "log entry": lambda: store.append(
            "lounge", "of no job", ADA.key, None, [{"media": shared.model_dump(mode="json")}], 1.0
        ),
        "reminder": lambda: store.save_reminder(request("later", inputs=(shared,)), 1e6),
        "button": lambda: store.save_actions(
            {"a": StoredAction(action=Run(command="chat", inputs=(shared,)), job="", requester=ADA.key, place=PLACE)},
            1.0,
        ),
    }
    for number, (name, use) in enumerate(uses.items()):
        shared = await store.put(f"shared {number}".encode(), "image/png", "fox.png", ADA.key, 1.0)
        await store.accept(request("unfinished"), [], 1.0)
        await use()
        gone = request(f"gone {number}", inputs=(shared,)).model_copy(update={"place": there})
        await store.accept(gone, [], 1.0)
        assert await store.delete_place(there.key, 2.0) > 0
        assert await store.find(shared.sha256) is not None, name
