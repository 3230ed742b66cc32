# ruff: noqa: RUF001 - the signs that people write
"""Arithmetic for the chat: the four operations, powers, percentages, brackets."""

import ast
import operator
import re
from collections.abc import Callable
from fractions import Fraction

_LONGEST = 80
_LARGEST = 10**30
_WORDS = (
    (r"\bplus\b", "+"), (r"\bminus\b", "-"), (r"\b(?:times|multiplied by)\b|[×·]|(?<=\d)\s*x\s*(?=\d)", "*"),
    (r"\b(?:divided by|over)\b|[÷:]", "/"), (r"\bto the power of\b|\^", "**"), (r"\bsquared\b", "**2"),
    (r"\bcubed\b", "**3"), (r"%\s*of\b|\bper ?cent of\b", "/100*"), (r"[−–]", "-"),
)  # fmt: skip
_SUM = re.compile(r"[\d\s.,+\-*/()]{3,}")
_OPERATIONS: dict[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def solve(text: str) -> str | None:
    """`6 + 7 = 13` for a text that contains a sum; None if there is none. Raises ZeroDivisionError."""
    sought = text.lower()[:400]
    for pattern, sign in _WORDS:
        sought = re.sub(pattern, sign, sought)
    for found in _SUM.finditer(sought):
        written = re.sub(r"(?<=\d),(?=\d{3})", "", found.group()).strip(" .,/+*")
        if len(written) > _LONGEST or not re.search(r"[\d)]\s*(?:\*\*|[+\-*/])\s*[\d(.\-]", written):
            continue
        if re.fullmatch(r"\d{1,4}(?:[-/]\d{1,4}){1,3}", written) and written.count("-") + written.count("/") > 1:
            continue  # a date or a telephone number
        try:
            value = _value(ast.parse(written, mode="eval").body)
        except (SyntaxError, ValueError, OverflowError, RecursionError, MemoryError):
            continue
        shown = " ".join(written.replace("**", "^").replace("*", "×").split())
        return f"{shown} = {_shown(value)}"
    return None


def _value(node: ast.expr) -> Fraction:
    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            value = Fraction(str(number))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            value = -_value(operand)
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            base, power = _value(left), _value(right)
            if power.denominator != 1 or abs(power) > 64 or abs(base) > 10**6:
                raise ValueError("too large a power")
            value = base ** int(power)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATIONS:
            value = _OPERATIONS[type(op)](_value(left), _value(right))
        case _:
            raise ValueError("not a sum")
    if abs(value.numerator) > _LARGEST or value.denominator > _LARGEST:
        raise ValueError("too large")
    return value


def _shown(value: Fraction) -> str:
    if value.denominator == 1:
        return f"{value.numerator:,}"
    rounded = f"{float(value):,.6f}".rstrip("0").rstrip(".")
    exact = value * 10**6 == int(value * 10**6)
    return rounded if exact else f"{rounded}…"
