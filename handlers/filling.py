"""Fill a database with what the features bring: the product's own data, and the example of the trial workspace.

Both leave alone what exists, so they run at every start.
"""

from handlers.feature import Work
from storage import seed, tafels


def fill_shipped(work: Work) -> None:
    """Store the product's own data that is not stored yet."""
    for feature in work.registry.features:
        if feature.around.ships:
            feature.around.ships(work)


def fill_example(work: Work) -> bool:
    """Store the example of the trial workspace in an empty database; False where it is not empty."""
    session, now = work.session, work.now.instant
    fresh = tafels.region(session) is None
    region_id = seed.fill_tafels(session, seed.REGION, demo=True, path=None, now=now) if fresh else 0
    fill_shipped(work)
    if fresh:
        example = seed.Example(session, region_id, now)
        brought = [feature.around.example for feature in work.registry.features if feature.around.example]
        example.happen([happening for bring in brought for happening in bring(example)])
    return fresh
