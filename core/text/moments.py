"""Moments as people name them: a date, a day, or a time ago, in the languages of the bot."""

import re
from datetime import UTC, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

_MINUTES, _HOURS, _DAYS, _WEEKS = 60.0, 3600.0, 86_400.0, 604_800.0
_UNITS = {
    _MINUTES: "m min mins minute minutes minuten minuto minutos 分",
    _HOURS: "h hour hours hr hrs stunde stunden heure heures hora horas 時間",
    _DAYS: "d day days tag tage tagen j jour jours día días dia dias 日",
    _WEEKS: "w week weeks woche wochen semaine semaines semana semanas 週間",
}
_SECONDS = {word: seconds for seconds, words in _UNITS.items() for word in words.split()}
_TODAY = frozenset(("today", "heute", "aujourd'hui", "hoy", "hoje", "今日"))
_YESTERDAY = frozenset(("yesterday", "gestern", "hier", "ayer", "ontem", "昨日"))
_AGO = re.compile(r"(?P<count>\d{1,4})\s*(?P<unit>[^\W\d_]+)")
_AROUND = re.compile(r"^(?:vor|il y a|hace|há|since|seit|depuis|desde|the last|last)\s+|\s+(?:ago|atrás)$|前$|から$")
"""Words around a time that change nothing."""


def moment_of(text: str, now: float, zone: str | None = None) -> float | None:
    """Returns the moment that a text names, in seconds since the epoch; None if it names none.

    Days begin at midnight in the time zone with this IANA name, or in UTC if there is none. Known are dates
    (2026-03-01, with a time if given), today, yesterday, and a number of minutes, hours, days or weeks ago.
    """
    here = _zone(zone)
    said = text.strip().casefold().replace("\u2019", "'")
    while (shorter := _AROUND.sub("", said).strip()) != said:
        said = shorter
    today = datetime.fromtimestamp(now, here).date()
    if said in _TODAY or said in _YESTERDAY:
        day = today - timedelta(days=1) if said in _YESTERDAY else today
        return datetime.combine(day, time(), here).timestamp()
    if (ago := _AGO.fullmatch(said)) and ago["unit"] in _SECONDS:
        return now - int(ago["count"]) * _SECONDS[ago["unit"]]
    try:
        moment = datetime.fromisoformat(said.upper())
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=here)).timestamp()


def _zone(name: str | None) -> tzinfo:
    try:
        return ZoneInfo(name) if name else UTC
    except (ValueError, OSError, LookupError):  # a machine need not know every zone
        return UTC
