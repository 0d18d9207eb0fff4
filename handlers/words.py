"""Reading what people type, whatever their keyboard makes of it."""

import re
import unicodedata

_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "‚": "'", "`": "'"})
_EDGES = " \t\n.,:;!'\"…"
_INVISIBLE = re.compile("[\u0000-\u0008\u000b-\u001f\u007f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


def tidy(text: str) -> str:
    """The same words with straight quotes, single spaces, and nothing invisible."""
    seen = _INVISIBLE.sub("", unicodedata.normalize("NFC", text)).translate(_QUOTES)
    return re.sub(r"[ \t\u00a0\u2007\u202f]+", " ", seen).strip()


def first_word(text: str) -> tuple[str, str]:
    """The first word as commands are compared (no capitals, no punctuation around it), and what follows it."""
    head, _, rest = tidy(text).partition(" ")
    word = head.strip(_EDGES).casefold()
    if not word and rest:
        return first_word(rest)
    return word, rest.strip()
