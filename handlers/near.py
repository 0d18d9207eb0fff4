"""Find the word that somebody most likely meant, and none where that would be a guess.

Similarity by common letters finds "aan" in "banaan" and "maandag". A slip of the keyboard is something else: a letter
too many, one too few, a wrong one, or two that changed places; at most two of those in a long word, and in one that
begins and ends as it should.
"""

from collections.abc import Iterable
from typing import Final

_LONG: Final = 6  # letters from which two slips are still a slip
_SHORT: Final = 3  # with fewer letters every other word is near


def nearest(word: str, known: Iterable[str]) -> str:
    """The one known word that a mistyped word is nearest to; "" where none is near, or several are equally."""
    said = word.casefold()
    apart = {each: slips(said, each.casefold()) for each in dict.fromkeys(known)}
    near = {each: number for each, number in apart.items() if number <= _most(said, each.casefold())}
    found = [each for each, number in near.items() if number == min(near.values())]
    return found[0] if len(found) == 1 else ""


def _most(said: str, known: str) -> int:
    """How many slips still make the one word of the other."""
    if len(said) < _SHORT:
        return 0
    framed = len(said) > _SHORT and said[0] == known[0] and said[-1] == known[-1]
    return 2 if framed or len(said) >= _LONG else 1


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
