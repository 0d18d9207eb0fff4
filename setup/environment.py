"""The Python environment of this project: made where there is none, and its packages as the requirements pin them.

`python -m setup.environment FOLDER REQUIREMENTS` says what it does while it takes time, and nothing where all is there.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from setup.machine import Missing, ensure_venv_module, run, run_script, say

_USABLE = "import pip, sys; sys.exit(sys.version_info < (3, 11))"
_UNFINISHED = "UNFINISHED"


def prepare(folder: Path, requirements: Path) -> None:
    """Make the environment in this folder and install the packages that it lacks. Raises Missing where that fails.

    A file marks the environment while it is worked on. After a power cut or Ctrl+C the mark is still there, and the
    next run makes the environment anew: pip takes a package of which it wrote only a part for an installed one.
    """
    mark = folder / _UNFINISHED
    was_usable = is_usable(folder)
    if not was_usable:
        _make(folder)
    pins = read_pins(requirements)
    if missing := pins.items() - find_installed(folder).items():
        say(f"Installing {len(missing)} of {len(pins)} packages, which may take a minute.")
        mark.touch()
        _install(folder, requirements, mark if was_usable else None)
    mark.unlink(missing_ok=True)


def is_usable(folder: Path) -> bool:
    """Whether the environment was finished, and its Python is still there: an upgrade of the system takes it away."""
    return not (folder / _UNFINISHED).exists() and run(str(folder / "bin/python"), "-c", _USABLE)[0]


def read_pins(requirements: Path) -> dict[str, str]:
    """Every package with its version, those of the files that this one includes too."""
    pins: dict[str, str] = {}
    for line in requirements.read_text().splitlines():
        if line.startswith("-r "):
            pins |= read_pins(requirements.parent / line.removeprefix("-r ").strip())
        elif line and not line.startswith("#"):
            name, _, version = line.partition("==")
            pins[canonical(name)] = version
    return pins


def find_installed(folder: Path) -> dict[str, str]:
    """Every package in the environment with its version, from the names of their folders (`anyio-4.16.0.dist-info`)."""
    found = (path.stem.rpartition("-") for path in folder.glob("lib/python*/site-packages/*.dist-info"))
    return {canonical(name): version for name, _, version in found}


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _make(folder: Path) -> None:
    ensure_venv_module()
    base = os.path.realpath(sys.executable)
    folder.mkdir(parents=True, exist_ok=True)
    is_new = not any(folder.iterdir())
    (folder / _UNFINISHED).touch()
    say(f"Making a Python environment in {folder}." if is_new else f"{folder} is not usable: making it anew.")
    for path in set(folder.iterdir()) - {folder / _UNFINISHED}:
        shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    # In a shell where this environment is active, the Python that runs here is a link that was just taken away.
    done, output = run(base, "-m", "venv", str(folder))
    if not done:
        sentence = f"{output.strip()}\nPython could not make an environment in {folder}."
        raise Missing(sentence)


def _install(folder: Path, requirements: Path, mark_to_lift: Path | None) -> None:
    """Install the packages. Where pip gives up by itself, an environment that was usable before stays usable."""
    # -qq leaves errors alone: of warnings, like one about a cache in a home that cannot be written, nobody gets wiser.
    pip = [str(folder / "bin/python"), "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    if subprocess.run([*pip, "-r", str(requirements)], check=False).returncode == 0:
        return
    if mark_to_lift:
        mark_to_lift.unlink()
    sentence = "The packages could not be installed: pip says why above. Try again with the same command."
    raise Missing(sentence)


def main(folder: str, requirements: str) -> None:
    prepare(Path(folder), Path(requirements))


if __name__ == "__main__":
    run_script(main)
