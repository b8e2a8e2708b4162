"""Make the pictures of the README from the running program: phone, screen and console.

Starts a server on a throw-away folder, sends a simulated room to it, runs a few prompts and
photographs the pages. Needs what `make test` needs (Playwright and Chromium). Takes two minutes.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
AGENDA = ROOT / "agendas" / "sydamella-2025-10-24.toml"
CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]

LAST_LINE = "  The keys are shown only now; only their hashes are kept.\n"  # of what serve prints
LARGEST = 160_000  # bytes of one picture; a README should load at once
PHONES, MINUTES = 60, 3.0
PATIENCE = 120.0  # seconds for something that the room is about to do

SCALE, WORDS, TEXT = "osallisuus-tilanne", "osallisuus-vahvuudet", "osallisuus-kehittamistarpeet"
THOUGHT = "Kylätalot auki kaikenikäisille: yhteinen kalenteri ja kyyti niille, joilla ei ole autoa."

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
# A projector's page, 1,280 pixels wide in the file.
SCREEN = {"viewport": {"width": 1920, "height": 1080}, "device_scale_factor": 1280 / 1920}
# Drawn smaller, not shrunk, so text stays sharp and the file small.
CONSOLE = {"viewport": {"width": 1280, "height": 800}, "device_scale_factor": 0.85}


class Stage:
    """The server's address and the moderator's hands."""

    def __init__(self, printed: str) -> None:
        self.event, self.key = re.search(r"console +(\S+)/console#(\S+)", printed).groups()
        origin, _, code = self.event.partition("/e/")
        self.api = httpx.Client(
            base_url=f"{origin}/api/events/{code}",
            headers={"Authorization": f"Bearer {self.key}"},
            timeout=30,
            trust_env=False,
        )
        self.origin = origin

    def show(self, prompt: str) -> None:
        self.api.put("/stage", json={"prompt": prompt}).raise_for_status()

    def change(self, prompt: str, **fields: str) -> None:
        self.api.patch(f"/prompts/{prompt}", json=fields).raise_for_status()

    def waiting(self) -> list[dict[str, Any]]:
        return self.api.get("/statements").raise_for_status().json()

    def approve(self, statements: list[dict[str, Any]]) -> None:
        for each in statements:
            path = f"/statements/{each['id']}"
            self.api.patch(path, json={"state": "approved"}).raise_for_status()

    def answered(self, prompt: str, least: int) -> None:
        """Wait until so many have answered."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            results = self.api.get(f"/prompts/{prompt}/results").raise_for_status().json()
            if results["answered"] >= least:
                return
            time.sleep(1)
        raise SystemExit(f"The simulated room did not answer {prompt}.")


@contextmanager
def served(folder: Path) -> Iterator[Stage]:
    """The program on a free port, with a simulated room in it."""
    evastys = [sys.executable, "-m", "app"]
    command = [*evastys, "serve", "--data", str(folder / "data"), "--port", "0"]
    command += ["--agenda", str(AGENDA)]
    with (folder / "server.log").open("w") as log:
        server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=log, text=True)
        room = None
        try:
            stage = Stage("".join(iter(server.stdout.readline, LAST_LINE)))
            _await_ready(stage)
            command = [
                *evastys,
                "rehearse",
                "--url",
                stage.origin,
                "--data",
                str(folder / "data"),
                "--phones",
                str(PHONES),
                "--no-drive",
            ]
            room = subprocess.Popen(
                [*command, "--minutes", str(MINUTES)], cwd=ROOT, stdout=log, stderr=log
            )
            yield stage
        finally:
            for process in (room, server):
                if process is not None:
                    process.terminate()
                    process.wait()
            server.stdout.close()


def _await_ready(stage: Stage) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            httpx.get(f"{stage.origin}/healthz", trust_env=False).raise_for_status()
            return
        except httpx.TransportError:
            time.sleep(0.2)
    raise SystemExit("The server did not start.")


def page_of(browser: Browser, device: dict[str, Any], address: str) -> Page:
    """An open page that has everything it needs."""
    page = browser.new_context(locale="fi-FI", reduced_motion="reduce", **device).new_page()
    page.goto(address)
    page.wait_for_load_state("networkidle")
    return page


def photograph(page: Page, name: str) -> None:
    """Keep what the page shows now."""
    page.evaluate("document.fonts.ready")
    file = PICTURES / f"{name}.png"
    page.screenshot(path=file, animations="disabled")
    size = file.stat().st_size
    if size > LARGEST:
        raise SystemExit(f"{file.name} has {size} bytes; at most {LARGEST} are wanted.")
    print(f"{file.relative_to(ROOT)}  {size // 1000} kB")


def join(page: Page) -> None:
    """Take part for a municipality."""
    page.select_option("#organisation", "laukaa")
    page.check("input[name=role][value=elected]", force=True)
    page.click("#join button")
    page.wait_for_selector("#stage[data-prompt]")
    page.wait_for_load_state("networkidle")


def run(stage: Stage, browser: Browser) -> None:
    """The first prompts of the agenda, with a picture where each page says most."""
    for prompt in (SCALE, WORDS):
        stage.show(prompt)
        stage.answered(prompt, PHONES * 2 // 3)
        stage.change(prompt, results="shown", state="closed")
    screen = page_of(browser, SCREEN, f"{stage.event}/screen#{stage.key}")
    screen.wait_for_selector(f"#sheet-{WORDS}-results")
    photograph(screen, "screen")
    stage.show(TEXT)
    phone = page_of(browser, PHONE, stage.event)
    join(phone)
    phone.fill("#answer textarea", THOUGHT)
    photograph(phone, "phone-write")
    phone.click("#answer button[type=submit], #answer button:not([type])")
    phone.wait_for_selector("#own li")
    photograph(phone, "phone-stored")
    stage.answered(TEXT, PHONES // 3)
    stage.approve(stage.waiting()[:6])
    console = page_of(browser, CONSOLE, f"{stage.event}/console#{stage.key}")
    console.wait_for_selector("#statements > li")
    console.wait_for_timeout(2_000)  # the preview is a page of its own
    photograph(console, "console")


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="evastys-pictures-") as folder,
        served(Path(folder)) as stage,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        run(stage, browser)
        browser.close()


if __name__ == "__main__":
    main()
