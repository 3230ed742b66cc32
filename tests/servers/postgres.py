"""A PostgreSQL for tests: a cluster for each process of tests, with PgBouncer in front where a test asks for it.

The programs are Debian's, or those of the wheel `pgserver`; `POSTGRES_BIN` names another folder. Without them the tests
that need a database are skipped. The cluster hurts where real ones do: text is sorted by language (except in the wheel,
which is built without ICU), roles have passwords with odd characters, and the bot's role owns its database and nothing
else.
"""

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn, TypedDict
from urllib.parse import quote

import psycopg
import pytest

from core.store.postgres.database import PostgresDatabase

ROLE = "troubadour"
PASSWORD = "p@ss:w/rd%20?"
SECONDS = 60
_PROGRAM_FOLDERS = "/usr/lib/postgresql"
_QUICK = {
    "autovacuum": "off",
    "fsync": "off",
    "full_page_writes": "off",
    "listen_addresses": "127.0.0.1",
    "log_lock_waits": "on",
    "max_connections": "200",
    "max_wal_size": "4GB",
    "shared_buffers": "64MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}
"""What a commit has acknowledged survives the death of the server's processes, but not that of the machine."""

_GUARD = 'read _; "$0" stop --mode=immediate --pgdata="$1"; cd /; rm -rf "$2"'


def programs() -> Path | None:
    """Finds the folder with `initdb` and `pg_ctl`, the newest version of Debian's first."""
    if given := os.environ.get("POSTGRES_BIN"):
        return Path(given).resolve()
    versions = sorted(Path(_PROGRAM_FOLDERS).glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]), reverse=True)
    if versions:
        return versions[0].parent
    if (wheel := find_spec("pgserver")) and wheel.origin:
        return Path(wheel.origin).parent / "pginstall/bin"
    found = shutil.which("initdb")
    return Path(found).parent if found else None


class PostgresServer:
    """A running cluster. `start` makes it; it belongs to one process of tests."""

    def __init__(self, programs: Path) -> None:
        self._programs = programs
        self._user = _unprivileged()
        self._folder = Path(tempfile.mkdtemp(prefix="postgres-"))
        if self._user:
            os.chown(self._folder, self._user.pw_uid, self._user.pw_gid)
        self.data = self._folder / "data"
        self._guard = self._guarded()
        self._templates: dict[str, str] = {}
        self.port = _free_port()
        self.sorts_by_language = "--with-icu" in self._run("pg_config", "--configure")
        sorting = ("--locale-provider=icu", "--icu-locale=en") if self.sorts_by_language else ()
        self._run(
            "initdb", "--no-sync", "--no-instructions", "--encoding=UTF8", "--username=postgres", "--locale=C",
            "--auth-local=trust", "--auth-host=scram-sha-256", *sorting, f"--pgdata={self.data}",
        )  # fmt: skip
        settings = {**_QUICK, "port": str(self.port), "unix_socket_directories": str(self._folder)}
        with (self.data / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.writelines(f"{name} = '{value}'\n" for name, value in settings.items())
        self.start()
        self.execute(f"CREATE ROLE {ROLE} LOGIN PASSWORD '{PASSWORD}'")

    def start(self, **settings: str) -> None:
        """Starts the server, with these settings in place of its own; ready when it returns."""
        options = " ".join(f"-c {name}={value}" for name, value in settings.items())
        self._pg_ctl("start", "--log", str(self._folder / "log"), "--options", options)

    def stop(self) -> None:
        """Stops the server as an administrator does: connections are ended."""
        self._pg_ctl("stop", "--mode=fast")

    def kill(self) -> None:
        """Ends the server without a checkpoint, as a crash does. The next start recovers what was committed."""
        self._pg_ctl("stop", "--mode=immediate")

    def restart(self, **settings: str) -> None:
        """Stops and starts the server."""
        self.stop()
        self.start(**settings)

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Stops all its processes where they are (SIGSTOP): connections stay open, and nothing answers."""
        _halt(self.processes()[0])  # It starts no other from now on.
        halted = self.processes()
        try:
            for process in halted[1:]:
                _halt(process)
            yield
        finally:
            for process in halted:
                os.kill(process, signal.SIGCONT)

    def processes(self) -> list[int]:
        """The ids of the server's process and of its children: each connection has one."""
        leader = int((self.data / "postmaster.pid").read_text(encoding="ascii").split()[0])
        children = Path(f"/proc/{leader}/task/{leader}/children").read_text(encoding="ascii")
        return [leader, *map(int, children.split())]

    def close(self) -> None:
        """Ends the server and removes everything it has kept."""
        self._guard.communicate()

    def execute(self, statement: str, database: str = "postgres") -> list[tuple[object, ...]]:
        """Runs a statement as the superuser, outside a transaction. Returns its rows."""
        url = f"host={self._folder} port={self.port} user=postgres dbname={database}"
        with psycopg.connect(url, autocommit=True) as connection:
            ran = connection.execute(statement.encode())
            return ran.fetchall() if ran.description else []

    def create(self, template: str = "template1") -> str:
        """Makes a database of the bot's role, like the database `template`. Returns its address."""
        name = f"test_{secrets.token_hex(6)}"
        self.execute(f"CREATE DATABASE {name} OWNER {ROLE} TEMPLATE {template}")
        return self.url(name)

    def create_prepared(self, name: str, prepare: Callable[[str], object]) -> str:
        """Makes a database like one that `prepare` has filled; that runs once for each `name`. Returns its address."""
        if name not in self._templates:
            url = self.create()
            prepare(url)
            self._templates[name] = url.rpartition("/")[2]
        return self.create(self._templates[name])

    def drop(self, url: str) -> None:
        """Deletes a database, also under those who use it."""
        self.execute(f"DROP DATABASE IF EXISTS {url.rpartition('/')[2]} WITH (FORCE)")

    def url(self, database: str) -> str:
        """The address of a database for the bot's role, over TCP."""
        return _url(self.port, database)

    @contextmanager
    def pooler(self, **settings: str) -> Iterator["PgBouncer"]:
        """Runs PgBouncer in front, in transaction mode; skips the test where there is none."""
        program = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")
        if program is None:
            _missing("no PgBouncer")
        pooler = PgBouncer(Path(program), self._folder, self.port, self._user, settings)
        try:
            yield pooler
        finally:
            pooler.close()

    def _guarded(self) -> "subprocess.Popen[bytes]":
        """Starts a process that ends the server when its input ends: on `close`, or however this process dies."""
        return subprocess.Popen(
            ["sh", "-c", _GUARD, self._programs / "pg_ctl", self.data, self._folder],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            **_as(self._user, self._folder),
        )

    def _pg_ctl(self, command: str, *options: str) -> None:
        self._run("pg_ctl", command, "--wait", f"--timeout={SECONDS}", "--silent", f"--pgdata={self.data}", *options)

    def _run(self, program: str, *options: str) -> str:
        # Into a file and not a pipe: the server that `pg_ctl` starts keeps its output open.
        with tempfile.TemporaryFile() as output:
            ran = subprocess.run(
                [self._programs / program, *options],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                timeout=2 * SECONDS,
                check=False,
                **_as(self._user, self._folder),
            )
            output.seek(0)
            said = output.read().decode(errors="replace")
        if ran.returncode:
            log = self._folder / "log"
            told = log.read_text(encoding="utf-8")[-2000:] if log.exists() else ""
            raise AssertionError(f"{program} {' '.join(options)} failed:\n{said}\n{told}")
        return said


def state(process: int) -> str:
    """The state of a process, as `ps` names it."""
    return Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]


def _halt(process: int) -> None:
    """Stops a process; a signal takes a moment."""
    os.kill(process, signal.SIGSTOP)
    while state(process) not in "TZ":
        os.sched_yield()


class PgBouncer:
    """A pooler in transaction mode, in front of a cluster. Its `url` leads to the same databases."""

    def __init__(
        self,
        program: Path,
        folder: Path,
        upstream: int,
        user: pwd.struct_passwd | None,
        settings: Mapping[str, str],
    ) -> None:
        self.port = _free_port()
        self._folder = Path(tempfile.mkdtemp(prefix="pgbouncer-", dir=folder))
        (self._folder / "users").write_text(f'"{ROLE}" "{PASSWORD}"\n', encoding="utf-8")
        lines = {
            "listen_addr": "127.0.0.1",
            "listen_port": str(self.port),
            "unix_socket_dir": "",
            "pool_mode": "transaction",
            "auth_type": "scram-sha-256",
            "auth_file": str(self._folder / "users"),
            "max_client_conn": "500",
            "default_pool_size": "20",
            **settings,
        }
        inside = "".join(f"{name} = {value}\n" for name, value in lines.items())
        self._ini = self._folder / "pgbouncer.ini"
        self._ini.write_text(
            f"[databases]\n* = host=127.0.0.1 port={upstream}\n[pgbouncer]\n{inside}", encoding="utf-8"
        )
        if user:
            for path in (self._folder, *self._folder.iterdir()):
                os.chown(path, user.pw_uid, user.pw_gid)
        self._process = subprocess.Popen(
            [program, self._ini],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            **_as(user, self._folder),
        )
        assert self._process.stderr
        seen = ""
        while "process up" not in seen:
            line = self._process.stderr.readline()
            assert line, f"PgBouncer does not start:\n{seen}"
            seen += line

    def url(self, database_url: str) -> str:
        """The address of a database through the pooler."""
        return _url(self.port, database_url.rpartition("/")[2])

    def close(self) -> None:
        """Ends it."""
        self._process.kill()
        self._process.communicate()


def _url(port: int, database: str) -> str:
    return f"postgresql://{ROLE}:{quote(PASSWORD, safe='')}@127.0.0.1:{port}/{database}"


def _unprivileged() -> pwd.struct_passwd | None:
    """The user who runs the server in place of root: PostgreSQL refuses to run as root."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


class _Start(TypedDict, total=False):
    """How a program is started, as `subprocess` names it."""

    cwd: Path
    env: dict[str, str]
    user: int
    group: int
    extra_groups: list[str | int]


def _as(user: pwd.struct_passwd | None, folder: Path) -> _Start:
    """Starts a program as this user, in a folder that it can read."""
    start = _Start(cwd=folder, env={"PATH": os.environ["PATH"], "LC_ALL": "C"})
    return _Start(**start, user=user.pw_uid, group=user.pw_gid, extra_groups=[]) if user else start


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as held:
        return int(held.getsockname()[1])


def _missing(what: str) -> NoReturn:
    """Skips the test, or fails with REQUIRE_POSTGRES set."""
    if os.environ.get("REQUIRE_POSTGRES"):
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """The cluster of this process of tests."""
    found = programs()
    if found is None:
        _missing(f"no PostgreSQL (looked in {_PROGRAM_FOLDERS}, for the wheel pgserver and on PATH)")
    server = PostgresServer(found)
    try:
        yield server
    finally:
        server.close()


@pytest.fixture
def database_url(postgres: PostgresServer) -> Iterator[str]:
    """The address of a new, empty database."""
    url = postgres.create()
    yield url
    postgres.drop(url)


@pytest.fixture
def store_url(postgres: PostgresServer) -> Iterator[str]:
    """The address of a new database with the store's tables."""
    url = postgres.create_prepared("store", PostgresDatabase.open)
    yield url
    postgres.drop(url)
