"""All patterns of the grammar, and what each of them means. The first rule that fits gives the reading.

The order is the precedence. "juni t/m augustus" is a range of months and could also be read as one date up to another:
the rule for months is first, so its kind decides with which words before it a title may end in it. A rule whose
function raises ValueError passes the phrase on to the next one. Why a grammar of our own, and what that costs:
docs/decisions/0006-own-date-grammar.md.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from handlers.dates import days, nested, parts
from handlers.dates.days import Find
from handlers.dates.nested import Found, Reader
from handlers.dates.periods import Kind, find_periods
from handlers.dates.spans import Spans, upcoming, whole
from handlers.dates.templates import Template, template
from handlers.dates.words import Words


@dataclass(frozen=True, slots=True)
class Rule:
    template: Template
    kind: Kind
    find: Find


@lru_cache(maxsize=512)
def find_spans(text: str, today: date) -> Found | None:
    for rule in RULES:
        if fits := rule.template.match(text):
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


_COMING = "(as|aanstaande|komende|aankomende|eerstkomende|eerstvolgende)"


def _rule(written: str, kind: Kind, find: Find) -> Rule:
    return Rule(template(written), kind, find)


def _nested(find: Callable[[Words, Reader], Spans]) -> Find:
    return lambda words: find(words, find_spans)


RULES = (
    _rule("(vandaag|vanochtend|vanmiddag|vanavond|eod)", Kind.RELATIVE, days.days_from_today(0)),
    _rule("[het ](eind|einde) [van ][de ](dag|werkdag)", Kind.PART, days.end_of_today),
    _rule("over een (uur|uurtje|half uur|half uurtje)", Kind.RELATIVE, days.days_from_today(0)),
    _rule("morgen", Kind.RELATIVE, days.days_from_today(1)),
    _rule("morgenvroeg", Kind.RELATIVE, days.days_from_today(1)),
    _rule("overmorgen", Kind.RELATIVE, days.days_from_today(2)),
    _rule("[de ](eerstvolgende|volgende|komende|eerste) werkdag", Kind.RELATIVE, days.coming_working_day),
    # -- days of the week
    _rule("[deze |nu ]{dayname}", Kind.WEEKDAY, days.weekday("dayname")),
    _rule("{short_day}", Kind.SHORT_DAY, days.weekday("short_day")),
    _rule(f"{_COMING} {{weekday}}", Kind.WEEKDAY, days.coming_weekday),
    _rule("{weekday} (as|aanstaande)", Kind.WEEKDAY, days.coming_weekday),
    _rule("volgende {weekday}", Kind.WEEKDAY, days.next_weekday),
    _rule("{weekday} [de ]{rank}", Kind.DAY, days.day_and_rank),
    _rule("over {count} {unit} [op ]{weekday}", Kind.DAY, _nested(nested.weeks_and_weekday)),
    _rule("{period} over {count} {unit}", Kind.WEEKDAY, _nested(nested.weekday_and_weeks)),
    _rule("{weekday}[ in| van] {period}", Kind.DAY, days.weekday_of_week),
    _rule("{period} op {weekday}", Kind.DAY, days.weekday_of_week),
    _rule("{period} {weekday}", Kind.DAY, days.weekday_of_week),
    _rule("[as |aanstaande |komende ]{weekday} {period}", Kind.DAY, _nested(nested.weekday_with_date)),
    _rule("{period} {weekday}", Kind.DAY, _nested(nested.weekday_with_date)),
    _rule("{period} week {any_week}", Kind.DAY, _nested(nested.date_with_week)),
    # -- dates
    _rule("[de ]{day} [van ]{month}[ [van ]{year}][ as| aanstaande]", Kind.DAY, days.day_of_month),
    _rule("{day}-{month}[-{year}]", Kind.DAY, days.day_of_month),
    _rule("{day}( |-){month}( |-){yy}", Kind.DAY, days.day_of_month_and_short_year),
    _rule("[de ]{rank} [van ]{period}", Kind.DAY, days.rank_in_month),
    _rule("{period} [op ]de {rank}", Kind.DAY, days.rank_in_month),
    _rule("de {rank}", Kind.RANK, days.rank_in_month),
    _rule("{dd}(-|/|.){mm}(-|/|.| ){yyyy}", Kind.DAY, days.numeric),
    _rule("{yyyy}(-|/|.| ){mm}(-|/|.| ){dd}", Kind.DAY, days.numeric),
    _rule("[de ]{day} [van ]{month} {old}", Kind.DAY, days.long_ago),
    _rule("{dd}(-|/|.){mm}(-|/|.){old}", Kind.DAY, days.long_ago),
    _rule("{dd}(-|/|.){mm}(-|/|.| ){yy}", Kind.DAY, days.numeric_near),
    _rule("{dd}-{mm}-{yy}", Kind.HYPHENED, days.numeric),
    _rule("{dd}/{mm}/{yy}", Kind.SLASHED, days.numeric),
    _rule("{dd}-{mm}[ as]", Kind.HYPHENED, days.numeric_yearless),
    _rule("{dd}/{mm}[ as]", Kind.SLASHED, days.slashed),
    _rule("{dd}/{mm}", Kind.FRACTION, days.numeric_yearless),
    _rule("{dd}.{mm}", Kind.DOTTED, days.numeric_yearless),
    # -- from one to another
    _rule("[van ]{day}[ ](t/m|tot en met|-|tot)[ ]{until} {period}", Kind.PART, days.day_range),
    _rule(
        "[tussen |van ](week|weken) {any_week}[ ](-|/|t/m|tot en met|en|tot)[ ][week ]{until_week}[ [van |in ]{year}]",
        Kind.WEEK,
        days.week_range,
    ),
    _rule(
        "kwartaal {quarter}[ ](-|/|t/m|tot en met)[ ][kwartaal ]{until_quarter}[ [van |in ]{year}]",
        Kind.LABEL,
        days.quarter_range,
    ),
    _rule("{month}[ ](-|/|t/m|tot en met)[ ]{until_month}[ {year}]", Kind.RANGE, days.month_range),
    _rule("(tussen|binnen) {other} en {period}", Kind.PART, _nested(nested.between)),
    _rule("[van ]{part} (t/m|tot en met|tot|-) {until_part} [van |in ]{period}", Kind.PART, parts.parts_range),
    _rule("[van ]{other} (t/m|tot en met|tot|-) {period}", Kind.PART, _nested(nested.through_dates)),
    _rule("[van ]{other} (t/m|tot en met|-) {period}", Kind.RANGE, _nested(nested.through_weekdays)),
    # -- counted
    _rule("over [ongeveer |zo'n |precies |exact ]{count} {unit}[ vanaf nu]", Kind.OFFSET, days.over),
    _rule("{count} {unit} (vanaf nu|na nu|vanaf vandaag|na vandaag)", Kind.OFFSET, days.over),
    _rule("binnen [nu en |max |maximaal |uiterlijk ]{count} {unit}", Kind.OFFSET, days.within),
    _rule("binnen {count} {unit} (na) {period}", Kind.COUNTED, _nested(nested.counted)),
    _rule("[de ](komende|aankomende|eerstkomende) {count} {unit}", Kind.OFFSET, days.within),
    _rule("(binnen|tijdens|gedurende) {period}", Kind.PART, parts.within),
    _rule("{count} {unit} {side} {period}", Kind.COUNTED, _nested(nested.counted)),
    _rule("[de ][eerste |laatste ]{what} {side} {period}", Kind.COUNTED, _nested(nested.neighbour)),
    # -- parts of periods
    _rule("[aan het |in het |in de |het |de ]{part} [van |vd |in ]{period}", Kind.PART, parts.part),
    _rule("[de ]{nth} {weekday} [van |in ]{period}", Kind.DAY, parts.ranked_weekday),
    _rule("[de ]{nth} werkdag [van |in ]{period}", Kind.DAY, parts.ranked_working_day),
    _rule("[de ]{nth} dag van {period}", Kind.DAY, parts.first_or_last_day),
    _rule("[de ]{nth} week [van |in ]{period}", Kind.NEAR, parts.ranked_week),
    _rule("[de ](komende|aankomende) week", Kind.NEAR, parts.coming_week),
    _rule("[de ](komende|aankomende) maand", Kind.NEAR, parts.coming_month),
    _rule("[het ](komend|komende|aankomend) jaar", Kind.AROUND, parts.coming_year),
    _rule("(dit|het) weekend", Kind.WEEKEND, parts.this_weekend),
    _rule("[het ](komend|komende|aankomend|aankomende|aanstaand|as) weekend", Kind.WEEKEND, parts.coming_weekend),
    _rule("volgend weekend", Kind.WEEKEND, parts.next_weekend),
    # -- feasts and holidays
    _rule("[de |het ]{feast}[ [van |in ]{year}]", Kind.FEAST, parts.feast),
    _rule("[de ]{school}[ [van |in ]{year}]", Kind.SEASON, parts.school_holiday),
)
