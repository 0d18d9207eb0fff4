"""What must be declared of a schema: every column that leads to a person, and every long text whether one is in it."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from sqlalchemy import Column, LargeBinary, Table, Text, UniqueConstraint

from storage import personal
from storage.personal import Export, Personal

_TELLING = ("person", "account", "member", "owner", "author", "voter", "friend", "user")
"""What columns are called that lead to a person without a reference."""
TYPED = {("documents", "body")}
"""Long values that somebody made of words and of rows that are declared, and that belong to a person or to nobody."""


def missing(tables: Iterable[Table]) -> list[str]:
    """The columns that should say what forgetting, merging and exporting do with them, and do not."""
    return [f"{column.table}.{column.name}" for table in tables for column in table.columns if _lacks(column)]


def _lacks(column: Column[Any]) -> bool:
    rule = personal.of(column)
    if _refers(column):
        return rule is None or rule.holds != "person"
    return _leads_to_somebody(column) and personal.INFO not in column.info


def _refers(column: Column[Any]) -> bool:
    """Whether it leads to a person: to their row, or to an account or a seat of theirs."""
    return any(str(key.column) in _PEOPLE for key in column.foreign_keys)


_PEOPLE: Final = frozenset({"people.id", "identities.account", "memberships.person_id"})


def _leads_to_somebody(column: Column[Any]) -> bool:
    """By its name, or because anything may stand in it."""
    if isinstance(column.type, Text | LargeBinary):
        return (column.table.name, column.name) not in TYPED
    return any(word in column.name for word in _TELLING)


def undecided(tables: Iterable[Table]) -> list[str]:
    """Columns in a unique key that move with a person and do not say which row wins where both people have one."""
    columns = ((column, personal.of(column)) for table in tables for column in table.columns)
    moved = (column for column, rule in columns if rule and rule.merge == "move" and rule.both is None)
    return [f"{column.table}.{column.name}" for column in moved if _in_a_unique_key(column)]


def _in_a_unique_key(column: Column[Any]) -> bool:
    table = column.table
    assert isinstance(table, Table)
    keys = [table.primary_key, *(each for each in table.constraints if isinstance(each, UniqueConstraint))]
    return any(column.name in key.columns for key in keys) or any(
        index.unique and column.name in index.columns for index in table.indexes
    )


def wrong(tables: Iterable[Table]) -> Iterator[str]:
    """What a declaration says that its table cannot do."""
    for table in tables:
        for column in table.columns:
            if rule := personal.of(column):
                yield from (f"{table}.{column.name}: {what}" for what in _wrong(table, column, rule))


def _wrong(table: Table, column: Column[Any], rule: Personal) -> Iterator[str]:
    others = {*(rule.beside or {}), *(rule.both.filled if rule.both else ()), *((rule.both and rule.both.best) or {})}
    yield from (f"there is no column {name}" for name in others - set(table.c.keys()))
    if rule.holds == "place" and "platform" not in table.c:
        yield "a place needs a column platform"
    if "rewrite" in {rule.forget, rule.merge} and rule.holds != "json":
        yield "only JSON is rewritten"
    if rule.merge == "move" and rule.holds != "person":
        yield "only a number moves"
    if rule.forget == "clear" and column.primary_key:
        yield "a key cannot be cleared"
    yield from _wrong_export(table, rule.export)


def _wrong_export(table: Table, export: Export | str) -> Iterator[str]:
    if isinstance(export, str):
        yield from () if export.endswith(".") else ("it needs a sentence that says why it is not exported",)
        return
    shown = [export.shows] if isinstance(export.shows, str) else export.shows.values()
    for name in shown:
        if name == "*":
            yield from () if personal.called(table) is not None else ("its rows have no name",)
        elif name.partition(".")[0] not in table.c:
            yield f"there is no column {name}"
