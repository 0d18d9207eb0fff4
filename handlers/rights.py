"""A right: what a feature lets people do at a tafel, with who may and the sentence that refuses the others."""

from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

Column: TypeAlias = Literal["deelnemer", "waarnemer", "kartrekker", "projectleider", "beheerder", "ander"]
Grant: TypeAlias = Literal["nee", "voorstel", "eigen", "ja"]

COLUMNS: Final[tuple[Column, ...]] = ("deelnemer", "waarnemer", "kartrekker", "projectleider", "beheerder", "ander")
GRANTS: Final[tuple[Grant, ...]] = ("nee", "voorstel", "eigen", "ja")
"""From nothing to everything; the best grant of a person's columns counts."""


@dataclass(frozen=True)
class Right:
    """`row` grants each of `COLUMNS`, as "eigen nee ja ja ja nee"; `label` names it in the table that people see.

    `refusal` tells who may not, with {tafel} for the name of the tafel and {wie} for the roles that may.
    """

    name: str
    row: str
    label: str
    refusal: str
    grants: dict[Column, Grant] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        granted = self.row.split()
        if len(granted) != len(COLUMNS) or not set(granted) <= set(GRANTS):
            msg = f"the right {self.name!r} needs one of {', '.join(GRANTS)} for each of {', '.join(COLUMNS)}"
            raise ValueError(msg)
        self.refusal.format(tafel="", wie="")  # raises KeyError for a word that nothing fills in
        object.__setattr__(self, "grants", dict(zip(COLUMNS, granted, strict=True)))
