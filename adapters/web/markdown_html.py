"""Markdown as chat models write it, as HTML in blocks: CommonMark with tables, task lists, footnotes and mathematics.

Line breaks are kept, because verse needs them. HTML in it is text, except for a few marks without attributes, and
pictures are links, because nothing is loaded from elsewhere.
"""

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.gfm_autolink import gfm_autolink_plugin
from mdit_py_plugins.tasklists import tasklists_plugin

from adapters.web.code_colours import coloured
from adapters.web.html_cleaning import cleaned, may_lead_to
from adapters.web.mathematics import mathematics

_NEWLINE = re.compile(r"\r\n?|\n")
_MARK = re.compile(r"<(?:br ?/?|/?(?:sub|sup|kbd))>", re.IGNORECASE)
_CLOSED_BY_A_BLANK_LINE = frozenset({"paragraph_open", "blockquote_open", "table_open"})
_CLOSED_AT_ONCE = frozenset({"heading_open", "hr", "formula"})
_LISTS = frozenset({"bullet_list_open", "ordered_list_open"})


@dataclass(frozen=True)
class Settled:
    """The length of the beginning of a text that no further text changes, in characters.

    If it ends between two items of a list, `list_start` is where that list begins.
    """

    length: int
    list_start: int | None = None


@dataclass(frozen=True)
class Prose:
    """A text as HTML. `blocks` are all of it.

    The first `settled` ones stay if the text grows; then the items `opened` of a list follow (or None) and `tail`, the
    rest of the text.
    """

    blocks: tuple[str, ...]
    settled: int
    opened: str | None
    tail: str


def prose(text: str, name: str) -> Prose:
    """Renders a whole text. `name` tells its footnotes from those of other texts on the page."""
    end = settled(text)
    start = end.length if end.list_start is None else end.list_start
    line = len(_NEWLINE.findall(text[:start]))
    blocks = _rendered(text, name)
    count = sum(1 for first, _ in blocks if first < line)
    opened = None if end.list_start is None else "".join(rendered(text[start : end.length], name))
    return Prose(tuple(html for _, html in blocks), count, opened, text[end.length :])


def rendered(text: str, name: str) -> tuple[str, ...]:
    """The blocks of a text as clean HTML."""
    return tuple(html for _, html in _rendered(text, name))


def settled(text: str) -> Settled:
    """Finds out how much of a growing text no further text changes: whole blocks, and the items of a list."""
    complete = text[: text.rfind("\n") + 1]
    blocks = _top_level(_STRUCTURE.parse(complete, {"grows": True}))
    if not blocks:
        return Settled(0)
    starts, last = _line_starts(complete), blocks[-1]
    if last[0].map is not None and _is_closed(last[0], complete, starts):
        return Settled(len(complete))
    if last[0].meta.get("open"):  # if it is never closed, it belongs to the block before it
        return Settled(starts[_first_line(blocks[max(len(blocks) - 2, 0)])])
    start = starts[_first_line(last)]
    if last[0].type in _LISTS:
        items = [token.map[0] for token in last if token.type == "list_item_open" and token.level == 1 and token.map]
        if len(items) > 1:
            return Settled(starts[items[-1]], list_start=start)
    return Settled(start)


def _rendered(text: str, name: str) -> list[tuple[int, str]]:
    """The blocks of a text with the number of their first line. Footnotes, which come last, count as beyond all."""
    env: EnvType = {"docId": sha256(name.encode()).hexdigest()[:10]}
    blocks = []
    for tokens in _top_level(_MARKDOWN.parse(text, env)):
        html = cleaned(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, env)).strip()
        if html:
            blocks.append((sys.maxsize if tokens[0].type == "footnote_block_open" else _first_line(tokens), html))
    return blocks


def _is_closed(token: Token, text: str, starts: Sequence[int]) -> bool:
    kind = token.type
    if kind in _CLOSED_AT_ONCE:
        return not token.meta.get("open")
    if kind in _CLOSED_BY_A_BLANK_LINE:
        return not text[starts[-2] :].strip()
    if kind == "fence" and token.map is not None and token.map[1] - token.map[0] > 1:
        closing = text[starts[token.map[1] - 1] :].strip()
        return closing.startswith(token.markup) and not closing.strip(token.markup[0])
    return False


def _first_line(block: Sequence[Token]) -> int:
    return next((token.map[0] for token in block if token.map), 0)


def _line_starts(text: str) -> list[int]:
    """The offset of each line, and the end of the text."""
    starts = [0, *(found.end() for found in _NEWLINE.finditer(text))]
    return starts if starts[-1] == len(text) else [*starts, len(text)]


def _top_level(tokens: Sequence[Token]) -> list[list[Token]]:
    """The tokens of each block that stands in no other."""
    blocks: list[list[Token]] = []
    depth = 0
    for token in tokens:
        if depth == 0:
            blocks.append([])
        blocks[-1].append(token)
        depth += token.nesting
    return blocks


def _shaped(state: StateCore) -> None:
    """Fits blocks into the page: its headings stand above, and an item with one paragraph is that paragraph."""
    for at, token in enumerate(state.tokens):
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1:]) + 2, 6)}"
        elif token.type in ("th_open", "td_open"):
            align = str(token.attrs.pop("style", ""))
            if "center" in align or "right" in align:
                token.attrs["class"] = "centre" if "center" in align else "end"
        elif token.type == "list_item_open":
            _tighten(state.tokens, at)
        elif token.type == "inline":
            _direct_links(token.children or [])


def _tighten(tokens: Sequence[Token], item: int) -> None:
    """One item of a list looks alike whatever stands in the others, which may come later."""
    paragraphs = []
    for token in tokens[item + 1 :]:
        if token.type == "list_item_close" and token.level == tokens[item].level:
            break
        if token.type in ("paragraph_open", "paragraph_close") and token.level == tokens[item].level + 1:
            paragraphs.append(token)
    for token in paragraphs:
        token.hidden = len(paragraphs) == 2


def _direct_links(tokens: list[Token]) -> None:
    """Opens links in another tab, and says where one leads whose words say something else."""
    shown = ""
    for at, token in enumerate(tokens):
        if token.type == "link_open":
            shown = ""
            href = str(token.attrs.get("href", ""))
            if not href.startswith("#"):
                token.attrs["target"] = "_blank"
            closing = next((each for each in tokens[at + 1 :] if each.type == "link_close"), None)
            if closing is not None:
                closing.meta["href"] = href
        elif token.type == "link_close":
            token.meta["shown"] = shown
        else:
            shown += token.content


def _link_closed(renderer: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType) -> str:  # noqa: ARG001
    token = tokens[at]
    return "</a>" + _domain(str(token.meta.get("href", "")), str(token.meta.get("shown", "")))


def _domain(address: str, shown: str) -> str:
    try:
        host = urlsplit(address).netloc
    except ValueError:
        return ""
    bare = re.sub(r"^\w+:(?://)?", "", address)
    if not host or shown in (address, host, bare):
        return ""
    return f'<span class="domain"> ({escape(host)})</span>'


def _picture(renderer: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType) -> str:
    token = tokens[at]
    words = renderer.renderInlineAsText(token.children or [], options, env)
    address = str(token.attrs.get("src", ""))
    level = sum({"link_open": 1, "link_close": -1}.get(each.type, 0) for each in tokens[:at])
    if level:
        return escape(words)
    return f'<a href="{escape(address)}" target="_blank">{escape(words or address)}</a>{_domain(address, words)}'


def _fence(renderer: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType) -> str:  # noqa: ARG001
    token = tokens[at]
    language = token.info.split(maxsplit=1)[0] if token.info.strip() else ""
    named = f' data-language="{escape(language)}"' if language else ""
    code = token.content.removesuffix("\n")
    return f'<pre tabindex="0"{named}><code>{coloured(code, language)}</code></pre>\n'


def _mark(state: StateInline, silent: bool) -> bool:
    """The few marks of HTML without attributes that models write in Markdown."""
    if state.src[state.pos] != "<":
        return False
    found = _MARK.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        state.push("html_inline", "", 0).content = found[0]
    state.pos = found.end()
    return True


class _PageMarkdown(MarkdownIt):
    """Reads a link whose address is not allowed as text."""

    def validateLink(self, url: str) -> bool:  # noqa: N802 - the library's name
        return may_lead_to(url)


def _markdown() -> MarkdownIt:
    md = _PageMarkdown("commonmark", {"html": False, "breaks": True, "typographer": False})
    md.enable(["table", "strikethrough"])
    md.disable(["html_block", "html_inline"])
    md.use(footnote_plugin, inline=False).use(tasklists_plugin).use(gfm_autolink_plugin).use(mathematics)
    md.inline.ruler.before("autolink", "mark", _mark)
    md.core.ruler.push("shape", _shaped)
    md.add_render_rule("link_close", _link_closed)
    md.add_render_rule("image", _picture)
    md.add_render_rule("fence", _fence)
    md.add_render_rule("code_block", _fence)
    md.add_render_rule("table_open", lambda *_: '<div class="table" tabindex="0"><table>\n')
    md.add_render_rule("table_close", lambda *_: "</table></div>\n")
    md.add_render_rule("footnote_block_open", lambda *_: '<section class="footnotes"><ol class="footnotes-list">\n')
    return md


_MARKDOWN = _markdown()
_STRUCTURE = _markdown()
_STRUCTURE.core.ruler.enableOnly(["normalize", "block"])
