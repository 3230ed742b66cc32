"""Settings: limits."""

from pathlib import Path
from typing import Annotated

from pydantic import Field

from core.domain.settings import Names, SettingInfo, SettingsSection, checked_by
from core.quota.place_rules import parse_budgets, parse_concurrency, parse_providers, parse_rates, parse_weights
from core.quota.policy import NETWORK_FACTOR

_RATES_ALLOWED = (
    "a list such as chat_completion=60/hour,text_to_image=100/day (tasks: chat_completion, text_generation, "
    "text_to_image, text_to_speech, automatic_speech_recognition, which counts seconds of sound)"
)
_BUDGETS_ALLOWED = "a list of requests or dollars in a day or month of the calendar (UTC), such as 200/day,$5/month"
_NAMES_ALLOWED = "a list of platform:tenant, platform:tenant:channel, platform:tenant:user or platform:tenant:role"


_Rates = Annotated[Names, checked_by(parse_rates), SettingInfo(allowed=_RATES_ALLOWED)]
_Budgets = Annotated[Names, checked_by(parse_budgets), SettingInfo(allowed=_BUDGETS_ALLOWED)]


class LimitSettings(SettingsSection):
    """Limits of people, channels and servers, and of the requests to providers."""

    user_limits: Annotated[
        _Rates,
        Field(
            description="The rates of one person for each task; the terminal and a web room for this machine alone "
            "have no limit"
        ),
    ] = (
        "chat_completion=60/hour",
        "text_generation=60/hour",
        "text_to_image=30/hour",
        "text_to_speech=60/hour",
        "automatic_speech_recognition=3600/hour",
    )
    channel_limits: Annotated[
        _Rates,
        Field(description="The rates of one channel for each task"),
    ] = (
        "chat_completion=300/hour",
        "text_generation=300/hour",
        "text_to_image=150/hour",
        "text_to_speech=300/hour",
        "automatic_speech_recognition=18000/hour",
    )
    tenant_limits: Annotated[
        _Rates,
        Field(description="The rates of one server or workspace for each task"),
    ] = (
        "chat_completion=3000/day",
        "text_generation=3000/day",
        "text_to_image=1000/day",
        "text_to_speech=3000/day",
        "automatic_speech_recognition=86400/day",
    )
    user_budgets: Annotated[_Budgets, Field(description="The budgets of one person, in requests or dollars")] = ()
    channel_budgets: Annotated[_Budgets, Field(description="The budgets of one channel")] = ()
    tenant_budgets: Annotated[_Budgets, Field(description="The budgets of one server or workspace")] = ()
    bot_budgets: Annotated[_Budgets, Field(description="The budgets of everybody together; nobody is exempt")] = ()
    jobs_per_user: Annotated[
        int, Field(ge=1, le=1_000, description="The number of one person's commands that run at the same time")
    ] = 10
    network_factor: Annotated[
        int,
        Field(
            ge=1,
            le=1_000,
            description="The limits of all guests of the web room who come from one network, as a multiple of one "
            "person's",
        ),
    ] = NETWORK_FACTOR
    provider_limits: Annotated[
        Names,
        checked_by(parse_providers),
        Field(description="The rate of requests to each engine; above it, requests wait in fair order"),
        SettingInfo(allowed="a list such as huggingface=300/hour; none sets no limit, whatever the plan"),
    ] = ()
    provider_calls: Annotated[
        Names,
        checked_by(parse_concurrency),
        Field(description="The number of requests to each engine at the same time"),
        SettingInfo(allowed="a list such as huggingface=8"),
    ] = ()
    burst_share: Annotated[
        float,
        Field(
            ge=0,
            le=1,
            description="The share of TROUBADOUR_PROVIDER_LIMITS that a burst may use, before requests are spaced",
        ),
    ] = 0.5
    wait_seconds: Annotated[
        float,
        Field(
            ge=0, le=3600, description="The time that a request may wait for its turn before it is refused, in seconds"
        ),
    ] = 500.0
    exempt: Annotated[
        Names,
        Field(description="People, roles, channels or whole tenants without limits"),
        SettingInfo(allowed=_NAMES_ALLOWED),
    ] = ()
    blocked: Annotated[
        Names,
        Field(description="People, roles, channels or whole tenants that may not use a model"),
        SettingInfo(allowed=_NAMES_ALLOWED),
    ] = ()
    weights: Annotated[
        Names,
        checked_by(parse_weights),
        Field(description="People, roles, channels or tenants that get a larger or smaller share while requests wait"),
        SettingInfo(allowed="a list of name=weight, such as discord:1:2=3, from 0.01 to 100; everybody else has 1"),
    ] = ()
    deny_list: Annotated[
        Path | None,
        Field(
            description="A file of words, phrases and /patterns/, one a line: a request with one is refused, and a "
            "model's text is shown without them"
        ),
        SettingInfo(allowed="the path of a file"),
    ] = None
