"""The toy feature made wrong in every way that others made it wrong: on each an attack must succeed completely.

An attacker who finds nothing proves something only if the same attacker finds everything where there is something.
"""

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

import structlog
from sqlalchemy import Column, Integer, LargeBinary, MetaData, String, Table, Text, delete, insert

from handlers.anonymous import Alone
from handlers.answer import Answers, Ask, Post
from handlers.cards import Card
from handlers.feature import Around, Feature, Turn
from handlers.forms import single
from storage.apart import Apart
from storage.ballots import OPEN_ONLY, Ballots
from tests.anonymity import peiling
from tests.small_feature import small_feature

Columns: TypeAlias = Callable[[], Iterable[Column[Any]]]
log = structlog.get_logger()


def random_id() -> list[Column[Any]]:
    return [Column("subject", String(80), primary_key=True), Column("id", LargeBinary(16), primary_key=True)]


def counted_id() -> list[Column[Any]]:
    return [Column("number", Integer, primary_key=True), Column("subject", String(80)), Column("id", LargeBinary(16))]


class InOrder(Ballots):
    """Ballots that stay where they were written; `first` are the columns before the token."""

    def __init__(self, name: str, first: Columns = random_id, *, with_rowid: bool = True) -> None:
        self._first, self._with_rowid = first, with_rowid
        super().__init__(name, MetaData())

    def _open_table(self, metadata: MetaData) -> Table:
        return Table(
            f"{OPEN_ONLY}{self.name}_ballots", metadata, *self._first(), Column("token", LargeBinary),
            Column("seal", LargeBinary), Column("content", Text), sqlite_with_rowid=self._with_rowid,
        )  # fmt: skip

    def _rewrite(self, apart: Apart, subject: str, own: Any, ballots: Sequence[Any]) -> None:
        """Only the new ballot, which is the last one."""
        new, table = ballots[-1], self.open_ballots
        apart.execute(delete(table).where(table.c.token == new.token))
        row = {"subject": subject, "id": secrets.token_bytes(16), "token": new.token, "seal": new.seal}
        numbered = {"number": len(ballots)} if "number" in table.c else {}
        apart.execute(insert(table), {**row, **numbered, "content": new.content})


class WithTime(Ballots):
    """Ballots that are shuffled, and say when they were cast."""

    def __init__(self, name: str) -> None:
        self._moments: dict[bytes, int] = {}
        super().__init__(name, MetaData())

    def _open_table(self, metadata: MetaData) -> Table:
        table = super()._open_table(metadata)
        table.append_column(Column("moment", Integer))
        return table

    def _rewrite(self, apart: Apart, subject: str, own: Any, ballots: Sequence[Any]) -> None:
        super()._rewrite(apart, subject, own, ballots)
        for each in ballots:
            moment = self._moments.setdefault(each.token, len(self._moments))
            mine = self.open_ballots.c.token == each.token
            apart.execute(self.open_ballots.update().where(mine).values(moment=moment))


class BucketOfEach(Ballots):
    """Ballots in so many buckets that each is alone in its own: a number of buckets that was fixed for a large vote."""

    def __init__(self, name: str) -> None:
        super().__init__(name, MetaData())

    def _depth(self, apart: Apart, subject: str) -> int:
        return 64


class BucketByPerson(Ballots):
    """Ballots in buckets that are chosen by the number of the person."""

    def __init__(self, name: str) -> None:
        super().__init__(name, MetaData())

    def _token(self, key: bytes, person_id: int) -> bytes:
        return bytes([person_id % 64]) + super()._token(key, person_id)[1:]


# --- leaks of the way a vote is handled ------------------------------------------------------------------------------


def logged(alone: Alone[str]) -> Answers:
    """A vote that is told to the log."""
    [number, *_] = alone.voter._each_as(lambda each: str(each).encode())  # noqa: SLF001 - that is the leak
    log.info("stem", wie=f"nummer {number.decode()}", wat=single(alone.values.get("keuze")))
    return peiling.vote(alone)


def ordinary(ballots: Ballots) -> Feature:
    """The same feature with ordinary handlers: a vote in one transaction with who it is, and an answer that waits."""

    def show(turn: Turn) -> Answers:
        return Ask(peiling.form("Welk plan?", turn.request.value))

    def vote(turn: Turn) -> Answers:
        choice, table = single(turn.request.values.get("keuze")), ballots.open_ballots
        person = turn.person
        row = {"subject": "1", "id": secrets.token_bytes(16), "token": person.name.encode(), "seal": b""}
        turn.session.execute(insert(table), {**row, "content": choice})
        return Post(Card("gestemd", f"Je koos {choice}"))

    made = peiling.feature(ballots)
    plain = small_feature("peiling", presses={"stem": show}, submits={"stem": vote}).asked
    asked = replace(made.asked, presses=(*made.asked.presses, *plain.presses), submits=plain.submits)
    return replace(made, asked=asked, around=Around())
