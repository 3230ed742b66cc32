"""The time to split a long answer into messages, beside splitting it into lines."""

from collections.abc import Iterator

from benchmarks.comparison import Comparison, Scale, compared, side_by_side
from core.text.message_splitting import split

_SECTION = """## A verse about the sea

The tide came in. It brought a letter, two shells and a rumour; nobody had asked for them, and here they were.

| wind | knots |
|------|------:|
| north | 12 |
| west | 30 |

```python
def tide(hour: int) -> float:
    return 3.2 * cos(hour / 12.4 * tau)
```

"""
ANSWER = _SECTION * 250
LIMIT = 2000  # characters of a Discord message


def compare(scale: Scale) -> Iterator[Comparison]:
    """Splits a hundred thousand characters of prose, tables and code."""
    pairs = side_by_side(lambda: split(ANSWER, LIMIT), lambda: ANSWER.splitlines(keepends=True), scale)
    yield compared(f"{len(ANSWER) // 1000} kB of Markdown in messages of {LIMIT}", "`str.splitlines`", pairs)
