"""The one path of every request: claim it, look up who and where, route it, answer, deliver.

All of it is one transaction. A repeated request gets the answer of the first. A `Refusal` rolls everything back, the
claim included, so that a corrected form is a new request.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import msgspec

from handlers import anonymous, delivery, parts
from handlers.anonymous import Admitted, AnonymousAction
from handlers.answer import flat
from handlers.cards import Card, Option
from handlers.delivery import Reply
from handlers.feature import (
    HELP,
    ROOT,
    Answer,
    Answers,
    Ask,
    Command,
    Later,
    Now,
    Outdated,
    Post,
    Press,
    Refusal,
    Registry,
    Request,
    Submit,
    Turn,
    Verb,
    refused,
)
from handlers.forms import Form, single
from handlers.listening import Listener, find_listeners, hear
from handlers.near import nearest
from handlers.newcomers import meet, renamed
from handlers.words import bare, first_word
from storage import people, presence, seen
from storage.database import Session, Unavailable
from storage.people import Person


@dataclass(frozen=True, slots=True)
class Route:
    """The function that answers, and whether it only reads; `idle` when no feature is concerned, so that nothing is
    looked up."""

    answer: Callable[[Turn], Answers]
    reads: bool = False
    idle: bool = False


def route(registry: Registry, request: Request) -> Route:
    """Find the function that answers a request, without touching the database."""
    match request.kind:
        case "say":
            return _said(registry, request)
        case "press":
            press = registry.presses.get(request.action)
            return Route(partial(_called, press=press), press.reads) if press else Route(_gone)
        case "submit":
            submit = registry.submits.get(request.action)
            return Route(partial(_called, press=submit)) if submit else Route(_gone)
        case "open":
            return Route(_home, reads=True)
        case "edit" | "delete" | "join":
            return Route(partial(hear, listeners=find_listeners(registry, request)))
        case _:
            return Route(lambda _turn: None)


def dispatch(session: Session, request: Request, registry: Registry, now: Now) -> Reply:
    """Handle a request in this transaction and say what the door answers now and which rows it may send at once.

    Raises `Refusal` for what people have to hear, and whatever went wrong otherwise; both undo the transaction.
    """
    claim = _claim(request)
    if not seen.first_time(session, claim, now.instant):
        stored = seen.answer_of(session, claim)
        return msgspec.json.decode(stored, type=Reply) if stored else Reply()
    if request.is_too_old(now.instant):
        raise Refusal(_TOO_OLD, form=_sentence(_with_what_was_typed(request, _TOO_OLD)))
    turn = _turn(session, request, registry, now, writes=True)
    answers = tuple(flat(route(registry, request).answer(turn)))
    reply = delivery.deliver(session, answers, request, turn.actor, now)
    if reply.inline:
        seen.remember(session, claim, msgspec.json.encode(Reply(reply.inline)).decode())
    return reply


def admit(
    session: Session, request: Request, registry: Registry, now: Now, action: AnonymousAction[Turn, Any]
) -> Admitted:  # fmt: skip
    """The first step of an anonymous action, in a transaction that is committed before the second begins: who this is,
    and whether they may. Nothing of the request is remembered."""
    turn = _turn(session, request, registry, now, writes=True)
    admission = action.admit(turn)
    return Admitted(admission, anonymous.voter_of(session, turn.person))


def look(session: Session, request: Request, registry: Registry, now: Now) -> tuple[Answer, ...]:
    """Answer a request that only reads, beside the writer; what the door cannot give itself is for `hand_over`."""
    turn = _turn(session, request, registry, now, writes=False)
    return tuple(flat(route(registry, request).answer(turn)))


def hand_over(session: Session, request: Request, answers: tuple[Answer, ...], now: Now) -> Reply:
    """Deliver answers that were made outside the request's transaction: those of `look`, or a refusal. Only for the
    first delivery of the request."""
    if not seen.first_time(session, _claim(request), now.instant):
        return Reply()
    return delivery.deliver(session, answers, request, _asker(session, request, answers), now)


def _asker(session: Session, request: Request, answers: tuple[Answer, ...]) -> int:
    """The id of the person who asked, for answers that depend on it: a job answers by their rights."""
    if not any(isinstance(answer, Later) for answer in answers):
        return 0
    found = people.by_account(session, request.account.id)
    return found.id if found else 0


def search(session: Session, request: Request, registry: Registry, now: Now) -> tuple[Option, ...]:
    """The options that fit what a person has typed so far in a long choice."""
    found = registry.searches.get(request.action)
    return tuple(found.finds(_turn(session, request, registry, now, writes=False), request.words)) if found else ()


def explain(error: Exception, request: Request, reference: str) -> tuple[Answer, ...]:
    """What people hear when a request was not carried out; `reference` finds the log line of an unexpected error."""
    if isinstance(error, Refusal):
        if request.kind == "submit":
            return (Ask(error.form or _sentence(error.text)),)
        return (Post(refused(error.text, error.also)),)
    text = _UNAVAILABLE[error.why] if isinstance(error, Unavailable) else _BROKEN.format(reference)
    return (Ask(_sentence(text)),) if request.kind == "submit" else (Post(refused(text)),)


_UNAVAILABLE = {
    "locked": "Het is nu even te druk. Er is niets opgeslagen. Probeer het over een minuut nog eens.",
    "readonly": "Ik kan nu niets opslaan, alleen lezen. Er is niets veranderd. Meld dit aan de beheerder.",
    "full": "De schijf van Tafelbot is vol. Er is niets opgeslagen. Meld dit aan de beheerder.",
    "unreachable": "Ik kan nu niet bij de gegevens. Er is niets opgeslagen. Probeer het over een minuut nog eens.",
    "unsure": "Ik kan nu niet bij de gegevens en weet niet of dit is opgeslagen. Kijk dat straks eerst na.",
}
_BROKEN = "Er ging iets mis en er is niets veranderd. Probeer het nog eens, of geef de beheerder deze code: {}."


_TOO_OLD = "Dit formulier is te oud. Open het opnieuw."


def _with_what_was_typed(request: Request, why: str) -> str:
    """Why a form is of no use any more, with the words that were typed in it to copy: choices have no words here."""
    typed = [value.strip() for value in request.values.values() if isinstance(value, str) and value.strip()]
    return "\n\n".join([why, *(["Dit had je ingevuld, om over te nemen:"] if typed else []), *typed])


def sentence_with_words(request: Request, why: str) -> Form:
    """Why a form came to nothing, with the words that were typed in it: for who refuses without having seen them.

    Grades and dots are no words.
    """
    words = {name: value for name, value in request.values.items() if any(map(str.isalpha, single(value)))}
    return _sentence(_with_what_was_typed(msgspec.structs.replace(request, values=words), why))


def _sentence(text: str) -> Form:
    """A form that only shows a sentence, for platforms that show nothing else here."""
    return Form(action="", title="Dat lukt niet", submit="", fields=(), audience=text)


def _claim(request: Request) -> str:
    """The key under which a request is remembered: the platform's id, hashed where it is too long for the column."""
    if len(request.id) <= 200:  # noqa: PLR2004 - the width of the column
        return request.id
    return f"{request.place.platform}:{hashlib.sha256(request.id.encode()).hexdigest()}"


def _turn(session: Session, request: Request, registry: Registry, now: Now, *, writes: bool) -> Turn:
    """Look up who asks and where. An unknown person is stored when a writing handler needs them."""
    place, account = request.place, request.account
    found = presence.of(session, account.id, place.platform, place.channel)

    def newcomer() -> Person:
        return meet(session, account, now) if writes else Person(0, account.name)

    known = renamed(session, found.person, account) if found.person and writes else found.person
    return Turn(session, request, now, registry, known, found.roles, found.tafel, newcomer)


# --- words -----------------------------------------------------------------------------------------------------------


def _said(registry: Registry, request: Request) -> Route:
    """Route words: a command goes to its feature, other words to the features that listen."""
    word, rest = first_word(request.words.removeprefix("/"))
    command = registry.commands.get(word)
    if command and (request.addressed or request.words.startswith("/")):
        return _commanded(registry, command, rest)
    if request.words.startswith("/"):
        return Route(partial(_unknown_command, word=word), reads=True)
    listeners = find_listeners(registry, request)
    return Route(partial(_heard, listeners=listeners), idle=not listeners and not request.addressed)


def _commanded(registry: Registry, command: Command, words: str) -> Route:
    word, rest = first_word(words)
    if not word:
        return Route(partial(_call, command.bare, words=""), command.reads)
    verb = command.verb(word)
    if verb is None:
        verb, rest = _two_words(command, word, rest) or _before_a_colon(command, words) or (None, rest)
    if word in HELP or (verb and rest.casefold().strip(" .!") in HELP):
        return _commanded(registry, registry.commands["hulp"], command.word)
    if verb:
        return Route(partial(_call, verb.does, words=rest), verb.reads)
    if command.word == ROOT and word in registry.commands:
        return _commanded(registry, registry.commands[word], rest)
    reading = command.other is not None and command.other.reads(words)
    return Route(partial(_other, command=command, words=words), reading)


def _two_words(command: Command, word: str, rest: str) -> tuple[Verb, str] | None:
    """A verb that is written as two words: "te laat"."""
    second, more = first_word(rest)
    verb = command.verb(f"{word}-{second}")
    return (verb, more) if verb else None


def _before_a_colon(command: Command, words: str) -> tuple[Verb, str] | None:
    """A verb with its words right behind a colon: "nieuw:Folder drukken"."""
    head, colon, rest = words.partition(":")
    verb = command.verb(bare(head)) if colon and len(head.split()) == 1 else None
    return (verb, rest.strip()) if verb else None


def _call(handler: Callable[[Turn, str], Answers], turn: Turn, *, words: str) -> Answers:
    return handler(turn, words)


def _other(turn: Turn, *, command: Command, words: str) -> Answers:
    answers = command.other.does(turn, words) if command.other else None
    if answers is not None:
        return answers
    word, _ = first_word(words)
    known = [verb.word for verb in command.verbs] + (list(turn.registry.commands) if command.word == ROOT else [])
    near = nearest(word, known)
    hint = f"Bedoelde je `/{command.word} {near}`?" if near else f"Typ `/{command.word} hulp` voor wat wel kan."
    msg = f"“{word}” ken ik niet bij `/{command.word}`. {hint}"
    raise Refusal(msg)


def _unknown_command(turn: Turn, *, word: str) -> Answers:
    near = nearest(word, turn.registry.commands)
    hint = f"Bedoelde je `/{near}`?" if near else "Typ `/tafel hulp` voor wat ik kan."
    msg = f"`/{word}` ken ik niet. {hint}"
    raise Refusal(msg)


def _heard(turn: Turn, *, listeners: list[Listener]) -> Answers:
    """Offer a message in a linked channel to the listeners. In other channels it is dropped unread, unless it addresses
    the bot."""
    if turn.tafel is None and not turn.request.addressed:
        return ()
    answers = hear(turn, listeners=listeners)
    if answers or not turn.request.addressed:
        return answers
    return _commanded(turn.registry, turn.registry.commands["hulp"], "").answer(turn)


def _called(turn: Turn, *, press: Press[Any] | Submit[Any]) -> Answers:
    """Answer a button, a choice or a form with its checked payload. A form that cannot be read is given back with what
    was typed."""
    try:
        payload = press.callback.decode(turn.request.value)
    except Outdated as error:
        if turn.request.kind == "submit":
            raise Refusal(_OUTDATED_FORM, form=_sentence(_with_what_was_typed(turn.request, _OUTDATED_FORM))) from error
        raise Refusal(_OUTDATED) from error
    return press.does(turn, payload)


_OUTDATED = "Deze knop is van een oudere versie van Tafelbot. Er is niets veranderd. Vraag het bericht opnieuw op."
_OUTDATED_FORM = "Dit formulier is van een oudere versie van Tafelbot. Open het opnieuw."


def _gone(turn: Turn) -> Answers:
    msg = "Deze knop werkt niet meer. Vraag het overzicht opnieuw op met `/tafel`."
    if turn.request.kind == "submit":
        msg = "Dit formulier werkt niet meer. Open het opnieuw; kopieer eerst wat je hebt getypt."
    raise Refusal(msg)


def _home(turn: Turn) -> Answers:
    work = replace(turn.work, person=turn.person)
    asks = ((each.name, partial(each.shown.home, work)) for each in turn.registry.features if each.shown.home)
    return Post(Card("home", "Tafelbot", tuple(parts.elements(parts.gather(turn.session, "home", asks)))))


__all__ = [
    "Reply",
    "Route",
    "admit",
    "dispatch",
    "explain",
    "hand_over",
    "look",
    "route",
    "search",
    "sentence_with_words",
]
