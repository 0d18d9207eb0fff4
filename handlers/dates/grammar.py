"""Read a Dutch phrase as a due date: "eind mei", "uiterlijk vrijdag over een week", "voor de kerst", "zsm".

The whole phrase is understood or nothing is. What can mean two things gives `Ambiguous`, and somebody is asked.

- Days and offsets are kept as they are said; a period is kept as its last working day.
- "voor" keeps the last working day before, "na" the first working day after; "uiterlijk" and "t/m" keep the day itself.
  "tot" is read both ways where that matters.
- A day or month that is over means the one of next year, unless the year was named.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import TypeAlias

from handlers.dates.calendar import DAY, last_working_day, months_after, next_working_day
from handlers.dates.periods import Kind
from handlers.dates.reading import Ambiguous, Open, Read, Reading
from handlers.dates.rules import Found, find_spans
from handlers.dates.spans import Span, Spans
from handlers.dates.words import normal

Relate: TypeAlias = Callable[[Span, date], Spans]
Kinds: TypeAlias = frozenset[Kind]

JUST_GONE = 31
"""In days: "na de zomer", said in September, is not about next year's."""


def _by(span: Span, _today: date) -> Spans:
    return (span,)


def _before(span: Span, today: date) -> Spans:
    """Nothing when it has begun; the day before it when only free days are left."""
    eve = span.turn - DAY
    due = last_working_day(eve)
    if span.end < today:
        return (replace(span, due=due),)
    return (replace(span, due=due if due >= today else eve),) if eve >= today else ()


def _after(span: Span, _today: date) -> Spans:
    if span.gone is not None and span.gone <= JUST_GONE:
        return ()
    return (replace(span, due=next_working_day(span.end + DAY)),)


def _until(span: Span, today: date) -> Spans:
    return _before(span, today) + _by(span, today)


@dataclass(frozen=True, slots=True)
class Lead:
    """A word before the date: what it does to it, which kinds of phrase it goes with, which of them can end a title.

    "Planning voor mei" is about May and "Planning af voor 1 mei" is due, so `closes` is the smaller set.
    """

    relate: Relate
    reads: Kinds
    closes: Kinds

    @property
    def moves(self) -> bool:
        """Whether the due date lies outside the period that was named."""
        return self.relate is not _by


def _kinds(names: str) -> Kinds:
    return frozenset(Kind[name] for name in names.split())


_ANY_DAY = _kinds("DAY WEEKDAY SHORT_DAY RANK HYPHENED SLASHED")
_STRETCHES = _kinds("PART NEAR WEEK LOW_WEEK MONTH LABEL YEAR")
_NAMED = _ANY_DAY | _STRETCHES | _kinds("RELATIVE FEAST")
_OPEN = _kinds("SOON LATER UNDECIDED")

_WITHOUT_LEAD = Lead(
    _by,
    reads=(_NAMED | _OPEN | _kinds("OFFSET")) - _kinds("SLASHED YEAR"),
    closes=_kinds("DAY WEEKDAY RELATIVE OFFSET PART NEAR WEEK LOW_WEEK SOON LATER"),
)
_OP = Lead(_by, reads=_ANY_DAY | _kinds("FEAST"), closes=_kinds("DAY WEEKDAY FEAST"))
_PER = Lead(_by, reads=_ANY_DAY | _kinds("PART"), closes=_kinds("DAY PART"))
_IN = Lead(_by, reads=_STRETCHES - _kinds("PART"), closes=_kinds("NEAR WEEK LOW_WEEK MONTH LABEL"))
_ROUND = Lead(_by, reads=_ANY_DAY | _kinds("PART WEEK LOW_WEEK LABEL FEAST"), closes=_kinds("DAY PART WEEK FEAST"))
_WITH = Lead(_by, reads=_kinds("FEAST"), closes=frozenset())
_BEFORE = Lead(_before, reads=_NAMED | _kinds("SEASON"), closes=_kinds("DAY WEEKDAY PART FEAST SEASON"))
_UNTIL = Lead(_until, reads=_NAMED | _kinds("SEASON"), closes=_kinds("DAY PART"))
_INCLUDING = Lead(_by, reads=_NAMED, closes=_NAMED)
_AFTER = Lead(_after, reads=(_NAMED | _kinds("SEASON")) - _kinds("PART"), closes=_kinds("DAY WEEKDAY FEAST SEASON"))

_LEADS: Mapping[str, Lead] = MappingProxyType(
    {
        "": _WITHOUT_LEAD,
        "op": _OP,
        "per": _PER,
        "in": _IN,
        "in de loop van": _IN,
        "ergens in": _IN,
        "rond": _ROUND,
        "omstreeks": _ROUND,
        "tegen": _ROUND,
        "met": _WITH,
        "voor": _BEFORE,
        "tot": _UNTIL,
        "t/m": _INCLUDING,
        "tot en met": _INCLUDING,
        "voor of op": _INCLUDING,
        "op of voor": _INCLUDING,
        "na": _AFTER,
    }
)
_FIRM = "tot uiterlijk|uiterlijk|deadline(?: is)?:?|niet later dan|op zijn laatst|op z'n laatst|ten laatste"
_PHRASE = re.compile(
    rf"(?:(?P<firm>{_FIRM}) )?(?P<still>nog )?"
    rf"(?:(?P<lead>{'|'.join(sorted(filter(None, _LEADS), key=len, reverse=True))}) )?(?P<rest>.+)"
)
_OPEN_WORDS: Mapping[str, Kind] = MappingProxyType(
    dict.fromkeys(("zsm", "zo snel mogelijk", "zo spoedig mogelijk", "asap"), Kind.SOON)
    | dict.fromkeys(("doorlopend",), Kind.LATER)
    | dict.fromkeys(("ntb", "nader te bepalen", "nog te bepalen", "nnb", "nog niet bekend"), Kind.UNDECIDED)
    | dict.fromkeys(("geen datum", "nog geen datum", "zonder datum", "geen deadline", "datum ntb"), Kind.UNDECIDED)
)
SOON = timedelta(weeks=2)
LATER_MONTHS = 3

_CLOCK = re.compile(
    r"(?: (?:om|voor|uiterlijk|tot|rond))? (?:[01]?[0-9]|2[0-3])"
    r"(?::[0-5][0-9](?: ?u(?:ur)?)?|[.][0-5][0-9] ?u(?:ur)?|[.](?:00|15|30|45)| ?u(?:ur)?)$"
)
_DAYPART = re.compile(r" ?(?:ochtend|morgen|middag|namiddag|avond| vroeg| eod| (?:eind|einde) (?:van )?(?:de )?dag)$")
_WITH_HOUR = _kinds("DAY WEEKDAY SHORT_DAY RANK RELATIVE")


@dataclass(frozen=True, slots=True)
class Manner:
    """How a date was said: with which word before it, and whether that says that it is due ("uiterlijk")."""

    kind: Kind
    lead: Lead
    firm: bool

    @property
    def closes(self) -> bool:
        return self.firm or self.kind in self.lead.closes

    @property
    def bare(self) -> bool:
        return not self.firm and self.lead is _WITHOUT_LEAD


@dataclass(frozen=True, slots=True)
class Parsed:
    """A reading, with what `hearing` wants to know about it."""

    read: Read
    manner: Manner
    gone: int | None = None
    past: bool = False


def read(phrase: str, today: date) -> Read | None:
    """The whole phrase or nothing. A named year may lie in the past; the caller decides about that."""
    parsed = parse(phrase, today)
    return parsed.read if parsed else None


def trimmed(phrase: str) -> str:
    return " ".join(phrase.split()).strip("(),;: ")


def date_in(phrase: str, kind: Kind) -> tuple[str, Manner] | None:
    """The phrase without the words that lead it in, and how it was said if it is of this kind."""
    said = _PHRASE.fullmatch(normal(phrase))
    return (said["rest"], Manner(kind, _LEADS[said["lead"] or ""], bool(said["firm"]))) if said else None


def parse(phrase: str, today: date) -> Parsed | None:
    said = _PHRASE.fullmatch(normal(phrase))
    if not said:
        return None
    words = trimmed(phrase)
    try:
        return _open(said, words, today) or _dated(said, words, today)
    except (ValueError, OverflowError):  # before the year 1 or after 9999
        return None


def _open(said: re.Match[str], words: str, today: date) -> Parsed | None:
    kind = _OPEN_WORDS.get((said["still"] or "") + said["rest"])
    if not kind or said["lead"]:
        return None
    review = today + SOON if kind is Kind.SOON else months_after(today, LATER_MONTHS)
    return Parsed(Open(words, last_working_day(review)), Manner(kind, _WITHOUT_LEAD, bool(said["firm"])))


def _dated(said: re.Match[str], words: str, today: date) -> Parsed | None:
    lead, firm = _LEADS[said["lead"] or ""], bool(said["firm"])
    relate = lead.relate
    found = find_spans(said["rest"], today)
    if not found:
        found = _without_hour(said["rest"], today)
        relate = _after if relate is _after else _by  # "voor vrijdag 12 uur" is on Friday
    if not found or not _goes_with(lead, found.kind, firm=firm):
        return None
    spans = {span for each in found.spans for span in relate(each, today)}
    reading = _settled(words, spans)
    past = all(span.end < today for span in spans)
    return Parsed(reading, Manner(found.kind, lead, firm), found.spans[0].gone, past) if reading else None


def _goes_with(lead: Lead, kind: Kind, *, firm: bool) -> bool:
    if firm and lead is _WITHOUT_LEAD:
        return kind not in {Kind.INNER, Kind.SEASON}
    return kind in lead.reads and not (firm and lead is _AFTER)


def _without_hour(text: str, today: date) -> Found | None:
    """A due date has no time: "vrijdag 16:00" and "vrijdagmiddag" are kept as Friday."""
    hourless = _CLOCK.sub("", text)
    for day in (hourless, _DAYPART.sub("", hourless)):
        found = find_spans(day, today) if day != text else None
        if found and found.kind in _WITH_HOUR:
            return found
    return None


def _settled(words: str, spans: set[Span]) -> Reading | Ambiguous | None:
    """Two periods that end up on the same day are no reason to ask."""
    found = {span.due: span for span in sorted(spans, key=lambda span: (span.start, span.end), reverse=True)}
    readings = tuple(Reading(found[due].start, found[due].end, due, words) for due in sorted(found))
    if not readings:
        return None
    return readings[0] if len(readings) == 1 else Ambiguous(words, readings)
