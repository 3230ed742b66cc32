"""The settings of the engine."""

import asyncio
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, Field, SecretStr

from core.domain.settings import ADDRESS_ALLOWED, Address, Names, SettingInfo, SettingsSection, checked_by
from core.domain.tasks import Task
from core.inference.cache import BYTES_LIMIT
from core.inference.huggingface.credentials import HUB, ROUTER, FixedToken, LoginToken, TokenSource, login_exists
from core.inference.huggingface.default_models import DEFAULT_MODELS
from core.inference.huggingface.references import parse_references
from core.inference.huggingface.timing import Deadlines, RetryPolicy

_DEADLINES = Deadlines()
_RETRY_POLICY = RetryPolicy()
_Models = Annotated[
    Names,
    checked_by(parse_references),
    SettingInfo(
        allowed="a list of org/name, org/name:provider, name@https://server/v1 or name@openai:https://server/path"
    ),
]


def _models(task: Task, does: str) -> Any:
    return Field(
        default=DEFAULT_MODELS[task], description=f"The models that {does}, in the order in which they are tried"
    )


def _keyed(value: SecretStr | None) -> SecretStr | None:
    if value is not None and not all("=" in each.strip("=") for each in value.get_secret_value().split()):
        raise ValueError("no name=key")
    return value


class HuggingFaceSettings(SettingsSection):
    """Hugging Face: token, models, deadlines."""

    hf_token: Annotated[
        SecretStr | None,
        Field(description="A Hugging Face token with access to Inference Providers; it turns real models on"),
        SettingInfo("HF_TOKEN", allowed="a text"),
    ] = None
    hf_login: Annotated[
        bool,
        Field(description="Use the login of `hf auth login` if no token is set"),
        SettingInfo(allowed="true or false"),
    ] = True
    hf_endpoint: Annotated[
        Address, Field(description="The address of the Hub"), SettingInfo("HF_ENDPOINT", allowed=ADDRESS_ALLOWED)
    ] = HUB
    hf_router_url: Annotated[
        Address,
        Field(description="The address of the router of Inference Providers"),
        SettingInfo(allowed=ADDRESS_ALLOWED),
    ] = ROUTER
    hf_bill_to: Annotated[
        str | None, Field(description="The organisation that pays; by default the owner of the token")
    ] = None
    hf_credit: Annotated[
        float | None,
        Field(
            gt=0,
            le=1_000_000,
            description="The US dollars a month that may be spent at Hugging Face: requests are limited to about what "
            "they pay for; a rate for huggingface in TROUBADOUR_PROVIDER_LIMITS takes precedence",
        ),
    ] = None
    hf_providers: Annotated[
        Names,
        Field(description="The only providers to use; by default all"),
        SettingInfo(allowed="a list of providers, such as novita, together"),
    ] = ()
    hf_providers_denied: Annotated[
        Names,
        Field(description="Providers never to use"),
        SettingInfo(allowed="a list of providers"),
    ] = ()
    hf_keys: Annotated[
        SecretStr | None,
        Field(
            description="The keys of servers other than Hugging Face's, by the host and port, the host, or the name of "
            "the model: `gpu.example:8000=secret`"
        ),
        AfterValidator(_keyed),
        SettingInfo(allowed="a list of name=key"),
    ] = None
    local_discovery: Annotated[
        bool,
        Field(description="Look for model servers on this machine, to offer them; they are never used unasked"),
        SettingInfo(allowed="true or false"),
    ] = True
    chat_completion_models: _Models = _models(Task.CHAT_COMPLETION, "chat and look at pictures")
    text_generation_models: _Models = _models(Task.TEXT_GENERATION, "continue a text")
    text_to_image_models: _Models = _models(Task.TEXT_TO_IMAGE, "make pictures")
    text_to_speech_models: _Models = _models(Task.TEXT_TO_SPEECH, "turn text into speech")
    automatic_speech_recognition_models: _Models = _models(Task.AUTOMATIC_SPEECH_RECOGNITION, "write down what is said")
    cache_megabytes: Annotated[
        float,
        Field(
            ge=0, le=100_000, description="The size of the cache that keeps answers for an hour, in millions of bytes"
        ),
    ] = BYTES_LIMIT / 1e6
    context_tokens: Annotated[
        int,
        Field(ge=500, le=10_000_000, description="The length of the conversation that a model gets, in tokens, about"),
    ] = 16_000
    connect_seconds: Annotated[
        float, Field(gt=0, le=600, description="The time that a connection to a provider may take, in seconds")
    ] = _DEADLINES.connect
    first_byte_seconds: Annotated[
        float, Field(gt=0, le=3600, description="The time that a provider may take to begin its answer, in seconds")
    ] = _DEADLINES.first_byte
    between_bytes_seconds: Annotated[
        float, Field(gt=0, le=3600, description="The time that a provider may pause within an answer, in seconds")
    ] = _DEADLINES.between_bytes
    answer_seconds: Annotated[
        float, Field(gt=0, le=86_400, description="The time that a whole answer of a provider may take, in seconds")
    ] = _DEADLINES.total
    loading_seconds: Annotated[
        float, Field(ge=0, le=3600, description="The time to wait for a model that is being loaded, in seconds")
    ] = _RETRY_POLICY.loading_seconds

    async def token_source(self) -> TokenSource | None:
        """Finds the source of the token. Returns None if there is no token."""
        if self.hf_token is not None:
            return FixedToken(self.hf_token.get_secret_value())
        if self.hf_login and await asyncio.to_thread(login_exists):
            return LoginToken()
        return None

    @property
    def model_lists(self) -> Mapping[Task, tuple[str, ...]]:
        """The model references of each task."""
        return {
            Task.CHAT_COMPLETION: self.chat_completion_models,
            Task.TEXT_GENERATION: self.text_generation_models,
            Task.TEXT_TO_IMAGE: self.text_to_image_models,
            Task.TEXT_TO_SPEECH: self.text_to_speech_models,
            Task.AUTOMATIC_SPEECH_RECOGNITION: self.automatic_speech_recognition_models,
        }

    @property
    def has_server(self) -> bool:
        """True if a model on a server of the operator's own is listed."""
        return any("@" in model for models in self.model_lists.values() for model in models)
