"""Every kind, from no answers to two thousand, on every page and at every width: nothing is cut,
covered, too small or out of its place."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.async_api import Browser, Page

from tests.browser.geometry import CONSOLE, PHONE, SCREEN, Surface, faults
from tests.browser.hall import LOCALES, PATIENCE
from tests.filled import PEOPLE, STATES, Filled, every_kind, filled, in_areas, town
from tests.served import Guest

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

AREAS = (1, 2, 8)
SETTLED = {"reduced_motion": "reduce"}  # nothing is on its way while it is measured


@pytest.fixture(scope="module")
def events(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Guest]]:
    """A server of events that have been answered: by code."""
    data = tmp_path_factory.mktemp("geometry") / "data"
    data.mkdir()
    every, meeting = every_kind("EVERY", STATES), town("TOWN")
    areas = [in_areas(f"AREAS{number}", number) for number in AREAS]
    server, found = filled(
        data,
        [
            Filled(every, PEOPLE, {state.key: state.answers for state in STATES}),
            *(Filled(each, 40, {p.key: 20 for p in each.prompts}) for each in areas),
            Filled(meeting, 40, {p.key: 30 for p in meeting.prompts}),
        ],
    )
    yield found
    for event in found.values():
        event.leave()
    server.stop()


class Pages:
    """A phone, a screen and a console of one event, each one page that only changes its size."""

    def __init__(self, event: Guest, phone: Page, screen: Page, console: Page) -> None:
        self.event = event
        self.host = event.moderator()
        self.phone, self.screen, self.console = phone, screen, console

    @property
    def all(self) -> tuple[tuple[str, Page, Surface], ...]:
        """Each with how it is measured."""
        return (
            ("phone", self.phone, PHONE),
            ("screen", self.screen, SCREEN),
            ("console", self.console, CONSOLE),
        )

    async def show(self, prompt: str, state: str) -> None:
        """A prompt on all pages, `open` to be answered or `closed` with its results."""
        await asyncio.to_thread(self.host.show, prompt)
        if state == "closed":
            told = {"state": "closed", "results": "shown", "phones": "shown"}
            await asyncio.to_thread(lambda: self.host.change(prompt, **told))
        await self.shows(prompt, state)

    async def shows(self, prompt: str, state: str) -> None:
        """Wait until all pages show it so."""
        for _, page, _ in self.all:
            stage = page.locator(f'#stage[data-prompt="{prompt}"][data-state="{state}"]')
            await stage.wait_for(state="attached")

    async def measure(self, state: str, *names: str, sizes: int = 9) -> list[str]:
        """What is wrong on the pages of these names, all when none is named, in the first of
        their sizes."""
        told = [
            faults(page, surface, f"{name} {state}", sizes)
            for name, page, surface in self.all
            if not names or name in names
        ]
        return [fault for each in await asyncio.gather(*told) for fault in each]


async def opened(
    browser: Browser, event: Guest, organisation: str, role: str, language: str = "fi"
) -> Pages:
    """The three pages of an event, whose phone is of this organisation and role."""
    person = event.phone(organisation, role, language=language)
    context = await browser.new_context(base_url=event.url, locale=LOCALES[language], **SETTLED)
    context.set_default_timeout(PATIENCE)
    cookies: list[Any] = [
        {"name": f"evastys-{event.code}", "value": person.token, "url": event.url},
        {"name": "evastys-language", "value": language, "url": event.url},
    ]
    await context.add_cookies(cookies)
    phone, screen, console = [await context.new_page() for _ in range(3)]
    await phone.goto(f"/e/{event.code}")
    await screen.goto(f"/e/{event.code}/screen?lang={language}#{event.keys['screen']}")
    await console.goto(f"/e/{event.code}/console#{event.keys['console']}")
    for page in (phone, screen, console):
        await page.locator("#stage").wait_for()
    return Pages(event, phone, screen, console)


async def test_every_kind_fits_every_page_with_however_many_answers(
    chromium: Browser, events: dict[str, Guest]
) -> None:
    pages = await opened(chromium, events["EVERY"], "joutsa", "elected")
    found = []
    for state in STATES:
        if state.answers == 0:
            await pages.show(state.key, "open")
            found += await pages.measure(f"{state.key} asked", "phone")
        await pages.show(state.key, "closed")
        found += await pages.measure(state.key)
    await pages.phone.context.close()
    assert found == []


async def test_swedish_and_english_fit_as_well(chromium: Browser, events: dict[str, Guest]) -> None:
    event = events["TOWN"]
    swedish = await opened(chromium, event, "hamnen", "resident", "sv")
    english = await opened(chromium, event, "hamnen", "resident", "en")
    found = []
    for prompt in town("TOWN").prompts:
        for state, names in (("open", ["phone"]), ("closed", ["phone", "screen", "console"])):
            await swedish.show(prompt.key, state)
            await english.shows(prompt.key, state)
            for language, pages in (("sv", swedish), ("en", english)):
                found += await pages.measure(f"{language} {prompt.key} {state}", *names, sizes=2)
    for pages in (swedish, english):
        await pages.phone.context.close()
    assert found == []


@pytest.mark.parametrize("number", AREAS)
async def test_goal_areas_fit_however_many_there_are(
    chromium: Browser, events: dict[str, Guest], number: int
) -> None:
    """Opener, overview and summary, the band beside them and the console's run sheet."""
    event = in_areas(f"AREAS{number}", number)
    pages = await opened(chromium, events[event.code], "joutsa", "elected")
    found = []
    views = [
        (name, {"goal_area": area.key}) for area in event.goal_areas for name in ("opener", "area")
    ]
    for name, target in [*views, ("summary", {}), ("join", {}), ("blank", {})]:
        pages.host.http.put("/view", json={"view": name, **target}).raise_for_status()
        shown = " ".join([name, *target.values()])
        await pages.screen.locator(f'#stage[data-view="{shown}"]').wait_for(state="attached")
        found += await pages.measure(f"{number} {shown}", "screen")
    found += await pages.measure(f"{number} areas", "phone", "console")
    await pages.phone.context.close()
    assert found == []


COMPARED = ("choice", "multi", "scale", "points", "rank", "grid")


async def test_groups_and_rounds_side_by_side_fit_the_screen(
    chromium: Browser, events: dict[str, Guest]
) -> None:
    pages = await opened(chromium, events["EVERY"], "joutsa", "elected")
    asked = [state for state in STATES if state.kind in COMPARED and state.answers >= 20]
    for again in {state.kind: state.key for state in asked}.values():
        pages.host.http.post(f"/prompts/{again}/rounds", json={}).raise_for_status()
    found = []
    views = [(state.key, "groups", "class") for state in asked]
    views += [(key, "rounds", "round") for key in {s.kind: s.key for s in asked}.values()]
    for prompt, name, by in views:
        body = {"view": name, "prompt": prompt} | ({"by": by} if name == "groups" else {})
        pages.host.http.put("/view", json=body).raise_for_status()
        shown = f"{name} {prompt} {by}"
        await pages.screen.locator(f'#stage[data-view="{shown}"]').wait_for(state="attached")
        found += await pages.measure(shown, "screen")
        for page in range(2, 1 + await pages.screen.locator("#stage .page").count()):
            await pages.screen.keyboard.press("ArrowRight")
            await pages.screen.locator(f"#page-{page}").wait_for()
            found += await pages.measure(f"{shown}, page {page}", "screen", sizes=2)
    await pages.phone.context.close()
    assert found == []


async def test_own_pace_questions_and_the_pages_of_hosts_fit(
    chromium: Browser, events: dict[str, Guest]
) -> None:
    """The longest Finnish, and the Swedish of an event that takes questions."""
    finnish = await opened(chromium, events["AREAS8"], "joutsa", "elected")
    swedish = await opened(chromium, events["TOWN"], "hamnen", "resident", "sv")
    found = []
    for pages, language in ((finnish, "fi"), (swedish, "sv")):
        event = in_areas("AREAS8", 8) if language == "fi" else town("TOWN")
        area = next(each for each in event.prompts if each.goal_area).goal_area
        pages.host.http.put("/stage", json={"goal_area": area}).raise_for_status()
        await pages.phone.locator(f'#stage[data-pace="{area}"]').wait_for(state="attached")
        await pages.screen.locator("#stage").wait_for(state="attached")
        found += await pages.measure(f"{language} own pace")
        await pages.phone.locator("[data-step] a").first.click()
        await pages.phone.locator("#answer").wait_for()
        found += await pages.measure(f"{language} a step", "phone")
        prompt = event.prompts[0].key
        here = f"/e/{event.code}"
        paths = [
            "edit",
            f"edit/prompts/{prompt}",
            "edit/lists/organisations",
            f"edit/texts/{language}",
        ]
        paths += ["copy", "keys", "log", "console/paper", "console/review", "remote"]
        if language == "sv":
            paths.append("console/questions")
            await pages.phone.goto(f"{here}/questions?lang=sv")
            await pages.phone.wait_for_load_state("networkidle")
            found += await pages.measure("sv questions", "phone")
        for path in paths:
            await pages.console.goto(f"{here}/{path}?lang={language}")
            found += await pages.measure(f"{language} {path}", "console", sizes=3)
        await pages.phone.context.close()
    assert found == []
