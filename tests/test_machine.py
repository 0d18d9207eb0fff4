"""A bare machine: what is asked of the system, in which order, and what is said when a way is closed.

The real scripts run here with a PATH that holds stand-ins alone. A stand-in refuses what its original refuses: apt-get
does nothing for who is not root, sudo nothing without a password unless it may, and pip knows the pinned packages only.
"""

import io
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
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
        (self.here / "mirror").touch()
        for name, line in packages.items():
            (self.here / "shelf" / name.replace("_", "-")).write_text(line.format(here=self.here))
        return self

    def add_chromium(self) -> "Machine":
        """Give it an apt-get that has a chromium."""
        self.put("../shelf/browser", BROWSER)
        line = "/bin/ln -s '{here}/shelf/browser' '{here}/bin/chromium'"
        return self.add_apt(chromium=line, fonts_dejavu_core=":", fonts_noto_core=":")

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


UPDATE, INSTALL = "apt-get update", "apt-get install chromium fonts-dejavu-core fonts-noto-core"
LIBRARIES, DOWNLOAD = "playwright install-deps chromium", "playwright install --force --only-shell chromium"
NONE = "There is no chromium for the tests yet."
INSTALLING = "Installing chromium, fonts-dejavu-core, fonts-noto-core with apt-get."
NO_APT = "There is no apt-get here to install packages of the system with."
NO_RIGHTS = "apt-get cannot be used: this user is not root and sudo does not let it be."
GET_LIBRARIES = "Installing the system libraries of Playwright's chromium with apt-get."
NO_DOWNLOAD = "Playwright could not download it: Error: Download failed: getaddrinfo ENOTFOUND"


def downloading(machine: Machine) -> str:
    return f"Downloading Playwright's chromium (110 MB) to {machine.home}/.cache/ms-playwright."


def fetched(machine: Machine) -> str:
    return f"{machine.home}/.cache/ms-playwright/chromium_headless_shell-1255/linux64/headless_shell"


def closed(command: str) -> str:
    return f"The tests need a chromium that starts. Type this and try again: {command}"


# --- a browser -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"])
def test_a_browser_that_is_there_is_used_in_silence(machine: Machine, name: str) -> None:
    machine.add_chromium().be_root().put(name, BROWSER)
    assert machine.find() == (0, [], [])
    assert machine.asked() == []


def test_root_gets_one_from_apt_and_the_second_time_it_is_there(machine: Machine) -> None:
    machine.add_chromium().be_root()
    assert machine.find() == (0, [NONE, INSTALLING, f"The tests use {machine.here}/bin/chromium."], [])
    assert machine.asked() == [UPDATE, INSTALL]
    assert machine.find() == (0, [], [])
    assert machine.asked() == []


def test_who_may_be_root_without_a_password_gets_one_from_apt(machine: Machine) -> None:
    machine.add_chromium().put("sudo", SUDO)
    machine.link("true")
    assert machine.find() == (0, [NONE, INSTALLING, f"The tests use {machine.here}/bin/chromium."], [])
    asked = machine.asked()
    assert [line for line in asked if not line.startswith("sudo")] == [UPDATE, INSTALL]
    assert all(line.startswith("sudo -n ") for line in asked if line.startswith("sudo"))


def test_a_browser_that_does_not_start_counts_as_none_and_is_told_once(machine: Machine) -> None:
    path = machine.add_chromium().be_root().put("chromium-browser", STANDS_IN)
    code, out, _ = machine.find()
    told = f"{path} does not start: Command '{path}' requires the chromium snap to be installed."
    assert (code, out) == (0, [told, NONE, INSTALLING, f"The tests use {machine.here}/bin/chromium."])


def test_a_file_that_is_no_program_counts_as_none(machine: Machine) -> None:
    machine.add_chromium().be_root().put("google-chrome", "\x7fELF")
    code, out, err = machine.find()
    assert (code, out[1:], err) == (0, [NONE, INSTALLING, f"The tests use {machine.here}/bin/chromium."], [])


def test_lists_that_cannot_be_fetched_anew_are_used_as_they_are(machine: Machine) -> None:
    machine.add_chromium().be_root()
    (machine.here / "mirror").unlink()
    (machine.here / "lists").touch()
    code, out, _ = machine.find()
    told = "apt-get update failed (E: Failed to fetch the lists): going on with the lists that are here."
    assert (code, out) == (0, [NONE, INSTALLING, told, f"The tests use {machine.here}/bin/chromium."])


def test_where_apt_has_no_chromium_playwright_brings_one_with_its_libraries(machine: Machine) -> None:
    machine.add_apt(libnss3=": > '{here}/libnss3.so'").be_root().allow_download(NEEDS_LIBRARY)
    code, out, err = machine.find()
    refusal = "apt-get refuses: E: Unable to locate package chromium"
    use = f"The tests use {fetched(machine)}."
    assert (code, out, err) == (0, [NONE, INSTALLING, refusal, GET_LIBRARIES, downloading(machine), use], [])
    assert machine.asked() == [UPDATE, INSTALL, LIBRARIES, "apt-get install libnss3", DOWNLOAD]


def test_an_apt_that_is_locked_leads_to_playwright(machine: Machine) -> None:
    machine.add_chromium().be_root().allow_download()
    (machine.here / "locked").touch()
    code, out, err = machine.find()
    held = "E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 812"
    assert (code, err) == (0, [])
    assert out[:4] == [
        NONE,
        INSTALLING,
        f"apt-get update failed ({held}): going on with the lists that are here.",
        f"apt-get refuses: {held}",
    ]
    assert out[-2:] == [downloading(machine), f"The tests use {fetched(machine)}."]


@pytest.mark.parametrize("sudo", [None, SUDO_WITH_PASSWORD])
def test_who_is_not_root_and_may_not_be_gets_playwrights(machine: Machine, sudo: str | None) -> None:
    machine.add_chromium().allow_download()
    if sudo:
        machine.put("sudo", sudo)
    assert machine.find() == (0, [NONE, NO_RIGHTS, downloading(machine), f"The tests use {fetched(machine)}."], [])
    assert machine.asked() == [DOWNLOAD]
    assert machine.find() == (0, [], [])


def test_a_system_without_apt_gets_playwrights(machine: Machine) -> None:
    machine.be_root().allow_download()
    assert machine.find() == (0, [NONE, NO_APT, downloading(machine), f"The tests use {fetched(machine)}."], [])


def test_one_that_playwright_fetched_before_starts_once_its_libraries_are_there(machine: Machine) -> None:
    machine.allow_download(NEEDS_LIBRARY)
    code, out, err = machine.find()
    told = f"{fetched(machine)} does not start: {fetched(machine)}: error while loading shared libraries: "
    assert (code, out[:-1]) == (1, [NONE, NO_APT, downloading(machine)])
    assert out[-1].startswith(told)
    command = f"'{machine.python}' -m playwright install-deps chromium"
    assert err == [closed(f"su -c {shlex.quote(command)}")]
    machine.asked()

    machine.add_apt(libnss3=": > '{here}/libnss3.so'").be_root()
    (machine.here / "lists").touch()
    code, out, _ = machine.find()
    assert (code, out[-2:]) == (0, [GET_LIBRARIES, f"The tests use {fetched(machine)}."])
    assert machine.asked() == [UPDATE, INSTALL, LIBRARIES, "apt-get install libnss3"]


def test_where_the_home_cannot_be_written_the_browser_goes_into_the_environment(machine: Machine) -> None:
    machine.allow_download()
    machine.home.rmdir()
    machine.home.touch()
    code, out, err = machine.find()
    assert (code, err) == (0, [])
    folder = machine.environment / "browsers"
    assert out[-2:] == [
        f"Downloading Playwright's chromium (110 MB) to {folder}.",
        f"The tests use {folder}/chromium_headless_shell-1255/linux64/headless_shell.",
    ]
    assert machine.find() == (0, [], [])


def test_where_every_way_is_closed_one_sentence_names_the_command(machine: Machine) -> None:
    machine.add_apt().be_root()
    code, out, err = machine.find()
    assert code == 1
    assert out[-2:] == [downloading(machine), NO_DOWNLOAD]
    assert err == [closed(f"'{machine.python}' -m playwright install --with-deps --only-shell chromium")]


def test_who_may_not_be_root_is_told_what_root_has_to_type(machine: Machine) -> None:
    machine.add_chromium().put("sudo", SUDO_WITH_PASSWORD)
    code, out, err = machine.find()
    assert (code, out) == (1, [NONE, NO_RIGHTS, downloading(machine), NO_DOWNLOAD])
    assert err == [closed("sudo apt-get install chromium fonts-dejavu-core fonts-noto-core")]


# --- Playwright itself -----------------------------------------------------------------------------------------------


NO_LIBRARY = (
    "Playwright does not start: "
    "node: error while loading shared libraries: libatomic.so.1: cannot open shared object file"
)


def test_the_library_that_playwright_lacks_comes_from_apt(machine: Machine) -> None:
    machine.add_apt(libatomic1="/bin/rm '{here}/no libatomic'").be_root().put("chromium", BROWSER)
    (machine.here / "no libatomic").touch()
    assert machine.find() == (0, [NO_LIBRARY, "Installing libatomic1 with apt-get."], [])
    assert machine.asked() == [UPDATE, "apt-get install libatomic1"]
    assert machine.find() == (0, [], [])


def test_who_may_not_install_that_library_is_told_what_to_type(machine: Machine) -> None:
    machine.add_apt().put("sudo", SUDO_WITH_PASSWORD)
    (machine.here / "no libatomic").touch()
    sentence = "The tests need Playwright. On Debian and Ubuntu, type this and try again: "
    assert machine.find() == (1, [NO_LIBRARY, NO_RIGHTS], [f"{sentence}sudo apt-get install libatomic1"])


class Mirror(ThreadingHTTPServer):
    """A stand-in for the place that Playwright downloads from: two archives, each with one program."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), MirrorRequest)
        self.served: list[str] = []


class MirrorRequest(BaseHTTPRequestHandler):
    server: Mirror

    def do_GET(self) -> None:
        browser = re.fullmatch(r"/builds/cft/[\d.]+/[\w-]+/(chrome-headless-shell-[\w-]+)\.zip", self.path)
        helper = re.fullmatch(r"/builds/ffmpeg/\d+/ffmpeg-[\w-]+\.zip", self.path)
        if not browser and not helper:
            self.send_error(404)
            return
        name = f"{browser[1]}/chrome-headless-shell" if browser else "ffmpeg-linux"
        self.server.served.append(name.rpartition("/")[2])
        body = io.BytesIO()
        with zipfile.ZipFile(body, "w") as archive:
            archive.writestr(name, BROWSER)
        self.send_response(200)
        self.send_header("Content-Length", str(len(body.getvalue())))
        self.end_headers()
        self.wfile.write(body.getvalue())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the name that the library gives it
        """Keep the test's output clean."""


@pytest.fixture
def mirror() -> Iterator[Mirror]:
    with Mirror() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_playwright_itself_downloads_a_browser_that_is_found_again(machine: Machine, mirror: Mirror) -> None:
    machine.settings["PYTHONPATH"] = sysconfig.get_path("purelib")
    machine.settings["PLAYWRIGHT_DOWNLOAD_HOST"] = f"http://127.0.0.1:{mirror.server_port}"
    code, out, err = machine.find()
    assert (code, out[:-1], err) == (0, [NONE, NO_APT, downloading(machine)], [])
    assert re.fullmatch(r"The tests use .*/ms-playwright/.*/chrome-headless-shell\.", out[-1])
    assert sorted(mirror.served) == ["chrome-headless-shell", "ffmpeg-linux"]
    assert machine.find() == (0, [], [])


# --- the environment -------------------------------------------------------------------------------------------------

VENV = """
import ensurepip, pathlib, sys
if __name__ == "__main__":
    python = pathlib.Path(sys.argv[1], "bin/python")
    python.parent.mkdir(parents=True)
    python.write_text("#!/bin/sh\\nexec '{python}' '{here}/pip.py' \\"$0\\" \\"$@\\"\\n")
    python.chmod(0o755)
"""
PIP = """
import os, pathlib, signal, sys
here, environment = pathlib.Path({here!r}), pathlib.Path(sys.argv[1]).parent.parent
words = sys.argv[2:]
if words[0] == "-c" and words[1].startswith("import pip"):
    sys.exit()
if words[:-1] != ["-m", "pip", "install", "-qq", "--disable-pip-version-check", "-r"]:
    sys.exit(f"ERROR: no such option: {{words}}")

def install(requirements):
    for line in requirements.read_text().split("\\n"):
        if line.startswith("-r "):
            install(requirements.parent / line[3:])
        elif "==" in line:
            if not (here / "index").exists():
                sys.exit("ERROR: No matching distribution found for " + line)
            name, _, version = line.partition("==")
            packages = environment / "lib/python3.11/site-packages"
            for old in packages.glob(f"{{name}}-*.dist-info"):
                old.rmdir()
            (packages / f"{{name}}-{{version}}.dist-info").mkdir(parents=True)
            if (here / "power cut").exists():
                (here / "power cut").unlink()
                os.kill(os.getppid(), signal.SIGKILL)
                sys.exit(1)

install(pathlib.Path(words[-1]))
"""


class Project:
    """A fresh clone on a machine: two files with requirements, and a Python that makes environments."""

    def __init__(self, machine: Machine) -> None:
        self.machine, here = machine, machine.here
        self.folder, self.requirements = here / "clone/.venv", here / "clone/requirements-dev.txt"
        self.folder.parent.mkdir()
        (here / "lib/venv.py").write_text(VENV.format(here=here, python=sys.executable))
        (here / "lib/ensurepip.py").touch()
        (here / "pip.py").write_text(PIP.format(here=str(here)))
        (here / "index").touch()
        self.requirements.write_text("-r requirements.txt\npytest==9.2.0\n")
        self.requirements.with_name("requirements.txt").write_text("# exact\nanyio==4.16.0\nPyJWT==2.15.1\n")

    def prepare(self) -> tuple[int, list[str], list[str]]:
        return self.machine.run(
            str(self.machine.python), "-m", "setup.environment", str(self.folder), str(self.requirements)
        )

    @property
    def making(self) -> str:
        return f"Making a Python environment in {self.folder}."

    @property
    def again(self) -> str:
        return f"{self.folder} is not usable: making it anew."


@pytest.fixture
def project(machine: Machine) -> Project:
    return Project(machine)


def installing(missing: int) -> str:
    return f"Installing {missing} of 3 packages, which may take a minute."


def test_a_fresh_clone_says_what_it_does_and_the_second_time_there_is_nothing_to_say(project: Project) -> None:
    assert project.prepare() == (0, [project.making, installing(3)], [])
    assert project.prepare() == (0, [], [])


def test_a_requirement_that_changes_is_installed(project: Project) -> None:
    project.prepare()
    project.requirements.write_text("-r requirements.txt\npytest==9.3.0\n")
    assert project.prepare() == (0, [installing(1)], [])
    assert project.prepare() == (0, [], [])


def test_an_installation_that_was_cut_off_is_done_anew(project: Project) -> None:
    (project.machine.here / "power cut").touch()
    assert project.prepare()[0] < 0
    assert project.prepare() == (0, [project.again, installing(3)], [])
    assert project.prepare() == (0, [], [])


def test_an_environment_of_which_the_python_is_gone_is_made_anew(project: Project) -> None:
    project.prepare()
    (project.folder / "bin/python").unlink()
    assert project.prepare() == (0, [project.again, installing(3)], [])


def test_where_pip_gives_up_it_says_why_and_what_worked_goes_on_working(project: Project) -> None:
    project.prepare()
    index = project.machine.here / "index"
    index.unlink()
    project.requirements.write_text("pytest==9.3.0\n")
    code, _, err = project.prepare()
    assert (code, err) == (
        1,
        [
            "ERROR: No matching distribution found for pytest==9.3.0",
            "The packages could not be installed: pip says why above. Try again with the same command.",
        ],
    )
    index.touch()
    assert project.prepare() == (0, ["Installing 1 of 1 packages, which may take a minute."], [])


def test_a_python_that_cannot_make_environments_is_completed_by_apt(project: Project) -> None:
    ensurepip = project.machine.here / "lib/ensurepip.py"
    ensurepip.write_text("raise ImportError")
    package = f"python3.{sys.version_info.minor}-venv"
    told = f"{project.machine.python} cannot make environments: it misses its modules venv and ensurepip."
    code, out, err = project.prepare()
    sentence = "Python's venv module is missing. On Debian and Ubuntu, type this and try again: "
    assert (code, out, err) == (1, [told, NO_APT], [f"{sentence}su -c 'apt-get install {package}'"])

    project.machine.add_apt(**{package: ": > '{here}/lib/ensurepip.py'"}).be_root()
    steps = [told, f"Installing {package} with apt-get.", project.making, installing(3)]
    assert project.prepare() == (0, steps, [])
    assert project.machine.asked() == [UPDATE, f"apt-get install {package}"]


def test_without_any_python_make_says_what_to_type(machine: Machine) -> None:
    code, out, err = machine.run(str(shutil.which("make")), "run")
    assert (code, out) == (2, [])
    assert err[0] == (
        "Python 3.11 or newer is needed. On Debian and Ubuntu, type this and try again: "
        "sudo apt-get install python3 python3-venv"
    )


def test_ci_installs_make_and_python_and_leaves_the_rest_to_make(machine: Machine) -> None:
    make = "#!/bin/sh\necho \"make $*\" >> '{here}/asked'\n[ \"$*\" != '--silent python' ] || exec python3\n"
    machine.put("../shelf/make-itself", make)
    line = "/bin/ln -s '{here}/shelf/make-itself' '{here}/bin/make'"
    machine.add_apt(make=line, python3="/bin/ln -s /bin/true '{here}/bin/python3'").be_root()
    machine.link("dirname")
    bash = str(shutil.which("bash"))
    assert machine.run(bash, ".ci/run")[0] == 0
    needed = ["apt-get install make", "make --silent python", UPDATE, "apt-get install python3"]
    assert machine.asked() == [UPDATE, *needed, "make test"]
    assert machine.run(bash, ".ci/run")[0] == 0
    assert machine.asked() == ["make --silent python", "make test"]
