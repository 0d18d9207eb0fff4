"""Read a result as people give it, typed, filled in or in a file: which goal, how much, on which day, says who.

Everything that is wrong is said at its field. A day is one that has been; a period is kept as its last day.
"""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

import msgspec

from factsheets.goals import Goal, Standing, Told, amount, when
from factsheets.sources import cells
from handlers import dates
from handlers.dutch import either, number
from handlers.koers import find
from handlers.words import tidy
from storage import koers
from storage.database import Session

LONGEST_SOURCE: Final = 200
JUMP: Final = 10
_WHOLE: Final = 100  # per cent
_EARLIEST: Final = date(2000, 1, 1)
_LARGEST: Final = 1e12
_BACK: Final = {"gisteren": 1, "eergisteren": 2}
_LINE = re.compile(
    r"(?P<doel>.*?)"
    r"(?:(?:^|\s)(?P<waarde>(?!op\b|bron\b|\S*_)\S*\d\S*(?:\s+(?!op\b|bron\b)[^\s\d]+)?))?"
    r"(?:(?:^|\s)op\s+(?P<datum>.+?))?"
    r"(?:(?:^|\s)bron:?(?:\s+(?P<bron>.+))?)?",
    re.IGNORECASE,
)


_TIMES: Final = {"duizend": 10**3, "dzd": 10**3, "k": 10**3, "miljoen": 10**6, "mln": 10**6, "mio": 10**6,
                 "miljard": 10**9, "mld": 10**9}  # fmt: skip
_SHORT = re.compile(rf"(?P<figures>.*\d)\s*(?P<times>{'|'.join(_TIMES)})\.?", re.IGNORECASE)


class Entered(msgspec.Struct, frozen=True):
    """A checked result. It may travel through a client, so it is checked again when it comes back."""

    goal: str
    value: float
    on: date
    source: str

    @property
    def told(self) -> Told:
        return Told(on=self.on, value=self.value, source=self.source)

    @property
    def fields(self) -> dict[str, str]:
        """As a form holds it."""
        return {"doel": self.goal, "waarde": amount(self.value), "datum": self.on.isoformat(), "bron": self.source}


def line(said: str) -> dict[str, str]:
    """Split "inwoners 1.300 op 1 maart 2026 bron Rapportage Q1" into its parts; what is missing is ""."""
    found = _LINE.fullmatch(tidy(said))
    return {name: (text or "").strip() for name, text in found.groupdict().items()} if found else {"doel": tidy(said)}


def in_fields(session: Session, said: Mapping[str, str], today: date) -> tuple[dict[str, str], dict[str, str]]:
    """What a line or a row said as a form would hold it, and what is wrong with its goal or its day."""
    errors, fields = {}, dict(said)
    goals = find.fitting(session, said.get("doel", ""))
    if len(goals) == 1:
        fields["doel"] = goals[0].key
    else:
        fields["doel"], errors["doel"] = "", _no_goal(session, said.get("doel", ""), goals)
    day = past_day(said.get("datum", ""), today)
    if isinstance(day, date):
        fields["datum"] = day.isoformat()
    else:
        fields["datum"], errors["datum"] = "", day
    return fields, errors


def _no_goal(session: Session, words: str, goals: list[Goal]) -> str:
    if not words:
        return "Kies het doel."
    if goals:
        return f"“{words}” past op meer doelen: {either([goal.key for goal in goals[:5]])}. Kies er een."
    return find.unknown(session, words).replace("`", "")


def checked(session: Session, fields: Mapping[str, str], today: date) -> tuple[Entered | None, dict[str, str]]:
    """The result in a filled-in form, or a sentence per field that is wrong."""
    goal = koers.get(session, fields.get("doel", ""))
    value = amount_in(fields.get("waarde", ""), whole=goal.whole if goal else None)
    day, source = _day(fields.get("datum", ""), today), tidy(fields.get("bron", ""))
    wrong = {
        "doel": "" if goal else "Kies het doel.",
        "waarde": value if isinstance(value, str) else "",
        "datum": day if isinstance(day, str) else "",
        "bron": _source_error(source),
    }
    errors = {name: error for name, error in wrong.items() if error}
    if errors or goal is None or isinstance(value, str) or isinstance(day, str):
        return None, errors
    return Entered(goal.key, value, day, source), {}


def _source_error(source: str) -> str:
    if not source:
        return "Zeg waar dit getal vandaan komt, zoals Rapportage Q1 2026."
    if len(source) > LONGEST_SOURCE:
        return f"Dit zijn {number(len(source))} tekens; {LONGEST_SOURCE} is het meeste."
    return ""


def amount_in(text: str, *, whole: bool | None) -> float | str:
    """A number as Dutch people write it (1.300, 12,5 or 1,3 mln), or what is wrong with it. `whole` is for things, not
    for a share; nothing where it is not known what is counted."""
    if not text.strip():
        return "Vul een getal in, zoals 1.300."
    short = _SHORT.fullmatch(text.strip())
    found = cells.number(short["figures"] if short else text, "komma")
    if found is None or found.value is None:
        return (
            f"“{text}” lees ik niet als een getal. Schrijf 1.300 voor dertienhonderd en 12,5 voor twaalf en een half."
        )
    value = float(found.value * (_TIMES[short["times"].casefold()] if short else 1))
    if whole is False and value > _WHOLE:
        return f"“{text}” kan niet: een aandeel is hoogstens 100%."
    if whole and (found.percent or value != int(value)):
        return f"“{text}” kan niet: dit doel telt in hele getallen."
    if not 0 <= value <= _LARGEST:
        return f"“{text}” kan niet: een stand is nul of meer." if value < 0 else f"“{text}” is te groot."
    return value


def _day(text: str, today: date) -> date | str:
    if not text:
        return "Kies de dag waarop dit de stand was."
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return "Dit is geen datum. Schrijf hem als 2026-05-29, of kies hem in de kalender."
    if day > today:
        return f"{dates.spoken(day, today).capitalize()} komt nog. Kies de dag waarop geteld is."
    return day if day >= _EARLIEST else "Die dag is te lang geleden. Klopt het jaar?"


# --- days that have been ---------------------------------------------------------------------------------------------


def past_day(phrase: str, today: date) -> date | str:
    """The day that words mean, in the past: "1 maart" is the last one. Else what is wrong."""
    words = phrase.casefold().strip()
    if not words:
        return "Zeg op welke dag dit de stand was, zoals: op 1 maart 2026."
    if words in _BACK:
        return today - timedelta(days=_BACK[words])
    ends = sorted(_ends(phrase, today))
    been = [end for end in ends if end <= today] or _of_before(phrase, today)
    if len(been) == 1:
        return been[0]
    if not ends:
        return f"“{phrase}” lees ik niet als een dag. Schrijf bijvoorbeeld 1 maart 2026 of 31-12-2025."
    days = either([dates.spoken(end, today) for end in been or ends])
    return f"“{phrase}” kan {days} zijn. Schrijf de dag voluit." if been else f"{days.capitalize()} komt nog."


def _ends(phrase: str, today: date) -> set[date]:
    """The last day of every period that a phrase may mean."""
    match dates.read(phrase, today):
        case dates.Reading(end=end):
            return {end}
        case dates.Ambiguous(readings=readings):
            return {reading.end for reading in readings}
        case _:
            return set()


def _of_before(phrase: str, today: date) -> list[date]:
    """The last occurrence of a day without a year."""
    tried = (_ends(f"{phrase} {year}", today) for year in (today.year, today.year - 1))
    return next(([end for end in ends if end <= today] for ends in tried if any(end <= today for end in ends)), [])


# --- doubts ----------------------------------------------------------------------------------------------------------


def doubts(standing: Standing, entered: Entered) -> list[str]:
    """What is odd about a result beside those around it, for a person to look at before it is stored."""
    others = [each for each in standing.readings
              if (each.on, each.last.source.casefold()) != (entered.on, entered.source.casefold())]  # fmt: skip
    before = [each for each in others if each.on < entered.on]
    after = [each for each in others if each.on > entered.on]
    same = [each for each in standing.readings if each.on == entered.on]
    show, found = standing.goal.shown, []
    if before and entered.value < before[-1].value:
        found.append(
            f"Dit is lager dan {show(before[-1].value)} ({when(before[-1].on)}), en de teller loopt alleen op."
        )
    if after and entered.value > after[0].value:
        found.append(f"Dit is hoger dan {show(after[0].value)} ({when(after[0].on)}), en dat was later.")
    if near := next((each for each in (*same, *before[-1:]) if _jumps(each.value, entered.value)), None):
        found.append(f"Dit scheelt een factor {JUMP} of meer met {show(near.value)} ({when(near.on)}).")
    if not others and entered.value >= JUMP * standing.goal.most > 0:
        found.append(f"Dit is de eerste meting, en {JUMP} keer het streefgetal ({standing.goal.target}) of meer.")
    return found


def _jumps(one: float, two: float) -> bool:
    return bool(one and two) and max(one, two) >= JUMP * min(one, two)
