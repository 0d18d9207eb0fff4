"""Phrases of time that leave the day open, and the days to suggest: "in het voorjaar", "elke maandag", "binnenkort"."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias

from handlers.dates.calendar import DAY, last_working_day, month, months_after, next_working_day
from handlers.dates.days import FRACTIONS, numeric_yearless
from handlers.dates.grammar import parse
from handlers.dates.periods import Kind
from handlers.dates.reading import Ambiguous, Reading, Why
from handlers.dates.rules import find_spans
from handlers.dates.school import HOLIDAYS, OTHER_HOLIDAYS
from handlers.dates.spans import Span
from handlers.dates.templates import Template, template
from handlers.dates.words import RANKS, Words


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What makes it unsure, and the days that could be meant.

    A `weak` one is a time only behind something to do: "Programma herfstvakantie" is a name.
    """

    why: Why
    days: tuple[date, ...] = ()
    weak: bool = False


_Find: TypeAlias = Callable[[Words], Suggestion | None]


def read_days(text: str, today: date) -> tuple[date, ...]:
    """The days that a phrase can be read as."""
    parsed = parse(text, today)
    match parsed.read if parsed else None:
        case Reading(due=due):
            return (due,)
        case Ambiguous(readings=readings):
            return tuple(reading.due for reading in readings)
    return ()


def start_days(text: str, today: date) -> tuple[date, ...]:
    """Where a stretch begins: "vanaf mei" is from the first working day of May."""
    found = find_spans(text, today)
    if found is None:
        return read_days(text, today)
    one_day = all(span.start == span.end for span in found.spans)
    return tuple(span.start if one_day else next_working_day(span.start) for span in found.spans)


_YEARLY = {
    "voorjaar": (3, 5),
    "lente": (3, 5),
    "zomer": (6, 8),
    "najaar": (9, 11),
    "herfst": (9, 11),
    "winter": (12, 14),
}


def _season(words: Words) -> Suggestion:
    """The first and the last working day of it, counted in whole months."""
    first, last = _YEARLY[words.text("season")]
    today = words.today
    for year in (words.year,) if words.year else (today.year - 1, today.year, today.year + 1):
        start, end = date(year, first, 1), _month_end(year, last)
        if end >= today or words.year:
            days = _around(
                words.text("lead"), next_working_day(max(start, min(today, end))), last_working_day(end), start, end
            )
            return Suggestion(Why.SEASON, days, weak=not words.text("lead"))
    return Suggestion(Why.SEASON)


def _month_end(year: int, number: int) -> date:
    later = months_after(date(year, 1, 1), number - 1)
    return month(later.year, later.month).end


def _around(lead: str, first: date, last: date, start: date, end: date) -> tuple[date, ...]:
    if lead.startswith(("voor", "tot", "nog voor", "tegen")):
        return (last_working_day(start - DAY),)
    if lead.startswith("na"):
        return (next_working_day(end + DAY),)
    if lead.startswith(("begin", "aan het begin")):
        return (first,)
    if lead.startswith(("eind", "aan het eind")):
        return (last,)
    return first, last


def _school(words: Words) -> Suggestion:
    """The last working day before it, and the first one after it."""
    name, lead = words.text("any_school"), words.text("lead")
    weak = not lead.startswith(("voor", "na", "tot", "nog voor", "tegen", "rond"))
    for start, end in HOLIDAYS.get(name, ()) or OTHER_HOLIDAYS.get(name, ()):
        if end >= words.today and words.year in {None, start.year}:
            before, after = last_working_day(start - DAY), next_working_day(end + DAY)
            either = (before, after) if before >= words.today else (after,)
            return Suggestion(Why.SCHOOL, _around(lead, before, after, start, end) if not weak else either, weak=weak)
    return Suggestion(Why.SCHOOL, weak=weak)


def _coming_school_year(words: Words) -> Suggestion:
    return replace(_school_year(words), weak=True)


def _school_year(words: Words) -> Suggestion:
    summers = HOLIDAYS["zomervakantie"]
    ends = words.text("edge").startswith("e")
    days = [last_working_day(start - DAY) if ends else next_working_day(end + DAY) for start, end in summers]
    return Suggestion(Why.SCHOOL, tuple(day for day in days if day >= words.today)[:1])


_ADVERBS = {
    "dagelijks": "dag", "wekelijks": "week", "tweewekelijks": "week", "maandelijks": "maand", "jaarlijks": "jaar",
    "halfjaarlijks": "half jaar", "driemaandelijks": "kwartaal",
}  # fmt: skip


def _every(words: Words) -> Suggestion | None:
    """The next time: "elke vrijdag" is the coming one."""
    again = words.text("period") or f"{words.text('count')} {words.text('unit')}".strip()
    for said in (again, f"de {again}", f"over {again}", f"over een {again}"):
        if days := read_days(said, words.today):
            return Suggestion(Why.REPEAT, days)
    inside = suggest(again, words.today)
    return Suggestion(Why.REPEAT, inside.days) if inside else None


def _regularly(words: Words) -> Suggestion:
    day = words.text("period") or f"over een {_ADVERBS[words.text('adverb')]}"
    return Suggestion(Why.REPEAT, read_days(day, words.today))


def _habit(words: Words) -> Suggestion:
    return Suggestion(Why.REPEAT, read_days(words.text("habit").removesuffix("s").removesuffix("en"), words.today))


def _per(words: Words) -> Suggestion:
    return Suggestion(Why.REPEAT, read_days(f"over een {words.text('unit')}", words.today), weak=True)


def _vague(_words: Words) -> Suggestion:
    return Suggestion(Why.ROUGH)


def _either_year(words: Words) -> Suggestion:
    """ "volgende april" is the coming one or the one of next year."""
    said = words.text("month")
    days = (*read_days(said, words.today), *read_days(f"{said} volgend jaar", words.today))
    return Suggestion(Why.ROUGH, days, weak=True)


def _ranked_day(words: Words) -> Suggestion | None:
    """ "15e" and "de vijftiende"; "de 15e" is read."""
    typed = words.text("day")
    if typed.isdigit() or (typed.isalpha() and typed not in RANKS):
        return None
    return Suggestion(Why.ROUGH, read_days(f"de {words['day']}e", words.today), weak=True)


def _new_year(words: Words) -> Suggestion:
    return Suggestion(Why.ROUGH, read_days("begin nieuwe jaar", words.today))


def _starting(words: Words) -> Suggestion | None:
    days = start_days(words.text("period"), words.today)
    return Suggestion(Why.BEGIN, days) if days else None


def _last(_words: Words) -> Suggestion:
    return Suggestion(Why.BEGUN, weak=True)


def _hours(words: Words) -> Suggestion:
    return Suggestion(Why.ROUGH, (words.today + words["hours"] // 24 * DAY,))


def _far(words: Words) -> Suggestion:
    """ "31-12-9999" is more likely a way to say never."""
    number = words["mm"] if words.text("mm") else words["month"]
    return Suggestion(Why.ROUGH, (date(words["far"], number, words["dd"] if words.text("dd") else words["day"]),))


def _about(words: Words) -> Suggestion:
    """ "over een week of drie", "over 2 à 3 weken", "in twee weken"."""
    said = words.text("count") or "een"
    return Suggestion(Why.ROUGH, read_days(f"over {said} {words.text('unit')}", words.today))


def _duration(words: Words) -> Suggestion:
    return Suggestion(Why.ROUGH, read_days(f"over {words.text('count')} {words.text('unit')}", words.today), weak=True)


def _later(words: Words) -> Suggestion:
    return Suggestion(Why.ROUGH, read_days(words.text("period"), words.today))


def _contradiction(words: Words) -> Suggestion:
    """ "maandag de 6e" where the sixth is no Monday."""
    day = read_days(f"de {words['rank']}e", words.today)
    return Suggestion(Why.CONFLICT, (*day, *read_days(words.text("weekday"), words.today)))


def _no_such_day(words: Words) -> Suggestion | None:
    """ "deze maand de 30e", in February."""
    return Suggestion(Why.CONFLICT) if find_spans(words.text("period"), words.today) else None


def _other_day(words: Words) -> Suggestion | None:
    """ "maandag 7-12" where that is no Monday."""
    found = find_spans(words.text("period"), words.today)
    if found is None or found.kind not in {Kind.DAY, Kind.HYPHENED, Kind.SLASHED}:
        return None
    return Suggestion(Why.CONFLICT, (*_starts(found.spans), *read_days(words.text("weekday"), words.today)))


def _day_number(words: Words) -> Suggestion:
    """ "ma 7", and "dec 15" the English way."""
    if words.text("month"):
        return Suggestion(Why.ROUGH, read_days(f"{words.text('dd')} {words.text('month')}", words.today), weak=True)
    return Suggestion(Why.ROUGH, read_days(f"{words.text('weekday')} de {words.text('dd')}e", words.today), weak=True)


def _fraction(words: Words) -> Suggestion | None:
    if f"{words['dd']}/{words['mm']}" not in FRACTIONS - {"24/7"}:
        return None
    return Suggestion(Why.ROUGH, _starts(numeric_yearless(words)), weak=True)


def _dotted(words: Words) -> Suggestion | None:
    """ "15.06" more likely than "1.5"."""
    two_digits = len(words.text("dd")) == len(words.text("mm")) == len("06")
    return Suggestion(Why.ROUGH, _starts(numeric_yearless(words)), weak=True) if two_digits else None


def _starts(spans: Iterable[Span]) -> tuple[date, ...]:
    return tuple(span.start for span in spans)


_SCHOOL_YEAR = "[het |dit ][nieuwe |volgende |volgend |komende |komend |lopende ](schooljaar|studiejaar|cursusjaar)"
_WHICH = "[het |de ][dit |deze |dat |komend |komende |aanstaand |aanstaande |volgend |volgende ]"
_TIMES = f"[nog ][{{lead}} ]{_WHICH}[vroege |late ]"
RULES: tuple[tuple[Template, _Find], ...] = tuple(
    (template(written), find)
    for written, find in (
        (_TIMES + "{season}[ [van |in ]{year}]", _season),
        (_TIMES + "{any_school}[ [van |in ]{year}]", _school),
        (f"[aan ][het |voor ][het ]{{edge}} [van ]{_SCHOOL_YEAR}", _school_year),
        (f"(in|voor|na|met|tijdens|gedurende|vanaf|tegen|voor de start van) {_SCHOOL_YEAR}", _school_year),
        ("(volgend|komend) (schooljaar|studiejaar|cursusjaar)", _coming_school_year),
        ("(voor|na|tot|tegen) [de |het ](ramadan|suikerfeest|offerfeest|verkiezingen)", _vague),
        ("(elke|iedere|elk|ieder|alle) {period}", _every),
        ("om de {unit}", _every),
        ("om de {period}", _every),
        ("{adverb}[ (op|in|vanaf|tot|voor) {period}]", _regularly),
        ("[op ]{habit}", _habit),
        ("per {unit}", _per),
        ("(per|met ingang van) {period}", _starting),
        ("(eens|eenmaal|tweemaal|driemaal|viermaal) (per|in de|in het) {unit}", _per),
        ("(eens|eenmaal) (per|in de) {count} {unit}", _every),
        ("(vorige|vorig|afgelopen) {unit}", _last),
        ("(binnen|over) {hours} uur", _hours),
        ("binnen (het|de) {unit}", _about),
        ("over (minimaal|minstens|maximaal|hooguit) {count} {unit}", _about),
        ("[de ]{day} [van ]{month} {far}", _far),
        ("{dd}(-|/|.){mm}(-|/|.){far}", _far),
        ("[minimaal |minstens ]{count}[ ](x|keer|maal) (per|in de|in het) {unit}", _per),
        ("(binnenkort|spoedig|tzt|gauw)", _vague),
        ("op (korte|kortst|middellange|lange|langere) termijn", _vague),
        ("op [de ](korte|middellange|lange|langere) termijn", _vague),
        ("te zijner tijd", _vague),
        ("binnen afzienbare tijd", _vague),
        ("(zodra|wanneer) (mogelijk|het kan|het uitkomt)", _vague),
        ("(in de komende|de komende|komende|eerstkomende|deze|een dezer) (dagen|weken|maanden|tijd|periode)", _vague),
        ("in het nieuwe jaar", _new_year),
        ("over een (tijdje|poosje)", _vague),
        ("over (een paar|enkele|een aantal|wat) {unit}", _vague),
        ("binnen (een paar|enkele|een aantal) {unit}", _vague),
        ("later {period}", _later),
        ("over een {unit} of {count}", _about),
        ("over een (kleine|ruime|dikke|krappe) {unit}", _about),
        ("volgende {month}", _either_year),
        ("over [een ][ruim |kleine |dikke |krap ]{count} {unit}", _about),
        ("over {count}[ ](à|a|tot|-|of)[ ]{other} {unit}", _about),
        ("in {count} {unit}", _duration),
        ("[op |voor |rond |tegen |t/m |tot |na |vanaf ]{weekday} [de ]{rank}", _contradiction),
        ("[de ]{rank} [van ]{period}", _no_such_day),
        ("{period} [op ]de {rank}", _no_such_day),
        ("[op ]{weekday} {dd}", _day_number),
        ("{month} {dd}", _day_number),
        ("[op |voor |rond |tegen |t/m |tot |na |vanaf ][as |aanstaande |komende ]{weekday} {period}", _other_day),
        ("{period} {weekday}", _other_day),
        ("[op |voor |tot |t/m |tegen |rond ][de ]{day}", _ranked_day),
        ("{dd}/{mm}", _fraction),
        ("{dd}.{mm}", _dotted),
    )
)  # fmt: skip


def suggest(text: str, today: date) -> Suggestion | None:
    for rule, find in RULES:
        if (fits := rule.match(text)) and (found := find(Words(today, fits.groupdict()))):
            return found
    return None
