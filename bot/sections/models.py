"""Settings: models."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, SecretStr

from bot.sections.section import ADDRESS_ALLOWED, Address, Called, Names, Section, understood
from core.domain.operating_limits import OperatingLimits
from core.domain.tasks import Task
from core.inference.cache import BYTES_LIMIT
from core.inference.huggingface.configuration import parse_references
from core.inference.huggingface.credentials import HUB, ROUTER
from core.inference.huggingface.default_models import DEFAULT_MODELS
from core.inference.huggingface.http_caller import RetryPolicy
from core.inference.huggingface.transport import Deadlines

_DEADLINES = Deadlines()
_PATIENCE = RetryPolicy()
_Models = Annotated[
    Names,
    understood(parse_references),
    Called(allowed="a list of org/name, org/name:provider or name@https://server/v1"),
]


def _models(task: Task, does: str) -> Any:
    return Field(default=DEFAULT_MODELS[task], description=f"The models that {does}, in the order they are asked")


def _keyed(value: SecretStr | None) -> SecretStr | None:
    if value is not None and not all("=" in each.strip("=") for each in value.get_secret_value().split()):
        raise ValueError("no name=key")
    return value


class Models(Section):
    """Hugging Face and the built-in engine: whose token, which models, how long they are waited for."""

    builtin_engine: Annotated[
        Literal["local", "everywhere", "off"],
        Field(
            description="Where the built-in engine, which needs no token, may answer: in the web room and the terminal, "
            "everywhere, or nowhere"
        ),
    ] = "local"
    builtin_engine_pace: Annotated[
        float, Field(ge=0, le=10, description="Seconds between two words of the built-in engine")
    ] = 0.02
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
        Address, Field(description="The address of the Hub"), Called("HF_ENDPOINT", allowed=ADDRESS_ALLOWED)
    ] = HUB
    hf_router_url: Annotated[
        Address, Field(description="The address of the router"), Called(allowed=ADDRESS_ALLOWED)
    ] = ROUTER
    hf_bill_to: Annotated[str | None, Field(description="The organisation that pays, instead of the token's owner")] = (
        None
    )
    hf_providers: Annotated[
        Names,
        Field(description="The only providers that may be used; without it, all"),
        Called(allowed="a list of providers, such as novita, together"),
    ] = ()
    hf_providers_denied: Annotated[
        Names,
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
    chat_completion_models: _Models = _models(Task.CHAT_COMPLETION, "talk and see")
    text_generation_models: _Models = _models(Task.TEXT_GENERATION, "go on with a text")
    text_to_image_models: _Models = _models(Task.TEXT_TO_IMAGE, "text_to_image")
    text_to_speech_models: _Models = _models(Task.TEXT_TO_SPEECH, "speak")
    price_limit: Annotated[
        float,
        Field(
            ge=0,
            le=1000,
            description="How far administrators may open their place to models that are not listed, in US dollars for "
            "a million tokens of output; 0 is not at all",
        ),
    ] = OperatingLimits().price_limit
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
