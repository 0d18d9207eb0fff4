"""What Tafelbot needs from the system and how it asks for that: Python's venv module, and a browser for the tests.

`python -m setup.machine` makes sure that the tests can drive a chromium. Standard library only: a machine that has
nothing but Python 3.11 can run this.
"""

import functools
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias

Package: TypeAlias = str | tuple[str, ...]
"""The name of a package of the system, or several names of which the first that apt has is taken."""

# A chromium without windows does the same to a page in two thirds of the processor time.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
LIBRARY = "libatomic1"  # Playwright's own Node.js links to it, whichever browser it drives; a bare Debian lacks it
# A browser without fonts measures no text.
PACKAGES: tuple[Package, ...] = (("chromium-headless-shell", "chromium"), "fonts-dejavu-core", "fonts-noto-core")
FETCHED = ("chromium_headless_shell-*/*/*headless*shell", "chromium-*/chrome-linux*/chrome")
_PLAYWRIGHT = (sys.executable, "-m", "playwright")
PATIENCE = 60.0  # seconds for a browser to tell its version; one that hangs counts as one that does not start


class Missing(Exception):
    """Something that is needed could not be had; its sentence names the command to type."""


@functools.cache
def say(sentence: str) -> None:
    """Print a sentence. A browser that does not start is met at every look, and told once."""
    print(sentence, flush=True)


def run(
    *command: str, timeout: float | None = None, settings: Mapping[str, str] = MappingProxyType({})
) -> tuple[bool, str]:
    """Run a command, with nobody to answer its questions: whether it succeeded, and its output or why it cannot run."""
    try:
        done = subprocess.run(
            command, check=False, env={**os.environ, **settings}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, errors="replace", timeout=timeout,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        return False, str(error)
    return done.returncode == 0, done.stdout


def reason(output: str) -> str:
    """The line of a failed command's output that says most: its first error, or else its last line."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith(("E: ", "Error: "))]
    return (errors or lines[-1:] or ["it gives no reason"])[0]


# --- the system's package manager ------------------------------------------------------------------------------------


def is_root() -> bool:
    return run("id", "-u")[1].strip() == "0"


@functools.cache
def root_prefix() -> tuple[str, ...] | None:
    """What to put before a command so that root runs it without a password; None where that cannot be."""
    if is_root():
        return ()
    return ("sudo", "-n") if run("sudo", "-n", "true")[0] else None


def root_command(*words: str) -> str:
    """A command as a person types it here to have root run it."""
    command = shlex.join(words)
    if is_root():
        return command
    return f"sudo {command}" if shutil.which("sudo") else f"su -c {shlex.quote(command)}"


def install_packages(packages: Sequence[Package]) -> None:
    """Install packages of the system with apt-get, where that may be done; say what is installed or why not."""
    prefix = root_prefix()
    if not shutil.which("apt-get"):
        say("There is no apt-get here to install packages of the system with.")
    elif prefix is None:
        say("apt-get cannot be used: this user is not root and sudo does not let it be.")
    else:
        names = (each if isinstance(each, str) else " or ".join(each) for each in packages)
        say(f"Installing {', '.join(names)} with apt-get.")
        # One of several package sources may be out of reach while another has all that is asked for.
        if not (updated := _apt_get(prefix, "update"))[0]:
            say(f"apt-get update failed ({reason(updated[1])}): going on with the lists that are here.")
        installed, output = _apt_get(prefix, "install", "-y", "--no-install-recommends", *map(choose_name, packages))
        if not installed:
            say(f"apt-get refuses: {reason(output)}")


def choose_name(package: Package) -> str:
    """The first of a package's names that is on apt's lists; the last where none is."""
    *names, last = (package,) if isinstance(package, str) else package
    return next((name for name in names if run("apt-cache", "show", name)[0]), last)


def _apt_get(prefix: Sequence[str], *words: str) -> tuple[bool, str]:
    # sudo drops the environment, and env puts it back; another apt-get may be busy, as on a machine that just started.
    settings = ("env", "DEBIAN_FRONTEND=noninteractive", "LC_ALL=C")
    return run(*prefix, *settings, "apt-get", "-q", "-o", "DPkg::Lock::Timeout=120", *words)


# --- Python's venv module --------------------------------------------------------------------------------------------


def has_venv_module() -> bool:
    return run(sys.executable, "-c", "import venv, ensurepip")[0]


def ensure_venv_module() -> None:
    """Make sure that this Python can make environments: Debian and Ubuntu leave a part of it out of `python3`."""
    if has_venv_module():
        return
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    say(f"{sys.executable} cannot make environments: it misses its modules venv and ensurepip.")
    install_packages([package])
    if not has_venv_module():
        command = root_command("apt-get", "install", package)
        sentence = f"Python's venv module is missing. On Debian and Ubuntu, type this and try again: {command}"
        raise Missing(sentence)


# --- a browser -------------------------------------------------------------------------------------------------------


def find_browser() -> str | None:
    """The path of a chromium that starts: the system's, or else one that Playwright fetched."""
    return next(filter(starts, _candidates()), None)


def starts(path: str) -> bool:
    """Whether a browser runs at all. One without its libraries does not, nor Ubuntu's stand-in for a snap."""
    started, output = run(path, "--version", timeout=PATIENCE)
    if not started:
        say(f"{path} does not start: {reason(output)}")
    return started


def _candidates() -> Iterator[str]:
    yield from filter(None, map(shutil.which, BROWSERS))
    yield from _fetched()


def _fetched() -> Iterator[str]:
    for folder in _browser_folders():
        for pattern in FETCHED:
            yield from map(str, sorted(folder.glob(pattern), key=os.path.getmtime, reverse=True))


def _browser_folders() -> list[Path]:
    """Where Playwright may put its browsers: its own folder, or the environment where that cannot be written."""
    if (given := os.environ.get("PLAYWRIGHT_BROWSERS_PATH", "0")) != "0":
        return [Path(given)]
    home = Path(os.path.expanduser("~"))  # noqa: PTH111 -- Path.home() raises for a user without a home
    cache = home / "Library/Caches" if sys.platform == "darwin" else home / ".cache"
    return [Path(os.environ.get("XDG_CACHE_HOME") or cache) / "ms-playwright", Path(sys.prefix) / "browsers"]


def ensure_playwright() -> None:
    """Make sure that Playwright starts, which drives the browser in the tests. Raises Missing where it does not."""
    started, output = run(*_PLAYWRIGHT, "--version")
    if started:
        return
    say(f"Playwright does not start: {reason(output)}")
    install_packages([LIBRARY])
    if not run(*_PLAYWRIGHT, "--version")[0]:
        command = root_command("apt-get", "install", LIBRARY)
        sentence = f"The tests need Playwright. On Debian and Ubuntu, type this and try again: {command}"
        raise Missing(sentence)


def ensure_browser() -> None:
    """Make sure that there is a chromium that starts. Raises Missing where every way to get one failed."""
    found = find_browser()
    if found:
        return
    say("There is no chromium for the tests yet.")
    for way in (_install_browser, _install_libraries, _download_browser):
        way()
        if found := find_browser():
            say(f"The tests use {found}.")
            return
    sentence = f"The tests need a chromium that starts. Type this and try again: {_browser_command()}"
    raise Missing(sentence)


def _install_browser() -> None:
    install_packages(PACKAGES)


def _install_libraries() -> None:
    """Install what Playwright's chromium needs from the system. Without rights Playwright would ask for a password."""
    if root_prefix() is None or not shutil.which("apt-get"):
        return
    say("Installing the system libraries of Playwright's chromium with apt-get.")
    done, output = run(*_PLAYWRIGHT, "install-deps", "chromium")
    if not done:
        say(f"Playwright could not install them: {reason(output)}")


def _download_browser() -> None:
    folder = next(filter(_can_write, _browser_folders()), _browser_folders()[-1])
    say(f"Downloading Playwright's chromium (110 MB) to {folder}.")
    # `--force`: what is there already does not start, or it would have been found.
    words = ("install", "--force", "--only-shell", "chromium")
    done, output = run(*_PLAYWRIGHT, *words, settings={"PLAYWRIGHT_BROWSERS_PATH": str(folder.absolute())})
    if not done:
        say(f"Playwright could not download it: {reason(output)}")


def _can_write(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK)


def _browser_command() -> str:
    """What to type: what the downloaded chromium misses, what was not allowed to be installed, or all of it again."""
    if any(_fetched()):
        return root_command(*_PLAYWRIGHT, "install-deps", "chromium")
    if shutil.which("apt-get") and root_prefix() is None:
        return root_command("apt-get", "install", *map(choose_name, PACKAGES))
    return shlex.join((*_PLAYWRIGHT, "install", "--with-deps", "--only-shell", "chromium"))


# --- the command line ------------------------------------------------------------------------------------------------


def run_script(work: Callable[..., None]) -> None:
    """Do the work with the words that were typed. The exit code is 1 where something is missing, 130 after Ctrl+C."""
    try:
        work(*sys.argv[1:])
    except Missing as missing:
        sys.exit(str(missing))
    except KeyboardInterrupt:
        sys.exit(130)


def main() -> None:
    ensure_playwright()
    ensure_browser()


if __name__ == "__main__":
    run_script(main)
