"""Keep the tables of keys and open ballots where they are made, and empty them in a database that was put back.

They are known by the beginning of their names, also those of features that are switched off.
"""

from typing import Final

from sqlalchemy import inspect, text

from storage.ballots import OPEN_ONLY, only_here
from storage.database import Session

_KEYS: Final = "_keys"


def keep_here(session: Session, name: str) -> None:
    """For the migration that makes the tables of `Ballots(name)`: keep their rows out of all that outlives them.

    It reads the columns from the database, so that a migration goes on doing what it did whatever `Ballots` becomes.
    SQLite needs nothing.
    """
    if session.dialect.name != "postgresql":
        return
    inspector = inspect(session)
    for table in (f"{OPEN_ONLY}{name}{_KEYS}", f"{OPEN_ONLY}{name}_ballots"):
        for statement in only_here(table, [column["name"] for column in inspector.get_columns(table)]):
            session.execute(text(statement))


def begin_again(session: Session) -> int:
    """Throw away every key and open ballot; gives how many votes that were.

    For a database that was put back: an open vote begins again, because a copy may hold only a part of it.
    """
    names = sorted(name for name in inspect(session).get_table_names() if name.startswith(OPEN_ONLY))
    votes = [
        session.execute(text(f'SELECT count(*) FROM "{name}"')).scalar() or 0  # noqa: S608 - names of tables of ours
        for name in names
        if name.endswith(_KEYS)
    ]
    for name in names:
        session.execute(text(f'TRUNCATE "{name}"' if session.dialect.name == "postgresql" else f'DELETE FROM "{name}"'))  # noqa: S608 - the same
    return sum(votes)
