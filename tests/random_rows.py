"""Rows of every table at random, in which five people are named in every way that a column declares."""

import json
from collections.abc import Iterator
from datetime import UTC, date, timedelta
from random import Random
from typing import Any, TypeAlias

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    Table,
    TypeDecorator,
    UniqueConstraint,
    insert,
    select,
)

from storage import people, personal
from storage.database import Session, metadata
from storage.personal import Personal
from storage.tables import load_tables
from tests.world import MONDAY

load_tables()
NOW = MONDAY.astimezone(UTC)
OLD, NEW = 1, 2
NAMES = {OLD: "Quirine Oudewater", NEW: "Noor Nieuwkoop", 3: "Bram", 4: "Fatima", 5: "Quirine"}
ACCOUNTS = {number: (f"slack:U{number}7", f"teams:29:{number}z") for number in NAMES}
Row: TypeAlias = dict[str, Any]
Rows: TypeAlias = dict[str, list[Row]]


class _Filler:
    """A database being filled."""

    def __init__(self, session: Session, random: Random, always: int, only: Column[Any] | None, most: int) -> None:
        self._session, self._random, self._always, self._only, self._most = session, random, always, only, most
        self._number = 100
        self._made: Rows = {}

    def fill(self) -> None:
        self._insert(metadata.tables["regions"], {"id": 1, "name": "Proef", "demo": False})
        for number, name in NAMES.items():
            values = {"id": number, "region_id": 1, "name": name, "folded": people.folded(name), "created_at": NOW}
            self._insert(people.people, {**values, "provisional": False, "administrator": False})
            for account in ACCOUNTS[number]:
                self._insert(people.identities, {"account": account, "person_id": number})
        for table in metadata.sorted_tables:
            if table.name not in {"regions", "people", "identities"}:
                for _ in range(self._random.randint(self._least(table), self._most)):
                    self._insert(table, self._row(table))

    def _least(self, table: Table) -> int:
        referred = any(key.column.table is table for each in metadata.sorted_tables for key in each.foreign_keys)
        return 1 if referred or self._always else 0

    def _insert(self, table: Table, row: Row) -> None:
        """Unless a unique key knows one like it."""
        made = self._made.setdefault(table.name, [])
        for key in unique_keys(table):
            if any(all(row.get(name) == other.get(name) is not None for name in key) for other in made):
                return
        self._session.execute(insert(table).values(row))
        made.append(row)

    def _row(self, table: Table) -> Row:
        row: Row = {"platform": "slack"} if "platform" in table.c else {}
        for column in table.columns:
            rule = personal.of(column)
            row |= self._declared(column, rule) if rule else {} if column.name in row else self._plain(column)
        for column in table.columns:
            if (rule := personal.of(column)) and rule.both:
                row |= {name: self._random.choice(list(order)) for name, order in (rule.both.best or {}).items()}
                row |= {name: self._random.choice(["", row[name]]) for name in rule.both.filled}
        return row

    def _somebody(self, column: Column[Any]) -> int:
        if self._only is not None and column is not self._only:
            return NEW
        return self._always or self._random.choice(list(NAMES))

    def _declared(self, column: Column[Any], rule: Personal) -> Row:
        who = self._somebody(column)
        account = self._random.choice(ACCOUNTS[who])
        platform, _, place = account.partition(":")
        match rule.holds:
            case "person":
                return {column.name: None if column.nullable and not self._always and self._odd() else who}
            case "account":
                return {column.name: account}
            case "place":
                return {"platform": platform, column.name: place if self._always or self._odd() else f"C{self._next()}"}
            case "lane":
                return {column.name: self._random.choice([account, f"{platform}:{account}"])}
            case "key":
                return {column.name: f"bewerkt:{account}:{self._next()}"}
            case "json":
                return {column.name: self._json(who, account)}

    def _json(self, who: int, account: str) -> str:
        name = NAMES[who]
        card = {"type": "Card", "title": f"Actie van {name}", "people": [{"name": name, "accounts": [account]}]}
        told = {"address": {"account": {"id": account, "name": name}}, "person": who, "to": {"person": str(who)}}
        return json.dumps(told | {"card": card}, separators=(",", ":"))

    def _plain(self, column: Column[Any]) -> Row:
        for key in column.foreign_keys:
            made = self._made.get(key.column.table.name, [])
            return {column.name: self._random.choice(made)[key.column.name] if made else None}
        return {column.name: self._value(column)}

    def _value(self, column: Column[Any]) -> Any:
        kind = column.type.impl if isinstance(column.type, TypeDecorator) else column.type
        number = self._next()
        match kind:
            case Boolean():
                return self._odd()
            case DateTime():
                return NOW + timedelta(minutes=number)
            case Date():
                return date(2026, 5, 18) + timedelta(days=number)
            case Integer() | Float():
                return number
            case LargeBinary():
                return b"%d" % number
            case _:
                return f"w{number}"[: getattr(kind, "length", None)]

    def _odd(self) -> bool:
        return self._random.random() < 1 / 2

    def _next(self) -> int:
        self._number += 1
        return self._number


def fill(
    session: Session, random: Random, *, always: int = 0, only: Column[Any] | None = None, most: int = 4
) -> None:  # fmt: skip
    """`always` names one person in every column, or in the `only` one, and makes a row at least of each table."""
    _Filler(session, random, always, only, most).fill()


def fixed(seed: int = 1) -> Random:
    """The same rows each time."""
    return Random(seed)  # noqa: S311 - nothing is secret here


def unique_keys(table: Table) -> Iterator[tuple[str, ...]]:
    yield tuple(table.primary_key.columns.keys())
    for each in table.constraints:
        if isinstance(each, UniqueConstraint):
            yield tuple(each.columns.keys())
    for index in table.indexes:
        if index.unique:
            yield tuple(index.columns.keys())


def everything(session: Session) -> Rows:
    """Every row of every table."""
    return {
        table.name: sorted((dict(row) for row in session.execute(select(table)).mappings()), key=repr)
        for table in metadata.sorted_tables
    }
