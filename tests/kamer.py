"""People around a room, for tests: a full tafel, and how they open, vote in and close a room on any door."""

from collections.abc import Iterable

from storage import kamers, memberships
from storage.kamers import Kamer
from tests.platforms import Chat, Seen
from tests.platforms.teams import TeamsDriver
from tests.world import World

EVERYBODY = ("petra", "karim", "bram", "sanne", "fatima", "noor")
SPHERES = dict(
    zip(EVERYBODY, ("overheid", "ondernemers", "ondernemers", "onderwijs", "onderwijs", "omgeving"), strict=True)
)
QUESTION = "Hoe houden we genoeg stages?"
DIRECTIONS = "Stagepact per gemeente\nEén stageloket | voor alle scholen\nOpen dag"


def fill_tafel(world: World, people: Iterable[str] = EVERYBODY) -> None:
    """Give everybody a seat at Bouw, each with their O; Petra is its projectleider and Karim a kartrekker."""
    persons = {each: world.person(each) for each in people}
    with world.db.transaction() as session:
        tafel = world.tafel(session, "bouw")
        assert tafel is not None
        for key, person in persons.items():
            here = memberships.membership(session, person.id, tafel.id)
            memberships.appoint(
                session, person.id, tafel.id, here.role if here else "deelnemer", sphere=SPHERES[key]
            )  # fmt: skip


def begin(chat: Chat, *, by: str = "petra", **values: str | tuple[str, ...]) -> Seen:
    """Fill in the form of a new room; gives the card of its begeleider."""
    opened = chat.say("/kamer nieuw", by=by)
    assert opened is not None
    if opened.form is None:  # the door cannot open a form at a message
        chat.press("Formulier openen", by=by, on=opened)
    usual: dict[str, str | tuple[str, ...]] = {
        "vraag": QUESTION, "richtingen": DIRECTIONS, "niveau": ("Anoniem",), "manier": ("Akkoord, zorg of bezwaar",),
    }  # fmt: skip
    made = chat.submit(by=by, **(usual | values))
    assert made is not None
    return made


def press(chat: Chat, label: str, *, by: str = "petra", key: str = "KAMER-1") -> Seen:
    """Press a button on the room as this person sees it."""
    shown = chat.say(f"/kamer {key}", by=by)
    assert shown is not None
    pressed = chat.press(label, by=by, on=shown)
    assert pressed is not None
    return pressed


def card(chat: Chat, question: str = QUESTION, tafel: str = "bouw") -> Seen:
    """The living card of a room, as it stands in the channel."""
    chat.settle()
    [found] = [each for each in chat.channel(tafel) if each.title == question]
    return found


def vote(chat: Chat, by: str, question: str = QUESTION, **values: str | tuple[str, ...]) -> Seen:
    """Open the form from the card in the channel, and send it in."""
    opened = chat.press("Stem", by=by, on=card(chat, question))
    assert opened is not None
    assert opened.form is not None, opened
    answer = chat.submit(by=by, **values)
    assert answer is not None
    put_away(chat, by, answer)
    return answer


def put_away(chat: Chat, by: str, answer: Seen) -> None:
    """Close the dialog that says that it went well."""
    if isinstance(chat, TeamsDriver) and answer.form is not None and not answer.form.errors and not answer.form.fields:
        chat.cancel(by=by)


def close(chat: Chat, world: World, *, by: str = "petra", key: str = "KAMER-1") -> None:
    """Close the vote, and let the worker do all that follows."""
    sure = press(chat, "Sluit", by=by, key=key)
    if "Ja, sluit nu" in sure.buttons:
        chat.press("Ja, sluit nu", by=by, on=sure)
    wait(chat, world)


def wait(chat: Chat, world: World, times: int = 3) -> None:
    for _ in range(times):
        world.clock.forward(seconds=20)
        chat.settle()


def stored(world: World, number: int = 1) -> Kamer:
    with world.db.transaction() as session:
        found = kamers.get(session, number)
    assert found is not None
    return found


def steps(world: World, number: int = 1) -> list[str]:
    with world.db.transaction() as session:
        return [each.what for each in kamers.steps_of(session, number)]


__all__ = [
    "DIRECTIONS", "EVERYBODY", "QUESTION", "SPHERES", "begin", "card", "close", "fill_tafel", "press",
    "put_away", "steps", "stored", "vote", "wait",
]  # fmt: skip
