"""A bare machine to install on: the real scripts run here with a PATH that holds stand-ins alone.

A stand-in refuses what its original refuses: apt-get does nothing for who is not root, sudo nothing without a password
unless it may, and pip knows the pinned packages only.
"""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PATIENCE = 120.0
BROWSER = "#!/bin/sh\n[ \"$1\" = --version ] && echo 'Chromium 156.0'\n"
STANDS_IN = """#!/bin/sh
echo "Command '$0' requires the chromium snap to be installed." >&2
exit 1
"""
NEEDS_LIBRARY = """#!/bin/sh
[ -e '{here}/libnss3.so' ] && echo 'Chromium 159.0' && exit
echo "$0: error while loading shared libraries: libnss3.so: cannot open shared object file" >&2
exit 127
"""
ID = '#!/bin/sh\n[ "$*" = -u ] && echo "${USER_ID:-1000}"\n'
SUDO = """#!/bin/sh
echo "sudo $*" >> '{here}/asked'
[ "$1" = -n ] && shift
USER_ID=0 exec "$@"
"""
SUDO_WITH_PASSWORD = """#!/bin/sh
[ "$1" = -n ] && { echo "sudo: a password is required" >&2; exit 1; }
echo "sudo: a terminal is required to read the password" >&2; exit 1
"""
APT_GET = """#!/bin/sh
refuse() { echo "$1" >&2; exit 100; }
words= sure=
while [ $# -gt 0 ]; do
    case "$1" in
        -y) sure=yes ;;
        -q | -qq | --no-install-recommends) ;;
        -o) shift ;;
        -*) refuse "E: Command line option $1 is not understood in combination with the other options" ;;
        *) words="$words $1" ;;
    esac
    shift
done
set -- $words
echo "apt-get $*" >> '{here}/asked'
[ "$(id -u)" = 0 ] || refuse "E: Could not open lock file /var/lib/dpkg/lock-frontend - open (13: Permission denied)"
[ ! -e '{here}/locked' ] || refuse "E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 812"
[ "$1" != update ] || { [ -e '{here}/mirror' ] || refuse "E: Failed to fetch the lists"; : > '{here}/lists'; exit; }
[ "$1" = install ] || refuse "E: Invalid operation $1"
[ "$sure" ] || { echo "Do you want to continue? [Y/n] Abort."; exit 1; }
shift
for package; do
    [ -e '{here}/lists' ] && [ -e "{here}/shelf/$package" ] || refuse "E: Unable to locate package $package"
done
for package; do . "{here}/shelf/$package"; done
"""
APT_CACHE = """#!/bin/sh
[ "$1" = show ] && [ -e '{here}/lists' ] && [ -e "{here}/shelf/$2" ] && echo "Package: $2" && exit
echo "E: No packages found" >&2; exit 100
"""
PLAYWRIGHT = """
import os, pathlib, subprocess, sys
here = pathlib.Path({here!r})
words = " ".join(sys.argv[1:])
if (here / "no libatomic").exists():
    sys.exit("node: error while loading shared libraries: libatomic.so.1: cannot open shared object file")
if words == "--version":
    sys.exit()
with (here / "asked").open("a") as file:
    print("playwright", words, file=file)
if words == "install-deps chromium":
    root = subprocess.check_output(["id", "-u"], text=True).strip() == "0"
    libraries = subprocess.run([*([] if root else ["sudo"]), "apt-get", "install", "-y", "libnss3"])
    sys.exit(f"Error: Installation process exited with code: {{libraries.returncode}}" if libraries.returncode else 0)
if words != "install --force --only-shell chromium":
    sys.exit(f"error: unknown command {{words}}")
if not (here / "download").exists():
    print("Failed to install browsers")
    print("Error: Download failed: getaddrinfo ENOTFOUND")
    sys.exit(1)
browser = pathlib.Path(os.environ["PLAYWRIGHT_BROWSERS_PATH"], "chromium_headless_shell-1255/linux64/headless_shell")
browser.parent.mkdir(parents=True, exist_ok=True)
browser.write_text((here / "download").read_text())
browser.chmod(0o755)
"""


class Machine:
    """A machine with nothing on it but what a test puts there: an ordinary user, and an environment for the script."""

    def __init__(self, here: Path) -> None:
        self.here, self.home, self.environment = here, here / "home", here / "environment"
        for folder in ("bin", "lib/playwright", "shelf", "home", "environment/bin"):
            (here / folder).mkdir(parents=True)
        self.python = self.environment / "bin/python"
        self.python.symlink_to(Path(sys.executable).resolve())
        (self.environment / "pyvenv.cfg").write_text(f"home = {Path(sys.executable).resolve().parent}\n")
        (here / "lib/playwright/__main__.py").write_text(PLAYWRIGHT.format(here=str(here)))
        self.settings = {"PATH": str(here / "bin"), "HOME": str(self.home), "PYTHONPATH": str(here / "lib")}
        self.put("id", ID)
        self.link("env")

    def put(self, name: str, script: str) -> Path:
        """Put a program on the PATH, or elsewhere."""
        path = self.here / "bin" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(script.replace("{here}", str(self.here)))
        path.chmod(0o755)
        return path

    def link(self, *names: str) -> None:
        """Put a program of the real machine on the PATH."""
        for name in names:
            (self.here / "bin" / name).symlink_to(str(shutil.which(name)))

    def add_apt(self, **packages: str) -> "Machine":
        """Give it apt-get, with packages that each run a line of shell when they are installed."""
        self.put("apt-get", APT_GET)
        self.put("apt-cache", APT_CACHE)
        (self.here / "mirror").touch()
        for name, line in packages.items():
            (self.here / "shelf" / name.replace("_", "-")).write_text(line.format(here=self.here))
        return self

    def add_chromium(self, *names: str) -> "Machine":
        """Give it an apt-get that has a chromium, under each of these names."""
        self.put("../shelf/browser", BROWSER)
        lines = {name: f"/bin/ln -s '{{here}}/shelf/browser' '{{here}}/bin/{name}'" for name in names or ("chromium",)}
        return self.add_apt(**lines, fonts_dejavu_core=":", fonts_noto_core=":")

    def allow_download(self, script: str = BROWSER) -> "Machine":
        (self.here / "download").write_text(script.replace("{here}", str(self.here)))
        return self

    def be_root(self) -> "Machine":
        self.settings["USER_ID"] = "0"
        return self

    def run(self, *command: str) -> tuple[int, list[str], list[str]]:
        """The exit code and the lines of both streams of a command that is run in this project's folder."""
        done = subprocess.run(
            command, cwd=ROOT, env=self.settings, text=True, capture_output=True, timeout=PATIENCE, check=False
        )
        return done.returncode, done.stdout.splitlines(), done.stderr.splitlines()

    def find(self) -> tuple[int, list[str], list[str]]:
        return self.run(str(self.python), "-m", "setup.machine")

    def asked(self) -> list[str]:
        """What was asked of apt-get, sudo and Playwright since the last time."""
        path = self.here / "asked"
        lines = path.read_text().splitlines() if path.exists() else []
        path.unlink(missing_ok=True)
        return lines


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path / "a folder")


UPDATE = "apt-get update"
NONE = "There is no chromium for the tests yet."
NO_APT = "There is no apt-get here to install packages of the system with."
NO_RIGHTS = "apt-get cannot be used: this user is not root and sudo does not let it be."


def downloading(machine: Machine) -> str:
    return f"Downloading Playwright's chromium (110 MB) to {machine.home}/.cache/ms-playwright."
