"""The forms of the koers: a result, and a goal itself."""

from collections.abc import Mapping, Sequence

from factsheets.goals import Goal, amount
from handlers.cards import Option
from handlers.forms import Choose, Day, Form, Line, Toggle
from handlers.koers import callbacks

LONGEST_NAME, LONGEST_UNIT, LONGEST_PILLAR = 150, 60, 100


def result(goals: Sequence[Goal], fields: Mapping[str, str], errors: Mapping[str, str] | None = None) -> Form:
    """The form of a result, prefilled as far as it was typed."""
    chosen = (fields["doel"],) if fields.get("doel") else ()
    options = tuple(Option(goal.key, goal.name) for goal in goals)
    made = callbacks.RESULT.form(
        "",
        title="Resultaat invoeren",
        submit="Opslaan",
        audience="Iedereen ziet dit resultaat, met je naam erbij.",
        fields=(
            Choose(name="doel", label="Doel", options=options, value=chosen, required=True),
            Line(name="waarde", label="Stand", required=True, value=fields.get("waarde", ""), longest=30,
                 hint="Hoeveel het er samen zijn vanaf de start, zoals 1.300."),
            Day(name="datum", label="Op welke dag?", required=True, value=fields.get("datum", "")),
            Line(name="bron", label="Bron", required=True, value=fields.get("bron", ""), longest=200,
                 hint="Zoals Rapportage Q1 2026. Zelfde bron en dag? Dan is dit een correctie."),
        ),
    )  # fmt: skip
    return made.refused({}, errors) if errors else made


def goal(found: Goal | None) -> Form:
    """The form of a goal: a new one, or one that changes."""
    low = amount(found.low) if found and found.low is not None else ""
    high = amount(found.high) if found and found.high is not None else ""
    start = found.start.isoformat() if found and found.start else ""
    until = found.until.isoformat() if found and found.until else ""
    gone = (Toggle(name="vervallen", label="Dit doel is vervallen",
                   hint="Het verdwijnt uit de koers. De metingen blijven bewaard."),)  # fmt: skip
    return callbacks.TARGET.form(
        found.key if found else "",
        title="Doel aanpassen" if found else "Nieuw doel",
        submit="Opslaan",
        audience="Iedereen ziet de doelen. Een beheerder past ze aan.",
        fields=(
            Line(name="naam", label="Naam", required=True, value=found.name if found else "", longest=LONGEST_NAME),
            Line(name="minstens", label="Minstens", value=low, longest=30, hint="Leeg als er alleen een grens is."),
            Line(name="hoogstens", label="Hoogstens", value=high, longest=30,
                 hint="Leeg als meer alleen maar beter is. Allebei gevuld: ertussen."),
            Line(name="eenheid", label="Wat tel je?", required=True, value=found.unit if found else "",
                 longest=LONGEST_UNIT, hint="Zoals trajecten of personen. Begin met % voor een aandeel."),
            Day(name="begin", label="Begint op", value=start),
            Day(name="streefdatum", label="Streefdatum", value=until, hint="Leeg als het doorloopt."),
            Line(name="pijler", label="Pijler", value=found.pillar if found else "", longest=LONGEST_PILLAR),
            Line(name="bron", label="Bron", required=True, value=found.source if found else "", longest=200,
                 hint="Waar staat dit doel? Zoals Programmaplan 2024."),
            *(gone if found else ()),
        ),
    )  # fmt: skip
