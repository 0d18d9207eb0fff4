"""Phrases of time that leave the day open, and the days to suggest: "in het voorjaar", "elke maandag", "binnenkort"."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import TypeAlias

from handlers.dates import school_times
from handlers.dates.calendar import DAY
from handlers.dates.days import FRACTIONS, numeric_yearless
from handlers.dates.habits import interval
from handlers.dates.periods import Kind
from handlers.dates.reading import Why
from handlers.dates.rules import find_spans
from handlers.dates.spans import Span
from handlers.dates.suggestion import Suggestion, read_days, start_days
from handlers.dates.templates import Template, template
from handlers.dates.words import RANKS, Words

_Find: TypeAlias = Callable[[Words], Suggestion | None]


def _every(words: Words) -> Suggestion | None:
    """The next time: "elke vrijdag" is the coming one."""
    again = words.text("period") or f"{words.text('count')} {words.text('unit')}".strip()
    for said in (again, f"de {again}", f"over {again}", f"over een {again}", f"{again} van de maand"):
        if days := read_days(said, words.today):
            return Suggestion(Why.REPEAT, days)
    inside = suggest(again, words.today)
    return Suggestion(Why.REPEAT, inside.days) if inside else None


def _regularly(words: Words) -> Suggestion:
    day = words.text("period") or interval(words.text("adverb"))
    return Suggestion(Why.REPEAT, read_days(day, words.today))


def _every_so_many(words: Words) -> Suggestion:
    day = words.text("period") or interval(words.text("often"), words.text("count"))
    return Suggestion(Why.REPEAT, read_days(day, words.today))


def _regularly_on(words: Words) -> Suggestion | None:
    """ "wekelijks, ma"."""
    days = read_days(words.text("period"), words.today)
    return Suggestion(Why.REPEAT, days) if days else None


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


def _part(words: Words) -> Suggestion | None:
    """ "tweede helft Q1": people do not divide a quarter in halves."""
    days = read_days(words.text("period"), words.today)
    return Suggestion(Why.ROUGH, days) if days else None


def _two_days(words: Words) -> Suggestion:
    """ "3, 4 feb"."""
    days = (f"{words.text(slot)} {words.text('month')}" for slot in ("dd", "until"))
    return Suggestion(Why.CHOICE, tuple(day for each in days for day in read_days(each, words.today)), weak=True)


def _until_weekday(words: Words) -> Suggestion | None:
    """ "van maandag tot vrijdag", perhaps not on that day any more."""
    days = read_days(f"{words.text('weekday')} t/m {words.text('period')}", words.today)
    return Suggestion(Why.ROUGH, days) if days else None


def _other_week(words: Words) -> Suggestion | None:
    """ "ma 5 t/m vr 9 april" in a year in which these are other days of the week."""
    days = read_days(words.text("period").partition(" ")[2], words.today)
    return Suggestion(Why.CONFLICT, days) if days else None


def _two_weeks(words: Words) -> Suggestion:
    """ "week 50, 51"."""
    weeks = (words.text("any_week"), words.text("until_week"))
    return Suggestion(Why.CHOICE, tuple(day for week in weeks for day in read_days(f"week {week}", words.today)))


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
    if found is None or found.kind not in {Kind.DAY, Kind.HYPHENED, Kind.SLASHED, Kind.DOTTED}:
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


def _dotted(words: Words) -> Suggestion:
    """ "15.06" and "8.3" behind something to do; "versie 8.3" counts something else."""
    return Suggestion(Why.ROUGH, _starts(numeric_yearless(words)), weak=True)


def _starts(spans: Iterable[Span]) -> tuple[date, ...]:
    return tuple(span.start for span in spans)


_SCHOOL_YEAR = "[het |dit ][nieuwe |volgende |volgend |komende |komend |lopende ](schooljaar|studiejaar|cursusjaar)"
_WHICH = "[het |de ][dit |deze |dat |komend |komende |aanstaand |aanstaande |volgend |volgende ]"
_YEARS = "[in |voor |na |tijdens |vanaf |begin |eind |gedurende ][het ]"
_TIMES = f"[nog ][{{lead}} ]{_WHICH}[vroege |late ]"
RULES: tuple[tuple[Template, _Find], ...] = tuple(
    (template(written), find)
    for written, find in (
        (_TIMES + "{season}[ [van |in ]{year}]", school_times.season),
        (_TIMES + "{any_school}[ [van |in ]{year}]", school_times.school),
        (f"[aan ][het |voor ][het ]{{edge}} [van ]{_SCHOOL_YEAR}", school_times.school_year),
        (f"(in|voor|na|met|tijdens|gedurende|vanaf|tegen|voor de start van) {_SCHOOL_YEAR}", school_times.school_year),
        ("(volgend|komend) (schooljaar|studiejaar|cursusjaar)", school_times.coming_school_year),
        (_YEARS + "(schooljaar|studiejaar|cursusjaar|seizoen) {from_year}(-|/){until_year}", school_times.named_years),
        ("[in |de periode ]{from_year}(-|/){until_year}", school_times.named_years),
        ("[in |voor |na ][de ](week {any_week}|{nth} week) [van |in ][de ]{any_school}", school_times.week_of_holiday),
        ("[voor |na |op |tot |uiterlijk ][de ]{nth} (schooldag|lesdag)", school_times.school_day),
        ("(voor|na|tot|tegen) [de |het ](ramadan|suikerfeest|offerfeest|verkiezingen)", _vague),
        ("(voor|na|tot|tijdens|rond) [de ](toetsweek|tentamenweek|toetsperiode|examens)", school_times.at_school),
        ("(elke|iedere|elk|ieder|alle) {period}", _every),
        ("om de {unit}", _every),
        ("om de {period}", _every),
        ("{adverb}[ (op|in|vanaf|tot|voor|per|rond|met|na|elke|iedere) {period}]", _regularly),
        ("{adverb} {period}", _regularly_on),
        ("{count}( |-){often}[ op {period}]", _every_so_many),
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
        ("(binnenkort|spoedig|tzt|gauw|eerdaags)", _vague),
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
        ("[in de |in het |de |het ]{part} [van |in ]{period}", _part),
        ("[in ]week {any_week} {until_week}", _two_weeks),
        ("[op ]{dd} {until} {month}", _two_days),
        ("[van ]{weekday} tot {period}", _until_weekday),
        ("[tussen |van ]{weekday} {dd} (t/m|tot en met|tot|-|en) {period}", _other_week),
        ("over een {unit} of {count}", _about),
        ("over een (kleine|ruime|dikke|krappe) {unit}", _about),
        ("volgende {month}", _either_year),
        ("over [een ][ruim |kleine |dikke |krap |goed |pakweg |ruwweg |grofweg |zowat ]{count} {unit}", _about),
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
