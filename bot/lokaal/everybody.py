"""The people on a page: their names and roles, and the mentions of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeAlias

from bot.lokaal.addresses import BOT, BOT_NAME, MENTION, PLATFORM
from handlers.cards import Line, Span, strong
from handlers.dutch import listed
from storage import demo, memberships
from storage.database import Session
from storage.people import Person
from storage.tafels import Tafel

Part: TypeAlias = dict[str, Any]
"""A piece of the page, with the names that the template reads."""


@dataclass
class Everybody:
    """The people of the workspace, seen from the channel of one tafel or from none."""

    session: Session
    tafels: Sequence[Tafel]
    tafel: Tafel | None
    _found: dict[str, str] = field(default_factory=dict, init=False)

    @cached_property
    def persons(self) -> dict[str, Person]:
        return dict(demo.accounts(self.session))

    def whom(self, account: str) -> Part:
        person = self.persons[account]
        return {"key": account.removeprefix(f"{PLATFORM}:"), "name": person.name, "does": self._does(person)}

    def _does(self, person: Person) -> str:
        """ "projectleider Bouw" or "beheerder"."""
        if person.administrator:
            return "beheerder"
        mine = memberships.roles_of(self.session, person.id)
        at: dict[str, list[str]] = {}
        for tafel in self.tafels:
            if tafel.id in mine:
                at.setdefault(mine[tafel.id], []).append(tafel.name)
        return ", ".join(f"{role} {listed(names)}" for role, names in at.items())

    def _does_here(self, account: str) -> str:
        """Looked up once for each who speaks, not for each of their messages."""
        if account not in self._found:
            self._found[account] = self._find_role(account)
        return self._found[account]

    def _find_role(self, account: str) -> str:
        person = self.persons[account]
        here = memberships.roles_of(self.session, person.id).get(self.tafel.id) if self.tafel else None
        return here or self._does(person)

    def author(self, account: str) -> Part:
        if not account:
            return {"name": BOT_NAME, "does": "", "bot": True}
        if account not in self.persons:
            return {"name": "voormalig lid", "does": "", "bot": False}
        return {"name": self.persons[account].name, "does": self._does_here(account), "bot": False}

    def words(self, text: str) -> str | Line:
        """The words of a message, with the names of mentioned people marked."""
        names = {account.removeprefix(f"{PLATFORM}:"): person.name for account, person in self.persons.items()}
        spans, at = [], 0
        for match in MENTION.finditer(text):
            if name := {**names, BOT: BOT_NAME}.get(match[1].lower()):
                spans += [Span(text[at : match.start()]), strong(f"@{name}")]
                at = match.end()
        return tuple(filter(_says_something, [*spans, Span(text[at:])])) if spans else text


def _says_something(span: Span) -> bool:
    return bool(span.text)
