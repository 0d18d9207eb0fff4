"""Divide the ballots of a large subject into buckets, so that one write puts down some hundreds of them anew, not all.

A bucket is a range of tokens: those that begin with the same bits. It is no column and no row, so it says nothing that
the token does not say. How many bits follows from the ballots that are there: a bucket is halved when its halves are
large enough to hide in. Buckets of a number that was fixed beforehand would hold one ballot each at the beginning, and
the order in which such buckets were written is the order in which people voted.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

TOKEN_BITS: Final = 256
LARGE: Final = 128
"""How many ballots a bucket holds when it is halved: a half has about 64 then, and hardly ever fewer than 40."""


@dataclass(frozen=True, order=True)
class Bucket:
    """The tokens whose first `depth` bits are `bits`; of depth 0 that is every token. Ordered from large to small."""

    depth: int
    bits: int

    @classmethod
    def of(cls, token: bytes, depth: int) -> "Bucket":
        return cls(depth, int.from_bytes(token) >> (TOKEN_BITS - depth))

    @cached_property
    def first(self) -> bytes:
        return self._bound(self.bits)

    @cached_property
    def last(self) -> bytes:
        bound = (self.bits + 1) << (TOKEN_BITS - self.depth)
        return (bound - 1).to_bytes(TOKEN_BITS // 8)

    @property
    def around(self) -> "list[Bucket]":
        """The larger buckets that this one is a part of, the whole subject left out."""
        return [Bucket(depth, self.bits >> (self.depth - depth)) for depth in range(1, self.depth)]

    @property
    def name(self) -> str:
        return f"{self.bits:0{self.depth}b}" if self.depth else ""

    def _bound(self, bits: int) -> bytes:
        return (bits << (TOKEN_BITS - self.depth)).to_bytes(TOKEN_BITS // 8)


def depth(pivot: bytes | None) -> int:
    """With how many bits a bucket is told, by the token at place `LARGE` in the order of tokens; None when there are
    fewer.

    Tokens are random, so the bucket of zeros is as full as any other. With as many bits as the pivot has leading zeros
    that bucket holds the pivot, so it is full: one bit more halves it.
    """
    return 0 if pivot is None else 1 + TOKEN_BITS - int.from_bytes(pivot).bit_length()


def in_order(buckets: Iterable[Bucket]) -> list[tuple[Bucket, bool]]:
    """What to lock for these buckets and in which order: the buckets alone, and what is around them shared.

    A bucket and a half of it exclude each other that way, for whoever counted just before and just after it was halved.
    Everybody locks from large to small, so nobody waits in a circle.
    """
    own = set(buckets)
    shared = {larger for each in own for larger in each.around} - own
    return sorted([*((each, False) for each in own if each.depth), *((each, True) for each in shared)])
