"""What the moderator shares of the results is on the phones, and never in the way of writing."""

from __future__ import annotations

import pytest
from playwright.async_api import Locator, expect

from tests.browser.hall import Hall
from tests.browser.pages import PhonePage, label_of

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

CHOICE, TEXT, OTHER = "edustus", "hyvinvointi-kehittamistarpeet", "elinvoima-vahvuudet"


def results(phone: PhonePage) -> Locator:
    return phone.page.get_by_role("region", name=phone.t("results.title"))


async def shows(phone: PhonePage, hall: Hall) -> None:
    """Wait until the phone's table has the figures that a program reads."""
    tally = hall.host.results(CHOICE)["tally"]["counts"]
    for key, count in tally.items():
        label = phone.said(label_of(phone.prompt(CHOICE)["settings"]["options"], key))
        row = results(phone).get_by_role("row").filter(has_text=label)
        await expect(row.get_by_role("cell")).to_have_text(phone.t.number(count))


def answer(hall: Hall, key: str = CHOICE) -> None:
    """Somebody else answers."""
    value = {"option": "en"} if key == CHOICE else {"text": "Kyläkyydit"}
    hall.server.phone().put(key, value).raise_for_status()


def share(hall: Hall, key: str) -> None:
    hall.host.change(key, state="open", phones="shown")


async def test_results_stand_under_the_stored_answer_and_in_the_place_of_a_closed_form(
    hall: Hall,
) -> None:
    hall.stage(CHOICE)
    done, idle = await hall.phone(), await hall.phone()
    await done.answer(CHOICE, {"option": "en"})
    await expect(results(done)).to_be_hidden()
    share(hall, CHOICE)
    await expect(results(done)).to_be_visible()
    await expect(results(idle)).to_be_hidden()
    answer(hall)
    await shows(done, hall)
    await expect(done.page.get_by_role("status")).to_have_text(done.t("results.say"))
    hall.host.change(CHOICE, state="closed")
    await shows(idle, hall)
    await expect(idle.form).to_be_hidden()
    await idle.open()
    await shows(idle, hall)
    hall.host.change(CHOICE, phones="hidden")
    for phone in (done, idle):
        await expect(results(phone)).to_be_hidden()
    share(hall, CHOICE)
    await expect(results(done)).to_be_visible()
    hall.stage(OTHER)
    await done.sees(OTHER)
    await expect(results(done)).to_be_hidden()


async def test_who_writes_keeps_the_field_where_it_is_and_the_cursor_in_it(hall: Hall) -> None:
    hall.stage(TEXT)
    phone = await hall.phone()
    await phone.text.press_sequentially("Kyydit ")
    before = await phone.text.bounding_box()
    share(hall, TEXT)
    for _ in range(3):
        answer(hall, TEXT)
    hall.host.change(TEXT, state="closed")
    await expect(phone.state("closed_typing")).to_be_visible()
    await phone.page.keyboard.type("kylille")
    await expect(phone.text).to_have_value("Kyydit kylille")
    await expect(phone.text).to_be_focused()
    await expect(results(phone)).to_be_hidden()
    assert await phone.text.bounding_box() == before


async def test_a_pause_holds_the_figures_and_going_on_jumps_to_the_present(hall: Hall) -> None:
    hall.stage(CHOICE)
    share(hall, CHOICE)
    paused, moving = await hall.phone(), await hall.phone()
    for phone in (paused, moving):
        await phone.answer(CHOICE, {"option": "en"})
    for phone in (paused, moving):
        await shows(phone, hall)
    button = results(paused).get_by_role("button", name=paused.t("results.pause"))
    await button.click()
    before = await results(paused).get_by_role("table").inner_text()
    answer(hall)
    await shows(moving, hall)
    assert await results(paused).get_by_role("table").inner_text() == before
    await results(paused).get_by_role("button", name=paused.t("results.paused")).click()
    await shows(paused, hall)
    await expect(button).to_be_focused()
    await button.click()
    hall.host.change(CHOICE, results="hidden")
    await expect(results(paused)).to_be_hidden()


async def test_without_script_a_page_has_the_results_of_its_moment(hall: Hall) -> None:
    hall.stage(CHOICE)
    share(hall, CHOICE)
    phone = await hall.phone(java_script_enabled=False)
    await expect(results(phone)).to_be_hidden()
    hall.host.change(CHOICE, state="closed")
    await phone.open()
    await shows(phone, hall)
    await expect(results(phone).get_by_role("button")).to_have_count(0)
