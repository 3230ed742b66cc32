"""The keys that units lock, in the order in which they lock them: people, jobs, files, rooms, limits, queues, then what
platforms and addresses have told.

A unit that has locked a key of one kind locks no key of an earlier kind. Two that did would wait for each other, which
PostgreSQL ends after a second (error 40P01); then the unit runs again.
"""


def person_key(user: str) -> str:
    """The key of a person who is forgotten, or an answer of whom is kept to be given again."""
    return f"0 person {user}"


def job_key(id: str) -> str:
    """The key of a job: claims, endings, and every write of a run."""
    return f"1 job {id}"


def file_key(sha256: str) -> str:
    """The key of stored bytes: their row and their file come and go together."""
    return f"2 file {sha256}"


def room_key(room: str) -> str:
    """The key of a room's log, so that the numbers of its entries are committed in their order."""
    return f"3 room {room}"


def limit_key(key: str) -> str:
    """The key of a rate, a budget or a concurrency limit."""
    return f"4 limit {key}"


def queue_key(engine: str) -> str:
    """The key of the queue of requests to an engine."""
    return f"5 queue {engine}"


def window_key(key: str) -> str:
    """The key of the requests that a platform limits together."""
    return f"6 window {key}"


def address_key(address: str) -> str:
    """The key of what is known of an address."""
    return f"7 address {address}"
