"""Join a person's accounts: a code asked for on one platform, typed on the other."""

from datetime import timedelta

from handlers.cards import Card, Note, Text, line, strong
from handlers.feature import Answers, Post, Refusal, Turn
from storage import agenda, audit, joining, koers, people

_VALID = timedelta(minutes=15)


def join(turn: Turn, words: str) -> Answers:
    """`/tafel koppel-mij` gives a code; `/tafel koppel-mij CODE` on the other platform makes both the same person."""
    return _joined(turn, words) if words.strip() else _asked(turn)


def _asked(turn: Turn) -> Answers:
    made = joining.give(turn.session, turn.person.id, turn.now.instant + _VALID)
    told = Text(
        line("Typ dit op je andere platform, bijvoorbeeld in Teams of in Slack: ", strong(f"/tafel koppel-mij {made}"))
    )
    note = Note(line("De code werkt één keer, een kwartier lang. Geef hem aan niemand anders."))
    return Post(Card("koppelcode", f"Je code is {made}", (told, note)))


def _joined(turn: Turn, words: str) -> Answers:
    """This account becomes the person of the code, with everything that was theirs under this account."""
    owner = joining.take(turn.session, words, turn.now.instant)
    person = people.by_id(turn.session, owner) if owner else None
    if person is None:
        msg = "Deze code werkt niet (meer). Vraag op je andere platform een nieuwe met /tafel koppel-mij."
        raise Refusal(msg)
    if person.id == turn.person.id:
        msg = "Dit account is al van jou. Typ de code op je andere platform."
        raise Refusal(msg)
    before = turn.person
    people.identify(turn.session, person.id, turn.request.account.id)
    if not people.accounts_of(turn.session, [before.id]):
        agenda.hand_over(turn.session, before.id, person.id)
        koers.hand_over(turn.session, before.id, person.id)
        people.absorb(turn.session, before.id, person.id)
    audit.write(turn.session, "accounts gekoppeld", now=turn.now.instant, by=person.id, detail=f"persoon {person.id}")
    return Post(Card("gekoppeld", f"Gelukt. Je bent hier en daar dezelfde {person.name}."))
