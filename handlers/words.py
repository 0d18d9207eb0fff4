"""Clean up words as keyboards, phones and platforms deliver them: the one place where that is done.

`clean` is for words that are stored: a title, a name or news keeps what was typed, without invisible characters and
what no database takes. `bare` and `tidy` are for words that are compared: a command, a key, a role. What each makes of
odd input is in one table that every door has to pass (tests/words_corpus.py).
"""

import re
import unicodedata

_QUOTES = str.maketrans({
    **dict.fromkeys("“”„«»‟＂″", '"'), **dict.fromkeys("‘’‚‛`´ʼ′＇", "'"),
})  # fmt: skip
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−﹘﹣－", "-"))
_HALF = re.compile("[\ud800-\udfff]")
DASH = "[-‐‑‒–—―−﹘﹣－]"
"""A pattern of whatever people, phones and word processors use as a hyphen."""
_EDGES = " \t\n.,:;!'\"…*_~`()[]{}<>•·|"

# Controls, zero-width blanks, bidi embeddings and overrides (they turn the rest of a sentence around), private signs
# and halves of characters. Joiners (U+200C, U+200D) and direction marks stay: emoji, Persian and Hebrew need them.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u180e\u200b\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\ud800-\udfff\U000f0000-\U0010ffff]"
)
BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_JOINERS = re.compile("[\u200c-\u200f\u061c\ufe0e\ufe0f\u034f]")
_BLANKS = re.compile(r"[^\S\n]+")
_WORD = re.compile(r"\s*(\S+)\s*")


def clean(text: str) -> str:
    """The same words as they were typed, with one kind of line break and without what cannot be seen or stored."""
    if text.isascii() and text.isprintable():
        return text
    return unicodedata.normalize("NFC", _UNSEEN.sub("", BREAKS.sub("\n", paired(text))))


def paired(text: str) -> str:
    """The same text with halves of characters joined; a half by itself is a replacement sign."""
    if not _HALF.search(text):
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def tidy(text: str) -> str:
    """Words as they are compared: straight quotes, single blanks, and nothing invisible."""
    return _BLANKS.sub(" ", _JOINERS.sub("", clean(text)).translate(_QUOTES)).strip()


def one_line(text: str) -> str:
    """Words that are kept on one line, such as a title: line breaks and rows of blanks become one blank."""
    return re.sub(r"[ \t]{2,}|\t", " ", " ".join(each.strip() for each in clean(text).split("\n"))).strip()


def bare(word: str) -> str:
    """One word as commands are compared: plain hyphens, no capitals, no punctuation, quotes or markup around it."""
    return tidy(word).translate(_DASHES).strip(_EDGES).casefold()


def first_word(text: str) -> tuple[str, str]:
    """The first word as commands are compared, and what follows it exactly as it was typed.

    Any blank or line break ends a word. A word of nothing but marks or emoji is passed over.
    """
    at = 0
    while found := _WORD.match(text, at):
        at = found.end()
        if (word := bare(found[1])) and (says_something(word) or at == len(text)):
            return word, text[at:].rstrip()
    return "", ""


def says_something(text: str) -> bool:
    """Whether there is a letter or a number in it."""
    return any(map(str.isalnum, text))
