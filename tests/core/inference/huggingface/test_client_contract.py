"""The private names of huggingface_hub in use: an upgrade that moves one fails here, not in production."""

import copy
import dataclasses
import inspect
import json
import sys
from pathlib import Path

import httpx2
import pytest
from huggingface_hub import HfApi, constants, try_to_load_from_cache, utils
from huggingface_hub.hf_api import InferenceProviderMapping
from huggingface_hub.inference import _common, _providers
from huggingface_hub.inference._common import MimeBytes
from huggingface_hub.inference._providers._common import TaskProviderHelper
from huggingface_hub.utils import _headers

from core.inference.huggingface.credentials import ROUTER
from core.inference.huggingface.provider_mappings import HUB_TASKS, IMAGE_TO_IMAGE
from core.inference.huggingface.recognition_requests import RECOGNITION
from tests.servers.hub_server.making import PICTURE, SOUND

TASKS = {*HUB_TASKS.values(), IMAGE_TO_IMAGE}


def test_the_client_speaks_through_httpx2() -> None:
    assert utils.httpx is httpx2  # type: ignore[attr-defined]


def test_a_request_has_the_fields_that_are_sent() -> None:
    fields = {field.name for field in dataclasses.fields(_common.RequestParameters)}
    assert {"url", "json", "data", "headers"} <= fields


def test_a_helper_prepares_a_request_from_a_mapping_that_is_given_to_it() -> None:
    parameters = set(inspect.signature(TaskProviderHelper.prepare_request).parameters)
    assert {"inputs", "parameters", "headers", "model", "api_key"} <= parameters
    assert list(inspect.signature(TaskProviderHelper._prepare_mapping_info).parameters) == ["self", "model"]


@pytest.mark.parametrize(
    ("provider", "task"),
    [
        (provider, task)
        for provider, tasks in _providers.PROVIDERS.items()
        for task in tasks
        if task in TASKS and provider != "openai"  # which is not behind the router
    ],
)
def test_every_provider_prepares_a_request_to_the_router_without_asking_anybody(
    provider: str, task: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ask(*args: object, **kwargs: object) -> None:
        raise AssertionError("somebody was asked")

    monkeypatch.setattr(HfApi, "model_info", ask)
    monkeypatch.setattr(utils._http, "get_session", ask)
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_TELEMETRY", True)
    mapping = InferenceProviderMapping(  # type: ignore[no-untyped-call]
        provider=provider, hf_model_id="org/model", providerId="their/model", status="live", task=task
    )
    helper = copy.copy(_providers.get_provider_helper(provider, task, "org/model"))  # type: ignore[arg-type]
    helper._prepare_mapping_info = lambda model: mapping  # type: ignore[method-assign]  # noqa: ARG005
    inputs = {
        "conversational": [{"role": "user", "content": "x"}],
        IMAGE_TO_IMAGE: PICTURE,
        RECOGNITION: MimeBytes(SOUND, "audio/wav"),
    }.get(task, "x")
    parameters = {"prompt": "x"} if task == IMAGE_TO_IMAGE else {}

    request = helper.prepare_request(
        inputs=inputs, parameters=parameters, headers={}, model="org/model", api_key="hf_none"
    )

    assert request.url.startswith(f"{ROUTER}/{provider}/")
    if task == RECOGNITION and request.data is not None:  # the sound as it is, or in a form
        assert SOUND in request.data
        assert request.headers["content-type"].startswith(("audio/wav", "multipart/form-data"))
    else:
        body = request.json if request.data is None else json.loads(request.data)
        assert isinstance(body, dict)
        assert request.headers["content-type"] == "application/json"
    assert request.headers["authorization"] == "Bearer hf_none"


def test_telemetry_is_asked_when_headers_are_made_and_not_before() -> None:
    assert "constants.HF_HUB_DISABLE_TELEMETRY" in inspect.getsource(_headers)


def test_the_router_has_the_expected_address() -> None:
    assert f"{ROUTER}/{{provider}}" == constants.INFERENCE_PROXY_TEMPLATE
    assert _providers.CONVERSATIONAL_AUTO_ROUTER.base_url == ROUTER


def test_rate_limit_headers_are_parsed() -> None:
    headers = {"RateLimit": '"api";r=0;t=55', "RateLimit-Policy": '"fixed window";"api";q=500;w=300'}
    limits = utils.parse_ratelimit_headers(headers)  # type: ignore[attr-defined]
    assert limits is not None
    assert (limits.remaining, limits.reset_in_seconds) == (0, 55)
    assert utils.parse_ratelimit_headers({}) is None  # type: ignore[attr-defined]


def test_a_file_of_the_cache_is_found_without_asking_anybody(tmp_path: Path) -> None:
    assert try_to_load_from_cache("org/model", "tokenizer.json", cache_dir=tmp_path) is None
    snapshot = tmp_path / "models--org--model" / "snapshots" / "0123"
    snapshot.mkdir(parents=True)
    (snapshot / "tokenizer.json").write_text("{}")
    (tmp_path / "models--org--model" / "refs").mkdir()
    (tmp_path / "models--org--model" / "refs" / "main").write_text("0123")
    found = try_to_load_from_cache("org/model", "tokenizer.json", cache_dir=tmp_path)
    assert found == str(snapshot / "tokenizer.json")


def test_a_mapping_has_what_is_read() -> None:
    names = set(InferenceProviderMapping.__annotations__)
    assert {"provider", "provider_id", "status", "task"} <= names


def test_nothing_else_that_is_private_is_touched() -> None:
    folder = Path(__file__).parents[4] / "core" / "inference" / "huggingface"
    private = {
        line.strip()
        for file in folder.glob("*.py")
        for line in file.read_text(encoding="utf-8").splitlines()
        if "huggingface_hub" in line and "import" in line and "._" in line
    }
    assert private == {
        "from huggingface_hub.inference._common import MimeBytes",
        "from huggingface_hub.inference._common import RequestParameters",
        "from huggingface_hub.inference._providers import get_provider_helper",
    }
    assert "huggingface_hub" in sys.modules
