"""Take the picture of the trial workspace for the README, and tell whether it still shows the page: `make docs`.

`page_of_workspace` makes the page in this process, on a clock that stands still: Petra looks at Bouw, a week after the
example began, with an action beside the channel. Beside the picture stand two digests (`werkruimte.json`): of the page
with its style sheets when the picture was taken, and of the picture. A page that changed has another digest, so a test
notices an old picture without drawing anything, also in a fresh clone.
"""

import hashlib
import json
import os
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from playwright.sync_api import Route, sync_playwright

from bot.app import App
from bot.lokaal.clock import DemoClock
from bot.settings import Settings
from handlers import FEATURES
from handlers.registry import build_registry
from setup.machine import find_browser
from storage.database import Database
from tests.databases import DEMO, Sqlite
from tests.html import parse
from tests.platforms.lokaal import BASE, LokaalDriver
from tests.programs.at import AMSTERDAM
from tests.readme import ROOT
from tests.world import MONDAY

PICTURE: Final = ROOT / "docs" / "beeld" / "werkruimte.png"
RECORD: Final = PICTURE.with_suffix(".json")
SIZE: Final = {"width": 1440, "height": 900}
_STATIC: Final = {"/static": ROOT / "bot" / "browser" / "static", "/lokaal/static": ROOT / "bot" / "lokaal" / "static"}
_KEYS: Final = re.compile(r"(?<=/document/)[\w-]{20,}")
_NUMBERED: Final = re.compile(r'(?<= )(href|id|for|value|data-[\w-]+)="[^"]*"')


@dataclass(frozen=True)
class Workspace:
    """A page of the trial workspace with every file that a browser asks for to show it, by path."""

    path: str
    files: Mapping[str, tuple[bytes, str]]

    def digest(self) -> str:
        """A hash of what the page looks like: its HTML and its style sheets.

        Keys and numbers of messages differ from run to run, as several couriers' lanes deliver at once, and nobody sees
        them: they are left out.
        """
        html = _NUMBERED.sub(
            lambda found: re.sub(r"\d+", "", found[0]), _KEYS.sub("", self.files[self.path][0].decode())
        )
        sheets = [self.files[each][0] for each in sorted(self.files) if each.endswith(".css")]
        return hashlib.sha256(b"\0".join([html.encode(), *sheets])).hexdigest()


def page_of_workspace(sqlite: Sqlite, folder: Path) -> Workspace:
    """The page that the picture shows, made by the program of this tree."""
    with _driver(sqlite, folder) as driver:
        driver.say("/actie BOUW-1", by="petra", at="bouw")
        driver.http("petra", "POST", "/lokaal/klok", data={"person": "petra", "channel": "bouw", "step": "week"})
        driver.settle()
        links = [link["href"] for link in parse(driver.http("petra", "GET", "/lokaal/kanaal/bouw").text).all("a")]
        path = next(each for each in links if "?open=" in each and "start" not in each).partition("#")[0]
        return Workspace(path, dict(_files(driver, path)))


@contextmanager
def _driver(sqlite: Sqlite, folder: Path) -> Iterator[LokaalDriver]:
    db = Database(f"sqlite:///{sqlite.write(DEMO, folder / 'picture.db')}")
    clock = DemoClock(db, AMSTERDAM, real=lambda: MONDAY)
    driver = LokaalDriver(App(Settings(tafelbot_geheim=("a secret for tests",)), db, build_registry(FEATURES), clock))
    try:
        yield driver
    finally:
        driver.close()
        db.close()


def _files(driver: LokaalDriver, path: str) -> Iterator[tuple[str, tuple[bytes, str]]]:
    names = [f"{at}/{file.name}" for at, files in _STATIC.items() for file in sorted(files.iterdir())]
    for name in [path, "/lokaal/kleuren.css", *names]:
        answer = driver.http("petra", "GET", name)
        assert answer.status_code == 200, name
        yield name, (answer.content, answer.headers["content-type"])


def digest_of_picture() -> str:
    return hashlib.sha256(PICTURE.read_bytes()).hexdigest()


def record(page: Workspace) -> str:
    """What stands beside the picture."""
    return json.dumps({"page": page.digest(), "picture": digest_of_picture()}, indent=2) + "\n"


def take(page: Workspace) -> None:
    """Draw the page in a real browser and keep the picture with its record."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_browser(), args=["--no-sandbox"] if os.geteuid() == 0 else []
        )
        tab = browser.new_page(locale="nl-NL", viewport=SIZE)  # type: ignore[arg-type]  # a TypedDict of the same

        def answer(route: Route) -> None:
            name = route.request.url.removeprefix(BASE)
            found = page.files.get(name) or page.files.get(name.partition("?")[0])
            if found:
                route.fulfill(body=found[0], content_type=found[1])
            else:
                route.abort()

        tab.route("**/*", answer)
        tab.goto(f"{BASE}{page.path}")
        tab.locator("#channel [data-message]").last.evaluate("message => message.scrollIntoView()")
        tab.screenshot(path=PICTURE)
        browser.close()
    RECORD.write_text(record(page))


def main() -> None:
    """Take the picture anew where the page changed."""
    with tempfile.TemporaryDirectory() as folder:
        page = page_of_workspace(Sqlite(Path(folder)), Path(folder) / "work")
    if not RECORD.exists() or RECORD.read_text() != record(page):
        take(page)
        sys.stdout.write(f"{PICTURE.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
