"""Cut a line that is too long for its surface in two, without losing a tone, a link or a word."""

from handlers.cards import Line, Span, plain


def halves(spoken: Line) -> tuple[Line, Line]:
    """Cut a line near its middle, at the end of a row or a word where there is one."""
    text = plain(spoken)
    middle = max(len(text) // 2, 1)
    ends = (text.rfind(end, 0, middle) + 1 for end in "\n ")
    return _cut(spoken, next((end for end in ends if end > middle // 2), middle))


def _cut(spoken: Line, at: int) -> tuple[Line, Line]:
    first: list[Span] = []
    rest: list[Span] = []
    for span in spoken:
        size = len(span.text)
        if 0 < at < size:
            first.append(Span(span.text[:at], span.tone, span.url))
            rest.append(Span(span.text[at:], span.tone, span.url))
        else:
            (first if at > 0 else rest).append(span)
        at -= size
    return tuple(first), tuple(rest)
