"""The limits of one platform's cards, as a `Surface`. A number that only one platform has is in its own `limits`."""

import re
from dataclasses import dataclass

from bot.doors.texts import clean, flat, length
from handlers.cards import Line, Span

_WEB = re.compile(r"https?://[^\s<>|\"\\^`{}/?#]+(?:[/?#][^\s<>|\"\\^`{}]*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Surface:
    """The most that a platform takes: characters of a text, and how many there may be of a thing."""

    text: int
    header: int
    alt: int
    url: int
    buttons: int
    """Side by side."""
    button_text: int
    button_value: int
    label: int
    input: int
    option_text: int
    option_value: int
    table_rows: int
    table_columns: int
    chart_title: int
    chart_label: int
    chart_series: int
    chart_points: int

    def web(self, url: str) -> str:
        """An address that the platform accepts behind a link, or nothing."""
        address = clean(url).strip()
        return address if _WEB.fullmatch(address) and length(address) <= self.url else ""

    def honest(self, line: Line, most: int | None = None) -> Line:
        """A line whose addresses the platform accepts; another address, or one that is longer than `most`, is said in
        words, so that it is not lost."""
        return tuple(self._honest(span, self.url if most is None else most) for span in line)

    def _honest(self, span: Span, most: int) -> Span:
        if not span.url:
            return span
        if (address := self.web(span.url)) and length(address) <= most:
            return Span(span.text if flat(span.text) else address, span.tone, address)
        return Span(f"{span.text} ({span.url})", span.tone)
