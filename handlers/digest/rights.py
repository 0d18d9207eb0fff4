"""What the digest lets people do at a tafel."""

from typing import Final

from handlers.feature import Right

READ: Final = Right(
    "weekbericht lezen", "ja ja ja ja ja nee", "Het weekbericht lezen",
    "Het weekbericht van {tafel} is voor leden van die tafel. Vraag de projectleider of je erbij mag.",
)  # fmt: skip
