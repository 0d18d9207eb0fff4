"""Describe how the shape of a CBS table changed, for the administrator who decides whether to use its figures."""

from collections.abc import Iterator, Sequence

import msgspec

MOST = 5
_LONGEST = 60


class Parts(msgspec.Struct, frozen=True, array_like=True):
    """What a table is made of: dimensions (name, kind) and measures (code, title, unit, decimals)."""

    dimensions: tuple[tuple[str, str], ...]
    measures: tuple[tuple[str, str, str, str], ...]


def _read(text: str) -> Parts | None:
    """The parts that were kept; none of an installation that kept no more than a fingerprint."""
    return msgspec.json.decode(text, type=Parts) if text else None


def told(before: str, after: str) -> str:
    """The differences in one sentence; many are counted."""
    old, new = _read(before), _read(after)
    if old is None or new is None:
        return "wat er precies anders is, is niet bewaard"
    every = [*_dimensions(old, new), *_measures(old.measures, new.measures)]
    more = [f"en nog {len(every) - MOST} andere verschillen"] if len(every) > MOST + 1 else []
    return "; ".join([*(every[:MOST] if more else every), *more]) or "alleen de volgorde"


def _dimensions(old: Parts, new: Parts) -> Iterator[str]:
    was, now = dict(old.dimensions), dict(new.dimensions)
    yield from (f"de dimensie {name} is verdwenen" for name in was.keys() - now.keys())
    yield from (f"er is een dimensie {name} bijgekomen" for name in now.keys() - was.keys())
    for name in sorted(was.keys() & now.keys()):
        if was[name] != now[name]:
            yield f"de dimensie {name} is van een andere soort"


def _measures(old: Sequence[tuple[str, str, str, str]], new: Sequence[tuple[str, str, str, str]]) -> Iterator[str]:
    was, now = {row[0]: row[1:] for row in old}, {row[0]: row[1:] for row in new}
    moved = {title: code for code, (title, *_) in now.items() if code not in was}
    for code, (title, *rest) in was.items():
        if code in now:
            yield from _measure((title, *rest), now[code])
        elif title in moved:
            yield f"de maat {_short(title)} heeft een andere code ({moved[title]} in plaats van {code})"
        else:
            yield f"de maat {_short(title)} is verdwenen"
    known = {title for title, *_ in was.values()}
    yield from (f"er is een maat {_short(title)} bijgekomen" for title in moved if title not in known)


def _measure(was: Sequence[str], now: Sequence[str]) -> Iterator[str]:
    (title, unit, decimals), (now_title, now_unit, now_decimals) = was, now
    if title != now_title:
        yield f"de maat {_short(title)} heet nu {_short(now_title)}"
    if unit != now_unit:
        yield f"de eenheid van {_short(now_title)} is nu {_short(now_unit)} en was {_short(unit)}"
    if decimals != now_decimals:
        yield f"{_short(now_title)} heeft nu {now_decimals} decimalen en had er {decimals}"


def _short(text: str) -> str:
    return f"“{text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + '…'}”"
