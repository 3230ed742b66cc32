"""The program that formats prompts by models' own chat templates, in its own process. `chat_templates` talks to it.

A template is a program by the model's author. It may loop for ever or ask for all memory; then only this process is
ended. It holds no token and needs none: its files are on the disk.

Each line of stdin is a request: `folder`, and `messages` with `role`, `text` and the number of `pictures`. Each gets
one line in reply: `prompt` and `picture`, the token for one picture; or `error`.
"""

import json
import sys
from pathlib import Path
from typing import Any

FORMATTERS_LIMIT = 8
"""The number of models whose templates stay in memory."""
CPU_SECONDS = 60
"""The processor time of a request, in case nobody is left to end it."""
MEMORY_BYTES = 2_000_000_000
"""The memory that a request may take beyond what was in use."""
PROMPT_CHARACTERS = 20_000_000
"""The longest valid prompt."""

Message = dict[str, Any]


def main() -> None:
    """Answers requests until stdin closes."""
    formatters: dict[str, Any] = {}
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = _answer(formatters, request["folder"], request["messages"])
        except Exception as error:  # noqa: BLE001 - a template raises what it likes
            answer = {"error": f"{type(error).__name__}: {error}"[:1_000]}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def _answer(formatters: dict[str, Any], folder: str, messages: list[Message]) -> dict[str, str]:
    formatter = formatters.pop(folder, None) or _formatter(folder)
    formatters[folder] = formatter  # last: the least recently used one goes first
    while len(formatters) > FORMATTERS_LIMIT:
        del formatters[next(iter(formatters))]
    picture = str(getattr(formatter, "image_token", None) or "<image>")
    for message in messages:
        message["text"] = message["text"].replace(picture, "")  # a token in the text must not move the pictures
    _limit_resources()
    prompt = _formatted(formatter, messages)
    if len(prompt) > PROMPT_CHARACTERS:
        raise ValueError("the prompt is too long")
    return {"prompt": prompt, "picture": picture}


def _formatter(folder: str) -> Any:
    """The processor if the model takes pictures, otherwise the tokenizer. Neither runs code from the model's
    repository."""
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


def _formatted(formatter: Any, messages: list[Message]) -> str:
    """The messages in the template. If it does not know the system role, the system text opens the first message."""
    sees = any(message["pictures"] for message in messages)
    try:
        return _apply(formatter, messages, sees=sees)
    except Exception:
        if len(messages) < 2 or messages[0]["role"] != "system":
            raise
    first = {**messages[1], "text": f"{messages[0]['text']}\n\n{messages[1]['text']}"}
    return _apply(formatter, [first, *messages[2:]], sees=sees)


def _apply(formatter: Any, messages: list[Message], *, sees: bool) -> str:
    conversation = [
        {"role": message["role"], "content": _content(message) if sees else message["text"]} for message in messages
    ]
    return str(formatter.apply_chat_template(conversation, tokenize=False, add_generation_prompt=True))


def _content(message: Message) -> list[dict[str, str]]:
    return [*({"type": "image"} for _ in range(message["pictures"])), {"type": "text", "text": message["text"]}]


def _limit_resources() -> None:
    """Limits processor time and memory from now on, if the system can."""
    if sys.platform == "win32":
        return
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime) + CPU_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.getrlimit(resource.RLIMIT_CPU)[1]))
    memory = Path("/proc/self/statm")  # its first number is the size in pages, proc(5)
    if memory.exists():
        size = int(memory.read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (size + MEMORY_BYTES, resource.getrlimit(resource.RLIMIT_AS)[1]))


if __name__ == "__main__":
    main()
