"""Discord's numbers: limits, flags and kinds, from https://docs.discord.com/developers unless otherwise noted."""

from enum import IntEnum, IntFlag

EPOCH_MILLISECONDS = 1_420_070_400_000
"""The first moment of 2015, from which snowflakes count (reference, "Snowflakes")."""

ACKNOWLEDGE_SECONDS = 3.0
"""An interaction without a response by then is unknown (interactions, "Receiving and Responding")."""

TOKEN_SECONDS = 15 * 60.0
"""The lifetime of an interaction's token, for follow-ups and edits (the same page)."""

CONTENT_CHARACTERS = 2000
"""The limit of a message's content (resources, "Message")."""

COMPONENTS_V2_CHARACTERS = 4000
COMPONENTS_V2_COUNT = 40
EMBED_CHARACTERS = 6000
"""The limit of all embeds of a message together."""

FILES = 10
FILE_BYTES = 10 * 1024 * 1024
REQUEST_BYTES = 25 * 1024 * 1024
FOLLOW_UPS_OF_USER_INSTALLED = 5

API = "/api/v10"


class Flag(IntFlag):
    """Flags of a message."""

    SUPPRESS_EMBEDS = 1 << 2
    EPHEMERAL = 1 << 6
    LOADING = 1 << 7
    SUPPRESS_NOTIFICATIONS = 1 << 12
    VOICE = 1 << 13
    COMPONENTS_V2 = 1 << 15


class Intent(IntFlag):
    """Intents of a gateway session."""

    GUILDS = 1 << 0
    GUILD_MESSAGES = 1 << 9
    DIRECT_MESSAGES = 1 << 12
    MESSAGE_CONTENT = 1 << 15


class Permission(IntFlag):
    """Permissions of an app in a channel."""

    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    USE_APPLICATION_COMMANDS = 1 << 31
    CREATE_PUBLIC_THREADS = 1 << 35
    SEND_MESSAGES_IN_THREADS = 1 << 38
    SEND_VOICE_MESSAGES = 1 << 46


USUAL_PERMISSIONS = Permission(sum(Permission))
"""Everybody's permissions in a channel, also the bot's: none of those to manage something."""
OWNER_PERMISSIONS = (1 << 50) - 1


class ChannelKind(IntEnum):
    """Kinds of channels."""

    TEXT = 0
    DIRECT = 1
    GROUP = 3
    PUBLIC_THREAD = 11
    FORUM = 15


class InteractionKind(IntEnum):
    """Kinds of interactions."""

    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    MODAL_SUBMIT = 5


class CallbackKind(IntEnum):
    """Kinds of interaction responses."""

    PONG = 1
    MESSAGE = 4
    DEFERRED_MESSAGE = 5
    DEFERRED_UPDATE = 6
    UPDATE = 7
    AUTOCOMPLETE = 8
    MODAL = 9


class ComponentKind(IntEnum):
    """Kinds of components."""

    ACTION_ROW = 1
    BUTTON = 2
    STRING_SELECT = 3
    TEXT_INPUT = 4
    USER_SELECT = 5
    ROLE_SELECT = 6
    MENTIONABLE_SELECT = 7
    CHANNEL_SELECT = 8
    SECTION = 9
    TEXT_DISPLAY = 10
    THUMBNAIL = 11
    MEDIA_GALLERY = 12
    FILE = 13
    SEPARATOR = 14
    CONTAINER = 17
    LABEL = 18
    FILE_UPLOAD = 19


class OptionKind(IntEnum):
    """Kinds of command options."""

    SUBCOMMAND = 1
    GROUP = 2
    STRING = 3
    INTEGER = 4
    BOOLEAN = 5
    USER = 6
    NUMBER = 10
    ATTACHMENT = 11
