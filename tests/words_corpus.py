"""What keyboards, phones and platforms make of words: one table that every door has to pass.

`COMMANDS` all say the same; `KEPT` come back exactly as they were typed, as a title and as news; `SAID` are messages in
the channel of Bouw with what becomes of them.
"""

from typing import Final

FOLDER: Final = "Folder drukken"

COMMANDS: Final = {
    "as it should be": "/actie nieuw Folder drukken",
    "a line break behind the verb": "/actie nieuw\nFolder drukken",
    "line breaks and blanks": "/actie nieuw \n\n  Folder drukken",
    "a tab": "/actie nieuw\tFolder drukken",
    "a blank that does not break": "/actie nieuw\u00a0Folder drukken",
    "a narrow and a wide blank": "/actie \u2003nieuw\u202fFolder drukken",
    "an ideographic blank": "/actie nieuw\u3000Folder drukken",
    "a line separator": "/actie nieuw\u2028Folder drukken",
    "stars": "/actie *nieuw* Folder drukken",
    "underscores": "/actie _nieuw_ Folder drukken",
    "tildes": "/actie ~nieuw~ Folder drukken",
    "code marks": "/actie `nieuw` Folder drukken",
    "curly quotes": "/actie “nieuw” Folder drukken",
    "low quotes": "/actie „nieuw” Folder drukken",
    "pointed quotes": "/actie «nieuw» Folder drukken",
    "single quotes": "/actie ‘nieuw’ Folder drukken",
    "a zero-width blank": "/actie \u200bnieuw Folder drukken",
    "a joiner in the verb": "/actie nie\u200duw Folder drukken",
    "a soft hyphen in the verb": "/actie nie\u00aduw Folder drukken",
    "a byte order mark": "/actie \ufeffnieuw Folder drukken",
    "a mark for direction": "/actie \u200enieuw\u200f Folder drukken",
    "capitals": "/actie NIEUW Folder drukken",
    "a colon": "/actie nieuw: Folder drukken",
    "a picture before it": "/actie 📋 nieuw Folder drukken",
    "blanks behind it": "/actie nieuw Folder drukken  \u00a0\n",
}

KEPT: Final = (
    "Gezin 👩‍👩‍👧‍👦 en vlag 🏳️‍🌈 👍🏽 uitnodigen",
    "“Young potentials” werven",
    "Zij-instroom – een pilot — met z’n tweeën",
    "דף מידע בעברית",
    "راهنمای مدرسه می‌خواهم",
    "Café René & Zn. bellen: 5 > 3 < 8",
    "Het veld klant_naam_2 vullen",
    "C# en C++ in één cursus",
    "Naïeve coördinatie à la carte",
    "100% regeling (pilot) / fase 2",
    "€ 5.000 per jaar; zie § 3",
)

NEWS: Final = {
    "BOUW-1: vijf bedrijven doen mee": {1: "vijf bedrijven doen mee"},
    "BOUW–1: vijf bedrijven doen mee": {1: "vijf bedrijven doen mee"},
    "BOUW\u20111: vijf bedrijven doen mee": {1: "vijf bedrijven doen mee"},
    "BOUW−1 – vijf bedrijven doen mee": {1: "vijf bedrijven doen mee"},
    "bouw-1 vijf bedrijven doen mee": {1: "vijf bedrijven doen mee"},
    "Bouw 1: vijf bedrijven doen mee": {1: "vijf bedrijven doen mee"},
    "BOUW1: vijf bedrijven doen mee": {1: "vijf bedrijven doen mee"},
    "\u200bBOUW-1:\u00a0vijf bedrijven doen mee": {1: "vijf bedrijven doen mee"},
    "_BOUW-1: vijf bedrijven doen mee_": {1: "vijf bedrijven doen mee"},
    "*BOUW-1*: vijf bedrijven doen mee": {1: "vijf bedrijven doen mee"},
    "BOUW-1:\nvijf bedrijven doen mee": {1: "vijf bedrijven doen mee"},
    "Vijf bedrijven doen mee (BOUW-1)": {1: "Vijf bedrijven doen mee (BOUW-1)"},
    "Voor BOUW-1 doen vijf bedrijven mee": {1: "Voor BOUW-1 doen vijf bedrijven mee"},
    "BOUW-1/BOUW-2: we doen dit samen": {1: "we doen dit samen", 2: "we doen dit samen"},
    "BOUW-1, BOUW-2 en BOUW-3: we doen dit samen": dict.fromkeys((1, 2, 3), "we doen dit samen"),
    "BOUW-1 + BOUW-2 we doen dit samen": {1: "we doen dit samen", 2: "we doen dit samen"},
    "BOUW-1: getekend\nBOUW-2: zaal geregeld": {1: "getekend", 2: "zaal geregeld"},
    "Stand van zaken\n- BOUW-1: getekend\n- BOUW-2: zaal geregeld": {1: "getekend", 2: "zaal geregeld"},
    "BOUW-1: getekend\nook door de gemeente": {1: "getekend\nook door de gemeente"},
    "update BOUW-1: getekend door 👩‍🔧": {1: "getekend door 👩‍🔧"},
    "BOUW-1: de hele straat is open, hangt samen met BOUW-2": {1: "de hele straat is open, hangt samen met BOUW-2"},
    "afgerond: BOUW-1": {1: "afgerond: BOUW-1"},
    "BOUW-1: het loopt. Wie belt de gemeente?": {1: "het loopt. Wie belt de gemeente?"},
}
"""What is kept, by the number of the item."""

NOTHING: Final = (
    "Er zijn in de bouw 1 begeleiders nodig",
    "Bouw 1 teams komen naar de beurs",
    "In de bouw 2 stagiairs geplaatst",
    "De bouw 1-2 jaar vooruit",
    "mail dit naar bouw-1@voorbeeld.nl",
    "zie https://voorbeeld.nl/?id=BOUW-1",
    "zie https://voorbeeld.nl/BOUW-1/plan",
    "zie www.voorbeeld.nl/BOUW-1",
    "zie voorbeeld.nl/bouw-1",
    "Het staat in BOUW-1.pdf",
    "Met `/actie BOUW-1 bezig` zet je hem aan",
    "```\nBOUW-1: zo schrijf je nieuws\n```",
    "> BOUW-1: dit zei Karim",
    "> BOUW-1: dit zei Karim\nBedankt!",
    "BOUW-1",
    "BOUW-1:",
    "BOUW-1 👍",
    "BOUW-1: bedankt!",
    "Wat is de status van BOUW-1?",
    "is BOUW-1 al klaar?",
    "Is BOUW-1 al klaar",
    "BOUW-1: wie heeft de lijst?",
    "BOUW-1 klaar?",
    "Weet iemand hoe het met BOUW-1 staat",
    "COVID-19 is voorbij",
    "Goedemorgen allemaal, tot straks om 10 uur!",
    "BOUW-1-2 is een oud nummer",
)

OFFERED: Final = {
    "BOUW-1 is klaar": "klaar",
    "BOUW-1 klaar!": "klaar",
    "BOUW-1 is rond! 🎉": "klaar",
    "afgerond: BOUW-1": "klaar",
    "klaar: BOUW-1": "klaar",
    "BOUW-1: klaar, dank iedereen": "klaar",
    "BOUW-1: is afgerond": "klaar",
    "Gisteren hebben we BOUW-1 afgerond": "klaar",
    "We zijn klaar met BOUW-1": "klaar",
    "BOUW-1 kan dicht": "klaar",
    "BOUW-1 is gelukt, met dank aan de gemeente": "klaar",
    "BOUW-1 wacht op de provincie": "wacht",
    "BOUW-1: we wachten nog op de handtekening van de gemeente": "wacht",
    "BOUW-1: in afwachting van de subsidie": "wacht",
    "BOUW-1 ligt stil": "wacht",
    "BOUW-1 ligt al drie weken stil": "wacht",
    "BOUW-1 staat on hold": "wacht",
    "BOUW-1 vervalt": "vervallen",
    "BOUW-1 gaat niet door": "vervallen",
    "We stoppen met BOUW-1": "vervallen",
    "BOUW-1: we zijn begonnen": "bezig",
    "BOUW-1 is gestart": "bezig",
}
"""News that offers a status, for somebody to confirm."""

OFFERED_NOTHING: Final = (
    "BOUW-1 is zo goed als klaar",
    "BOUW-1 is bijna rond",
    "BOUW-1 is nog niet klaar",
    "BOUW-1 is niet afgerond",
    "Zodra BOUW-1 klaar is vieren we dat",
    "Als de gemeente tekent is BOUW-1 klaar",
    "BOUW-1 moet eind mei klaar zijn",
    "BOUW-1 is volgende week klaar",
    "BOUW-1: de eerste fase is klaar",
    "BOUW-1: de helft is af",
    "BOUW-1 is klaar voor de start",
    "BOUW-1: alles staat klaar voor vrijdag",
    "BOUW-1 is klaar, behalve de vergunning",
    "BOUW-1: hopelijk snel rond",
    "BOUW-1: rond de tafel gezeten met drie bouwers",
    "BOUW-1: af en toe overleg",
    "BOUW-1 wacht niet meer op de provincie",
    "BOUW-1: het overleg van vrijdag vervalt",
    "BOUW-1: de tweede groep is gestart",
    "BOUW-1: vijf bedrijven doen mee",
)
"""News that says nothing about the status."""

SMALL_TALK: Final = (
    "👍", "🎉🎉", "Bedankt!", "Top!", "Ok", "Oké 👍", "dank je wel", "Dank jullie wel allemaal", "Bedankt Karim!",
    "Super!", "Mooi resultaat!", "goed bezig", "Prima, akkoord", "+1", "Haha", "Ja", "Doe ik", "Goedemorgen allemaal",
    "Fijn dat het gelukt is!", "Wie gaat er mee?", "Hoe staat het hiermee?",
)  # fmt: skip
"""Answers under the card of an item that are no news of it."""
