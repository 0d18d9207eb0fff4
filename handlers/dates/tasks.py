"""Tell whether a title says that something is done: "Stukken delen met de tafel" does, "Stukken van de tafel" does not.

Behind something to do, "19/6", "Q2" and "vr" are when; behind a subject they may be part of its name.
"""

from collections.abc import Sequence
from itertools import pairwise

from handlers.dates.words import normal, words_in

# Verbs one by one: "notulen gesprekken" and "verslag werkbezoeken" end like verbs and are none.
_ENDINGS = words_in("""
    schrijven maken sturen plannen bereiden spreiden bespreken keuren houden leveren mailen printen zetten geven nemen
    brengen zenden kijken tekenen ruimen openen eren nodigen kondigen tuigen wijzigen passen zoeken vullen stemmen
    vaardigen wikkelen handelen zamelen richten melden schuiven lopen vinden voegen bouwen sluiten wijzen rekenen kopen
    huren werven lichten betalen loten doen breken
""")
_NEVER = words_in("""
    terugkijken bezoeken kinderen jongeren ouderen anderen dieren manieren papieren heren volwasseneren gebouwen
""")
_STEMS = {
    "": """
        stellen delen werken bellen plaatsen halen leggen drukken ronden starten stoppen afspreken lezen downloaden
        uploaden upgraden updaten voeren boeken regelen indienen prikken checken scannen vieren typen linken posten
        fixen flyeren filmen bloggen matchen pitchen brainstormen sparren scholen opslaan nagaan rondgaan langsgaan
        ontslaan laten beginnen bedenken bedanken belonen aanbieden gaan zien testen trainen opleiden rondleiden
        inleiden begeleiden uitbreiden helpen kiezen benoemen verlengen bewaken bewaren toetsen peilen aanpakken volgen
        opvolgen koppelen bezoeken onderzoeken verzoeken verkennen spreken praten bijpraten vergelijken tellen meten
        verbinden interviewen verhogen verlagen vergroten verkleinen versterken vernieuwen vertalen vervangen verkopen
        verhuizen verankeren verduurzamen verwelkomen verspreiden vermelden verdelen borgen bijsturen oefenen uitleggen
        uitwisselen uitdragen uitreiken uitwerken uitrollen ontwerpen ontvangen onderhandelen ondersteunen herzien
        bijwonen bevorderen bevragen bekijken beleggen begroten begroeten bekostigen bemensen bemiddelen bezorgen
        bestellen besluiten betrekken bundelen aanbesteden aanhaken aankleden aantrekken coachen ophangen opvangen
        opschonen opschalen ophelderen ophogen oprichten opnemen oproepen opruimen overdragen overhandigen overleggen
        voordragen voorleggen inlezen doorlezen inperken inspreken schrappen spelen sponsoren stroomlijnen tonen
        promoten monitoren wegwerken aanstellen openstellen indelen afhandelen nabellen
    """,
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
    "bij om her": "scholen",
    "in uit door af aan toe mee": "voeren boeken geven",
    "uit": "zoeken rollen",
}
# A verb that is not above begins with one of these, as a rule; so do these nouns.
_PREFIXES = words_in("""
    aan af be bij door goed her in klaar los mee na om ont op over rond samen schoon terug toe uit ver vast vol voor
    vrij weg
""")
_NOUN_ENDINGS = words_in("ingen heden isten anten enten nissen schappen tijden")
_NOUNS = frozenset(
    words_in("""
    afspraken bedrijven beelden begrippen behoeften belangen beloften berichten beroepen bestanden bezwaren
    bijdragen bijlagen inzichten opdrachten opgaven overzichten uitgaven uitslagen verhalen verslagen verbanden
    voorbeelden voorwaarden voorraden voorschriften bijeenkomsten overeenkomsten inkomsten uitkomsten bedragen
    beurzen opnamen inhouden naasten omslagen bezoeken aandelen aanvragen aantallen verschillen verbeterpunten
    vergaderstukken
""")
)
_VERBS = frozenset(
    head + stem for heads, stems in _STEMS.items() for head in (heads.split() or [""]) for stem in stems.split()
)
_DONE = frozenset(words_in("af klaar gereed compleet online rond binnen"))
_ORDERS = frozenset(
    words_in("""
    bel stuur maak regel vraag check neem schrijf lever nodig zet organiseer bespreek bereid verzamel mail zoek werk
    rond plaats start verwerk controleer
""")
)
_BEHIND = frozenset(
    words_in("met bij aan voor naar over op in van door uit tot tegen naast onder langs via binnen tussen namens om")
)
SHORTEST = 4
LATEST = 20
"""What is done stands near the end of a title, or at its very start."""
_MODALS = frozenset(words_in("kan kunnen moet moeten mag mogen graag zijn hebben"))


def is_verb(word: str) -> bool:
    return word in _VERBS or (word.endswith(_ENDINGS) and not word.endswith(_NEVER))


def does_something(words: Sequence[str]) -> bool:
    """Whether a title ends in a verb: "stukken insturen", "stukken insturen kan"."""
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


def may_be_task(title: str) -> bool:
    """Whether the last word looks like a verb that is not in the list."""
    word = normal((title.split() or [""])[-1])
    if not word.endswith("en") or word in _NOUNS or word.endswith(_NOUN_ENDINGS):
        return False
    return any(word.startswith(prefix) and len(word) > len(prefix) + SHORTEST for prefix in _PREFIXES)
