"""The page where a moderator merges, renames and hides words: by keyboard alone, accessible, and
followed by the screen at once."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from tests.browser.hall import Hall
from tests.browser.inspection import Inspection

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

KEY = "osallisuus-vahvuudet"
LONG = "elinkeinoelämäyhteistyöneuvottelukunta"
TYPED = (
    ["palvelut", "apu", LONG],
    ["palveluiden", "apu", LONG],
    ["palveluita", "ja", "turvalisuus"],
    ["palveluista", "turvallisuus", "edun valvonta"],
)


def counts(hall: Hall) -> dict[str, int]:
    return {each["word"]: each["count"] for each in hall.host.results(KEY)["tally"]["words"]}


async def opened(hall: Hall) -> Page:
    """The words of four people on the moderator's page."""
    hall.stage(KEY)
    for words in TYPED:
        hall.server.phone().put(KEY, {"words": words}).raise_for_status()
    hall.host.change(KEY, results="shown")
    console = await hall.console()
    await console.page.locator("#words-link").click()
    await expect(console.page.locator(".wording > li").first).to_contain_text("palvelu")
    return console.page


async def chosen(page: Page, *words: str) -> None:
    """Choose words as fast as somebody can who knows the keyboard."""
    for word in words:
        await page.get_by_role("checkbox", name=word).focus()
        await page.keyboard.press("Space")
    for word in words:
        await expect(page.get_by_role("checkbox", name=word)).to_be_checked()


async def pressed(page: Page, button: str) -> None:
    await page.get_by_role("button", name=button).first.focus()
    await page.keyboard.press("Enter")


async def test_words_are_merged_renamed_and_hidden_by_keyboard_and_the_screen_follows(
    hall: Hall,
) -> None:
    page = await opened(hall)
    screen = (await hall.screen()).page.locator(".tiers")
    await expect(screen).to_contain_text("palvelu")
    at, before = Inspection(page, "console"), counts(hall)
    await at.look("words")
    await chosen(page, "palvelu", "apu")
    await pressed(page, "Yhdistä valitut")
    await expect(page.locator("#undo p")).to_contain_text("Sanoja yhdistettiin")
    assert "apu" not in counts(hall)

    await page.locator("summary", has_text="palvelu").focus()
    await page.keyboard.press("Enter")
    await at.look("forms open")
    field = page.get_by_label("Nimi näytöllä").first
    await field.fill("Lähipalvelut")
    await field.press("Enter")
    await expect(screen).to_contain_text("Lähipalvelut")

    await chosen(page, "Lähipalvelut")
    await pressed(page, "Piilota valitut")
    await expect(screen).not_to_contain_text("Lähipalvelut")
    await at.look("a word hidden")
    await pressed(page, "Tuo takaisin")
    await expect(screen).to_contain_text("Lähipalvelut")

    undo = page.locator("#undo p")
    for told in ("tuotiin takaisin", "piilotettiin", "nimi vaihdettiin", "yhdistettiin"):
        await expect(undo).to_contain_text(told)
        await pressed(page, "Kumoa")
    await expect(undo).to_contain_text("Tulokset")
    assert counts(hall) == before
    assert at.found == []


async def test_a_key_that_changes_nothing_is_the_browsers_however_fast(hall: Hall) -> None:
    page = (await hall.console()).page
    await page.locator("#review-link").focus()
    places = []
    for key in ("Shift+Tab", "Shift+Tab", "Tab", "Tab"):
        await page.keyboard.press(key)
        places.append(await page.evaluate("document.activeElement.outerHTML"))
    assert len(set(places[:3])) == 2
    assert 'id="review-link"' in places[3]
