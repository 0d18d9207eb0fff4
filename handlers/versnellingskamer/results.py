"""Show the result of a room to whoever asks, and one direction after another to talk about."""

from handlers.cards import Card
from handlers.feature import HERE, Answers, Post, Refusal, Turn
from handlers.versnellingskamer import lookup, posted_result, result_cards
from handlers.versnellingskamer.callbacks import Topic
from handlers.versnellingskamer.counted import find_result
from handlers.versnellingskamer.lookup import Room
from handlers.versnellingskamer.published import Result


def show(turn: Turn, number: int) -> Answers:
    """The button "Uitslag"."""
    room = lookup.find(turn, number)
    return Post(posted_result.shown(room, _result(room)))


def talk(turn: Turn, topic: Topic) -> Answers:
    """The button "Bespreek meest verdeelde", and those that lead to the next and the one before."""
    room = lookup.find(turn, topic.room)
    return Post(_topic(room, topic.place), replace=topic.place > 1)


def share(turn: Turn, topic: Topic) -> Answers:
    """The button "Deel in kanaal": one direction for everybody."""
    room = lookup.find(turn, topic.room)
    card = _topic(room, topic.place)
    return Post(Card(card.name, card.title, card.elements[:-1], colour=card.colour), HERE)


def _topic(room: Room, place: int) -> Card:
    found = _result(room)
    if not found.agenda:
        msg = "Er is niets te bespreken: er zijn te weinig stemmen om iets te tonen."
        raise Refusal(msg)
    return result_cards.topic(room, found, place)


def _result(room: Room) -> Result:
    found = find_result(room)
    if found is None:
        msg = "De uitslag is er nog niet: die komt als de stemming sluit."
        raise Refusal(msg)
    return found
