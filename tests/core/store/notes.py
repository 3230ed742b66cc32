"""A table of notes in a SQLite file, and a unit that blocks its writing thread."""

import asyncio
import threading

from core.store.sql.transaction import Transaction, Unit
from core.store.sqlite.database import Database


def note(text: str) -> Unit[str]:
    def unit(transaction: Transaction) -> str:
        transaction.execute("INSERT INTO note VALUES (?)", (text,))
        return text

    return unit


def notes(transaction: Transaction) -> list[str]:
    return [text for (text,) in transaction.execute("SELECT text FROM note ORDER BY rowid")]


class Gate:
    """A unit that blocks the writing thread until it is opened."""

    def __init__(self) -> None:
        self.reached = threading.Event()
        self.opened = threading.Event()

    def __call__(self, _: Transaction) -> None:
        self.reached.set()
        assert self.opened.wait(30)


async def behind_gate(database: Database) -> tuple[Gate, "asyncio.Task[None]"]:
    gate = Gate()
    task = asyncio.create_task(database.write(gate))
    assert await asyncio.to_thread(gate.reached.wait, 30)
    return gate, task
