"""A file that is sent to the bot goes to the feature that knows it. What nobody takes is only talked about where
somebody sent it to the bot directly."""

from collections.abc import Iterator, Sequence

from handlers import sent
from handlers.cards import Button, Buttons, Card, Text, line
from handlers.dutch import either, listed
from handlers.feature import Answer, Answers, Attachment, Feature, Given, Later, Outcome, Post, Refusal, Takes, Turn
from handlers.registry import Registry

_MOST = 5


def hear(turn: Turn) -> Iterator[Answer]:
    """Files in a message that is meant for the bot."""
    if turn.request.addressed and turn.request.files:
        if len(turn.request.files) > _MOST:
            msg = f"Stuur hoogstens {_MOST} bestanden tegelijk."
            raise Refusal(msg)
        for file in turn.request.files:
            yield from _heard(turn, file)


def _heard(turn: Turn, file: Attachment) -> Iterator[Answer]:
    takers = [(name, takes) for name, takes in _takers(turn.registry) if _ends(file.name, takes)]
    able = [name for name, takes in takers if takes.may(turn)]
    if able:
        yield Later("bestand.kijk", {"bestand": sent.note(turn, file), "wie": ",".join(able)})
        yield Post(Card("bestand_bezig", f"Ik bekijk “{file.name}”. Er wordt nog niets opgeslagen."))
    elif takers:
        msg = f"Een bestand inlezen ({listed([takes.what for _, takes in takers])}) kan een projectleider of beheerder."
        raise Refusal(msg)
    elif turn.request.place.kind == "direct":
        yield Post(_unknown(file.name, turn.registry))


def _takers(registry: Registry) -> list[tuple[str, Takes]]:
    return [(each.name, each.takes) for each in registry.features if each.takes]


def _ends(name: str, takes: Takes) -> bool:
    return name.casefold().endswith(takes.endings)


def _unknown(name: str, registry: Registry) -> Card:
    known = [f"{takes.what} ({either(takes.endings)})" for _, takes in _takers(registry)]
    told = f"Wel met: {listed(known)}." if known else "Ik lees nu geen bestanden."
    return Card("bestand_onbekend", f"Met “{name}” kan ik niets", (Text(line(told)),))


# --- in the worker ---------------------------------------------------------------------------------------------------


def look(outcome: Outcome) -> Answers:
    """Fetch a file and have every feature look that may: the first that knows it answers, else somebody is asked."""
    wanted = outcome.payload["wie"].split(",")
    takers = [(name, takes) for name, takes in _takers(outcome.registry) if name in wanted]
    given = sent.fetched(outcome, outcome.payload["bestand"])
    for _, takes in [] if outcome.payload.get("zeker") else takers:
        answers = takes.looks(outcome, given)
        if answers is not None:
            return answers
    return takers[0][1].asks(outcome, given) if len(takers) == 1 else Post(_which(given, takers))


def _which(given: Given, takers: Sequence[tuple[str, Takes]]) -> Card:
    named = ((name, takes.what[:1].upper() + takes.what[1:]) for name, takes in takers)
    pressed = (Button(what, "bestand.wat", f"{given.key}:{name}") for name, what in named)
    return Card("bestand_soort", f"Wat staat er in “{given.name}”?", (Buttons(tuple(pressed)),))


def chosen(turn: Turn) -> Answers:
    """What kind of file it is, said by who sent it."""
    name = turn.request.value.partition(":")[2]
    takes = dict(_takers(turn.registry)).get(name)
    if takes is None or not takes.may(turn):
        msg = "Dat kan een projectleider of beheerder."
        raise Refusal(msg)
    return Later("bestand.kijk", {"bestand": sent.named(turn).key, "wie": name, "zeker": "ja"})


FEATURE = Feature(
    name="bestand",
    hears=hear,
    presses={"wat": chosen},
    jobs={"kijk": look},
)
