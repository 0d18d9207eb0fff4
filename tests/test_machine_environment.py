"""Python's environment on a bare machine: made, mended and kept up to date, and what is said where that fails."""

import shutil
import sys

import pytest

from tests.bare_machine import NO_APT, UPDATE, Machine

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
