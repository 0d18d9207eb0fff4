"""Know every table of the program, those of features that are switched off too."""

import importlib
import pkgutil
from functools import cache

import storage


@cache
def load_tables() -> None:
    """Import every module of storage, so that `metadata` knows all tables."""
    for module in pkgutil.iter_modules(storage.__path__):
        if not module.ispkg:
            importlib.import_module(f"storage.{module.name}")
