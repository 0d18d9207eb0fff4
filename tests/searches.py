"""How long searches look: until something is found in the storms, and a third as long before every merge.

A search tries examples that nobody thought of; those that somebody did think of stand in tables beside it.
"""

import os
from typing import Final

STORM: Final = bool(os.environ.get("STORM"))


def examples(number: int) -> int:
    """How many examples a search tries, of so many in the storms."""
    return number if STORM else number // 3
