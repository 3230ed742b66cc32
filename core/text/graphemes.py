"""Where a text may be cut without tearing what a reader sees as one character."""


def boundary_before(text: str, at: int) -> int:
    """The last grapheme boundary (UAX #29) at or before `at`, 0 to len(text).

    `at` itself where it is one. Zero means that the first grapheme is longer than `at`.
    """
    if at <= 0:
        return 0
    if at >= len(text):
        return len(text)
    # Imported late: its tables cost some 40 ms that a start need not pay.
    from wcwidth import grapheme_boundary_before

    return int(grapheme_boundary_before(text, at + 1))


def utf16_length(text: str) -> int:
    """Length in UTF-16 code units, as JavaScript clients count."""
    return len(text) + sum(character > "\uffff" for character in text)
