"""All patterns of the grammar, and what each of them means. The first rule that fits gives the reading."""

from dataclasses import dataclass
from datetime import date
from re import Pattern
from typing import NamedTuple

from handlers.dates import days, parts
from handlers.dates.days import Find, none, offsets
from handlers.dates.periods import Kind, find_periods
from handlers.dates.spans import Spans, one_day, upcoming, whole
from handlers.dates.words import Words, pattern


class Found(NamedTuple):
    kind: Kind
    spans: Spans


@dataclass(frozen=True, slots=True)
class Rule:
    pattern: Pattern[str]
    kind: Kind
    find: Find


def find_spans(text: str, today: date) -> Found | None:
    for rule in RULES:
        if fits := rule.pattern.fullmatch(text):
            try:
                return Found(rule.kind, rule.find(Words(today, fits.groupdict())))
            except (ValueError, OverflowError):  # no such day, or an inner phrase that is no period
                continue
    return _whole_period(text, today)


def _whole_period(text: str, today: date) -> Found | None:
    try:
        found = find_periods(text, today)
        return Found(found[0], upcoming(found[1], whole, today)) if found else None
    except (ValueError, OverflowError):
        return None


def _weekday_with_date(words: Words) -> Spans:
    """ "vrijdag 29 mei": when that is no Friday, one of the two is a mistake and nothing is read."""
    found = find_spans(words.text("period"), words.today)
    if found is None or found.kind not in {Kind.DAY, Kind.HYPHENED, Kind.SLASHED}:
        return none("no date")
    fitting = tuple(span for span in found.spans if span.start.isoweekday() == words["weekday"])
    return fitting or none("not that day of the week")


def _date_with_week(words: Words) -> Spans:
    """ "vr 29 mei (week 22)", the way the bot says it."""
    found = find_spans(words.text("period"), words.today)
    if found is None or found.kind is not Kind.DAY:
        return none("no date")
    fitting = tuple(span for span in found.spans if span.start.isocalendar().week == words["any_week"])
    return fitting or none("not in that week")


def _weekday_and_weeks(words: Words) -> Spans:
    """ "vrijdag over een week" is a week after the coming Friday; in months there is no such thing."""
    if words.text("unit") not in {"week", "weken", "dagen"}:
        return none("a weekday comes back in weeks")
    found = find_spans(words.text("period"), words.today)
    if found is None or found.kind not in {Kind.WEEKDAY, Kind.SHORT_DAY, Kind.RELATIVE}:
        return none("no weekday")
    pairs = [(span.start, day) for span in found.spans for day in offsets(span.start, words)]
    if any((day - start).days % 7 for start, day in pairs):
        return none("not whole weeks")
    return tuple(one_day(day) for _, day in pairs)


_COMING = "(as|aanstaande|komende|aankomende|eerstkomende|eerstvolgende)"


def _rule(template: str, kind: Kind, find: Find) -> Rule:
    return Rule(pattern(template), kind, find)


RULES = (
    _rule("(vandaag|vanochtend|vanmiddag|vanavond|eod)", Kind.RELATIVE, days.days_from_today(0)),
    _rule("[het ](eind|einde) [van ][de ]dag", Kind.RELATIVE, days.days_from_today(0)),
    _rule("morgen", Kind.RELATIVE, days.days_from_today(1)),
    _rule("overmorgen", Kind.RELATIVE, days.days_from_today(2)),
    _rule("[deze ]{dayname}", Kind.WEEKDAY, days.weekday("dayname")),
    _rule("{short_day}", Kind.SHORT_DAY, days.weekday("short_day")),
    _rule(f"{_COMING} {{weekday}}", Kind.WEEKDAY, days.coming_weekday),
    _rule("{weekday} (as|aanstaande)", Kind.WEEKDAY, days.coming_weekday),
    _rule("volgende {weekday}", Kind.WEEKDAY, days.next_weekday),
    _rule("{period} over {count} {unit}", Kind.WEEKDAY, _weekday_and_weeks),
    _rule("{weekday}[ in| van] {period}", Kind.DAY, days.weekday_of_week),
    _rule("{period} op {weekday}", Kind.DAY, days.weekday_of_week),
    _rule("{period} {weekday}", Kind.DAY, days.weekday_of_week),
    _rule("[as |aanstaande |komende ]{weekday} {period}", Kind.DAY, _weekday_with_date),
    _rule("{period} week {any_week}", Kind.DAY, _date_with_week),
    _rule("[de ]{day} [van ]{month}[ [van ]{year}][ as| aanstaande]", Kind.DAY, days.day_of_month),
    _rule("{day}-{month}[-{year}]", Kind.DAY, days.day_of_month),
    _rule("{day} {month} {yy}", Kind.DAY, days.day_of_month_and_short_year),
    _rule("[de ]{rank} van {period}", Kind.DAY, days.rank_in_month),
    _rule("de {rank}", Kind.RANK, days.rank_in_month),
    _rule("{dd}-{mm}-{yyyy}", Kind.DAY, days.numeric),
    _rule("{dd}/{mm}/{yyyy}", Kind.DAY, days.numeric),
    _rule("{dd}.{mm}.{yyyy}", Kind.DAY, days.numeric),
    _rule("{yyyy}-{mm}-{dd}", Kind.DAY, days.numeric),
    _rule("{dd}-{mm}-{yy}", Kind.DAY, days.numeric_near),
    _rule("{dd}/{mm}/{yy}", Kind.DAY, days.numeric_near),
    _rule("{dd}.{mm}.{yy}", Kind.DAY, days.numeric_near),
    _rule("{dd}-{mm}-{yy}", Kind.HYPHENED, days.numeric),
    _rule("{dd}/{mm}/{yy}", Kind.SLASHED, days.numeric),
    _rule("{dd}-{mm}", Kind.HYPHENED, days.numeric_yearless),
    _rule("{dd}/{mm}", Kind.SLASHED, days.numeric_yearless),
    _rule("[van ]{day}[ ](t/m|tot en met|-)[ ]{until} {period}", Kind.PART, days.day_range),
    _rule("over {count} {unit}", Kind.OFFSET, days.over),
    _rule("binnen [nu en ]{count} {unit}", Kind.OFFSET, days.within),
    _rule("[aan het |in het |in de |het |de ]{part} [van |vd ]{period}", Kind.PART, parts.part),
    _rule("[de ]{nth} {weekday} [van |in ]{period}", Kind.DAY, parts.ranked_weekday),
    _rule("[de ]{nth} werkdag [van |in ]{period}", Kind.DAY, parts.ranked_working_day),
    _rule("[de ]{nth} dag van {period}", Kind.DAY, parts.first_or_last_day),
    _rule("[de ]{nth} week [van |in ]{period}", Kind.NEAR, parts.ranked_week),
    _rule("[de ](komende|aankomende) week", Kind.NEAR, parts.coming_week),
    _rule("[de ](komende|aankomende) maand", Kind.NEAR, parts.coming_month),
    _rule("(dit|het) weekend", Kind.NEAR, parts.this_weekend),
    _rule("[het ](komend|komende|aankomend|aankomende|aanstaand|as) weekend", Kind.NEAR, parts.coming_weekend),
    _rule("volgend weekend", Kind.NEAR, parts.next_weekend),
    _rule("{feast}[ [van ]{year}]", Kind.FEAST, parts.feast),
    _rule("[de ]{school}[ [van ]{year}]", Kind.SEASON, parts.school_holiday),
)
