"""Model references in the settings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.inference.huggingface.default_models import DEFAULT_MODELS, LICENCES
from core.inference.huggingface.references import Reference


@pytest.mark.parametrize(
    ("text", "reference", "name"),
    [
        ("org/name", Reference(model="org/name"), "org/name"),
        ("gpt2", Reference(model="gpt2"), "gpt2"),
        ("org/name:fal-ai", Reference(model="org/name", provider="fal-ai"), "org/name:fal-ai"),
        ("org/name:cheapest", Reference(model="org/name", policy="cheapest"), "org/name:cheapest"),
        (
            "mine@http://10.0.0.1:8080/v1/",
            Reference(model="mine", server="http://10.0.0.1:8080/v1", speaks_openai=True),
            "mine",
        ),
        ("org/name@https://x.example", Reference(model="org/name", server="https://x.example"), "org/name"),
    ],
)
def test_references_are_read(text: str, reference: Reference, name: str) -> None:
    assert Reference.parse(text) == reference
    assert reference.name == name


@pytest.mark.parametrize(
    "name",
    ["llama3.2:1b", "hf.co/org/X-GGUF:Q4_K_M", "org/X-GGUF:Q4_K_M", "accounts/fireworks/models/x", "meta/x:free",
     "/models/x.gguf", "./x.gguf", "@cf/meta/llama", "openrouter/a/b:free", "gpt-4o", "c4ai~x", "x+y"],
)  # fmt: skip
@pytest.mark.parametrize("server", ["http://localhost:11434/v1", "https://[::1]:8080/v1", "https://x.example"])
def test_a_name_at_a_server_is_any_that_a_server_has(name: str, server: str) -> None:
    reference = Reference.parse(f"{name}@{server}")
    assert (reference.model, reference.name, reference.server) == (name, name, server)
    assert (reference.provider, reference.policy) == (None, None)


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("http://127.0.0.1:8080/v1", "http://127.0.0.1:8080/v1/chat/completions"),
        (
            "https://generativelanguage.googleapis.com/v1beta/openai/",
            "https://generativelanguage.googleapis.com/v1beta/openai/chat/completions",
        ),
        ("https://api.deepinfra.com/v1/openai", "https://api.deepinfra.com/v1/openai/chat/completions"),
        ("openai:https://api.perplexity.ai", "https://api.perplexity.ai/chat/completions"),
        (
            "openai:https://me.openai.azure.com/openai/deployments/gpt?api-version=2024-10-21",
            "https://me.openai.azure.com/openai/deployments/gpt/chat/completions?api-version=2024-10-21",
        ),
    ],
)
def test_an_openai_compatible_address_may_end_in_anything(written: str, address: str) -> None:
    reference = Reference.parse(f"m@{written}")
    assert reference.speaks_openai
    assert reference.address("/chat/completions") == address


@pytest.mark.parametrize(
    "text",
    ["", "a b", "org/name:", "org/name:Not A Provider", "a/b/c", "llama3.2:1b@localhost:11434/v1", "@http://x",
     "mine@ftp://x", "mine@https://", "x@y", "a b@https://x", "x@https://y z", "mine@https://me:secret@x.example/v1",
     "mine@https://me:secret@x.example:99999/v1", "mine@http://x:99999/v1", "mine@http://x:port/v1", "mine@http://x:0/v1",
     "mine@http://x:/v1", "mine@http://[::1/v1", f"{'x' * 201}@http://x", "x@http://y@http://z"],
)  # fmt: skip
def test_an_invalid_reference_is_refused_without_its_secret(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w") as raised:
        Reference.parse(text)
    assert "secret" not in str(raised.value)


@given(st.text(max_size=40) | st.from_regex(r"[\w./:@-]{0,20}@(openai:)?https?://[\w.:@/-]{0,20}"))
def test_a_name_never_holds_an_address(text: str) -> None:
    try:
        reference = Reference.parse(text)
    except ValueError:
        return
    assert "://" not in reference.name
    assert Reference.parse(text) == reference


def test_every_default_is_a_reference_with_a_licence_that_permits() -> None:
    for texts in DEFAULT_MODELS.values():
        for text in texts:
            assert LICENCES[Reference.parse(text).model] in ("apache-2.0", "mit")
