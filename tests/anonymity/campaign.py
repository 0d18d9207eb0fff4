"""A vote of thirty people whom the bot never met before, and what an attacker has of it afterwards."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import structlog

from bot.app import App
from bot.settings import Settings
from handlers.registry import build_registry
from storage.ballots import Ballots
from storage.database import Database
from tests.anonymity.attackers import VOTERS, Evidence, log_position, open_keys
from tests.anonymity.plays import Play, Voters
from tests.world import Clock

SECRET: Final = "a secret for tests"


class Campaign:
    """Thirty people vote, each something else, in the order of their numbers."""

    def __init__(self, db: Database, play: Play) -> None:
        self.play, self.db, self.clock = play, db, Clock()
        play.create(db)
        self.app = App(Settings(tafelbot_geheim=(SECRET,)), db, build_registry((play.feature,)), self.clock)
        self.voters = Voters(self.app, play)
        self.subject = play.begin(db)
        accounts = [f"slack:UV{number:02}" for number in range(VOTERS)]
        self._truth = dict(zip(accounts, _scrambled(play.contents), strict=False))
        self.log, self._since = "", log_position(db)

    @property
    def ballots(self) -> Ballots:
        return self.play.ballots

    def vote(self) -> None:
        with self._heard():
            for account, content in self._truth.items():
                self.clock.forward(seconds=7)
                self.voters.vote(self.subject, account, content)

    def close(self) -> None:
        with self._heard():
            self.voters.close(self.subject)

    def evidence(self) -> Evidence:
        return Evidence(self.db, self.ballots, list(self._truth), self._truth, self.log, (SECRET,), self._since)

    def tokens(self) -> list[bytes]:
        """What only the key can make, and the key itself as it is stored: nothing of it may be left after the close."""
        evidence = self.evidence()
        with self.db.transaction() as session:
            wrapped = [bytes(row.wrapped) for row in session.execute(self.ballots.keys.select())]
            stored = [bytes(row.token) for row in session.execute(self.ballots.open_ballots.select())]
            assert open_keys(session, evidence)
        assert len(stored) == VOTERS
        return [*wrapped, *stored]

    @contextmanager
    def _heard(self) -> Iterator[None]:
        with structlog.testing.capture_logs() as lines:
            yield
        self.log += "\n".join(map(str, lines)) + "\n"


def _scrambled(contents: tuple[str, ...]) -> list[str]:
    """The contents in an order that has nothing to do with what they say, the same in every run."""
    return sorted(contents, key=lambda each: hashlib.sha256(each.encode()).digest())
