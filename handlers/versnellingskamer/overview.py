"""The rooms of a tafel: the list that `/kamer` shows, a line on other pages, and what the weekly digest tells.

A digest tells that a room opened or closed, and which are open: never what anybody said in one, and no result.
"""

from collections.abc import Iterator
from typing import Final

from handlers import roles
from handlers.cards import AnyElement, Buttons, Card, Heading, Item, Items, Text, line, soft, told
from handlers.dutch import counted
from handlers.feature import Answers, Glance, Post, Section, Turn, Week, Work
from handlers.versnellingskamer import callbacks, phases, rights, words
from handlers.versnellingskamer.callbacks import Start
from handlers.versnellingskamer.lookup import Room
from storage import facts, kamer_people, kamers, memberships
from storage.kamers import KAMER, Kamer
from storage.people import Person
from storage.tafels import Tafel

_MOST: Final = 8
_LAST: Final = 3
_ORDER: Final = 45
_TEACHES: Final = (
    "Nog geen kamers. Met een Versnellingskamer weegt een groep samen richtingen, anoniem als je wilt. Daarna zie je "
    'meteen waar jullie het eens zijn. Klein beginnen? Typ `/kamer peiling "Waar zitten we?" "Zwolle" "Kampen"`.'
)


def overview(turn: Turn, words_or_key: str) -> Answers:
    """`/kamer`: the rooms of this tafel, and what whoever asks may begin."""
    tafel = roles.tafel_for(turn, words_or_key.strip())
    roles.require(turn, rights.READ, tafel)
    elements = (*_listed(turn, tafel), *_may_begin(turn, tafel))
    return Post(Card("kamers", f"Versnellingskamers van {tafel.name}", elements, colour=tafel.colour))


def _listed(turn: Turn, tafel: Tafel) -> Iterator[AnyElement]:
    running = kamers.of_tafel(turn.session, tafel.id, phases.RUNNING, _MOST)
    done = kamers.of_tafel(turn.session, tafel.id, (phases.DONE,), _LAST)
    if not running and not done:
        yield Text(told(_TEACHES))
    if running:
        yield Items(tuple(_item(turn, each) for each in running))
        if (more := kamers.counted(turn.session, tafel.id, phases.RUNNING) - len(running)) > 0:
            yield Text(line(soft(f"en nog {counted(more, 'kamer', 'kamers')}")))
    if done:
        yield Heading("Afgerond")
        yield Items(tuple(_item(turn, each) for each in done))


def _item(turn: Turn, kamer: Kamer) -> Item:
    return Item(words.row(Room(turn.session, kamer, turn.now)), button=callbacks.SHOW.button("Bekijk", kamer.id))


def _may_begin(turn: Turn, tafel: Tafel) -> Iterator[AnyElement]:
    begin = [
        callbacks.NEW.button(label, Start(tafel.key, template), opens=True)
        for label, template, right in (
            ("Nieuwe kamer", "wegen", rights.MAKE), ("Snelle peiling", "peiling", rights.POLL),
        ) if roles.may(turn, right, tafel)
    ]  # fmt: skip
    if begin:
        yield Buttons(tuple(begin))


# --- on other pages --------------------------------------------------------------------------------------------------


def home(work: Work) -> Iterator[AnyElement]:
    """The rooms in which somebody can do something now."""
    if work.person is None:
        return
    mine = set(kamer_people.rooms_of(work.session, work.person.id))
    at = set(memberships.roles_of(work.session, work.person.id))
    found = [
        Room(work.session, each, work.now) for each in kamers.in_phase(work.session, phases.VOTING)
        if each.id in mine or each.tafel_id in at
    ]  # fmt: skip
    if found:
        yield Heading("Open stemmingen")
        yield Items(tuple(
            Item(words.row(room), button=callbacks.SHOW.button("Bekijk", room.kamer.id)) for room in found[:_MOST]
        ))  # fmt: skip


def glance(work: Work, tafel: Tafel) -> Glance:
    """How many votes of a tafel are open."""
    number = kamers.counted(work.session, tafel.id, (phases.VOTING,))
    button = callbacks.OVERVIEW.button("Versnellingskamer", tafel.key)
    return Glance(line=line(f"{counted(number, 'stemming', 'stemmingen')} open") if number else (), button=button)


def digest(work: Work, week: Week) -> Iterator[Section]:
    """Which rooms opened and closed since the channel heard, and which are open."""
    happened = facts.by_key(week.facts, KAMER)
    running = {each.key: each for each in kamers.of_tafel(work.session, week.tafel.id, phases.RUNNING, _MOST)}
    told_of = {**kamers.with_keys(work.session, list(happened)), **running}
    shown = [
        Room(work.session, each, week.now) for each in sorted(told_of.values(), key=lambda each: each.id)
        if each.key in happened or each.step.phase == phases.VOTING
    ]  # fmt: skip
    if shown:
        rows = tuple(Item(words.row(room), button=callbacks.SHOW.button("Bekijk", room.kamer.id)) for room in shown)
        yield Section(order=_ORDER, elements=(Heading("Versnellingskamer"), Items(rows)), stirs=bool(happened))


def leaves(work: Work, person: Person, tafel: Tafel) -> Iterator[AnyElement]:
    """The rooms of a tafel that somebody who leaves it leads: who leads the tafel leads them too."""
    mine = [
        each for each in kamers.of_tafel(work.session, tafel.id, phases.RUNNING, _MOST)
        if (seat := kamer_people.find(work.session, each.id, person.id)) and seat.leads
    ]  # fmt: skip
    if mine:
        yield Heading("Kamers die nu een andere begeleider nodig hebben")
        yield Items(tuple(Item(words.row(Room(work.session, each, work.now))) for each in mine))
        yield Text(told(f"Een projectleider leidt ze verder: typ `/kamer {mine[0].key}`."))
