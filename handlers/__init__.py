"""What Tafelbot does: a function from a request to answers, run inside one transaction.

A feature is one line here; help, routing, manifests and the tables of the pages follow from it.
"""

from handlers import actieagenda, bestand, digest, factsheet, hulp, koers, tafels, versnellingskamer

FEATURES = (
    actieagenda.FEATURE,
    factsheet.FEATURE,
    koers.FEATURE,
    versnellingskamer.FEATURE,
    digest.FEATURE,
    tafels.FEATURE,
    bestand.FEATURE,
    hulp.FEATURE,
)
