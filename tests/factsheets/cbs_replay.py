"""CBS on loopback: the answers of its OData v4 service for a small table, and the ways in which it goes wrong.

It applies the service's own rules: case-sensitive names, pages, relative addresses, a filter grammar of which anything
else is a 400. `fault` names what goes wrong; some faults pass after a number of requests.
"""

import csv
import io
import json
import re
import threading
import time
import zipfile
from collections import Counter
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

TABLE = "83599NED"
BRANCHES = ("301000", "350000", "422400")
REGIONS = ("PV22", "PV23", "PV24", "PV25")
QUARTERS = tuple(f"{year}KW{number:02d}" for year in range(2016, 2024) for number in range(1, 5))
YEARS = tuple(f"{year}JJ00" for year in range(2016, 2024))
TERM = re.compile(r"\s*(?:(\()|(\))|(and|or)\b|(\w+) (eq|ge|le|gt|lt|ne) '((?:[^']|'')*)')\s*")


class Cbs:
    """What the server knows; a test changes it."""

    def __init__(self):
        self.fault, self.page, self.base = "", 50, ""
        self.asked: Counter[str] = Counter()
        self.instead: dict[str, bytes] = {}
        self.version = "202311140200"
        self.download, self.packed = "", b""
        self.dimensions = [
            {"Identifier": "BedrijfstakkenBranchesSBI2008", "Kind": "Dimension"},
            {"Identifier": "RegioS", "Kind": "GeoDimension"},
            {"Identifier": "Perioden", "Kind": "TimeDimension"},
        ]
        self.measures = [
            {"Identifier": "D003092", "Index": 1, "Title": "Openstaande vacatures", "Unit": "x 1 000", "Decimals": 1}
        ]
        self.rows = [dict(row) for row in _rows()]

    def answer(self, path, query):
        name = path.removeprefix(f"/CBS/{TABLE}").strip("/")
        if not path.startswith(f"/CBS/{TABLE}"):
            return 404, {"error": "not found"}
        known = {
            "Properties": self._properties, "Dimensions": lambda _: {"value": self.dimensions},
            "MeasureCodes": lambda _: {"value": self.measures}, "PeriodenCodes": self._periods,
            "Observations": self._observations,
        }  # fmt: skip
        return (200, known[name](query)) if name in known else (404, {"error": "not found"})

    def _properties(self, _):
        name = "99999NED" if self.fault == "renamed" else TABLE
        moved = self.fault == "moving" and self.asked["Properties"] > 1
        whole = {"Format": "CSV", "DownloadUrl": self.download.replace("HERE", self.base)}
        return {"Identifier": name, "Version": self.version + "1" * moved, "Modified": "2023-11-14T02:00:00+02:00",
                "Distributions": [whole] if self.download else []}  # fmt: skip

    def _periods(self, _):
        return {"value": [{"Identifier": code, "Status": "Voorlopig" if code >= "2023" else "Definitief"}
                          for code in (*QUARTERS, *YEARS)]}  # fmt: skip

    def _observations(self, query):
        start = int(query.get("$skip", ["0"])[0])
        found = [row for row in self.rows if holds(query["$filter"][0], row)]
        page: dict[str, Any] = {"value": [] if self.fault == "empty" else found[start : start + self.page]}
        if start + self.page < len(found):
            skip = "" if self.fault == "loop" else f"&$skip={start + self.page}"
            page["@odata.nextLink"] = f"{self.base}/CBS/{TABLE}/Observations?$filter={query['$filter'][0]}{skip}"
        if self.fault == "elsewhere":
            page["@odata.nextLink"] = f"http://elders.example/CBS/{TABLE}/Observations"
        return page


def _rows():
    places = [(b, r, p) for b in BRANCHES for r in REGIONS for p in (*QUARTERS, *YEARS)]
    for number, (branch, region, period) in enumerate(places):
        gone = number % 97 == 5
        yield {
            "Id": number, "Measure": "D003092", "ValueAttribute": "Confidential" if gone else "None",
            "Value": None if gone else number / 10, "StringValue": None,
            "BedrijfstakkenBranchesSBI2008": branch.ljust(7), "RegioS": region.ljust(6), "Perioden": period,
        }  # fmt: skip


def zipped(rows):
    """The download of a whole table, as CBS packs it."""
    sheet = io.StringIO()
    writer = csv.DictWriter(sheet, list(rows[0]), delimiter=";")
    writer.writeheader()
    for row in rows:
        value = "" if row["Value"] is None else str(row["Value"]).replace(".", ",")
        writer.writerow({**row, "Value": value, "StringValue": ""})
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Observations.csv", "\ufeff" + sheet.getvalue())
    return packed.getvalue()


def holds(text, row):
    """Whether a row passes a filter: comparisons with and, or and brackets; anything else is an error."""
    source, place = [], 0
    while place < len(text):
        found = TERM.match(text, place)
        if not found:
            raise ValueError(text)
        opening, closing, word, name, how, value = found.groups()
        source.append(opening or closing or word or str(_compared(str(row[name]).strip(), how, value)))
        place = found.end()
    return eval(" ".join(source), {"__builtins__": {}})  # noqa: S307 - only True, False, and, or and brackets


def _compared(left, how, right):
    return {"eq": left == right, "ne": left != right, "ge": left >= right, "le": left <= right, "gt": left > right,
            "lt": left < right}[how]  # fmt: skip


class Server(ThreadingHTTPServer):
    daemon_threads = True
    cbs: Cbs


class Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def log_message(self, *_):
        pass

    def do_GET(self):
        cbs, parts = self.server.cbs, urlsplit(self.path)
        name = parts.path.rsplit("/", 1)[-1]
        cbs.asked[name] += 1
        if self._failed(cbs, name):
            return
        if parts.path.lower().startswith("/csv/"):
            self._send(200, cbs.packed or zipped(cbs.rows), kind="application/zip")
            return
        if name in cbs.instead:
            self._send(200, cbs.instead[name])
            return
        try:
            status, found = cbs.answer(parts.path, parse_qs(parts.query))
        except (ValueError, KeyError):
            status, found = 400, {"error": "filter"}
        self._send(status, json.dumps(found).encode())

    def _failed(self, cbs, name):
        faults = {"reset": self._reset, "busy": self._busy, "slow": self._slow, "truncated": self._truncated,
                  "html": self._html, "redirect": self._redirect, "moved": self._moved}  # fmt: skip
        fault, _, times = cbs.fault.partition(":")
        if fault not in faults or name != "Observations" or (times and cbs.asked[name] > int(times)):
            return False
        faults[fault]()
        return True

    def _send(self, status, body, kind="application/json", **headers):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def _reset(self):
        self.send_response(200)
        self.send_header("Content-Length", "100000")
        self.end_headers()
        self.wfile.write(b'{"value": [')
        self.close_connection = True

    def _busy(self):
        self._send(503, b"{}", Retry_After="7")

    def _slow(self):
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", "1000")
        self.end_headers()
        for _ in range(20):
            try:
                self.wfile.write(b" ")
                self.wfile.flush()
            except OSError:
                break
            time.sleep(0.01)
        self.close_connection = True

    def _truncated(self):
        self._send(200, b'{"value": [{"Id": 1, ')

    def _html(self):
        self._send(200, b"<html>Storing</html>", kind="text/html; charset=utf-8")

    def _redirect(self):
        self._send(302, b"", Location="http://elders.example/CBS/x")

    def _moved(self):
        self._send(302, b"", Location=self.path + "&$skip=0")


@contextmanager
def replay():
    server = Server(("127.0.0.1", 0), Handler)
    server.cbs = Cbs()
    server.cbs.base = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server.cbs
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
