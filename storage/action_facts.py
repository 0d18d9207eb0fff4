"""What can happen to an item of the agenda, and what its facts say together."""

from collections.abc import Iterable
from typing import Final, Literal, TypeAlias

from storage.database import Session
from storage.facts import Fact, Subject, Thing, by_key, declare, net, of_thing

Kind: TypeAlias = Literal[
    "created", "proposed", "accepted", "status", "owner", "helper", "due", "progress", "title", "description", "theme",
    "target_group", "partners", "news", "news_edited", "news_withdrawn", "undone", "asked",
]  # fmt: skip
"""What can happen. "asked" is that the projectleider was asked what to do about a late item; nobody else hears it."""
_WORDS: Final[dict[Kind, str]] = {
    "created": "nieuw op de agenda", "proposed": "voorgesteld", "accepted": "aangenomen", "status": "status",
    "owner": "actiehouder", "helper": "helper", "due": "datum", "progress": "voortgang", "title": "titel",
    "description": "toelichting", "theme": "thema", "target_group": "doelgroep", "partners": "partners",
    "news": "nieuws", "news_edited": "nieuws aangepast", "news_withdrawn": "nieuws ingetrokken",
    "undone": "teruggenomen", "asked": "vraag aan de projectleider",
}  # fmt: skip
ACTION: Final = declare(Thing(
    "actie", {str(kind): word for kind, word in _WORDS.items()}, days=frozenset({"due"}),
    people=frozenset({"owner", "helper"}),
))  # fmt: skip


def is_untouched(session: Session, subject: Subject) -> bool:
    """Whether nothing happened to an item after it was made. Naming helpers at once, and its maker's one answer about
    the date, are part of the making."""
    happened = of_thing(session, subject.thing, subject.key)
    made = next((fact for fact in happened if fact.kind in ("created", "proposed")), None)
    if made is None:
        return False
    later = [fact for fact in happened if fact is not made and not (fact.kind == "helper" and fact.at == made.at)]
    return len(later) <= 1 and all(fact.kind in ("due", "title") and fact.by_id == made.by_id for fact in later)


def finished(some: Iterable[Fact]) -> set[str]:
    """The keys of the items that these facts finish. An item that was reopened does not count, nor one that was
    finished before them."""
    return {key for key, happened in by_key(some, ACTION).items() if _is_finished_by(happened)}


def _is_finished_by(happened: list[Fact]) -> bool:
    change = net(happened, "status")
    return change is not None and change[1] == "klaar" and all(fact.kind != "undone" for fact in happened)
