"""Draft the next migration from the tables in the code: `python -m storage.migrations "what changes"`; then read it.

The draft is formatted and passes the linter. It says what changed between the migrations and the tables, so rows that
must move along are for whoever reads it to add.
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from alembic import command
from alembic.operations import ops

from storage.database import Database
from storage.migrate import config
from storage.tables import load_tables

_VERSIONS = Path(__file__).parent / "versions"


def draft(message: str) -> Path:
    """Write the draft of the next migration, with this message as its first line; gives its path."""
    load_tables()
    number = f"{len(list(_VERSIONS.glob('[0-9]*.py'))) + 1:04d}"
    with tempfile.TemporaryDirectory() as folder:
        db = Database(f"sqlite:///{folder}/draft.db")
        with db.transaction() as session:
            command.upgrade(config(session), "head")
            command.revision(
                config(session),
                f"{message.rstrip('.')}.",
                autogenerate=True,
                rev_id=number,
                process_revision_directives=_without_needless_batches,
            )
        db.close()
    [path] = _VERSIONS.glob(f"{number}_*.py")
    for words in (("check", "--fix", "--quiet"), ("format", "--quiet")):
        subprocess.run([sys.executable, "-m", "ruff", *words, str(path)], check=True)  # noqa: S603 - our own tool
    return path


def _without_needless_batches(_context: object, _revision: object, directives: list[Any]) -> None:
    """SQLite changes a column by copying its table, which Alembic calls a batch; an index needs none."""
    for script in directives:
        script.upgrade_ops.ops = list(_flat(script.upgrade_ops.ops))


def _flat(found: Iterable[Any]) -> Iterator[Any]:
    for each in found:
        indexes = isinstance(each, ops.ModifyTableOps) and all(
            isinstance(one, ops.CreateIndexOp | ops.DropIndexOp) for one in each.ops
        )
        yield from each.ops if indexes else (each,)


if __name__ == "__main__":
    sys.stdout.write(f"{draft(sys.argv[1])}\n")
