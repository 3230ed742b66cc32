"""The state of the bot for those who run it: a line of words for each thing, and the button that changes it.

`/troubadour overview` and the operator's page show the same lines.
"""

import math
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from core.commands.administration.model_lines import model_line
from core.commands.administration.people import people_named
from core.domain.actions import Button, Run
from core.domain.clock import Clock
from core.domain.limits import amount_shown
from core.domain.sentences import CommandName, Moment, Quote, Sentence, Value, say
from core.domain.tasks import Task
from core.inference.engine import SearchableEngine, TellsRests
from core.moderation.blocked import BlockedPerson, blocked_on
from core.platform import Connects, DescribesTenants, Platform
from core.preferences.limit_policies import Policies
from core.quota.place_rules import PlaceRules
from core.store.alerts import Alert, alerts_for
from core.store.error_log import recent_errors
from core.store.ports.preferences import BOT_SCOPE
from core.store.ports.store import Store

Section = Literal["state", "queue", "alerts", "errors", "reports", "blocks", "places", "models", "limits"]
SECTIONS: Sequence[Section] = get_args(Section)
JOBS_SHOWN = 30
"""The number of jobs in the queue that are told one by one."""


@dataclass(frozen=True, kw_only=True)
class OverviewLine:
    """One line. `is_trouble` marks what somebody should look at; `button` runs the command that changes it."""

    sentence: Sentence
    is_trouble: bool = False
    button: Button | None = None


@dataclass(frozen=True, kw_only=True)
class Overview:
    """Reads the state. `tenant` (`platform:tenant`) leaves out what concerns others; None is the whole bot.

    The health of providers and of connections is that of this process. `job` is left out of the queue. `acts_in` is
    the tenant in which the reader's commands run: there is a button only for what they change.
    """

    store: Store
    engine: SearchableEngine
    policies: Policies
    platforms: Mapping[str, Platform]
    clock: Clock
    tenant: str | None = None
    job: str = ""
    acts_in: str = ""

    async def lines(self, section: Section) -> Sequence[OverviewLine]:
        """The lines of a section; empty if there is nothing to tell."""
        sections: Mapping[Section, Callable[[], Awaitable[Sequence[OverviewLine]]]] = {
            "state": self._state,
            "queue": self._queue,
            "models": self._models,
            "places": self._places,
            "limits": self._limits,
            "reports": self._reports,
            "blocks": self._blocks,
            "alerts": self._alerts,
            "errors": self._errors,
        }
        return await sections[section]()

    async def _state(self) -> Sequence[OverviewLine]:
        health = await self.engine.check()
        paused = bool((await self.store.preferences(BOT_SCOPE)).get("paused"))
        pause = Run(command="troubadour pause", options={"resume": True} if paused else {})
        connections = [
            OverviewLine(
                sentence=say("overview-platform", platform=name.title(), state="up" if each.connected else "down"),
                is_trouble=not each.connected,
            )
            for name, each in sorted(self.platforms.items())
            if isinstance(each, Connects) and self.tenant in (None, f"{name}:{(self.tenant or '').partition(':')[2]}")
        ]
        return [
            OverviewLine(
                sentence=say("overview-paused" if paused else "overview-working"),
                is_trouble=paused,
                button=Button(label=say("button-resume" if paused else "button-pause"), action=pause),
            ),
            OverviewLine(sentence=health.sentence, is_trouble=not health.ok),
            *connections,
        ]

    async def _queue(self) -> Sequence[OverviewLine]:
        lines: list[OverviewLine] = []
        left = 0
        for id in await self.store.unfinished_jobs():
            job = await self.store.job(id) if id != self.job and len(lines) < JOBS_SHOWN else None
            left += job is None and id != self.job
            if job is None or self.tenant not in (None, job.request.place.scopes[0]):
                continue
            sentence = say(
                "overview-job",
                command=CommandName(name=job.request.command),
                name=Quote(text=job.request.caller.name),
                place=await self._place(job.request.place.scopes[0]),
                state="running" if job.state == "running" else "waiting",
                moment=Moment(at=job.accepted_at),
            )
            lines.append(OverviewLine(sentence=sentence, is_trouble=job.crashes + job.tries > 0))
        if left and self.tenant is None:
            lines.append(OverviewLine(sentence=say("overview-jobs-more", count=left)))
        return lines

    async def _models(self) -> Sequence[OverviewLine]:
        now = self.clock.now()
        rests = self.engine.rests() if isinstance(self.engine, TellsRests) else ()
        lines = [
            OverviewLine(
                sentence=say(
                    "overview-rest",
                    provider=say("engine-name", engine=rest.provider),
                    reason=rest.reason,
                    moment=Moment(at=math.ceil(now + rest.seconds)),
                ),
                is_trouble=True,
            )
            for rest in rests
        ]
        for task in Task:
            cards = await self.engine.models(task)
            lines.append(OverviewLine(sentence=say("models-task", task=task.value)))
            lines += [OverviewLine(sentence=model_line(card), is_trouble=card.trouble is not None) for card in cards]
            if not cards:
                lines.append(OverviewLine(sentence=say("models-none")))
        return lines

    async def _places(self) -> Sequence[OverviewLine]:
        found = [self.tenant] if self.tenant is not None else await self._tenants()
        return [await self._tenant(tenant) for tenant in found]

    async def _tenants(self) -> list[str]:
        joined = [f"{name}:{tenant}" for name in self.platforms for tenant in await self.store.joined_tenants(name)]
        return sorted(joined)

    async def _tenant(self, tenant: str) -> OverviewLine:
        platform, _, id = tenant.partition(":")
        rules = await self.policies.rules(tenant)
        blocked = {f"{tenant}:{each.user}": each.name for each in await blocked_on(self.store, platform, id)}
        unheard = {**await people_named(self.store, rules.blocked), **blocked}
        described = self._described(platform)
        who = "everybody"
        if described is not None and not described.serves_tenant(id):
            who = "nobody"
        elif unheard:
            who = "others"
        limited = rules.user or rules.channel or rules.tenant or rules.budgets
        sentence = say(
            "overview-place",
            place=await self._place(tenant),
            who=who,
            people=Quote(text=", ".join(sorted(unheard.values()))),
            more=say("overview-place-limits") if limited else "",
        )
        return OverviewLine(sentence=sentence, is_trouble=who == "nobody")

    async def _place(self, tenant: str) -> Value:
        """The words for a tenant: its platform, and its name or else its id."""
        platform, _, id = tenant.partition(":")
        described = self._described(platform)
        if described is None:
            return say("overview-where", platform=platform)
        return Quote(text=f"{platform.title()}: {await described.tenant_name(id) or id}")

    def _described(self, platform: str) -> DescribesTenants | None:
        """The platform, if it is one of servers or workspaces."""
        found = [each for name, each in self.platforms.items() if name == platform]
        return next((each for each in found if isinstance(each, DescribesTenants)), None)

    async def _limits(self) -> Sequence[OverviewLine]:
        policy = self.policies.operator
        budgets = {scope: tuple(of_scope) for scope, of_scope in policy.budgets.items()}
        operator = PlaceRules(user=policy.user, channel=policy.channel, tenant=policy.tenant, budgets=budgets)
        lines = _limit_lines(operator, "operator")
        if policy.concurrency is not None:
            lines.append(say("limits-jobs", count=policy.concurrency.jobs))
        if self.tenant is not None:
            lines += _limit_lines(await self.policies.rules(self.tenant), "tenant")
        now = self.clock.now()
        keys = {f"budget:bot::{each.measure}:{each.period}": each for each in policy.budgets.get("bot", ())}
        spent = await self.store.spent_budgets(list(keys), now)
        left = [
            OverviewLine(
                sentence=say(
                    "usage-budget",
                    scope="bot",
                    left=amount_shown(budget.measure, max(0, budget.amount - spent.get(key, 0))),
                    measure=budget.counted,
                    amount=budget.shown,
                    moment=Moment(at=budget.window(now)[1]),
                ),
                is_trouble=spent.get(key, 0) >= budget.amount,
            )
            for key, budget in keys.items()
        ]
        return [*(OverviewLine(sentence=line) for line in lines), *left]

    async def _reports(self) -> Sequence[OverviewLine]:
        return [_told(alert) for alert in await self._all_alerts() if alert.is_report]

    async def _alerts(self) -> Sequence[OverviewLine]:
        return [_told(alert) for alert in await self._all_alerts() if not alert.is_report]

    async def _all_alerts(self) -> Sequence[Alert]:
        return await alerts_for(self.store, self.clock.now(), self.tenant)

    async def _blocks(self) -> Sequence[OverviewLine]:
        if self.tenant is not None:
            platform, _, id = self.tenant.partition(":")
            people = await blocked_on(self.store, platform, id)
        else:
            people = [person for name in self.platforms for person in await blocked_on(self.store, name)]
        return [await self._block(person) for person in people]

    async def _block(self, person: BlockedPerson) -> OverviewLine:
        sentence = say(
            "overview-block",
            name=Quote(text=person.name),
            place=await self._place(f"{person.platform}:{person.tenant}"),
            moment=Moment(at=person.at),
        )
        lift = Run(command="troubadour block", options={"user": person.user, "lift": True})
        button = Button(label=say("button-unblock"), action=lift)
        is_here = self.acts_in == f"{person.platform}:{person.tenant}"
        return OverviewLine(sentence=sentence, button=button if is_here else None)

    async def _errors(self) -> Sequence[OverviewLine]:
        found = [
            error
            for error in await recent_errors(self.store, self.clock.now())
            if self.tenant is None or error.place.startswith(f"{self.tenant}:")
        ]
        return [
            OverviewLine(
                sentence=say(
                    "overview-error",
                    number=error.number,
                    moment=Moment(at=error.at),
                    what=error.what,
                    place=await self._place(":".join(error.place.split(":")[:2])),
                    kind=error.kind,
                    source=error.source,
                ),
            )
            for error in found
        ]


def _told(alert: Alert) -> OverviewLine:
    return OverviewLine(sentence=say("status-alert", moment=Moment(at=alert.at), what=alert.sentence))


def _limit_lines(rules: PlaceRules, owner: str) -> list[Sentence]:
    """The rates and budgets of one owner, as they hold for everybody whom they concern."""
    rates = {"user": rules.user, "channels": rules.channel, "tenants": rules.tenant}
    each_of = {"channel": "channels", "tenant": "tenants"}
    lines = [
        say("limits-rate", scope=scope, task=task.value, units=rate.units, period=rate.period, owner=owner)
        for scope, of_scope in rates.items()
        for task, of_task in of_scope.items()
        for rate in of_task
    ]
    return lines + [
        say(
            "limits-budget",
            scope=each_of.get(scope, scope),
            amount=each.shown,
            measure=each.counted,
            period=each.period,
            owner=owner,
        )
        for scope, of_scope in rules.budgets.items()
        for each in of_scope
    ]
