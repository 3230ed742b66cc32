"""Prices in the form in which sentences show them."""


def dollars(price: float) -> str:
    """Formats a price with two decimals, or three for the smallest prices."""
    return f"{price:.2f}" if price >= 0.1 or price == 0 else f"{price:.3f}"


def price_range(lowest: float, highest: float) -> str:
    """Formats a range as one price, or as two with a dash between them."""
    ends = (dollars(lowest), dollars(highest))
    return ends[0] if ends[0] == ends[1] else "–".join(ends)  # noqa: RUF001 - a dash between figures is that one
