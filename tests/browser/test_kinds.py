"""Several, in order and on two axes: answered with the keyboard alone, read in a sensible order."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.browser.hall import PATIENCE, PHONE, SCREEN
from tests.browser.inspection import Inspection
from tests.served import ROOT, Host, Phone, Server

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

# Text under 28 px on the screen at 1920.
SMALL = """() => [...document.querySelectorAll("#stage *")].flatMap((each) => {
  const own = [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  if (!own || !each.checkVisibility() || each.closest(".vh")) return [];
  return parseFloat(getComputedStyle(each).fontSize) < 27.9 ? [each.outerHTML.slice(0, 80)] : [];
})"""

FILE = ROOT / "agendas" / "stadsmote-2026-04-16.toml"
SEVERAL, ORDER, PLACES = "rorelse-hinder", "rorelse-ordning", "motesplatser-karta"


class Town:
    """The town meeting: its server, its moderator, and one phone whose answers can be read."""

    def __init__(self, server: Server, browser: Browser) -> None:
        self.server = server
        self.browser = browser
        self.host: Host = server.moderator()
        self.complaints: list[str] = []

    async def page(self, phone: Phone | None, path: str = "", **options: Any) -> Page:
        context = await self.browser.new_context(base_url=self.server.url, **options)
        context.set_default_timeout(PATIENCE)
        context.on("weberror", lambda fault: self.complaints.append(str(fault.error)))
        if phone:
            await context.add_cookies(
                [{"name": "evastys-STAD26", "value": phone.token, "url": self.server.url}]
            )
        page = await context.new_page()
        await page.goto(f"/e/STAD26{path}")
        return page

    async def phone(self, prompt: str, **options: Any) -> tuple[Phone, Page]:
        """A phone that has joined, on this prompt."""
        self.host.show(prompt)
        phone = self.server.phone("hamnen", "resident", language="sv")
        return phone, await self.page(phone, **PHONE, **options)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def meeting(
    chromium: Browser, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Town]:
    server = Server(tmp_path_factory.mktemp("town") / "data")
    server.code = "STAD26"
    server.start("--agenda", str(FILE))
    try:
        yield Town(server, chromium)
    finally:
        server.stop()


@pytest_asyncio.fixture(loop_scope="session")
async def town(meeting: Town) -> AsyncIterator[Town]:
    """The same for one test; a script that threw fails it."""
    meeting.complaints.clear()
    yield meeting
    for context in meeting.browser.contexts:
        await context.close()
    assert meeting.complaints == []


async def tab_to(page: Page, name: str, key: str = "Tab") -> None:
    """Press Tab, or back with Shift, until what has this name has the focus."""
    said = """() => {
      const here = document.activeElement;
      return (here.closest("label") ?? here).textContent.trim();
    }"""
    for _ in range(40):
        await page.keyboard.press(key)
        if name in await page.evaluate(said):
            return
    raise AssertionError(f"no way to {name!r} with Tab")


async def stored(page: Page) -> None:
    await expect(page.locator("#own .saved").first).to_be_visible()


async def test_an_order_is_made_and_sent_with_the_keyboard_alone(town: Town) -> None:
    phone, page = await town.phone(ORDER)
    await tab_to(page, "Nedåt: Ploga gångvägarna")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("status")).to_have_text(
        "Ploga gångvägarna före bilvägarna, nu nummer 2 av 5"
    )
    await page.keyboard.press("Space")  # the row moved, the focus stayed on its button
    await expect(page.get_by_role("status")).to_have_text(
        "Ploga gångvägarna före bilvägarna, nu nummer 3 av 5"
    )
    await tab_to(page, "Skicka ordningen")
    await page.keyboard.press("Enter")
    await stored(page)
    assert [each["value"] for each in phone.own()] == [
        {"order": ["belysning", "kvallsbuss", "plogning"]}
    ]
    await expect(page.locator("#own .said p")).to_have_text(
        [
            "1: Ny belysning på skolvägarna",
            "2: En kvällsbuss till Söderstrand",
            "3: Ploga gångvägarna före bilvägarna",
        ]
    )


async def reading(page: Page) -> list[str]:
    """The form as a screen reader comes to it: a line for each thing, in order."""
    tree = await page.locator("#answer").aria_snapshot()
    return [line.strip().removeprefix("- ").replace("'", "") for line in tree.splitlines()]


def row(place: str, name: str, *, first: bool = False, last: bool = False) -> list[str]:
    """One option of an order: its place and name before its buttons, which repeat the name."""
    return [
        "listitem:",
        f"text: {place} {name}",
        f'button "Uppåt: {name}"{" [disabled]" if first else ""}',
        f'button "Nedåt: {name}"{" [disabled]" if last else ""}',
    ]


async def test_an_order_is_read_row_by_row_with_its_place_first(town: Town) -> None:
    _, page = await town.phone(ORDER)
    await expect(page.locator(".ranking li")).to_have_count(5)
    assert await reading(page) == [
        "paragraph: Flytta de viktigaste överst. Bara de 3 översta räknas.",
        "list:",
        *row("1", "Ploga gångvägarna före bilvägarna", first=True),
        *row("2", "Ny belysning på skolvägarna"),
        *row("3", "En kvällsbuss till Söderstrand"),
        *row("–", "Cykelväg längs ån"),
        *row("–", "Bänkar var tvåhundrade meter", last=True),
        'button "Skicka ordningen"',
    ]


async def test_an_item_is_read_axis_by_axis_with_the_words_of_both_ends(town: Town) -> None:
    _, page = await town.phone(PLACES)
    await expect(page.get_by_role("button", name="Nästa")).to_be_visible()
    steps = [line for line in await reading(page) if not line.startswith("text:")]
    assert steps == [
        "paragraph: 1 / 5",
        'button "Föregående" [disabled]',
        'button "Nästa"',
        'group "Biblioteket öppet på kvällen":',
        'group "Nytta":',
        *(f'radio "{step}"' for step in ("1 liten", "2", "3", "4", "5 stor")),
        'group "Kostnad":',
        *(f'radio "{step}"' for step in ("1 dyrt", "2", "3", "4", "5 billigt")),
        "paragraph: Du kan hoppa över en punkt 0 / 5",
        'button "Skicka placeringen"',
    ]


async def test_a_row_dragged_by_its_number_takes_the_place_where_it_is_dropped(town: Town) -> None:
    _, page = await town.phone(ORDER)
    grip = page.locator(".ranking b")
    start, end = await grip.first.bounding_box(), await grip.nth(2).bounding_box()
    assert start
    assert end
    await page.mouse.move(start["x"] + 10, start["y"] + 10)
    await page.mouse.down()
    await page.mouse.move(start["x"] + 10, start["y"] + 60, steps=5)
    await page.mouse.move(end["x"] + 10, end["y"] + end["height"] - 4, steps=10)
    await page.mouse.up()
    await expect(page.locator(".ranking .name").nth(2)).to_have_text(
        "Ploga gångvägarna före bilvägarna"
    )
    assert await page.locator(".ranks select").nth(2).input_value() == "plogning"


async def test_items_are_placed_one_at_a_time_with_the_keyboard_alone(town: Town) -> None:
    phone, page = await town.phone(PLACES)
    await tab_to(page, "1 liten")
    await page.keyboard.press("Space")
    await page.keyboard.press("ArrowRight")
    await page.keyboard.press("ArrowRight")
    await tab_to(page, "1 dyrt")
    await page.keyboard.press("Space")
    await page.keyboard.press("ArrowRight")
    await tab_to(page, "Nästa", "Shift+Tab")
    await page.keyboard.press("Enter")
    await expect(page.locator(".placement:visible > legend")).to_have_text("Isbana på torget")
    await expect(page.locator(".placement:visible > legend")).to_be_focused()
    await tab_to(page, "Skicka placeringen")
    await page.keyboard.press("Enter")
    await stored(page)
    assert [each["value"] for each in phone.own()] == [{"placements": {"bibliotek": [3, 2]}}]
    await expect(page.locator("#own .said p")).to_have_text(
        ["Biblioteket öppet på kvällen: nytta 3, kostnad 2"]
    )


async def test_an_item_with_one_axis_is_not_sent_and_is_brought_to_sight(town: Town) -> None:
    phone, page = await town.phone(PLACES)
    await page.locator(".placement:visible .step").nth(2).click()
    await page.get_by_role("button", name="Nästa").click()
    await page.locator("#send").click()
    await expect(page.locator(".placement:visible > legend")).to_have_text(
        "Biblioteket öppet på kvällen"
    )
    await expect(page.locator("#fault")).to_have_text("Välj en siffra på båda raderna")
    assert phone.own() == []


async def test_more_than_the_greatest_number_of_choices_is_told_before_sending(town: Town) -> None:
    phone, page = await town.phone(SEVERAL)
    for place in range(4):
        await page.get_by_role("checkbox").nth(place).focus()
        await page.keyboard.press("Space")
    await expect(page.locator("#send")).to_have_text("Ta bort 1 val")
    await page.locator("#send").press("Enter")
    await expect(page.locator("#fault")).to_have_text("Ta bort 1 val")
    assert phone.own() == []
    await page.get_by_role("checkbox").nth(1).uncheck()
    await page.locator("#send").click()
    await stored(page)
    assert [each["value"] for each in phone.own()] == [{"options": ["halka", "trafik", "bussar"]}]


async def test_a_draft_of_every_new_kind_survives_a_reload(town: Town) -> None:
    _, page = await town.phone(SEVERAL)
    await page.get_by_role("checkbox").nth(2).check()
    town.host.show(ORDER)
    await page.get_by_role("button", name="Ny fråga").click()
    await page.locator('[data-key="cykelvag"] [data-move="-1"]').click()
    await page.reload()
    await expect(page.locator(".ranking .name").nth(2)).to_have_text("Cykelväg längs ån")
    await page.goto(f"/e/STAD26?prompt={SEVERAL}")
    await expect(page.get_by_role("checkbox").nth(2)).to_be_checked()


@pytest.mark.parametrize("prompt", [SEVERAL, ORDER, PLACES])
async def test_a_phone_shows_every_new_kind_without_fault(town: Town, prompt: str) -> None:
    _, page = await town.phone(prompt)
    look = Inspection(page, "phone")
    await look.look(f"{prompt} open")
    assert look.found == []


@pytest.mark.parametrize("prompt", [SEVERAL, ORDER, PLACES])
async def test_the_screen_shows_every_new_kind_without_fault(town: Town, prompt: str) -> None:
    values: dict[str, Any] = {
        SEVERAL: {"options": ["halka", "ljus"]},
        ORDER: {"order": ["belysning", "plogning", "cykelvag"]},
        PLACES: {"placements": {"isbana": [5, 4], "brygga": [2, 3]}},
    }
    page = await town.page(None, f"/screen#{town.server.keys['screen']}", **SCREEN)
    town.host.show(prompt)
    town.host.change(prompt, results="shown")
    look = Inspection(page, "screen")
    await expect(page.locator("#stage")).to_have_attribute("data-results", "shown")
    await look.look(f"{prompt} empty")
    for _ in range(6):
        phone = town.server.phone("hamnen", "resident", language="sv")
        assert phone.put(prompt, values[prompt]).status_code == 200
    await expect(page.locator(".counters .first b")).not_to_have_text("0")
    await look.look(f"{prompt} answered")
    # axe cannot tell what lies under the corners of the plot: it is paper, as under every ink-2.
    found = [each for each in look.found if "undecided color-contrast .corner-" not in each]
    assert (found, await page.evaluate(SMALL)) == ([], [])
