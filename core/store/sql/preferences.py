"""Settings of people, places and the operator, in SQL."""

from collections.abc import Mapping

from pydantic import JsonValue

from core.store.sql.tables import Tables, from_stored, to_json


class SqlPreferences(Tables):
    """Implements `Preferences`."""

    async def preferences(self, scope: str) -> Mapping[str, JsonValue]:
        """As `Preferences.preferences`."""
        rows = await self._database.read(
            lambda transaction: transaction.execute(
                "SELECT name, value FROM preference WHERE scope = ? ORDER BY name", (scope,)
            ).fetchall()
        )
        read = ((name, from_stored(value, f"preference {name} of {scope}")) for name, value in rows)
        return {name: value for name, value in read if value is not None}

    async def set_preference(self, scope: str, name: str, value: JsonValue) -> None:
        """As `Preferences.set_preference`."""
        values: tuple[str, ...] = (scope, name)
        change = "DELETE FROM preference WHERE scope = ? AND name = ?"
        if value is not None:
            values = (scope, name, to_json(value))
            change = (
                "INSERT INTO preference VALUES (?, ?, ?) ON CONFLICT (scope, name) DO UPDATE SET value = excluded.value"
            )
        await self._database.write(lambda transaction: transaction.execute(change, values).rowcount)
