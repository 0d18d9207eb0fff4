"""A small drawing in SVG: shapes and escaped text, and how wide that text will be."""

from xml.sax.saxutils import escape, quoteattr

FONT = "Source Sans Pro"
_NARROW, _WIDE = set("ijlt.,:;'|!()[]/- fr"), set("mwMW%@&—")


def width(text: str, size: float, *, bold: bool = False) -> float:
    """About how wide a text is in Source Sans; a little too wide rather than too narrow."""
    letters = sum(0.29 if c in _NARROW else 0.84 if c in _WIDE else 0.6 if c.isupper() else 0.525 for c in text)
    return letters * size * (1.06 if bold else 1.0)


class Canvas:
    """Shapes in the order in which they are drawn; every text is data."""

    def __init__(self, wide: float, high: float) -> None:
        self.wide, self.high = wide, high
        self._parts: list[str] = []

    def text(
        self, x: float, y: float, words: str, size: float, colour: str, *, anchor: str = "start", weight: int = 400,
        italic: bool = False, halo: str = "",
    ) -> None:  # fmt: skip
        look = _told(x=x, y=y, font_size=size, fill=colour, text_anchor=anchor, font_weight=weight)
        slant = ' font-style="italic"' if italic else ""
        slant += f' paint-order="stroke" stroke="{halo}" stroke-width="{size * 0.25:.2f}"' if halo else ""
        self._parts.append(f"<text {look}{slant}>{escape(words)}</text>")

    def rect(self, x: float, y: float, wide: float, high: float, **look: float | str) -> None:
        self._parts.append(f"<rect {_told(x=x, y=y, width=max(wide, 0), height=max(high, 0), **look)}/>")

    def line(
        self, x1: float, y1: float, x2: float, y2: float, colour: str, thick: float = 1, **look: float | str
    ) -> None:
        told = _told(x1=x1, y1=y1, x2=x2, y2=y2, stroke=colour, stroke_width=thick, **look)
        self._parts.append(f"<line {told}/>")

    def path(self, points: list[tuple[float, float]], *, closed: bool = False, **look: float | str) -> None:
        told = "M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in points) + ("Z" if closed else "")
        self._parts.append(f"<path d={quoteattr(told)} {_told(**look)}/>")

    def dot(self, x: float, y: float, radius: float, **look: float | str) -> None:
        self._parts.append(f"<circle {_told(cx=x, cy=y, r=radius, **look)}/>")

    def svg(self) -> str:
        box = f"0 0 {self.wide:g} {self.high:g}"
        head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" width="{self.wide:g}" height="{self.high:g}"'
        return f"{head} font-family=\"'{FONT}'\">{''.join(self._parts)}</svg>"


def _told(**look: float | str) -> str:
    return " ".join(f"{name.replace('_', '-')}={quoteattr(_short(value))}" for name, value in look.items())


def _short(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:.2f}".rstrip("0").rstrip(".")
