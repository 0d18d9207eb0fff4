"""Tell whether a title says that something is done: "Stukken delen met de tafel" does, "Stukken van de tafel" does not.

Behind something to do, "19/6", "Q2" and "vr" are when; behind a subject they may be part of its name.
"""

from collections.abc import Sequence
from itertools import pairwise

from handlers.dates.words import normal, words_in

# Verbs one by one: "notulen gesprekken" and "verslag werkbezoeken" end like verbs and are none.
_ENDINGS = words_in("""
    schrijven maken sturen plannen bereiden spreiden bespreken keuren houden leveren mailen printen zetten geven
    nemen brengen zenden kijken tekenen ruimen openen neren leren teren seren ueren ceren ieren veren meren
    feren nodigen kondigen tuigen wijzigen passen zoeken vullen stemmen vaardigen wikkelen handelen zamelen
    richten melden schuiven lopen roepen vinden voegen bouwen sluiten rollen wijzen rekenen kopen huren werven
    lichten betalen loten doen
""")
_NEVER = ("terugkijken", "bezoeken", "onderzoeken", "programmaleren", "spullen", "gebouwen", "manieren", "papieren")
_STEMS = {
    "": "stellen delen werken bellen plaatsen halen leggen drukken ronden starten afspreken lezen downloaden uploaden"
    " voeren boeken regelen indienen updaten prikken checken vieren typen opslaan nagaan rondgaan laten beginnen"
    " bedenken aanbieden gaan testen trainen opleiden helpen kiezen benoemen verlengen bewaken toetsen aanpakken volgen"
    " opvolgen koppelen bezoeken spreken praten bijpraten vergelijken tellen meten verbinden matchen pitchen"
    " benaderen veranderen verbeteren vergaderen verhogen verlagen vergroten versterken borgen bijsturen oefenen"
    " uitleggen ontwerpen herzien verzoeken bijwonen delegeren beoordelen begeleiden coachen ondersteunen bevorderen"
    " ophangen verhuizen aantrekken overdragen voordragen uitdragen inlezen doorlezen interviewen brainstormen zien"
    " vertalen bestellen posten delegeren aanhaken ophelderen afhandelen nabellen terugkoppelen fixen lanceren"
    " bekijken verspreiden onderhandelen controleren afronden ophogen voorleggen uitwisselen bevragen wegwerken",
    "op vast bij samen in uit voor her": "stellen",
    "mee uit ver rond op": "delen",
    "af uit bij ver om in mee samen": "werken",
    "op na terug af": "bellen",
    "door terug her over ver": "plaatsen",
    "op af binnen in weg bij terug": "halen",
    "vast voor uit neer over aan": "leggen",
    "aan in uit op na door": "vragen",
    "af": "ronden drukken",
    "op door her": "starten",
    "in uit door af aan toe mee": "voeren boeken geven",
    "uit": "zoeken rollen",
}
_VERBS = frozenset(
    head + stem for heads, stems in _STEMS.items() for head in (heads.split() or [""]) for stem in stems.split()
)
_DONE = frozenset(words_in("af klaar gereed compleet online rond binnen"))
_ORDERS = frozenset(
    words_in("""
    bel stuur maak regel vraag check neem schrijf lever nodig zet organiseer bespreek bereid verzamel mail zoek
    werk rond plaats start verwerk controleer
""")
)
_BEHIND = frozenset(
    words_in("""
    met bij aan voor naar over op in van door uit tot tegen naast onder langs via binnen tussen namens om
""")
)
LATEST = 20
"""What is done stands near the end of a title, or at its very start."""
_MODALS = frozenset(words_in("kan kunnen moet moeten mag mogen graag zijn hebben"))


def is_verb(word: str) -> bool:
    return word in _VERBS or (word.endswith(_ENDINGS) and not word.endswith(_NEVER))


def does_something(words: Sequence[str]) -> bool:
    """Whether it ends in what is done: "stukken insturen", and "stukken insturen kan"."""
    done = words[-2:-1] if words[-1:] and words[-1] in _MODALS else words[-1:]
    return bool(done) and (done[0] in _DONE or is_verb(done[0]))


def is_task(title: str) -> bool:
    """Whether something is done in it at all: also "Kennismaken met de wethouder" and "Cijfers ophalen bij CBS"."""
    typed = title.split()
    words = [word for word in map(normal, [*typed[:1], *typed[1:][-LATEST:]]) if word]
    if not words:
        return False
    if does_something(words) or words[0] in _ORDERS or (is_verb(words[0]) and len(words) > 1):
        return True
    return any(is_verb(word) and after in _BEHIND for word, after in pairwise(words))
