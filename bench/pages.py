"""Pages: what a phone loads, Lighthouse's scores, and the time to the first selectable start time on Slow 3G."""

import gzip
import json
import os
import re
import subprocess
import time
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from tenacity import retry, retry_if_exception_type, stop_after_attempt

from bench.events import SITE
from bench.host import running_stack
from bench.results import Row, spread
from local.paths import PROJECT
from tools.build_site.settings import SiteSettings
from tools.build_site.site import render
from tools.chromium import installed_chromium

_ASSET = re.compile(r'"/(assets/[^"#]+)')
_KINDS = {".html": "html", ".css": "css", ".js": "js", ".svg": "images"}
_OF_STAFF = ("admin.html", "signs.html")
_PAGES = {"sites": "/", "booking": f"/site?id={SITE}", "status": "/booking", "move": "/move"}
_NOT_INDEXED = ("status", "move")
_SCORES = ("performance", "accessibility", "best-practices", "seo")
_LIGHTHOUSE = PROJECT / "bench" / "node_modules" / "lighthouse" / "cli" / "index.js"
_FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
_NETWORKS = {"Slow 3G (400 kbit/s, 400 ms)": (400, 1200), "DevTools' 3G (400 kbit/s, 2 s a request)": (2000, 0)}
"""Latency, and three round trips for DNS, TCP and TLS, which loopback does not need; DevTools' 2 s include them."""
_LOADS = 5


def pages() -> list[Row]:
    """Return the bytes of each page by kind, gzipped: all that it loads initially."""
    site = render(SiteSettings.from_environment({}))
    rows = []
    for page in (name for name in site if name.endswith(".html")):
        loaded = {page, *(name for name in _ASSET.findall(site[page].decode()) if name in site)}
        sizes = dict.fromkeys(_KINDS.values(), 0)
        for name in loaded:
            sizes[_KINDS[Path(name).suffix]] += len(gzip.compress(site[name], mtime=0))
        sizes |= {"all": sum(sizes.values()), "files": len(loaded)}
        rows.append({"page": page, "is_public": not page.endswith(_OF_STAFF), "gzip": sizes})
    return rows


def lighthouse() -> list[Row]:
    """Return Lighthouse's four scores per page with its mobile defaults, the worst of three runs."""
    rows = []
    with running_stack() as (_, gateway):
        for name, path in _PAGES.items():
            runs = [_scores(f"{gateway.url}{path}", indexed=name not in _NOT_INDEXED) for _ in range(3)]
            worst = {score: min(run[score] for run in runs) for score in _SCORES}
            rows.append({"page": name, **worst, "shift": max(run["shift"] for run in runs)})
    return rows


@retry(stop=stop_after_attempt(3), retry=retry_if_exception_type(subprocess.CalledProcessError), reraise=True)
def _scores(url: str, *, indexed: bool) -> Row:
    """Return the scores of one run, repeated when Lighthouse lost its browser."""
    flags = f"--chrome-flags=--headless=new {' '.join(_FLAGS)}"
    command = ["node", str(_LIGHTHOUSE), url, "--output=json", "--quiet", flags]
    if not indexed:
        command.append("--skip-audits=is-crawlable")
    environment = os.environ | {"CHROME_PATH": installed_chromium() or ""}
    report = json.loads(subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout)
    scores = {name: round(report["categories"][name]["score"] * 100) for name in _SCORES}
    return scores | {"shift": round(report["audits"]["cumulative-layout-shift"]["numericValue"], 3)}


def slow() -> list[Row]:
    """Return the milliseconds from the navigation to the booking page to a selectable start time, by network."""
    with running_stack() as (_, gateway), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed_chromium(), args=_FLAGS)
        url = f"{gateway.url}/site?id={SITE}"
        _load(browser, url, latency=0, throughput=-1)  # the functions are warm from here on
        rows = []
        for network, (latency, handshake) in _NETWORKS.items():
            times = (_load(browser, url, latency=latency, throughput=50_000) + handshake for _ in range(_LOADS))
            rows.append({"network": network, "milliseconds": spread(times, 0)})
        browser.close()
    return rows


def _load(browser: Browser, url: str, *, latency: int, throughput: int) -> float:
    with browser.new_context(viewport={"width": 390, "height": 844}, service_workers="block") as context:
        page = context.new_page()
        network = context.new_cdp_session(page)
        network.send("Network.enable")
        limits = {"downloadThroughput": throughput, "uploadThroughput": throughput, "latency": latency}
        network.send("Network.emulateNetworkConditions", {"offline": False, **limits})

        began = time.perf_counter()
        page.goto(url, wait_until="commit")
        page.locator("#starts:visible input:enabled").first.wait_for(state="attached", timeout=60_000)
        return (time.perf_counter() - began) * 1000
