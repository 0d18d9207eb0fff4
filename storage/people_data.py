"""Forget somebody, and make two people one: in every table at once, as its columns declare it (`storage.personal`).

Nothing here knows a feature, and the rows of a feature that is switched off take part as well.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Literal, assert_never

from sqlalchemy import Column, RowMapping, UniqueConstraint, and_, delete, insert, select, update

from storage.database import Session
from storage.people import FORMER, former_people, people
from storage.people_rows import Known, declared, known, rewrite, table_of, theirs
from storage.personal import Both, Personal


class CannotMerge(Exception):
    """Two people cannot be made one; nothing has changed.

    They are `same` already; or `number` was `forgotten`; or it `became` another one, which `other` names.
    """

    def __init__(self, *, why: Literal["same", "forgotten", "became"], number: int, other: int = 0) -> None:
        super().__init__(why, number, other)
        self.why, self.number, self.other = why, number, other


def lock(session: Session, *numbers: int) -> set[int]:
    """Hold people until this transaction ends, and say which of them are still there.

    Always in the same order, so that two transactions that merge the same people wait for each other and never both
    ways. On PostgreSQL a transaction that writes a row about one of them is waited for as well: its reference to the
    person is a lock. On SQLite there is one writer.
    """
    mine = select(people.c.id).where(people.c.id.in_(numbers)).order_by(people.c.id).with_for_update()
    return set(session.execute(mine).scalars())


# --- forgetting ------------------------------------------------------------------------------------------------------


def forget(session: Session, number: int, now: datetime) -> bool:
    """Forget somebody for good, under whatever number; False where they were forgotten already.

    Who turned out to be somebody else meanwhile is that person, and is forgotten as that person.
    """
    who = known(session, number) if number in lock(session, number) else None
    if who is None:
        other = _became(session, number)
        return forget(session, other, now) if other else False
    session.execute(update(former_people).where(former_people.c.became == number).values(erased_at=now))
    _keep_number(session, number, erased_at=now)
    for column, rule in declared():
        _forget(session, column, rule, who)
    return True


def _keep_number(session: Session, number: int, **values: object) -> None:
    """Retire a number for good: buttons, copies and the command line may still hold it."""
    since = select(people.c.created_at).where(people.c.id == number).scalar_subquery()
    session.execute(insert(former_people).values(number=number, since=since, **values))


def _became(session: Session, number: int) -> int | None:
    """The number that a merged person goes by; None for a forgotten one, and for a number that was never given out."""
    newest = select(former_people.c.became).where(former_people.c.number == number)
    return session.execute(newest.order_by(former_people.c.id.desc()).limit(1)).scalar()


def _forget(session: Session, column: Column[Any], rule: Personal, who: Known) -> None:
    table = table_of(column)
    match rule.forget:
        case "remove":
            session.execute(delete(table).where(theirs(session, column, rule, who)))
        case "clear":
            values = {**(rule.beside or {}), column.name: None if column.nullable else ""}
            session.execute(update(table).where(theirs(session, column, rule, who)).values(**values))
        case "rewrite":
            rewrite(session, column, who, Known(0, FORMER, ()))
        case _:
            assert_never(rule.forget)


# --- merging ---------------------------------------------------------------------------------------------------------


def merge(session: Session, old: int, new: int) -> None:
    """Merge one person into another: everything of the first becomes the second's, and the first number is retired.

    Raises `CannotMerge`, with nothing changed, where they are the same person or one of them is gone.
    """
    left = lock(session, old, new)
    _refuse(session, old, new, left)
    before, after = known(session, old), known(session, new)
    assert before and after  # noqa: S101, PT018 - both were locked just now
    _keep_number(session, old, became=new)
    _keep_rights(session, old, new)
    for column, rule in declared():
        _merge(session, column, rule, before, after)


def _refuse(session: Session, old: int, new: int, left: set[int]) -> None:
    now = {number: number if number in left else _became(session, number) for number in (old, new)}
    if old == new or (now[old] is not None and now[old] == now[new]):
        raise CannotMerge(why="same", number=old)
    for number in sorted({old, new} - left):
        if other := now[number]:
            raise CannotMerge(why="became", number=number, other=other)
        raise CannotMerge(why="forgotten", number=number)


def _keep_rights(session: Session, old: int, new: int) -> None:
    """Keep the administrator's right that either of the two had."""
    was = select(people.c.administrator).where(people.c.id == old)
    if session.execute(was).scalar():
        session.execute(update(people).where(people.c.id == new).values(administrator=True))


def _merge(session: Session, column: Column[Any], rule: Personal, before: Known, after: Known) -> None:
    table, old, new = table_of(column), before.number, after.number
    match rule.merge:
        case "move":
            for key in _unique_with(column):
                _settle(session, column, key, rule.both, old, new)
            session.execute(update(table).where(column == old).values({column.name: new}))
        case "remove":
            session.execute(delete(table).where(column == old))
        case "rewrite":  # the accounts stay theirs
            rewrite(session, column, Known(old, before.name, ()), after)
        case "stay":
            pass
        case _:
            assert_never(rule.merge)


def _unique_with(column: Column[Any]) -> Iterator[tuple[Column[Any], ...]]:
    """The other columns of each unique key that this column is part of."""
    table = table_of(column)
    keys: list[list[Column[Any]]] = [list(table.primary_key.columns)]
    keys += [list(each.columns) for each in table.constraints if isinstance(each, UniqueConstraint)]
    keys += [list(each.columns) for each in table.indexes if each.unique]
    for key in keys:
        if any(each is column for each in key):
            yield tuple(each for each in key if each is not column)


def _settle(
    session: Session, column: Column[Any], key: tuple[Column[Any], ...], both: Both | None, old: int, new: int
) -> None:
    """Of two rows that cannot both be one person's, keep one."""
    table = table_of(column)
    kept = {_values(row, key): row for row in session.execute(select(table).where(column == new)).mappings()}
    for row in session.execute(select(table).where(column == old)).mappings().all():
        mine = _values(row, key)
        if None in mine or mine not in kept:  # a unique key knows no absent values
            continue
        if both is None:
            msg = f"{table.name}.{column.name} is in a unique key and does not say which row wins"
            raise LookupError(msg)
        here = and_(*(each == value for each, value in zip(key, mine, strict=True)))
        session.execute(delete(table).where(column == old, here))
        if changes := _best(both, kept[mine], row, {each.name for each in (column, *key)}):
            session.execute(update(table).where(column == new, here).values(**changes))


def _values(row: RowMapping, key: tuple[Column[Any], ...]) -> tuple[Any, ...]:
    return tuple(row[each.name] for each in key)


def _best(both: Both, stays: RowMapping, goes: RowMapping, key: set[str]) -> dict[str, Any]:
    """What the row that stays takes over from the one that goes."""
    if both.latest:
        others = {name: value for name, value in goes.items() if name not in {*key, "id"}}
        return others if goes[both.latest] > stays[both.latest] else {}
    taken = {name: goes[name] for name in both.filled if not stays[name]}
    for name, order in (both.best or {}).items():
        taken[name] = min(stays[name], goes[name], key=order.index)
    return taken
