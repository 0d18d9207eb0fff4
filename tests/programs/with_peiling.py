"""The program with the toy feature in it, for a browser: the words after this one are those of `python -m bot`."""

import sys

from bot import processes
from bot.__main__ import main
from handlers import FEATURES
from handlers.registry import build_registry
from storage.database import Database
from tests.anonymity import peiling

processes.registry = lambda: build_registry((*FEATURES, peiling.FEATURE))
db = Database(processes.DEMO_DATABASE)
peiling.create(db)
db.close()
sys.exit(main(sys.argv[1:]))
