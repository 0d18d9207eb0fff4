"""What Tafelbot does: a function from a request to answers, run inside one transaction.

A feature is one line here; help, routing, manifests and the README's table of commands follow from it.
"""

from handlers import actieagenda, bestand, digest, factsheet, hulp, koers, tafels
from handlers.feature import Registry
from handlers.registry import build_registry

FEATURES = (
    actieagenda.FEATURE,
    factsheet.FEATURE,
    koers.FEATURE,
    digest.FEATURE,
    tafels.FEATURE,
    bestand.FEATURE,
    hulp.FEATURE,
)


def registry() -> Registry:
    """All features that are switched on."""
    return build_registry(FEATURES)
