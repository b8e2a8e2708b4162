"""Everything works as plain forms, where scripts are off or did not load."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.hall import Hall
from tests.browser.pages import ConsolePage, PhonePage, ScreenPage

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

CHOICE, TEXT, POINTS = "edustus", "osallisuus-kehittamistarpeet", "painopiste"
ANSWERS: dict[str, dict[str, Any]] = {
    CHOICE: {"option": "harvemmin"},
    "osallisuus-tilanne": {"ratings": {"yhteistyo": 4, "arki": 2}},
    "osallisuus-vahvuudet": {"words": ["luonto", "rohkeus"]},
    TEXT: {"text": "Kyläkyydit & kohtaamispaikat\nensin"},
    "osallisuus-sitoumukset": {
        "measure": "Avaamme kohtaamispaikan",
        "strength": "needs_decision",
        "when": "2026",
    },
    POINTS: {"points": {"osallisuus": 40, "hyvinvointi": 30, "elinvoima": 20, "varautuminen": 10}},
}
NETWORK = "status of 4(01|09|22)"


async def phone_of(hall: Hall, **options: Any) -> PhonePage:
    """A joined phone without script."""
    phone = await hall.phone(java_script_enabled=False, **options)
    hall.watch(phone.page).allow(NETWORK)
    return phone


async def test_every_kind_is_answered(hall: Hall) -> None:
    phone = await phone_of(hall)
    for key, value in ANSWERS.items():
        hall.stage(key)
        await phone.open()
        await phone.answer(key, value)
        assert hall.host.results(key)["answered"] == 1
    await phone.open("/answers")
    main = phone.page.get_by_role("main")
    for words in ("rohkeus", "Kyläkyydit & kohtaamispaikat", "Avaamme kohtaamispaikan", "40"):
        await expect(main).to_contain_text(words)
    await expect(main.get_by_role("link", name=phone.t("phone.own.edit"))).to_have_count(6)


async def test_an_answer_is_changed_and_withdrawn(hall: Hall) -> None:
    key = "hyvinvointi-toimenpiteet"
    hall.stage(key)
    phone = await phone_of(hall)
    await phone.answer(key, {"text": "Ensin näin"})
    await phone.act("edit").click()
    await expect(phone.text).to_have_value("Ensin näin")
    await phone.answer(key, {"text": "Sitten näin"})
    await expect(phone.mine).to_contain_text("Sitten näin")
    await phone.answer_again(key, {"text": "Ja vielä"})
    assert [each["text"] for each in hall.host.waiting() if each["prompt"] == key] == [
        "Sitten näin",
        "Ja vielä",
    ]
    for words in ("Ja vielä", "Sitten näin"):
        await phone.withdraw(words)
        await expect(phone.mine.get_by_text(words)).to_have_count(0)
    assert hall.host.results(key)["answered"] == 0
    await expect(phone.text).to_be_visible()


async def test_what_is_wrong_is_said_and_nothing_written_is_lost(hall: Hall) -> None:
    hall.stage(POINTS)
    phone = await phone_of(hall)
    await phone.fill(POINTS, {"points": {"osallisuus": 40, "elinvoima": 20}})
    await phone.send.click()
    await expect(phone.page.get_by_role("alert").filter(has_text="40")).to_have_text(
        phone.t("error.answer.points_left", n=40)
    )
    name = phone.said(phone.event["goal_areas"][0]["title"])
    await expect(phone.form.get_by_role("spinbutton", name=name)).to_have_value("40")
    hall.stage("osallisuus-sitoumukset")
    await phone.open()
    await phone.form.get_by_label(phone.t("phone.commitment.measure")).fill("Kyydit kylille")
    await phone.send.click()
    await expect(phone.page.get_by_text(phone.t("error.answer.strength_missing"))).to_be_visible()
    measure = phone.form.get_by_label(phone.t("phone.commitment.measure"))
    await expect(measure).to_have_value("Kyydit kylille")


async def test_joining_says_what_is_missing(hall: Hall) -> None:
    phone = await hall.phone(join=False, java_script_enabled=False)
    hall.watch(phone.page).allow(NETWORK)
    # A browser checks required fields itself; an older one sends them empty.
    response = await phone.page.request.post(
        f"{phone.path}/join",
        form={"organisation": "joutsa", "role": ""},
        headers={"Origin": hall.server.url},
    )
    assert (response.status, phone.t("error.join.role") in await response.text()) == (422, True)
    await phone.page.get_by_role("button", name=phone.t("join.button")).click()
    await expect(phone.page.get_by_role("combobox")).to_be_focused()
    await phone.join("laukaa", "official")
    await expect(phone.heading).to_have_text(phone.t("phone.wait.title"))


async def test_the_language_is_switched(hall: Hall) -> None:
    hall.stage(CHOICE)
    phone = await phone_of(hall)
    swedish = await phone.speak("sv")
    await expect(swedish.heading).to_have_text(swedish.heading_of(CHOICE))
    await expect(swedish.page.locator("html")).to_have_attribute("lang", "sv")
    await swedish.answer(CHOICE, {"option": "en"})


async def test_the_console_runs_on_forms(hall: Hall) -> None:
    hall.stage(TEXT)
    phone = hall.server.phone("laukaa")
    for text in ("Yhteinen palveluohjaus", "Asiaton ajatus"):
        phone.put(TEXT, {"text": text})
    context = await hall.context("console", java_script_enabled=False)
    hall.watch(page := await context.new_page()).allow(NETWORK)
    console = ConsolePage(page, hall.event)
    await page.goto(f"{console.path}/console")
    await page.get_by_label(console.t("key.label")).fill(hall.server.keys["console"])
    await page.get_by_role("button", name=console.t("key.go")).click()
    await console.sees(TEXT)
    await console.half("shown").click()
    await console.is_pressed("shown")
    await console.decide("Yhteinen palveluohjaus", "approve")
    await console.decide("Asiaton ajatus", "hide")
    states = {state: texts(hall, state) for state in ("approved", "hidden")}
    assert states == {"approved": ["Yhteinen palveluohjaus"], "hidden": ["Asiaton ajatus"]}
    await console.half("closed").click()
    await console.is_pressed("closed")
    await console.next.click()
    await console.sees("osallisuus-toimenpiteet")
    await page.locator("summary", has_text=console.t("console.live.more")).click()
    await console.button("console.live.clear").click()
    await expect(console.heading).to_have_text(console.t("console.live.empty"))
    await console.button("console.undo.undo").click()
    await console.sees("osallisuus-toimenpiteet")
    reviewing = page.locator("#premoderation")
    for words in ("no", "yes"):
        half = reviewing.get_by_role("button", name=console.t(f"console.queue.{words}"), exact=True)
        await half.click()
        await expect(half).to_have_attribute("aria-pressed", "true")


def texts(hall: Hall, state: str) -> list[str]:
    """Statements in a state."""
    listed = hall.host.http.get("/statements", params={"state": state}).json()
    return [each["text"] for each in listed if each["prompt"] == TEXT]


async def test_the_screen_shows_what_is_on_when_it_is_opened(hall: Hall) -> None:
    hall.stage(CHOICE)
    context = await hall.context("screen", java_script_enabled=False)
    hall.watch(page := await context.new_page()).allow(NETWORK)
    screen = ScreenPage(page, hall.event)
    await page.goto(f"{screen.path}/screen")
    await page.get_by_label(screen.t("key.label")).fill(hall.server.keys["screen"])
    await page.get_by_role("button", name=screen.t("key.go")).click()
    await screen.sees(CHOICE)
