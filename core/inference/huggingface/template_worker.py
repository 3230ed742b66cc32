"""The program that formats prompts by models' own templates, in a process of its own; `templates` talks with it.

A template is a program of whoever made the model. Here it may loop for ever or ask for all memory there is: the process
is ended then, and nothing else with it. It holds no token and needs none, its files are on the disk.

Each line of stdin is a request: `folder`, and `turns` of `role`, `text` and the number of `pictures`. Each is answered
by a line: `prompt` and `picture`, the token that stands for one; or `error`.
"""

import json
import sys
from pathlib import Path
from typing import Any

FORMATTERS_LIMIT = 8
"""How many models' templates are kept in memory."""
CPU_SECONDS = 60
"""How long a request may keep a processor busy, should there be nobody any more to end it."""
MEMORY_BYTES = 2_000_000_000
"""How much memory a request may take beyond what was there."""
PROMPT_CHARACTERS = 20_000_000
"""A longer prompt is none."""

Message = dict[str, Any]


def main() -> None:
    """Answers until nobody asks any more."""
    formatters: dict[str, Any] = {}
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = _answer(formatters, request["folder"], request["turns"])
        except Exception as error:  # noqa: BLE001 - a template raises what it likes
            answer = {"error": f"{type(error).__name__}: {error}"[:1_000]}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def _answer(formatters: dict[str, Any], folder: str, turns: list[Message]) -> dict[str, str]:
    formatter = formatters.pop(folder, None) or _formatter(folder)
    formatters[folder] = formatter  # last: the least recently used one goes first
    while len(formatters) > FORMATTERS_LIMIT:
        del formatters[next(iter(formatters))]
    picture = str(getattr(formatter, "image_token", None) or "<image>")
    for turn in turns:
        turn["text"] = turn["text"].replace(picture, "")  # whoever writes the token must not move the pictures
    _limit_resources()
    prompt = _formatted(formatter, turns)
    if len(prompt) > PROMPT_CHARACTERS:
        raise ValueError("the prompt is too long")
    return {"prompt": prompt, "picture": picture}


def _formatter(folder: str) -> Any:
    """The processor where the model sees, else the tokenizer. Neither runs code of the model's repository."""
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


def _formatted(formatter: Any, turns: list[Message]) -> str:
    """The turns in the template; where it knows no system, what the system says opens the first turn."""
    sees = any(turn["pictures"] for turn in turns)
    try:
        return _apply(formatter, turns, sees=sees)
    except Exception:
        if len(turns) < 2 or turns[0]["role"] != "system":
            raise
    first = {**turns[1], "text": f"{turns[0]['text']}\n\n{turns[1]['text']}"}
    return _apply(formatter, [first, *turns[2:]], sees=sees)


def _apply(formatter: Any, turns: list[Message], *, sees: bool) -> str:
    conversation = [{"role": turn["role"], "content": _content(turn) if sees else turn["text"]} for turn in turns]
    return str(formatter.apply_chat_template(conversation, tokenize=False, add_generation_prompt=True))


def _content(turn: Message) -> list[dict[str, str]]:
    return [*({"type": "image"} for _ in range(turn["pictures"])), {"type": "text", "text": turn["text"]}]


def _limit_resources() -> None:
    """Bounds what is used from now on, where the system can."""
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
