"""Prepare a room: the form of a new one, changing it until the vote opens, and the weights of its criteria."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import msgspec

from handlers import roles
from handlers.cards import Note, line
from handlers.feature import Answers, Ask, Post, Refresh, Refusal, Turn, wrong_fields
from handlers.forms import Form
from handlers.versnellingskamer import callbacks, cards, forms, levels, lookup, phases, rights, templates
from handlers.versnellingskamer.attending import CARD
from handlers.versnellingskamer.callbacks import Start
from handlers.versnellingskamer.lookup import Room
from handlers.versnellingskamer.templates import CRITERIA, DOTS, LARGEST_WEIGHT, NAMES, Directions, Template
from handlers.versnellingskamer.until import LIVE, Unread, Until, read_until
from handlers.versnellingskamer.votes import Vote
from handlers.words import one_line, says_something
from storage import actions, agenda, audit, kamer_people, kamers
from storage.kamers import LONGEST_QUESTION
from storage.tafels import Tafel

_LOCKED: Final = "De stemming is al geopend: wat er wordt gevraagd ligt vast."


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A room as somebody filled it in; `errors` has a sentence for each field that is wrong."""

    template: Template
    question: str
    vote: Vote
    action: str
    until: Until
    notes: tuple[str, ...]
    errors: Mapping[str, str]


# --- reading the form ------------------------------------------------------------------------------------------------


def read_plan(turn: Turn, tafel: Tafel, filled: Mapping[str, str], before: Vote | None = None) -> Plan:
    """What somebody filled in; the criteria and their weights stay as they were."""
    template: Template = filled["vorm"] if filled.get("vorm") in NAMES else "wegen"  # type: ignore[assignment]
    question = one_line(filled.get("vraag", ""))
    directions = templates.read_directions(filled.get("richtingen", ""), template)
    action, no_action = _action(turn, tafel, template, filled.get("actie", ""))
    end, no_end = _end(turn, filled.get("tot", ""))
    errors = {"vraag": _no_question(question), "richtingen": directions.wrong, "actie": no_action, "tot": no_end}
    return Plan(
        template=template, question=question, vote=_vote(template, question, directions, filled, before), action=action,
        until=end, notes=directions.notes, errors={name: each for name, each in errors.items() if each},
    )  # fmt: skip


def _no_question(question: str) -> str:
    if not says_something(question):
        return "Schrijf de vraag in een zin."
    if len(question) > LONGEST_QUESTION:
        return f"De vraag heeft hooguit {LONGEST_QUESTION} tekens; dit zijn er {len(question)}."
    return ""


def _action(turn: Turn, tafel: Tafel, template: Template, said: str) -> tuple[str, str]:
    """The key of the action that a room is about, and what is wrong with it."""
    if template != "actie":
        return "", ""
    key = said.strip().upper()
    if not key:
        return "", "Noem de actie waarover het gaat, bijvoorbeeld BOUW-12."
    if key not in actions.with_keys(turn.session, tafel.id, [key]):
        return "", f"“{said.strip()[:40]}” staat niet op de agenda van {tafel.name}."
    return key, ""


def _end(turn: Turn, said: str) -> tuple[Until, str]:
    try:
        return read_until(said, turn.now), ""
    except Unread as error:
        return LIVE, str(error)


def _vote(
    template: Template, question: str, directions: Directions, filled: Mapping[str, str], before: Vote | None
) -> Vote:  # fmt: skip
    method = templates.method_of(template, filled.get("manier", ""))
    level = filled.get("niveau", "")
    k = filled.get("k", "")
    criteria = before.criteria if before and before.method == method else CRITERIA
    return Vote(
        key="", question=question, method=method, directions=directions.kept,
        level=level if level in levels.LABELS else ("anoniem" if template == "peiling" else "groep"),  # type: ignore[arg-type]
        criteria=criteria if method == "score" else (), budget=DOTS if method == "stippen" else 0,
        k=int(k) if k in map(str, levels.SIZES) else levels.USUAL_SIZE,
    )  # fmt: skip


# --- a new room ------------------------------------------------------------------------------------------------------


def begin(turn: Turn, start: Start) -> Answers:
    """The buttons "Nieuwe kamer" and "Snelle peiling"."""
    return new(turn, roles.tafel_for(turn, start.tafel), start.template, {})


def typed(turn: Turn, said: str) -> Answers:
    """`/kamer nieuw Hoe houden we genoeg stages?`: the form with the question in it."""
    tafel, rest = roles.tafel_said(turn, said)
    lines = rest.split("\n", 1)
    filled = {"vraag": one_line(lines[0]), "richtingen": lines[1] if len(lines) > 1 else ""}
    return new(turn, tafel, "wegen", filled)


def new(turn: Turn, tafel: Tafel, template: str, filled: Mapping[str, str]) -> Answers:
    """Open the form of a new room, for whoever may begin one."""
    chosen: Template = template if template in NAMES else "wegen"  # type: ignore[assignment]
    _require(turn, tafel, chosen)
    level = "anoniem" if chosen == "peiling" else "groep"
    return Ask(_form(turn, tafel, chosen, {"niveau": level} | dict(filled)))


def _require(turn: Turn, tafel: Tafel, template: str) -> None:
    """A poll is everybody's, a room is begun by who leads the tafel."""
    roles.require(turn, rights.POLL if template == "peiling" else rights.MAKE, tafel)


def _form(turn: Turn, tafel: Tafel, template: Template, filled: Mapping[str, str]) -> Form:
    return forms.room(
        template, filled, about_actions=_has_actions(turn, tafel), callback=callbacks.NEW_FORM,
        payload=Start(tafel.key, template),
    )  # fmt: skip


def _has_actions(turn: Turn, tafel: Tafel) -> bool:
    """Whether a room can be about an action: something shows actions here, and the tafel has one that is open."""
    shown = actions.CARD in turn.registry.cards
    return shown and agenda.counted(turn.session, agenda.not_closed(agenda.of_tafel(tafel.id))) > 0


def submitted(turn: Turn, start: Start) -> Answers:
    """The form of a new room, filled in."""
    tafel = roles.tafel_for(turn, start.tafel)
    filled = forms.typed(turn.request.values)
    plan = read_plan(turn, tafel, filled)
    _require(turn, tafel, plan.template)
    if plan.errors:
        raise wrong_fields(_form(turn, tafel, plan.template, {}), turn.request.values, plan.errors)
    room = make(turn, tafel, plan)
    return _shown(room, plan)


def make(turn: Turn, tafel: Tafel, plan: Plan) -> Room:
    """Keep a new room; who makes it is its begeleider."""
    number = kamers.make(
        turn.session, tafel.id, template=plan.template, question=plan.question, vote=lookup.encode_vote(plan.vote),
        first=phases.begin(now=turn.now.instant, by=turn.person.id), action=plan.action, minutes=plan.until.minutes,
        until=plan.until.at,
    )  # fmt: skip
    kamer_people.put(turn.session, number, turn.person.id, role="begeleider")
    made = kamers.get(turn.session, number)
    if made is None:
        msg = "the room that was made just now is not there"
        raise LookupError(msg)
    audit.write(
        turn.session, "kamer gemaakt", now=turn.now.instant, by=turn.person.id, tafel=tafel.id, detail=made.key
    )  # fmt: skip
    return Room(turn.session, made, turn.now)


def _shown(room: Room, plan: Plan) -> Post:
    """The room as whoever leads it sees it, with what was left out of the lines that were typed."""
    card = cards.of_leader(room)
    said = tuple(Note(line(each)) for each in plan.notes)
    return Post(msgspec.structs.replace(card, elements=(*said, *card.elements)))


# --- changing --------------------------------------------------------------------------------------------------------


def _in_preparation(turn: Turn, number: int) -> Room:
    room = lookup.led(turn, number)
    if room.kamer.step.phase != phases.PREPARING:
        raise Refusal(_LOCKED)
    return room


def change(turn: Turn, number: int) -> Answers:
    """The button "Aanpassen"."""
    room = _in_preparation(turn, number)
    vote, kamer = room.vote, room.kamer
    end = f"over {kamer.minutes} minuten" if kamer.minutes else _as_typed(room)
    filled = {
        "vraag": kamer.question, "richtingen": templates.as_lines(vote.directions), "actie": kamer.action,
        "manier": vote.method, "niveau": vote.level, "k": str(vote.k), "tot": end,
    }  # fmt: skip
    return Ask(forms.changed(number, kamer.template, filled))


def _as_typed(room: Room) -> str:
    """The planned end as somebody can type it again."""
    at = room.kamer.until
    return f"{at.astimezone(room.now.zone):%d-%m-%Y %H:%M}" if at else ""


def changed(turn: Turn, number: int) -> Answers:
    """The form "Kamer aanpassen"."""
    room = lookup.led(turn, number)
    filled = forms.typed(turn.request.values) | {"vorm": room.kamer.template}
    plan = read_plan(turn, room.tafel, filled, room.vote)
    if room.kamer.step.phase != phases.PREPARING:  # with all that was typed, to copy
        raise wrong_fields(forms.changed(number, room.kamer.template, {}), turn.request.values, {"vraag": _LOCKED})
    if plan.errors:
        raise wrong_fields(forms.changed(number, room.kamer.template, {}), turn.request.values, plan.errors)
    kamers.change(
        turn.session, number, question=plan.question, vote=lookup.encode_vote(plan.vote), action=plan.action,
        minutes=plan.until.minutes, until=plan.until.at,
    )  # fmt: skip
    return [_shown(lookup.again(room), plan), Refresh(f"{CARD}:{number}")]


def weigh(turn: Turn, number: int) -> Answers:
    """The button "Gewichten"."""
    room = _in_preparation(turn, number)
    return Ask(forms.weights(number, room.vote.criteria))


def weighed(turn: Turn, number: int) -> Answers:
    """The form with the weights."""
    room = _in_preparation(turn, number)
    filled, criteria = forms.typed(turn.request.values), room.vote.criteria
    given = [filled.get(f"gewicht_{place}", "") for place in range(1, len(criteria) + 1)]
    wrong = {
        f"gewicht_{place}": f"Kies een heel getal van 1 tot en met {LARGEST_WEIGHT}."
        for place, each in enumerate(given, 1) if each not in map(str, range(1, LARGEST_WEIGHT + 1))
    }  # fmt: skip
    if wrong:
        raise wrong_fields(forms.weights(number, criteria), turn.request.values, wrong)
    heavy = tuple(
        msgspec.structs.replace(each, weight=int(weight)) for each, weight in zip(criteria, given, strict=True)
    )  # fmt: skip
    vote = msgspec.structs.replace(lookup.decode_vote(room.kamer), criteria=heavy)
    kamers.change(turn.session, number, vote=lookup.encode_vote(vote))
    return [Post(cards.of_leader(lookup.again(room))), Refresh(f"{CARD}:{number}")]
