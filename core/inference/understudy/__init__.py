"""The understudy: an engine of rules and synthesis, without weights, that plays when no model is at hand."""

from core.inference.understudy.behaviour import Pace
from core.inference.understudy.engine import Understudy

__all__ = ["Pace", "Understudy"]
