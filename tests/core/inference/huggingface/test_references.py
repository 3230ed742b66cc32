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
        ("mine@http://10.0.0.1:8080/v1/", Reference(model="mine", server="http://10.0.0.1:8080/v1"), "mine"),
        ("org/name@https://x.example", Reference(model="org/name", server="https://x.example"), "org/name"),
    ],
)
def test_references_are_read(text: str, reference: Reference, name: str) -> None:
    assert Reference.parse(text) == reference
    assert reference.name == name


@pytest.mark.parametrize(
    "text",
    ["", "a b", "org/name:", "org/name:Not A Provider", "a/b/c", "@http://x", "mine@ftp://x", "mine@https://", "x@y",
     "mine@https://me:secret@x.example/v1"],
)  # fmt: skip
def test_an_invalid_reference_is_refused_without_its_secret(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w") as raised:
        Reference.parse(text)
    assert "secret" not in str(raised.value)


@given(st.text(max_size=40))
def test_a_name_never_holds_an_address(text: str) -> None:
    try:
        reference = Reference.parse(text)
    except ValueError:
        return
    assert "@" not in reference.name
    assert "://" not in reference.name


def test_every_default_is_a_reference_with_a_licence_that_permits() -> None:
    for texts in DEFAULT_MODELS.values():
        for text in texts:
            assert LICENCES[Reference.parse(text).model] in ("apache-2.0", "mit")
