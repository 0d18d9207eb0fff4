"""`python -m storage.migrations "what changes"` drafts the next migration from the tables in the code; then read it."""

import sys
import tempfile
from pathlib import Path

from alembic import command

from storage.database import Database
from storage.migrate import config
from storage.tables import load_tables

load_tables()
with tempfile.TemporaryDirectory() as folder:
    db = Database(f"sqlite:///{folder}/draft.db")
    with db.transaction() as session:
        command.upgrade(config(session), "head")
        number = len(list((Path(__file__).parent / "versions").glob("[0-9]*.py"))) + 1
        command.revision(config(session), sys.argv[1], autogenerate=True, rev_id=f"{number:04d}")
    db.close()
