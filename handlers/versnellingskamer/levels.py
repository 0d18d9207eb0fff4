"""What is kept beside a ballot, and from how many people on something is told: said before anybody types."""

from collections.abc import Mapping
from typing import Final

from handlers.anonymous import PROMISE
from handlers.versnellingskamer.votes import Level, Vote

SIZES: Final = (5, 4, 3)
USUAL_SIZE: Final = 5
"""How many people k may be, and is when nobody says otherwise."""
LABELS: Final[Mapping[Level, str]] = {"groep": "Anoniem, met je O", "anoniem": "Anoniem", "naam": "Op naam"}
EXPLAINED: Final = (
    "Met je O: de uitslag vergelijkt de vijf O’s. Op naam: iedereen in de kamer ziet na het sluiten wie wat stemde."
)
_SHORT: Final[Mapping[Level, str]] = {
    "groep": "Anoniem; alleen je O (zoals onderwijs) telt mee in de uitslag.",
    "anoniem": "Anoniem.",
    "naam": "Op naam: iedereen in de kamer ziet na het sluiten wie wat stemde.",
}


def sentence(vote: Vote) -> str:
    """What people read on the card before they open the form: the level, and k."""
    if vote.level == "naam":
        return _SHORT["naam"]
    return f"{_SHORT[vote.level]} Van minder dan {vote.k} mensen tonen we niets. De uitslag komt pas na het sluiten."


def promise(vote: Vote) -> str:
    """What people read above the form itself."""
    if vote.level == "naam":
        return f"{_SHORT['naam']} Tot het sluiten ziet niemand het, en kun je je stem veranderen."
    kept = " Naast je stem staat alleen je O, of “overig”." if vote.level == "groep" else ""
    return f"{PROMISE}{kept} Van minder dan {vote.k} mensen tonen we niets."
