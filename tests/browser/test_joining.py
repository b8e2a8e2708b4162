"""Link, QR code and typed code lead to the same page, and a keyboard alone gets through."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser.hall import Hall

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

CHOICE, TEXT = "edustus", "terveiset"


@pytest.mark.parametrize("typed", ["SYDAN", "sydan", " Syd an ", "syd-an"])
async def test_a_code_in_any_case_and_grouping_leads_to_the_event(hall: Hall, typed: str) -> None:
    phone = await hall.phone(join=False)
    await phone.page.goto("/")
    await phone.page.get_by_label(phone.t("home.code")).fill(typed)
    await phone.page.keyboard.press("Enter")
    await phone.page.wait_for_url(f"**{phone.path}")
    await expect(phone.page.get_by_role("button", name=phone.t("join.button"))).to_be_visible()


async def test_the_screen_tells_the_address_of_that_page(hall: Hall) -> None:
    screen = await hall.screen()
    code = screen.page.get_by_role("img", name="SYDAN")
    address = hall.server.url.removeprefix("http://")
    await expect(code).to_have_accessible_name(screen.t("screen.qr", address=address, code="SYDAN"))
    await expect(screen.stage).to_contain_text(address)


async def test_joining_and_answering_with_the_keyboard_alone(hall: Hall) -> None:
    hall.stage(CHOICE)
    phone = await hall.phone(join=False)
    keyboard = phone.page.keyboard
    await phone.tab_to(phone.page.get_by_role("searchbox"))
    await keyboard.type("jyväs")
    await phone.tab_to(phone.page.get_by_role("combobox"))
    await expect(phone.page.get_by_role("combobox")).to_have_value("jyvaskyla")
    await phone.tab_to(phone.page.get_by_role("radio").first)
    await keyboard.press("ArrowDown")
    await keyboard.press("Enter")
    await phone.sees(CHOICE)
    await phone.tab_to(phone.form.get_by_role("radio").first)
    await keyboard.press("Space")
    await keyboard.press("ArrowDown")
    await phone.tab_to(phone.send)
    await keyboard.press("Enter")
    await phone.is_stored()
    await expect(phone.mine).to_be_focused()
    assert hall.host.results(CHOICE)["tally"]["counts"]["kuukausittain"] == 1
    hall.stage(TEXT)
    await phone.sees(TEXT)
    await phone.tab_to(phone.text)
    await keyboard.type("Kiitos")
    await phone.tab_to(phone.send)
    await keyboard.press("Enter")
    await phone.is_stored()
    await phone.tab_to(phone.act("edit"))
    await keyboard.press("Enter")
    await expect(phone.text).to_be_focused()
    await expect(phone.text).to_have_value("Kiitos")


async def test_a_search_that_finds_nothing_says_so_and_keeps_the_list(hall: Hall) -> None:
    phone = await hall.phone(join=False)
    find = phone.page.get_by_role("searchbox")
    nothing = phone.page.locator("#join").get_by_text(phone.t("join.found.none"))
    await find.fill("zzz")
    await expect(nothing).to_be_visible()
    await phone.page.get_by_role("combobox").select_option("muu-organisaatio")
    await find.fill("jout")
    await expect(nothing).to_be_hidden()
    await expect(phone.page.get_by_role("combobox")).to_have_value("joutsa")


async def test_who_asks_for_an_unknown_prompt_gets_back_to_the_event(hall: Hall) -> None:
    hall.stage("edustus")
    phone = await hall.phone()
    hall.watch(phone.page).allow("status of 404")
    await phone.open("?prompt=outo")
    await phone.page.get_by_role("link", name=phone.t("page.event")).click()
    await phone.sees("edustus")
    await phone.page.goto("/e/OUTOA")
    await phone.page.get_by_role("link", name=phone.t("page.start")).click()
    await expect(phone.page.get_by_label(phone.t("home.code"))).to_be_visible()
