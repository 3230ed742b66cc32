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
from core.inference.huggingface.transport import Deadlines
from core.messages import ModelName

FILES = ("*.json", "*.jinja", "*.txt", "*.model", "*.tiktoken")
"""What a tokenizer and a processor are made of; never weights, never code."""
MOST = 8
"""How many models' templates are kept in memory."""
MOST_FOLDERS = 1_000
"""Of how many models it is known that their files are here: names of models are wished for at will."""
DOWNLOADS = 4
"""How many models' files are fetched at once: one that comes slowly keeps no other waiting."""


class Templates:
    """The templates of models, fetched from the Hub once and kept in its cache folder. `seconds` is how long whoever
    wants one waits for it; it may come later, for the next who wants it."""

    def __init__(
        self, credentials: Credentials, cache: Path | None = None, *, seconds: float = Deadlines.total
    ) -> None:
        self._credentials = credentials
        self._cache = cache
        self._seconds = seconds
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="templates")
        self._downloads = ThreadPoolExecutor(max_workers=DOWNLOADS, thread_name_prefix="template-files")
        self._fetching: dict[str, asyncio.Future[str]] = {}
        self._folders: dict[str, str] = {}
        self._formatters: dict[str, Any] = {}

    def close(self) -> None:
        """Ends the threads when they are done."""
        self._thread.shutdown(wait=False, cancel_futures=True)
        self._downloads.shutdown(wait=False, cancel_futures=True)

    async def prompt(self, model: str, messages: Sequence[ChatMessage]) -> str:
        """The messages as one text, up to where the model is to go on. Pictures stand in it as Markdown pictures of
        base64 JPEG, as Text Generation Inference takes them. Raises `ModelUnavailable` for a model without a template,
        or one that is not ready in time.
        """
        try:
            async with asyncio.timeout(self._seconds):
                folder = self._folders.get(model) or await self._fetched(model)
                loop = asyncio.get_running_loop()
                return await loop.run_in_executor(self._thread, self._format, model, folder, tuple(messages))
        except TimeoutError as error:
            raise ModelUnavailable("huggingface-template-slow", model=ModelName(name=model)) from error

    async def _fetched(self, model: str) -> str:
        """The folder, fetched once whoever waits for it. A download cannot be broken off from here."""
        if model not in self._fetching:
            token = await self._credentials.source.token() if self._credentials.trusted(self._credentials.hub) else None
            if model not in self._fetching:
                loop = asyncio.get_running_loop()
                fetching = loop.run_in_executor(self._downloads, self._download, model, token)
                fetching.add_done_callback(lambda done: self._take_in(model, done))
                self._fetching[model] = fetching
        return await asyncio.shield(self._fetching[model])

    def _take_in(self, model: str, done: "asyncio.Future[str]") -> None:
        self._fetching.pop(model, None)
        if not done.cancelled() and done.exception() is None:
            self._folders[model] = done.result()
            while len(self._folders) > MOST_FOLDERS:
                del self._folders[next(iter(self._folders))]

    def _format(self, model: str, folder: str, messages: Sequence[ChatMessage]) -> str:
        formatter = self._formatters.pop(model, None) or self._load(model, folder)
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

    def _download(self, model: str, token: str | None) -> str:
        import httpx2
        from huggingface_hub import snapshot_download

        quiet()
        try:
            return snapshot_download(
                model,
                endpoint=self._credentials.hub,
                token=token or False,
                allow_patterns=list(FILES),
                cache_dir=self._cache,
            )
        except (httpx2.HTTPError, OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            # The last ones: JSON that is no list of files.
            raise ModelUnavailable("huggingface-no-template", model=ModelName(name=model)) from error

    def _load(self, model: str, folder: str) -> Any:
        try:
            return _formatter(folder)
        except (OSError, ValueError, KeyError, ImportError) as error:
            self._folders.pop(model, None)  # its files may be gone, or better ones come
            raise ModelUnavailable("huggingface-no-template", model=ModelName(name=model)) from error


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
