"""Random choices that depend only on words: the same words give the same choices on every machine."""

import random
from hashlib import sha256


def random_from(*words: object) -> random.Random:
    """A generator for choices; any text works, including broken surrogates."""
    return random.Random(number_from(*words))  # noqa: S311 - no secret depends on it


def number_from(*words: object) -> int:
    """A number of 128 bits."""
    text = "\x1f".join(map(str, words)).encode("utf-8", "surrogatepass")
    return int.from_bytes(sha256(text).digest()[:16], "big")
