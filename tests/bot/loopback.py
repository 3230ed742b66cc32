"""A loopback Hugging Face with a model for each task, and the settings for it."""

from pathlib import Path

from tests.core.inference.huggingface import tiny_models as tiny
from tests.servers.hub_server import HubModel, HubServer
from tests.servers.hub_server.server import TOKEN

WRITERS = ("featherless-ai", "together", "novita", "deepinfra", "hf-inference")
PAINTERS = ("fal-ai", "together", "nscale", "replicate", "wavespeed", "zai-org", "hf-inference")
SPEAKERS = ("deepinfra", "together", "fal-ai", "replicate", "hf-inference")


def fill(server: HubServer, folder: Path) -> None:
    """Adds one model for each task; the folder holds the templates."""
    server.add("org/chat", "image-text-to-text", novita="conversational")
    server.models["org/base"] = HubModel(
        id="org/base",
        providers=dict.fromkeys(WRITERS, "text-generation"),
        files=tiny.tokenizer_files(folder / "tokenizer"),
    )
    server.add("org/painter", "text-to-image", **dict.fromkeys(PAINTERS, "text-to-image"))
    server.add("org/kokoro", "text-to-speech", **dict.fromkeys(SPEAKERS, "text-to-speech"))


def environ(server: HubServer, **models: str) -> dict[str, str]:
    """The settings for the loopback server; `models` are references by task."""
    return {
        "HF_TOKEN": TOKEN,
        "HF_ENDPOINT": server.url,
        "TROUBADOUR_HF_ROUTER_URL": server.router,
        "TROUBADOUR_BUILTIN_ENGINE": "off",
        **{f"TROUBADOUR_{task.upper()}_MODELS": reference for task, reference in models.items()},
    }
