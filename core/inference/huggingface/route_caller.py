"""Requests over one route: what the tasks have in common."""

from collections.abc import AsyncGenerator, Callable
from dataclasses import replace
from typing import Any, TypeVar

from core.inference.huggingface import ENGINE
from core.inference.huggingface.configuration import Configuration
from core.inference.huggingface.http_caller import HttpCaller
from core.inference.huggingface.request_options import RequestOptions
from core.inference.huggingface.request_preparation import prepare_request
from core.inference.huggingface.routes import Route
from core.inference.huggingface.transport import HttpRequest, HttpResponse
from core.inference.outputs import Calling, Finished, Waiting
from core.inference.requests import InferenceRequest

T = TypeVar("T")

INTERNAL_OPTIONS = frozenset({"stream", "stream_options", "response_format"})
"""Options that no user has set."""
_OPTION_NAMES = {"num_inference_steps": "steps"}


class RouteCaller:
    """Sends requests over routes, and says how a task over one ended."""

    def __init__(self, configuration: Configuration, http_caller: HttpCaller) -> None:
        self._configuration = configuration
        self._http_caller = http_caller

    def run(
        self,
        route: Route,
        inputs: Any,
        options: RequestOptions,
        request: InferenceRequest,
        read: Callable[[HttpResponse, HttpRequest], AsyncGenerator[T, None]],
    ) -> AsyncGenerator[T | Waiting | Calling, None]:
        """As `HttpCaller.run`, with requests for one route."""
        headers = {"x-use-cache": "0"} if request.fresh and route.kind != "openai" else {}

        async def build_request() -> HttpRequest:
            router = self._configuration.credentials.router
            return await prepare_request(route, inputs, options.sent, router, headers)

        return self._http_caller.run(route.reference.name, build_request, read, options)

    def finished(self, route: Route, dropped: set[str] | frozenset[str], **facts: Any) -> Finished:
        """The end of a task. Options that were `dropped` had no effect."""
        done = Finished(engine=ENGINE, model=route.reference.name, **facts)
        ignored = tuple(sorted(_OPTION_NAMES.get(name, name) for name in dropped))
        left = self._http_caller.remaining if route.reference.server is None else None
        return replace(done, ignored=ignored, provider=route.provider or None, remaining=left)
