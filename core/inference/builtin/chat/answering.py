"""Selects the part of the chat that answers, by the purpose of the request."""

from core.inference.builtin.chat.seeing import describe
from core.inference.builtin.chat.talk import talk
from core.inference.builtin.generated_text import GeneratedText, truncated
from core.inference.engine import ChatRequest, Purpose


def answer(request: ChatRequest) -> GeneratedText:
    """The whole answer. Raises `BadPicture` for an unreadable picture. Blocks: call it in a thread."""
    ignored = () if request.temperature is None else ("temperature",)
    match request.purpose:
        case Purpose.LIMERICK:
            from core.inference.builtin.verse.limericks import limerick

            return limerick(request)
        case Purpose.IMAGE_PROMPT:
            from core.inference.builtin.painting.prompts import image_prompt

            text = image_prompt(request.subject or _last_words(request), request.seed)
        case Purpose.DESCRIBE:
            text = describe(
                [picture for message in request.messages[-1:] for picture in message.pictures], request.seed
            )
        case Purpose.TALK:
            text = talk(request)
    cut = truncated(text, request.max_new_tokens)
    return GeneratedText(text=cut.text, tokens=cut.tokens, reason=cut.reason, ignored=ignored)


def _last_words(request: ChatRequest) -> str:
    return next((message.text for message in reversed(request.messages) if message.role == "user"), "")
