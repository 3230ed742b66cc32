"""The operator's page: the state of the whole bot, for administrators of the room."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import islice

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
from core.domain.sentences import say
from core.quota.usage import begin_of

_DAYS = {"day": 1, "week": 7, "month": 30}
BARS = 10
"""The greatest number of bars of a chart that is not one of days."""


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
        days = _DAYS[period]
        usage = await store.usage(begin_of(days, now))
        names = await people_named(store, [user for user, _ in usage.people if user], whole=True)
        forgotten = localized(say("usage-forgotten"), locale)
        charts = {
            "day": usage.calls_by_day(now, days) if days > 1 else {},
            "task": _most(usage.calls_by(lambda group: choice_label(group.task, locale))),
            "model": _most(
                usage.calls_by(lambda group: group.model or localized(say("engine-name", engine=group.engine), locale))
            ),
        }
        bars: JsonObject = {name: [[label, count] for label, count in chart.items()] for name, chart in charts.items()}
        people = [(names[user] if user else forgotten, total.calls) for user, total in usage.people[:BARS]]
        bars["person"] = [[name, calls] for name, calls in people]
        lines: list[JsonValue] = [localized(line, locale) for line in [*counts(usage), *opinions(usage)]]
        return _fresh({"lines": lines, "charts": bars})

    def _require_admin(self, request: web.Request) -> None:
        if not self._login.require_visitor(request).admin:
            raise WebError(403, say("web-admins-only"))


def _most(counts: Mapping[str, int]) -> Mapping[str, int]:
    return dict(islice(counts.items(), BARS))


def _line_json(line: OverviewLine, locale: str) -> JsonObject:
    button: JsonObject | None = None
    if line.button is not None and isinstance(run := line.button.action, Run):
        button = {"label": localized(line.button.label, locale), "command": run.command, "options": dict(run.options)}
    return {"text": localized(line.sentence, locale), "trouble": line.is_trouble, "button": button}


def _fresh(content: JsonObject) -> web.Response:
    return web.json_response(content, headers={"Cache-Control": "no-store"})
