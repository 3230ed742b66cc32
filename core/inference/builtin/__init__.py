"""The built-in engine: an engine of rules and synthesis, without weights, that plays when no model is at hand."""

from core.inference.builtin.engine import BuiltinEngine
from core.inference.builtin.pacing import Pace

__all__ = ["BuiltinEngine", "Pace"]
