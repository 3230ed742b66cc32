"""An estimate of the tokens of a text, where no tokenizer is at hand."""

BYTES_PER_TOKEN = 3
"""Tokenizers of today use about four bytes of UTF-8 in European languages, and about a character of three bytes in
Chinese and Japanese, so the estimate errs on the safe side."""


def estimated_tokens(text: str) -> int:
    """Returns about how many tokens a text has, rather too many than too few."""
    return -(-len(text.encode("utf-8", "replace")) // BYTES_PER_TOKEN)
