"""Find the word that somebody most likely meant, and none where that would be a guess.

Similarity by common letters finds "aan" in "banaan" and "maandag". A slip of the keyboard is something else: a letter
too many, one too few, a wrong one, or two that changed places; in a long word at most two of those.
"""

from collections.abc import Iterable
from typing import Final

_LONG: Final = 6  # letters from which two slips are still a slip
_SHORT: Final = 3  # with fewer letters every other word is near


def nearest(word: str, known: Iterable[str]) -> str:
    """The one known word that a mistyped word is nearest to; "" where none is near, or several are equally."""
    said = word.casefold()
    most = 0 if len(said) < _SHORT else 1 if len(said) < _LONG else 2
    apart = {each: slips(said, each.casefold()) for each in dict.fromkeys(known)}
    best = min(apart.values(), default=most + 1)
    found = [each for each, number in apart.items() if number == best]
    return found[0] if best <= most and len(found) == 1 else ""


def slips(one: str, other: str) -> int:
    """How many slips turn one word into the other (the optimal string alignment)."""
    rows = [list(range(len(other) + 1))]
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, opposite in enumerate(other, 1):
            cost = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (letter != opposite))
            if i > 1 and j > 1 and (letter, one[i - 2]) == (other[j - 2], opposite):
                cost = min(cost, rows[-2][j - 2] + 1)
            row.append(cost)
        rows.append(row)
    return rows[-1][-1]
