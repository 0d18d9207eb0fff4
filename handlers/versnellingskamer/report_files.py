"""Make the files of a report: PDF, workbook, CSV and JSON, and the picture. The same room gives the same bytes.

Import this only inside a job or a command: it brings Typst and the package that writes workbooks along.
"""

from collections.abc import Iterator
from typing import NamedTuple

from factsheets import paper_pdf, room_picture, spreadsheet
from factsheets.document import Pictures
from handlers.versnellingskamer import export, picture, report
from handlers.versnellingskamer.reported import Reported


class Made(NamedTuple):
    """A file; `kind` is its ending."""

    kind: str
    mime: str
    body: bytes


def files(told: Reported) -> Iterator[Made]:
    """Every file, the one that people read first."""
    yield Made("pdf", "application/pdf", paper_pdf.pdf(report.paper(told)))
    yield Made("xlsx", spreadsheet.MIME, export.as_xlsx(told))
    yield Made("csv", "text/csv; charset=utf-8", export.as_csv(told))
    yield Made("json", "application/json", export.as_json(told))


def pictures(told: Reported) -> Pictures:
    """The picture of the result in two sizes."""
    return room_picture.pictures(picture.page(told), told.closed.date())
