"""The schema of the database, and migrations from older versions."""

import re
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from core.domain.errors import OperatorError
from core.store.data_folder import sync

Migration = Sequence[str]
"""SQL statements, one in each string. The n-th migration leads from version n-1 to n."""

_INITIAL: Migration = (
    # An ended job has `ended_at`. `forget` marks a job whose requester was forgotten while it ran.
    """
    CREATE TABLE job (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        user_key TEXT NOT NULL,
        request TEXT NOT NULL,
        accepted_at REAL NOT NULL,
        state TEXT NOT NULL DEFAULT 'accepted',
        attempt INTEGER NOT NULL DEFAULT 0,
        stop_by TEXT,
        ended_at REAL,
        forget INTEGER NOT NULL DEFAULT 0
    ) STRICT
    """,
    "CREATE INDEX job_user ON job (user_key)",
    "CREATE INDEX job_unfinished ON job (accepted_at, number) WHERE ended_at IS NULL",
    "CREATE INDEX job_ended ON job (ended_at) WHERE ended_at IS NOT NULL",
    # Digests of the ids of forgotten jobs, which a platform may deliver again.
    """
    CREATE TABLE forgotten_job (
        digest BLOB PRIMARY KEY,
        accepted_at REAL NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE receipt (
        job TEXT PRIMARY KEY,
        content TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE turn (
        number INTEGER PRIMARY KEY,
        conversation TEXT NOT NULL,
        job TEXT NOT NULL,
        ordinal INTEGER NOT NULL,
        role TEXT NOT NULL,
        author TEXT NOT NULL,
        name TEXT NOT NULL,
        text TEXT NOT NULL,
        media TEXT NOT NULL,
        at REAL NOT NULL,
        UNIQUE (job, ordinal)
    ) STRICT
    """,
    "CREATE INDEX turn_conversation ON turn (conversation, at, number)",
    "CREATE INDEX turn_author ON turn (author)",
    "CREATE INDEX turn_at ON turn (at)",
    """
    CREATE TABLE preference (
        scope TEXT NOT NULL,
        name TEXT NOT NULL,
        value TEXT NOT NULL,
        PRIMARY KEY (scope, name)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE stored_action (
        id TEXT PRIMARY KEY,
        action TEXT NOT NULL,
        job TEXT NOT NULL,
        requester TEXT NOT NULL,
        place TEXT NOT NULL,
        at REAL NOT NULL
    ) STRICT
    """,
    "CREATE INDEX stored_action_job ON stored_action (job)",
    "CREATE INDEX stored_action_requester ON stored_action (requester)",
    "CREATE INDEX stored_action_at ON stored_action (at)",
    # One counter for all rooms: AUTOINCREMENT never reuses a number, even after the newest entry is deleted.
    """
    CREATE TABLE log_entry (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        room TEXT NOT NULL,
        reply TEXT NOT NULL,
        author TEXT NOT NULL,
        audience TEXT,
        at REAL NOT NULL,
        content TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX log_entry_room ON log_entry (room, number)",
    "CREATE INDEX log_entry_reply ON log_entry (reply, room, number)",
    "CREATE INDEX log_entry_author ON log_entry (author)",
    "CREATE INDEX log_entry_audience ON log_entry (audience) WHERE audience IS NOT NULL",
    "CREATE INDEX log_entry_at ON log_entry (at)",
    # `used_at` is the newest time of anything that refers to the bytes.
    """
    CREATE TABLE blob (
        sha256 TEXT PRIMARY KEY,
        size INTEGER NOT NULL,
        used_at REAL NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX blob_used_at ON blob (used_at)",
    """
    CREATE TABLE blob_owner (
        sha256 TEXT NOT NULL REFERENCES blob (sha256) ON DELETE CASCADE,
        owner TEXT NOT NULL,
        media_type TEXT NOT NULL,
        name TEXT NOT NULL,
        at REAL NOT NULL,
        PRIMARY KEY (sha256, owner)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX blob_owner_owner ON blob_owner (owner)",
    # Files to delete once the transaction that removed their rows is on the disk.
    "CREATE TABLE file_to_delete (sha256 TEXT PRIMARY KEY) STRICT, WITHOUT ROWID",
    """
    CREATE TABLE spend (
        number INTEGER PRIMARY KEY,
        job TEXT NOT NULL,
        user_key TEXT NOT NULL,
        tenant TEXT NOT NULL,
        task TEXT NOT NULL,
        engine TEXT NOT NULL,
        model TEXT NOT NULL,
        units INTEGER NOT NULL,
        outcome TEXT NOT NULL,
        at REAL NOT NULL,
        place TEXT NOT NULL,
        tokens INTEGER,
        microdollars INTEGER
    ) STRICT
    """,
    "CREATE INDEX spend_user ON spend (user_key, at)",
    "CREATE INDEX spend_at ON spend (at)",
    "CREATE INDEX spend_job ON spend (job)",
    # The theoretical arrival time of each limited key (core/quota/gcra.py).
    "CREATE TABLE allowance (key TEXT PRIMARY KEY, arrival_us INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    # Charges that can still change: `before_us` is the key's arrival time before the charge, `actual` the cost of the
    # job so far. They outlive the row of their job, because later charges of the key are computed from them.
    """
    CREATE TABLE pending_charge (
        number INTEGER PRIMARY KEY,
        job TEXT NOT NULL,
        key TEXT NOT NULL,
        task TEXT NOT NULL,
        at_us INTEGER NOT NULL,
        before_us INTEGER NOT NULL,
        emission_us INTEGER NOT NULL,
        units INTEGER NOT NULL,
        actual INTEGER NOT NULL DEFAULT 0,
        settled INTEGER NOT NULL DEFAULT 0,
        UNIQUE (job, key)
    ) STRICT
    """,
    "CREATE INDEX pending_charge_key ON pending_charge (key, number)",
    # Slots of running jobs, until the jobs end or their time is over.
    """
    CREATE TABLE concurrency_slot (
        key TEXT NOT NULL,
        job TEXT NOT NULL,
        until_us INTEGER NOT NULL,
        PRIMARY KEY (key, job)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX concurrency_slot_job ON concurrency_slot (job)",
    # The spent part of each budget in the day or month that began at `since`.
    """
    CREATE TABLE budget (
        key TEXT PRIMARY KEY,
        since INTEGER NOT NULL,
        until INTEGER NOT NULL,
        spent INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    # Estimated and actual cost, charged to budgets, of jobs that have not ended.
    """
    CREATE TABLE pending_budget_charge (
        job TEXT NOT NULL,
        key TEXT NOT NULL,
        since INTEGER NOT NULL,
        measure TEXT NOT NULL,
        units INTEGER NOT NULL,
        actual INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (job, key)
    ) STRICT, WITHOUT ROWID
    """,
    # Refused requests that are accepted again once there is room.
    """
    CREATE TABLE reminder (
        id TEXT PRIMARY KEY,
        user_key TEXT NOT NULL,
        request TEXT NOT NULL,
        due_at REAL NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX reminder_due ON reminder (due_at)",
    "CREATE INDEX reminder_user ON reminder (user_key)",
    # People's feedback on answers.
    """
    CREATE TABLE feedback (
        job TEXT NOT NULL,
        user_key TEXT NOT NULL,
        positive INTEGER NOT NULL,
        at REAL NOT NULL,
        PRIMARY KEY (job, user_key)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX feedback_user ON feedback (user_key)",
    # Requests to an engine that has a rate, from before they are sent until they are in the ledger.
    """
    CREATE TABLE unfinished_call (
        call TEXT PRIMARY KEY,
        engine TEXT NOT NULL,
        at REAL NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
)

_CLAIMS: Migration = (
    # The decisions of `accept`. Of jobs from before, only the request is known; in doubt they are private.
    "ALTER TABLE job ADD COLUMN private INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE job ADD COLUMN layout TEXT NOT NULL DEFAULT 'text'",
    """
    UPDATE job SET private = CASE WHEN json_valid(request) THEN
        lower(coalesce(request ->> '$.options.private', '')) IN ('1', 'true')
        OR coalesce(request ->> '$.command', '') LIKE 'troubadour %'
    ELSE 1 END
    """,
    # `run` grows with every claim. `owner` holds the job until `lease_until`; on one machine a lease has no end of its
    # own, because the owner of the data folder ends those of earlier processes. `runnable_at` 0 is due.
    "ALTER TABLE job ADD COLUMN run INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE job ADD COLUMN crashes INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE job ADD COLUMN tries INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE job ADD COLUMN owner TEXT",
    "ALTER TABLE job ADD COLUMN lease_until REAL",
    "ALTER TABLE job ADD COLUMN runnable_at REAL NOT NULL DEFAULT 0",
    "ALTER TABLE job ADD COLUMN payload_version INTEGER NOT NULL DEFAULT 1",
    "UPDATE job SET run = attempt, owner = iif(state = 'running', 'earlier version', NULL)",
    "ALTER TABLE job DROP COLUMN attempt",
    "CREATE INDEX job_due ON job (runnable_at) WHERE ended_at IS NULL",
)

_CHECKPOINTS: Migration = (
    # Caller, place and address once more, so that there is somebody to tell if the request is damaged.
    "ALTER TABLE job ADD COLUMN reply_to TEXT",
    # Finished parts of jobs that have not ended, so that another run does not make them again.
    """
    CREATE TABLE checkpoint (
        job TEXT NOT NULL,
        name TEXT NOT NULL,
        content TEXT NOT NULL,
        PRIMARY KEY (job, name)
    ) STRICT, WITHOUT ROWID
    """,
    # The time of the last charge: one in the future was made by a clock that was ahead.
    "ALTER TABLE allowance ADD COLUMN charged_us INTEGER NOT NULL DEFAULT 0",
    # The bot's own budgets count every request that was sent, also in runs that were cut off.
    "ALTER TABLE pending_budget_charge ADD COLUMN scope TEXT NOT NULL DEFAULT 'user'",
    "UPDATE pending_budget_charge SET scope = 'bot' WHERE key LIKE 'budget:bot:%'",
)

_PAGES: Migration = (
    # `opens` marks the first entry of a reply.
    "ALTER TABLE log_entry ADD COLUMN opens INTEGER NOT NULL DEFAULT 0",
    """
    UPDATE log_entry SET opens = 1
    WHERE author <> '' AND number IN (SELECT min(number) FROM log_entry GROUP BY reply, room)
    """,
    "CREATE INDEX log_entry_opening ON log_entry (room, audience, number) WHERE opens = 1",
    # The files that entries name.
    """
    CREATE TABLE log_file (
        number INTEGER NOT NULL REFERENCES log_entry (number) ON DELETE CASCADE,
        sha256 TEXT NOT NULL,
        room TEXT NOT NULL,
        audience TEXT,
        PRIMARY KEY (number, sha256)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX log_file_sha256 ON log_file (sha256, room, audience)",
    """
    INSERT OR IGNORE INTO log_file
    SELECT log_entry.number, found.value, log_entry.room, log_entry.audience
    FROM log_entry, json_tree(iif(json_valid(log_entry.content), log_entry.content, 'null')) AS found
    WHERE found.key = 'sha256' AND found.type = 'text'
        AND length(found.value) = 64 AND found.value NOT GLOB '*[^0-9a-f]*'
    """,
)

_CHAINS: Migration = (
    # The messages of replies, by the platform's ids.
    "CREATE TABLE reply_message (message TEXT PRIMARY KEY, job TEXT NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE INDEX reply_message_job ON reply_message (job)",
    """
    INSERT OR IGNORE INTO reply_message
    SELECT json_extract(each.value, '$.id'), receipt.job
    FROM receipt, json_each(iif(json_valid(receipt.content), receipt.content, '{}'), '$.messages') AS each
    WHERE json_type(each.value, '$.id') = 'text'
    """,
    # A request that another one answers, too, and one whose answer has begun to appear.
    "ALTER TABLE job ADD COLUMN joined INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE job ADD COLUMN answer_begun INTEGER NOT NULL DEFAULT 0",
    "UPDATE job SET answer_begun = 1 WHERE run > 0",
    # Digests of people who were forgotten, so that what they wrote before is not read again.
    "CREATE TABLE forgotten_person (digest BLOB PRIMARY KEY, at REAL NOT NULL) STRICT, WITHOUT ROWID",
)

_MEMBERSHIPS: Migration = (
    # The servers, workspaces and channels that the bot is in, or was removed from at `left_at`.
    "CREATE TABLE membership (scope TEXT PRIMARY KEY, left_at REAL) STRICT, WITHOUT ROWID",
    # The person who stopped a job, beside their display name in `stop_by`.
    "ALTER TABLE job ADD COLUMN stop_user TEXT NOT NULL DEFAULT ''",
    # One row while copies of deleted rows may be in the file.
    "CREATE TABLE rewrite_due (id INTEGER PRIMARY KEY) STRICT",
)

_CONVERSATIONS: Migration = (
    # Rooms of a log that people opened beside the place itself, as `platform:tenant:channel|thread`. `owner` is empty
    # once its person was forgotten; `title_at` is the time of the question that the title was made from.
    """
    CREATE TABLE conversation (
        room TEXT PRIMARY KEY,
        owner TEXT NOT NULL,
        shared INTEGER NOT NULL,
        title TEXT NOT NULL DEFAULT '',
        titled_by TEXT NOT NULL DEFAULT '',
        title_at REAL,
        created_at REAL NOT NULL,
        asked_at REAL
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX conversation_owner ON conversation (owner)",
    "CREATE INDEX conversation_shared ON conversation (room) WHERE shared = 1",
    """
    CREATE TABLE conversation_mark (
        room TEXT NOT NULL REFERENCES conversation (room) ON DELETE CASCADE,
        user_key TEXT NOT NULL,
        pinned INTEGER NOT NULL,
        archived INTEGER NOT NULL,
        PRIMARY KEY (room, user_key)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX conversation_mark_user ON conversation_mark (user_key)",
)

_LEASES: Migration = (
    # What one process at a time does for all.
    "CREATE TABLE lease (name TEXT PRIMARY KEY, owner TEXT NOT NULL, until REAL NOT NULL) STRICT, WITHOUT ROWID",
)

_PROVIDER_QUEUES: Migration = (
    # The queues of requests to engines, as far as processes share them: a row for each engine, for each request that
    # waits, and for each that was admitted within the window. All times are in microseconds. `epoch` grows when a call
    # is taken back, `since_us` is the time since which all calls are here, and `set_back_us` is how far the clock was
    # set back.
    """
    CREATE TABLE provider_queue (
        engine TEXT PRIMARY KEY,
        epoch INTEGER NOT NULL,
        since_us INTEGER NOT NULL,
        latest_us INTEGER NOT NULL,
        set_back_us INTEGER NOT NULL,
        last_admitted_us INTEGER NOT NULL,
        ahead REAL NOT NULL,
        remaining INTEGER NOT NULL,
        resets_at_us INTEGER NOT NULL,
        quota INTEGER NOT NULL,
        quota_us INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE provider_waiter (
        id TEXT PRIMARY KEY,
        engine TEXT NOT NULL,
        task TEXT NOT NULL,
        user_key TEXT NOT NULL,
        weight REAL NOT NULL,
        number INTEGER NOT NULL,
        owner TEXT NOT NULL,
        until_us INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX provider_waiter_engine ON provider_waiter (engine)",
    "CREATE INDEX provider_waiter_user ON provider_waiter (user_key)",
    # `running` is 1 until the call has ended, or its owner is gone.
    """
    CREATE TABLE provider_call (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        engine TEXT NOT NULL,
        user_key TEXT NOT NULL,
        at_us INTEGER NOT NULL,
        running INTEGER NOT NULL,
        owner TEXT NOT NULL,
        until_us INTEGER NOT NULL
    ) STRICT
    """,
    "CREATE INDEX provider_call_engine ON provider_call (engine, number)",
    "CREATE INDEX provider_call_at ON provider_call (engine, at_us)",
    "CREATE INDEX provider_call_running ON provider_call (engine) WHERE running = 1",
    "CREATE INDEX provider_call_user ON provider_call (user_key)",
    # Pauses that engines have asked for; `sentence` tells why no credits are left.
    """
    CREATE TABLE provider_hold (
        engine TEXT NOT NULL,
        task TEXT NOT NULL,
        reason TEXT NOT NULL,
        until_us INTEGER NOT NULL,
        sentence TEXT,
        PRIMARY KEY (engine, task, reason)
    ) STRICT, WITHOUT ROWID
    """,
)

_CACHED_ANSWERS: Migration = (
    # Answers that may be given again, and the people they were given to.
    """
    CREATE TABLE cached_answer (
        key TEXT PRIMARY KEY,
        content TEXT NOT NULL,
        size INTEGER NOT NULL,
        until REAL NOT NULL,
        used_at REAL NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX cached_answer_until ON cached_answer (until)",
    """
    CREATE TABLE cached_answer_user (
        key TEXT NOT NULL REFERENCES cached_answer (key) ON DELETE CASCADE,
        user_key TEXT NOT NULL,
        PRIMARY KEY (key, user_key)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX cached_answer_user_user ON cached_answer_user (user_key)",
)

_MENTIONS: Migration = (
    # The place of each row (`core.store.sql.mentions`); NULL in rows that an older program has written.
    *(f"ALTER TABLE {table} ADD COLUMN place_scope TEXT" for table in ("job", "reminder", "stored_action")),
    *(f"CREATE INDEX {table}_place ON {table} (place_scope)" for table in ("job", "reminder", "stored_action")),
    # The people whose messages each row quotes.
    *(
        f"""
        CREATE TABLE {name} (
            id TEXT NOT NULL REFERENCES {table} (id) ON DELETE CASCADE,
            author TEXT NOT NULL,
            PRIMARY KEY (id, author)
        ) STRICT, WITHOUT ROWID
        """
        for name, table in (("job_quote", "job"), ("reminder_quote", "reminder"), ("action_quote", "stored_action"))
    ),
    *(f"CREATE INDEX {name}_author ON {name} (author)" for name in ("job_quote", "reminder_quote", "action_quote")),
    # The jobs that refer to the bytes of a file: by their request, by what they have made, or by their buttons.
    """
    CREATE TABLE blob_use (
        sha256 TEXT NOT NULL,
        job TEXT NOT NULL,
        PRIMARY KEY (sha256, job)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX blob_use_job ON blob_use (job)",
    *(
        f"""
        INSERT OR IGNORE INTO blob_use
        SELECT found.value, source.{job}
        FROM {table} AS source, json_tree(iif(json_valid(source.{column}), source.{column}, 'null')) AS found
        WHERE found.type = 'text' AND length(found.value) = 64 AND found.value NOT GLOB '*[^0-9a-f]*'
        """  # noqa: S608 - our own names
        for table, job, column in (
            ("job", "id", "request"),
            ("reminder", "id", "request"),
            ("receipt", "job", "content"),
            ("checkpoint", "job", "content"),
            ("turn", "job", "media"),
            ("stored_action", "job", "action"),
        )
    ),
    "CREATE INDEX job_stop_user ON job (stop_user) WHERE stop_user <> ''",
    "CREATE INDEX spend_place ON spend (place)",
    "CREATE INDEX membership_left ON membership (left_at) WHERE left_at IS NOT NULL",
    "CREATE INDEX conversation_titled ON conversation (titled_by) WHERE titled_by <> ''",
)

_REQUEST_WINDOWS: Migration = (
    # Requests to platforms, by what these limit together.
    """
    CREATE TABLE sent_request (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        key TEXT NOT NULL,
        at_us INTEGER NOT NULL
    ) STRICT
    """,
    "CREATE INDEX sent_request_key ON sent_request (key, at_us)",
    # Addresses, by their digest, that get no requests until a time, and what that was decided for at `since_us`.
    """
    CREATE TABLE address_rest (
        digest BLOB PRIMARY KEY,
        failures INTEGER NOT NULL,
        since_us INTEGER NOT NULL,
        until_us INTEGER NOT NULL,
        sentence TEXT
    ) STRICT, WITHOUT ROWID
    """,
)

_ADD_TO_DAY = """
    INSERT INTO daily_usage
    VALUES (CAST(new.at AS INTEGER) / 86400, new.tenant, new.user_key, new.task, new.engine, new.model, 1,
        new.units > 0, new.outcome = 'failed',
        iif(new.task = 'automatic_speech_recognition', min(new.units, 1), new.units),
        iif(new.units > 0, coalesce(new.tokens, 0), 0), coalesce(new.microdollars, 0))
    ON CONFLICT (day, tenant, user_key, task, engine, model) DO UPDATE SET
        entries = entries + 1, made = made + excluded.made, failed = failed + excluded.failed,
        calls = calls + excluded.calls, tokens = tokens + excluded.tokens,
        microdollars = microdollars + excluded.microdollars
"""
_OLD_DAY = """
    day = CAST(old.at AS INTEGER) / 86400 AND tenant = old.tenant AND user_key = old.user_key AND task = old.task
    AND engine = old.engine AND model = old.model
"""
_TAKE_FROM_DAY = (
    f"""
    UPDATE daily_usage SET entries = entries - 1, made = made - (old.units > 0),
        failed = failed - (old.outcome = 'failed'),
        calls = calls - iif(old.task = 'automatic_speech_recognition', min(old.units, 1), old.units),
        tokens = tokens - iif(old.units > 0, coalesce(old.tokens, 0), 0),
        microdollars = microdollars - coalesce(old.microdollars, 0)
    WHERE {_OLD_DAY}
    """,  # noqa: S608 - our own condition
    f"DELETE FROM daily_usage WHERE entries = 0 AND {_OLD_DAY}",  # noqa: S608
)

_DAILY_USAGE: Migration = (
    # The entries of each day in UTC (days since the epoch), added up by whom and what they are of. Triggers keep it, so
    # that whatever changes the ledger changes it, too.
    """
    CREATE TABLE daily_usage (
        day INTEGER NOT NULL,
        tenant TEXT NOT NULL,
        user_key TEXT NOT NULL,
        task TEXT NOT NULL,
        engine TEXT NOT NULL,
        model TEXT NOT NULL,
        entries INTEGER NOT NULL,
        made INTEGER NOT NULL,
        failed INTEGER NOT NULL,
        calls INTEGER NOT NULL,
        tokens INTEGER NOT NULL,
        microdollars INTEGER NOT NULL,
        PRIMARY KEY (day, tenant, user_key, task, engine, model)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX daily_usage_tenant ON daily_usage (tenant, day)",
    """
    INSERT INTO daily_usage
    SELECT CAST(at AS INTEGER) / 86400, tenant, user_key, task, engine, model, count(*), sum(units > 0),
        sum(outcome = 'failed'), sum(iif(task = 'automatic_speech_recognition', min(units, 1), units)),
        sum(iif(units > 0, coalesce(tokens, 0), 0)), sum(coalesce(microdollars, 0))
    FROM spend GROUP BY 1, 2, 3, 4, 5, 6
    """,
    *(
        f"CREATE TRIGGER spend_{event.lower()} AFTER {event} ON spend BEGIN {'; '.join(changes)}; END"
        for event, changes in (
            ("INSERT", (_ADD_TO_DAY,)),
            ("UPDATE", (*_TAKE_FROM_DAY, _ADD_TO_DAY)),
            ("DELETE", _TAKE_FROM_DAY),
        )
    ),
)

_COSTS: Migration = (
    # The last costs of each task, from which prices are expected, however large the ledger is.
    "CREATE INDEX spend_cost ON spend (task, at, number) WHERE units > 0 AND microdollars IS NOT NULL",
)

_ASKERS: Migration = (
    # Each author's newest public reply in a room, without the others.
    "CREATE INDEX log_entry_asker ON log_entry (room, author, number) WHERE opens = 1 AND audience IS NULL",
)

MIGRATIONS: tuple[Migration, ...] = (
    _INITIAL,
    _CLAIMS,
    _CHECKPOINTS,
    _PAGES,
    _CHAINS,
    _MEMBERSHIPS,
    _CONVERSATIONS,
    _LEASES,
    _PROVIDER_QUEUES,
    _CACHED_ANSWERS,
    _MENTIONS,
    _REQUEST_WINDOWS,
    _DAILY_USAGE,
    _COSTS,
    _ASKERS,
)


def migrate(connection: sqlite3.Connection, path: Path, migrations: Sequence[Migration]) -> None:
    """Migrates the database at `path` to the newest version, in one transaction.

    A database that has been in use is first backed up next to itself. Raises `OperatorError` if the database is newer
    than `migrations`, or if the migration fails, which leaves the database unchanged.
    """
    newest = len(migrations)
    found = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if found == newest:
        return
    if found > newest:
        raise OperatorError(_too_new(path, found, newest))
    backup: Path | None = None
    try:
        if found > 0:
            backup = _back_up(connection, path, found)
        connection.execute("BEGIN IMMEDIATE")
        for statements in migrations[found:]:
            for statement in statements:
                connection.execute(statement)
        if orphan := connection.execute("PRAGMA foreign_key_check").fetchone():
            raise sqlite3.IntegrityError(f"a row of {orphan[0]} refers to nothing")
        connection.execute(f"PRAGMA user_version = {newest}")
        connection.execute("COMMIT")
    except (sqlite3.Error, OSError) as error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        kept = f"; it is as it was, and a copy is at {backup}" if backup else ""
        raise OperatorError(
            f"The database {path} could not be brought from version {found} to {newest} ({error}){kept}: free some "
            f"space or check its folder's rights, then start again."
        ) from error


def backup_path(path: Path, version: int) -> Path:
    """Returns the path of the backup that is made before a migration from `version`."""
    return path.with_name(f"{path.stem}.version-{version}.backup{path.suffix}")


def backups(path: Path) -> dict[int, Path]:
    """Returns the backups next to a database, by version."""
    pattern = re.compile(rf"{re.escape(path.stem)}\.version-(\d+)\.backup{re.escape(path.suffix)}")
    return {int(match[1]): file for file in path.parent.iterdir() if (match := pattern.fullmatch(file.name))}


def _back_up(connection: sqlite3.Connection, path: Path, version: int) -> Path:
    """Makes a consistent copy, completely or not at all. It replaces the copy of an earlier failed migration."""
    backup = backup_path(path, version)
    unfinished = backup.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    unfinished.touch(mode=0o600)
    try:
        connection.execute("VACUUM INTO ?", (str(unfinished),))
        sync(unfinished)
        unfinished.replace(backup)
        sync(backup.parent)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    return backup


def _too_new(path: Path, found: int, newest: int) -> str:
    usable = [(version, file) for version, file in backups(path).items() if version <= newest]
    if usable:
        version, file = max(usable)
        way_back = f"put its backup {file} (version {version}) in its place, after moving the files {path.name}* away"
    else:
        way_back = "choose another data folder with TROUBADOUR_DATA or --data (it has no older backup)"
    return (
        f"The database {path} has version {found}, written by a newer Troubadour than this one, which knows "
        f"{newest}: run the newer one, or {way_back}."
    )
