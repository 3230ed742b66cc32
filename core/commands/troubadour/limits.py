"""`/troubadour limits`: the limits of a place, and the lower ones that its administrators set."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import Field

from core.commands.administration.people import people_named
from core.commands.context import Context
from core.commands.declaration import command
from core.commands.schema import CommandOptions, Hint
from core.commands.troubadour.statements import statement
from core.domain.errors import BadInput, NotAllowed
from core.domain.events import Event
from core.domain.limits import Budget, Rate, Scope
from core.domain.sentences import CommandName, Quote, Sentence, say
from core.domain.tasks import Task, TaskName
from core.quota.place_rules import PlaceRules, Rates, parse_budgets
from core.quota.policy import QuotaPolicy, tenant_key


class LimitsOptions(CommandOptions):
    """The options of `/troubadour limits`."""

    task: Annotated[
        TaskName | None,
        Field(description="Which task"),
    ] = None
    rate: Annotated[str | None, Field(max_length=20, description="So many in a time, such as 10/hour")] = None
    budget: Annotated[
        str | None,
        Field(max_length=60, description="Calls or dollars in a day or month, such as 200/day,$5/month; or none"),
    ] = None
    whose: Annotated[Literal["user", "channel", "tenant"], Field(description="Whose limit")] = "user"
    who: Annotated[
        str | None, Field(max_length=200, description="A person or role, mentioned"), Hint(refers="member")
    ] = None
    treat: Annotated[Literal["exempt", "blocked", "normal"] | None, Field(description="What holds for them here")] = (
        None
    )
    weight: Annotated[float | None, Field(ge=0.01, le=1, description="Their share where calls wait, at most 1")] = None
    everywhere: Annotated[bool, Field(description="For the whole server or workspace, not only here")] = False
    reset: Annotated[bool, Field(description="Forget what was set")] = False


@command("troubadour limits", summary="See what is allowed here, or limit it", ephemeral=True)
async def limits(options: LimitsOptions, context: Context) -> AsyncGenerator[Event, None]:
    """Shows the limits here; sets or resets those that administrators add."""
    changing = next((name for name in ("rate", "budget", "treat", "weight", "reset") if getattr(options, name)), None)
    place = context.request.place
    if changing:
        if not context.admin:
            raise NotAllowed("admins-only", command=CommandName(name=f"troubadour limits --{changing}"))
        owner = tenant_key(place) if options.everywhere else place.key
        await context.policies.set(owner, _changed(options, await context.policies.rules(owner), context))
    policy = await context.policies.at(place)
    shown = [*_rates(policy, context), *_budgets(policy, context), *await _people(policy, context, options.who)]
    if policy.concurrency is not None and not policy.is_exempt(context.request.caller, place):
        shown.append(say("limits-jobs", count=policy.concurrency.jobs))
    head = [say("limits-done" if changing else "limits-here")]
    for event in statement(*head, *(shown or [say("limits-none")])):
        yield event


def _changed(options: LimitsOptions, rules: PlaceRules, context: Context) -> PlaceRules:
    """The rules with the options applied. Raises `BadInput` or `NotAllowed`."""
    if options.who is not None:
        return _person_changed(options, rules, context)
    if options.treat is not None or options.weight is not None:
        raise _incomplete()
    if options.whose == "tenant" and not options.everywhere and (options.rate or options.budget):
        raise BadInput("limits-tenant-only")
    if options.budget is not None:
        rules = _budgets_changed(options, options.budget, rules, context)
        if options.task is None and options.rate is None:
            return rules
    rates: Rates = getattr(rules, options.whose)
    if options.reset:
        if options.task is None:
            return PlaceRules()
        kept = {task: of_task for task, of_task in rates.items() if task != options.task}
        return rules.model_copy(update={options.whose: kept})
    if options.task is None or options.rate is None:
        raise _incomplete()
    task, rate = Task(options.task), _rate(options.rate)
    _check_ceiling(getattr(context.policies.operator, options.whose).get(task, ()), rate)
    others = tuple(each for each in rates.get(task, ()) if each.period != rate.period)
    return rules.model_copy(update={options.whose: {**rates, task: (*others, rate)}})


def _budgets_changed(options: LimitsOptions, written: str, rules: PlaceRules, context: Context) -> PlaceRules:
    budgets = {_kind(each): each for each in rules.budgets.get(options.whose, ())}
    named = _parsed_budgets(written)
    for budget in named:
        if options.reset:
            budgets.pop(_kind(budget), None)
        else:
            _check_budget_ceiling(context.policies.operator.budgets.get(options.whose, ()), budget)
            budgets[_kind(budget)] = budget
    if not named:
        budgets.clear()
    others = {scope: of_scope for scope, of_scope in rules.budgets.items() if scope != options.whose}
    changed = {**others, options.whose: tuple(budgets.values())} if budgets else others
    return rules.model_copy(update={"budgets": changed})


def _kind(budget: Budget) -> tuple[str, str]:
    return budget.period, budget.measure


def _person_changed(options: LimitsOptions, rules: PlaceRules, context: Context) -> PlaceRules:
    found = context.mention(options.who or "")
    if found is None:
        raise BadInput("limits-bad-who", given=Quote(text=options.who or ""))
    of_a_place = options.task or options.rate or options.budget
    if of_a_place or not (options.treat or options.weight or options.reset):
        raise _incomplete()
    name = f"{tenant_key(context.request.place)}:{found.id}"
    update: dict[str, Any] = {}
    if options.treat or options.reset:
        update["exempt"] = rules.exempt - {name} | ({name} if options.treat == "exempt" else set())
        update["blocked"] = rules.blocked - {name} | ({name} if options.treat == "blocked" else set())
    if options.weight or options.reset:
        others = {other: weight for other, weight in rules.weights.items() if other != name}
        update["weights"] = {**others, name: options.weight} if options.weight and options.weight < 1 else others
    return rules.model_copy(update=update)


def _rate(written: str) -> Rate:
    try:
        return Rate.parse(written)
    except ValueError as error:
        raise BadInput("limits-bad-rate", given=Quote(text=written)) from error


def _parsed_budgets(written: str) -> tuple[Budget, ...]:
    """None for `none`."""
    if written.strip() == "none":
        return ()
    try:
        return parse_budgets(written.split(","))
    except ValueError as error:
        raise BadInput("limits-bad-budget", given=Quote(text=written)) from error


def _check_ceiling(operator: tuple[Rate, ...], rate: Rate) -> None:
    """Refuses a limit above the operator's: both would hold, so it would only look higher."""
    for each in operator:
        if each.period == rate.period and rate.units > each.units:
            raise NotAllowed("limits-above", units=each.units, period=each.period)


def _check_budget_ceiling(operator: Sequence[Budget], budget: Budget) -> None:
    for each in operator:
        if _kind(each) == _kind(budget) and budget.amount > each.amount:
            raise NotAllowed("limits-budget-above", amount=each.shown, measure=each.counted, period=each.period)


def _incomplete() -> BadInput:
    return BadInput(
        "limits-incomplete", example=CommandName(name="troubadour limits --task text_to_image --rate 10/hour")
    )


def _rates(policy: QuotaPolicy, context: Context) -> list[Sentence]:
    return [
        say(
            "limits-rate",
            scope=each.scope,
            task=each.task.value,
            units=each.rate.units,
            period=each.rate.period,
            owner=_owner(each.owner, context),
        )
        for each in policy.applied_rates(context.request.caller, context.request.place)
    ]


def _budgets(policy: QuotaPolicy, context: Context) -> list[Sentence]:
    added = {owner: rules.budgets for owner, rules in policy.place_rules.items()}
    return [
        _budget(each, scope, _owner(owner, context))
        for owner, budgets in {"": policy.budgets, **added}.items()
        for scope, of_scope in budgets.items()
        for each in of_scope
    ] + [
        _budget(each.budget, each.scope, _owner(each.owner, context))
        for each in policy.applied_budgets(context.request.caller, context.request.place)
        if each.scope == "network"
    ]


def _budget(budget: Budget, scope: Scope, owner: str) -> Sentence:
    return say(
        "limits-budget", scope=scope, amount=budget.shown, measure=budget.counted, period=budget.period, owner=owner
    )


async def _people(policy: QuotaPolicy, context: Context, named: str | None) -> list[Sentence]:
    """The people and roles with rules of their own here, for administrators."""
    if not context.admin:
        return []
    everybody = [name for each in policy.place_rules.values() for name in (*each.exempt, *each.blocked, *each.weights)]
    shown = dict(await people_named(context.store, everybody))
    if (mentioned := context.mention(named or "")) is not None:
        name = f"{tenant_key(context.request.place)}:{mentioned.id}"
        shown[name] = mentioned.name if mentioned.name != mentioned.id else shown.get(name, mentioned.id)
    lines = []
    for owner, rules in policy.place_rules.items():
        treated: Mapping[str, frozenset[str]] = {"exempt": rules.exempt, "blocked": rules.blocked}
        whose = _owner(owner, context)
        for treat, people in treated.items():
            lines += [_person(shown[name], treat, 1.0, whose) for name in sorted(people)]
        lines += [_person(shown[name], "weight", weight, whose) for name, weight in sorted(rules.weights.items())]
    return lines


def _person(who: str, treat: str, weight: float, owner: str) -> Sentence:
    return say("limits-role", who=Quote(text=who), treat=treat, weight=weight, owner=owner)


def _owner(owner: str, context: Context) -> str:
    if not owner:
        return "operator"
    return "tenant" if owner == tenant_key(context.request.place) else "place"
