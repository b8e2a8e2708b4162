"""The hosts' pages are accessible in every state, and nothing on the screen is cut."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.hall import Hall
from tests.browser.inspection import Inspection
from tests.browser.pages import ScreenPage

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

NETWORK = "Failed to load resource|WebSocket connection"
PEOPLE = ("joutsa", "laukaa", "keski-suomen-hyvinvointialue", "keski-suomen-liitto", "multia")
STRENGTHS = ("ready", "needs_decision", "to_explore")
LONG = (
    "Kuntien, hyvinvointialueen ja maakunnan liiton yhteinen palveluohjaus, jossa asukas saa avun "
    "yhdestä paikasta, riippumatta siitä, kenen palvelu se on, ja jonka tulokset käydään läpi "
    "kerran vuodessa yhteisessä seminaarissa kaikkien valtuustojen kanssa."
)
KINDS = {
    "edustus": lambda person: {"option": ("viikoittain", "en")[person % 2]},
    "hyvinvointi-tilanne": lambda person: {"ratings": {"yhteistyo": 1 + person % 5, "arki": 3}},
    "hyvinvointi-vahvuudet": lambda person: {"words": ["luonto", "yhteistyö", "rohkeus"]},
    "hyvinvointi-kehittamistarpeet": lambda person: {"text": f"{LONG} {person}"},
    "hyvinvointi-sitoumukset": lambda person: {
        "measure": f"Toimi {person}",
        "strength": STRENGTHS[person % 3],
    },
    "painopiste": lambda person: {"points": {"osallisuus": 90 - person, "elinvoima": 10 + person}},
}


def answer(hall: Hall, key: str, times: int = 1) -> None:
    """Five people answer, and what they write is approved."""
    value: Any = KINDS[key]
    for person, organisation in enumerate(PEOPLE):
        phone = hall.server.phone(organisation)
        for turn in range(times):
            phone.put(key, value(person + turn)).raise_for_status()
    for statement in hall.host.waiting():
        hall.host.moderate(statement["id"], "approved")


async def shows(screens: list[ScreenPage], key: str, **fields: str) -> None:
    """Wait until the screens show this prompt in this state."""
    for screen in screens:
        await expect(screen.stage).to_have_attribute("data-prompt", key)
        for name, value in fields.items():
            await expect(screen.stage).to_have_attribute(f"data-{name}", value)


async def test_an_event_that_has_not_begun(hall: Hall) -> None:
    """The first test of this file: nobody has joined yet."""
    console = await hall.console()
    at = Inspection(console.page, "console")
    await at.look("console")
    for path in ("console/review", "analysis"):
        await console.page.goto(f"{console.path}/{path}")
        await at.look(path)
    assert hall.host.http.get(f"{hall.server.url}/api/events/SYDAN").json()["joined"] == 0
    assert at.found == []


@pytest.mark.parametrize("key", KINDS)
async def test_the_screen(hall: Hall, key: str) -> None:
    light, dark = await hall.screen(), await hall.screen("?theme=dark")
    await expect(dark.page.locator("html")).to_have_attribute("data-theme", "dark")
    at, by_night = Inspection(light.page, "screen"), Inspection(dark.page, "screen")
    hall.stage(key)
    await shows([light, dark], key, results="hidden", state="open")
    await at.look("ask")
    await by_night.contrast("ask, dark")
    hall.host.change(key, results="shown")
    await shows([light, dark], key, results="shown")
    await at.look("no answers")
    answer(hall, key, times=3)
    for screen in (light, dark):
        await screen.counts(answered=len(PEOPLE))
    await at.look("answers")
    await by_night.contrast("answers, dark")
    hall.host.change(key, state="closed")
    await shows([light, dark], key, state="closed")
    await at.look("closed")
    await by_night.contrast("closed, dark")
    assert at.found + by_night.found == []


async def test_the_screen_before_paused_and_stale(hall: Hall) -> None:
    context = await hall.context("screen")
    screen = ScreenPage(await context.new_page(), hall.event)
    hall.watch(screen.page).allow(NETWORK)
    await screen.page.clock.install()
    await screen.open(hall.server.keys["screen"])
    at = Inspection(screen.page, "screen")
    await at.look("join")
    hall.stage("edustus")
    await screen.sees("edustus")
    await screen.page.mouse.move(900, 900)
    await screen.page.get_by_role("button", name=screen.t("screen.pause")).click()
    await at.look("paused")
    await screen.page.get_by_role("button", name=screen.t("screen.resume")).click()
    await context.set_offline(True)
    await screen.page.clock.fast_forward(31_000)
    old = re.compile(screen.t("age.stale", n="N").replace("N", r"\d+"))
    await expect(screen.stage.get_by_text(old).first).to_be_visible()
    await at.look("stale")
    dark = await hall.screen("?theme=dark")
    by_night = Inspection(dark.page, "screen")
    hall.stage(None)
    await expect(dark.page.get_by_text(dark.t("screen.join.code"))).to_be_visible()
    await by_night.look("join, dark")
    assert at.found + by_night.found == []


async def test_the_console(hall: Hall) -> None:
    key = "osallisuus-kehittamistarpeet"
    console = await hall.console()
    at = Inspection(console.page, "console")
    await at.look("idle")
    hall.stage(key)
    await console.sees(key)
    await at.look("open")
    phone = hall.server.phone()
    for text in ("Kyläkyydit", LONG, "Soita 040 123 4567", "Asiaton"):
        phone.put(key, {"text": text})
    await console.decide("Kyläkyydit", "approve")
    await console.decide("Asiaton", "hide")
    await at.look("queue")
    await console.press("r")
    await console.is_pressed("shown")
    await console.press("o")
    await console.is_pressed("closed")
    await at.look("revealed and closed")
    await console.press("?")
    await expect(console.page.get_by_role("dialog")).to_be_visible()
    await at.look("keys dialog")
    dialog = console.page.get_by_role("dialog")
    await dialog.get_by_role("button", name=console.t("console.keys.close")).click()
    hall.stage(hall.event["prompts"][-1]["key"])
    await expect(console.page.get_by_text(console.t("console.live.last"))).to_be_visible()
    await at.look("finished")
    await console.page.locator("#finish").click()
    await expect(console.heading).to_have_text(console.t("finish.over"))
    await at.look("ended")
    await console.page.locator("#unfinish").click()
    await expect(console.page.locator("#finish")).to_be_visible()
    for state in ("waiting", "approved", "hidden", "unreviewed"):
        await console.page.goto(f"{console.path}/console/review?state={state}")
        await at.look(f"review, {state}")
    assert at.found == []


async def test_the_console_while_the_screen_shows_something_else(hall: Hall) -> None:
    key = "elinvoima-kehittamistarpeet"
    hall.stage("edustus")
    hall.server.phone().put("edustus", {"option": "en"}).raise_for_status()
    hall.host.change("edustus", state="closed")
    hall.stage(key)
    hall.server.phone().put(key, {"text": "Kyläkyydit"}).raise_for_status()
    console = await hall.console()
    at = Inspection(console.page, "console")
    await console.sees(key)
    await console.decide("Kyläkyydit", "approve")
    await console.page.locator("#decided > summary").click()
    await console.press("+")
    await expect(console.page.get_by_role("timer")).to_be_visible()
    await console.press("l")
    await at.look("timer, folds open")
    await console.press("f")
    await expect(console.page.locator("#go-on")).to_be_visible()
    await at.look("figures stand")
    for view, press in (
        ("blank", "#view-blank"),
        ("result", "#result-edustus"),
        ("area", "#area-of-elinvoima"),
        ("statement", "#recent li:first-of-type [data-spot]"),
    ):
        await console.page.locator(press).press("Enter")
        words = console.t(f"console.view.{view}", what="")
        await expect(console.page.locator("#elsewhere p")).to_contain_text(words)
        await at.look(view)
    await console.page.set_viewport_size({"width": 390, "height": 844})
    await at.fits("statement, narrow")
    await console.page.goto(f"{console.path}/console/review?state=approved&q=kylä")
    await at.look("review, search and spotlight")
    await console.page.goto(f"{console.path}/console/review?state=approved&q=zzz")
    await at.look("review, nothing found")
    assert at.found == []


@pytest.mark.parametrize("language", ["sv", "en"])
async def test_the_hosts_pages_in_the_other_languages(hall: Hall, language: str) -> None:
    hall.stage("edustus")
    console = await hall.console(language)
    screen = await hall.screen(f"?lang={language}", language)
    at, wall = Inspection(console.page, "console"), Inspection(screen.page, "screen")
    await at.look("console", dark=False)
    for key in KINDS:
        hall.stage(key)
        hall.host.change(key, results="shown")
        await shows([screen], key, results="shown")
        await wall.look(key)
    for path in ("console/review", "analysis"):
        await console.page.goto(f"{console.path}/{path}")
        await at.look(path, dark=False)
    assert at.found + wall.found == []


async def test_the_analysis(hall: Hall) -> None:
    console = await hall.console()
    at = Inspection(console.page, "console")
    await console.page.goto(f"{console.path}/analysis")
    await at.look("analysis")
    for key in KINDS:
        hall.stage(key)
        answer(hall, key)
    await console.page.reload()
    await at.look("analysis, more answers")
    await console.page.set_viewport_size({"width": 390, "height": 844})
    await at.fits("analysis, narrow")
    await console.page.goto(f"{console.path}/statements")
    await at.fits("statements, narrow")
    await console.page.set_viewport_size({"width": 1280, "height": 800})
    await at.look("statements")
    assert at.found == []


async def test_keys_log_and_remote(hall: Hall) -> None:
    hall.stage("osallisuus-kehittamistarpeet")
    hall.server.phone().put("osallisuus-kehittamistarpeet", {"text": LONG}).raise_for_status()
    console = await hall.console()
    page, at = console.page, Inspection(console.page, "console")
    await page.goto(f"{console.path}/keys")
    await page.fill("#name", "Anna Korhonen-Virtanen")
    await page.locator("#give-go").click()
    await expect(page.locator("#opens")).to_have_value(re.compile(r"/console#[\w-]+$"))
    await page.locator(".kept summary").first.click()
    await at.look("keys, one just made")
    await page.goto(f"{console.path}/console/log")
    await at.look("log")
    for size in ({"width": 390, "height": 844}, {"width": 320, "height": 640}):
        for path in ("keys", "console/log"):
            await page.set_viewport_size(size)
            await page.goto(f"{console.path}/{path}")
            await at.fits(f"{path}, {size['width']} wide")
    await page.goto(f"{console.path}/remote")
    hand = Inspection(page, "phone")
    await hand.look("remote")
    hall.stage(None)
    await expect(page.locator("#answering")).to_have_count(0)
    await hand.look("remote, nothing on stage")
    assert at.found + hand.found == []


async def test_editing_copying_and_paper(hall: Hall) -> None:
    console = await hall.console()
    page, at = console.page, Inspection(console.page, "console")
    paths = (
        "edit",
        "edit/prompts/edustus",
        "edit/lists/organisations",
        "edit/texts/sv",
        "copy",
        "console/paper",
    )
    for path in paths:
        await page.goto(f"{console.path}/{path}")
        await at.look(path)
        await at.narrow(path)
    for _ in range(2):  # by keyboard alone; the second time the page can delete the first form
        await page.goto(f"{console.path}/console/paper")
        await page.locator("#organisation").select_option("joutsa")
        await page.locator("[name=role]").first.focus()
        await page.keyboard.press("2")
        await page.locator("[name=role]:checked").press("Enter")
        await expect(page.locator("#heading")).to_be_visible()
        await page.keyboard.press("1")
        await expect(page.locator(".bar .button").first).to_be_focused()
    await at.look("a form on paper")
    await at.narrow("a form on paper")
    assert at.found == []


async def test_who_loses_a_key_is_asked_for_one_again(hall: Hall) -> None:
    made = hall.host.http.post("/keys", json={"role": "moderator", "name": "Bo"}).json()
    context = await hall.context("console")
    page = await context.new_page()
    hall.watch(page).allow("401")
    await page.clock.install()
    await page.goto(f"/e/{hall.server.code}/remote#{made['key']}")
    await expect(page.locator("#live")).to_be_visible()
    await page.clock.fast_forward(6_000)
    hall.host.http.delete(f"/keys/{made['id']}").raise_for_status()
    await expect(page.locator("#key")).to_be_visible()
    await expect(page.locator("#revoked")).to_be_visible()
