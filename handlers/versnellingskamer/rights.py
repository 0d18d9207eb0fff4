"""What the Versnellingskamer lets people do at a tafel, and who leads or sees one room."""

from typing import Final

from handlers import roles
from handlers.feature import Refusal, Right, Turn
from storage import kamer_people, tafels
from storage.kamers import Kamer

#                                    deelnemer waarnemer kartrekker projectleider beheerder ander
READ: Final = Right(
    "kamers lezen", "ja ja ja ja ja nee", "Een Versnellingskamer zien, en de uitslag",
    "De kamers van {tafel} zijn voor leden van die tafel, en voor wie in de kamer zelf is uitgenodigd.",
)  # fmt: skip
POLL: Final = Right(
    "peilen", "ja nee ja ja ja nee", "Een snelle peiling houden",
    "Je kunt niet zelf een peiling houden bij {tafel}. Vraag het aan een {wie}.",
)  # fmt: skip
MAKE: Final = Right(
    "kamers maken", "nee nee ja ja ja nee", "Een Versnellingskamer beginnen",
    "Je kunt niet zelf een Versnellingskamer beginnen bij {tafel}. Vraag het aan een {wie}. "
    "Een snelle peiling mag wel: typ `/kamer peiling`.",
)  # fmt: skip
LEAD: Final = Right(
    "kamers leiden", "eigen eigen eigen ja ja eigen", "Een Versnellingskamer leiden",
    "Alleen de begeleider leidt deze kamer van {tafel}, of een {wie}.",
)  # fmt: skip
VOTE: Final = Right(
    "stemmen", "ja nee ja ja eigen eigen", "Stemmen en meedoen",
    "Stemmen is voor wie aan tafel {tafel} zit of is uitgenodigd.",
)  # fmt: skip
ALL: Final = (READ, POLL, MAKE, LEAD, VOTE)


def leads(turn: Turn, kamer: Kamer) -> bool:
    """Whether this person leads the room: as begeleider, or by their role at its tafel when nobody else can."""
    found = kamer_people.find(turn.session, kamer.id, turn.person.id)
    mine = found is not None and found.leads
    return roles.may(turn, LEAD, tafels.by_id(turn.session, kamer.tafel_id), own=mine)


def require_leading(turn: Turn, kamer: Kamer) -> None:
    if not leads(turn, kamer):
        roles.require(turn, LEAD, tafels.by_id(turn.session, kamer.tafel_id))
        msg = "Alleen de begeleider leidt deze kamer."
        raise Refusal(msg)


def require_reading(turn: Turn, kamer: Kamer) -> None:
    """Who sits at the tafel sees its rooms, and so does who is in this one."""
    if kamer_people.find(turn.session, kamer.id, turn.person.id) is None:
        roles.require(turn, READ, tafels.by_id(turn.session, kamer.tafel_id))
