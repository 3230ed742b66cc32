"""Blocks of Slack's messages (https://docs.slack.dev/reference/block-kit/blocks)."""

from collections.abc import Sequence
from typing import Any

from adapters.slack.outbound.markup import defuse_mentions, to_plain_text
from core.domain.actions import Button
from core.domain.sentences import Sentence, say
from core.text.sanitising import shorten

Block = dict[str, Any]

LABEL_LIMIT = 75
ALT_LIMIT = 2000
CONTEXT_LIMIT = 3000
ACTIONS_LIMIT = 25
FEEDBACK = "feedback"
"""The action id of feedback. Its value is `good:` or `bad:` and the id of the job."""


def markdown(text: str) -> Block:
    """Markdown; at most 12,000 characters for all such blocks of a message."""
    return {"type": "markdown", "text": text}


def context(text: str) -> Block:
    """Small text in mrkdwn."""
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": text[:CONTEXT_LIMIT]}]}


def picture(file: str, alt: str, title: str | None = None) -> Block:
    """An uploaded picture."""
    said = shorten(defuse_mentions(alt), ALT_LIMIT) or "…"
    block: Block = {"type": "image", "slack_file": {"id": file}, "alt_text": said}
    return block if title is None else {**block, "title": {"type": "plain_text", "text": title}}


def mention(user: str) -> Block:
    """Mentions one user by id."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": f"<@{user}>"}}


def question(name: str, asked: str, quoted: str) -> Block:
    """The requester and the command. Slack does not parse rich text, so nothing in it can mention or link."""
    line = [
        {"type": "text", "text": name, "style": {"bold": True}},
        {"type": "text", "text": " · "},
        {"type": "text", "text": asked, "style": {"code": True}},
    ]
    elements: list[Block] = [{"type": "rich_text_section", "elements": line}]
    if quoted:
        elements.append({"type": "rich_text_quote", "elements": [{"type": "text", "text": quoted}]})
    return {"type": "rich_text", "elements": elements}


def buttons(offered: Sequence[Button], locale: str | None, about: str = "") -> list[Block]:
    """Buttons for next steps. `about` tells people who do not see the picture which picture a button belongs to."""
    made = [_button(button, locale, about) for button in offered if button.id]
    return [_actions(made[at : at + ACTIONS_LIMIT]) for at in range(0, len(made), ACTIONS_LIMIT)]


def feedback(job: str, locale: str | None) -> Block:
    """Buttons that rate an answer."""

    def thumb(label: Sentence, value: str) -> Block:
        text = shorten(to_plain_text(label, locale), LABEL_LIMIT)
        return {
            "text": {"type": "plain_text", "text": text},
            "value": f"{value}:{job}",
            "accessibility_label": text,
        }

    pair = {
        "type": "feedback_buttons",
        "action_id": FEEDBACK,
        "positive_button": thumb(say("slack-good"), "good"),
        "negative_button": thumb(say("slack-bad"), "bad"),
    }
    return {"type": "context_actions", "elements": [pair]}


def _button(button: Button, locale: str | None, about: str) -> Block:
    label = to_plain_text(button.label, locale)
    made = _pressed(shorten(label, LABEL_LIMIT), button.id or "", button.id or "")
    if about:
        made["accessibility_label"] = shorten(f"{label}, {about}", LABEL_LIMIT)
    return {**made, "style": "danger"} if button.action.kind in ("delete", "stop") else made


def _pressed(label: str, action_id: str, value: str) -> Block:
    text = {"type": "plain_text", "text": label, "emoji": True}
    return {"type": "button", "text": text, "action_id": action_id, "value": value, "accessibility_label": label}


def _actions(elements: Sequence[Block]) -> Block:
    return {"type": "actions", "elements": list(elements)}
