"""What a column says about the person it names: what forgetting, merging and exporting do with it.

A column that names a person is declared where it is defined: `person_column(...)` for a person's number, and
`Column(..., info=names("account", ...))` for whatever else leads to somebody. `storage.people_data` forgets and
merges, and `storage.people_export` exports, by these declarations alone: no table can be left out of one of the three.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal, TypeAlias

from sqlalchemy import Column, ColumnElement, ForeignKey, RowMapping, Select, Table, select

INFO: Final = "personal"
"""Where a column keeps its declaration."""
_CALLED: Final = "called"

Holds: TypeAlias = Literal["person", "account", "place", "lane", "key", "json"]
"""How a column names a person.

- `person`: by number
- `account`: an identity, "slack:U1"
- `place`: the part of an identity behind the platform ("U1"), in a row that has a column `platform`
- `lane`: a queue of the outbox, "slack:U1" or "slack:slack:U1"
- `key`: a text in which an identity stands, followed by a colon
- `json`: JSON in which identities and names stand, and numbers under the key "person"
"""

Forget: TypeAlias = Literal["remove", "clear", "rewrite"]
"""What forgetting does: the row goes, the column becomes empty, or the person is taken out of the JSON."""

Merge: TypeAlias = Literal["move", "remove", "rewrite", "stay"]
"""What merging does: the row becomes the other person's, the row goes, the number in the JSON becomes the other's, or
nothing, because an account stays true whoever has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Both:
    """Which row wins where both people have one and a unique key allows one: the row of the person who stays.

    A column in `best` takes the better of both values (the best one first), a column in `filled` the other's value
    where it is empty. With `latest` the row whose value in that column is later wins as a whole.
    """

    best: Mapping[str, Sequence[str]] | None = None
    filled: tuple[str, ...] = ()
    latest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """Where somebody reads these rows in their own data, and what of them.

    `shows` gives a Dutch label for each column; one column without a label makes a list of its values. A reference is
    shown as the row it leads to is called, "*" as the row itself is called, and "file.name" is the value of `name` in
    the JSON of the column `file`. `words` gives Dutch words for values of a column that people would not understand.
    Columns of one table with the same `chapter` and `heading` make one list. Rows whose value in the column `by` is
    one of `lists` stand in the chapter and under the heading that it gives.
    """

    chapter: str
    heading: str
    shows: Mapping[str, str] | str
    words: Mapping[str, Mapping[str, str]] | None = None
    by: str = ""
    lists: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def place(self, row: RowMapping) -> tuple[str, str]:
        """The chapter and the heading of a row."""
        usual = (self.chapter, self.heading)
        return self.lists.get(row[self.by], usual) if self.by else usual


@dataclass(frozen=True, slots=True, kw_only=True)
class Personal:
    """The declaration of one column. `export` is a sentence that says why where its rows are not exported.

    `beside` holds what other columns of the row become when this one is cleared.
    """

    holds: Holds
    forget: Forget
    merge: Merge
    export: Export | str
    both: Both | None = None
    beside: Mapping[str, str] | None = None


def names(
    holds: Holds, *, forget: Forget, merge: Merge, export: Export | str, beside: Mapping[str, str] | None = None
) -> dict[Any, Any]:
    """The `info` of a column that leads to a person in another way than by number."""
    return {INFO: Personal(holds=holds, forget=forget, merge=merge, export=export, beside=beside)}


def person_column(
    name: str, *, forget: Forget, merge: Merge, export: Export | str, both: Both | None = None,
    beside: Mapping[str, str] | None = None, **options: Any,  # noqa: ANN401 - those of a Column
) -> Column[Any]:  # fmt: skip
    """A column with a person's number, and what happens to its rows with that person.

    `both` is needed where the column is part of a unique key: two people who turn out to be one may both have a row.
    """
    declared = Personal(holds="person", forget=forget, merge=merge, export=export, both=both, beside=beside)
    return Column(name, ForeignKey("people.id"), info={INFO: declared}, **options)


NOBODY: Final = {INFO: None}
"""The `info` of a text column that never leads to anybody but by what somebody typed."""


def of(column: Column[Any]) -> Personal | None:
    """The declaration of a column; None where it names nobody."""
    found: Personal | None = column.info.get(INFO)
    return found


def call(table: Table, text: ColumnElement[str], *joined: Table) -> None:
    """Say by which column a row of this table is named, where a row that refers to it is shown to a person."""
    [key] = table.primary_key.columns
    statement = select(key, text).select_from(table)
    for other in joined:
        statement = statement.join(other)
    table.info[_CALLED] = statement


def called(table: Table) -> Select[Any] | None:
    """Key and name of every row of a table, or None where its rows have no name."""
    found: Select[Any] | None = table.info.get(_CALLED)
    return found
