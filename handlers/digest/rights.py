"""What the digest lets people do at a tafel."""

from dataclasses import replace
from typing import Final

from handlers.feature import Right
from handlers.roles import MANAGE

READ: Final = Right(
    "weekbericht lezen", "ja ja ja ja ja nee", "Het weekbericht lezen",
    "Het weekbericht van {tafel} is voor leden van die tafel. Vraag de projectleider of je erbij mag.",
)  # fmt: skip
SEND: Final = replace(
    MANAGE, refusal="Het weekbericht van {tafel} versturen doet een {wie}. Bekijken kan wel: typ `/weekbericht`."
)
"""Whoever manages a tafel sends its digest; who may not is told so in words about the digest."""
