"""Fill a database with what the features bring: what comes with the product, and the trial workspace's example.

Both leave alone what is there already, so they may run at every start.
"""

from handlers.feature import Work
from storage import seed, tafels


def fill_shipped(work: Work) -> None:
    """Store what comes with the product and is not there yet."""
    for feature in work.registry.features:
        if feature.around.ships:
            feature.around.ships(work)


def fill_example(work: Work) -> bool:
    """Give an empty database the example of the trial workspace; False where something stands already."""
    session, now = work.session, work.now.instant
    fresh = tafels.region(session) is None
    region_id = seed.fill_tafels(session, seed.REGION, demo=True, path=None, now=now) if fresh else 0
    fill_shipped(work)
    if fresh:
        example = seed.Example(session, region_id, now)
        brought = [feature.around.example for feature in work.registry.features if feature.around.example]
        example.happen([happening for bring in brought for happening in bring(example)])
    return fresh
