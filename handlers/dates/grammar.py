"""Read a Dutch phrase as a due date: "eind mei", "uiterlijk vrijdag over een week", "voor de kerst", "zsm".

The whole phrase is understood or nothing is. What can mean two things gives `Ambiguous`, and somebody is asked.

- Days and offsets are kept as they are said; a period is kept as its last working day.
- "voor" keeps the last working day before, "na" the first working day after; "uiterlijk" and "t/m" keep the day itself.
  "tot" is read both ways where that matters.
- A day or month that is over means the one of next year, unless the year was named.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import TypeAlias

from handlers.dates.calendar import DAY, last_working_day, months_after, next_working_day
from handlers.dates.hours import without_hour
from handlers.dates.nested import Found
from handlers.dates.periods import Kind
from handlers.dates.reading import Ambiguous, Open, Read, Reading
from handlers.dates.rules import find_spans
from handlers.dates.spans import Span, Spans
from handlers.dates.spelling import canonical
from handlers.dates.words import words_in

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
    """A word before a date: its effect, the kinds of phrase it goes with, and which of those can end a title.

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


_NUMERIC = _kinds("HYPHENED SLASHED FRACTION DOTTED")
_ANY_DAY = _kinds("DAY WEEKDAY SHORT_DAY RANK COUNTED") | _NUMERIC
_STRETCHES = _kinds("PART NEAR WEEK LOW_WEEK MONTH LABEL AROUND YEAR RANGE WEEKEND")
_NAMED = _ANY_DAY | _STRETCHES | _kinds("RELATIVE FEAST")
_OPEN = _kinds("SOON LATER UNDECIDED")
_ENDING = _kinds("DAY WEEKDAY PART FEAST WEEKEND COUNTED")

_WITHOUT_LEAD = Lead(
    _by,
    reads=(_NAMED | _OPEN | _kinds("OFFSET")) - _kinds("FRACTION DOTTED YEAR"),
    closes=_kinds("DAY WEEKDAY RELATIVE OFFSET PART NEAR WEEKEND WEEK LOW_WEEK SOON LATER COUNTED RANK"),
)
_OP = Lead(_by, reads=_ANY_DAY | _kinds("FEAST"), closes=_kinds("DAY WEEKDAY FEAST"))
_PER = Lead(_by, reads=_ANY_DAY | _kinds("PART"), closes=_kinds("DAY PART"))
_IN = Lead(
    _by,
    reads=_STRETCHES | _kinds("FEAST"),
    closes=_kinds("NEAR WEEKEND WEEK LOW_WEEK MONTH LABEL AROUND PART"),
)
_ROUND = Lead(_by, reads=_NAMED - _kinds("YEAR RELATIVE"), closes=_ENDING | _kinds("WEEK"))
_WITH = Lead(_by, reads=_kinds("FEAST"), closes=frozenset())
_BEFORE = Lead(_before, reads=_NAMED | _kinds("SEASON"), closes=_ENDING | _kinds("SEASON"))
_UNTIL = Lead(_until, reads=_NAMED | _kinds("SEASON"), closes=_kinds("DAY PART SEASON"))
_INCLUDING = Lead(_by, reads=_NAMED, closes=_NAMED)
_AFTER = Lead(
    _after, reads=(_NAMED | _kinds("SEASON")) - _kinds("PART"), closes=(_ENDING | _kinds("SEASON")) - _kinds("PART")
)

_LEADS: Mapping[str, Lead] = MappingProxyType(
    {
        "": _WITHOUT_LEAD,
        "op": _OP,
        "per": _PER,
        "met ingang van": _PER,
        **dict.fromkeys(("in", "in de loop van", "ergens in", "gedurende"), _IN),
        **dict.fromkeys(("rond", "zo rond", "omstreeks", "tegen", "ongeveer", "rondom"), _ROUND),
        "met": _WITH,
        **dict.fromkeys(("voor", "voor de start van", "voor aanvang van", "voor de aanvang van"), _BEFORE),
        "tot": _UNTIL,
        **dict.fromkeys(("t/m", "tot en met", "voor of op", "op of voor"), _INCLUDING),
        **dict.fromkeys(("na", "na afloop van"), _AFTER),
    }
)
_FIRM = (
    "tot uiterlijk", "uiterlijk", "niet na", "deadline is", "deadline", "niet later dan", "op zijn laatst",
    "op z'n laatst", "ten laatste", "in elk geval", "in ieder geval", "sowieso", "streefdatum", "einddatum",
    "opleverdatum", "inleverdatum", "max", "maximaal", "uiterste datum", "uiterste inleverdatum", "datum", "ultimo",
    *(f"{must} {done} zijn" for must in ("moet", "moeten") for done in ("klaar", "af", "gereed", "rond", "binnen")),
)  # fmt: skip


def _choice(phrases: Iterable[str]) -> str:
    return "|".join(re.escape(phrase) for phrase in sorted(phrases, key=len, reverse=True) if phrase)


_PHRASE = re.compile(
    rf"(?:(?:graag|svp|aub) )?(?P<firm>(?:(?:{_choice(_FIRM)}) )+)?(?P<still>nog )?"
    rf"(?:(?P<lead>{_choice(_LEADS)}) )?(?P<rest>.+?)(?: nog)?(?P<late> uiterlijk)?"
)
_LIMITS = (" uiterlijk ", " in elk geval ", " in ieder geval ", " sowieso ", " voor ", " deadline ")
_JOINTS = frozenset(words_in("maar doch en wel of -"))
_SOON_WORDS = (
    "zsm", "zo snel mogelijk", "zo snel als kan", "zo snel als het kan",
    "zo spoedig mogelijk", "zo gauw mogelijk", "asap", "liefst zsm", "het liefst zsm",
    "per direct", "per omgaande", "met spoed",
)  # fmt: skip
_OPEN_WORDS: Mapping[str, Kind] = MappingProxyType(
    dict.fromkeys(_SOON_WORDS, Kind.SOON)
    | dict.fromkeys(("doorlopend",), Kind.LATER)
    | dict.fromkeys(
        ("ntb", "nader te bepalen", "nog te bepalen", "nnb", "nog niet bekend", "tbd", "tot nader order"),
        Kind.UNDECIDED,
    )
    | dict.fromkeys(("geen datum", "nog geen datum", "zonder datum", "geen deadline", "datum ntb"), Kind.UNDECIDED)
)
SOON = timedelta(weeks=2)
LATER_MONTHS = 3

WORDS_AROUND = frozenset(
    word
    for phrase in (*_FIRM, *_LEADS, *_OPEN_WORDS, *_JOINTS, "graag svp aub nog")
    for word in phrase.replace("/", " ").split()
)
"""What may stand before a date."""
_WITH_HOUR = _kinds("DAY WEEKDAY SHORT_DAY RANK RELATIVE HYPHENED SLASHED")


@dataclass(frozen=True, slots=True)
class Manner:
    """The words before a date, and whether they say that it is due ("uiterlijk")."""

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
    said = _PHRASE.fullmatch(canonical(phrase))
    return (
        (said["rest"], Manner(kind, _LEADS[said["lead"] or ""], bool(said["firm"] or said["late"]))) if said else None
    )


def parse(phrase: str, today: date) -> Parsed | None:
    said = _PHRASE.fullmatch(canonical(phrase))
    if not said:
        return None
    words = trimmed(phrase)
    try:
        return _open(said, words, today) or _limited(words, today) or _dated(said, words, today)
    except (ValueError, OverflowError):  # before the year 1 or after 9999
        return None


def _open(said: re.Match[str], words: str, today: date) -> Parsed | None:
    lead = f"{said['lead']} " if said["lead"] else ""
    kind = _OPEN_WORDS.get((said["still"] or "") + lead + said["rest"])
    if not kind:
        return None
    review = today + SOON if kind is Kind.SOON else months_after(today, LATER_MONTHS)
    return Parsed(
        Open(words, last_working_day(review)), Manner(kind, _WITHOUT_LEAD, bool(said["firm"] or said["late"]))
    )


def _limited(words: str, today: date) -> Parsed | None:
    """ "zsm, in elk geval voor 1 juli", "begin mei maar uiterlijk vrijdag 7 mei": the limit is what is kept."""
    text = canonical(words)
    for limit in _LIMITS:
        wish, mark, rest = text.partition(limit)
        while wish.rpartition(" ")[2] in _JOINTS:
            wish = wish.rpartition(" ")[0]
        if mark and (wish in _SOON_WORDS or (limit != " voor " and find_spans(wish, today))):
            parsed = parse(f"{mark.strip()} {rest}", today)
            if parsed and not isinstance(parsed.read, Open):
                manner = replace(parsed.manner, firm=True)
                return replace(parsed, read=replace(parsed.read, phrase=words), manner=manner)
    return None


def _dated(said: re.Match[str], words: str, today: date) -> Parsed | None:
    lead, firm = _LEADS[said["lead"] or ""], bool(said["firm"] or said["late"])
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
    for day in without_hour(text):
        found = find_spans(day, today)
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
