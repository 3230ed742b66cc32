"""Which part of the host answers: by the purpose of the chat."""

from core.inference.builtin.chat.seeing import described
from core.inference.builtin.chat.talk import talk
from core.inference.builtin.writing import Written, within
from core.inference.engine import ChatAsk, Purpose


def answer(ask: ChatAsk) -> Written:
    """The whole answer. Raises `BadPicture` for a picture that cannot be opened. Blocks: call it in a thread."""
    ignored = () if ask.temperature is None else ("temperature",)
    match ask.purpose:
        case Purpose.LIMERICK:
            from core.inference.builtin.verse.limericks import limerick

            return limerick(ask)
        case Purpose.IMAGE_PROMPT:
            from core.inference.builtin.painting.prompts import image_prompt

            text = image_prompt(ask.subject or _last_words(ask), ask.seed)
        case Purpose.DESCRIBE:
            text = described([picture for message in ask.messages[-1:] for picture in message.pictures], ask.seed)
        case Purpose.TALK:
            text = talk(ask)
    cut = within(text, ask.max_new_tokens)
    return Written(text=cut.text, tokens=cut.tokens, reason=cut.reason, ignored=ignored)


def _last_words(ask: ChatAsk) -> str:
    return next((message.text for message in reversed(ask.messages) if message.role == "user"), "")
