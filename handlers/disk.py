"""Read a file that is named on the command line, with Dutch sentences for what is wrong with it."""

from pathlib import Path

from handlers.feature import Refusal


def contents(path: Path) -> bytes:
    """The bytes of a file; refuses one that is missing, a folder, or not readable."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refusal(_wrong(path, error)) from error


def _wrong(path: Path, error: OSError) -> str:
    match error:
        case FileNotFoundError() | NotADirectoryError():
            return f"{path} is er niet. Kijk de naam en de map na."
        case IsADirectoryError():
            return f"{path} is een map. Noem het bestand dat erin staat."
        case PermissionError():
            return f"{path} mag niet gelezen worden. Geef leesrecht, of kopieer het bestand."
        case _:
            return f"{path} is niet te lezen (fout {error.errno})."
