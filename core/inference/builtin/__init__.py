"""The built-in engine: rules and synthesis without weights, for when no model is available."""

from core.inference.builtin.engine import BuiltinEngine
from core.inference.builtin.pacing import Pace

__all__ = ["BuiltinEngine", "Pace"]
