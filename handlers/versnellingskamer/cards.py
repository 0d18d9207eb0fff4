"""The cards of a room: the one in the channel, that lives, and the one of whoever leads it."""

from collections.abc import Iterator

from handlers.cards import (
    AnyElement,
    Button,
    Buttons,
    Card,
    Fact,
    Facts,
    Item,
    Items,
    Link,
    Note,
    Notice,
    Progress,
    Text,
    line,
    soft,
    told as marked,
)
from handlers.dutch import counted, shortened
from handlers.feature import Work
from handlers.versnellingskamer import attending, callbacks, levels, lookup, phases, words
from handlers.versnellingskamer.attending import CARD
from handlers.versnellingskamer.callbacks import Extension, Page, Topic
from handlers.versnellingskamer.counted import find_result, has_result
from handlers.versnellingskamer.lookup import Room
from handlers.versnellingskamer.templates import NAMES
from storage.kamer_ballots import BALLOTS

_SHOWN: int = 30
_BEGUN_AGAIN = "De stemming is opnieuw begonnen, omdat de gegevens zijn teruggezet. Wie al stemde, stemt nog eens."
_UNLINKABLE = "Niemand kan de stemmen nog aan iemand koppelen: de sleutel is gewist."
_STILL_LINKABLE = "De sleutel waarmee stemmen te koppelen zijn, wordt nu gewist."


# --- in the channel --------------------------------------------------------------------------------------------------


def draw(work: Work, subject: str) -> Card | None:
    """The living card of a room as it is now."""
    room = lookup.by_subject(work, subject)
    return living(room) if room else None


def living(room: Room) -> Card:
    """What everybody in the channel sees."""
    head = Note(line(soft(f"{room.kamer.key} · {words.stands(room)}")))
    return Card(
        CARD, room.kamer.question, (head, *_body(room)), key=f"{CARD}:{room.kamer.id}", colour=room.tafel.colour,
        summary=f"{room.kamer.question} ({words.stands(room)})",
    )  # fmt: skip


def _body(room: Room) -> Iterator[AnyElement]:
    if room.is_open:
        yield from _voting(room)
    elif room.is_over:
        yield Text(line(f"{words.counter(room)}. De uitslag komt eraan."))
    elif room.kamer.step.phase == phases.PREPARING:
        yield Text(line(f"{words.asked(room)}. De stemming opent straks hier."))
        yield Note(line(levels.sentence(room.vote)))
        yield Buttons((callbacks.JOIN.button("Ik doe mee", room.kamer.id, style="primary"),))
    else:
        yield from _counted(room)


def _voting(room: Room) -> Iterator[AnyElement]:
    if BALLOTS.begun(room.session, room.kamer.subject) > 1 or BALLOTS.is_lost(room.session, room.kamer.subject):
        yield Notice("warning", line(_BEGUN_AGAIN))
    yield Text(line(f"{words.asked(room)}. {words.time(room)}"))
    if words.is_nearly_over(room):
        yield Notice("info", line("De stemming sluit bijna."))
    yield from progress(room)
    yield Note(line(levels.sentence(room.vote)))
    joins = () if room.is_poll else (callbacks.JOIN.button("Ik doe mee", room.kamer.id),)
    yield Buttons((vote_button(room), *joins))


def progress(room: Room) -> Iterator[AnyElement]:
    """How many voted, and how many of each group."""
    if room.is_poll or not room.listed:
        yield Text(line(f"{words.counter(room)}."))
    else:
        yield Progress(words.counter(room), min(100, 100 * room.voted // room.listed))
    if by_group := words.counter_by_group(room):
        yield Note(line(by_group))
    if room.let_in:
        yield Note(line(f"{counted(room.let_in, 'mens', 'mensen')} later toegelaten door de begeleider."))


def vote_button(room: Room) -> Button:
    """The button that opens the form."""
    if room.vote.level == "naam":
        return callbacks.NAMED.button("Stem", Page(room.kamer.id), style="primary", opens=True)
    return Button("Stem", callbacks.VOTE_PRESS, room.kamer.subject, "primary", opens=True)


def _counted(room: Room) -> Iterator[AnyElement]:
    found = find_result(room)
    if found is None:
        yield Text(line("Deze kamer is niet doorgegaan."))
        return
    yield Text(line(found.headline))
    if sentence := linkable(room):
        yield Note(line(sentence))
    yield Buttons((callbacks.RESULT.button("Uitslag", room.kamer.id, style="primary"),))


def linkable(room: Room) -> str:
    """Whether anybody can still link ballots to people: said only where they were anonymous."""
    state = BALLOTS.state(room.session, room.kamer.subject)
    return {"unlinkable": _UNLINKABLE, "closed": _STILL_LINKABLE}.get(state, "") if room.vote.level != "naam" else ""


# --- of whoever leads ------------------------------------------------------------------------------------------------


def of_leader(room: Room, *, told: str = "") -> Card:
    """The room with the buttons of whoever leads it."""
    title = f"{room.kamer.key}: {shortened(room.kamer.question, 100)}"
    head = [Note(line(f"{told}."))] if told else []
    return Card("kamer_leiden", title, (*head, *_leading(room)), colour=room.tafel.colour)


def _leading(room: Room) -> Iterator[AnyElement]:
    if room.kamer.step.phase == phases.PREPARING:
        yield from _preparing(room)
        return
    yield Text(line(f"{_sentence(words.stands(room))} {words.time(room) if room.is_open else ''}".strip()))
    if room.is_open:
        yield from progress(room)
        yield Buttons(tuple(_while_open(room)))
    elif not room.is_over:
        yield Buttons(tuple(_after(room)))


def _sentence(said: str) -> str:
    return f"{said[:1].upper()}{said[1:]}."


def _while_open(room: Room) -> Iterator[Button | Link]:
    if room.kamer.step.closes_at is not None:
        yield callbacks.MORE_TIME.button("+5 min", Extension(room.kamer.id, 5))
    yield callbacks.CLOSE.button("Sluit", room.kamer.id, style="danger")
    yield callbacks.BACK.button("Terug", room.kamer.id)
    yield callbacks.PEOPLE.button("Deelnemers", room.kamer.id)


def _after(room: Room) -> Iterator[Button]:
    if has_result(room):
        yield callbacks.RESULT.button("Uitslag", room.kamer.id, style="primary")
        yield callbacks.TALK.button("Bespreek meest verdeelde", Topic(room.kamer.id))
    if room.kamer.step.phase == phases.TALKING:
        yield callbacks.FINISH.button("Rond af", room.kamer.id)
    elif room.kamer.step.what == "afgerond":
        yield callbacks.BACK.button("Terug", room.kamer.id)


def _preparing(room: Room) -> Iterator[AnyElement]:
    vote = room.vote
    yield Facts((
        Fact("Vorm", line(NAMES[room.kamer.template])),  # type: ignore[index]
        Fact("Gevraagd", line(words.asked(room))),
        Fact("Niveau", line(f"{levels.LABELS[vote.level]}, vanaf {vote.k} mensen")),
        Fact("Open", line(words.planned(room))),
        Fact("Op de lijst", line(f"nu {attending.expected(room)}; de lijst ligt vast als je opent")),
    ))  # fmt: skip
    yield Items(tuple(
        Item(line(f"{each.number}. {each.text}"), line(soft(shortened(each.explanation, 120))))
        for each in vote.directions
    ))  # fmt: skip
    yield Buttons((
        callbacks.OPEN.button("Open de stemming", room.kamer.id, style="primary"),
        callbacks.CHANGE.button("Aanpassen", room.kamer.id, opens=True),
        callbacks.PEOPLE.button("Deelnemers", room.kamer.id),
        callbacks.ANNOUNCE.button("Kondig aan", room.kamer.id),
    ))  # fmt: skip
    more = [callbacks.WEIGHTS.button("Gewichten", room.kamer.id, opens=True)] if vote.criteria else []
    yield Buttons((*more, callbacks.DROP.button("Laat vervallen", room.kamer.id)))
    yield Note(marked(f"Een andere eindtijd? Typ `/kamer {room.kamer.key} tot vrijdag 15:00`."))


# --- of whoever asks -------------------------------------------------------------------------------------------------


def of_anybody(room: Room) -> Card:
    """What the channel shows, for one person who asked: it does not live, so it has no key."""
    shown = living(room)
    return Card("kamer_bekijken", shown.title, shown.elements, shown.summary, colour=shown.colour)
