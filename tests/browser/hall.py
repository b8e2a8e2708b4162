"""A hall: the running server, and a browser whose pages are watched."""

from __future__ import annotations

import re
from typing import Any, Literal
from urllib.parse import urlsplit

from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Dialog,
    Page,
    WebError,
    expect,
)

from tests.browser.pages import ConsolePage, PhonePage, ScreenPage
from tests.served import Host, Phone, Server

PATIENCE = 20_000  # ms; a shared machine may be slow, a broken page is broken for ever

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
SCREEN = {"viewport": {"width": 1920, "height": 1080}}
CONSOLE = {"viewport": {"width": 1280, "height": 800}}
DEVICES: dict[str, dict[str, Any]] = {"phone": PHONE, "screen": SCREEN, "console": CONSOLE}
LOCALES = {"fi": "fi-FI", "sv": "sv-FI", "en": "en-GB"}

# What a page may keep in a browser; the privacy notice names the same.
STORED = re.compile(r"evastys:SYDAN:(outbox|own|keys|draft:[a-z-]+)")
COOKIES = {"evastys-SYDAN", "evastys-SYDAN-host", "evastys-language"}

# Chromium reports a violation to the page; the page passes it on to whoever reads its console.
TELL = """
addEventListener("securitypolicyviolation", (event) => console.error(
  `policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample} ${event.sourceFile}`
), true);
"""


class Watch:
    """What the pages of one context asked for and complained about."""

    def __init__(self, context: BrowserContext, origin: str) -> None:
        self.context = context
        self.faults: list[str] = []
        self.hosts: set[str] = set()
        self.allowed: list[re.Pattern[str]] = []
        self._origin = urlsplit(origin).netloc
        context.on("request", lambda request: self._asked(request.url))
        context.on("console", self._said)
        context.on("weberror", self._threw)
        context.on("dialog", self._opened)
        context.on("page", self._page)

    def allow(self, pattern: str) -> None:
        """A complaint that the test means to cause."""
        self.allowed.append(re.compile(pattern))

    def _page(self, page: Page) -> None:
        page.on("websocket", lambda socket: self._asked(socket.url))
        page.on("crash", lambda _: self.faults.append("the page crashed"))

    def _asked(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme == "data":
            return
        self.hosts.add(parts.netloc)
        if parts.netloc != self._origin:
            self.faults.append(f"asked {parts.netloc} for {url}")

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.faults.append(f"{message.type}: {message.text} {message.location['url']}")

    def _threw(self, error: WebError) -> None:
        self.faults.append(f"threw: {error.error}")

    async def _opened(self, dialog: Dialog) -> None:
        self.faults.append(f"opened a dialog: {dialog.message}")
        await dialog.dismiss()

    async def end(self) -> list[str]:
        """Close the context; its faults, with every key that it should not have kept."""
        state = await self.context.storage_state()
        kept = {each["name"] for origin in state["origins"] for each in origin["localStorage"]}
        self.faults += [f"kept {key}" for key in sorted(kept) if not STORED.fullmatch(key)]
        cookies = {cookie["name"] for cookie in state["cookies"]}
        self.faults += [f"set cookie {name}" for name in sorted(cookies - COOKIES)]
        await self.context.close()
        return [
            fault
            for fault in self.faults
            if not any(pattern.search(fault) for pattern in self.allowed)
        ]


class Hall:
    """Who is there: phones, screens, a console."""

    def __init__(self, server: Server, browser: Browser) -> None:
        self.server = server
        self.browser = browser
        self.watches: list[Watch] = []
        self.event: dict[str, Any] = self._read()

    def _read(self) -> dict[str, Any]:
        address = f"{self.server.url}/api/events/{self.server.code}"
        event: dict[str, Any] = self.host.http.get(address).raise_for_status().json()
        return event

    @property
    def host(self) -> Host:
        """The moderator's program, of the server that runs now."""
        if not self.server.clients:
            self._host = self.server.moderator()
        return self._host

    def stage(self, prompt: str | None) -> None:
        """Put a prompt on stage, or none."""
        self.host.show(prompt)

    async def context(
        self, device: Literal["phone", "screen", "console"], language: str = "fi", **options: Any
    ) -> BrowserContext:
        """A watched browser context; closed when the test ends."""
        options = DEVICES[device] | {"locale": LOCALES[language]} | options
        context = await self.browser.new_context(base_url=self.server.url, **options)
        context.set_default_timeout(PATIENCE)
        if language != "fi":  # as chosen on an earlier page
            cookie = {"name": "evastys-language", "value": language, "url": self.server.url}
            await context.add_cookies([cookie])  # type: ignore[list-item]
        if options.get("java_script_enabled", True):
            await context.add_init_script(TELL)
        self.watches.append(Watch(context, self.server.url))
        return context

    async def phone(
        self,
        organisation: str = "joutsa",
        role: str = "elected",
        language: str = "fi",
        join: bool = True,
        **options: Any,
    ) -> PhonePage:
        """A participant's phone on the event's page, joined unless told not to."""
        context = await self.context("phone", language, **options)
        phone = PhonePage(await context.new_page(), self.event, language)
        await phone.open()
        if join:
            await phone.join(organisation, role)
        if join and options.get("java_script_enabled", True):
            # Its scripts have come, as they have before anybody has read the question.
            await expect(phone.page.locator("html[style]")).to_be_attached()
        return phone

    async def program(self, phone: PhonePage) -> Phone:
        """The same participant as a program."""
        cookies = {each["name"]: each["value"] for each in await phone.page.context.cookies()}
        return Phone(self.server, "", cookies[f"evastys-{self.server.code}"])

    async def screen(self, query: str = "", language: str = "fi", **options: Any) -> ScreenPage:
        """The presenter screen, opened from the printed address."""
        context = await self.context("screen", **options)
        screen = ScreenPage(await context.new_page(), self.event, language)
        await screen.open(self.server.keys["screen"], query)
        return screen

    async def console(self, language: str = "fi", **options: Any) -> ConsolePage:
        """The moderator's console, opened from the printed address."""
        context = await self.context("console", language, **options)
        console = ConsolePage(await context.new_page(), self.event, language)
        await console.open(self.server.keys["console"])
        return console

    def watch(self, page: Page) -> Watch:
        """The watch over a page."""
        return next(each for each in self.watches if each.context is page.context)

    async def leave(self) -> list[str]:
        """Close everything that was opened; what the pages complained about."""
        faults: list[str] = []
        while self.watches:
            faults += await self.watches.pop().end()
        return faults
