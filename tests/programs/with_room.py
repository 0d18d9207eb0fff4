"""The program with the toy room in it, for a browser: the words after this one are those of `python -m bot`.

The codes of the room are in the file `codes.json` of the folder it starts in.
"""

import sys
from pathlib import Path

import msgspec

from bot import processes
from bot.__main__ import main
from handlers.registry import build_registry
from storage.database import Database
from tests import toy_room
from tests.world import MONDAY

processes.registry = lambda: build_registry(toy_room.features())
db = Database(processes.DEMO_DATABASE)
toy_room.create(db)
guests = tuple(f"Gast {number}" for number in range(1, 41))
made = toy_room.make_room(db, MONDAY, question=toy_room.QUESTION, most=300, guests=guests)
Path("codes.json").write_bytes(msgspec.json.encode(made))
db.close()
sys.exit(main(sys.argv[1:]))
