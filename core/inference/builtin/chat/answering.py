"""Selects the part of the chat that answers, by what the messages ask for, as a model would read it."""

import re

from core.inference.builtin.chat.seeing import describe
from core.inference.builtin.chat.talk import talk
from core.inference.builtin.generated_text import GeneratedText, truncated
from core.inference.requests import ChatMessage, ChatRequest

_LIMERICK = re.compile(r"\s*write a limerick\b", re.IGNORECASE)
_SUBJECT = re.compile(r"\s*a limerick about (?P<subject>.*?),? please\W*", re.IGNORECASE | re.DOTALL)
_IMAGE_PROMPT = re.compile(r"\s*write a prompt for an image model\b", re.IGNORECASE)
_DESCRIPTION = re.compile(r"\s*(describe (this|the|these|my) (picture|image|photo)s?\b.*)?", re.IGNORECASE | re.DOTALL)
_NO_SUBJECT = "this picture"


def answer(request: ChatRequest) -> GeneratedText:
    """The whole answer. Raises `BadPicture` for an unreadable picture. Blocks: call it in a thread."""
    ignored = () if request.temperature is None else ("temperature",)
    system = " ".join(message.text for message in request.messages if message.role == "system")
    said = [message for message in request.messages if message.role == "user"]
    if _LIMERICK.match(system):
        from core.inference.builtin.verse.limericks import limerick

        return limerick(request, _subject(said[0]) if said else "")
    last = said[-1] if said else ChatMessage(role="user", text="")
    if _IMAGE_PROMPT.match(system):
        from core.inference.builtin.painting.prompts import image_prompt

        text = image_prompt(last.text, request.seed)
    elif last.pictures and _DESCRIPTION.fullmatch(last.text):
        text = describe(last.pictures, request.seed)
    else:
        text = talk(request)
    cut = truncated(text, request.max_new_tokens)
    return GeneratedText(text=cut.text, tokens=cut.tokens, reason=cut.reason, ignored=ignored)


def _subject(message: ChatMessage) -> str:
    """The subject of a limerick; empty if it is the picture, or none is given."""
    found = _SUBJECT.fullmatch(message.text)
    subject = found["subject"] if found else ""
    return "" if message.pictures and subject == _NO_SUBJECT else subject
