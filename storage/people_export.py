"""Collect what is stored about somebody, from every table, as its columns declare it (`storage.personal`)."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

import msgspec
from sqlalchemy import Column, RowMapping, Table, or_, select

from storage import personal
from storage.database import Session
from storage.people_rows import Declared, Known, declared, known, table_of, theirs
from storage.personal import Export

Data: TypeAlias = dict[str, dict[str, Any]]
"""By chapter and heading: values as they are stored, with Dutch labels."""


def collect(session: Session, number: int) -> Data:
    """Everything that is stored about somebody, by chapter and heading; what is empty is left out."""
    found: Data = {}
    who = known(session, number)
    if who is None:
        return found
    for table, export, columns in _exports():
        lists: dict[tuple[str, str], list[Any]] = {}
        for row in _rows(session, table, columns, who):
            lists.setdefault(export.place(row), []).append(_shown(session, table, export, row))
        for (chapter, heading), told in lists.items():
            found.setdefault(chapter, {}).update({heading: told} if heading else told[0])
    return found


def _rows(session: Session, table: Table, columns: list[Declared], who: Known) -> Iterable[RowMapping]:
    """The rows of a table that lead to somebody by one of these columns."""
    mine = or_(*(theirs(session, column, rule, who) for column, rule in columns))
    return session.execute(select(table).where(mine).order_by(*_order(table))).mappings().all()


def _exports() -> Iterator[tuple[Table, Export, list[Declared]]]:
    """The lists of an export, with the columns by which rows get into each, the person's own row first."""
    lists: dict[tuple[str, str, str], tuple[Table, Export, list[Declared]]] = {}
    for column, rule in reversed(declared()):
        if isinstance(rule.export, Export):
            name = (table_of(column).name, rule.export.chapter, rule.export.heading)
            lists.setdefault(name, (table_of(column), rule.export, []))[2].append((column, rule))
    yield from lists.values()


def _order(table: Table) -> Iterable[Column[Any]]:
    return table.primary_key.columns or table.columns


def _shown(session: Session, table: Table, export: Export, row: RowMapping) -> Any:  # noqa: ANN401 - any value
    if isinstance(export.shows, str):
        return _value(session, table, export, row, export.shows)
    values = ((label, _value(session, table, export, row, name)) for label, name in export.shows.items())
    return {label: value for label, value in values if value is not None and value != ""}


def _value(session: Session, table: Table, export: Export, row: RowMapping, name: str) -> Any:  # noqa: ANN401 - the same
    if name == "*":
        return _called(session, table, row[table.primary_key.columns[0].name])
    if "." in name:
        first, *path = name.split(".")
        return _at(row[first], path)
    value = row[name]
    for key in table.c[name].foreign_keys:
        value = _called(session, key.column.table, value)
    return (export.words or {}).get(name, {}).get(value, value)


def _called(session: Session, table: Any, key: Any) -> Any:  # noqa: ANN401 - a key of any kind
    """How the row with this key is called."""
    names = personal.called(table)
    if key is None or names is None:
        return key
    found = session.execute(names.where(next(iter(table.primary_key.columns)) == key)).first()
    return found[1] if found else key


def _at(text: str, path: list[str]) -> Any:  # noqa: ANN401 - any JSON
    """A value inside JSON; None where it is not there."""
    try:
        value = msgspec.json.decode(text)
    except msgspec.MsgspecError:
        return None
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value
