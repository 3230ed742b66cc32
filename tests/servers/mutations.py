"""Changes of what a server sends, within what its platform documents: a client has to live with each of them.

Keys come in another order, fields that nobody knows appear, optional fields are missing, fields that may be null are,
and lists and enumerations have a value that nobody knows.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

NEW_VALUES: tuple[Any, ...] = (None, True, 7, "new", [], {}, [{"id": None}], {"type": "new"})


@dataclass(frozen=True, kw_only=True)
class Freedom:
    """The freedom that a platform takes with its payloads, by the names of fields.

    `optional` fields may be missing, `nullable` ones null. `maps` hold objects by id or by other free keys. `lists` may
    have one more entry. `values` are enumerations, each with a value that it does not have yet.
    """

    optional: frozenset[str]
    nullable: frozenset[str]
    maps: frozenset[str]
    lists: Mapping[str, Any]
    values: Mapping[str, Any]


DISCORD = Freedom(
    optional=frozenset(
        {
            *("accent_color", "avatar_decoration_data", "banner", "collectibles", "primary_guild", "public_flags"),
            *("guild_locale", "nonce", "premium_subscription_count", "stickers", "webhook_id"),
        }
    ),
    nullable=frozenset({"accent_color", "avatar", "avatar_decoration_data", "banner", "global_name", "nick"}),
    maps=frozenset(
        {
            *("attachments", "authorizing_integration_owners", "channels", "integration_types_config", "members"),
            *("messages", "roles", "users", "name_localizations", "description_localizations"),
        }
    ),
    lists={
        "features": "A_FEATURE_OF_TOMORROW",
        "embeds": {"type": "embed_of_tomorrow"},
        "components": {"type": 99, "id": 99},
    },
    values={
        **dict.fromkeys(("default_message_notifications", "explicit_content_filter", "mfa_level", "nsfw_level"), 99),
        **dict.fromkeys(("premium_tier", "premium_type", "verification_level", "system_channel_flags"), 99),
        **dict.fromkeys(("locale", "preferred_locale", "guild_locale"), "tlh"),
    },
)
"""https://docs.discord.com/developers/reference#nullable-and-optional-resource-fields, and the objects' own pages."""
SLACK = Freedom(
    optional=frozenset(
        {
            *("client_msg_id", "color", "debug_info", "event_context", "is_ext_shared_channel", "response_metadata"),
            *("token", "tz", "tz_label", "tz_offset", "updated", "warning"),
        }
    ),
    nullable=frozenset({"enterprise", "enterprise_id"}),
    maps=frozenset({"event_payload", "private", "public", "shares", "values"}),
    lists={
        "blocks": {"type": "block_of_tomorrow", "block_id": "tomorrow"},
        "elements": {"type": "element_of_tomorrow"},
    },
    values={"filetype": "format_of_tomorrow", "locale": "tlh-KL", "pretty_type": "Tomorrow", "tz": "Mars/Olympus"},
)
"""https://docs.slack.dev/apis/events-api and the pages of the methods. Slack adds fields without notice."""


@dataclass
class Mutations:
    """Changes payloads at random; the same seed and the same payloads give the same changes."""

    seed: int
    freedom: Freedom
    made: int = 0
    """The number of changes so far, the orders of keys aside."""
    _random: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)  # noqa: S311 - no secret

    def __call__(self, payload: Any) -> Any:
        """A changed copy of a payload."""
        return self._changed(payload, "")

    def _changed(self, value: Any, name: str) -> Any:
        if isinstance(value, list):
            entries = [self._changed(each, "") for each in value]
            more = self.freedom.lists.get(name)
            return [*entries, more] if more is not None and entries and self._happens() else entries
        if not isinstance(value, dict):
            return value
        kept = {key: self._field(each, key) for key, each in value.items() if not self._omits(key)}
        if value and name not in self.freedom.maps and self._happens():
            kept[f"field_of_tomorrow_{self._random.randrange(100)}"] = self._random.choice(NEW_VALUES)
        keys = list(kept)
        self._random.shuffle(keys)
        return {key: kept[key] for key in keys}

    def _field(self, value: Any, name: str) -> Any:
        if name in self.freedom.nullable and self._happens():
            return None
        new = self.freedom.values.get(name)
        return new if new is not None and value is not None and self._happens() else self._changed(value, name)

    def _omits(self, name: str) -> bool:
        return name in self.freedom.optional and self._happens()

    def _happens(self) -> bool:
        happens = self._random.random() < 0.3
        self.made += happens
        return happens
