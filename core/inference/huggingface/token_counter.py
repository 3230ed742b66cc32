"""Counts tokens with the model's own tokenizer, if its files are cached.

They are in the cache of the Hub's files after the use of a template, or because another program downloaded them.
Nothing is downloaded for counting. The `tokenizers` library reads the same file as transformers in a fraction of the
time and memory, and does not block other threads.
"""

import asyncio
import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from core.inference.huggingface.library import quiet

if TYPE_CHECKING:
    from tokenizers import Tokenizer

TOKENIZERS_LIMIT = 2
"""The number of tokenizers that stay in memory: one takes up to a hundred megabytes."""
_LARGEST_CONTEXT = 100_000_000
"""The largest plausible context length: tokenizers that do not know it say 10**30."""


@dataclass(frozen=True, kw_only=True)
class TokenCounts:
    """The tokens of each text, and the model's context length, if its tokenizer knows it."""

    counts: Sequence[int]
    context: int | None


@dataclass(frozen=True, kw_only=True)
class _LoadedTokenizer:
    tokenizer: "Tokenizer"
    context: int | None


class TokenCounter:
    """Counts tokens. `cache` None is huggingface_hub's own folder. Close it with `close`."""

    def __init__(self, cache: Path | None = None) -> None:
        self._cache = cache
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="tokens")
        self._loaded: dict[str, _LoadedTokenizer] = {}

    def close(self) -> None:
        """Ends the thread when it is done."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def count(self, model: str, texts: Sequence[str]) -> TokenCounts | None:
        """The counts; None if the model's tokenizer is not cached or not readable."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._count, model, tuple(texts))

    def _count(self, model: str, texts: Sequence[str]) -> TokenCounts | None:
        try:
            found = self._loaded.pop(model, None) or self._load(model)
            if found is None:
                return None
            encoded = found.tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        except Exception:  # noqa: BLE001 - the library raises this for an unreadable file
            return None
        self._loaded[model] = found  # last: the least recently used one goes first
        while len(self._loaded) > TOKENIZERS_LIMIT:
            del self._loaded[next(iter(self._loaded))]
        return TokenCounts(counts=[len(each) for each in encoded], context=found.context)

    def _load(self, model: str) -> _LoadedTokenizer | None:
        file = self._cached(model, "tokenizer.json")
        if file is None:
            return None
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(file))
        tokenizer.no_truncation()  # the file may carry both along
        tokenizer.no_padding()
        config = self._cached(model, "tokenizer_config.json")
        return _LoadedTokenizer(tokenizer=tokenizer, context=_context(config) if config else None)

    def _cached(self, model: str, name: str) -> Path | None:
        from huggingface_hub import try_to_load_from_cache

        quiet()
        found = try_to_load_from_cache(model, name, cache_dir=self._cache)
        return Path(found) if isinstance(found, str) else None


def _context(config: Path) -> int | None:
    length = json.loads(config.read_text(encoding="utf-8")).get("model_max_length")
    return length if isinstance(length, int) and 0 < length <= _LARGEST_CONTEXT else None
