"""A vote of hundreds: ballots are cast as an anonymous action casts them, without a door and a form."""

import random
from collections.abc import Callable, Iterable
from typing import Final, TypeVar

from sqlalchemy import select

from storage import people, vault
from storage.apart import Apart, write_apart
from storage.ballots import Ballots, Cast, Voter
from storage.database import Database
from storage.vault import Vault
from tests.anonymity import peiling
from tests.anonymity.attackers import Evidence, log_position, open_keys
from tests.anonymity.campaign import SECRET
from tests.world import MONDAY

T = TypeVar("T")
SUBJECT: Final = "1"


class Crowd:
    """People who vote in the order of their numbers, each something else."""

    def __init__(self, db: Database, count: int, ballots: Ballots = peiling.BALLOTS) -> None:
        self.db, self.ballots = db, ballots
        peiling.create(db, ballots)
        accounts = [f"slack:UC{number:04}" for number in range(count)]
        self.contents = [f"Stem {number:04}" for number in range(count)]
        random.Random(count).shuffle(self.contents)  # noqa: S311 - the same in every run
        self._truth = dict(zip(accounts, self.contents, strict=True))
        self.ids = self._introduce(accounts)
        self._since = log_position(db)
        self.apart(lambda apart: ballots.open(apart, SUBJECT))

    def _introduce(self, accounts: Iterable[str]) -> list[int]:
        ids = []
        with self.db.transaction() as session:
            region = session.execute(select(people.people.c.region_id)).scalars().first()
            assert region is not None
            for account in accounts:
                ids.append(people.add(session, region, name=account, now=MONDAY).id)
                people.identify(session, ids[-1], account)
        return ids

    def apart(self, work: Callable[[Apart], T], db: Database | None = None) -> T:
        """Do what an anonymous action does."""
        return write_apart(db or self.db, self.ballots.tables, Vault((SECRET,)), work).result()

    def cast(self, voter: Voter, content: str, revision: int = 1, db: Database | None = None) -> Cast:
        return self.apart(
            lambda apart: self.ballots.cast(apart, SUBJECT, voter, revision=revision, content=content), db
        )

    def vote(self, numbers: Iterable[int], db: Database | None = None) -> None:
        """Let these people vote, whose numbers are places in the crowd."""
        for number in numbers:
            assert self.cast(Voter((self.ids[number],)), self.contents[number], db=db) == "stored"

    def close(self, same: Iterable[tuple[int, int]] = (), db: Database | None = None) -> bool:
        return self.apart(lambda apart: self.ballots.close(apart, SUBJECT, same=same), db)

    def closed(self) -> list[str]:
        """What was voted, in alphabetical order."""
        with self.db.transaction() as session:
            return sorted(self.ballots.closed(session, SUBJECT))

    def evidence(self) -> Evidence:
        return Evidence(self.db, self.ballots, list(self._truth), self._truth, "", (SECRET,), self._since)

    def tokens(self) -> list[bytes]:
        """Everybody's token, by their places in the crowd."""
        with self.db.transaction() as session:
            [key] = open_keys(session, self.evidence())
        return [vault.token(key, each) for each in self.ids]
