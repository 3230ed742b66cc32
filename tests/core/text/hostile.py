"""Hostile text for the property tests of this folder."""

from hypothesis import strategies as st

FRAGMENTS = (
    "```",
    "```python",
    "~~~",
    "~~~~ruby",
    "`````",
    "   ```js",
    "- ```sh",
    "> ```",
    "> > ~~~",
    "`" * 70,
    "~" * 40,
    "``` " + "language" * 12,
    "| a | b |",
    "|---|:-:|",
    "| x \\| y |",
    "|",
    "---",
    "# Title",
    "- item",
    "1. first",
    "> said",
    "\n",
    "\n\n",
    " ",
    "\t",
    "\r\n",
    "word",
    "Dr. Who",
    "3.14",
    "....",
    "?!",
    "\u4f60\u597d\u3002",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "e\u0301\u0302\u0303",
    "\u0915\u094d\u0937",
    "\U0001f1e9\U0001f1ea",
    "\ud800",
    "\u200b",
    "`code`",
    "**bold**",
    "[a](http://b)",
    "@everyone",
    "<@123>",
)

hostile_texts = st.lists(
    st.one_of(st.sampled_from(FRAGMENTS), st.text(max_size=12), st.text("ab `~|\n-.", max_size=40)), max_size=40
).map("".join)

any_texts = st.one_of(hostile_texts, st.text(max_size=200), st.text(st.characters(), max_size=60))
"""Any str at all, lone surrogates included."""
