r"""Mathematics in Markdown: LaTeX between `\(…\)`, `\[…\]`, `$…$` or `$$…$$`, shown as MathML, which needs no script.

The element keeps its source with its delimiters in `data-tex`, from which the page copies. What is no LaTeX that
latex2mathml reads stays as it was written.
"""

import re
from collections.abc import Sequence
from html import escape, unescape

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

LONGEST_FORMULA = 3_000
"""The most characters of a formula that is typeset; a longer one is shown as it was written."""
LINES_OF_A_FORMULA = 60
"""The most lines of a formula."""
_CLOSING = {"$$": "$$", r"\[": r"\]", r"\(": r"\)"}
_DOLLARS = re.compile(r"\$(?![\s$])((?:[^$\\\n]|\\[^\n]|\n(?!\s*\n))*?)(?<![\s\\])\$(?![\d$])")
"""Dollars around a formula rather than amounts: no space within, no digit behind (as Pandoc's `tex_math_dollars`,
https://pandoc.org/MANUAL.html#math)."""


def mathematics(md: MarkdownIt) -> None:
    """Adds the rules. A formula on lines of its own also ends a paragraph, and no other mark counts within.

    Of a text that `grows` (a value of the environment), a formula at its end may still be open.
    """
    md.block.ruler.before("fence", "formula_block", _block, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    md.inline.ruler.before("escape", "formula", _inline)
    md.add_render_rule("formula", _rendered)


def mathml(latex: str, *, display: bool) -> str | None:
    """The MathML of a formula, or None if it cannot be read."""
    if len(latex) > LONGEST_FORMULA:
        return None
    from xml.etree import ElementTree as ET  # with the converter a megabyte, for formulas alone

    from latex2mathml.converter import convert_to_element

    try:
        element = convert_to_element(latex, display="block" if display else "inline")
        for each in element.iter():
            # The converter writes references to characters, which are serialised as such; words are escaped then.
            each.text = None if each.text is None else unescape(each.text)
            for name, value in each.attrib.items():
                each.attrib[name] = unescape(value)
        return ET.tostring(element, encoding="unicode", short_empty_elements=False)
    except Exception:  # noqa: BLE001 - it raises any error for what it does not expect, also RecursionError
        return None


def _block(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """A formula that begins a line and ends one, without an empty line between."""
    if state.is_code_block(start_line):
        return False
    first = state.bMarks[start_line] + state.tShift[start_line]
    opening = state.src[first : first + 2]
    if opening not in ("$$", r"\["):
        return False
    closing = _CLOSING[opening]
    is_open = bool(state.env.get("grows"))
    for line in range(start_line, min(end_line, start_line + LINES_OF_A_FORMULA)):
        begin = first + 2 if line == start_line else state.bMarks[line] + state.tShift[line]
        text = state.src[begin : state.eMarks[line]]
        at = text.find(closing)
        if at >= 0:
            if text[at + 2 :].strip(" \t.,;"):
                return False
            is_open = False
            break
        if line > start_line and (state.isEmpty(line) or state.sCount[line] < state.blkIndent):
            return False
    else:
        if not is_open or line + 1 < end_line:
            return False
    if silent:
        return True
    source = state.getLines(start_line, line + 1, state.blkIndent, False).strip()
    state.line = line + 1
    token = state.push("formula", "math", 0)
    end = source.rfind(closing)
    token.content, token.info, token.markup = source[2:end], source[end + 2 :], source[: end + 2]
    token.block, token.hidden, token.map = True, False, [start_line, state.line]
    token.meta = {"display": True, "open": is_open}
    return True


def _inline(state: StateInline, silent: bool) -> bool:
    opening = state.src[state.pos : state.pos + 2]
    if opening in _CLOSING:
        missing = state.env.setdefault("unclosed", set())
        if (id(state.src), opening) in missing:
            return False
        end = state.src.find(_CLOSING[opening], state.pos + 2) + 2
        if end < 2:
            missing.add((id(state.src), opening))
        if end < 2 or end > state.posMax:
            return False
        content = state.src[state.pos + 2 : end - 2]
    elif opening[:1] == "$":
        found = _DOLLARS.match(state.src, state.pos, min(state.posMax, state.pos + LONGEST_FORMULA))
        if found is None or (state.pos and state.src[state.pos - 1].isalnum()):
            return False
        end, content = found.end(), found[1]
    else:
        return False
    if not content.strip():
        return False
    if not silent:
        token = state.push("formula", "math", 0)
        token.content, token.markup = content, state.src[state.pos : end]
        token.meta = {"display": opening in ("$$", r"\[")}
    state.pos = end
    return True


def _rendered(renderer: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType) -> str:  # noqa: ARG001
    token = tokens[at]
    shown = mathml(token.content.strip(), display=token.meta["display"])
    source = escape(token.markup)
    if shown is None:
        shown = f'<code class="formula">{source}</code>'
    else:
        shown = shown.replace("<math ", f'<math data-tex="{source}" ', 1)
    return f"<p>{shown}{escape(token.info)}</p>\n" if token.block else shown
