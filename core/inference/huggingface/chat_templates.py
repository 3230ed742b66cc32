"""Prompts for text generation models, formatted by the model's own chat template.

transformers formats them, without torch, in its own process (`template_worker`), which starts with the first prompt: a
template is a program by the model's author and may run for ever.
"""

import asyncio
import json
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from core.domain.errors import ModelUnavailable
from core.domain.sentences import ModelName
from core.inference.huggingface import template_worker as formatter
from core.inference.huggingface.credentials import Credentials
from core.inference.huggingface.library import quiet
from core.inference.huggingface.messages import data_uri, jpeg, merged_messages
from core.inference.huggingface.timing import Deadlines
from core.inference.requests import ChatMessage

FILES = ("*.json", "*.jinja", "*.txt", "*.model", "*.tiktoken")
"""The files of a tokenizer and a processor; never weights, never code."""
FORMAT_SECONDS = 30.0
"""The time limit for one prompt; the first includes the import of transformers."""
FOLDERS_LIMIT = 1_000
"""The number of models whose folders are remembered, as users can request any name."""
DOWNLOADS = 4
"""The number of concurrent downloads, so that a slow one does not delay the others."""


class ChatTemplates:
    """The chat templates of models, downloaded from the Hub once and kept in its cache folder. A caller waits
    `seconds`; a later download serves the next caller."""

    def __init__(
        self,
        credentials: Credentials,
        cache: Path | None = None,
        *,
        seconds: float = Deadlines.total,
        format_seconds: float = FORMAT_SECONDS,
    ) -> None:
        self._credentials = credentials
        self._cache = cache
        self._seconds = seconds
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="templates")
        self._downloads = ThreadPoolExecutor(max_workers=DOWNLOADS, thread_name_prefix="template-files")
        self._fetching: dict[str, asyncio.Future[str]] = {}
        self._folders: dict[str, str] = {}
        self._process = TemplateProcess(format_seconds)

    async def aclose(self) -> None:
        """Ends the process, and the threads when they are done."""
        self._process.kill()
        self._downloads.shutdown(wait=False, cancel_futures=True)
        self._thread.shutdown(wait=False, cancel_futures=True)
        await asyncio.to_thread(self._join)

    def _join(self) -> None:
        self._thread.shutdown()
        self._process.close()

    async def prompt(self, model: str, messages: Sequence[ChatMessage]) -> str:
        """The messages as one text, up to the point where the model continues. Pictures appear as Markdown pictures of
        base64 JPEG, as Text Generation Inference takes them. Raises `ModelUnavailable` for a model without a template,
        or one that is not ready in time."""
        try:
            async with asyncio.timeout(self._seconds):
                folder = self._folders.get(model) or await self._fetch(model)
                loop = asyncio.get_running_loop()
                return await loop.run_in_executor(self._thread, self._format, model, folder, tuple(messages))
        except TimeoutError as error:
            raise ModelUnavailable("huggingface-template-slow", model=ModelName(name=model)) from error

    async def _fetch(self, model: str) -> str:
        """The folder, downloaded once for all callers. A download cannot be cancelled from here."""
        if model not in self._fetching:
            token = await self._credentials.source.token() if self._credentials.trusted(self._credentials.hub) else None
            if model not in self._fetching:
                loop = asyncio.get_running_loop()
                fetching = loop.run_in_executor(self._downloads, self._download, model, token)
                fetching.add_done_callback(lambda done: self._store_folder(model, done))
                self._fetching[model] = fetching
        return await asyncio.shield(self._fetching[model])

    def _store_folder(self, model: str, done: "asyncio.Future[str]") -> None:
        self._fetching.pop(model, None)
        if not done.cancelled() and done.exception() is None:
            self._folders[model] = done.result()
            while len(self._folders) > FOLDERS_LIMIT:
                del self._folders[next(iter(self._folders))]

    def _format(self, model: str, folder: str, messages: Sequence[ChatMessage]) -> str:
        merged = [
            replace(message, pictures=tuple(map(jpeg, message.pictures))) for message in merged_messages(messages)
        ]
        payload = [
            {"role": message.role, "text": message.text, "pictures": len(message.pictures)} for message in merged
        ]
        try:
            prompt, token = self._process.format(folder, payload)
        except TimeoutError as error:
            raise ModelUnavailable("huggingface-template-slow", model=ModelName(name=model)) from error
        except ValueError as error:
            self._folders.pop(model, None)  # its files may be gone, or better ones come
            raise ModelUnavailable(
                "huggingface-no-template", kind="no_template", model=ModelName(name=model)
            ) from error
        return _with_pictures(prompt, [picture for message in merged for picture in message.pictures], token)

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
            raise ModelUnavailable(
                "huggingface-no-template", kind="no_template", model=ModelName(name=model)
            ) from error


class TemplateProcess:
    """The process of `template_worker`, started with the first prompt and again after a prompt that ended it."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._killed = False
        self._process: subprocess.Popen[str] | None = None

    def format(self, folder: str, merged: Sequence[Mapping[str, object]]) -> tuple[str, str]:
        """The prompt, and the token in it for a picture. Blocks: call it in a thread, one call at a time.

        Raises `TimeoutError` if the template does not finish, and `ValueError` if it cannot be used.
        """
        if self._process is None:
            self._process = self._start()
        if self._killed:
            self._process.kill()
        ending = threading.Timer(self._seconds, self._process.kill)
        ending.start()
        try:
            answer = _exchange(self._process, json.dumps({"folder": folder, "messages": merged}))
        finally:
            ending.cancel()
        if answer is None:
            self.close()
            raise TimeoutError
        if "error" in answer:
            raise ValueError(answer["error"])
        return answer["prompt"], answer["picture"]

    def kill(self) -> None:
        """Ends the process for good; from any thread, without waiting."""
        self._killed = True
        if (process := self._process) is not None:
            process.kill()

    def close(self) -> None:
        """Removes the process. No call of `format` may be running."""
        if self._process is not None:
            self._process.kill()
            with suppress(OSError), self._process:  # unread data cannot be flushed
                self._process = None

    def _start(self) -> "subprocess.Popen[str]":
        # -P: the names of our modules must not stand before those of the libraries. What transformers has to say is
        # advice, such as to install torch, which is not wanted here.
        command = [sys.executable, "-P", formatter.__file__]
        return subprocess.Popen(  # noqa: S603 - no shell, no word of the user
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
        )


def _exchange(process: "subprocess.Popen[str]", line: str) -> dict[str, str] | None:
    """The reply; None if the process ended."""
    if process.stdin is None or process.stdout is None:
        return None
    try:
        process.stdin.write(line + "\n")
        process.stdin.flush()
        answer = process.stdout.readline()
    except (OSError, ValueError):
        return None
    return json.loads(answer) if answer.endswith("\n") else None


def _with_pictures(prompt: str, pictures: Sequence[bytes], token: str) -> str:
    """Replaces each token by its picture. Pictures without a token go before the prompt."""
    missing = len(pictures) - prompt.count(token)
    written = [f"![]({data_uri(picture)})" for picture in pictures]
    before, rest = written[: max(0, missing)], written[max(0, missing) :]
    for picture in rest:
        prompt = prompt.replace(token, picture, 1)
    return "".join(before) + prompt
