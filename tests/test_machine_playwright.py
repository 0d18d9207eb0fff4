"""Playwright on a bare machine: the library that it needs from the system, and the browser that it downloads."""

import io
import re
import sysconfig
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.bare_machine import (
    BROWSER,
    NO_APT,
    NO_RIGHTS,
    NONE,
    SUDO_WITH_PASSWORD,
    UPDATE,
    Machine,
    downloading,
)

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
