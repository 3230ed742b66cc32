"""The words of Markdown, for places that show no markup: notifications and screen readers."""

import re

_FENCE = re.compile(r"^ {0,3}(?:`{3,}|~{3,}).*$\n?", re.MULTILINE)
_LINE_MARKS = re.compile(r"^ {0,3}(?:#{1,6} +|(?:> ?)+)", re.MULTILINE)
_RULE = re.compile(r"^[ \t]*\|?[ \t]*:?-{3,}:?[ \t|:-]*$\n?", re.MULTILINE)
_ROW = re.compile(r"^[ \t]*\|(.*)\|[ \t]*$", re.MULTILINE)
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*\)")
_CODE = re.compile(r"(?<!`)(`{1,2})(?!`)(.+?)(?<!`)\1(?!`)")
_EMPHASIS = re.compile(r"(?<![\w*~\\])(\*{1,3}|~~|__?)(?=[^\s*_~])(.+?)(?<=[^\s\\])\1(?![\w*~])")
_ESCAPED = re.compile(r"\\([\\`*_~|\[\]()<>#])")


def plain_words(markdown: str) -> str:
    """Returns the words of a Markdown text: without emphasis, headings, quotation marks of lines, fences and addresses
    of links."""
    text = _RULE.sub("", _FENCE.sub("", markdown))
    text = _ROW.sub(lambda row: " · ".join(cell.strip() for cell in row[1].split("|")), text)
    text = _LINK.sub(r"\1", _LINE_MARKS.sub("", text))
    text = _CODE.sub(lambda code: code[2].strip(), text)
    for _ in range(2):  # bold in italics
        text = _EMPHASIS.sub(r"\2", text)
    return _ESCAPED.sub(r"\1", text).strip()
