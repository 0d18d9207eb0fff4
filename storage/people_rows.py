"""Which rows lead to somebody, by which declared column, and what stands about them inside JSON."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeAlias, assert_never

import msgspec
from sqlalchemy import Column, ColumnElement, Table, and_, false, or_, select, update

from storage import personal
from storage.database import Session, metadata
from storage.people import identities, people
from storage.personal import Personal
from storage.tables import load_tables

Declared: TypeAlias = tuple[Column[Any], Personal]


@dataclass(frozen=True, slots=True)
class Known:
    """What identifies a person in a row: their number, accounts and names."""

    number: int
    name: str
    accounts: tuple[str, ...]


def declared() -> tuple[Declared, ...]:
    """Every column that names a person, rows that lead to others first: so they may go in this order."""
    load_tables()
    found = ((column, personal.of(column)) for table in reversed(metadata.sorted_tables) for column in table.columns)
    return tuple((column, rule) for column, rule in found if rule)


def known(session: Session, number: int) -> Known | None:
    """What identifies a person who was not forgotten; None for another."""
    name = session.execute(select(people.c.name).where(people.c.id == number)).scalar()
    accounts = select(identities.c.account).where(identities.c.person_id == number).order_by(identities.c.account)
    return None if name is None else Known(number, name, tuple(session.execute(accounts).scalars()))


def table_of(column: Column[Any]) -> Table:
    assert isinstance(column.table, Table)  # noqa: S101 - as every declared column has one
    return column.table


def theirs(session: Session, column: Column[Any], rule: Personal, who: Known) -> ColumnElement[bool]:
    """The condition for the rows of a column that refer to a person."""
    accounts, table = who.accounts, table_of(column)
    match rule.holds:
        case "person":
            return column == who.number
        case "account":
            return column.in_(accounts)
        case "place":
            parts = (account.partition(":") for account in accounts)
            return or_(false(), *(and_(table.c.platform == where, column == place) for where, _, place in parts))
        case "lane":
            return column.in_([*accounts, *(f"{each.partition(':')[0]}:{each}" for each in accounts)])
        case "key":
            return or_(false(), *(column.contains(f"{each}:", autoescape=True) for each in accounts))
        case "json":
            [key] = table.primary_key.columns
            same, nobody = Known(who.number, "", accounts), Known(0, "", ())  # a name alone makes no row theirs
            told = _told(session, column, same)
            return key.in_([row for row, value in told if _replaced(value, same, nobody) != value])
        case _:
            assert_never(rule.holds)


def _told(session: Session, column: Column[Any], who: Known) -> Iterator[tuple[Any, Any]]:
    """Rows, by key, whose JSON may refer to a person; JSON that cannot be read refers to nobody."""
    [key] = table_of(column).primary_key.columns
    signs = [f'"person":{who.number}', f'"person":"{who.number}"', *map(_inside, (*who.accounts, who.name))]
    named = or_(*(column.contains(sign, autoescape=True) for sign in signs if sign))
    for row, text in session.execute(select(key, column).where(named)).all():
        with suppress(msgspec.MsgspecError):
            yield row, msgspec.json.decode(text)


def _inside(text: str) -> str:
    """A text as it is written inside JSON, without the quotes."""
    return msgspec.json.encode(text).decode()[1:-1]


def rewrite(session: Session, column: Column[Any], before: Known, after: Known) -> None:
    """Put another number and name in JSON, and take the accounts out of it."""
    [key] = table_of(column).primary_key.columns
    for row, value in list(_told(session, column, before)):
        text = msgspec.json.encode(_replaced(value, before, after)).decode()
        session.execute(update(table_of(column)).where(key == row).values({column.name: text}))


_TOKENS = frozenset({"type", "kind", "style", "sign", "action", "platform", "colour", "url", "page"})
"""Keys in JSON whose values the program reads: no name of a person is in them, whatever somebody is called."""


def _replaced(value: Any, before: Known, after: Known) -> Any:  # noqa: ANN401 - any JSON
    """The same JSON with what one person is known by replaced, and their accounts taken out."""
    match value:
        case dict():
            return {name: _replaced_at(name, each, before, after) for name, each in value.items()}
        case list():
            return [_replaced(each, before, after) for each in value if each not in before.accounts]
        case str():
            return _renamed(value, before, after)
        case _:
            return value


def _replaced_at(name: str, value: Any, before: Known, after: Known) -> Any:  # noqa: ANN401 - any JSON
    if name == "person" and type(value) in {int, str} and str(value) == str(before.number):
        return type(value)(after.number)
    return value if name in _TOKENS else _replaced(value, before, after)


def _renamed(text: str, before: Known, after: Known) -> str:
    for account in before.accounts:
        text = re.sub(rf"{re.escape(account)}(?![\w-])", "", text)
    return re.sub(rf"(?<!\w){re.escape(before.name)}(?!\w)", lambda _: after.name, text) if before.name else text
