"""Every setting there is, and the only reader of the environment.

Flags count before environment variables, these before `.env`, this before `troubadour.toml`, this before the defaults;
the two files are those of the folder that Troubadour is started in. `docs/settings.md` is made from this module.
"""

import getpass
import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self, get_args, get_origin
from urllib.parse import urlsplit

import annotated_types
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    SecretStr,
    ValidationError,
)
from pydantic.fields import FieldInfo

from bot.layers import Given, Key, Layers, nearest, read_layers
from core.caps import Caps
from core.errors import OperatorError
from core.inference.cache import BYTES_LIMIT
from core.inference.engine import Task
from core.inference.huggingface.attempts import ENGINE
from core.inference.huggingface.catalogue import DEFAULTS
from core.inference.huggingface.configuration import parse_references
from core.inference.huggingface.credentials import HUB, ROUTER
from core.inference.huggingface.exchange import Patience
from core.inference.huggingface.transport import Deadlines
from core.messages import LOCALES, supported
from core.quota.limit import Places, Rate
from core.quota.plans import PLANS
from core.quota.policy import Policy
from core.quota.rules import parse_budgets, parse_rates
from core.text.redaction import REDACTED

PlatformName = Literal["web", "discord", "slack"]
_DEFAULTS = Caps()
_DEADLINES = Deadlines()
_PATIENCE = Patience()


class Called:
    """Marks a setting whose names outside are not `TROUBADOUR_` and its own, or whose allowed values need words."""

    def __init__(self, *names: str, allowed: str = "", hints: tuple[str, ...] = ()) -> None:
        self.names = names
        self.allowed = allowed
        self.hints = hints


def _list(value: object) -> object:
    """A list may be written with commas or spaces between."""
    return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value


def _locale(value: str) -> str:
    if supported(value) != value.replace("_", "-").split("-")[0].split(".")[0].lower():
        raise ValueError("unknown")
    return supported(value)


def _address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        raise ValueError("no address")
    return value.rstrip("/")


def _keyed(value: SecretStr | None) -> SecretStr | None:
    if value is not None and not all("=" in each.strip("=") for each in value.get_secret_value().split()):
        raise ValueError("no name=key")
    return value


def _public_key(value: str | None) -> str | None:
    if value is not None and not re.fullmatch(r"[0-9a-fA-F]{64}", value):
        raise ValueError("no public key")
    return value


def _references(value: tuple[str, ...]) -> tuple[str, ...]:
    parse_references(value)
    return value


_ADDRESS = "an address that begins with http:// or https://"
ModelList = Annotated[
    tuple[str, ...],
    BeforeValidator(_list),
    AfterValidator(_references),
    Called(allowed="a list of org/name, org/name:provider or name@https://server/v1"),
]


def _models(task: Task, does: str) -> Any:
    return Field(default=DEFAULTS[task], description=f"The models that {does}, in the order they are asked")


_RATES_ALLOWED = "a list such as chat=60/hour,paint=100/day (tasks: chat, complete, paint, speak)"


def _slack_prefix(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9_-]{0,20}", value):
        raise ValueError("no prefix")
    return value


def _rates(value: tuple[str, ...]) -> tuple[str, ...]:
    parse_rates(value)
    return value


def _provider_rates(value: tuple[str, ...]) -> tuple[str, ...]:
    _parse_providers(value)
    return value


def _parse_providers(value: tuple[str, ...]) -> dict[str, Rate | None]:
    """A rate for each engine; None for one that was said to have no limit."""
    pairs = (item.partition("=") for item in value)
    return {engine: None if rate == "none" else Rate.parse(rate) for engine, _, rate in pairs}


def _provider_calls(value: tuple[str, ...]) -> tuple[str, ...]:
    _parse_places(value)
    return value


def _parse_places(value: tuple[str, ...]) -> dict[str, int]:
    places = {engine: int(count) for engine, _, count in (item.rpartition("=") for item in value)}
    if any(not engine or count < 1 for engine, count in places.items()):
        raise ValueError("no number of calls")
    return places


_BUDGETS_ALLOWED = "a list of calls or dollars in a day or month of the calendar (UTC), such as 200/day,$5/month"


def _budgets(value: tuple[str, ...]) -> tuple[str, ...]:
    parse_budgets(value)
    return value


def _weights(value: tuple[str, ...]) -> tuple[str, ...]:
    _parse_weights(value)
    return value


def _parse_weights(value: tuple[str, ...]) -> dict[str, float]:
    weights = {name: float(weight) for name, _, weight in (item.rpartition("=") for item in value)}
    if any(not name or not 0.01 <= weight <= 100 for name, weight in weights.items()):
        raise ValueError("no weight")
    return weights


Budgets = Annotated[tuple[str, ...], BeforeValidator(_list), AfterValidator(_budgets), Called(allowed=_BUDGETS_ALLOWED)]
_NAMES_ALLOWED = "a list of platform:tenant, platform:tenant:channel, platform:tenant:user or platform:tenant:role"


class Settings(BaseModel):
    """The effective settings. `Settings.load` reads them; the fields' descriptions are their documentation."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    data: Annotated[
        Path,
        Field(description="The folder that everything is kept in, relative to the one Troubadour is started in"),
        Called(allowed="the path of a folder"),
    ] = Path("data")
    only: Annotated[
        tuple[PlatformName, ...],
        BeforeValidator(_list),
        Field(description="Which adapters `run` starts; without it, those that are set up"),
        Called(allowed="a list of web, discord, slack"),
    ] = ()
    host: Annotated[
        str,
        Field(description="The address the web room listens on; beyond this machine it has a password"),
        Called(allowed="an address or a host's name"),
    ] = "127.0.0.1"
    port: Annotated[
        int, Field(ge=1, le=65535, description="The port of the web room"), Called("TROUBADOUR_PORT", "PORT")
    ] = 7860
    web_password: Annotated[
        SecretStr | None,
        Field(description="The password of the web room; made at the first start where one is needed and none is set"),
        Called(allowed="a text"),
    ] = None
    web_hosts: Annotated[
        tuple[str, ...],
        BeforeValidator(_list),
        Field(description="Names under which the web room is reached behind a proxy, without port"),
        Called(allowed="a list of host names"),
    ] = ()
    locale: Annotated[
        str,
        AfterValidator(_locale),
        Field(description="The language of the terminal; by default that of the system"),
        Called(allowed="one of " + ", ".join(LOCALES), hints=("LC_ALL", "LC_MESSAGES", "LANG")),
    ] = "en"
    understudy: Annotated[
        Literal["web", "everywhere", "off"],
        Field(
            description="Where the understudy, which needs no token, may answer: in the web room and the terminal, "
            "everywhere, or nowhere"
        ),
    ] = "web"
    understudy_pace: Annotated[float, Field(ge=0, le=10, description="Seconds between two words of the understudy")] = (
        0.02
    )
    ffmpeg: Annotated[
        Path | None,
        Field(description="The ffmpeg to use; by default the one on PATH, or that of the extra `ffmpeg`"),
        Called(allowed="the path of a program"),
    ] = None
    jobs_at_once: Annotated[int, Field(ge=1, le=10_000, description="How many commands are played at once")] = 100
    drain_seconds: Annotated[
        float, Field(ge=0, le=3600, description="How long running commands may go on when Troubadour is stopped")
    ] = 10.0
    retention_days: Annotated[
        float, Field(gt=0, le=36_500, description="After how many days conversations and files are deleted")
    ] = _DEFAULTS.retention_days
    attachments: Annotated[int, Field(ge=0, le=100, description="How many files a command may be given")] = (
        _DEFAULTS.attachments
    )
    attachment_megabytes: Annotated[
        float, Field(gt=0, le=1000, description="How large such a file may be, in millions of bytes")
    ] = _DEFAULTS.attachment_bytes / 1e6
    text_file_characters: Annotated[
        int, Field(ge=1, le=10_000_000, description="How much of a text file a model is given")
    ] = _DEFAULTS.text_file_characters
    spoken_characters: Annotated[
        int, Field(ge=1, le=1_000_000, description="How long a text may be that is spoken")
    ] = _DEFAULTS.spoken_characters
    recording_seconds: Annotated[float, Field(gt=0, le=36_000, description="How long a recording may get")] = (
        _DEFAULTS.recording_seconds
    )
    job_seconds: Annotated[float, Field(gt=0, le=86_400, description="How long a command may take")] = (
        _DEFAULTS.job_seconds
    )
    user_limits: Annotated[
        tuple[str, ...],
        BeforeValidator(_list),
        AfterValidator(_rates),
        Field(
            description="How much of each task one person may ask for; never limited are the terminal and a web room "
            "for this machine alone"
        ),
        Called(allowed=_RATES_ALLOWED),
    ] = ("chat=60/hour", "complete=60/hour", "paint=30/hour", "speak=60/hour")
    channel_limits: Annotated[
        tuple[str, ...],
        BeforeValidator(_list),
        AfterValidator(_rates),
        Field(description="How much of each task one channel may ask for"),
        Called(allowed=_RATES_ALLOWED),
    ] = ("chat=300/hour", "complete=300/hour", "paint=150/hour", "speak=300/hour")
    tenant_limits: Annotated[
        tuple[str, ...],
        BeforeValidator(_list),
        AfterValidator(_rates),
        Field(description="How much of each task one server or workspace may ask for"),
        Called(allowed=_RATES_ALLOWED),
    ] = ("chat=3000/day", "complete=3000/day", "paint=1000/day", "speak=3000/day")
    user_budgets: Annotated[Budgets, Field(description="What one person may spend in calls or dollars")] = ()
    channel_budgets: Annotated[Budgets, Field(description="What one channel may spend")] = ()
    tenant_budgets: Annotated[Budgets, Field(description="What one server or workspace may spend")] = ()
    bot_budgets: Annotated[Budgets, Field(description="What everybody together may spend; nobody is exempt")] = ()
    jobs_per_user: Annotated[int, Field(ge=1, le=1_000, description="How many commands of one person run at once")] = 10
    provider_limits: Annotated[
        tuple[str, ...],
        BeforeValidator(_list),
        AfterValidator(_provider_rates),
        Field(description="How many calls each engine may be given; calls wait in fair order before it has to refuse"),
        Called(allowed="a list such as huggingface=300/hour; none does not limit, whatever the plan"),
    ] = ()
    provider_calls: Annotated[
        tuple[str, ...],
        BeforeValidator(_list),
        AfterValidator(_provider_calls),
        Field(description="How many calls to each engine may be under way at once"),
        Called(allowed="a list such as huggingface=8"),
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
        Literal["none", "free", "pro", "team", "enterprise"],
        Field(
            description="The plan of the account that pays: calls are kept to what its monthly credits pay for, about; "
            "a rate for huggingface in TROUBADOUR_PROVIDER_LIMITS counts before it"
        ),
    ] = "none"
    wait_seconds: Annotated[
        float, Field(ge=0, le=3600, description="How long a call may wait for its turn before it is refused")
    ] = 500.0
    exempt: Annotated[
        tuple[str, ...],
        BeforeValidator(_list),
        Field(description="Who is never limited: people, roles, channels or whole tenants"),
        Called(allowed=_NAMES_ALLOWED),
    ] = ()
    blocked: Annotated[
        tuple[str, ...],
        BeforeValidator(_list),
        Field(description="Who may make nothing: people, roles, channels or whole tenants"),
        Called(allowed=_NAMES_ALLOWED),
    ] = ()
    weights: Annotated[
        tuple[str, ...],
        BeforeValidator(_list),
        AfterValidator(_weights),
        Field(description="Who gets more, or less, than others where calls wait: people, roles, channels or tenants"),
        Called(allowed="a list of name=weight, such as discord:1:2=3, from 0.01 to 100; everybody else has 1"),
    ] = ()
    deny_list: Annotated[
        Path | None,
        Field(
            description="A file of words, phrases and /patterns/, one a line, that are refused in what people ask for "
            "and withheld from what models write"
        ),
        Called(allowed="the path of a file"),
    ] = None
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"],
        Field(description="What is logged; never a question or an answer, never a token"),
    ] = "info"
    log_format: Annotated[Literal["text", "json"], Field(description="Lines to read, or lines of JSON")] = "text"

    otel_endpoint: Annotated[
        str | None,
        Field(description="The address of an OpenTelemetry collector (OTLP over HTTP); needs the extra `otel`"),
        Called("OTEL_EXPORTER_OTLP_ENDPOINT"),
    ] = None

    hf_token: Annotated[
        SecretStr | None,
        Field(description="A token of Hugging Face that may call Inference Providers; it turns real models on"),
        Called("HF_TOKEN", allowed="a text"),
    ] = None
    hf_login: Annotated[
        bool,
        Field(description="Whether the login of `hf auth login` is used where no token is set"),
        Called(allowed="true or false"),
    ] = True
    hf_endpoint: Annotated[
        str,
        Field(description="The address of the Hub"),
        AfterValidator(_address),
        Called("HF_ENDPOINT", allowed=_ADDRESS),
    ] = HUB
    hf_router_url: Annotated[
        str, Field(description="The address of the router"), AfterValidator(_address), Called(allowed=_ADDRESS)
    ] = ROUTER
    hf_bill_to: Annotated[str | None, Field(description="The organisation that pays, instead of the token's owner")] = (
        None
    )
    hf_providers: Annotated[
        tuple[str, ...],
        BeforeValidator(_list),
        Field(description="The only providers that may be used; without it, all"),
        Called(allowed="a list of providers, such as novita, together"),
    ] = ()
    hf_providers_denied: Annotated[
        tuple[str, ...],
        BeforeValidator(_list),
        Field(description="Providers that may not be used"),
        Called(allowed="a list of providers"),
    ] = ()
    hf_keys: Annotated[
        SecretStr | None,
        Field(
            description="Keys of servers that are not Hugging Face's, by the model's name or the host: `mine=secret`"
        ),
        AfterValidator(_keyed),
        Called(allowed="a list of name=key"),
    ] = None
    chat_models: ModelList = _models(Task.CHAT, "talk and see")
    complete_models: ModelList = _models(Task.COMPLETE, "go on with a text")
    paint_models: ModelList = _models(Task.PAINT, "paint")
    speak_models: ModelList = _models(Task.SPEAK, "speak")
    price_limit: Annotated[
        float,
        Field(
            ge=0,
            le=1000,
            description="How far administrators may open their place to models that are not listed, in US dollars for "
            "a million tokens of output; 0 is not at all",
        ),
    ] = _DEFAULTS.price_limit
    cache_megabytes: Annotated[
        float,
        Field(ge=0, le=100_000, description="How much is kept for an hour for who asks the same, in millions of bytes"),
    ] = BYTES_LIMIT / 1e6
    context_tokens: Annotated[
        int, Field(ge=500, le=10_000_000, description="How much of a conversation a model is given, in tokens, about")
    ] = 16_000
    connect_seconds: Annotated[
        float, Field(gt=0, le=600, description="How long a connection to a provider may take")
    ] = _DEADLINES.connect
    first_byte_seconds: Annotated[
        float, Field(gt=0, le=3600, description="How long a provider may take to begin its answer")
    ] = _DEADLINES.first_byte
    between_bytes_seconds: Annotated[
        float, Field(gt=0, le=3600, description="How long a provider may fall silent in an answer")
    ] = _DEADLINES.between_bytes
    answer_seconds: Annotated[
        float, Field(gt=0, le=86_400, description="How long a whole answer of a provider may take")
    ] = _DEADLINES.total
    loading_seconds: Annotated[
        float, Field(ge=0, le=3600, description="How long a model is waited for that is being loaded")
    ] = _PATIENCE.loading_seconds
    discord_token: Annotated[
        SecretStr | None, Field(description="The token of a Discord bot"), Called("DISCORD_TOKEN")
    ] = None
    discord_guilds: Annotated[
        tuple[str, ...],
        BeforeValidator(_list),
        Field(description="The ids of the Discord servers that are served; nobody else's are"),
        Called("DISCORD_GUILDS", allowed="a list of ids of servers"),
    ] = ()
    discord_elsewhere: Annotated[
        Literal["members", "everyone", "nobody"],
        Field(
            description="Who is served in direct messages and, having added the bot to themselves, in other servers: "
            "members of a listed server, everyone (in every server, too), or nobody"
        ),
        Called("DISCORD_ELSEWHERE"),
    ] = "members"
    discord_admins: Annotated[
        tuple[str, ...],
        BeforeValidator(_list),
        Field(description="The ids of Discord users who administer the bot everywhere"),
        Called("DISCORD_ADMINS", allowed="a list of ids of users"),
    ] = ()
    discord_showing: Annotated[
        Literal["live", "calm", "final"],
        Field(
            description="How an answer grows on Discord, for who has not chosen otherwise: every second, every four "
            "seconds, or once, when it is done"
        ),
        Called("DISCORD_SHOWING"),
    ] = "live"
    discord_admin_channel: Annotated[
        str | None,
        Field(
            pattern=r"^\d{15,20}$",
            description="The id of the Discord channel that is told what whoever runs the bot must know: reports, a "
            "token that no longer holds, credits that are used up",
        ),
        Called("DISCORD_ADMIN_CHANNEL", allowed="the id of a channel"),
    ] = None
    discord_follow_threads: Annotated[
        bool,
        Field(
            description="Whether the bot answers every message in threads that it has answered in, unmentioned; needs "
            "the privileged Message Content Intent, switched on in the developer portal"
        ),
        Called("DISCORD_FOLLOW_THREADS", allowed="true or false"),
    ] = False
    discord_shard_ids: Annotated[
        tuple[int, ...],
        BeforeValidator(_list),
        Field(
            description="The shards that this process connects, where several processes share a bot, each with a data "
            "folder of its own; without it, all"
        ),
        Called("DISCORD_SHARD_IDS", allowed="a list of whole numbers from 0"),
    ] = ()
    discord_shard_count: Annotated[
        int | None,
        Field(ge=1, le=100_000, description="How many shards there are in all; by default as many as Discord advises"),
        Called("DISCORD_SHARD_COUNT", allowed="a whole number from 1 to 100000"),
    ] = None
    discord_http: Annotated[
        bool,
        Field(
            description="Whether Discord posts commands and buttons to this bot, which then needs no gateway and reads "
            "no messages"
        ),
        Called("DISCORD_HTTP", allowed="true or false"),
    ] = False
    discord_public_key: Annotated[
        str | None,
        AfterValidator(_public_key),
        Field(description="The public key of the Discord application; what Discord posts is signed with it"),
        Called("DISCORD_PUBLIC_KEY", allowed="64 hexadecimal digits"),
    ] = None
    discord_http_host: Annotated[
        str,
        Field(description="The address at which Discord's posts are taken"),
        Called("DISCORD_HTTP_HOST", allowed="an address or a host's name"),
    ] = "127.0.0.1"
    discord_http_port: Annotated[
        int, Field(ge=1, le=65535, description="The port of that address"), Called("DISCORD_HTTP_PORT")
    ] = 7861
    discord_api_url: Annotated[
        str | None, Field(description="The address of Discord's HTTP API"), Called("DISCORD_API_URL")
    ] = None
    discord_gateway_url: Annotated[
        str | None, Field(description="The address of Discord's gateway"), Called("DISCORD_GATEWAY_URL")
    ] = None
    slack_bot_token: Annotated[
        SecretStr | None, Field(description="The bot token of a Slack app, `xoxb-…`"), Called("SLACK_BOT_TOKEN")
    ] = None
    slack_app_token: Annotated[
        SecretStr | None,
        Field(
            description="Its app-level token, `xapp-…`: with it, Slack is listened to without an address of one's own"
        ),
        Called("SLACK_APP_TOKEN"),
    ] = None
    slack_signing_secret: Annotated[
        SecretStr | None,
        Field(description="Its signing secret: with it, Slack's requests are taken over HTTP"),
        Called("SLACK_SIGNING_SECRET"),
    ] = None
    slack_client_id: Annotated[
        str | None,
        Field(description="Its client id: with it and the client secret, many workspaces can install the app"),
        Called("SLACK_CLIENT_ID"),
    ] = None
    slack_client_secret: Annotated[
        SecretStr | None, Field(description="Its client secret"), Called("SLACK_CLIENT_SECRET")
    ] = None
    slack_redirect_url: Annotated[
        str | None,
        AfterValidator(_address),
        Field(description="Where Slack sends back whoever installs the app: `https://…/slack/oauth_redirect`"),
        Called("SLACK_REDIRECT_URL", allowed=_ADDRESS),
    ] = None
    secret_key: Annotated[
        SecretStr | None,
        Field(
            min_length=32,
            description="What tokens of workspaces are sealed with in the store, 32 characters or more; made at the "
            "first start where none is set",
        ),
        Called(allowed="a text of 32 characters or more"),
    ] = None
    slack_http_host: Annotated[
        str,
        Field(description="The address that Slack's requests and install pages are listened for at, behind a proxy"),
        Called("SLACK_HTTP_HOST", allowed="an address or a host's name"),
    ] = "127.0.0.1"
    slack_http_port: Annotated[
        int, Field(ge=1, le=65535, description="The port for that"), Called("SLACK_HTTP_PORT")
    ] = 3000
    slack_prefix: Annotated[
        str,
        AfterValidator(_slack_prefix),
        Field(description="What goes before the names of Slack's slash commands, such as `tb-`, where names collide"),
        Called("SLACK_PREFIX", allowed="up to 20 lower-case letters, digits, hyphens or underscores"),
    ] = ""
    slack_workspaces: Annotated[
        tuple[str, ...],
        BeforeValidator(_list),
        Field(
            description="The ids of the Slack workspaces or organisations that are served, or `*` for all that have "
            "installed the app; without it, the one whose bot token is set"
        ),
        Called("SLACK_WORKSPACES", allowed="a list of ids of workspaces"),
    ] = ()
    slack_admins: Annotated[
        tuple[str, ...],
        BeforeValidator(_list),
        Field(description="The ids of Slack users who administer the bot, besides administrators of the workspace"),
        Called("SLACK_ADMINS", allowed="a list of ids of users"),
    ] = ()
    slack_admin_channel: Annotated[
        str | None,
        Field(
            description="The id of the channel that is told what whoever runs the bot should know; with many "
            "workspaces, `T…:C…`"
        ),
        Called("SLACK_ADMIN_CHANNEL"),
    ] = None
    slack_guests: Annotated[
        bool,
        Field(description="Whether guests of a workspace are served"),
        Called("SLACK_GUESTS", allowed="true or false"),
    ] = False
    slack_strangers: Annotated[
        bool,
        Field(description="Whether people of other workspaces are served, whom Slack Connect brings into a channel"),
        Called("SLACK_STRANGERS", allowed="true or false"),
    ] = False
    slack_showing: Annotated[
        Literal["live", "calm", "final"],
        Field(description="How an answer grows on Slack: as it is written, in larger steps, or once, when it is done"),
        Called("SLACK_SHOWING"),
    ] = "live"
    slack_footer: Annotated[
        bool,
        Field(description="Whether answers on Slack say that they were made by a model"),
        Called("SLACK_FOOTER", allowed="true or false"),
    ] = True
    slack_api_url: Annotated[
        str | None, Field(description="The address of Slack's Web API"), Called("SLACK_API_URL")
    ] = None
    redis_url: Annotated[
        SecretStr | None,
        Field(
            description="The address of a Redis or Valkey that limits and providers' windows are kept in: all "
            "processes that name the same one share them; `memory://` keeps limits in memory, until the process ends"
        ),
        Called("REDIS_URL", allowed="an address such as redis://localhost:6379/0, or memory://"),
    ] = None

    _given: dict[str, Given] = PrivateAttr(default_factory=dict)

    @classmethod
    def load(
        cls,
        flags: Mapping[str, object] | None = None,
        *,
        environ: Mapping[str, str] | None = None,
        folder: Path | None = None,
    ) -> Self:
        """Reads all layers. `flags` are by field; None is a flag that was not given.

        Raises `OperatorError` with everything that is wrong, a line each: the key, what was given and what is allowed.
        """
        layers = read_layers(
            KEYS, flags or {}, os.environ if environ is None else environ, folder if folder is not None else Path()
        )
        for name, given in layers.given.items():
            if given.source == "system":
                layers.given[name] = Given(value=supported(str(given.value)), name=given.name, source=given.source)
        try:
            values = {name: given.value for name, given in layers.given.items()}
            settings = cls.model_validate(values, context=layers.given)
        except ValidationError as error:
            layers.problems += _problems(error, layers)
            settings = None
        if layers.problems or settings is None:
            raise OperatorError("\n".join(layers.problems))
        return settings

    def model_post_init(self, context: Any) -> None:
        """Remembers where each value was found."""
        self._given = dict(context or {})

    def source(self, field: str) -> str:
        """Where a setting comes from: `flag --port`, `environment PORT`, `default`."""
        given = self._given.get(field)
        return f"{given.source} {given.name}" if given else "default"

    def is_given(self, field: str) -> bool:
        """Whether a setting was set, on purpose."""
        given = self._given.get(field)
        return given is not None and given.source != "system"

    def shown(self, field: str) -> str:
        """A setting's value to be read by people; never a secret."""
        value = getattr(self, field)
        return REDACTED if isinstance(value, SecretStr) else written(value)

    @property
    def secrets(self) -> tuple[str, ...]:
        """The values that must never be seen."""
        values = (getattr(self, name) for name in type(self).model_fields)
        return tuple(value.get_secret_value() for value in values if isinstance(value, SecretStr))

    @property
    def caps(self) -> Caps:
        """The caps of the core."""
        return Caps(
            attachments=self.attachments,
            attachment_bytes=round(self.attachment_megabytes * 1e6),
            text_file_characters=self.text_file_characters,
            spoken_characters=self.spoken_characters,
            recording_seconds=self.recording_seconds,
            job_seconds=self.job_seconds,
            retention_days=self.retention_days,
            price_limit=self.price_limit,
        )

    @property
    def provider_rates(self) -> dict[str, Rate]:
        """How many calls each engine may be given, by its name."""
        rates = {ENGINE: PLANS.get(self.hf_plan), **_parse_providers(self.provider_limits)}
        return {engine: rate for engine, rate in rates.items() if rate is not None}

    @property
    def provider_places(self) -> dict[str, int]:
        """How many calls to each engine may be under way, by its name."""
        return _parse_places(self.provider_calls)

    @property
    def web_is_private(self) -> bool:
        """Whether the web room is for who sits at this machine: no password, and no way to it from elsewhere."""
        return self.web_password is None and not self.web_hosts and self.host in ("127.0.0.1", "::1", "localhost")

    @property
    def policy(self) -> Policy:
        """Who may spend how much."""
        return Policy(
            user=parse_rates(self.user_limits),
            channel=parse_rates(self.channel_limits),
            tenant=parse_rates(self.tenant_limits),
            # A job may be played several times, should the bot be restarted meanwhile.
            jobs=Places(at_once=self.jobs_per_user, seconds=self.job_seconds * _DEFAULTS.attempts),
            exempt=frozenset((*self.exempt, "web:room") if self.web_is_private else self.exempt),
            blocked=frozenset(self.blocked),
            weights=_parse_weights(self.weights),
            budgets={
                "user": parse_budgets(self.user_budgets),
                "channel": parse_budgets(self.channel_budgets),
                "tenant": parse_budgets(self.tenant_budgets),
                "bot": parse_budgets(self.bot_budgets),
            },
        )


def outside(field: str) -> tuple[str, ...]:
    """The environment variables of a setting, the preferred one first."""
    return _called(Settings.model_fields[field]).names or (f"TROUBADOUR_{field.upper()}",)


def allowed(field: str) -> str:
    """What a setting may be, in words."""
    info = Settings.model_fields[field]
    return _called(info).allowed or _allowed(info)


def written(value: object) -> str:
    """A value as it would be written in `.env`."""
    match value:
        case None:
            return ""
        case tuple():
            return ",".join(str(item) for item in value)
        case float() if value.is_integer():
            return str(int(value))
    return str(value)


def person() -> tuple[str, str]:
    """Who sits at the terminal, as the system knows them: a name that stays, and the one to show."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError, ImportError):  # a container's user without an entry
        name = "operator"
    return name, name


def user_data_folder() -> Path:
    """Where this person's programs keep what is theirs: the history of the terminal."""
    home = Path.home()
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA")
        return (Path(base) if base else home / "AppData" / "Local") / "troubadour"
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "troubadour"
    base = os.environ.get("XDG_DATA_HOME")  # https://specifications.freedesktop.org/basedir-spec/
    return (Path(base) if base else home / ".local" / "share") / "troubadour"


def login_file() -> Path:
    """Where `hf auth login` keeps its token (https://huggingface.co/docs/huggingface_hub/package_reference/environment_variables)."""
    if path := os.environ.get("HF_TOKEN_PATH"):
        return Path(path).expanduser()
    cache = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(os.environ.get("HF_HOME") or f"{cache}/huggingface").expanduser() / "token"


def terminal_variables() -> Mapping[str, str]:
    """What terminals say of themselves: which pictures they can show."""
    names = ("TERM", "COLORTERM", "TERM_PROGRAM", "KITTY_WINDOW_ID", "NO_COLOR", "TMUX")
    return {name: os.environ[name] for name in names if name in os.environ}


def _called(info: FieldInfo) -> Called:
    return next((item for item in info.metadata if isinstance(item, Called)), Called())


def _is_secret(info: FieldInfo) -> bool:
    return SecretStr in (info.annotation, *get_args(info.annotation))


def _allowed(info: FieldInfo) -> str:
    if get_origin(info.annotation) is Literal:
        return "one of " + ", ".join(get_args(info.annotation))
    if info.annotation not in (int, float):
        return "a text"
    number = "a whole number" if info.annotation is int else "a number"
    lowest, above, highest = _bound(info, "ge"), _bound(info, "gt"), _bound(info, "le")
    return f"{number} above {above} up to {highest}" if above else f"{number} from {lowest} to {highest}"


def _bound(info: FieldInfo, name: Literal["ge", "gt", "le"]) -> str:
    kinds: dict[str, type[Any]] = {"ge": annotated_types.Ge, "gt": annotated_types.Gt, "le": annotated_types.Le}
    return next((written(getattr(item, name)) for item in info.metadata if isinstance(item, kinds[name])), "")


def _problems(error: ValidationError, layers: Layers) -> list[str]:
    lines = []
    for field in dict.fromkeys(str(problem["loc"][0]) for problem in error.errors(include_url=False)):
        given = layers.given[field]
        value = REDACTED if _is_secret(Settings.model_fields[field]) else f"“{written(given.value)}”"
        lines.append(f"{given.name} ({given.source}) cannot be {value}: it is {allowed(field)}.")
    return lines


KEYS: tuple[Key, ...] = tuple(
    Key(field=name, names=outside(name), secret=_is_secret(info), hints=_called(info).hints)
    for name, info in Settings.model_fields.items()
)
"""All settings, for reading the layers."""

__all__ = [
    "KEYS",
    "PlatformName",
    "Settings",
    "allowed",
    "login_file",
    "nearest",
    "outside",
    "person",
    "terminal_variables",
    "user_data_folder",
    "written",
]
