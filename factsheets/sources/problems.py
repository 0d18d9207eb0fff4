"""Problems of a delivered file in Dutch: the place, its content, and what to do."""

from collections.abc import Iterator

import msgspec

from factsheets.dutch import number
from factsheets.sources import cells
from factsheets.sources.cells import Style
from factsheets.sources.workbook import NO_CACHE

ALIKE = 5  # problems of one kind that are told one by one
LONGEST = 40


class Problem(msgspec.Struct, frozen=True):
    """One thing that is wrong. Row 0 is the file as a whole."""

    file: str
    what: str
    sheet: str = ""
    row: int = 0
    column: str = ""
    found: str = ""

    @property
    def sentence(self) -> str:
        row = f"rij {self.row}" if self.row else ""
        column = f"kolom {self.column}" if self.column else ""
        found = f"gevonden: '{_short(self.found)}'" if self.found else ""
        sheet = f"blad {self.sheet}" if self.sheet and self.sheet != self.file else ""
        return f"{', '.join(filter(None, (self.file, sheet, row, column, found)))}. {self.what}"


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST] + " …"


def bundled(problems: list[Problem]) -> Iterator[Problem]:
    """The first few of each kind, and then how many more: a wrong column is one problem, not ten thousand."""
    for what in dict.fromkeys((problem.what, problem.column) for problem in problems):
        alike = [problem for problem in problems if (problem.what, problem.column) == what]
        if len(alike) <= ALIKE + 1:
            yield from alike
            continue
        yield from alike[:ALIKE]
        rest = f"{alike[0].what} Dit geldt ook voor nog {number(len(alike) - ALIKE)} rijen."
        yield msgspec.structs.replace(alike[0], what=rest, row=0, found="")


MORE_FIELDS = ("Deze rij heeft meer velden dan er kolomtitels zijn. Staat er een scheidingsteken in een tekst? "
               "Zet die tekst tussen aanhalingstekens.")  # fmt: skip
TWO_WAYS = ("Getallen in deze kolom zijn op twee manieren te lezen: is 1.300 dertienhonderd of 1,3? "
            "Zet er in het bestand overal twee cijfers achter de komma bij (1300,00 of 1,30), of vraag de beheerder om "
            "de kolomindeling aan te passen.")  # fmt: skip
PERCENT = ("Hier staat een percentage, maar dit cijfer is geen percentage. Controleer of je de goede kolom hebt, en "
           "zet er het getal zelf neer.")  # fmt: skip
FRACTIONS = ("Alle getallen in deze kolom liggen tussen 0 en 1. Zijn het delen van 1 (0,163 voor 16,3%)? Schrijf "
             "dan 16,3, of vraag de beheerder om de kolomindeling aan te passen.")  # fmt: skip
SAME_TITLE = "Deze kolomtitel komt meer dan één keer voor. Geef elke kolom een eigen naam."
NO_ROWS = "Onder de kolomtitels staan geen rijen. Controleer of je selectie niet leeg was."
NO_REGION = "Hier staat geen regio. Vul hem in of haal de rij weg."
STRANGE_REGION = "Deze regio kennen we niet. Verbeter de naam of de code."
NO_PERIOD = "Deze periode is niet te lezen. Schrijf bijvoorbeeld 2023, 2023KW03, maart 2023 of 31-3-2023."
FUTURE = "Deze periode ligt in de toekomst. Controleer het jaar."
TOO_SMALL = "Dit getal is kleiner dan kan. Controleer de kolom en het minteken."
TOO_LARGE = "Dit getal is groter dan kan. Controleer de eenheid en de komma."
A_DATE = "Excel heeft hiervan een datum gemaakt. Zet de kolom op Tekst en vul de waarde opnieuw in."
NO_RESULT = "Deze cel is een formule zonder uitkomst. Open het bestand in Excel, sla het op en stuur het opnieuw."


def damaged(near: str) -> str:
    hint = f" Bedoeld is misschien {near}." if near else ""
    return f"Deze naam is beschadigd of onbekend.{hint} Verbeter de naam in het bestand."


def unread(text: str, style: Style) -> str:
    """Why a cell is no number, and what to do about it."""
    other: Style = "punt" if style == "komma" else "komma"
    if text == NO_CACHE:
        return NO_RESULT
    if cells.is_error(text):
        return "Excel geeft hier een fout. Herstel de formule of maak de cel leeg."
    if cells.is_date(text):
        return A_DATE
    if cells.number(text, other):
        return (f"Dit getal heeft een {other} op de verkeerde plaats. Schrijf het met een {style} in het bestand, of "
                "vraag de beheerder om de kolomindeling aan te passen.")  # fmt: skip
    return "Dit is geen getal. Verbeter de cel, of maak hem leeg als het cijfer er niet is."
