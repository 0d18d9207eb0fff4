"""Suggest days for seasons, school holidays and school years: "in het voorjaar", "na de herfstvakantie", "schooljaar
2027-2028".
"""

from dataclasses import replace
from datetime import date

from handlers.dates.calendar import DAY, last_working_day, month, months_after, next_working_day
from handlers.dates.periods import NEAR_YEARS
from handlers.dates.reading import Why
from handlers.dates.school import HOLIDAYS, OTHER_HOLIDAYS
from handlers.dates.suggestion import Suggestion
from handlers.dates.words import Words

_YEARLY = {
    "voorjaar": (3, 5),
    "lente": (3, 5),
    "zomer": (6, 8),
    "najaar": (9, 11),
    "herfst": (9, 11),
    "winter": (12, 14),
}


def season(words: Words) -> Suggestion:
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


def school(words: Words) -> Suggestion:
    """The last working day before it, and the first one after it."""
    name, lead = words.text("any_school"), words.text("lead")
    weak = not lead.startswith(("voor", "na", "tot", "nog voor", "tegen", "rond"))
    for start, end in HOLIDAYS.get(name, ()) or OTHER_HOLIDAYS.get(name, ()):
        if end >= words.today and words.year in {None, start.year}:
            before, after = last_working_day(start - DAY), next_working_day(end + DAY)
            either = (before, after) if before >= words.today else (after,)
            return Suggestion(Why.SCHOOL, _around(lead, before, after, start, end) if not weak else either, weak=weak)
    return Suggestion(Why.SCHOOL, weak=weak)


def named_years(words: Words) -> Suggestion | None:
    """ "schooljaar 2027-2028" is suggested from its first day to its last one, "2027/2028" to the end of the second."""
    first, last = (2000 + int(words.text(slot)[-2:]) for slot in ("from_year", "until_year"))
    if last != first + 1 or not first <= last <= words.today.year + NEAR_YEARS:
        return None
    summers = HOLIDAYS["zomervakantie"]
    days = [next_working_day(end + DAY) for _, end in summers if end.year == first]
    days += [last_working_day(start - DAY) for start, _ in summers if start.year == last]
    return Suggestion(Why.SCHOOL, tuple(days), weak=True)


def week_of_holiday(words: Words) -> Suggestion | None:
    """ "week 2 van de kerstvakantie" is suggested up to its Friday, where the table has that holiday."""
    number = words["any_week"] if words.text("any_week") else words["nth"]
    for start, end in HOLIDAYS.get(words.text("any_school"), ()):
        weeks = [day for week in range((end - start).days // 7 + 1) if (day := start + (6 + 7 * week) * DAY) <= end]
        if end >= words.today and abs(number) <= len(weeks):
            return Suggestion(Why.SCHOOL, (weeks[number if number < 0 else number - 1],))
    return Suggestion(Why.SCHOOL)


def school_day(words: Words) -> Suggestion:
    """ "laatste schooldag"."""
    return school_year(replace(words, found={"edge": "eind" if words["nth"] < 0 else "begin"}))


def coming_school_year(words: Words) -> Suggestion:
    return replace(school_year(words), weak=True)


def school_year(words: Words) -> Suggestion:
    summers = HOLIDAYS["zomervakantie"]
    ends = words.text("edge").startswith("e")
    days = [last_working_day(start - DAY) if ends else next_working_day(end + DAY) for start, end in summers]
    return Suggestion(Why.SCHOOL, tuple(day for day in days if day >= words.today)[:1])


def at_school(_words: Words) -> Suggestion:
    return Suggestion(Why.SCHOOL, weak=True)
