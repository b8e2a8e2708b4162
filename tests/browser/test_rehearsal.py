"""A rehearsal from its button to its end, as everybody in it sees it."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from tests.browser.hall import Hall
from tests.browser.inspection import Inspection

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

CHOICE = "edustus"
MARK = "Harjoitus"


async def marked(*pages: Page) -> None:
    """Each of the pages says that this is a rehearsal."""
    for page in pages:
        await expect(page.get_by_text(MARK, exact=True).first).to_be_visible()


async def test_every_page_says_so_until_the_rehearsal_ends_with_all_that_was_tried(
    hall: Hall,
) -> None:
    console, screen, before = await hall.console(), await hall.screen(), await hall.phone()
    await console.press("l")
    await console.button("practice.begin").click()
    await marked(console.page, screen.page, before.page)  # the phone had joined already
    late = await hall.phone(join=False)
    await marked(late.page)
    phone_at = Inspection(late.page, "phone")
    await phone_at.look("joining a rehearsal")
    await late.join("joutsa", "elected")
    hall.stage(CHOICE)
    await late.answer(CHOICE, {"option": "viikoittain"})
    await late.is_stored()
    await marked(late.page, screen.page)
    await before.fill(CHOICE, {"option": "en"})
    await phone_at.look("rehearsal")
    await late.page.goto(f"{late.path}/answers")
    await marked(late.page)
    for place in ("console/review", "analysis"):
        await console.page.goto(f"{console.path}/{place}")
        await marked(console.page)
    await console.page.goto(f"{console.path}/console")
    at = Inspection(console.page, "console")
    await at.look("rehearsal")
    await console.button("console.rehearsal.purge").click()
    dialog = console.page.get_by_role("dialog")
    await expect(dialog).to_be_visible()
    await at.look("end of the rehearsal")
    await dialog.get_by_role("textbox").fill("SYDAN")
    await dialog.get_by_role("button", name=console.t("console.purge.go")).click()
    await expect(dialog).to_be_hidden()
    for page in (console.page, screen.page):
        await expect(page.get_by_text(MARK, exact=True)).to_have_count(0)
    await expect(before.page.locator("#join")).to_be_visible()
    await expect(before.page.get_by_text(before.t("practice.over"))).to_be_visible()
    await before.join()
    hall.stage(CHOICE)
    await before.sees(CHOICE)
    await expect(before.stage.locator("input[value=en]")).to_be_checked()  # what was begun is there
    await late.open()
    await expect(late.page.locator("#join")).to_be_visible()
    await expect(late.page.get_by_text(MARK, exact=True)).to_have_count(0)
    assert at.found == phone_at.found == []
