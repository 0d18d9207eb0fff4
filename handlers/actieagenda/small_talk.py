"""Tell news from what only keeps a conversation going: thanks, greetings, agreement, emoji and questions.

"Bedankt!" in the thread of an action would push the real news of that action out of the digest.
"""

import re

from handlers.pieces import SIGN
from handlers.words import tidy

_COURTEOUS = """
ach ah akkoord bedankt bravo chapeau compliment complimenten cool dank dankje dankjewel dankuwel eens fantastisch fijn
fijne gaaf gave gefeliciteerd genoteerd geweldig gezien goed goede goedemiddag goedemorgen goedenavond goedenmorgen
goeie goeiemorgen graag groet groeten groetjes haha hahaha hallo hee heerlijk helaas helder hey hi hihi hoera hoi
hulde hé ja jaa jammer jazeker jee jippie keurig klasse knap kudos lekker leuk leuke lol merci mooi mooie natuurlijk
nee nice oh oja ok okay oke okee oké perfect prachtig precies prettig prima proficiat schitterend sorry sterk succes
super superleuk supermooi thanks thnx thx tof toffe top topper toppers toppie tuurlijk uiteraard welkom welterusten
wow yeah yep yes zeker
"""
_HOLLOW = """
aan al alle allemaal alvast alweer bericht beste bezig bij collega collega's daar daarvoor dag dan dat de deze die dit
doen dus een en er erg even ff gedaan gehoord gelukt heel hele helemaal het hoor horen idee iedereen ik initiatief is
je jij jou jouw jullie klinkt klopt komt later lezen maar me mee mensen met mij mijn morgen nieuws nog nou nu of ook
op plan punt resultaat s stap straks stuk t team tot u van veel vind voor vooruitgang wat we weekend wel werk wij ze
zeer zeg zien zij zin zo
"""
_COURTESIES, _FILLERS = frozenset(_COURTEOUS.split()), frozenset(_HOLLOW.split())
"""Words that say nothing only beside a courtesy: "goed gedaan" is praise, "gedaan" is news."""
_THANKS = frozenset(
    [
        "bedankt",
        "dank",
        "dankje",
        "dankjewel",
        "thanks",
        "thx",
        "thnx",
        "merci",
        "top",
        "super",
        "mooi",
        "goed",
        "hoi",
        "hey",
        "hi",
        "hallo",
        "gefeliciteerd",
        "proficiat",
        "complimenten",
        "hulde",
        "welkom",
    ]
)
_STATEMENTS = ("doe mee", "doen mee", "doet mee", "is gelukt", "komt er")
"""Hollow words in the order of a statement: "ja, ze doen mee", not "fijn dat jullie mee doen"."""
_AGREED = re.compile(
    r"\bakkoord (?:van|door|bij)\b|\b(?:iedereen|allemaal|alle|team|ze|zij|zijn|we|wij|collega's|mensen)\b.*\bakkoord\b"
)
"""Who agrees is news: "akkoord van iedereen"."""
_ANSWERS = frozenset(["ja", "jaa", "jazeker", "nee", "yes", "yep", "helaas", "oke", "oké", "ok", "okay"])
_TELLING = frozenset(["bericht", "bezig", "gedaan", "gelukt", "komt", "later", "morgen", "nieuws", "straks"])
"""Behind a courtesy these tell something: "top, morgen bericht", "ja, gelukt", "helaas nog bezig"."""
_COMMENTS = frozenset(["tot", "dat", "wat", "zo", "en"])
"""What begins with these only says more of the courtesy: "fijn, dat het gelukt is", "dank, tot morgen"."""
_POINTERS = frozenset(["zie", "cc", "vgl", "re", "betreft", "mbt", "fyi", "nav"])
_PHRASES = frozenset({
    "doe ik", "doen we", "doe ik graag", "ga ik doen", "gaan we doen", "ik ook", "wij ook", "tot zo", "tot straks",
    "tot morgen", "tot dan", "tot later", "idem", "same", "plus een", "we zien het wel",
})  # fmt: skip
_MOST = 9
_CLAUSE = re.compile(r"[.!?,;:\n]")
_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
_NOTHING = re.compile(rf"{SIGN}|:[a-z0-9_+'-]+:|(?<!\w)@[\w.:-]+|(?<!\w)\+\s?1(?!\w)")


def has_news(text: str) -> bool:
    """Whether a text says something of its own. Signs of pieces in it, such as mentions and emoji, do not count."""
    said = _NOTHING.sub(" ", tidy(text))
    clauses = [words for each in _CLAUSE.split(said) if (words := _WORD.findall(each))]
    return bool(clauses) and not _is_courtesy(clauses)


def _is_courtesy(clauses: list[list[str]]) -> bool:
    words = [word for clause in clauses for word in clause]
    folded = [word.casefold() for word in words]
    said = " ".join(folded)
    if said in _PHRASES:
        return True
    if any(f" {each} " in f" {said} " for each in _STATEMENTS) or _AGREED.search(said):
        return False
    behind = [[word.casefold() for word in clause] for clause in (clauses[0][1:], *clauses[1:])]
    if any(map(_tells, behind if folded[0] in _ANSWERS else behind[1:])):
        return False
    if folded[0] in _THANKS:
        folded = _without_praised(words, folded, len(clauses[0]))
    is_short = len(folded) <= _MOST
    return is_short and set(folded) <= _COURTESIES | _FILLERS and not set(folded) <= _FILLERS


def _tells(clause: list[str]) -> bool:
    """Whether what follows a courtesy is hollow words that tell something all the same."""
    return bool(clause) and clause[0] not in _COMMENTS and set(clause) <= _FILLERS and not _TELLING.isdisjoint(clause)


def _without_praised(words: list[str], folded: list[str], first_clause: int) -> list[str]:
    """The words of thanks without the person and the reason: "Bedankt Karim", "Gefeliciteerd, wat een mijlpaal"."""
    head, left = words[:first_clause], list(folded)
    ends_in_name = len(words) > 1 and words[-1][:1].isupper() and left[-1] not in _COURTESIES
    if ends_in_name or left[-3:-1] == ["wat", "een"]:
        left.pop()
    named = 1
    while named < min(len(left), len(head)) and _is_name(head[named]):
        del left[named], head[named]
        named += left[named : named + 1] == ["en"]
    return left


def _is_name(word: str) -> bool:
    return word[:1].isupper() and word.casefold() not in _COURTESIES | _FILLERS


def only_points(text: str) -> bool:
    """Whether a text only refers people to an item: "zie", "cc"."""
    words = {word.casefold() for word in _WORD.findall(_NOTHING.sub(" ", tidy(text)))}
    return bool(words & _POINTERS) and words <= _POINTERS | _FILLERS


# --- questions -------------------------------------------------------------------------------------------------------

_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*|[.!?]+")
_INSIDE = re.compile(r"(?<=\w)\.(?=\w)")
_ASKS = re.compile(
    r"(?:(?:en|maar|hoi|hallo|hey|dag|goedemorgen)\b[\s,]*)?"
    r"(?:(?:wie|wat|waar|waarom|wanneer|hoe|hoeveel|welke?)\s+(?:\w+\s+)?"
    r"(?:is|zijn|gaat|gaan|staat|kan|kunnen|hebben|heeft|komt|moet|moeten|wordt|doen|loopt|ligt|zit|weet|wil|zou)\b"
    r"|(?:weet|weten|kan|kun|kunnen|heeft|heb|hebben|is|wil|willen|zou|zouden|mag|moet|gaat|gaan|zal)\s+"
    r"(?:je|jij|jullie|u|iemand)\b"
    r"|(?:is|zijn)\s+(?:#?[a-z]{2,8}-\d|§)|wie\b(?!.*,)"
    r"|(?:kunnen|zullen|mogen|moeten) we (?:#?[a-z]{2,8}-\d|§)"
    r"|(?:mijn |de |korte )?vraag(?:je)?\b|ik vraag me af\b|(?:ik ben )?benieuwd (?:of|hoe|wanneer|wat|wie)\b)",
    re.IGNORECASE,
)


def sentences(text: str) -> list[str]:
    """The sentences of a text, each with the mark it ends in; a stop inside a number or an address ends none."""
    marked = _INSIDE.sub("\x00", text)
    return [each.strip().replace("\x00", ".") for each in _SENTENCE.findall(marked) if each.strip()]


def asks(sentence: str) -> bool:
    """Whether a sentence is a question."""
    said = sentence.strip()
    return "?" in said[-3:] or (bool(_ASKS.match(said)) and not said.endswith(("!", ".")))


def only_asks(text: str) -> bool:
    """Whether a text is nothing but questions and courtesies."""
    told = [each for each in sentences(text) if has_news(each)]
    return bool(told) and all(map(asks, told))
