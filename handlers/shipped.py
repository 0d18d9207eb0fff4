"""The figures that come with the product: of the labour market, and of what the programme reached."""

from factsheets import shipped
from handlers.feature import Work
from storage import figures
from storage.figures import Batch


def fill_figures(work: Work) -> None:
    """Store them once."""
    if not figures.is_stored(work.session, shipped.BATCH):
        batch = Batch(key=shipped.BATCH, name="Meegeleverde cijfers")
        figures.store(work.session, batch, shipped.observations(), work.now.instant)
