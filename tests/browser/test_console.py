"""What the console says is what the screen shows; pressing by mistake changes nothing."""

from __future__ import annotations

import asyncio
import re

import pytest
from playwright.async_api import Route, expect

from tests.browser.hall import Hall
from tests.browser.pages import ConsolePage, ScreenPage

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

TEXT = "osallisuus-kehittamistarpeet"
CHOICE = "edustus"


async def latest(console: ConsolePage, act: str, target: str) -> None:
    """Wait until this is the latest act."""
    words = console.t(f"console.act.{act}", target=target)
    await expect(console.page.locator("#undo p")).to_contain_text(words)


async def test_a_double_press_of_next_moves_one_prompt(hall: Hall) -> None:
    prompts = hall.event["prompts"]
    console = await hall.console()
    hall.stage(prompts[1]["key"])
    await console.sees(prompts[1]["key"])
    await console.press("n")  # off until it is switched on
    await console.next.dblclick()
    await console.sees(prompts[2]["key"])
    await console.press("z")
    await console.sees(prompts[1]["key"])
    await console.switch_on_every_key()
    await console.press("n")
    await console.press("n")
    await console.sees(prompts[2]["key"])
    await console.press("z")
    await console.sees(prompts[1]["key"])


async def test_two_consoles_that_press_next_at_once_move_one_prompt(hall: Hall) -> None:
    first, second = hall.event["prompts"][1]["key"], hall.event["prompts"][2]["key"]
    consoles = [await hall.console(), await hall.console()]
    hall.stage(first)
    for console in consoles:
        await console.sees(first)
    for console in consoles:
        named = {"prompt": second}
        address = f"{console.path}/console/next"
        await console.page.request.post(
            address, form=named, headers={"Accept": "application/json", "Origin": hall.server.url}
        )
    for console in consoles:
        await console.sees(second)
        await expect(console.page.locator("#alert")).to_be_empty()


async def test_a_double_press_decides_on_one_statement(hall: Hall) -> None:
    console = await hall.console()
    hall.stage(TEXT)
    phone = hall.server.phone()
    for text in ("Ensimmäinen", "Toinen", "Kolmas"):
        phone.put(TEXT, {"text": text}).raise_for_status()
    await console.waiting(3)
    hide = console.t("console.queue.hide")
    await console.statement("Ensimmäinen").get_by_role("button", name=hide, exact=True).dblclick()
    await console.waiting(2)
    await latest(console, "hidden", console.t("console.act.said", text="Ensimmäinen"))
    await console.half("open").click()  # it is open already: nothing to undo in that
    await console.button("console.undo.undo").click()
    await console.waiting(3)


# --- what the screen shows instead of the question, beside a real screen page -----------------


async def beside(hall: Hall, key: str = TEXT) -> tuple[ConsolePage, ScreenPage]:
    """A console and a screen that both see this prompt."""
    hall.stage(key)
    hall.host.change(key, results="hidden")
    console, screen = await hall.console(), await hall.screen()
    await console.sees(key)
    await screen.sees(key)
    return console, screen


async def shows(screen: ScreenPage, view: str) -> None:
    """Wait until the screen shows this view."""
    await expect(screen.stage).to_have_attribute("data-view", view)


async def says(console: ConsolePage, key: str, **said: str) -> None:
    """Wait until the console says that the screen shows this."""
    words = console.t(f"console.view.{key}", **said)
    await expect(console.page.locator("#elsewhere p")).to_have_text(words)


async def test_one_press_blanks_the_screen_and_the_same_press_brings_it_back(hall: Hall) -> None:
    console, screen = await beside(hall)
    blank = console.page.locator("#view-blank")
    await expect(blank).to_have_text(console.t("console.live.blank"))
    before = await blank.bounding_box()
    await blank.click()
    await shows(screen, "blank")
    await says(console, "blank")
    await latest(console, "view_blank", "")
    await expect(blank).to_have_text(console.t("console.live.bright"))
    assert await blank.bounding_box() == before
    preview = console.page.frame_locator("#screen").locator("#stage")
    await expect(preview).to_have_attribute("data-view", "blank")
    await console.press("b")
    await screen.sees(TEXT)
    await shows(screen, "stage")
    await expect(console.page.locator("#elsewhere")).to_have_count(0)
    await console.press("z")
    await shows(screen, "blank")


async def test_the_join_panel_and_the_summary_come_from_the_fold_and_one_button_brings_back(
    hall: Hall,
) -> None:
    console, screen = await beside(hall)
    for name in ("join", "summary"):
        await console.press("l")
        picture = await console.page.locator("#preview").bounding_box()
        menu = await console.page.locator("#more .others").bounding_box()
        assert picture is not None
        assert menu is not None
        assert menu["x"] >= picture["x"] + picture["width"]  # the picture stays in sight
        await console.button(f"console.live.{name}").click()
        await shows(screen, name)
        await says(console, name)
        await latest(console, f"view_{name}", "")
        await expect(console.page.locator("#more")).not_to_have_attribute("open", "")
        await console.page.locator("#to-stage").click()
        await shows(screen, "stage")
        await latest(console, "view_stage", "")


async def test_a_prompt_that_is_done_offers_its_result(hall: Hall) -> None:
    console, screen = await beside(hall, CHOICE)
    hall.server.phone().put(CHOICE, {"option": "en"}).raise_for_status()
    hall.host.change(CHOICE, state="closed")
    hall.stage(TEXT)
    await console.sees(TEXT)
    words = console.heading_of(CHOICE)
    await console.page.locator(f"#result-{CHOICE}").click()
    await shows(screen, f"result {CHOICE}")
    await expect(screen.heading).to_have_text(words)
    await says(console, "result", what=words)
    await latest(console, "view_result", words)
    await console.sees(TEXT)
    await console.press("s")
    await screen.sees(TEXT)


async def test_a_goal_area_is_shown_at_a_glance_from_its_heading(hall: Hall) -> None:
    console, screen = await beside(hall)
    await console.page.locator("#area-of-osallisuus").click()
    await shows(screen, "area osallisuus")
    area = console.said(hall.event["goal_areas"][0]["short"])
    await says(console, "area", what=area)
    await latest(console, "view_area", area)
    await console.page.locator("#area-of-osallisuus").press("Enter")
    await screen.sees(TEXT)


async def test_an_approved_statement_stands_alone_on_the_screen_until_it_is_hidden(
    hall: Hall,
) -> None:
    console, screen = await beside(hall)
    hall.server.phone().put(TEXT, {"text": "Yhteinen ajatus"}).raise_for_status()
    await console.decide("Yhteinen ajatus", "approve")
    await expect(console.page.locator("#decided")).to_be_visible()
    await console.press("d")
    recent = console.page.locator("#recent > li").filter(has_text="Yhteinen ajatus")
    await recent.get_by_role("button", name=console.t("console.view.spot")).click()
    quoted = console.t("console.act.said", text="Yhteinen ajatus")
    await says(console, "statement", what=quoted)
    await latest(console, "view_statement", quoted)
    await expect(screen.stage.get_by_text("Yhteinen ajatus")).to_be_visible()
    hide = console.t("console.queue.hide")
    await recent.get_by_role("button", name=hide, exact=True).click()
    await shows(screen, "stage")
    await expect(screen.stage.get_by_text("Yhteinen ajatus")).to_have_count(0)
    await expect(console.page.locator("#elsewhere")).to_have_count(0)


async def test_the_screens_figures_stand_still_and_the_console_says_since_when(
    hall: Hall,
) -> None:
    console, screen = await beside(hall, CHOICE)
    hall.host.change(CHOICE, results="shown")
    await expect(screen.stage).to_have_attribute("data-results", "shown")
    answered = hall.host.results(CHOICE)["answered"]
    await console.press("f")
    said = console.t("console.view.frozen", time="TIME").split("TIME")
    for part in said:
        await expect(console.page.locator("#elsewhere p")).to_contain_text(part.strip())
    await latest(console, "freeze_on", "")
    hall.server.phone().put(CHOICE, {"option": "en"}).raise_for_status()
    now = console.page.locator(".bar .counters .first b")
    await expect(now).to_have_text(console.t.number(answered + 1))
    await screen.counts(answered=answered)
    await console.page.locator("#go-on").click()
    await latest(console, "freeze_off", "")
    await screen.counts(answered=answered + 1)


async def test_one_press_adds_half_a_minute_and_the_timer_can_be_taken_away(hall: Hall) -> None:
    console, screen = await beside(hall)
    left = console.page.get_by_role("timer")
    await expect(left).to_have_count(0)
    await console.button("console.live.timer_set").click()
    await expect(left).to_have_text(re.compile(r"0\.(30|2\d)"))
    await latest(console, "timer_on", console.heading_of(TEXT))
    await expect(screen.stage.locator("[data-ends]")).to_have_text(re.compile(r"0\.[0-3]\d"))
    await console.page.locator("#timer-add").press("Enter")
    await expect(left).to_have_text(re.compile(r"1\.00|0\.5\d"))
    await latest(console, "timer_more", console.heading_of(TEXT))
    await console.press("-")
    await expect(left).to_have_count(0)
    await expect(screen.stage.locator("[data-ends]")).to_have_count(0)
    await latest(console, "timer_off", console.heading_of(TEXT))
    hall.host.change(TEXT, state="closed")
    await console.button("console.live.timer_again").click()
    await latest(console, "open_timed", console.heading_of(TEXT))
    await expect(left).to_have_count(1)


async def test_results_go_to_the_phones_only_when_the_screen_has_them(hall: Hall) -> None:
    console, _ = await beside(hall)
    yes, no = console.page.locator("#phones-1"), console.page.locator("#phones-0")
    await expect(yes).to_be_disabled()
    await console.press("r")
    await yes.click()
    await expect(yes).to_have_attribute("aria-pressed", "true")
    await latest(console, "phones_on", console.heading_of(TEXT))
    await console.press("m")
    await expect(no).to_have_attribute("aria-pressed", "true")
    await latest(console, "phones_off", console.heading_of(TEXT))


async def test_a_press_that_waits_for_the_server_gives_a_sign_at_once(hall: Hall) -> None:
    console, _ = await beside(hall)
    blank, go = console.page.locator("#view-blank"), asyncio.Event()

    async def slow(route: Route) -> None:
        await go.wait()
        await route.continue_()

    await console.page.route("**/console/view", slow)
    await blank.click()
    await expect(blank).to_have_attribute("aria-busy", "true")
    hall.server.phone()  # a frame comes meanwhile
    joined = console.page.locator(".bar .counters")
    await expect(joined).to_contain_text(console.t.number(hall.host.results(TEXT)["joined"]))
    await expect(blank).to_have_attribute("aria-busy", "true")
    go.set()
    await expect(blank).to_have_text(console.t("console.live.bright"))
    await expect(blank).not_to_have_attribute("aria-busy", "true")


async def test_a_phone_sized_console_has_the_main_acts_within_its_first_screen(
    hall: Hall,
) -> None:
    console, _ = await beside(hall)
    await console.page.set_viewport_size({"width": 390, "height": 844})
    bottom = await console.page.locator("#undo").bounding_box()
    assert bottom is not None
    for name in ("next", "state-open", "state-closed", "results-hidden", "results-shown",
                 "view-blank"):  # fmt: skip
        box = await console.page.locator(f"#{name}").bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= bottom["y"], name
        assert box["height"] >= 48, name


async def test_the_review_has_pages_of_fifty_and_finds_by_words_and_by_id(hall: Hall) -> None:
    console, _ = await beside(hall)
    phone = hall.server.phone()
    for number in range(1, 53):
        phone.put(TEXT, {"text": f"Luettelon ajatus {number}."}).raise_for_status()
    page = console.page
    await page.goto(f"{console.path}/console/review?state=waiting&q=luettelon")
    items = page.locator("#statements > li")
    await expect(items).to_have_count(50)
    await page.get_by_role("link", name=console.t("console.review.next"), exact=True).click()
    await expect(items).to_have_count(2)
    wanted = await items.last.locator(".public").inner_text()
    search = page.get_by_role("searchbox")
    await search.fill("AJATUS 7.")
    await search.press("Enter")
    await expect(items.locator(".text")).to_have_text(["Luettelon ajatus 7."])
    await search.fill(wanted.lower())
    await search.press("Enter")
    await expect(items.locator(".text")).to_have_text(["Luettelon ajatus 52."])
    await search.fill("ei mitään tällaista")
    await search.press("Enter")
    await expect(items).to_have_count(0)
    await page.locator("#search-clear").click()
    await expect(items).to_have_count(50)
