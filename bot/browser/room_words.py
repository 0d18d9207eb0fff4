"""What a page of a room says about where the room stands, in words."""

import math
from datetime import datetime

from handlers.feature import Now, Standing

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


def step(standing: Standing) -> str:
    """Which of the phases this is."""
    if standing.phase not in standing.phases or len(standing.phases) == 1:
        return ""
    return f"stap {standing.phases.index(standing.phase) + 1} van {len(standing.phases)}"


def left(standing: Standing, now: datetime) -> int | None:
    """The whole seconds that are left, by the server's clock; None where no end is set."""
    if standing.closes_at is None:
        return None
    return max(0, math.ceil((standing.closes_at - now).total_seconds()))


def left_words(seconds: int | None) -> str:
    """How long it lasts still, as people say it; the script of a page says it in the same way."""
    if seconds is None:
        return ""
    if seconds <= 0:
        return "de tijd is om"
    if seconds < 2 * _MINUTE:
        return f"nog {seconds} seconden" if seconds > 1 else "nog 1 seconde"
    if seconds < 2 * _HOUR:
        return f"nog {math.ceil(seconds / _MINUTE)} minuten"
    if seconds < 2 * _DAY:
        return f"nog {math.ceil(seconds / _HOUR)} uur"
    return f"nog {math.ceil(seconds / _DAY)} dagen"


def end_words(standing: Standing, now: Now) -> str:
    """When it ends, for who reads the page later than it was made."""
    if standing.closes_at is None or standing.closes_at <= now.instant:
        return ""
    local = standing.closes_at.astimezone(now.zone)
    day = "" if local.date() == now.today else f" {local.day}-{local.month}"
    return f"tot{day} {local:%H:%M} uur"
