"""Checks blocks and views with slack_sdk's own models and Slack's limits for whole messages."""

import re
from collections.abc import Iterator
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.messages.chunk import Chunk
from slack_sdk.models.views import View as ViewModel

from tests.servers.slack_server.rules import (
    MARKDOWN_CHARACTERS,
    MESSAGE_BLOCKS,
    TABLE_CELLS,
    TABLE_CHARACTERS,
    TABLE_ROWS,
)
from tests.servers.slack_server.world import Json, walk

PLAIN_ONLY = {
    "button": ("text",),
    "header": ("text",),
    "image": ("title",),
    "input": ("label", "hint"),
    "modal": ("title", "submit", "close"),
    "plain_text_input": ("placeholder",),
    "static_select": ("placeholder",),
    "external_select": ("placeholder",),
}
MESSAGE_BLOCKS_KNOWN = frozenset(
    {
        *("actions", "alert", "card", "carousel", "container", "context", "context_actions", "divider", "file"),
        *("header", "image", "markdown", "plan", "rich_text", "section", "table", "task_card", "video"),
    }
)
VIEW_BLOCKS_KNOWN = frozenset(
    {"actions", "context", "divider", "header", "image", "input", "markdown", "rich_text", "section", "table", "video"}
)


def message_faults(blocks: Any) -> list[str]:
    """Finds the faults of a message's blocks."""
    faults = list(_common_faults(blocks))
    if not faults:
        if (count := sum(map(expanded_count, blocks))) > MESSAGE_BLOCKS:
            faults.append(f"{count} blocks, expanded; a message has at most {MESSAGE_BLOCKS}")
        faults += table_faults("\n\n".join(block["text"] for block in blocks if block["type"] == "markdown"))
        faults += [f"{block['type']}: not in messages" for block in blocks if block["type"] not in MESSAGE_BLOCKS_KNOWN]
    return faults


def view_faults(view: Any, *kinds: str) -> list[str]:
    """Finds the faults of a view that must be of one of these kinds."""
    if not isinstance(view, dict) or view.get("type") not in kinds:
        return [f"no view of the kind {' or '.join(kinds)}: {str(view)[:200]}"]
    blocks = view.get("blocks")
    faults = list(_common_faults(blocks))
    if faults:
        return faults
    try:
        faults += _lost(view, ViewModel(**view).to_dict(), view["type"])
    except (SlackObjectFormationError, TypeError, ValueError) as wrong:
        faults.append(str(wrong))
    faults += [f"{block['type']}: not in views" for block in blocks or () if block["type"] not in VIEW_BLOCKS_KNOWN]
    faults += _plain_faults([view])
    if view["type"] == "modal":
        if not view.get("title"):
            faults.append("a modal has a title")
        if any(block["type"] == "input" for block in blocks or ()) and not view.get("submit"):
            faults.append("a modal with inputs has a submit button")
    return faults


def chunk_faults(chunks: Any) -> list[str]:
    """Finds the faults of a stream's chunks."""
    if not isinstance(chunks, list):
        return ["chunks are no array"]
    faults = []
    for chunk in chunks:
        try:
            parsed = Chunk.parse(chunk)
            if parsed is None:
                faults.append(f"unknown chunk: {str(chunk)[:200]}")
            else:
                faults += _lost(chunk, parsed.to_dict(), chunk["type"])
        except (SlackObjectFormationError, TypeError, ValueError) as wrong:
            faults.append(f"{str(chunk)[:200]}: {wrong}")
    return faults


def options_faults(answer: Json) -> list[str]:
    """Finds the faults of the options for an external select."""
    options = answer.get("options", [])
    groups = answer.get("option_groups", [])
    element = {"type": "static_select", "action_id": "judged", "options": options or None}
    if groups:
        element = {"type": "static_select", "action_id": "judged", "option_groups": groups}
    if not options and not groups:
        return []
    return list(_common_faults([{"type": "actions", "block_id": "judged", "elements": [element]}]))


def markdown_characters(blocks: list[Json]) -> int:
    """Counts the characters in all Markdown blocks."""
    return sum(len(block["text"]) for block in blocks if block.get("type") == "markdown")


def expanded_count(block: Json) -> int:
    """The number of blocks that Slack makes of a block: of Markdown, one for each heading, rule, table and for the text
    between them (metabase/metabase#80652, getnao/nao#1178)."""
    if block.get("type") != "markdown":
        return 1
    return markdown_blocks(block["text"])


def markdown_blocks(text: str) -> int:
    """The number of blocks that Slack makes of Markdown."""
    kinds = [kind for kind, _ in _markdown_parts(text)]
    return max(1, len(kinds))


def table_faults(text: str) -> list[str]:
    """Finds the faults of tables in Markdown (reference/block-kit/blocks/table-block)."""
    tables = [lines for kind, lines in _markdown_parts(text) if kind == "table"]
    faults = [f"{len(tables)} tables; a message has at most one"] if len(tables) > 1 else []
    for lines in tables:
        if len(lines) - 1 > TABLE_ROWS:
            faults.append(f"a table of {len(lines) - 1} rows")
        if (cells := max(line.strip().strip("|").count("|") + 1 for line in lines)) > TABLE_CELLS:
            faults.append(f"a table row of {cells} cells")
        if (characters := sum(map(len, lines))) > TABLE_CHARACTERS:
            faults.append(f"a table of {characters} characters")
    return faults


def _markdown_parts(text: str) -> list[tuple[str, list[str]]]:
    """The headings, rules, tables and texts of Markdown, in order, with their lines."""
    parts: list[tuple[str, list[str]]] = []
    fence, lines = "", text.split("\n")
    for at, line in enumerate(lines):
        kind, marker = "text", re.match(r"\s*(```+|~~~+)", line)
        if fence or marker:
            closes = bool(fence) and line.strip().startswith(fence)
            fence = "" if closes else fence or (marker[1] if marker else "")
        elif re.match(r" {0,3}#{1,6}\s", line):
            kind = "heading"
        elif re.fullmatch(r" {0,3}(?:(?:- *){3,}|(?:\* *){3,}|(?:_ *){3,})", line):
            kind = "rule"
        elif "|" in line and (
            (parts and parts[-1][0] == "table")
            or (at + 1 < len(lines) and re.fullmatch(r"\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)+\|?\s*", lines[at + 1]))
        ):
            kind = "table"
        elif not line.strip():
            kind = "blank"
        if kind != "heading" and kind != "rule" and parts and parts[-1][0] == kind:
            parts[-1][1].append(line)
        elif kind != "blank" or (parts and parts[-1][0] == "table"):
            parts.append((kind, [line]))
    return [part for part in parts if part[0] != "blank"]


def _common_faults(blocks: Any) -> Iterator[str]:
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        yield f"no array of blocks: {str(blocks)[:200]}"
        return
    for block in blocks:
        try:
            parsed = Block.parse(block)
            if parsed is None:
                yield f"unknown block: {str(block)[:200]}"
            else:
                yield from _lost(block, parsed.to_dict(), block["type"])
        except (SlackObjectFormationError, AttributeError, KeyError, TypeError, ValueError) as wrong:
            yield f"{block.get('type')}: {wrong}: {str(block)[:200]}"
            return
    if (length := markdown_characters(blocks)) > MARKDOWN_CHARACTERS:
        yield f"{length} characters of Markdown; {MARKDOWN_CHARACTERS} are allowed"
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    if len(ids) != len(set(ids)):
        yield f"block_id is not unique: {ids}"
    for block in blocks:
        actions = [element.get("action_id") for element in block.get("elements") or () if isinstance(element, dict)]
        given = [action for action in actions if action]
        if len(given) != len(set(given)):
            yield f"action_id is not unique in a block: {given}"
    yield from _plain_faults(blocks)
    for part in walk(blocks):
        if part.get("type") in ("plain_text", "mrkdwn") and not 1 <= len(part.get("text", "")) <= 3000:
            yield f"a text object has {len(part.get('text', ''))} characters"
        if part.get("type") == "image" and not part.get("alt_text"):
            yield "an image has no alt_text"
        if part.get("type") == "image" and ("image_url" in part) == ("slack_file" in part):
            yield "an image has either image_url or slack_file"
        if part.get("type") in ("button", "static_select", "external_select") and not part.get("action_id"):
            yield f"a {part['type']} has no action_id"


def _plain_faults(parts: list[Json]) -> Iterator[str]:
    for part in walk(parts):
        for key in PLAIN_ONLY.get(str(part.get("type")), ()):
            text = part.get(key)
            if text is not None and (not isinstance(text, dict) or text.get("type") != "plain_text"):
                yield f"{part['type']}.{key} is no plain_text"


def _lost(given: Any, kept: Any, where: str) -> Iterator[str]:
    """Finds keys that the models do not know: the models drop them silently, but Slack refuses them."""
    if isinstance(given, dict) and isinstance(kept, dict):
        for key, value in given.items():
            if key in kept:
                yield from _lost(value, kept[key], f"{where}.{key}")
            elif value not in (None, [], {}, "", False):
                yield f"{where}.{key} is unknown"
    elif isinstance(given, list) and isinstance(kept, list):
        for inner, kept_inner in zip(given, kept, strict=False):
            yield from _lost(inner, kept_inner, where)
        if len(given) != len(kept):
            yield f"{where}: only {len(kept)} of {len(given)} are known"
    elif isinstance(given, str) != isinstance(kept, str):
        yield f"{where}: {type(given).__name__} where {type(kept).__name__} belongs"
