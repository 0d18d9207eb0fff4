"""Colours that everybody can tell apart: contrast is measured (WCAG), and a colour that falls short is made darker."""

INK = "#14212B"
SOFT = "#4F5E69"
GRID = "#D3DBE0"
PAPER = "#FFFFFF"
TEXT_CONTRAST, SHAPE_CONTRAST = 4.5, 3.0


def parts(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return red, green, blue


def mixed(colour: str, other: str, share: float) -> str:
    """`colour` with a share of the other in it."""
    pairs = zip(parts(colour), parts(other), strict=True)
    return "#" + "".join(f"{round(255 * (one * (1 - share) + two * share)):02X}" for one, two in pairs)


def luminance(colour: str) -> float:
    weights = (0.2126, 0.7152, 0.0722)
    linear = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts(colour))  # noqa: PLR2004
    return sum(weight * part for weight, part in zip(weights, linear, strict=True))


def contrast(one: str, two: str) -> float:
    """From 1 (the same) to 21 (black on white)."""
    low, high = sorted((luminance(one), luminance(two)))
    return (high + 0.05) / (low + 0.05)


def readable(colour: str, paper: str = PAPER, wanted: float = TEXT_CONTRAST) -> str:
    """The colour itself if its contrast suffices, else as much darker as needed."""
    shares = (step / 20 for step in range(21))
    return next(found for share in shares if contrast(found := mixed(colour, INK, share), paper) >= wanted)


def softer(colour: str, paper: str = PAPER, wanted: float = SHAPE_CONTRAST) -> str:
    """As light as a shape may be and still be seen."""
    shares = (step / 20 for step in range(20, -1, -1))
    made = (mixed(readable(colour), PAPER, share) for share in shares)
    return next((found for found in made if contrast(found, paper) >= wanted), readable(colour))


def tint(colour: str, share: float = 0.9) -> str:
    """A background of this colour, light enough for text."""
    return mixed(colour, PAPER, share)
