"""One Chromium for all browser tests, one server for each file of them."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright, expect

from tests.browser.hall import PATIENCE, Hall
from tests.served import Server

# Nobody types an address here, so the pages behind the address bar stay away: Chromium makes two of
# them for every window, and they cost more than most pages of ours. The last list that is given
# counts, so this one also holds what Playwright would leave out.
WITHOUT = [
    *("WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "SpareRendererForSitePerProcess"),
    *("AimEnabled", "LensOverlay", "MediaRouter", "OptimizationHints", "PreconnectToSearch"),
    *("HttpsUpgrades", "HttpsFirstBalancedModeAutoEnable", "NetworkTimeServiceQuerying"),
    *("PaintHolding", "ThirdPartyStoragePartitioning", "AvoidUnnecessaryBeforeUnloadCheckSync"),
    *("DestroyProfileOnBrowserClose", "AvoidCorsURLLoaderRestartOnRedirect"),
]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
FLAGS += [f"--disable-features={','.join(WITHOUT)}"]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """Debian's browser."""
    expect.set_options(timeout=PATIENCE)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def room(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Hall]:
    """A server with the shipped agenda, and a browser to open its pages in."""
    server = Server(tmp_path_factory.mktemp("hall") / "data").start()
    try:
        yield Hall(server, chromium)
    finally:
        server.stop()


@pytest_asyncio.fixture(loop_scope="session")
async def hall(room: Hall) -> AsyncIterator[Hall]:
    """The same for one test, which fails if any of its pages complained or looked elsewhere."""
    room.stage(None)
    yield room
    faults = await room.leave()
    assert faults == []
