"""Every page in every language, with nothing of another language or of the catalogue in it."""

from __future__ import annotations

import re
from functools import cache

import pytest
from playwright.async_api import Page, expect

from app.i18n import LANGUAGES, catalogue
from tests.browser.hall import Hall

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

TEXT = "osallisuus-kehittamistarpeet"
# One prompt of each kind, and what its form says while nothing is filled in.
EMPTY = {
    "edustus": "phone.choice.need",
    "osallisuus-tilanne": "phone.scale.need",
    "osallisuus-vahvuudet": "phone.words.need",
    TEXT: "phone.text.need",
    "osallisuus-sitoumukset": "phone.commitment.need",
    "painopiste": "phone.points.missing",
}
OWN_KEYS = ("outbox", "own", "draft", "keys")
UNFILLED = re.compile(r"\{\w*\}|\bundefined\b|\bNaN\b|\bNone\b|\[object")

# Everything a page says: its text, titles, and what labels say without showing it.
SAID = """() => [
  document.title,
  document.body.innerText,
  ...[...document.querySelectorAll("[aria-label], [title], [placeholder], img[alt]")].flatMap(
    (each) => ["aria-label", "title", "placeholder", "alt"].map((name) => each.getAttribute(name))
  ),
].filter(Boolean).join("\\n").replaceAll("\\u00ad", "")"""


@cache
def key_looking() -> re.Pattern[str]:
    """Every key of the catalogue."""
    keys = "|".join(re.escape(key) for key in catalogue("fi"))
    return re.compile(rf"(?<![\w./-])({keys})(?![\w./-])")


@cache
def foreign(language: str) -> frozenset[str]:
    """Sentences of the catalogue that this language says otherwise."""
    own = catalogue(language)
    return frozenset(
        text
        for other in LANGUAGES
        for text in catalogue(other).values()
        if len(text) > 14 and "{" not in text and text not in own.values()
    )


async def reads(page: Page, language: str) -> None:
    """The page says which language it is in, and shows no key, no gap and no other language."""
    await expect(page.locator("html")).to_have_attribute("lang", language)
    text = await page.evaluate(SAID)
    assert key_looking().findall(text) == []
    assert UNFILLED.findall(text) == []
    assert [each for each in foreign(language) if each in text] == []


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_participants_pages(hall: Hall, language: str) -> None:
    phone = await hall.phone(language=language, join=False)
    hall.watch(phone.page).allow("status of 404")
    await reads(phone.page, language)
    for path in ("/", "/?code=OUTOA", "/privacy", "/accessibility", "/e/OUTOA"):
        await phone.page.goto(path)
        await reads(phone.page, language)
    await phone.open()
    await phone.join()
    await reads(phone.page, language)
    for key, need in EMPTY.items():
        hall.stage(key)
        await phone.sees(key)
        await reads(phone.page, language)
        # The button may be said to be disabled, yet it tells what is missing.
        await phone.send.click(force=True)
        await expect(phone.form).to_contain_text(phone.t(need, n=100))
        await reads(phone.page, language)
        await phone.heading.focus()  # out of the field that the fault led to
    hall.stage(TEXT)
    await phone.sees(TEXT)
    await phone.answer(TEXT, {"text": "Ajatus"})
    await reads(phone.page, language)
    await phone.open("/answers")
    await reads(phone.page, language)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_hosts_pages(hall: Hall, language: str) -> None:
    hall.stage(TEXT)
    hall.server.phone().put(TEXT, {"text": "Kyydit"})
    console = await hall.console(language)
    screen = await hall.screen(f"?lang={language}", language)
    for page in (console.page, screen.page):
        await reads(page, language)
    for key in EMPTY:
        hall.stage(key)
        for results in ("hidden", "shown"):
            hall.host.change(key, results=results)
            await screen.sees(key)
            await console.sees(key)
            await expect(screen.stage).to_have_attribute("data-results", results)
            for page in (console.page, screen.page):
                await reads(page, language)
    hall.stage(None)
    await expect(screen.page.get_by_text(screen.t("screen.join.code"))).to_be_visible()
    await reads(screen.page, language)
    for path in ("console/review", "console/review?state=hidden", "analysis"):
        await console.page.goto(f"{console.path}/{path}")
        await reads(console.page, language)


async def test_a_switch_of_language_keeps_the_draft_and_the_prompt(hall: Hall) -> None:
    hall.stage(TEXT)
    phone = await hall.phone()
    await phone.text.press_sequentially("Kysytään nuorilta")
    hall.stage("edustus")
    await expect(phone.arrived).to_be_visible()
    for language in ("sv", "en", "fi"):
        hall.stage(TEXT)
        phone = await phone.speak(language)
        await expect(phone.heading).to_have_text(phone.heading_of(TEXT))
        await expect(phone.text).to_have_value("Kysytään nuorilta")
    phone = await phone.speak("en")
    await expect(phone.text).to_have_value("Kysytään nuorilta")  # the draft is back by script
    await phone.send.click()
    await phone.is_stored()
    await phone.speak("sv")
    await expect(phone.page.get_by_text("Kysytään nuorilta")).to_be_visible()


async def test_swedish_times_are_those_of_finland(hall: Hall) -> None:
    hall.stage(TEXT)
    phone = await hall.phone(language="sv")
    await phone.answer(TEXT, {"text": "Skjuts till byarna"})
    for _ in range(2):  # as the script writes it, and as the server does
        await expect(phone.mine.get_by_text(re.compile(r"\d\.\d\d$")).first).to_be_visible()
        await phone.open()


KEPT = ("-SYDAN", "-SYDAN-host", "-language", *(f":SYDAN:{name}" for name in OWN_KEYS))


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_notice_names_everything_that_a_page_keeps(hall: Hall, language: str) -> None:
    """The hall fails every test in which a page keeps anything else."""
    phone = await hall.phone(language=language, join=False)
    await phone.page.goto("/privacy")
    notice = await phone.page.get_by_role("main").inner_text()
    assert [name for name in KEPT if f"evastys{name}" not in notice] == []
