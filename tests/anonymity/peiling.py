"""A toy feature that lives in the tests: a question with options, one vote each, to be changed until it is closed.

It is written as a real feature would be. `feature(ballots)` makes it around any kind of ballots, the leaky ones too.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Final

from sqlalchemy import Column, Integer, MetaData, String, Table, insert, select, update

from handlers.anonymous import Admission, Alone, Anonymous, AnonymousAction
from handlers.answer import HERE, Answer, Answers, Ask, Channels, Post, Refresh, Refusal
from handlers.cards import Button, Buttons, Card, Fact, Facts, Note, Option, line
from handlers.feature import Command, Feature, Now, Other, Turn, Work
from handlers.forms import Choose, Form, single
from storage import audit
from storage.ballots import Ballots
from storage.database import Database, Instant, Session
from tests.small_feature import small_feature

NAME: Final = "peiling"
OPTIONS: Final = tuple(f"Plan {number:02}" for number in range(1, 41))
"""All of the same length: how long an answer is must not tell which one somebody chose."""
metadata = MetaData()
BALLOTS: Final = Ballots(NAME, metadata)
questions = Table(
    "peilingen", metadata,
    Column("id", Integer, primary_key=True),
    Column("question", String(200), nullable=False),
    Column("ends_at", Instant),
    Column("tafel_id", Integer),
)  # fmt: skip


def create(db: Database, ballots: Ballots = BALLOTS) -> None:
    """Make the tables, as a migration would."""
    questions.create(db.engine, checkfirst=True)
    for table in ballots.tables:
        table.create(db.engine, checkfirst=True)


# --- asking and closing, by name -------------------------------------------------------------------------------------


def ask(ballots: Ballots, turn: Turn, words: str) -> Answers:
    """Anybody may ask a question; who did so is known."""
    if not words:
        msg = "Typ je vraag achter `/peiling`."
        raise Refusal(msg)
    tafel_id = turn.tafel.id if turn.tafel else None
    asked = insert(questions).values(question=words[:200], tafel_id=tafel_id)
    made = turn.session.execute(asked.returning(questions.c.id))
    audit.write(turn.session, "peiling", now=turn.now.instant, by=turn.person.id)
    drawn = card(turn.session, ballots, str(made.scalar_one()))
    return Post(drawn, to=HERE) if drawn else None


def end(turn: Turn) -> Answers:
    """Closing is an ordinary action: it says that the time is over, and the worker does the rest."""
    audit.write(turn.session, "peiling gesloten", now=turn.now.instant, by=turn.person.id)
    mine = questions.c.id == int(turn.request.value)
    turn.session.execute(update(questions).where(mine).values(ends_at=turn.now.instant))
    return Refresh(f"{NAME}:{turn.request.value}")


def over(session: Session, now: Now) -> Iterable[str]:
    found = session.execute(select(questions.c.id).where(questions.c.ends_at <= now.instant))
    return [str(number) for number in found.scalars()]


def tell(ballots: Ballots, work: Work, subject: str) -> Iterator[Answer]:
    """The result to everybody, once the ballots are closed."""
    row = work.session.execute(select(questions).where(questions.c.id == int(subject))).one()
    if row.tafel_id is not None:
        counts = result(ballots.closed(work.session, subject))
        yield Post(Card("uitslag", "De uitslag is er", (counts,)), Channels(row.tafel_id), once=f"{NAME}:{subject}")


def result(votes: Sequence[str]) -> Facts:
    return Facts(tuple(Fact(each, line(str(votes.count(each)))) for each in OPTIONS if each in votes))


# --- voting, anonymously ---------------------------------------------------------------------------------------------


def admit(turn: Turn) -> Admission[str]:
    """The first step: is there such a question, and does it still take votes? Gives the question."""
    subject = turn.request.value
    row = turn.session.execute(select(questions).where(questions.c.id == int(subject))).first()
    if row is None or is_over(row.ends_at, turn.now):
        msg = "Deze peiling is gesloten. Stemmen kan niet meer."
        raise Refusal(msg)
    return Admission(subject=subject, given=row.question)


def is_over(ends_at: datetime | None, now: Now) -> bool:
    return ends_at is not None and ends_at <= now.instant


def show_form(alone: Alone[str]) -> Answers:
    """The form with one's own vote in it, which only its owner sees."""
    alone.ballots.open(alone.session, alone.subject)
    own = alone.ballots.own(alone.session, alone.subject, alone.voter)
    again = " Deze peiling is opnieuw begonnen." if alone.ballots.begun(alone.session, alone.subject) > 1 else ""
    return Ask(form(alone.given + again, alone.subject, own))


def form(question: str, subject: str, own: str | None = None) -> Form:
    options = tuple(Option(each, each) for each in OPTIONS)
    choice = Choose(name="keuze", label=question, options=options, value=(own,) if own else (), required=True)
    return Form(action=f"{NAME}.stem", title="Jouw stem", submit="Stem", fields=(choice,), state=subject)


def vote(alone: Alone[str]) -> Answers:
    choice = single(alone.values.get("keuze"))
    if choice not in OPTIONS:
        wrong = form(alone.given, alone.subject).refused(alone.values, {"keuze": "Kies een van de plannen."})
        msg = "Kies een van de plannen."
        raise Refusal(msg, form=wrong)
    done = alone.ballots.cast(
        alone.session, alone.subject, alone.voter, revision=alone.revision, content=choice
    )  # fmt: skip
    if done == "older":
        msg = "Je hebt dit formulier later nog eens geopend. Dat laatste telt."
        raise Refusal(msg)
    if done == "other":
        msg = "Dit formulier heb je al verstuurd. Open het opnieuw om je stem te veranderen."
        raise Refusal(msg)
    return Post(Card("gestemd", "Je stem telt mee")), Refresh(f"{NAME}:{alone.subject}")


# --- showing ---------------------------------------------------------------------------------------------------------


def card(session: Session, ballots: Ballots, subject: str) -> Card | None:
    row = session.execute(select(questions).where(questions.c.id == int(subject))).first()
    if row is None:
        return None
    state, count = ballots.state(session, subject), ballots.count(session, subject)
    if state in ("closed", "unlinkable"):
        votes = ballots.closed(session, subject)
        told = "Niemand kan deze stemmen nog aan iemand koppelen." if state == "unlinkable" else "Gesloten."
        return Card(NAME, row.question, (result(votes), Note(line(told))), key=f"{NAME}:{subject}")
    buttons = Buttons((
        Button("Stem", f"{NAME}.stem", subject, "primary", opens=True), Button("Sluit", f"{NAME}.sluit", subject),
    ))  # fmt: skip
    return Card(NAME, row.question, (Note(line(f"{count} gestemd")), buttons), key=f"{NAME}:{subject}")


def feature(ballots: Ballots = BALLOTS, act: Callable[[Alone[str]], Answers] = vote) -> Feature:
    asking = partial(ask, ballots)
    return small_feature(
        NAME,
        commands=(Command(word=NAME, help="Vraag iets aan de tafel", bare=asking, other=Other(does=asking)),),
        presses={"sluit": end},
        cards={NAME: lambda work, subject: card(work.session, ballots, subject)},
        anonymous=Anonymous(
            ballots=ballots,
            presses={"stem": AnonymousAction(admit=admit, act=show_form)},
            submits={"stem": AnonymousAction(admit=admit, act=act)},
            ends=over,
            after=partial(tell, ballots),
            card=NAME,
        ),
    )


FEATURE: Final = feature()
