"""Keep the goals themselves: a new one for a new plan period, another target, or the end of one."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Final

from factsheets.goals import Goal
from handlers.cards import Buttons, Card, Text, line
from handlers.dutch import number
from handlers.feature import Answers, Ask, Post, Refusal, Turn, wrong_fields
from handlers.forms import single
from handlers.koers import callbacks, find, form, reading
from handlers.koers.entry import require_administrator
from handlers.words import clean
from storage import audit, koers
from storage.database import Session

_LONGEST: Final = {"naam": form.LONGEST_NAME, "eenheid": form.LONGEST_UNIT, "pijler": form.LONGEST_PILLAR,
                   "bron": reading.LONGEST_SOURCE}  # fmt: skip
_NEEDED: Final = {"naam": "Geef het doel een naam.", "eenheid": "Zeg wat je telt, zoals trajecten.",
                  "bron": "Zeg waar dit doel staat."}  # fmt: skip
_KEY: Final = 36


def asked(turn: Turn, said: str) -> Answers:
    """`/koers doel`: a new goal; with words behind it the goal that they mean."""
    require_administrator(turn, "Doelen aanpassen")
    return Ask(form.goal(find.one(turn.session, said) if said.strip() else None))


def pressed(turn: Turn, key: str) -> Answers:
    require_administrator(turn, "Doelen aanpassen")
    return Ask(form.goal(find.by_key(turn.session, key)))


def submitted(turn: Turn, key: str) -> Answers:
    """Store the goal that the form holds; each wrong field gets its error."""
    require_administrator(turn, "Doelen aanpassen")
    before = find.by_key(turn.session, key) if key else None
    said = {name: clean(single(value)).strip() for name, value in turn.request.values.items()}
    errors = {**_text_errors(turn.session, said, before), **_number_errors(said), **_date_errors(said)}
    if errors:
        raise wrong_fields(form.goal(before), turn.request.values, errors)
    goal = _goal(said, before.key if before else _free_key(turn.session, said["naam"]))
    return _changed(turn, goal, retired=bool(said.get("vervallen"))) if before else _added(turn, goal)


def _text_errors(session: Session, said: Mapping[str, str], before: Goal | None) -> dict[str, str]:
    errors = {name: text for name, text in _NEEDED.items() if not said.get(name)}
    for name, most in _LONGEST.items():
        if len(said.get(name, "")) > most:
            errors[name] = f"Dit zijn {number(len(said[name]))} tekens; {most} is het meeste."
    same = [goal for goal in koers.listed(session) if goal.name.casefold() == said.get("naam", "").casefold()]
    if any(before is None or goal.key != before.key for goal in same):
        errors["naam"] = "Er is al een doel met deze naam. Zet er bijvoorbeeld de periode bij."
    return errors


def _number_errors(said: Mapping[str, str]) -> dict[str, str]:
    low, high = _bound(said, "minstens"), _bound(said, "hoogstens")
    errors = {name: told for name, told in (("minstens", low), ("hoogstens", high)) if isinstance(told, str)}
    if errors:
        return errors
    if low is None and high is None:
        return {"minstens": "Vul in wat het minste is, het meeste, of allebei."}
    if isinstance(low, float) and isinstance(high, float) and low > high:
        return {"hoogstens": "Het meeste is lager dan het minste. Draai ze om."}
    return {}


def _bound(said: Mapping[str, str], name: str) -> float | str | None:
    text = said.get(name, "")
    whole = not said.get("eenheid", "").startswith("%")
    return reading.amount_in(text, whole=whole) if text else None


def _date_errors(said: Mapping[str, str]) -> dict[str, str]:
    errors, days = {}, {}
    for name in ("begin", "streefdatum"):
        try:
            days[name] = _date(said, name)
        except ValueError:
            errors[name] = "Dit is geen datum. Schrijf hem als 2027-12-31, of kies hem in de kalender."
    start, until = days.get("begin"), days.get("streefdatum")
    if start and until and start > until:
        errors["streefdatum"] = "De streefdatum ligt voor het begin."
    return errors


def _date(said: Mapping[str, str], name: str) -> date | None:
    return date.fromisoformat(said[name]) if said.get(name) else None


def _goal(said: Mapping[str, str], key: str) -> Goal:
    low, high = _bound(said, "minstens"), _bound(said, "hoogstens")
    return Goal(
        key=key, name=said["naam"], unit=said["eenheid"], low=low if isinstance(low, float) else None,
        high=high if isinstance(high, float) else None, start=_date(said, "begin"), until=_date(said, "streefdatum"),
        pillar=said.get("pijler", ""), source=said["bron"],
    )  # fmt: skip


def _free_key(session: Session, name: str) -> str:
    """A key that people can type, made of the name, and never given before."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    key = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:_KEY].strip("_") or "doel"
    numbered = (key if place == 1 else f"{key}_{place}" for place in range(1, 1000))
    return next(each for each in numbered if not koers.is_known(session, each))


def _added(turn: Turn, goal: Goal) -> Answers:
    if not koers.add(turn.session, goal, turn.now.instant):
        msg = "Er kwam net een doel met deze naam bij. Bekijk het met `/koers`."
        raise Refusal(msg)
    return _told(turn, goal, "doel gemaakt", f"Nieuw doel: {goal.name}, {goal.target} {goal.unit}")


def _changed(turn: Turn, goal: Goal, *, retired: bool) -> Answers:
    koers.change(turn.session, goal, turn.now.instant, retired=retired)
    if retired:
        return _told(turn, goal, "doel vervallen", f"{goal.name} is geen doel meer. De metingen blijven bewaard.")
    return _told(turn, goal, "doel gewijzigd", f"{goal.name} is nu {goal.target} {goal.unit}")


def _told(turn: Turn, goal: Goal, did: str, title: str) -> Answers:
    audit.write(turn.session, did, now=turn.now.instant, by=turn.person.id, detail=f"{goal.key} {goal.target}")
    hint = Text(line(f"Kort: {goal.key}."))
    look = callbacks.OVERVIEW.button("Alle doelen", "")
    shown = () if did == "doel vervallen" else (callbacks.GOAL.button("Bekijk dit doel", goal.key),)
    return Post(Card("koers_doel_gewijzigd", title, (hint, Buttons((*shown, look)))))
