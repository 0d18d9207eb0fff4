"""The lists of items that people ask for: a tafel's open items, one's own, late ones, silent ones, or a search."""

from datetime import timedelta
from typing import Final

import msgspec

from handlers import roles
from handlers.actieagenda import rights, words
from handlers.actieagenda.callbacks import BEGIN, TURN_PAGE, ListPage
from handlers.cards import Button, Card
from handlers.dutch import capped, counted
from handlers.feature import Answers, Post, Refusal, Turn
from handlers.words import tidy
from storage import agenda, memberships
from storage.agenda import COUNTED, Query
from storage.tafels import Tafel

PAGE = 8
_MINE = "mijn"
SILENT = timedelta(days=21)


def overview(turn: Turn, _words: str) -> Answers:
    """`/actie`: the open items of this tafel; in a direct message one's own."""
    if turn.tafel is None and not _only_tafel(turn):
        return Post(_mine(turn, 0))
    return Post(_page(turn, roles.tafel_for(turn), "open", "", 0))


def _only_tafel(turn: Turn) -> bool:
    return len(memberships.roles_of(turn.session, turn.person.id)) == 1


def mine(turn: Turn, _words: str) -> Answers:
    return Post(_mine(turn, 0))


def of_tafel(turn: Turn, key: str) -> Answers:
    """`/actie zorg`: the open items of a named tafel."""
    return Post(_page(turn, roles.named(turn, key), "open", "", 0))


def late(turn: Turn, said: str) -> Answers:
    return Post(_page(turn, roles.tafel_for(turn, said), "laat", "", 0))


def silent(turn: Turn, said: str) -> Answers:
    return Post(_page(turn, roles.tafel_for(turn, said), "stil", "", 0))


def everything(turn: Turn, said: str) -> Answers:
    return Post(_page(turn, roles.tafel_for(turn, said), "alles", "", 0))


_LONGEST_SEARCH: Final = 80


def search(turn: Turn, said: str) -> Answers:
    tafel, typed = roles.tafel_said(turn, said)
    wanted = " ".join(filter(None, (word.strip("'.,;:!?()") for word in tidy(typed).replace('"', " ").split())))
    if not wanted:
        msg = "Zeg wat je zoekt, bijvoorbeeld `/actie zoek stage`."
        raise Refusal(msg)
    if len(wanted) > _LONGEST_SEARCH:
        msg = f"Dat is te lang om te zoeken. Zoek met hooguit {_LONGEST_SEARCH} tekens; een of twee woorden is genoeg."
        raise Refusal(msg)
    return Post(_page(turn, tafel, "zoek", wanted, 0))


def turned(turn: Turn, page: ListPage) -> Answers:
    """A button under a list: another part of it, or another list."""
    if page.kind == _MINE or not page.tafel:
        return Post(_mine(turn, page.skip), replace=True)
    tafel = roles.named(turn, page.tafel)
    kind = page.kind if page.kind in _LISTS else "open"
    return Post(_page(turn, tafel, kind, page.said, page.skip), replace=True)


def mine_pressed(turn: Turn, _nothing: str) -> Answers:
    return Post(_mine(turn, 0))


_LISTS = {
    "open": ("Actieagenda {}", "Nog geen acties. Typ `/actie nieuw` of kies bij een bericht “Maak er een actie van”."),
    "laat": ("Te laat bij {}", "Niets te laat. Mooi."),
    "stil": ("Stil bij {}: drie weken geen nieuws", "Over elke open actie was er de laatste drie weken nieuws."),
    "alles": ("Alle acties van {}", "Nog geen acties. Typ `/actie nieuw ...` om te beginnen."),
    "zoek": ("Gevonden bij {}", "Niets gevonden. Probeer een korter woord."),
}  # fmt: skip


def _query(turn: Turn, tafel: Tafel, kind: str, said: str) -> Query:
    query = agenda.of_tafel(tafel.id)
    match kind:
        case "laat":
            return agenda.late(query, turn.now.today)
        case "stil":
            return agenda.silent(query, turn.now.instant - SILENT)
        case "alles":
            return query
        case "zoek":
            return agenda.matching(query, said)
        case _:
            return agenda.not_closed(query)


def _page(turn: Turn, tafel: Tafel, kind: str, said: str, skip: int) -> Card:
    roles.require(turn, rights.READ, tafel)
    query = _query(turn, tafel, kind, said)
    total = agenda.counted(turn.session, query)
    skip = skip if skip < total else 0
    shown = agenda.listed(turn.session, agenda.walked(query) if total >= COUNTED else query, skip=skip, most=PAGE)
    title, empty = _LISTS[kind]
    late_ones = agenda.counted(turn.session, agenda.late(agenda.of_tafel(tafel.id), turn.now.today))
    heading = title.format(tafel.name) + (f": “{said}”" if said else "") + _numbers(turn, tafel, kind, total, late_ones)
    pressed = _pager(ListPage(kind, tafel.key, skip, said), len(shown), total) + _others(tafel, kind, late_ones)
    page = _place(skip, len(shown), total)
    return words.agenda(heading, shown, turn.now.today, page=page, empty=empty, pressed=pressed, colour=tafel.colour)


def _numbers(turn: Turn, tafel: Tafel, kind: str, total: int, late_ones: int) -> str:
    """ "· 14 open, 2 te laat, 3 klaar deze maand" behind the title of the agenda."""
    if kind != "open":
        return f" · {capped(total, COUNTED)}" if total else ""
    first = turn.now.local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    done = agenda.finished(turn.session, tafel.id, first, turn.now.instant)
    opened = agenda.counted(turn.session, agenda.open_ones(agenda.of_tafel(tafel.id)))
    parts = [f"{capped(opened, COUNTED)} open"]
    parts += [counted(total - opened, "voorstel", "voorstellen")] if total > opened else []
    parts += [f"{capped(late_ones, COUNTED)} te laat"] if late_ones else []
    parts += [f"{capped(done, COUNTED)} klaar deze maand"] if done else []
    return " · " + ", ".join(parts)


def _place(skip: int, shown: int, total: int) -> str:
    return f"{skip + 1}-{skip + shown} van {capped(total, COUNTED)}" if total > shown else ""


def _pager(page: ListPage, shown: int, total: int) -> list[Button]:
    pressed = []
    if page.skip + shown < total:
        pressed.append(TURN_PAGE.button("Volgende", msgspec.structs.replace(page, skip=page.skip + PAGE)))
    if page.skip:
        pressed.append(TURN_PAGE.button("Vorige", msgspec.structs.replace(page, skip=max(0, page.skip - PAGE))))
    return pressed


def _others(tafel: Tafel, kind: str, late_ones: int) -> list[Button]:
    pressed = [BEGIN.button("Nieuwe actie", tafel.key, opens=True)]
    pressed.append(TURN_PAGE.button("Van mij", ListPage(_MINE, tafel.key)))
    if kind != "open":
        pressed.append(TURN_PAGE.button("Hele agenda", ListPage("open", tafel.key)))
    elif late_ones:
        label = f"Te laat ({capped(late_ones, COUNTED)})"
        pressed.append(TURN_PAGE.button(label, ListPage("laat", tafel.key)))
    return pressed


def _mine(turn: Turn, skip: int) -> Card:
    query = agenda.owned_by(turn.person.id)
    total = agenda.counted(turn.session, query)
    shown = agenda.listed(turn.session, query, skip=skip, most=PAGE)
    key = turn.tafel.key if turn.tafel else ""
    pressed = _pager(ListPage(_MINE, key, skip), len(shown), total)
    if key:
        pressed.append(TURN_PAGE.button("Hele agenda", ListPage("open", key)))
    empty = "Je hebt geen open acties. Kijk met `/actie` wat er nog op te pakken is."
    if turn.tafel is None and len(turn.roles) != 1:  # `/actie` here only comes to this list
        empty = "Je hebt geen open acties. Wat er nog op te pakken is, zie je met `/actie` in het kanaal van een tafel."
        if turn.request.place.kind != "direct":
            empty += " Hoort dit kanaal bij een tafel? Koppel het met `/tafel koppel bouw`."
    heading = f"Mijn acties · {capped(total, COUNTED)} open" if total else "Mijn acties"
    page = _place(skip, len(shown), total)
    return words.agenda(heading, shown, turn.now.today, page=page, empty=empty, pressed=pressed, themed=False)
