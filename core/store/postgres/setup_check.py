"""The check of a PostgreSQL database: its version, the rights of its role, its durability and the way to it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import psycopg

from core.domain.checks import SetupCheck
from core.text.redaction import redact

OLDEST_VERSION = 15
CONNECT_SECONDS = 5
_SETTINGS = ("server_version_num", "server_version", "server_encoding", "fsync", "full_page_writes",
             "synchronous_commit", "transaction_read_only")  # fmt: skip
_FACTS = (
    "SELECT (current_database(), pg_postmaster_start_time())::text, user, current_schema(), "
    "coalesce(has_schema_privilege(current_schema(), 'CREATE'), false), "
    + ", ".join(f"current_setting('{name}')" for name in _SETTINGS)
)


@dataclass(frozen=True, kw_only=True)
class DatabaseFacts:
    """The state of a database, as its own settings tell it.

    `identity` tells it from all others. `pooled` is True if a pooler is on the way to it.
    """

    identity: str
    role: str
    schema: str | None
    may_create: bool
    version_number: int
    version: str
    encoding: str
    fsync: bool
    full_page_writes: bool
    synchronous_commit: bool
    read_only: bool
    pooled: bool


def check_database(url: str, direct_url: str | None, source: str) -> Sequence[SetupCheck]:
    """Checks a database, a line each; `source` is where its address comes from. It blocks, for seconds at most."""
    try:
        facts = _facts(url)
    except psycopg.Error as error:
        fix = f"Start the database, or correct {source}."
        lines = [SetupCheck(line=f"PostgreSQL, from {source}, cannot be used: {reason(error)}", ok=False, fix=fix)]
    else:
        lines = [SetupCheck(line=f"PostgreSQL {facts.version}, role {facts.role}, from {source}.")]
        lines += [SetupCheck(line=line, ok=False, fix=fix) for line, fix in problems(facts)]
        lines.append(_way(facts, direct_url))
    return (SetupCheck(line="Database"), *(replace(each, line=f"  {each.line}") for each in lines))


def problems(facts: DatabaseFacts) -> Iterator[tuple[str, str]]:
    """Yields each fact that the bot cannot work with, or that endangers what it has stored, and what to do."""
    yield from obstacles(facts)
    for name, is_on in (("fsync", facts.fsync), ("full_page_writes", facts.full_page_writes)):
        if not is_on:
            yield f"{name} is off: a crash of its machine can destroy the database.", f"Set {name} = on."
    if not facts.synchronous_commit:
        finding = "synchronous_commit is off: a crash loses requests that were acknowledged."
        yield finding, "Set synchronous_commit = on."


def obstacles(facts: DatabaseFacts) -> Iterator[tuple[str, str]]:
    """Yields each fact that the bot cannot work with, and what to do."""
    if facts.version_number < OLDEST_VERSION * 10_000:
        yield f"Version {facts.version} is too old.", f"Use {OLDEST_VERSION} or newer."
    if facts.encoding != "UTF8":
        yield f"Its encoding is {facts.encoding}.", "Create the database with ENCODING 'UTF8'."
    if facts.read_only:
        yield "It is read-only.", "Name the primary server in DATABASE_URL, or see default_transaction_read_only."
    if not facts.may_create:
        yield (
            f"The role {facts.role} may not create tables in the schema {facts.schema or 'of its search_path'}.",
            "Make it the owner of the database.",
        )


def _facts(url: str) -> DatabaseFacts:
    with psycopg.connect(url, connect_timeout=CONNECT_SECONDS, prepare_threshold=None) as connection:
        return read_facts(connection)


def read_facts(connection: psycopg.Connection) -> DatabaseFacts:
    """Reads the facts of a connection's database. Raises `psycopg.Error`."""
    row = connection.execute(_FACTS).fetchone()
    backend = connection.execute("SELECT pg_backend_pid()").fetchone()
    assert row is not None  # noqa: S101 - for the type checker
    identity, role, schema, may_create, *values = row
    found = dict(zip(_SETTINGS, values, strict=True))
    return DatabaseFacts(
        identity=identity,
        role=role,
        schema=schema,
        may_create=may_create,
        version_number=int(found["server_version_num"]),
        version=found["server_version"].split()[0],
        encoding=found["server_encoding"],
        fsync=found["fsync"] == "on",
        full_page_writes=found["full_page_writes"] == "on",
        synchronous_commit=found["synchronous_commit"] != "off",
        read_only=found["transaction_read_only"] == "on",
        # A pooler tells each client a process id of its own making.
        pooled=backend != (connection.info.backend_pid,),
    )


def _way(facts: DatabaseFacts, direct_url: str | None) -> SetupCheck:
    """Describes whether wake-ups from other processes arrive."""
    if direct_url is None and facts.pooled:
        return SetupCheck(
            line="A pooler is in between: rooms and stops of other processes are seen within a second.",
            fix="To see them immediately, set TROUBADOUR_DATABASE_DIRECT_URL to an address around the pooler.",
        )
    try:
        direct = _facts(direct_url) if direct_url else facts
    except psycopg.Error as error:
        fix = "Correct TROUBADOUR_DATABASE_DIRECT_URL, or leave it out."
        return SetupCheck(line=f"The direct address cannot be used: {reason(error)}", ok=False, fix=fix)
    if direct.pooled or direct.identity != facts.identity:
        why = "through a pooler" if direct.pooled else "to another database"
        return SetupCheck(
            line=f"TROUBADOUR_DATABASE_DIRECT_URL leads {why}: no wake-up arrives there.",
            ok=False,
            fix="Set it to an address of the same database around the pooler, or leave it out.",
        )
    return SetupCheck(line="Wake-ups between processes arrive immediately.")


def reason(error: psycopg.Error) -> str:
    """Returns the first line of an error, without the password that a part of the address may be."""
    told = str(error).strip().splitlines() or [type(error).__name__]
    return redact(told[0]).rstrip(".") + "."
