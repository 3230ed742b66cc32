"""Reads the formats of text responses: their answer, reasoning, end and errors.

One reader handles the chat and completion chunks of OpenAI-compatible servers and the tokens of Text Generation
Inference, as servers mix them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any, Literal

from core.inference.huggingface.answer_text import AnswerPiece, EndTokenCutter, Opened, ReasoningSplitter, StopCutter
from core.inference.huggingface.failures import UpstreamFailure
from core.inference.outputs import ReasoningChunk, TextChunk, TextReset
from core.text.valid_unicode import SurrogateJoiner

ANSWER_CHARACTERS = 200_000
"""The longest answer: about 50,000 tokens. It is cut there, as by a limit of the server's."""
REASONING_CHARACTERS = 1_000_000
"""The longest reasoning."""
_SLICE = 4_096
"""The characters that are separated at once: what takes long for a text of marks alone grows with the square of it."""
_LENGTH_REASONS = frozenset({"length", "max_tokens", "max_length", "model_length"})
_FILTER_REASONS = frozenset({"content_filter", "safety", "prohibited_content"})
_TOOL_REASONS = frozenset({"tool_calls", "function_call", "tool_use"})
_REASONING_TEXTS = ("text", "summary", "thinking")
"""The texts of OpenRouter's and of Mistral's parts."""


@dataclass(frozen=True, kw_only=True)
class TextForm:
    """The text to expect. `is_chat` separates reasoning from the answer; `opened` says whether the prompt has opened
    it. The text ends before any of the `stop` strings."""

    is_chat: bool = True
    opened: Opened = "no"
    stop: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class StreamEnd:
    """The end of a response. `refused` says that the server's content filter ended it, `declined` that the text is the
    model's own refusal, `wants_tool` that the model asked for a tool, `unopened` that the reasoning had no opening
    mark."""

    reason: Literal["stop", "length"] = "stop"
    tokens: int | None = None
    prompt_tokens: int | None = None
    refused: bool = False
    declined: bool = False
    wants_tool: bool = False
    unopened: bool = False


StreamPiece = AnswerPiece | StreamEnd


class StreamError(Exception):
    """An error in a response that began well."""

    def __init__(self, failure: UpstreamFailure) -> None:
        super().__init__(failure)
        self.failure = failure


class AnswerState:
    """The state of an answer so far. `reason` is the finish reason; `full` says that no more text is wanted."""

    def __init__(self, form: TextForm) -> None:
        self.reason: str | None = None
        self.full = False
        self._tokens: int | None = None
        self._prompt_tokens: int | None = None
        self._declined = self._wants_tool = False
        self._answer = _AnswerText(form)
        self._thoughts = SurrogateJoiner()
        self._written = self._thought = 0
        self._taken: list[tuple[bool, str]] = []
        """Texts that are not read yet; True says that it is a server's reasoning."""

    def take(self, event: Any) -> None:
        """Takes in one event; unknown events are ignored. Raises `StreamError`."""
        if not isinstance(event, dict) or self.full:
            return
        if event.get("error") or event.get("object") == "error":
            raise StreamError(UpstreamFailure.understand(event))
        usage = event.get("usage")
        if isinstance(usage, dict) and (written := _count(usage.get("completion_tokens"))) is not None:
            self._tokens = written
            self._prompt_tokens = _count(usage.get("prompt_tokens"))
        choices = event.get("choices")
        if not isinstance(choices, list):
            self._token(event)
        elif choices and isinstance(choices[0], dict):
            self._choice(choices[0])

    def pieces(self) -> Iterator[AnswerPiece]:
        """The pieces of what was taken in, as few as possible."""
        taken, self._taken = self._taken, []
        for is_thought, texts in groupby(taken, key=itemgetter(0)):
            if not self.full:
                text = "".join(text for _, text in texts)
                yield from self._limited(self._reasoning(text) if is_thought else self._answer.feed(text))

    def rest(self) -> Iterator[AnswerPiece]:
        """The text that was held back until it was clear."""
        if thought := self._thoughts.close():
            yield ReasoningChunk(thought)
        yield from self._limited(self._answer.close(cut=self._is_cut))

    def ending(self) -> StreamEnd:
        """The end, with its reason and counts."""
        return StreamEnd(
            reason="length" if self._is_cut else "stop",
            tokens=self._tokens,
            prompt_tokens=self._prompt_tokens,
            refused=(self.reason or "").lower() in _FILTER_REASONS,
            declined=self._declined,
            wants_tool=self._wants_tool or self.reason in _TOOL_REASONS,
            unopened=self._answer.unopened,
        )

    @property
    def _is_cut(self) -> bool:
        return (self.reason or "").lower() in _LENGTH_REASONS

    def _limited(self, pieces: Iterator[AnswerPiece]) -> Iterator[AnswerPiece]:
        """The pieces, up to the longest answer and the longest reasoning."""
        for piece in pieces:
            match piece:
                case TextReset():
                    self._written = 0
                case TextChunk(text):
                    room = max(0, ANSWER_CHARACTERS - self._written)
                    piece = TextChunk(text[:room])
                    self._written += len(text)
                    self._is_full(len(text) > room)
                case ReasoningChunk(text):
                    room = REASONING_CHARACTERS - self._thought
                    piece = ReasoningChunk(text[:room])
                    self._thought += len(text)
                    self._is_full(len(text) > room)
            yield piece
            if self.full:
                return
        self._is_full(self._answer.received > ANSWER_CHARACTERS + REASONING_CHARACTERS)  # of marks, too
        if self._answer.stopped:
            self.full = self._answer.overran
            self.reason = "stop" if self.full else self.reason or "stop"

    def _is_full(self, full: bool) -> None:
        if full:
            self.full, self.reason = True, "length"

    def _choice(self, choice: dict[str, Any]) -> None:
        if isinstance(reason := choice.get("finish_reason"), str) and reason:
            self.reason = reason
        message = choice.get("delta") or choice.get("message")
        if not isinstance(message, dict):
            self._say(_text(choice.get("text")))
            return
        if thought := _reasoning(message):
            self._taken.append((True, thought))
        self._say(_text(message.get("content")))
        if message.get("refusal") and (refusal := _text(message["refusal"])):
            self._declined = True
            self._say(refusal)
        self._wants_tool = self._wants_tool or bool(message.get("tool_calls") or message.get("function_call"))

    def _token(self, event: dict[str, Any]) -> None:
        """Reads Text Generation Inference's format: one token at a time, `details` with the last."""
        details = event.get("details")
        if isinstance(details, dict):
            reason = details.get("finish_reason")
            self.reason = reason if isinstance(reason, str) and reason else self.reason
            self._tokens = _count(details.get("generated_tokens"))
        token = event.get("token")
        if isinstance(token, dict):
            if not token.get("special"):
                self._say(_text(token.get("text")))
            if event.get("generated_text") is not None:
                self.reason = self.reason or "eos_token"
        else:
            self._say(_text(event.get("generated_text")))

    def _say(self, text: str) -> None:
        if text:
            self._taken.append((False, text))

    def _reasoning(self, text: str) -> Iterator[ReasoningChunk]:
        if thought := self._thoughts.feed(text):
            yield ReasoningChunk(thought)


class _AnswerText:
    """The text of an answer, from valid Unicode to the end of the turn. `received` are its characters so far, with
    everything that is cut."""

    def __init__(self, form: TextForm) -> None:
        self.received = 0
        self._joiner = SurrogateJoiner()
        self._splitter = ReasoningSplitter(form.opened) if form.is_chat else None
        self._stop = StopCutter(form.stop)
        self._end_tokens = EndTokenCutter()

    @property
    def stopped(self) -> bool:
        """True after a stop string."""
        return self._stop.stopped

    @property
    def overran(self) -> bool:
        """True after more text than that."""
        return self._stop.overran

    @property
    def unopened(self) -> bool:
        """As `ReasoningSplitter.unopened`."""
        return self._splitter is not None and self._splitter.unopened

    def feed(self, text: str) -> Iterator[AnswerPiece]:
        """The pieces that are clear now."""
        if not text:
            return
        self.received += len(text)
        text = self._joiner.feed(text)
        for start in range(0, len(text), _SLICE):
            part = text[start : start + _SLICE]
            yield from self._cut(self._splitter.feed(part) if self._splitter else iter((TextChunk(part),)))

    def close(self, *, cut: bool) -> Iterator[AnswerPiece]:
        """The text that was held back; `cut` says that a limit ended it."""
        text = self._joiner.close()
        if self._splitter is not None:
            yield from self._cut(self._splitter.feed(text))
            yield from self._cut(self._splitter.close(cut=cut))
        elif text:
            yield from self._cut(iter((TextChunk(text),)))
        if rest := self._end_tokens.feed(self._stop.close()) + self._end_tokens.close():
            yield TextChunk(rest)

    def _cut(self, pieces: Iterator[AnswerPiece]) -> Iterator[AnswerPiece]:
        for piece in pieces:
            if isinstance(piece, TextChunk):
                if text := self._end_tokens.feed(self._stop.feed(piece.text)):
                    yield TextChunk(text)
                continue
            if isinstance(piece, TextReset):
                self._end_tokens.clear()
            yield piece


def _reasoning(message: dict[str, Any]) -> str:
    """The reasoning of a message. Servers put it into one of three fields, or the same into two of them
    (https://openrouter.ai/docs/use-cases/reasoning-tokens), or between the parts of the content
    (https://docs.mistral.ai/capabilities/reasoning)."""
    for name in ("reasoning_content", "reasoning"):
        if (value := message.get(name)) and (text := _text(value)):
            return text
    details, content = message.get("reasoning_details"), message.get("content")
    if not isinstance(details, list) and not isinstance(content, list):  # nearly every event
        return ""
    listed = [*(details if isinstance(details, list) else ()), *(content if isinstance(content, list) else ())]
    parts = [part for part in listed if isinstance(part, dict) and _is_reasoning(part)]
    return "".join(next(filter(None, (_text(part.get(name)) for name in _REASONING_TEXTS)), "") for part in parts)


def _is_reasoning(part: dict[str, Any]) -> bool:
    return str(part.get("type")).startswith(("thinking", "reasoning"))


def _text(value: Any) -> str:
    """The text of a content, which is a string or, rarely, a list of parts, whose reasoning is left out."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "".join(_text(part.get("text")) for part in value if isinstance(part, dict) and not _is_reasoning(part))
    return ""


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
