"""Phrases that name a whole week, month, quarter or year: "mei", "Q3 volgend jaar", "week 22", "de week van 12 mei"."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from typing import TypeAlias

from handlers.dates.calendar import WEEK, Period, Unit, half_year, iso_week, month, months_after, quarter, week_of, year
from handlers.dates.templates import Template, template
from handlers.dates.words import Words

Periods: TypeAlias = tuple[Period, ...]
Find: TypeAlias = Callable[[Words], Periods]

LEAP_WEEK = 53
NEAR_YEARS = 10
NEAR_PAST = 2
HALF_YEAR = 6
HALVES_IN_YEAR = 2


class Kind(Enum):
    """What sort of phrase it is; which words may lead it in depends on that."""

    DAY = auto()  # 1 mei, vrijdag week 22
    WEEKDAY = auto()  # vrijdag, volgende vrijdag
    SHORT_DAY = auto()  # vr
    RANK = auto()  # de 15e
    HYPHENED = auto()  # 1-5
    SLASHED = auto()  # 1/5
    FRACTION = auto()  # 3/4, 24/7: a date only after "uiterlijk" and the like
    DOTTED = auto()  # 1.5
    RELATIVE = auto()  # vandaag, morgen
    OFFSET = auto()  # over twee weken, binnen 10 werkdagen
    COUNTED = auto()  # een week na Pasen, de dag voor kerst
    RANGE = auto()  # maandag t/m woensdag, week 18-19
    PART = auto()  # eind mei
    NEAR = auto()  # deze week, volgende maand, het weekend
    WEEK = auto()  # week 22
    MONTH = auto()  # mei
    LOW_WEEK = auto()  # week 3
    LABEL = auto()  # Q3
    AROUND = auto()  # dit jaar, volgend kwartaal
    WEEKEND = auto()  # het weekend
    YEAR = auto()  # 2027
    FEAST = auto()  # Pasen
    SEASON = auto()  # de zomer
    SOON = auto()  # zsm
    LATER = auto()  # doorlopend
    UNDECIDED = auto()  # n.t.b.
    INNER = auto()  # "de maand" in "eind van de maand"; nothing by itself


@dataclass(frozen=True, slots=True)
class PeriodRule:
    template: Template
    kind: Kind
    find: Find


def _rule(written: str, kind: Kind, find: Find) -> PeriodRule:
    return PeriodRule(template(written), kind, find)


def _yearly(words: Words, find: Callable[[int], Period], this_year: int | None = None) -> Periods:
    """One period when the year was named, else this year's and the next one."""
    if words.year:
        return (find(words.year),)
    number = this_year or words.today.year
    return find(number), find(number + 1)


def named_months(words: Words) -> Periods:
    return _yearly(words, lambda number: month(number, words["month"]))


def _quarters(words: Words) -> Periods:
    return _yearly(words, lambda number: quarter(number, words["quarter"]))


def _quarters_of_short_year(words: Words) -> Periods:
    """ "Q1 27"; "Q1 50" is about fifty of something."""
    if not words.today.year - NEAR_PAST <= words["yy"] <= words.today.year + NEAR_YEARS:
        msg = "no year"
        raise ValueError(msg)
    return (quarter(words["yy"], words["quarter"]),)


def _ranked_quarters(words: Words) -> Periods:
    """The first to the fourth, and "het laatste kwartaal"."""
    number = 4 if words["nth"] < 0 else words["nth"]
    return _yearly(words, lambda year_: quarter(year_, number))


def _half_years(words: Words) -> Periods:
    """The first, the second, and "het laatste halfjaar"."""
    number = HALVES_IN_YEAR if words["nth"] < 0 else words["nth"]
    return _half_year(words, number)


def _half_year(words: Words, number: int) -> Periods:
    return _yearly(words, lambda year_: half_year(year_, number))


def _weeks(slot: str) -> Find:
    """Week 53 exists once in five or six years; where this year has it, the next one has not."""

    def find(words: Words) -> Periods:
        this_year = words.today.isocalendar().year
        if words[slot] == LEAP_WEEK and not words.year:
            return (iso_week(this_year, LEAP_WEEK),)
        return _yearly(words, lambda number: iso_week(number, words[slot]), this_year)

    return find


def _weeks_with(words: Words) -> Periods:
    def find(number: int) -> Period:
        return week_of(date(number, words["month"], words["day"]))

    return _yearly(words, find)


def _weeks_with_numbers(words: Words) -> Periods:
    return _yearly(words, lambda number: week_of(date(number, words["mm"], words["dd"])))


def _week(today: date, later: int = 0) -> Period:
    return week_of(today + later * WEEK)


def _month(today: date, later: int = 0) -> Period:
    first = months_after(today.replace(day=1), later)
    return month(first.year, first.month)


def _quarter(today: date, later: int = 0) -> Period:
    first = months_after(today.replace(day=1), 3 * later)
    return quarter(first.year, (first.month + 2) // 3)


def _year(today: date, later: int = 0) -> Period:
    return year(today.year + later)


def _around(name: str, kind: Kind, find: Callable[..., Period]) -> tuple[PeriodRule, ...]:
    """ "deze week", "volgende week", and "de week" inside a larger phrase."""
    this, coming, article = ("dit", "volgend", "het") if name in {"jaar", "kwartaal"} else ("deze", "volgende", "de")
    return (
        _rule(f"({this}|[{article} ]lopende) {name}", kind, lambda words: (find(words.today),)),
        _rule(f"{coming} {name}", kind, lambda words: (find(words.today, 1),)),
        _rule(f"[{article} ]{name}", Kind.INNER, lambda words: (find(words.today), find(words.today, 1))),
    )


RULES = (
    _rule("{month}[ [van ]{year}]", Kind.MONTH, named_months),
    _rule("volgend jaar {month}", Kind.MONTH, lambda words: (month(words.today.year + 1, words["month"]),)),
    _rule("(komende|aankomende|eerstkomende|eerstvolgende|as|aanstaande) {month}", Kind.MONTH, named_months),
    _rule("{month} (as|aanstaande)", Kind.MONTH, named_months),
    _rule("week [nr |nummer ]{week}[ [van |in ]{year}]", Kind.WEEK, _weeks("week")),
    # A programme has a week 1, 2 and 3 of its own.
    _rule("week {low_week}[ [van |in ]{year}]", Kind.LOW_WEEK, _weeks("low_week")),
    _rule("[de ]week van [maandag |ma ][de ]{day} {month}[ [van ]{year}]", Kind.WEEK, _weeks_with),
    _rule("[de ]week van [maandag |ma ]{dd}(-|/){mm}", Kind.WEEK, _weeks_with_numbers),
    _rule("van de week", Kind.RANGE, lambda words: (_week(words.today),)),
    _rule("kwartaal {quarter}[( |-)[van |in ]{year}]", Kind.LABEL, _quarters),
    _rule("kwartaal {quarter}( |-){yy}", Kind.LABEL, _quarters_of_short_year),
    _rule("{year}[ |-]kwartaal {quarter}", Kind.LABEL, _quarters),
    _rule("[het ]{nth} kwartaal[ [van |in |van het ]{year}]", Kind.LABEL, _ranked_quarters),
    _rule("[het ]{nth} (halfjaar|half jaar)[ [van |in |van het ]{year}]", Kind.LABEL, _half_years),
    # "H2" by itself is hydrogen as well.
    _rule("h1( |-){year}", Kind.LABEL, lambda words: _half_year(words, 1)),
    _rule("h2( |-){year}", Kind.LABEL, lambda words: _half_year(words, 2)),
    *_around("week", Kind.NEAR, _week),
    *_around("maand", Kind.NEAR, _month),
    *_around("kwartaal", Kind.AROUND, _quarter),
    *_around("jaar", Kind.AROUND, _year),
    _rule(
        "[het ](komend|komende|aankomend|eerstkomend) kwartaal", Kind.AROUND, lambda words: (_quarter(words.today, 1),)
    ),
    _rule("[het ]nieuwe jaar", Kind.INNER, lambda words: (_year(words.today, words.today.month > HALF_YEAR),)),
    _rule("{year}", Kind.YEAR, lambda words: (year(words.year or 0),)),
)


def find_periods(text: str, today: date) -> tuple[Kind, Periods] | None:
    for rule in RULES:
        if fits := rule.template.match(text):
            return rule.kind, rule.find(Words(today, fits.groupdict()))
    return None


def periods_in(text: str, today: date, *units: Unit) -> Periods:
    """What a larger phrase is about; ValueError when it is no period of one of these lengths."""
    found = find_periods(text, today)
    if found is None or found[1][0].unit not in (units or Unit):
        msg = f"{text} is no such period"
        raise ValueError(msg)
    return found[1]
