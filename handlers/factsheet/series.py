"""The series in time of a tafel, and the search for the one that typed words mean."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from factsheets.catalogue import Indicator, indicators, sectors
from factsheets.observation import period
from handlers import roles
from handlers.cards import Card, Note, told
from handlers.factsheet import callbacks
from handlers.factsheet.callbacks import SeriesKey
from handlers.factsheet.words import WHOLE
from handlers.feature import Refusal, Turn
from handlers.near import nearest
from handlers.words import tidy
from storage import figures
from storage.database import Session
from storage.figures import Series

_PLACES = ("hca", "arbeidsmarktregio", "land", "landsdeel", "provincie", "corop", "gemeente", "onbekend")
_LINKING = frozenset({"van", "bij", "in", "voor", "de", "het"})
_ALL = ("",)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a series is about."""

    code: str
    name: str
    kind: str
    periods: int
    newest: str


@dataclass(frozen=True, slots=True)
class Subject:
    """A figure that a tafel can follow in time, with the places it is known for, the nearest to the region first."""

    indicator: Indicator
    branches: tuple[str, ...]
    places: tuple[Place, ...]

    def place(self, code: str) -> Place | None:
        return next((each for each in self.places if each.code == code), None)

    @property
    def reach(self) -> str:
        """How much there is of it: "27 cijfers, tot en met het 3e kwartaal 2023"."""
        newest = max((each.newest for each in self.places), default="")
        until = period(newest)
        amount = sum(each.periods for each in self.places)
        ends = f", tot en met {until.named}" if until.kind != "other" else ""
        return f"{amount} {'cijfer' if amount == 1 else 'cijfers'}{ends}"


def of_tafel(session: Session, key: str) -> list[Subject]:
    """The series of a tafel by name: those of its branches, and those of all branches together."""
    mine = _branches(key)
    every = [each for each in figures.series(session) if each.indicator in indicators()]
    found = (_subject(name, list(group), mine) for name, group in groupby(every, key=lambda one: one.indicator))
    return sorted((each for each in found if each.places), key=lambda one: one.indicator.name)


def _branches(key: str) -> tuple[str, ...]:
    sector = sectors().get(key)
    return sector.branches if sector else ()


def _subject(name: str, known: Sequence[Series], mine: tuple[str, ...]) -> Subject:
    """A tafel's own branches where the figure is told by branch, else the figure of all branches together."""
    own = [each for each in known if each.branch in mine]
    used, branches = (own, mine) if own else ([each for each in known if not each.branch], _ALL)
    ordered = sorted(used, key=lambda one: one.region)
    places = (_place(list(group)) for _, group in groupby(ordered, key=lambda one: one.region))
    return Subject(indicators()[name], branches, tuple(sorted(places, key=_nearness)))


def _place(rows: Sequence[Series]) -> Place:
    first = rows[0]
    newest = max(each.newest for each in rows)
    return Place(first.region, first.region_name, first.region_kind, max(each.periods for each in rows), newest)


def _nearness(place: Place) -> tuple[int, str]:
    return (_PLACES.index(place.kind) if place.kind in _PLACES else len(_PLACES)), place.name


def which(tafel: str, name: str, subjects: Iterable[Subject]) -> Card:
    """The question of which figure to follow in time."""
    options = [callbacks.SERIES.option(key(tafel, each), each.indicator.name, each.reach) for each in subjects]
    hint = Note(told("Of typ het cijfer: `/factsheet verloop openstaande vacatures bouw`."))
    return Card("factsheet_reeksen", f"Welk cijfer van {name} wil je door de tijd zien?",
                (callbacks.SERIES.choice("Verloop van", options), hint))  # fmt: skip


# --- as a button or a choice carries it ------------------------------------------------------------------------------


def key(tafel: str, subject: Subject, place: str = "", *, whole: bool = False) -> SeriesKey:
    """What names a series; `whole` asks for every figure instead of the newest."""
    return SeriesKey(tafel, subject.indicator.key, place or subject.places[0].code, whole)


@dataclass(frozen=True, slots=True)
class Wanted:
    """One series, looked up."""

    tafel: str
    subject: Subject
    place: Place
    whole: bool


def wanted(session: Session, asked: SeriesKey) -> Wanted:
    """The series that a button names; it came through a client, so everything in it is looked up."""
    known = of_tafel(session, asked.tafel)
    subject = next((each for each in known if each.indicator.key == asked.figure), None)
    place = subject.place(asked.place) if subject else None
    if subject is None or place is None:
        msg = "Die reeks is er niet (meer). Typ `/factsheet verloop` voor wat er is."
        raise Refusal(msg)
    return Wanted(asked.tafel, subject, place, whole=asked.whole)


# --- what somebody means ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Meant:
    """What words mean: a tafel, the series that fit, and a place if one was named."""

    tafel: str
    subjects: tuple[Subject, ...]
    place: str = ""


def meant(turn: Turn, said: str) -> Meant:
    """ "openstaande vacatures zorg", "vacatures flevoland": the tafel may stand at the end, a place as well.

    Without words, or with a tafel alone, everything is meant that there is.
    """
    words = [word for word in tidy(said).split() if word.casefold() not in _LINKING]
    tafel, words = _tafel(turn, words)
    known = of_tafel(turn.session, tafel)
    place, rest = _named_place(known, words)
    wanted = " ".join(rest).casefold()
    found = fitting(known, wanted) if wanted else known
    if not found:
        raise Refusal(_unknown(known, wanted, tafel))
    here = tuple(each for each in found if not place or each.place(place))
    if not here:
        msg = f"{found[0].indicator.name} ken ik niet voor dat gebied. Wel voor: {_names(found[0])}."
        raise Refusal(msg)
    return Meant(tafel, here, place)


def _tafel(turn: Turn, words: list[str]) -> tuple[str, list[str]]:
    """The tafel at the end of the words, else that of the channel, else the region."""
    if words and words[-1].casefold() == WHOLE:
        return WHOLE, words[:-1]
    if words:
        try:
            return roles.named(turn, words[-1]).key, words[:-1]
        except Refusal:
            pass
    return here(turn), words


def here(turn: Turn) -> str:
    """The tafel of this place or this person, the region where several could be meant."""
    try:
        return roles.tafel_for(turn).key
    except Refusal:
        return WHOLE


def _named_place(known: Iterable[Subject], words: list[str]) -> tuple[str, list[str]]:
    """A place at the end of the words, of one word or more."""
    places = {each.name.casefold(): each.code for subject in known for each in subject.places}
    for start in range(1, len(words)):
        if code := places.get(" ".join(words[start:]).casefold()):
            return code, words[:start]
    return "", words


def fitting(known: Iterable[Subject], said: str) -> list[Subject]:
    """The one of that name, or all in whose name every word begins a word."""
    listed, wanted = list(known), tidy(said).casefold()
    same = [each for each in listed if wanted in _called(each.indicator)]
    return same or [each for each in listed if _has(each.indicator, wanted.split())]


def _called(indicator: Indicator) -> tuple[str, ...]:
    return indicator.name.casefold(), indicator.short.casefold(), indicator.key, indicator.many.casefold()


def _has(indicator: Indicator, wanted: Sequence[str]) -> bool:
    words = f"{indicator.name} {indicator.short} {indicator.key.replace('_', ' ')}".casefold().split()
    return all(any(word.startswith(part) for word in words) for part in wanted)


def _unknown(known: Sequence[Subject], wanted: str, tafel: str) -> str:
    near = nearest(wanted, (name for each in known for name in _called(each.indicator)))
    hint = f"Bedoelde je “{near}”? " if near else ""
    also = "" if tafel != WHOLE else " Gaat het om een sector? Zet er dan een tafel achter, zoals “bouw”."
    return f"“{wanted}” ken ik niet als cijfer. {hint}Typ `/factsheet verloop` voor wat er is.{also}"


def _names(subject: Subject) -> str:
    return ", ".join(each.name for each in subject.places)
