"""The screen's own hands: pages of statements, the pause, dark by its address alone."""

from __future__ import annotations

import asyncio
from typing import Literal

import pytest
from playwright.async_api import expect

from tests.browser.hall import Hall
from tests.browser.pages import ScreenPage

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

WALL = "elinvoima-kehittamistarpeet"
OTHER = "edustus"
PAGES = [[1, 2, 3, 4], [5, 6, 7, 8], [9, 10]]
PAGE = 12_000  # ms that a page of short statements stays


async def wall(hall: Hall, key: str = WALL, query: str = "") -> ScreenPage:
    """A screen with ten approved statements of this prompt, in the order of arrival."""
    hall.host.show(key)
    hall.host.change(key, results="shown")
    if hall.host.results(key)["tally"]["total"] == 0:
        phone = hall.server.phone()
        for number in range(1, 11):
            phone.put(key, {"text": f"Ajatus {number}"}).raise_for_status()
        for statement in hall.host.waiting():
            hall.host.moderate(statement["id"], "approved")
    screen = await hall.screen(query)
    await sees(screen, 0)
    return screen


async def sees(screen: ScreenPage, page: int) -> None:
    """Wait until this page of the wall, from 0, and no other is seen."""
    await expect(screen.statements).to_have_text([f"Ajatus {number}" for number in PAGES[page]])


async def test_arrow_keys_turn_the_pages_and_the_last_is_followed_by_the_first(hall: Hall) -> None:
    screen = await wall(hall)
    for page in (1, 2, 0):
        await screen.page.keyboard.press("ArrowRight")
        await sees(screen, page)
    await screen.page.keyboard.press("ArrowLeft")
    await sees(screen, 2)


async def test_a_frame_leaves_people_on_the_page_that_they_read(hall: Hall) -> None:
    screen = await wall(hall)
    await screen.page.keyboard.press("ArrowRight")
    hall.server.phone()
    await screen.counts(joined=hall.host.results(WALL)["joined"])
    await sees(screen, 1)


async def test_a_page_turns_when_it_has_been_read_but_not_while_paused(hall: Hall) -> None:
    screen = await wall(hall)
    hall.watch(screen.page).allow("WebSocket connection")  # the reload ends one
    await screen.page.clock.install()
    await screen.page.reload()
    await sees(screen, 0)
    await screen.page.clock.run_for(PAGE)
    await sees(screen, 1)
    await screen.page.keyboard.press("Space")
    await screen.page.clock.run_for(3 * PAGE)
    await sees(screen, 1)
    await screen.page.keyboard.press("Space")
    await screen.page.clock.run_for(PAGE)
    await sees(screen, 2)


async def test_nothing_changes_while_paused_and_the_newest_comes_after(hall: Hall) -> None:
    screen = await wall(hall)
    paused, heading = (
        screen.stage.get_by_text(screen.t("screen.paused")),
        screen.stage.locator("h1"),
    )
    await screen.page.keyboard.press("Space")
    await expect(paused).to_be_visible()
    before = await screen.stage.inner_text()
    console = await hall.console()
    hall.host.show(OTHER)
    await console.sees(OTHER)
    assert await screen.stage.inner_text() == before
    await screen.page.get_by_role("button", name=screen.t("screen.resume")).press("Enter")
    await expect(heading).to_have_text(screen.prompt(OTHER)["text"]["fi"])
    await expect(paused).to_be_hidden()


# How many bars are on their way when the prompt has closed, before anything else can happen.
MOVES = """() => new Promise((tell) => document.addEventListener("evastys:stage", () => {
  if (document.getElementById("stage").dataset.state !== "closed") return;
  const bars = [...document.querySelectorAll(".bars > li")];
  tell(bars.filter((bar) => bar.getAnimations().length > 0).length);
}))"""


@pytest.mark.parametrize(("motion", "moves"), [("no-preference", 2), ("reduce", 0)])
async def test_bars_glide_into_order_when_the_prompt_closes_unless_motion_is_unwanted(
    hall: Hall, motion: Literal["no-preference", "reduce"], moves: int
) -> None:
    hall.host.show(OTHER)
    hall.host.change(OTHER, state="open", results="shown")
    if hall.host.results(OTHER)["answered"] == 0:
        hall.server.phone().put(OTHER, {"option": "kuukausittain"}).raise_for_status()
    screen = await hall.screen("")
    await screen.page.emulate_media(reduced_motion=motion)
    await expect(screen.stage.locator(".bars b")).to_have_text(["0", "1", "0", "0"])
    moving = asyncio.create_task(screen.page.evaluate(MOVES))
    await screen.page.evaluate("document.readyState")  # the page is listening
    hall.host.change(OTHER, state="closed")
    assert await moving == moves
    await expect(screen.stage.locator(".bars b")).to_have_text(["1", "0", "0", "0"])


async def test_a_thought_that_waits_does_not_move_the_heading(hall: Hall) -> None:
    screen = await wall(hall)
    heading, note = screen.stage.locator("h1"), screen.stage.locator(".side span")
    await expect(note).to_have_count(1)
    before = await heading.bounding_box()
    hall.server.phone().put(WALL, {"text": "Ajatus 11"}).raise_for_status()
    await expect(note).to_have_count(2)
    assert await heading.bounding_box() == before
    for statement in hall.host.waiting():
        hall.host.moderate(statement["id"], "hidden")


@pytest.mark.parametrize(
    ("query", "paper"), [("", "rgb(255, 255, 255)"), ("?theme=dark", "rgb(13, 25, 28)")]
)
async def test_only_the_address_makes_the_screen_dark(hall: Hall, query: str, paper: str) -> None:
    screen = await wall(hall, query=query)
    await screen.page.emulate_media(color_scheme="light" if query else "dark")
    await expect(screen.page.locator("body")).to_have_css("background-color", paper)
