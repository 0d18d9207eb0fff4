"""The history of an item, from its facts: every change with who made it and when."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from handlers import dates
from handlers.actieagenda.callbacks import SHOW
from handlers.actieagenda.words import headline
from handlers.cards import Buttons, Card, Item, Items, Line, Span, line, soft, strong
from handlers.dutch import shortened
from handlers.feature import Now
from storage.actions import Action
from storage.facts import Fact, Value
from storage.news import Update

TEXTS: Final[Mapping[str, str]] = {
    "title": "titel", "description": "toelichting", "theme": "thema", "target_group": "doelgroep",
    "partners": "partners",
}  # fmt: skip
_FIELDS: Final[Mapping[str, str]] = {**TEXTS, "status": "status", "due": "datum", "progress": "voortgang"}
_SAID: Final[Mapping[str, str]] = {
    "created": "zette de actie op de agenda", "proposed": "stelde de actie voor", "accepted": "nam het voorstel aan",
    "news_withdrawn": "trok nieuws in", "asked": "vroeg de projectleider wat ermee moet gebeuren",
}  # fmt: skip


def card(action: Action, happened: Sequence[Fact], news: Sequence[Update], now: Now) -> Card:
    """Everything that happened to an item, newest first; news that was withdrawn is gone."""
    texts = {each.id: each for each in news}
    rows = tuple(Item(said) for fact in happened if (said := _row(fact, texts, now)))
    back = Buttons((SHOW.button("Terug", action.id),))
    return Card("geschiedenis", f"Geschiedenis van {headline(action)}", (Items(rows), back))


def _row(fact: Fact, news: Mapping[int, Update], now: Now) -> Line:
    day = dates.spoken(fact.at.astimezone(now.zone).date(), now.today)
    if fact.kind == "news":
        update = news.get(fact.news_id or 0)
        return line(f"{day} · {update.by}: ", soft(shortened(update.text, 300))) if update else ()
    said = _words(fact, now.today)
    return (
        line(f"{day} · {fact.by or 'Tafelbot'}: ", *said, soft(f" ({fact.reason})") if fact.reason else None)
        if said
        else ()
    )


def _words(fact: Fact, today: date) -> tuple[str | Span, ...]:
    if fact.kind in _SAID:
        return (_SAID[fact.kind],)
    if fact.kind == "helper":
        return (f"{fact.new_owner} helpt mee" if fact.new_owner else f"{fact.old_owner} helpt niet meer mee",)
    if fact.kind == "owner":
        return _from_to("actiehouder", fact.old_owner, fact.new_owner)
    if fact.kind in _FIELDS:
        return _from_to(_FIELDS[fact.kind], *(_shown(fact.kind, each, today) for each in (fact.before, fact.after)))
    return ()


def _from_to(field: str, old: str, new: str) -> tuple[str | Span, ...]:
    return (f"{field} van {old or 'leeg'} naar ", strong(new or "leeg"))


def _shown(kind: str, value: Value, today: date) -> str:
    if isinstance(value, date):
        return dates.spoken(value, today)
    if value is None:
        return ""
    return f"{value}%" if kind == "progress" else shortened(str(value), 80)
