"""Settings: limits."""

from pathlib import Path
from typing import Annotated

from pydantic import Field

from bot.sections.section import Names, SettingInfo, SettingsSection, checked_by
from core.quota.plans import Plan
from core.quota.rules import parse_budgets, parse_concurrency, parse_providers, parse_rates, parse_weights

_RATES_ALLOWED = "a list such as chat_completion=60/hour,text_to_image=100/day (tasks: chat_completion, text_generation, text_to_image, text_to_speech)"
_BUDGETS_ALLOWED = "a list of calls or dollars in a day or month of the calendar (UTC), such as 200/day,$5/month"
_NAMES_ALLOWED = "a list of platform:tenant, platform:tenant:channel, platform:tenant:user or platform:tenant:role"


_Rates = Annotated[Names, checked_by(parse_rates), SettingInfo(allowed=_RATES_ALLOWED)]
_Budgets = Annotated[Names, checked_by(parse_budgets), SettingInfo(allowed=_BUDGETS_ALLOWED)]


class LimitSettings(SettingsSection):
    """Who may ask for how much, and how much providers are given."""

    user_limits: Annotated[
        _Rates,
        Field(
            description="How much of each task one person may ask for; never limited are the terminal and a web room "
            "for this machine alone"
        ),
    ] = ("chat_completion=60/hour", "text_generation=60/hour", "text_to_image=30/hour", "text_to_speech=60/hour")
    channel_limits: Annotated[
        _Rates,
        Field(description="How much of each task one channel may ask for"),
    ] = ("chat_completion=300/hour", "text_generation=300/hour", "text_to_image=150/hour", "text_to_speech=300/hour")
    tenant_limits: Annotated[
        _Rates,
        Field(description="How much of each task one server or workspace may ask for"),
    ] = ("chat_completion=3000/day", "text_generation=3000/day", "text_to_image=1000/day", "text_to_speech=3000/day")
    user_budgets: Annotated[_Budgets, Field(description="What one person may spend in calls or dollars")] = ()
    channel_budgets: Annotated[_Budgets, Field(description="What one channel may spend")] = ()
    tenant_budgets: Annotated[_Budgets, Field(description="What one server or workspace may spend")] = ()
    bot_budgets: Annotated[_Budgets, Field(description="What everybody together may spend; nobody is exempt")] = ()
    jobs_per_user: Annotated[int, Field(ge=1, le=1_000, description="How many commands of one person run at once")] = 10
    provider_limits: Annotated[
        Names,
        checked_by(parse_providers),
        Field(description="How many calls each engine may be given; calls wait in fair order before it has to refuse"),
        SettingInfo(allowed="a list such as huggingface=300/hour; none does not limit, whatever the plan"),
    ] = ()
    provider_calls: Annotated[
        Names,
        checked_by(parse_concurrency),
        Field(description="How many calls to each engine may be under way at once"),
        SettingInfo(allowed="a list such as huggingface=8"),
    ] = ()
    burst_share: Annotated[
        float,
        Field(
            ge=0,
            le=1,
            description="Which share of TROUBADOUR_PROVIDER_LIMITS may be used at once, before calls are spaced",
        ),
    ] = 0.5
    hf_plan: Annotated[
        Plan,
        Field(
            description="The plan of the account that pays: calls are kept to what its monthly credits pay for, about; "
            "a rate for huggingface in TROUBADOUR_PROVIDER_LIMITS counts before it"
        ),
    ] = "none"
    wait_seconds: Annotated[
        float, Field(ge=0, le=3600, description="How long a call may wait for its turn before it is refused")
    ] = 500.0
    exempt: Annotated[
        Names,
        Field(description="Who is never limited: people, roles, channels or whole tenants"),
        SettingInfo(allowed=_NAMES_ALLOWED),
    ] = ()
    blocked: Annotated[
        Names,
        Field(description="Who may make nothing: people, roles, channels or whole tenants"),
        SettingInfo(allowed=_NAMES_ALLOWED),
    ] = ()
    weights: Annotated[
        Names,
        checked_by(parse_weights),
        Field(description="Who gets more, or less, than others where calls wait: people, roles, channels or tenants"),
        SettingInfo(allowed="a list of name=weight, such as discord:1:2=3, from 0.01 to 100; everybody else has 1"),
    ] = ()
    deny_list: Annotated[
        Path | None,
        Field(
            description="A file of words, phrases and /patterns/, one a line, that are refused in what people ask for "
            "and withheld from what models write"
        ),
        SettingInfo(allowed="the path of a file"),
    ] = None
