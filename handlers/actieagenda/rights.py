"""What the action agenda lets people do at a tafel."""

from typing import Final

from handlers.feature import Right

#                                    deelnemer waarnemer kartrekker projectleider beheerder ander
READ: Final = Right(
    "lezen", "ja ja ja ja ja nee", "De actieagenda lezen",
    "De actieagenda van {tafel} is voor leden van die tafel. Vraag de projectleider of je erbij mag.",
)  # fmt: skip
NEWS: Final = Right(
    "nieuws", "ja nee ja ja ja nee", "Nieuws plaatsen bij elke actie van de tafel",
    "Je kunt niet zelf nieuws plaatsen bij een actie van {tafel}. Vraag het aan een {wie}.",
)  # fmt: skip
UPDATE: Final = Right(
    "bijwerken", "eigen nee ja ja ja nee", "Status en voortgang bijhouden, een vrije actie oppakken",
    "Je kunt niet zelf deze actie van {tafel} bijwerken. Vraag het aan een {wie}.",
)  # fmt: skip
CREATE: Final = Right(
    "maken", "voorstel nee ja ja ja nee", "Een actie maken",
    "Je kunt niet zelf acties maken bij {tafel}. Vraag het aan een {wie}.",
)  # fmt: skip
CHANGE: Final = Right(
    "wijzigen", "eigen nee eigen ja ja nee", "Wijzigen en toewijzen",
    "Je kunt niet zelf deze actie van {tafel} wijzigen. Vraag het aan een {wie}.",
)  # fmt: skip
CLOSE: Final = Right(
    "sluiten", "eigen nee ja ja ja nee", "Een actie afsluiten",
    "Je kunt niet zelf deze actie van {tafel} afsluiten. Vraag het aan een {wie}.",
)  # fmt: skip
ALL: Final = (READ, NEWS, UPDATE, CREATE, CHANGE, CLOSE)
