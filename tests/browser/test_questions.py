"""Asking and backing on a phone while the list changes under it, and the moderator's keys."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, expect

from tests.browser.hall import Hall
from tests.browser.inspection import Inspection
from tests.browser.pages import PhonePage
from tests.served import standing

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

KEY = "questions"
TEXT = "osallisuus-kehittamistarpeet"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def room(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Hall]:
    """A hall whose event takes questions."""
    folder = tmp_path_factory.mktemp("hall") / "data"
    server, guests = standing(folder, ["SYDAN"], questions={})
    server.keys = guests["SYDAN"].keys
    try:
        yield Hall(server, chromium)
    finally:
        server.stop()


def item(phone: PhonePage, text: str) -> Locator:
    return phone.page.locator("#others li").filter(has_text=text)


async def test_a_question_is_asked_and_backed_while_nothing_moves_from_under_the_fingers(
    hall: Hall,
) -> None:
    hall.stage(TEXT)
    author, phone = hall.server.phone("laukaa"), await hall.phone()
    await phone.page.locator("#text").fill("Puolivalmis ajatus")
    await phone.page.get_by_role("link", name=phone.t("questions.ask")).click()
    await phone.page.locator("#text").fill("Puolivalmis kysymys")
    for text in ("Ensimmäinen?", "Toinen?"):
        assert author.put(KEY, {"text": text}).status_code == 200
    hall.host.moderate("Q-0001", "approved")
    await expect(item(phone, "Ensimmäinen?")).to_be_visible()  # the list was empty
    hall.host.moderate("Q-0002", "approved")
    news = phone.page.locator("[data-news]")
    await expect(news).to_have_text("Näytä 1 uusi kysymys")
    await item(phone, "Ensimmäinen?").get_by_role("button").click()
    await expect(item(phone, "Ensimmäinen?").locator("[data-support-one]")).to_have_text(
        "1 kannattaa"
    )
    await expect(item(phone, "Toinen?")).to_have_count(0)
    await news.click()
    await expect(item(phone, "Toinen?")).to_be_visible()
    await expect(item(phone, "Ensimmäinen?").get_by_role("button")).to_have_attribute(
        "aria-pressed", "true"
    )
    hall.host.moderate("Q-0002", "hidden")
    await expect(item(phone, "Toinen?").locator(".said")).to_be_hidden()
    await expect(phone.page.locator("#text")).to_have_value("Puolivalmis kysymys")
    await phone.page.locator("#send").click()
    await expect(phone.page.locator("#own .said").filter(has_text="Puolivalmis")).to_be_visible()
    at = Inspection(phone.page, "phone")
    await at.look("questions")
    assert at.found == []
    await phone.page.get_by_role("link", name=phone.t("questions.leave")).click()
    await expect(phone.page.locator("#text")).to_have_value("Puolivalmis ajatus")


async def test_the_moderator_reviews_pins_and_shows_with_keys(hall: Hall) -> None:
    author = hall.server.phone("laukaa")
    assert author.put(KEY, {"text": "Kuka maksaa?"}).status_code == 200
    waiting = next(each["id"] for each in hall.host.waiting() if each["text"] == "Kuka maksaa?")
    console = await hall.console()
    await console.page.goto(f"{hall.server.url}/e/SYDAN/console/questions")
    screen = await hall.screen()
    keyboard = console.page.keyboard
    await expect(console.page.locator("#statements > [aria-current]")).to_be_visible()
    while await console.page.locator(f"#waiting-{waiting}[aria-current]").count() == 0:
        await keyboard.press("j")
    await keyboard.press("h")
    shown = console.page.locator(f"#open > #question-{waiting}")
    await expect(shown).to_be_visible()
    while await shown.and_(console.page.locator("[aria-current]")).count() == 0:
        await keyboard.press("j")
    await keyboard.press("u")
    await expect(console.page.locator(f"#pinned > #question-{waiting}")).to_be_visible()
    await keyboard.press("q")
    await expect(screen.page.locator(".spot .said")).to_have_text("Kuka maksaa?")
    at = Inspection(console.page, "console")
    await at.look("questions")
    assert at.found == []
