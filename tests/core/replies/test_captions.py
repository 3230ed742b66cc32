"""The captions say who made it, and nothing that is not so."""

from core.domain.events import Facts
from core.domain.sentences import say
from core.i18n.rendering import render_all
from core.replies.captions import captions


def test_the_builtin_engine_never_passes_for_a_model() -> None:
    facts = Facts(part="a", engine="builtin", model="builtin-chat", seed=4294967295, seconds=0.01)
    assert render_all(captions(facts)) == ["**Built-in engine**: rules and synthesis, no model", "seed 4294967295"]


def test_a_model_is_named_with_what_it_took_and_what_it_ignored() -> None:
    facts = Facts(
        part="a",
        engine="huggingface",
        model="org/name",
        provider="together",
        seconds=1.26,
        tokens=1,
        ignored=("negative_prompt", "steps"),
        notes=(say("thinking"),),
    )
    assert render_all(captions(facts)) == [
        "org/name · together",
        "1.3 s",
        "1 token",
        "ignored: --negative-prompt, --steps",
        "Thinking…",
    ]


def test_what_was_remembered_took_no_time_and_cost_nothing() -> None:
    facts = Facts(part="a", engine="huggingface", model="org/name", seconds=9, cached=True)
    assert render_all(captions(facts), "de") == ["org/name", "erinnert, hat nichts gekostet"]
