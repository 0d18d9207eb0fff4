"""A small feature for a test: hooks by name, whose callbacks carry words and whose tasks carry a dictionary."""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from handlers.anonymous import Anonymous
from handlers.cards import AnyElement, Card, Option
from handlers.feature import (
    Answers,
    Around,
    Asked,
    ByItself,
    Callback,
    Command,
    Due,
    Feature,
    Handler,
    Heard,
    Job,
    Page,
    Press,
    Room,
    Search,
    Shortcut,
    Shown,
    Submit,
    Task,
    Timed,
    Turn,
    Work,
)


def small_feature(
    name: str, *, commands: tuple[Command, ...] = (), presses: Mapping[str, Handler] | None = None,
    reads: Collection[str] = (), submits: Mapping[str, Handler] | None = None,
    searches: Mapping[str, Callable[[Turn, str], Iterable[Option]]] | None = None,
    shortcuts: Mapping[str, str] | None = None, heard: Heard | None = None,
    jobs: Mapping[str, Callable[[Work, dict[str, str]], Answers]] | None = None,
    timed: tuple[Callable[[Work], Iterable[Due]], Callable[[Work, Due], Answers]] | None = None,
    cards: Mapping[str, Callable[[Work, str], Card | None]] | None = None,
    home: Callable[[Work], Iterable[AnyElement]] | None = None,
    anonymous: Anonymous[Turn, Work] | None = None,
    pages: tuple[Page, ...] = (), rooms: tuple[Room, ...] = (),
) -> Feature:  # fmt: skip
    """The feature; `reads` names the presses that only read, `shortcuts` gives the press for each label."""
    return Feature(
        name=name,
        asked=Asked(
            commands=commands,
            presses=tuple(
                Press(_words(name, each), _without_payload(does), each in reads)
                for each, does in (presses or {}).items()
            ),
            submits=tuple(Submit(_words(name, each), _without_payload(does)) for each, does in (submits or {}).items()),
            searches=tuple(Search(f"{name}.{each}", finds) for each, finds in (searches or {}).items()),
            shortcuts=tuple(Shortcut(label, _words(name, press)) for label, press in (shortcuts or {}).items()),
        ),
        heard=heard or Heard(),
        by_itself=ByItself(
            timed=(Timed(name, *timed),) if timed else (),
            jobs=tuple(Job(task(name, each), does) for each, does in (jobs or {}).items()),
        ),
        shown=Shown(home=home, cards=cards or {}),
        around=Around(anonymous=anonymous, pages=pages, rooms=rooms),
    )


def _words(feature: str, name: str) -> Callback[str]:
    return Callback(f"{feature}.{name}", str)


def task(feature: str, name: str) -> Task[dict[str, str]]:
    return Task(f"{feature}.{name}", dict[str, str])


def _without_payload(does: Handler) -> Callable[[Turn, Any], Answers]:
    return lambda turn, _payload: does(turn)
