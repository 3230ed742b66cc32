"""A model that answers by what it was sent: the places of documents, and the numbers of messages."""

import re
from collections.abc import Callable, Mapping, Sequence

from tests.servers.hub_server import HubServer, Reply
from tests.servers.hub_server.server import TOKEN


def reading_model(hub: HubServer, answer: Callable[[Sequence[tuple[str, str]]], str]) -> Mapping[str, str]:
    """Gives a hub a model that sees and answers so; returns the settings of a bot that has only this one."""
    hub.add("org/chat", "image-text-to-text", novita="conversational")
    hub.always["chat/completions"] = Reply(answer)
    return {
        "HF_TOKEN": TOKEN,
        "HF_ENDPOINT": hub.url,
        "TROUBADOUR_HF_ROUTER_URL": hub.router,
        "TROUBADOUR_BUILTIN_ENGINE": "off",
        "TROUBADOUR_CHAT_COMPLETION_MODELS": "org/chat",
        "TROUBADOUR_USER_LIMITS": "chat_completion=1000/hour",
    }


def places(messages: Sequence[tuple[str, str]]) -> str:
    """Names the pages that the last messages hold; after parts were read, all that their notes name."""
    (_, instructions), (_, last) = messages[0], messages[-1]
    if "notes of all parts" in instructions:
        found = [number for line in re.findall(r"pages:([ \d]+)", last) for number in line.split()]
    else:
        found = re.findall(r"^\[p\. (\d+)\]$", last, re.MULTILINE)
    tables = "a table" if re.search(r"^\|(?: --- \|)+$", last, re.MULTILINE) else "no table"
    pictures = last.count("<picture>")
    return f"pages: {' '.join(found)} ({tables}, {pictures} pictures)"


def span(first: int, last: int) -> str:
    """The words with which `places` answers for these pages."""
    return f"pages: {' '.join(map(str, range(first, last + 1)))} ("


def message_numbers(messages: Sequence[tuple[str, str]]) -> str:
    """Names the numbers of the messages that it was sent: all in its notes, the first and the last in a summary."""
    (_, instructions), (_, last) = messages[0], messages[-1]
    found = list(dict.fromkeys(re.findall(r"\bm\d+\b", last)))
    if "one part of the messages" in instructions:
        return f"- noted [{', '.join(found)}]"
    if len(found) > 100:
        return f"all {len(found)}: from [{found[0]}] to [{found[-1]}]"
    return "\n".join(f"- said [{number}]" for number in found)
