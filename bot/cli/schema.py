"""Say in Dutch why a database cannot be used as it is, and what to do."""

from typing import Final

from storage.migrate import WhyWrong, WrongSchema

_SENTENCES: Final[dict[WhyWrong, str]] = {
    "newer": "De database is van een nieuwere versie van Tafelbot. Werk eerst het programma bij.",
    "damaged": "{} is geen SQLite-database, of is beschadigd. Kijk of DATABASE_URL klopt.",
    "dangling": "Na de migratie wijzen {} rijen naar iets wat er niet is; er is niets veranderd.",
    "no folder": "De map {} is er niet. Kijk of DATABASE_URL klopt.",
    "not ours": "{} is geen database van Tafelbot. Er is niets overgezet.",
    "not empty": "De nieuwe database is niet leeg ({}). Er is niets overgezet.",
}


def explain(error: WrongSchema) -> str:
    """What whoever started the program reads."""
    return _SENTENCES[error.why].format(error.what)
