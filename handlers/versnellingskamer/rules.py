"""The rules of the method as a report prints them: each with its threshold, so that a reader can check a result."""

from handlers import dutch
from handlers.versnellingskamer import consensus, robustness
from handlers.versnellingskamer.published import Rule
from handlers.versnellingskamer.votes import HIGHEST_GRADE, LOWEST_GRADE, Vote


def rules(vote: Vote) -> tuple[Rule, ...]:
    """The rules that the result of this vote follows."""
    made = [_told_from(vote), *_of_method(vote)]
    if vote.groups and vote.level != "anoniem":
        made += _of_groups(vote.k)
    return (*made, *_of_robustness(vote))


def _told_from(vote: Vote) -> Rule:
    if vote.level == "naam":
        return Rule("op naam", 1, "Deze stemming was op naam: ook van één stem is de uitslag te zien.")
    text = f"Van minder dan {vote.k} mensen wordt niets verteld. “Weet niet” telt niet mee als oordeel."
    return Rule("kleinste aantal", vote.k, text)


def _of_method(vote: Vote) -> list[Rule]:
    match vote.method:
        case "stippen":
            return [_dots(vote), _dissent()]
        case "score":
            return [_score(), *_of_consensus(), _dissent()]
        case "akkoord":
            text = "De volgorde is die van het deel dat akkoord is. Bij consensus is bezwaar 1, zorg 2 en akkoord 3."
            return [Rule("akkoord", 3, text), *_of_consensus(), _dissent()]
        case "peiling":
            return [
                Rule(
                    name="keuzes",
                    value=vote.choices,
                    text=f"Ieder koos hoogstens {vote.choices}. Wat gelijk is blijft gelijk.",
                )
            ]


def _dots(vote: Vote) -> Rule:
    most = f"hoogstens {vote.most} op één richting" if vote.most else "hoeveel op één richting was vrij"
    return Rule("stippen", vote.budget, f"Ieder had {vote.budget} stippen, {most}. Geen stip geldt als nul.")


def _score() -> Rule:
    text = (
        f"De score is het gewogen gemiddelde van de gemiddelden per criterium, van {LOWEST_GRADE} tot en met "
        f"{HIGHEST_GRADE}. Een richting waarvan een criterium ontbreekt, staat onder de volledige."
    )
    return Rule("score", HIGHEST_GRADE, text)


def _of_consensus() -> list[Rule]:
    tastle = (
        "Consensus volgens Tastle en Wierman (2007): 1 + Σ p·log2(1 − |x − gemiddelde| / breedte van de schaal). 1 is "
        f"allemaal hetzelfde, 0 is half om half aan de uitersten. Vanaf {consensus.FEWEST_FOR_CONSENSUS} oordelen."
    )
    camps = (
        f"Twee kampen: aan beide uitersten minstens {dutch.number(float(consensus.CAMP * 100))}% van de mensen, en "
        f"daarbij een consensus onder {dutch.number(consensus.CAMPS_BELOW)} of hoogstens "
        f"{dutch.number(float(consensus.EMPTY_MIDDLE * 100))}% in het midden."
    )
    return [
        Rule("consensus", consensus.FEWEST_FOR_CONSENSUS, tastle),
        Rule("twee kampen", float(consensus.CAMP), camps),
        Rule("eensgezind", consensus.UNANIMOUS, f"Eensgezind: consensus vanaf {dutch.number(consensus.UNANIMOUS)}."),
        Rule("redelijk eens", consensus.FAIRLY_AGREED,
             f"Redelijk eens: consensus vanaf {dutch.number(consensus.FAIRLY_AGREED)}. Daaronder heet het gespreid."),
    ]  # fmt: skip


def _dissent() -> Rule:
    text = (
        f"Verdeeld: de standaardafwijking is meer dan {dutch.number(consensus.DISSENT)} van de breedte van de schaal."
    )
    return Rule("verdeeld", consensus.DISSENT, text)


def _of_groups(k: int) -> list[Rule]:
    small = (
        f"Groepen waarvan minder dan {k} mensen oordeelden staan samen onder “overig”. Is dat er maar één, of is "
        f"overig zelf kleiner dan {k}, dan komt de volgende kleinste erbij. Een groep waarvan niemand stemde ziet er "
        "net zo uit. Alle cijfers over groepen gaan over deze delen."
    )
    return [
        Rule("groepen", k, small),
        Rule("elke groep even zwaar", 1, "Het gemiddelde van de gemiddelden van de groepen."),
        Rule("eta kwadraat", 1, "Welk deel van de verschillen tussen groepen loopt: KS tussen / KS totaal."),
        Rule("gedragen door groepen", 1, "Het meetkundig gemiddelde over groepen van (eens + 1) / (oordelen + 2)."),
    ]


def _of_robustness(vote: Vote) -> list[Rule]:
    weights = (
        f", en elk gewicht {dutch.number(robustness.SHIFT * 100)}% lager en hoger" if len(vote.criteria) > 1 else ""
    )
    text = (
        f"Stabiel: elke stem één keer weggelaten{weights}, en steeds staan dezelfde bovenaan en bij de beste "
        f"{robustness.BEST} (of de beste helft, als die kleiner is). Anders kantelt het. Vanaf "
        f"{robustness.FEWEST_BALLOTS} stemmen."
    )
    return [Rule("stabiel", robustness.SHIFT, text)]
