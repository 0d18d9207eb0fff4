"""Join a person's accounts: a code asked for on one platform, typed in one's own chat with the bot on the other.

A code is used up by whoever types it, wherever that is: an answer that refuses is no `Refusal`, for that would undo
this. Whoever gave the code hears what it was used for where they asked for it, and can take that back.
"""

from datetime import timedelta
from typing import assert_never

from handlers.cards import Buttons, Card, Note, Text, line, strong, told
from handlers.dutch import platform_name
from handlers.feature import Answer, Answers, Direct, Post, Refusal, Turn, refused
from handlers.tafels import callbacks
from storage import audit, joining, people, people_data, seen
from storage.joining import Given
from storage.people import Person
from storage.people_data import CannotMerge

_VALID = timedelta(minutes=15)
_HOUR = timedelta(hours=1)
_TRIES = 5
_ADMINISTRATOR = "Accounts van een beheerder gaan niet met een code. Dat kan alleen met `python -m bot lid koppel`."
_TOO_OFTEN = "Dat waren te veel codes die niet werken. Probeer het over een uur nog eens, met een nieuwe code."
_IN_SIGHT = (
    "Een code typ je alleen in je eigen chat met mij. Deze werkt nu niet meer: maak een nieuwe met /tafel koppel-mij."
)
_UNKNOWN = "Deze code werkt niet (meer). Maak op je andere platform een nieuwe met /tafel koppel-mij."
_HERE = "Deze code is hier gemaakt en werkt alleen op je andere platform. Hij is nu op: maak een nieuwe."
_ALREADY = "Dit account is al van jou. De code is nu op: maak een nieuwe als je die nog nodig hebt."
_OTHER = "Van wie deze code is, heeft hier al een account. De code is nu op. Vraag de beheerder om je te koppelen."
_TOO_LATE = "Met deze knop kan dat niet meer. Vraag de beheerder om dit account los te maken."


def join(turn: Turn, words: str) -> Answers:
    """`/tafel koppel-mij` gives a code; `/tafel koppel-mij CODE` on the other platform makes both the same person."""
    return _typed(turn, words) if words.strip() else _asked(turn)


def _asked(turn: Turn) -> Answers:
    """The code comes where only its owner looks."""
    if turn.person.administrator:
        raise Refusal(_ADMINISTRATOR)
    account = turn.request.account.id
    made = joining.give(turn.session, turn.person.id, account, turn.now.instant + _VALID)
    text = Text(line("Typ dit op je andere platform, in je eigen chat met mij: ", strong(f"/tafel koppel-mij {made}")))
    note = Note(
        line("De code werkt één keer, een kwartier lang. Geef hem aan niemand anders: wie hem typt, wordt jou.")
    )
    card = Card("koppelcode", f"Je code is {made}", (text, note))
    if turn.request.place.kind == "direct":
        return Post(card)
    return [
        Post(Card("koppelcode", "Je krijgt de code in je eigen chat met mij")),
        Post(card, Direct(turn.person.id, account)),
    ]


def _typed(turn: Turn, words: str) -> Answers:
    """Use a code up. What was wrong counts: nobody may go on guessing.

    Two people may type each other's code at the same moment. Who comes second waits at the lock, and then finds the
    code gone with the person it was of.
    """
    session, account, now = turn.session, turn.request.account.id, turn.now.instant
    seen.alone(session, f"koppel-mij {account}")
    people_data.lock(session, turn.person.id, joining.holder(session, words))
    given, me = joining.take(session, words, now), people.by_account(session, account) or turn.person
    owner = people.by_account(session, given.account) if given else None
    if wrong := _wrong(turn, me, given, owner):
        joining.note_try(session, account, now)
        return Post(refused(wrong))
    return _joined(turn, me, given, owner) if given and owner else None


def _wrong(  # noqa: PLR0911 - one line for each reason
    turn: Turn, me: Person, given: Given | None, owner: Person | None
) -> str:  # fmt: skip
    """Why this does not join anything, or "". What a guess hears says nothing about the code."""
    place, account = turn.request.place, turn.request.account.id
    if joining.tried(turn.session, account, turn.now.instant - _HOUR) >= _TRIES:
        return _TOO_OFTEN
    if place.kind != "direct":
        return _IN_SIGHT
    if given is None or owner is None or owner.id != given.person:
        return _UNKNOWN
    if given.account.startswith(f"{place.platform}:"):
        return _HERE
    if owner.id == me.id:
        return _ALREADY
    if owner.administrator or me.administrator:
        return _ADMINISTRATOR
    return _OTHER if people.account_on(turn.session, owner.id, place.platform) else ""


def _joined(turn: Turn, before: Person, given: Given, owner: Person) -> list[Answer]:
    """This account becomes the person of the code, with everything that was theirs under this account."""
    session, account = turn.session, turn.request.account.id
    people.identify(session, owner.id, account)
    if not people.accounts_of(session, [before.id]):
        try:
            people_data.merge(session, before.id, owner.id)
        except CannotMerge as error:
            raise Refusal(explain(error)) from error
    joining.remember(session, account, given.account, turn.now.instant)
    audit.write(session, "accounts gekoppeld", now=turn.now.instant, by=owner.id, about=owner.id)
    return [
        Post(Card("gekoppeld", f"Gelukt. Je bent hier en daar dezelfde {owner.name}.")),
        Post(_news(turn, before, owner), Direct(owner.id, given.account)),
    ]


def explain(error: CannotMerge) -> str:
    """Why two people cannot be made one, in words for whoever tried."""
    match error.why:
        case "same":
            return "Dat is al dezelfde persoon. Er is niets veranderd."
        case "forgotten":
            return f"Nummer {error.number} is intussen vergeten. Er is niets veranderd."
        case "became":
            belongs = f"Nummer {error.number} hoort intussen bij nummer {error.other}."
            return f"{belongs} Er is niets veranderd: probeer het daarmee."
        case _:
            assert_never(error.why)


def _news(turn: Turn, before: Person, owner: Person) -> Card:
    """What whoever gave the code hears of its use."""
    where = platform_name(turn.request.place.platform)
    name = turn.request.account.name or before.name
    text = Text(line(f"Het account van {name} op {where} hoort nu bij jou. Was jij dat niet? Maak het dan meteen los."))
    button = callbacks.DETACH.button("Dit was ik niet: maak los", turn.request.account.id, style="danger")
    return Card("gekoppeld", f"Je account op {where} is nu gekoppeld aan {owner.name}", (text, Buttons((button,))))


def undo_pressed(turn: Turn, account: str) -> Answers:
    """The account is nobody's again; only whoever gave the code can do this."""
    found = people.by_account(turn.session, account)
    if not joining.undo(turn.session, account, turn.request.account.id) or found is None or found != turn.known:
        raise Refusal(_TOO_LATE)
    people.let_go(turn.session, account)
    audit.write(turn.session, "account losgemaakt", now=turn.now.instant, by=found.id, about=found.id)
    text = Text(told("Wat er onder dat account was, blijft bij jou. Klopt er iets niet, vraag dan de beheerder."))
    where = platform_name(account.partition(":")[0])
    return Post(Card("losgemaakt", f"Dat account op {where} hoort niet meer bij jou", (text,)), replace=True)
