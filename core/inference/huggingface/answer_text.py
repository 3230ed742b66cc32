"""The text of an answer, separated from a model's reasoning and from tokens that are no words.

Models mark reasoning in many ways, and servers pass the marks on if nobody set up their parser:

- between tags (`<think>…</think>`, `[THINK]…[/THINK]`), usually first, sometimes later;
- by the closing tag alone, because the chat template wrote the opening one into the prompt (DeepSeek-R1, QwQ,
  Qwen3-Thinking);
- in the channels of harmony (https://cookbook.openai.com/articles/openai-harmony), with or without its special tokens.

Every reader takes text in pieces, cut anywhere, and gives the same result for every cut.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Literal

from core.inference.outputs import ReasoningChunk, TextChunk, TextReset

AnswerPiece = TextChunk | ReasoningChunk | TextReset
Opened = Literal["no", "perhaps", "yes"]
"""The answer to the question if the prompt has opened the reasoning already."""

_CLOSING = {
    "<think>": "</think>",
    "<thinking>": "</thinking>",
    "<thought>": "</thought>",
    "<reasoning>": "</reasoning>",
    "[THINK]": "[/THINK]",
    "<seed:think>": "</seed:think>",
    "◁think▷": "◁/think▷",
    "<|START_THINKING|>": "<|END_THINKING|>",
    "<|begin_of_thought|>": "<|end_of_thought|>",
}
"""The marks of DeepSeek, Qwen, GLM and others; Mistral; Seed; Kimi; Cohere; and, in words, of fine-tuned models."""
OPENING_MARKS = tuple(_CLOSING)
_CLOSINGS = tuple(dict.fromkeys(_CLOSING.values()))
_CHANNELS = ("<|channel|>", "<|start|>")
_BARE = ("analysis", "assistantfinal")
"""Harmony from a server that removed its special tokens: the channel's name, and the end of the reasoning."""
_RESPONSE = "<|START_RESPONSE|>"
"""The mark of Cohere's models between reasoning and answer."""
_MARKS_OF_TEXT = (*_CLOSING, *_CLOSINGS, _RESPONSE)
_MARKS = re.compile("|".join(map(re.escape, _MARKS_OF_TEXT)))
_BEGINNINGS = (*_CLOSING, *_CHANNELS, _BARE[0])
_HARMONY_TOKENS = ("<|start|>", "<|channel|>", "<|message|>", "<|constrain|>", "<|end|>", "<|return|>", "<|call|>")
_HARMONY = re.compile("|".join(map(re.escape, _HARMONY_TOKENS)))
_HEADER = 200
"""The most characters of a message's header: its role, channel and recipient."""
_END_TOKENS = (
    "</s>", "<eos>", "<|eos|>", "<|im_end|>", "<|im_start|>", "<|eot_id|>", "<|eom_id|>", "<|end_of_text|>",
    "<|endoftext|>", "<|end|>", "<|return|>", "<end_of_turn>", "<start_of_turn>", "<turn|>", "<|endofturn|>",
    "[|endofturn|]", "<|user|>", "<|observation|>", "<|END_OF_TURN_TOKEN|>", "<|END_RESPONSE|>",
    "<\uff5cend\u2581of\u2581sentence\uff5c>", "<\uff5cUser\uff5c>",
)  # fmt: skip
"""The special tokens with which models end their turn, from the tokenizers of the families named above and of Llama,
Gemma, Phi, GLM and EXAONE."""
_END_TOKENS_KEPT = 500
"""The most characters of end tokens in a row that are held back."""
_LEAD_IN = 40
"""The most characters before a later opening tag that count as the beginning of the reasoning."""


def held_back(text: str, marks: Sequence[str]) -> int:
    """The length of the longest end of the text that may become one of the marks."""
    longest, initials = _shape(tuple(marks))
    end = text[-longest:] if longest else ""
    if initials.isdisjoint(end):  # nearly every token
        return 0
    for start, character in enumerate(end):
        if character in initials:
            rest = end[start:]
            if any(len(mark) > len(rest) and mark.startswith(rest) for mark in marks):
                return len(rest)
    return 0


@lru_cache(maxsize=64)
def _shape(marks: tuple[str, ...]) -> tuple[int, frozenset[str]]:
    """The most characters of a mark that is not whole, and the first characters of all marks."""
    return max(map(len, marks), default=1) - 1, frozenset(mark[0] for mark in marks)


class EndTokenCutter:
    """Cuts special tokens, and blank space after them, from the end of a text."""

    def __init__(self) -> None:
        self._held = ""

    def feed(self, text: str) -> str:
        """The text that is certainly not at the end."""
        text, self._held = self._held + text, ""
        end = len(text) - held_back(text, _END_TOKENS)
        while (shorter := self._without_token(text, end)) < end:
            end = shorter
        if len(text) - end > _END_TOKENS_KEPT:
            return text
        self._held = text[end:]
        return text[:end]

    def close(self) -> str:
        """The rest: what only began like a token."""
        held, self._held = self._held, ""
        end = len(held)
        while (shorter := self._without_token(held, end)) < end:
            end = shorter
        return held[:end]

    def clear(self) -> None:
        """Forgets what was held back."""
        self._held = ""

    def _without_token(self, text: str, end: int) -> int:
        while end and text[end - 1].isspace():
            end -= 1
        if not text.endswith(_END_TOKENS, 0, end):  # nearly every token
            return len(text)
        return end - next(len(token) for token in _END_TOKENS if text.endswith(token, 0, end))


class StopCutter:
    """Cuts a text before the first of the stop strings, which some servers leave in (Text Generation Inference,
    `transformers serve`) and others cut off (llama.cpp, vLLM)."""

    def __init__(self, stop: Sequence[str]) -> None:
        self.stopped = False
        self.overran = False  # whether more text came
        self._stop = [each for each in stop if each]
        self._held = ""

    def feed(self, text: str) -> str:
        """The text that is certainly before a stop string."""
        if self.stopped:
            self.overran = self.overran or bool(text)
            return ""
        if not self._stop:
            return text
        text, self._held = self._held + text, ""
        if found := [(place, len(each)) for each in self._stop if (place := text.find(each)) >= 0]:
            place, length = min(found)
            self.stopped, self.overran = True, len(text) > place + length
            return text[:place]
        end = len(text) - held_back(text, self._stop)
        self._held = text[end:]
        return text[:end]

    def close(self) -> str:
        """The rest: what only began like a stop string."""
        held, self._held = self._held, ""
        return held


class ReasoningSplitter:
    """Separates reasoning from the answer. `unopened` is True after reasoning that had no opening mark.

    An answer may write about the marks: those in code (an odd number of backticks before them) are text. Text before a
    closing mark that nothing opened was reasoning, although it was taken for the answer: `TextReset` takes it back. If
    nothing follows, it is given again, as the answer. So is reasoning whose closing mark never came, unless it stood
    at the beginning or a limit cut it.
    """

    def __init__(self, opened: Opened = "no") -> None:
        self.unopened = False
        self._opened = opened
        self._held = ""
        self._state: Literal["start", "answer", "thought", "harmony"] = "start"
        self._closings: tuple[str, ...] = ()
        self._marked = False  # whether a mark was seen
        self._given: list[str] = []  # the answer, until a mark is seen
        self._taken_back = ""
        self._doubtful: list[str] | None = None  # reasoning that may be the answer
        self._backticks = 0
        self._blank = True  # whether the answer has no visible character yet
        self._harmony = HarmonyReader()

    def feed(self, text: str) -> Iterator[AnswerPiece]:
        """The pieces that are clear now."""
        self._held += text
        if self._state == "start" and not self._begin():
            return
        yield from self._scan(at_end=False)

    def close(self, *, cut: bool = False) -> Iterator[AnswerPiece]:
        """The rest; `cut` says that a limit ended the text, perhaps within reasoning."""
        if self._state == "start":
            self._begin(at_end=True)
        yield from self._scan(at_end=True)
        self.unopened = self.unopened and self._state != "thought"
        if self._state == "thought" and (cut or self._doubtful is None):
            return
        spare = self._taken_back if self._blank else ""
        if self._state == "thought":
            spare += "".join(self._doubtful or ())
        if self._blank:
            spare = spare.strip()
        if spare:
            yield TextChunk(spare)

    def _begin(self, *, at_end: bool = False) -> bool:
        """Chooses the state from the beginning of the text. Returns False if more text is needed."""
        begun = self._held.lstrip()
        if not at_end and (not begun or any(len(each) > len(begun) and each.startswith(begun) for each in _BEGINNINGS)):
            return False
        if not at_end and begun == _BARE[0]:
            return False
        if begun.startswith(_CHANNELS):
            self._state, self._held, self._marked = "harmony", begun, True
        elif mark := next((each for each in _CLOSING if begun.startswith(each)), None):
            self._think((_CLOSING[mark],), begun.removeprefix(mark))
        elif re.match(rf"{_BARE[0]}[A-Z]", begun):
            self._think((_BARE[1],), begun.removeprefix(_BARE[0]), doubtful=[_BARE[0]])
        elif self._opened != "no":
            self._think(_CLOSINGS, self._held, doubtful=[] if self._opened == "perhaps" else None)
            self.unopened = self._opened == "perhaps"
        else:
            self._state = "answer"
        return True

    def _think(self, closings: tuple[str, ...], rest: str, doubtful: list[str] | None = None) -> None:
        self._state, self._closings, self._marked = "thought", closings, True
        self._held, self._doubtful = rest, doubtful

    def _scan(self, *, at_end: bool) -> Iterator[AnswerPiece]:
        if self._state == "harmony":
            text, self._held = self._held, ""
            for piece in self._harmony.feed(text, at_end=at_end):
                yield from self._answer(piece.text) if isinstance(piece, TextChunk) else (piece,)
            return
        before = None
        while self._held and self._held != before:
            before = self._held
            yield from (self._thought if self._state == "thought" else self._text)(at_end=at_end)

    def _thought(self, *, at_end: bool) -> Iterator[AnswerPiece]:
        places = [(place, mark) for mark in self._closings if (place := self._held.find(mark)) >= 0]
        if places:
            place, mark = min(places)
            thought, self._held = self._held[:place], self._held[place + len(mark) :]
            self._state, self._doubtful = "answer", None
        else:
            end = len(self._held) - (0 if at_end else held_back(self._held, self._closings))
            thought, self._held = self._held[:end], self._held[end:]
            if self._doubtful is not None:
                self._doubtful.append(thought)
        if thought:
            yield ReasoningChunk(thought)

    def _text(self, *, at_end: bool) -> Iterator[AnswerPiece]:
        for found in _MARKS.finditer(self._held):
            mark, before, after = found[0], self._held[: found.start()], self._held[found.end() :]
            if (self._backticks + before.count("`")) % 2:
                continue
            if mark in _CLOSING:
                yield from self._answer(before)
                lead_in = "".join(self._given)
                if not self._blank and not self._marked and len(lead_in) <= _LEAD_IN and "\n" not in lead_in:
                    yield from self._reset()
                self._think((_CLOSING[mark],), after, doubtful=[mark])
                return
            if mark == _RESPONSE and self._blank and not before.strip():
                self._held = after
                return
            if mark != _RESPONSE and not self._marked:
                yield from self._answer(before)
                if not self._blank:
                    self.unopened = True
                    yield from self._reset()
                self._marked, self._held = True, after
                return
        end = len(self._held) - (0 if at_end else held_back(self._held, _MARKS_OF_TEXT))
        text, self._held = self._held[:end], self._held[end:]
        yield from self._answer(text)

    def _answer(self, text: str) -> Iterator[TextChunk]:
        self._backticks += text.count("`")
        if self._blank:
            text = text.lstrip()
        if not text:
            return
        self._blank = False
        if not self._marked:
            self._given.append(text)
        yield TextChunk(text)

    def _reset(self) -> Iterator[TextReset]:
        self._taken_back = "".join(self._given)
        self._blank, self._backticks = True, 0
        self._given.clear()
        yield TextReset()


class HarmonyReader:
    """Reads harmony's messages: those on the channel `final`, or on none, are the answer."""

    def __init__(self) -> None:
        self._held = ""
        self._header: str | None = ""  # None while a message's text is read
        self._channel = ""

    def feed(self, text: str, *, at_end: bool = False) -> Iterator[TextChunk | ReasoningChunk]:
        """The pieces that are clear now."""
        self._held += text
        while found := _HARMONY.search(self._held):
            before, self._held = self._held[: found.start()], self._held[found.end() :]
            yield from self._words(before)
            match found[0]:
                case "<|message|>":
                    header, self._header = self._header or "", None
                    _, channel, name = header.partition("<|channel|>")
                    self._channel = name if channel else "final"
                case "<|channel|>" | "<|constrain|>":
                    self._header = f"{self._header or ''}{found[0]}"
                case _:
                    self._header = ""
        end = len(self._held) - (0 if at_end else held_back(self._held, _HARMONY_TOKENS))
        words, self._held = self._held[:end], self._held[end:]
        yield from self._words(words)

    def _words(self, words: str) -> Iterator[TextChunk | ReasoningChunk]:
        if not words:
            return
        if self._header is not None:
            self._header = (self._header + words)[:_HEADER]
        elif self._channel.lstrip().startswith("final"):
            yield TextChunk(words)
        else:
            yield ReasoningChunk(words)
