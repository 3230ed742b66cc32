"""The dialects of the world's model servers: the meaning of each error response, and its sentence.

The shapes are facts from the servers' sources, their documentation and recorded answers; the words are our own.
"""

import json
from typing import Any, NamedTuple

import pytest

from core.i18n.rendering import render
from core.inference.huggingface.failures import UpstreamFailure, Verdict
from core.inference.huggingface.request_options import answer_room
from core.inference.huggingface.transport import HttpStatusError

PREFIX = "huggingface-"


class Row(NamedTuple):
    """One error response. `own` says that the server has a key of its own."""

    server: str
    status: int
    body: Any
    verdict: Verdict
    sentence: str
    own: bool = True


def openai(message: str, code: Any = None, kind: str | None = "invalid_request_error", param: str | None = None) -> Any:
    """The shape of OpenAI's interface (https://platform.openai.com/docs/guides/error-codes)."""
    return {"error": {"message": message, "type": kind, "param": param, "code": code}}


def tgi(message: str, kind: str) -> Any:
    """Text Generation Inference (https://huggingface.github.io/text-generation-inference)."""
    return {"error": message, "error_type": kind}


def vllm(message: str, kind: str, code: int) -> Any:
    """vLLM before 0.10 (https://github.com/vllm-project/vllm)."""
    return {"object": "error", "message": message, "type": kind, "param": None, "code": code}


def llama(message: str, kind: str, code: int) -> Any:
    """llama.cpp (https://github.com/ggml-org/llama.cpp/blob/master/tools/server/README.md)."""
    return {"error": {"code": code, "message": message, "type": kind}}


def gemini(message: str, name: str, code: int) -> Any:
    """Gemini's OpenAI base, which puts the error into a list (https://ai.google.dev/gemini-api/docs/openai)."""
    return [{"error": {"code": code, "message": message, "status": name}}]


def mistral(message: str, kind: str, code: Any = None) -> Any:
    """Mistral (https://docs.mistral.ai/api)."""
    return {"object": "error", "message": message, "type": kind, "param": None, "code": code}


INPUTS_AND_NEW_TOKENS = (
    "Input validation error: `inputs` tokens + `max_new_tokens` must be <= 2048. Given: 2 `inputs` tokens and 4096 "
    "`max_new_tokens`"
)
COMPLETION_TOO_LARGE = (
    "'max_tokens' or 'max_completion_tokens' is too large: 4096. This model's maximum context length is 2048 tokens "
    "and your request has 12 input tokens (4096 > 2048 - 12)."
)
MESSAGES_AND_COMPLETION = (
    "This model's maximum context length is 2048 tokens. However, you requested 4108 tokens (12 in the messages, 4096 "
    "in the completion)."
)
HTML = "<html><body><h1>502 Bad Gateway</h1></body></html>"

ROWS = [
    # Hugging Face's router and hf-inference
    Row("router", 400, openai("The model 'x' is not supported by any provider", "model_not_supported"),
        "not_served", "model-not-served", own=False),
    Row("router", 401, {"error": "Invalid username or password."}, "key", "token-refused", own=False),
    Row("router", 402, {"error": "Your included credits are depleted"}, "unpaid", "credits-used-up", own=False),
    Row("router", 402, {"error": "You have exceeded your monthly included credits"}, "unpaid", "credits-used-up",
        own=False),
    Row("router", 403, {"error": "This method does not have sufficient permissions"}, "permission", "not-permitted",
        own=False),
    Row("router", 403, {"error": "Access to model org/m is restricted and you are not in the authorized list"},
        "gated", "model-gated", own=False),
    Row("router", 410, {"error": "The requested model is retired"}, "gone", "model-gone", own=False),
    Row("router", 429, {"error": "Too Many Requests"}, "overloaded", "too-many", own=False),
    Row("router", 504, HTML, "slow", "too-slow", own=False),
    Row("hf-inference", 503, {"error": "Model org/m is currently loading", "estimated_time": 20.5},
        "loading", "still-loading", own=False),
    Row("hf-inference", 503, {"error": "Model too busy"}, "broken", "broken", own=False),
    Row("hf-inference", 400, {"error": "Model not supported by provider hf-inference"}, "not_served",
        "model-not-served", own=False),
    # Text Generation Inference
    Row("TGI", 422, tgi("Template error: template not found", "template_error"), "no_template", "no-template"),
    Row("TGI", 422, tgi(INPUTS_AND_NEW_TOKENS, "validation"), "too_long", "too-long"),
    Row("TGI", 422, tgi("Input validation error: `inputs` must have less than 2048 tokens. Given: 3000", "validation"),
        "too_long", "too-long"),
    Row("TGI", 422, tgi("Input validation error: `temperature` must be strictly positive", "validation"),
        "input", "input-refused"),
    Row("TGI", 429, tgi("Model is overloaded", "overloaded"), "overloaded", "too-many"),
    Row("TGI", 424, tgi("Request failed during generation: Server error", "generation"), "refused", "refused"),
    Row("TGI", 500, tgi("Incomplete generation", "incomplete_generation"), "broken", "broken"),
    Row("TGI", 422, "Failed to deserialize the JSON body into the target type", "input", "input-refused"),
    # vLLM
    Row("vLLM", 404, openai("The model `m` does not exist.", 404, "NotFoundError"), "not_served", "model-not-served"),
    Row("vLLM", 404, {"detail": "Not Found"}, "not_served", "model-not-served"),
    Row("vLLM", 401, {"error": "Unauthorized"}, "key", "key-refused"),
    Row("vLLM", 400, vllm("As of transformers v4.44 you must provide a chat template", "BadRequestError", 400),
        "no_template", "no-template"),
    Row("vLLM", 400, openai(MESSAGES_AND_COMPLETION, 400, "BadRequestError"),
        "too_long", "too-long"),
    Row("vLLM", 400, openai(COMPLETION_TOO_LARGE, 400),
        "too_long", "too-long"),
    Row("vLLM", 400, vllm("The model does not support image input", "BadRequestError", 400), "not_served",
        "model-not-served"),
    Row("vLLM", 500, "Internal Server Error", "broken", "broken"),
    # llama.cpp
    Row("llama.cpp", 503, llama("Loading model", "unavailable_error", 503), "loading", "still-loading"),
    Row("llama.cpp", 400, llama("the request exceeds the available context size", "exceed_context_size_error", 400),
        "too_long", "too-long"),
    Row("llama.cpp", 401, llama("Invalid API Key", "authentication_error", 401), "key", "key-refused"),
    Row("llama.cpp", 404, llama("File Not Found", "not_found_error", 404), "not_served", "model-not-served"),
    Row("llama.cpp", 400, llama("model 'nosuch' not found", "invalid_request_error", 400), "not_served",
        "model-not-served"),
    Row("llama.cpp", 500, llama("the template engine failed: this chat template needs a tool", "server_error", 500),
        "no_template", "no-template"),
    Row("llama.cpp", 501, llama("This server does not support chat", "not_supported_error", 501), "not_served",
        "model-not-served"),
    # Ollama
    Row("Ollama", 404, openai('model "nosuch" not found, try pulling it first', None, "api_error"), "not_served",
        "model-not-served"),
    Row("Ollama", 400, openai('"m" does not support chat', None), "not_served", "model-not-served"),
    Row("Ollama", 503, openai("server busy, please try again. maximum pending requests exceeded", None), "broken",
        "broken"),
    Row("Ollama", 500, openai("llama runner process has terminated", None, "api_error"), "broken", "broken"),
    # LM Studio
    Row("LM Studio", 404, openai("No models loaded. Please load a model first.", "model_not_found"), "not_served",
        "model-not-served"),
    Row("LM Studio", 400, {"error": "Model does not exist"}, "not_served", "model-not-served"),
    Row("LM Studio", 400, {"error": "Trying to keep the first 5000 tokens when context the overflows. The context "
                                    "length is 4096 tokens"}, "too_long", "too-long"),
    # LiteLLM
    Row("LiteLLM", 400, openai("Invalid model name passed in model=nosuch", "400", None), "not_served",
        "model-not-served"),
    Row("LiteLLM", 401, openai("Authentication Error, no api key passed in.", "401", "auth_error"), "key",
        "key-refused"),
    Row("LiteLLM", 403, openai("key not allowed to access this route", "403", "key_model_access_denied"),
        "permission", "key-refused"),
    Row("LiteLLM", 422, openai("OpenAIException - Error code: 422", "422", None), "input", "input-refused"),
    Row("LiteLLM", 429, openai("No deployments available for selected model", "429", "throttling_error"), "overloaded",
        "too-many"),
    Row("LiteLLM", 400, openai("ContextWindowExceededError: the prompt exceeds the context window", "400"), "too_long",
        "too-long"),
    # Together
    Row("Together", 400, openai("model is not there", "model_not_available", param="model"), "not_served",
        "model-not-served", own=False),
    Row("Together", 404, openai("Unable to access model org/m", "model_not_available"), "not_served",
        "model-not-served", own=False),
    Row("Together", 422, openai("Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4097"),
        "too_long", "too-long", own=False),
    Row("Together", 429, openai("Rate limited", None, "model_rate_limit"), "overloaded", "too-many", own=False),
    Row("Together", 403, openai("This region is not supported", "x"), "region", "not-in-region", own=False),
    # Groq
    Row("Groq", 404, openai("The model `m` does not exist or you do not have access to it.", "model_not_found"),
        "not_served", "model-not-served", own=False),
    Row("Groq", 400, openai("Please reduce the length of the messages.", "context_length_exceeded"), "too_long",
        "too-long", own=False),
    Row("Groq", 413, openai("Request too large for model `m`: limit 6000 tokens, requested 8000", "rate_limit_exceeded",
                            "tokens"), "too_long", "too-long", own=False),
    Row("Groq", 400, openai("The model `m` was decommissioned and is no longer supported.", "model_decommissioned"),
        "not_served", "model-not-served", own=False),
    Row("Groq", 429, openai("Rate limit reached for model `m`", "rate_limit_exceeded", "tokens"), "overloaded",
        "too-many", own=False),
    # Cerebras
    Row("Cerebras", 400, {"message": "Please reduce the length of the messages", "type": "invalid_request_error",
                          "param": "messages", "code": "context_length_exceeded"}, "too_long", "too-long", own=False),
    Row("Cerebras", 404, {"message": "Model m does not exist or you have no access", "type": "not_found_error",
                          "param": "model", "code": "model_not_found"}, "not_served", "model-not-served", own=False),
    Row("Cerebras", 429, {"message": "Requests per minute exceeded", "type": "too_many_requests_error",
                          "code": "request_quota_exceeded"}, "overloaded", "too-many", own=False),
    # Hyperbolic
    Row("Hyperbolic", 400, {"object": "error", "message": "Only org/a, org/b allowed now, your model is org/c"},
        "not_served", "model-not-served", own=False),
    Row("Hyperbolic", 402, {"detail": "Insufficient funds"}, "unpaid", "credits-used-up", own=False),
    # Mistral
    Row("Mistral", 401, openai("No API key found in request"), "key", "key-refused"),
    Row("Mistral", 401, {"message": "Unauthorized"}, "key", "key-refused"),
    Row("Mistral", 400, mistral("Invalid model: nosuch", "invalid_model", "1500"), "not_served", "model-not-served"),
    Row("Mistral", 422, {"detail": [{"loc": ["body", "messages"], "msg": "Field required"}]}, "input",
        "input-refused"),
    Row("Mistral", 400, mistral("Prompt contains 40000 tokens, too large for model with 32768 maximum context length",
                                "invalid_request_prompt", "3051"), "too_long", "too-long"),
    Row("Mistral", 429, {"message": "Requests rate limit exceeded"}, "overloaded", "too-many"),
    # OpenAI
    Row("OpenAI", 400, openai("Unsupported parameter: 'max_tokens' is not supported with this model. Use "
                              "'max_completion_tokens' instead.", "unsupported_parameter", param="max_tokens"),
        "input", "input-refused"),
    Row("OpenAI", 429, openai("You exceeded your current quota", "insufficient_quota", "insufficient_quota"), "unpaid",
        "credits-used-up"),
    Row("OpenAI", 403, openai("Country, region, or territory not supported", "unsupported_country_region_territory"),
        "region", "not-in-region"),
    Row("OpenAI", 403, openai("Project does not have access to model m", "model_not_found"), "not_served",
        "model-not-served"),
    Row("OpenAI", 401, openai("Your account was deactivated", "account_deactivated"), "account", "account-restricted"),
    Row("OpenAI", 403, openai("Your account was flagged for review", None), "account", "account-restricted"),
    Row("OpenAI", 400, openai("Rejected by our safety system", "content_policy_violation"), "content",
        "content-refused"),
    Row("OpenAI", 400, openai("max_tokens is too large: 100000. This model supports at most 4096 completion tokens",
                              None, param="max_tokens"), "input", "input-refused"),
    Row("OpenAI", 413, HTML, "too_large", "too-large"),
    # Gemini's OpenAI base
    Row("Gemini", 404, gemini("models/m is not found for API version v1main", "NOT_FOUND", 404), "not_served",
        "model-not-served"),
    Row("Gemini", 429, gemini("Resource has been exhausted", "RESOURCE_EXHAUSTED", 429), "overloaded", "too-many"),
    Row("Gemini", 400, gemini("API key not valid. Please pass a valid API key.", "INVALID_ARGUMENT", 400), "key",
        "key-refused"),
    Row("Gemini", 400, gemini("User location is not supported for the API use.", "FAILED_PRECONDITION", 400), "region",
        "not-in-region"),
    Row("Gemini", 503, gemini("The model is overloaded. Please try again later.", "UNAVAILABLE", 503), "broken",
        "broken"),
    Row("Gemini", 400, gemini("The input token count (9000) exceeds the maximum number of tokens allowed (8192).",
                              "INVALID_ARGUMENT", 400), "too_long", "too-long"),
    # transformers serve
    Row("transformers serve", 500, "nosuch is not a local folder and is not a valid model identifier", "not_served",
        "model-not-served"),
    Row("transformers serve", 500, {"detail": "You are trying to access a gated repo."}, "gated", "model-gated"),
    Row("transformers serve", 500, "Internal Server Error", "broken", "broken"),
    Row("transformers serve", 422, {"detail": "Unsupported fields in the request: 'seed'"}, "input", "input-refused"),
    # Proxies and servers without words
    Row("proxy", 502, HTML, "broken", "broken"),
    Row("proxy", 403, {"error": "Forbidden"}, "permission", "key-refused"),
    Row("proxy", 404, HTML, "not_served", "model-not-served"),
    Row("proxy", 405, {"detail": "Method Not Allowed"}, "not_served", "model-not-served"),
    Row("proxy", 524, HTML, "slow", "too-slow"),
    Row("proxy", 529, {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}, "overloaded",
        "too-many"),
]  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.server} {row.status} {row.verdict}")
def test_each_dialect_is_understood(row: Row) -> None:
    body = (row.body if isinstance(row.body, str) else json.dumps(row.body)).encode()
    failure = UpstreamFailure.read(HttpStatusError(row.status, {}, body))
    error = failure.error("org/m", "the provider", own_key=row.own)

    assert failure.verdict == row.verdict
    assert error.sentence.id == PREFIX + row.sentence
    words = render(error.sentence)
    assert "{" not in words
    assert "<" not in words


@pytest.mark.parametrize(
    ("message", "room"),
    [
        (INPUTS_AND_NEW_TOKENS, 2046),
        (COMPLETION_TOO_LARGE, 2036),
        (MESSAGES_AND_COMPLETION, 2036),
        ("max_tokens is too large: 100000. This model supports at most 4096 completion tokens.", 4096),
        ("`max_tokens` must be less than or equal to `8192`, the maximum value for `max_tokens`", 8192),
        ("max_tokens: 100000 > 8192, which is the maximum allowed number of output tokens", 8192),
        ("`inputs` must have less than 2048 tokens. Given: 3000", None),
        ("no", None),
    ],
)  # fmt: skip
def test_the_room_for_an_answer_is_read_from_the_message(message: str, room: int | None) -> None:
    assert answer_room(message) == room


@pytest.mark.parametrize(
    "said",
    [
        "CUDA out of memory at /srv/models/secret/path.py:12",
        "cannot connect to http://10.0.0.7:8000/v1",
        "dial tcp 10.0.0.7:8000: connection refused",
        "upstream gpu-node-3.internal:8443 is down",
        "invalid key sk-1234567890abcdefghij",
        "Authorization: Bearer abcdef123456",
        "GET blob?X-Amz-Signature=0123456789abcdef",
        "session 0123456789abcdef0123456789abcdef expired",
        r"cannot open C:\models\m.gguf",
        'File "server.py", line 12, in generate',
    ],
)
def test_a_text_with_addresses_paths_or_tokens_is_not_quoted(said: str) -> None:
    for status in (400, 418, 500):
        sentence = render(UpstreamFailure(status=status, message=said).error("org/m", "the provider").sentence)
        assert f"HTTP {status}" in sentence
        assert said not in sentence


@pytest.mark.parametrize(
    "said", ["boom", "org/model wants a system prompt", "n must be 1, or 2/3 of it", "top_p: 0 to 1"]
)
def test_a_harmless_text_is_quoted(said: str) -> None:
    assert said in render(UpstreamFailure(status=500, message=said).error("org/m", "the provider").sentence)
