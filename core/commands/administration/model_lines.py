"""Models in sentences."""

from typing import Literal

from core.domain.sentences import ModelName, Sentence, Value, names, say
from core.inference.engine import ModelCard
from core.text.price_format import price_range


def model_line(card: ModelCard, *, is_used: bool = False) -> Sentence:
    """A line about a model; `is_used` marks the one that is used in a place."""
    model, licence = ModelName(name=card.name), card.licence or "-"
    id: Literal["models-offered", "models-used"] = "models-used" if is_used else "models-offered"
    engine = say("engine-name", engine=card.engine)
    return say(id, model=model, engine=engine, licence=licence, price=_price(card), more=_more(card))


def _price(card: ModelCard) -> Value:
    return say("models-price", price=price_range(*card.price)) if card.price else ""


def _more(card: ModelCard) -> Value:
    """The reason why a model cannot be used now, or how and by whom it is reached."""
    if card.trouble is not None:
        return say("models-trouble", why=card.trouble)
    if card.note is None:
        return ""
    if card.providers:
        return say("models-way-providers", note=card.note, providers=names(card.providers))
    return say("models-way", note=card.note)
