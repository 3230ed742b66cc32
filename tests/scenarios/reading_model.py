"""A model that answers by what it was sent: the places of documents, and the numbers of messages."""

import re
from collections.abc import Sequence


def places(messages: Sequence[tuple[str, str]]) -> str:
    """Names the pages that the last messages hold; after parts were read, all that their notes name."""
    (_, instructions), (_, last) = messages[0], messages[-1]
    if "notes of all parts" in instructions:
        found = [number for line in re.findall(r"pages:([ \d]+)", last) for number in line.split()]
    else:
        found = re.findall(r"^\[p\. (\d+)\]$", last, re.MULTILINE)
    tables = "a table" if re.search(r"^\|(?: --- \|)+$", last, re.MULTILINE) else "no table"
    pictures = last.count("<picture>")
    return f"pages: {' '.join(found)} ({tables}, {pictures} pictures)"


def span(first: int, last: int) -> str:
    """The words with which `places` answers for these pages."""
    return f"pages: {' '.join(map(str, range(first, last + 1)))} ("


def message_numbers(messages: Sequence[tuple[str, str]]) -> str:
    """Names the numbers of the messages that it was sent: all in its notes, the first and the last in a summary."""
    (_, instructions), (_, last) = messages[0], messages[-1]
    found = list(dict.fromkeys(re.findall(r"\bm\d+\b", last)))
    if "one part of the messages" in instructions:
        return f"- noted [{', '.join(found)}]"
    if len(found) > 100:
        return f"all {len(found)}: from [{found[0]}] to [{found[-1]}]"
    return "\n".join(f"- said [{number}]" for number in found)
