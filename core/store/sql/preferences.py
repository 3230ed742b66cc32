"""Settings of people, places and the operator, in SQL."""

from collections.abc import Mapping, Sequence

from pydantic import JsonValue

from core.store.sql.tables import Tables, filled_up, from_stored, to_json
from core.store.sql.transaction import Transaction

SET = "INSERT INTO preference VALUES (?, ?, ?) ON CONFLICT (scope, name) DO UPDATE SET value = excluded.value"
REMOVE = "DELETE FROM preference WHERE scope = ? AND name = ?"


class SqlPreferences(Tables):
    """Implements `Preferences`."""

    async def preferences(self, scope: str) -> Mapping[str, JsonValue]:
        """As `Preferences.preferences`."""
        return (await self._database.read(lambda transaction: read_preferences(transaction, [scope])))[scope]

    async def set_preference(self, scope: str, name: str, value: JsonValue) -> None:
        """As `Preferences.set_preference`."""
        change, values = (REMOVE, (scope, name)) if value is None else (SET, (scope, name, to_json(value)))
        await self._database.write(lambda transaction: transaction.execute(change, values).rowcount)


def read_preferences(transaction: Transaction, scopes: Sequence[str]) -> dict[str, dict[str, JsonValue]]:
    """Reads the preferences of some scopes, each by name."""
    found: dict[str, dict[str, JsonValue]] = {scope: {} for scope in scopes}
    kept = {transaction.as_kept(scope): of_scope for scope, of_scope in found.items()}
    wanted = filled_up(scopes)
    marks = ", ".join("?" * len(wanted))
    query = f"SELECT scope, name, value FROM preference WHERE scope IN ({marks}) ORDER BY name"  # noqa: S608
    for scope, name, text in transaction.execute(query, wanted).fetchall():
        value = from_stored(text, f"preference {name} of {scope}")
        if value is not None:
            kept[scope][name] = value
    return found
