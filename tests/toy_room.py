"""A toy feature with a room that lives in the tests: a question for guests, weighed anonymously.

It is written as a real feature would be: a room with codes, a press that is known by name, a form, an anonymous vote,
and a wall. `create` makes its tables, `make_room` a room with its codes, `step` moves it on.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Boolean, Column, Integer, MetaData, String, Table, func, insert, select, update

from handlers import FEATURES
from handlers.anonymous import Admission, Alone, Anonymous, AnonymousAction
from handlers.answer import HERE, Answer, Answers, Ask, Post, Refresh, Refusal
from handlers.cards import Button, Buttons, Card, Chart, Choice, Confirm, Item, Items, Option, Quote, Series, Text, line
from handlers.feature import (
    Direct,
    Entrance,
    Feature,
    Now,
    Room,
    RoomPage,
    ScreenPage,
    Section,
    Standing,
    Turn,
    Work,
    wrong_fields,
)
from handlers.forms import Choose, Form, Line, Paragraph, Toggle, single
from handlers.rooms import fingerprint, guest_account, new_code
from handlers.words import tidy
from storage import people, tafels
from storage.ballots import Ballots
from storage.database import Database, Instant, Session
from tests.small_feature import small_feature

NAME: Final = "kring"
QUESTION: Final = "Hoe houden we genoeg stages en leerbanen in de regio?"
PHASES: Final = ("Welkom", "Wegen", "Bespreken")
PLANS: Final = tuple(f"Richting {number:02}: stages en leerbanen dichter bij huis" for number in range(1, 11))
WIDE: Final = 400  # every ballot is as long, whatever is in it
metadata = MetaData()
BALLOTS: Final = Ballots(NAME, metadata)
rooms = Table(
    "toy_rooms", metadata,
    Column("id", Integer, primary_key=True),
    Column("question", String(200), nullable=False),
    Column("phase", String(20), nullable=False),
    Column("closes_at", Instant),
    Column("step", Integer, nullable=False, default=1),
)  # fmt: skip
codes = Table(
    "toy_codes", metadata,
    Column("fingerprint", String(64), primary_key=True),
    Column("code", String(8), nullable=False),
    Column("room", Integer, nullable=False),
    Column("person", Integer),
    Column("kind", String(10), nullable=False),
    Column("most", Integer),
    Column("joined", Integer, nullable=False, default=0),
    Column("ends_at", Instant),
    Column("revoked", Boolean, nullable=False, default=False),
)  # fmt: skip
there = Table(
    "toy_there", metadata,
    Column("room", Integer, primary_key=True),
    Column("person", Integer, primary_key=True),
    Column("times", Integer, nullable=False),
    Column("said", String(500), nullable=False, default=""),
    Column("sphere", String(20), nullable=False, default=""),
)  # fmt: skip


@dataclass(frozen=True)
class Made:
    """A room with its codes."""

    subject: str
    open: str
    screen: str
    personal: tuple[str, ...]
    people: tuple[int, ...]


def create(db: Database) -> None:
    """Make the tables, as a migration would, with nothing in them."""
    metadata.drop_all(db.engine)
    metadata.create_all(db.engine)


def make_room(
    db: Database, now: datetime, *, question: str = "Hoe houden we genoeg stages?", most: int | None = 30,
    guests: Iterable[str] = ("Gerda",), phase: str = "Wegen", closes_at: datetime | None = None,
) -> Made:  # fmt: skip
    with db.transaction() as session:
        values = {"question": question, "phase": phase, "closes_at": closes_at}
        room = session.execute(insert(rooms).values(**values).returning(rooms.c.id)).scalar_one()
        invited = [_guest(session, name, now) for name in guests]
        personal = tuple(make_code(session, room, "person", person=each) for each in invited)
        open_code, screen = make_code(session, room, "open", most=most), make_code(session, room, "screen")
    return Made(str(room), open_code, screen, personal, tuple(invited))


def make_code(session: Session, room: int, kind: str, **values: Any) -> str:
    code = new_code()
    session.execute(insert(codes).values(fingerprint=fingerprint(code), code=code, room=room, kind=kind, **values))
    return code


def change_code(db: Database, code: str, **values: Any) -> None:
    with db.transaction() as session:
        session.execute(update(codes).where(codes.c.fingerprint == fingerprint(code)).values(**values))


def step(db: Database, subject: str, phase: str, closes_at: datetime | None = None) -> None:
    with db.transaction() as session:
        on = {"phase": phase, "closes_at": closes_at, "step": rooms.c.step + 1}
        session.execute(update(rooms).where(rooms.c.id == int(subject)).values(**on))


def _guest(session: Session, name: str, now: datetime) -> int:
    region = tafels.region(session)
    assert region is not None
    person = people.add(session, region[0], name=name or "gast", now=now)
    people.identify(session, person.id, guest_account())
    return person.id


# --- the room --------------------------------------------------------------------------------------------------------


def enter(work: Work, code: str) -> Entrance | None:
    row = _code(work, code)
    if row is None or row.revoked or (row.ends_at is not None and row.ends_at <= work.now.instant):
        return None
    left = None if row.most is None else row.most - row.joined
    return Entrance(subject=str(row.room), person_id=row.person, left=left, screen=row.kind == "screen")


def _code(work: Work, code: str) -> Any:
    return work.session.execute(select(codes).where(codes.c.fingerprint == fingerprint(code))).first()


def join(work: Work, code: str, name: str, sphere: str) -> int:
    mine = codes.c.fingerprint == fingerprint(code)
    row = work.session.execute(select(codes).where(mine).with_for_update()).one()
    if row.most is not None and row.joined >= row.most:
        msg = "Deze kamer is net vol. Vraag de begeleider om een eigen code."
        raise Refusal(msg)
    work.session.execute(update(codes).where(mine).values(joined=row.joined + 1))
    person = _guest(work.session, name, work.now.instant)
    work.session.execute(insert(there).values(room=row.room, person=person, times=0, sphere=sphere))
    return person


def _row(session: Session, subject: str) -> Any:
    return session.execute(select(rooms).where(rooms.c.id == int(subject))).first()


def _standing(session: Session, row: Any) -> Standing:
    count = BALLOTS.count(session, str(row.id))
    counter = f"{count} van 30 stemden" if row.phase == "Wegen" else ""
    return Standing(
        revision=f"{row.id}.{row.step}", phase=row.phase, closes_at=row.closes_at, counter=counter, phases=PHASES
    )


def stands(work: Work, subject: str) -> Standing | None:
    row = _row(work.session, subject)
    return _standing(work.session, row) if row else None


def draws(work: Work, subject: str) -> RoomPage | None:
    row = _row(work.session, subject)
    if row is None:
        return None
    parts: list[Any] = [Text(line("Wij wegen tien richtingen. Je stem kun je veranderen tot het sluit."))]
    if row.phase == "Wegen":
        parts.append(Buttons((
            Button("Stem", f"{NAME}.stem", subject, "primary", opens=True),
            Button("Ik ben er", f"{NAME}.hier", subject),
            Button("Stel een vraag", f"{NAME}.vraag", subject, opens=True),
        )))  # fmt: skip
        parts.append(Choice("Hoe gaat het?", f"{NAME}.gaat", (Option("goed", "Goed"), Option("matig", "Matig"))))
        yes = Confirm("Weet je het zeker?", "Dan tel je niet meer mee.", "Ja, ik ga")
        parts.append(Buttons((Button("Ik ga weg", f"{NAME}.weg", subject, "danger", confirm=yes),)))
    else:
        parts.append(Items(tuple(Item(line(each)) for each in PLANS)))
    mine = work.session.execute(select(there).where(there.c.person == (work.person.id if work.person else 0))).first()
    told = Section(order=2, elements=(Quote(mine.said),), stirs=False) if mine and mine.said else None
    first = Section(order=1, elements=tuple(parts), stirs=False)
    return RoomPage(
        heading=row.question, sections=(first, *([told] if told else [])), standing=_standing(work.session, row)
    )


def screen(work: Work, subject: str) -> ScreenPage | None:
    row = _row(work.session, subject)
    if row is None:
        return None
    shown = select(codes.c.code).where(codes.c.room == row.id, codes.c.kind == "open")
    code = work.session.execute(shown).scalar()
    elements: tuple[Any, ...] = ()
    if row.phase == "Bespreken":
        scores = tuple(round(4.6 - number * 0.31, 1) for number in range(len(PLANS)))
        alt = "; ".join(f"{plan}: {score}" for plan, score in zip(PLANS, scores, strict=True))
        elements = (Chart("bar", "Gewogen oordeel", PLANS, (Series("oordeel", scores),), alt, "van 1 tot 5"),)
    return ScreenPage(heading=row.question, standing=_standing(work.session, row), code=code or "", elements=elements)


# --- what is pressed by name -----------------------------------------------------------------------------------------


def here(turn: Turn) -> Answers:
    """Count a press: the same one twice is once."""
    mine = (there.c.room == int(turn.request.value)) & (there.c.person == turn.person.id)
    if turn.session.execute(select(there.c.times).where(mine)).first() is None:
        turn.session.execute(insert(there).values(room=int(turn.request.value), person=turn.person.id, times=0))
    turn.session.execute(update(there).where(mine).values(times=there.c.times + 1))
    return Post(Card("hier", "Fijn dat je er bent"), HERE)


def mood(turn: Turn) -> Iterator[Answer]:
    yield Post(Card("gaat", f"Je zei: {turn.request.value}"))
    yield Post(Card("gaat", "Dank je"))
    yield Post(Card("gaat", "Een bericht"), Direct(turn.person.id))


def broken(turn: Turn) -> Answers:
    raise RuntimeError(turn.request.action)


def ask_question(turn: Turn) -> Answers:
    return Ask(question_form(turn.request.value))


def question_form(subject: str) -> Form:
    return Form(
        action=f"{NAME}.vraag", title="Stel een vraag", submit="Verstuur", state=subject,
        audience="De begeleider leest dit, met je naam erbij.",
        fields=(
            Paragraph(name="vraag", label="Je vraag", required=True, longest=500),
            Line(name="over", label="Waarover?", longest=40), Toggle(name="haast", label="Er is haast bij"),
        ),
    )  # fmt: skip


def asked(turn: Turn) -> Answers:
    values, subject = turn.request.values, turn.request.value
    row = _row(turn.session, subject)
    if row.phase != "Wegen":
        msg = "In deze fase kun je geen vraag meer stellen."
        raise Refusal(msg)
    said = tidy(single(values.get("vraag")))
    if not said:
        raise wrong_fields(question_form(subject), values, {"vraag": "Schrijf je vraag op."})
    here(turn)
    mine = (there.c.room == int(subject)) & (there.c.person == turn.person.id)
    turn.session.execute(update(there).where(mine).values(said=said))
    return Post(Card("gevraagd", "Je vraag ligt bij de begeleider", (Quote(said),)))


# --- what is chosen anonymously --------------------------------------------------------------------------------------


def admit(turn: Turn) -> Admission[str]:
    subject = turn.request.value
    row = _row(turn.session, subject) if subject.isdecimal() else None
    if row is None or row.phase != "Wegen" or is_over(row.closes_at, turn.now):
        msg = "Het stemmen is voorbij. Je stem is niet veranderd."
        raise Refusal(msg)
    return Admission(subject=subject, given=row.question)


def is_over(closes_at: datetime | None, now: Now) -> bool:
    return closes_at is not None and closes_at <= now.instant


def show_vote(alone: Alone[str]) -> Answers:
    alone.ballots.open(alone.session, alone.subject)
    own = alone.ballots.own(alone.session, alone.subject, alone.voter)
    return Ask(vote_form(alone.given, alone.subject, own.strip().partition("|")[0] if own else ""))


def vote_form(question: str, subject: str, plan: str = "") -> Form:
    options = tuple(Option(str(number), each) for number, each in enumerate(PLANS[:4], 1))
    choice = Choose(
        name="plan", label=question, options=options, value=(plan,) if plan else (), required=True,
    )  # fmt: skip
    why = Paragraph(name="reden", label="Waarom?", hint="Dit mag leeg blijven.", longest=200)
    return Form(action=f"{NAME}.stem", title="Jouw stem", submit="Stem", fields=(choice, why), state=subject)


def vote(alone: Alone[str]) -> Answers:
    plan, why = single(alone.values.get("plan")), tidy(single(alone.values.get("reden")))
    if not plan:
        raise wrong_fields(vote_form(alone.given, alone.subject), alone.values, {"plan": "Kies een richting."})
    content = f"{plan}|{why}".ljust(WIDE)
    done = alone.ballots.cast(
        alone.session, alone.subject, alone.voter, revision=alone.revision, content=content
    )  # fmt: skip
    if done in ("older", "other"):
        msg = "Dit formulier heb je al verstuurd. Open het opnieuw om je stem te veranderen."
        raise Refusal(msg)
    return Post(Card("gestemd", "Je stem telt mee")), Refresh(f"{NAME}:{alone.subject}")


def votes(db: Database, subject: str) -> int:
    return db.read(lambda session: BALLOTS.count(session, subject)).result()


def times_here(db: Database) -> int:
    return db.read(lambda session: session.execute(select(func.sum(there.c.times))).scalar() or 0).result()


ROOM: Final = Room(
    name="k", title="Versnellingskamer", enter=enter, join=join, stands=stands, draws=draws, screen=screen
)
FEATURE: Final[Feature] = small_feature(
    NAME,
    presses={"hier": here, "gaat": mood, "vraag": ask_question, "weg": here, "stuk": broken},
    submits={"vraag": asked},
    anonymous=Anonymous(
        ballots=BALLOTS,
        presses={"stem": AnonymousAction(admit=admit, act=show_vote)},
        submits={"stem": AnonymousAction(admit=admit, act=vote)},
    ),
    rooms=(ROOM,),
)


def features() -> tuple[Feature, ...]:
    """Every feature but those with rooms of their own, and this one: two rooms cannot have one address."""
    return (*(each for each in FEATURES if not each.around.rooms), FEATURE)
