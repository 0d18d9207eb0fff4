"""Figures as Dutch readers expect them: 26.600, −16,8, 30%, "minder dan 50"."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal, localcontext

from babel.numbers import format_decimal

MINUS = "\N{MINUS SIGN}"
SPACE = "\N{NO-BREAK SPACE}"


def exact(value: float | Decimal) -> Decimal:
    """A figure as it is written, without the noise of binary fractions."""
    return value if isinstance(value, Decimal) else Decimal(repr(float(value)))


def rounded(value: float | Decimal, decimals: int = 0) -> Decimal:
    """Half goes up, as people do it."""
    with localcontext(prec=60):
        return exact(value).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def number(value: float | Decimal, decimals: int = 0) -> str:
    """26600 as "26.600"."""
    shown = rounded(value, decimals)
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return format_decimal(shown + 0, format=pattern, locale="nl").replace("-", MINUS)


def listed(words: Sequence[str]) -> str:
    """ "a", "a en b", "a, b en c"."""
    return " en ".join(filter(None, (", ".join(words[:-1]), words[-1]))) if words else ""


def counted(amount: int, one: str, many: str) -> str:
    """ "1 rij", "2 rijen"."""
    return f"{number(amount)} {one if amount == 1 else many}"


def capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
