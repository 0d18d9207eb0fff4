"""A browser for the tests on a bare machine: what is asked of the system, in which order, and what closed ways say."""

import shlex

import pytest

from tests.bare_machine import (
    BROWSER,
    NEEDS_LIBRARY,
    NO_APT,
    NO_RIGHTS,
    NONE,
    STANDS_IN,
    SUDO,
    SUDO_WITH_PASSWORD,
    UPDATE,
    Machine,
    downloading,
)

INSTALL = "apt-get install chromium fonts-dejavu-core fonts-noto-core"
LIBRARIES, DOWNLOAD = "playwright install-deps chromium", "playwright install --force --only-shell chromium"
INSTALLING = "Installing chromium-headless-shell or chromium, fonts-dejavu-core, fonts-noto-core with apt-get."
GET_LIBRARIES = "Installing the system libraries of Playwright's chromium with apt-get."
NO_DOWNLOAD = "Playwright could not download it: Error: Download failed: getaddrinfo ENOTFOUND"


def fetched(machine: Machine) -> str:
    return f"{machine.home}/.cache/ms-playwright/chromium_headless_shell-1255/linux64/headless_shell"


def closed(command: str) -> str:
    return f"The tests need a chromium that starts. Type this and try again: {command}"


NAMES = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]


@pytest.mark.parametrize("name", NAMES)
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


def test_where_there_are_several_the_one_without_windows_is_used(machine: Machine) -> None:
    for name in NAMES:
        machine.put(name, BROWSER)
    found = machine.run(str(machine.python), "-c", "from setup import machine; print(machine.find_browser())")
    assert found == (0, [f"{machine.here}/bin/chromium-headless-shell"], [])


def test_where_apt_has_one_without_windows_it_is_asked_for_that(machine: Machine) -> None:
    machine.add_chromium("chromium-headless-shell", "chromium").be_root()
    use = f"The tests use {machine.here}/bin/chromium-headless-shell."
    assert machine.find() == (0, [NONE, INSTALLING, use], [])
    assert machine.asked() == [UPDATE, "apt-get install chromium-headless-shell fonts-dejavu-core fonts-noto-core"]


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

    machine.add_chromium("chromium-headless-shell", "chromium")
    (machine.here / "lists").touch()
    assert machine.find()[2] == [
        closed("sudo apt-get install chromium-headless-shell fonts-dejavu-core fonts-noto-core")
    ]
