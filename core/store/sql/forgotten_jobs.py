"""Deletion of jobs and of everything that belongs to them, inside a transaction."""

import hashlib

from core.domain.request import Request
from core.store.sql.job_rows import CUT_OFF, to_request
from core.store.sql.mentions import forget_quotes
from core.store.sql.tables import from_stored, to_json
from core.store.sql.transaction import Transaction

ANONYMISE_SPEND = "UPDATE spend SET user_key = '', tenant = '', place = '', job = ''"
"""Keeps the amounts that a provider has counted and removes the person, the place and the job."""


def job_digest(job: str) -> bytes:
    """Returns the digest of a forgotten job's id, which is kept so that a late second delivery is still a duplicate."""
    return hashlib.sha256(job.encode()).digest()


def forget_ended_job(transaction: Transaction, id: str) -> int:
    """Deletes a job and everything that belongs to it except the log entries of its reply; returns how many rows."""
    transaction.execute(
        "INSERT INTO forgotten_job SELECT ?, accepted_at FROM job WHERE id = ? ON CONFLICT DO NOTHING",
        (job_digest(id), id),
    )
    transaction.execute_later("DELETE FROM blob_use WHERE job = ?", (id,))
    return sum(
        transaction.execute(deletion, (id,)).rowcount
        for deletion in (
            "DELETE FROM receipt WHERE job = ?",
            "DELETE FROM reply_message WHERE job = ?",
            "DELETE FROM stored_action WHERE job = ?",
            "DELETE FROM turn WHERE job = ?",
            "DELETE FROM feedback WHERE job = ?",
            f"{ANONYMISE_SPEND} WHERE job = ?",
            "DELETE FROM job WHERE id = ?",
        )
    )


def cut_off_job(transaction: Transaction, id: str) -> int:
    """Ends the runs of a job whose requester is forgotten, and deletes everything but what withdraws its reply.

    Returns how many rows were deleted. The queue has the reply withdrawn, and with the job's end the rest goes.
    """
    content, reply_to = transaction.execute("SELECT request, reply_to FROM job WHERE id = ?", (id,)).fetchone()
    request, _ = to_request(id, content, reply_to)
    remains = "{}"
    if request is not None:
        kept = {name: getattr(request, name) for name in ("caller", "place", "address", "reminded")}
        remains = Request(id=id, command="", **kept).model_dump_json()
    forget_quotes(transaction, "job", [id])
    transaction.execute(
        "UPDATE job SET forget = ?, request = ?, stop_by = coalesce(stop_by, ''), runnable_at = 0 WHERE id = ?",
        (CUT_OFF, remains, id),
    )
    return sum(
        transaction.execute(deletion, (id,)).rowcount
        for deletion in (
            "DELETE FROM checkpoint WHERE job = ?",
            "DELETE FROM turn WHERE job = ?",
            "DELETE FROM stored_action WHERE job = ?",
            "DELETE FROM feedback WHERE job = ?",
            f"{ANONYMISE_SPEND} WHERE job = ?",
        )
    )


def make_nameless(transaction: Transaction, id: str) -> None:
    """The last reply of a forgotten person, which says so, does not tell whose it is."""
    for number, text in transaction.execute("SELECT number, content FROM log_entry WHERE reply = ?", (id,)).fetchall():
        content = from_stored(text, f"log entry {number}")
        if isinstance(content, dict) and content.get("event") == "asked":
            content.update({name: "" for name in ("name", "user") if name in content})
            transaction.execute(
                "UPDATE log_entry SET author = '', content = ? WHERE number = ?", (to_json(content), number)
            )
