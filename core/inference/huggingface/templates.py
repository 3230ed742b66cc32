"""Prompts for models that only go on with text, formatted by the model's own chat template.

transformers does it, without torch. It takes a second to import and seventy megabytes, so it is imported in a thread,
at the first prompt that needs it, and never otherwise.
"""

import asyncio
import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.errors import ModelUnavailable
from core.inference.engine import ChatMessage
from core.inference.huggingface.credentials import Credentials
from core.inference.huggingface.library import quiet
from core.inference.huggingface.messages import Turn, data_uri, jpeg, turns
from core.messages import ModelName

FILES = ("*.json", "*.jinja", "*.txt", "*.model", "*.tiktoken")
"""What a tokenizer and a processor are made of; never weights, never code."""
MOST = 8
"""How many models' templates are kept in memory."""


class Templates:
    """The templates of models, fetched from the Hub once and kept in its cache folder."""

    def __init__(self, credentials: Credentials, cache: Path | None = None) -> None:
        self._credentials = credentials
        self._cache = cache
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="templates")
        self._formatters: dict[str, Any] = {}

    def close(self) -> None:
        """Ends the thread when it is done."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def prompt(self, model: str, messages: Sequence[ChatMessage]) -> str:
        """The messages as one text, up to where the model is to go on. Pictures stand in it as Markdown pictures of
        base64 JPEG, as Text Generation Inference takes them. Raises `ModelUnavailable` for a model without a template.
        """
        token = await self._credentials.source.token() if self._credentials.trusted(self._credentials.hub) else None
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, self._format, model, tuple(messages), token)

    def _format(self, model: str, messages: Sequence[ChatMessage], token: str | None) -> str:
        formatter = self._formatters.pop(model, None) or self._load(model, token)
        self._formatters[model] = formatter  # last: the least recently used one goes first
        while len(self._formatters) > MOST:
            del self._formatters[next(iter(self._formatters))]
        token_of_picture = str(getattr(formatter, "image_token", None) or "<image>")
        said = [
            # Whoever writes the token must not move the pictures.
            replace(turn, text=turn.text.replace(token_of_picture, ""), pictures=tuple(map(jpeg, turn.pictures)))
            for turn in turns(messages)
        ]
        try:
            prompt = _formatted(formatter, said)
        except Exception as error:  # a template is a program of whoever made the model: it raises what it likes
            raise ModelUnavailable("huggingface-no-template", model=ModelName(name=model)) from error
        return _with_pictures(prompt, [picture for turn in said for picture in turn.pictures], token_of_picture)

    def _load(self, model: str, token: str | None) -> Any:
        import httpx2
        from huggingface_hub import snapshot_download

        quiet()
        name = ModelName(name=model)
        try:
            folder = snapshot_download(
                model,
                endpoint=self._credentials.hub,
                token=token or False,
                allow_patterns=list(FILES),
                cache_dir=self._cache,
            )
        except (httpx2.HTTPError, OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise ModelUnavailable("huggingface-no-template", model=name) from error  # the last: JSON that is no list
        try:
            return _formatter(folder)
        except (OSError, ValueError, KeyError, ImportError) as error:
            raise ModelUnavailable("huggingface-no-template", model=name) from error


def _formatter(folder: str) -> Any:
    """The processor where the model sees, else the tokenizer. Neither runs code of the model's repository."""
    logging.getLogger("transformers").addFilter(_tells_no_lack_of_torch)
    from transformers import AutoProcessor, AutoTokenizer

    if any((Path(folder) / file).exists() for file in ("processor_config.json", "preprocessor_config.json")):
        try:
            processor = AutoProcessor.from_pretrained(folder, local_files_only=True)  # type: ignore[no-untyped-call]
            if getattr(processor, "chat_template", None):
                return processor
        except (OSError, ValueError, ImportError):
            pass  # its pictures want torch; the tokenizer's template mostly has the same places for them
    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    if not tokenizer.chat_template:
        raise ValueError("no chat template")
    return tokenizer


def _tells_no_lack_of_torch(record: logging.LogRecord) -> bool:
    """At its import transformers advises to install PyTorch, which is not wanted here."""
    return not record.getMessage().startswith("PyTorch was not found")


def _formatted(formatter: Any, said: Sequence[Turn]) -> str:
    """The turns in the template; where it knows no system, what the system says opens the first turn."""
    sees = any(turn.pictures for turn in said)
    try:
        return _apply(formatter, said, sees=sees)
    except Exception:
        if len(said) < 2 or said[0].role != "system":
            raise
    first = replace(said[1], text=f"{said[0].text}\n\n{said[1].text}")
    return _apply(formatter, [first, *said[2:]], sees=sees)


def _apply(formatter: Any, said: Sequence[Turn], *, sees: bool) -> str:
    conversation = [{"role": turn.role, "content": _content(turn) if sees else turn.text} for turn in said]
    return str(formatter.apply_chat_template(conversation, tokenize=False, add_generation_prompt=True))


def _content(turn: Turn) -> list[dict[str, str]]:
    return [*({"type": "image"} for _ in turn.pictures), {"type": "text", "text": turn.text}]


def _with_pictures(prompt: str, pictures: Sequence[bytes], token: str) -> str:
    """Puts each picture in place of its token; those for which the template had no place go before the prompt."""
    missing = len(pictures) - prompt.count(token)
    written = [f"![]({data_uri(picture)})" for picture in pictures]
    before, rest = written[: max(0, missing)], written[max(0, missing) :]
    for picture in rest:
        prompt = prompt.replace(token, picture, 1)
    return "".join(before) + prompt
