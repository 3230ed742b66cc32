"""The operator's page: the state of the whole bot, for administrators of the room."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from aiohttp import web
from pydantic import JsonValue

from adapters.web.login import LoginRoutes
from adapters.web.middleware import WebError
from adapters.web.serialization import JsonObject, localized
from adapters.web.visitors import PLACE, locale_of
from core.commands.administration.overview import SECTIONS, Overview, OverviewLine
from core.commands.administration.people import people_named
from core.commands.administration.usage_lines import counts, opinions
from core.commands.localization import choice_label
from core.domain.actions import Run
from core.domain.ledger import Spend
from core.domain.sentences import say
from core.quota.usage import calls_by_day, top_users

_DAYS = {"day": 1, "week": 7, "month": 30}
BARS = 10
"""The greatest number of bars of a chart that is not one of days."""

Bars = Sequence[tuple[str, int]]


class OperatorPage:
    """The routes of the page's data. The page itself contains none, and what it changes it asks for as commands."""

    def __init__(self, overview: Overview, login: LoginRoutes) -> None:
        self._overview = replace(overview, acts_in=PLACE.scopes[0])
        self._login = login

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/api/operator", self.state), web.get("/api/operator/usage", self.usage)]

    async def state(self, request: web.Request) -> web.Response:
        """The lines of every section of the overview, in the administrator's language."""
        self._require_admin(request)
        locale = locale_of(request)
        sections: list[JsonValue] = []
        for name in SECTIONS:
            lines = await self._overview.lines(name)
            shown: list[JsonValue] = [_line_json(line, locale) for line in lines]
            title = localized(say("overview-head", of=name), locale).strip("*")
            sections.append({"name": name, "title": title, "lines": shown})
        nothing = localized(say("overview-nothing"), locale)
        return _fresh({"at": self._overview.clock.now(), "sections": sections, "nothing": nothing})

    async def usage(self, request: web.Request) -> web.Response:
        """The usage of the last `period` (`day`, `week` or `month`) in words and as bars."""
        self._require_admin(request)
        locale, period = locale_of(request), request.query.get("period", "week")
        if period not in _DAYS:
            raise WebError(400, say("web-bad-request"))
        now, store = self._overview.clock.now(), self._overview.store
        spends = await store.spends(None, now - _DAYS[period] * 86_400)
        people = await asyncio.to_thread(top_users, spends, BARS)
        names = await people_named(store, [user for user, _ in people if user], whole=True)
        forgotten = localized(say("usage-forgotten"), locale)
        charts: dict[str, Bars] = await asyncio.to_thread(_charts, spends, now, _DAYS[period], locale)
        charts["person"] = [(names[user] if user else forgotten, total.calls) for user, total in people]
        lines: list[JsonValue] = [localized(line, locale) for line in [*counts(spends), *opinions(spends)]]
        bars: JsonObject = {name: [[label, count] for label, count in chart] for name, chart in charts.items()}
        return _fresh({"lines": lines, "charts": bars})

    def _require_admin(self, request: web.Request) -> None:
        if not self._login.require_visitor(request).admin:
            raise WebError(403, say("web-admins-only"))


def _charts(spends: Sequence[Spend], now: float, days: int, locale: str) -> dict[str, Bars]:
    """The requests of each day, task and model that has any. It takes long for many."""
    by_day = calls_by_day(spends, now, days) if days > 1 else {}
    return {
        "day": list(by_day.items()),
        "task": _most(spends, lambda spend: choice_label(spend.task, locale)),
        "model": _most(spends, lambda spend: spend.model or localized(say("engine-name", engine=spend.engine), locale)),
    }


def _most(spends: Sequence[Spend], label: Callable[[Spend], str]) -> Bars:
    counted = Counter[str]()
    for spend in spends:
        counted[label(spend)] += spend.calls
    return [(name, count) for name, count in counted.most_common(BARS) if count]


def _line_json(line: OverviewLine, locale: str) -> JsonObject:
    button: JsonObject | None = None
    if line.button is not None and isinstance(run := line.button.action, Run):
        button = {"label": localized(line.button.label, locale), "command": run.command, "options": dict(run.options)}
    return {"text": localized(line.sentence, locale), "trouble": line.is_trouble, "button": button}


def _fresh(content: JsonObject) -> web.Response:
    return web.json_response(content, headers={"Cache-Control": "no-store"})
