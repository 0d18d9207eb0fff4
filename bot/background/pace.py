"""The courier's patience in figures, so that a test can live through a day of bad luck in a second."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How fast and how patient a courier is, in seconds.

    `settle` is what a platform's history may lag behind posting, `patience` how long a call may take (a door gives up
    sooner by itself), `grace` how long fresh answers are left to the process that heard the question.
    """

    settle: float = 10
    patience: float = 15
    pause: float = 2
    grace: float = 0
    lanes: int = 8
    steps: tuple[float, ...] = (15, 60, 300, 900, 3600, 3 * 3600, 6 * 3600)
    give_up: timedelta = timedelta(hours=24)

    @property
    def attempts(self) -> int:
        return len(self.steps) + 1

    def step(self, attempts: int) -> float:
        """How long to wait after so many attempts."""
        return self.steps[min(max(attempts, 1), len(self.steps)) - 1]
