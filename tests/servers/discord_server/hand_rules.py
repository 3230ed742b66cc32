"""Rules that Discord enforces and that its OpenAPI file does not contain."""

from collections.abc import Sequence

from tests.servers.discord_server.rules import (
    COMPONENTS_V2_CHARACTERS,
    COMPONENTS_V2_COUNT,
    CONTENT_CHARACTERS,
    EMBED_CHARACTERS,
    CallbackKind,
    ComponentKind,
    Flag,
    OptionKind,
)
from tests.servers.discord_server.world import File, Json, walk

KNOWN_OF_MESSAGE = {
    "allowed_mentions",
    "applied_tags",
    "attachments",
    "components",
    "content",
    "embeds",
    "enforce_nonce",
    "flags",
    "message_reference",
    "nonce",
    "poll",
    "sticker_ids",
    "thread_name",
    "tts",
}
ACTION_ROWS = 5


def message_faults(body: Json, *, flags: Flag, files: Sequence[File] = (), editing: bool = False) -> list[str]:
    """Finds the faults of a message that is created or edited; `flags` are the flags that it will have."""
    faults = []
    content = body.get("content") or ""
    components = body.get("components") or []
    embeds = body.get("embeds") or []
    if len(content) > CONTENT_CHARACTERS:
        faults.append(f"content: {len(content)} characters, {CONTENT_CHARACTERS} at most")
    if sum(map(_embed_characters, embeds)) > EMBED_CHARACTERS:
        faults.append(f"embeds: over {EMBED_CHARACTERS} characters together")
    if unknown := body.keys() - KNOWN_OF_MESSAGE:
        faults.append(f"unknown keys: {sorted(unknown)}")
    if flags & Flag.COMPONENTS_V2:
        faults += _v2_faults(body, components, files)
    else:
        faults += _v1_faults(components)
    if flags & Flag.VOICE:
        if content or components or embeds:
            faults.append("a voice message has nothing but its sound")
        if len(files) != 1 or not files[0].type.startswith("audio/"):
            faults.append("a voice message has exactly one file, of audio")
        elif files[0].seconds is None or files[0].waveform is None:
            faults.append("a voice message tells its duration and its waveform")
        if editing:
            faults.append("a voice message is never edited")
    ids = [part["custom_id"] for part in walk(components) if part.get("custom_id")]
    if len(ids) != len(set(ids)):
        faults.append(f"custom_id twice: {sorted(ids)}")
    return faults


def callback_faults(body: Json) -> list[str]:
    """Finds the faults of an interaction response, without those of its message."""
    kind, told = body.get("type"), body.get("data")
    if kind == CallbackKind.MESSAGE and not told:
        return ["an answer with a message has none"]
    if kind == CallbackKind.DEFERRED_MESSAGE and (told or {}).get("flags", 0) & ~Flag.EPHEMERAL:
        return ["a deferred answer takes no flag but ephemeral"]
    return []


def commands_faults(commands: Sequence[Json]) -> list[str]:
    """Finds the faults of a set of commands."""
    faults = []
    names = [(command.get("type", 1), command["name"]) for command in commands]
    if len(names) != len(set(names)):
        faults.append(f"a command twice: {names}")
    for command in commands:
        if command.get("type", 1) == 1:
            faults += _chat_command_faults(command)
    return faults


def _chat_command_faults(command: Json) -> list[str]:
    faults = []
    name = command["name"]
    if name != name.lower():
        faults.append(f"/{name}: upper case")
    asked_for_free = False
    for option in command.get("options") or []:
        if option["type"] in (OptionKind.SUBCOMMAND, OptionKind.GROUP):
            faults += _chat_command_faults(option)
            continue
        if option["name"] != option["name"].lower():
            faults.append(f"/{name} {option['name']}: upper case")
        if option.get("required") and asked_for_free:
            faults.append(f"/{name} {option['name']}: required after one that is not")
        asked_for_free = asked_for_free or not option.get("required")
    return faults


def _v1_faults(components: list[Json]) -> list[str]:
    faults = []
    if len(components) > ACTION_ROWS:
        faults.append(f"{len(components)} action rows, {ACTION_ROWS} at most")
    if any(part["type"] != ComponentKind.ACTION_ROW for part in components):
        faults.append("without the flag of components V2 only action rows")
    return faults


def _v2_faults(body: Json, components: list[Json], files: Sequence[File]) -> list[str]:
    faults = []
    if any(body.get(key) for key in ("content", "embeds", "poll", "sticker_ids")):
        faults.append("components V2 beside content, embeds, a poll or stickers")
    parts = list(walk(components))
    if len(parts) > COMPONENTS_V2_COUNT:
        faults.append(f"{len(parts)} components, {COMPONENTS_V2_COUNT} at most")
    characters = sum(len(part["content"]) for part in parts if part["type"] == ComponentKind.TEXT_DISPLAY)
    if characters > COMPONENTS_V2_CHARACTERS:
        faults.append(f"{characters} characters in components, {COMPONENTS_V2_CHARACTERS} at most")
    known = {f"attachment://{file.name}" for file in files}
    shown = [
        str(media["url"])
        for part in parts
        for media in [
            *(item["media"] for item in part.get("items") or ()),
            *([part["media"]] if part.get("media") else ()),
            *([part["file"]] if part["type"] == ComponentKind.FILE else ()),
        ]
    ]
    faults += [f"{url}: no such attachment" for url in shown if url.startswith("attachment://") and url not in known]
    return faults


def _embed_characters(embed: Json) -> int:
    texts = [embed.get("title"), embed.get("description"), (embed.get("footer") or {}).get("text")]
    texts.append((embed.get("author") or {}).get("name"))
    texts += [text for fields in embed.get("fields") or () for text in (fields["name"], fields["value"])]
    return sum(len(text) for text in texts if text)
