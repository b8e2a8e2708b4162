"""A timer on the phones: by the server's clock, calm, and closed by the server at its end."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import Locator, expect

from tests.browser.hall import Hall
from tests.browser.pages import PhonePage

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

CHOICE, TEXT, OTHER = "edustus", "hyvinvointi-kehittamistarpeet", "elinvoima-vahvuudet"


def timer(phone: PhonePage) -> Locator:
    return phone.page.get_by_role("timer")


def give(hall: Hall, key: str, seconds: int) -> None:
    """Add to the prompt's time; 0 takes the timer away."""
    answer = hall.host.http.post(f"/prompts/{key}/timer", json={"seconds": seconds})
    answer.raise_for_status()


def open_(hall: Hall, key: str) -> None:
    """Put a prompt on stage, open, without a timer."""
    hall.stage(key)
    hall.host.change(key, state="open")
    give(hall, key, 0)


async def test_the_time_left_comes_goes_and_moves_nothing_that_is_written(hall: Hall) -> None:
    open_(hall, TEXT)
    phone = await hall.phone()
    await expect(timer(phone)).to_be_hidden()
    await phone.text.press_sequentially("Kyydit ")
    before = await phone.text.bounding_box()
    give(hall, TEXT, 80)
    await expect(timer(phone)).to_have_text(re.compile(r"^Aikaa 1\.(20|1\d)$"))
    give(hall, TEXT, 30)
    await expect(timer(phone)).to_have_text(re.compile(r"^Aikaa 1\.[45]\d$"))
    await phone.page.keyboard.type("kylille")
    await expect(phone.text).to_have_value("Kyydit kylille")
    assert await phone.text.bounding_box() == before
    hall.stage(OTHER)
    await expect(phone.arrived).to_be_visible()
    await expect(timer(phone)).to_be_visible()  # of the prompt under the hands
    give(hall, TEXT, 0)
    await expect(timer(phone)).to_be_hidden()


@pytest.mark.parametrize("off", [timedelta(minutes=-7), timedelta(hours=3)], ids=str)
async def test_a_phone_whose_clock_is_wrong_counts_by_the_servers(
    hall: Hall, off: timedelta
) -> None:
    open_(hall, CHOICE)
    give(hall, CHOICE, 600)
    phone = await hall.phone(join=False)
    await phone.page.clock.set_system_time(datetime.now(UTC) + off)
    await phone.join()
    await expect(timer(phone)).to_have_text(re.compile(r"^Aikaa (10\.00|9\.5\d)$"))
    give(hall, CHOICE, 0)


async def test_readers_are_told_once_that_twenty_seconds_are_left(hall: Hall) -> None:
    open_(hall, CHOICE)
    phone = await hall.phone()
    await phone.page.evaluate(HEARD)
    give(hall, CHOICE, 22)
    await expect(timer(phone)).to_have_text(re.compile(r"^Aikaa 0\.1[67]$"))
    assert await phone.page.evaluate("heard") == [phone.t("timer.soon")]
    give(hall, CHOICE, 0)
    await expect(timer(phone)).to_be_hidden()


# Everything that the page says to a reader from now on.
HEARD = """() => {
  globalThis.heard = [];
  const status = document.querySelector("[role=status]");
  new MutationObserver(() => heard.push(status.textContent)).observe(status, { childList: true });
}"""


async def test_at_the_end_the_prompt_closes_by_itself_with_the_usual_words(hall: Hall) -> None:
    open_(hall, TEXT)
    writing, idle = await hall.phone(), await hall.phone()
    await writing.text.press_sequentially("Kyydit")
    give(hall, TEXT, 1)
    await expect(writing.state("closed_typing")).to_be_visible()
    await expect(idle.state("closed")).to_be_visible()
    for phone in (writing, idle):
        await expect(timer(phone)).to_be_hidden()
    await expect(writing.text).to_be_focused()
    hall.host.change(TEXT, state="open")


async def test_without_script_a_page_says_that_the_prompt_closes_by_itself(hall: Hall) -> None:
    open_(hall, CHOICE)
    give(hall, CHOICE, 600)
    phone = await hall.phone(java_script_enabled=False)
    await expect(timer(phone)).to_have_text(phone.t("timer.closes"))
    give(hall, CHOICE, 0)
    await phone.open()
    await expect(timer(phone)).to_be_hidden()


async def test_every_language_writes_the_time_as_it_does(hall: Hall) -> None:
    open_(hall, CHOICE)
    give(hall, CHOICE, 600)
    for language, words in (("sv", r"^Tid kvar 9\.5\d$"), ("en", r"^Time left 9:5\d$")):
        phone = await hall.phone(language=language)
        await expect(timer(phone)).to_have_text(re.compile(words))
    give(hall, CHOICE, 0)
