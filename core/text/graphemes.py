"""Grapheme boundaries: positions at which a text can be cut between two characters as readers see them."""


def boundary_before(text: str, at: int) -> int:
    """Returns the last grapheme boundary (UAX #29) at or before `at`, from 0 to len(text).

    Zero means that the first grapheme is longer than `at`.
    """
    if at <= 0:
        return 0
    if at >= len(text):
        return len(text)
    if (pair := text[at - 1 : at + 1]).isascii() and pair != "\r\n":
        return at
    # Imported late: its tables take 40 ms and four megabytes.
    from wcwidth import grapheme_boundary_before

    return int(grapheme_boundary_before(text, at + 1))


def utf16_length(text: str) -> int:
    """Returns the length in UTF-16 code units, as JavaScript clients count."""
    return len(text) + sum(character > "\uffff" for character in text)
