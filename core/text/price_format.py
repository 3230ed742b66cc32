"""Figures as they are written in a sentence."""


def dollars(price: float) -> str:
    """A price: two decimals, three for the smallest."""
    return f"{price:.2f}" if price >= 0.1 or price == 0 else f"{price:.3f}"


def price_range(lowest: float, highest: float) -> str:
    """One price, or two with a dash between."""
    ends = (dollars(lowest), dollars(highest))
    return ends[0] if ends[0] == ends[1] else "–".join(ends)  # noqa: RUF001 - a dash between figures is that one
