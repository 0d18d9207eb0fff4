"""Find the one table in a file that a mapping speaks of: its sheet, and the row with its titles."""

from factsheets.dutch import listed
from factsheets.sources.cells import tidy
from factsheets.sources.mapping import Mapping
from factsheets.sources.workbook import Sheet, Unreadable, Workbook, visible

SEARCHED = 60  # rows in which a header is looked for


def located(book: Workbook, how: Mapping) -> tuple[Sheet, int]:
    """The sheet and the row with all the titles; when several would do, the mapping must choose."""
    shown = [sheet for sheet in visible(book.sheets) if how.sheet in {"", sheet.name}]
    if not shown:
        names = listed([sheet.name for sheet in visible(book.sheets)]) or "geen enkel zichtbaar blad met cijfers"
        message = f"Het blad '{how.sheet}' is er niet. Gevonden: {names}. Maak het blad zichtbaar of kies een ander."
        raise Unreadable(message)
    found = [(sheet, row) for sheet in shown for row in _headers(sheet, how)]
    if len(found) > 1:
        places = listed([f"{sheet.name} rij {row + sheet.first_row}" for sheet, row in found])
        message = f"De kolomtitels staan op meer plaatsen ({places}). Bewaar één tabel per bestand of noem het blad."
        raise Unreadable(message)
    if not found:
        raise Unreadable(_lacking(shown, how))
    return found[0]


def _headers(sheet: Sheet, how: Mapping) -> list[int]:
    """Rows near the top with every title, and any later row that repeats them: a second table."""
    wanted = {key(title) for title in how.columns}
    top = sheet.frame.head(SEARCHED)
    first = [place for place, row in enumerate(top.to_numpy().tolist()) if wanted <= set(map(key, row))]
    if not first:
        return []
    again = sheet.frame.iloc[SEARCHED:][sheet.frame.iloc[SEARCHED:].eq(sheet.frame.iloc[first[0]]).all(axis=1)]
    return first + [int(place) for place in again.index]


def key(title: str) -> str:
    return tidy(title).casefold()


def _lacking(sheets: list[Sheet], how: Mapping) -> str:
    """Which titles are missing, from the row that comes closest."""
    wanted = {key(title): title for title in how.columns}
    rows = [row for sheet in sheets for row in sheet.frame.head(SEARCHED).to_numpy().tolist()]
    best = max(rows, key=lambda row: len(wanted.keys() & {key(cell) for cell in row}), default=[])
    lacking = [f"'{title}'" for known, title in wanted.items() if known not in set(map(key, best))]
    if max((len(row) for row in rows), default=0) <= 1:
        return "Alles staat in één kolom. Sla het op met een puntkomma als scheidingsteken, of als Excel-werkmap."
    word, are = ("De kolom", "is") if len(lacking) == 1 else ("De kolommen", "zijn")
    return f"{word} {listed(lacking)} {are} niet gevonden. Controleer de titels of pas de kolomindeling aan."
