"""One sentence above the page, made by rule from comparisons, with the numbers in it. Nobody writes it by hand."""

import msgspec

from factsheets.dutch import SPACE
from factsheets.figures import Comparison, Figure, Track, compare, year_earlier
from factsheets.observation import Period

FAR, FAR_WORDS = 4, "vier jaar eerder"  # for the second comparison, where no record can be told
FEW = 3  # of fewer years "the highest" says nothing


def headline(series: Track | None, place: str) -> str:
    """The sentence: the newest figure beside a year earlier, and beside the other quarters."""
    last = series.last if series else None
    if series is None or last is None:
        return f"Er zijn nog geen cijfers over vacatures {place}."
    change = year_earlier(series)
    begin = f"In {of_year(last.period)} stonden {place} in {last.region.name} {last.text} vacatures open"
    if change is None:
        return f"{begin}. {_record(series, last)}".strip()
    record, far = _record(series, last), compare(last, series.at(last.period.years_later(-FAR)))
    if not record and far:
        change, far = _of_one_kind(change, far)
    first = f"{begin}, {_beside(change)} een jaar eerder ({change.then.text})"
    return f"{first}. {record}" if record else f"{first}{_further(change, far)}."


def _of_one_kind(first: Comparison, second: Comparison) -> tuple[Comparison, Comparison]:
    """Both numbers in percents or both absolute: nobody compares the two in one sentence."""
    both = [first, second]
    if all("%" in each.words for each in both if each.direction != "gelijk"):
        return first, second
    plain = [msgspec.structs.replace(each, share=None) for each in both]
    return plain[0], plain[1]


def of_year(when: Period) -> str:
    """ "het 3e kwartaal van 2023"."""
    return f"het {when.alike} van {when.year}"


def _beside(change: Comparison) -> str:
    """ "1% minder dan", with spaces that keep the number and its word together."""
    if change.direction == "gelijk":
        return f"{'even' if change.difference == 0 else 'ongeveer even'}veel als"
    return change.words.replace(" ", SPACE) + " dan"


def _further(first: Comparison, second: Comparison | None) -> str:
    """Also some years back, joined by what the two have in common."""
    if second is None:
        return ""
    joint = "en" if second.direction == first.direction else "maar"
    return f", {joint} {_beside(second)} {FAR_WORDS} ({second.then.text})"


def _record(series: Track, last: Figure) -> str:
    """The sentence that this is the highest or lowest figure of its quarters, beyond the rounding; empty where it is
    not."""
    others = [figure for figure in series.alike(last.period) if figure.period.year < last.period.year]
    changes = [change for change in (compare(last, figure) for figure in others) if change]
    directions = {change.direction for change in changes}
    if len(changes) < FEW or directions not in ({"meer"}, {"minder"}):
        return ""
    word = "hoogste" if directions == {"meer"} else "laagste"
    return f"Dat is het {word} {last.period.alike} sinds de start van deze reeks in {changes[0].then.period.year}."
