"""A question edited while phones are on it: nothing that is being written is lost, what is new
comes by itself, and what may not change is said beside it."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Page, expect

from app import agenda
from app.agenda import tree_of
from app.agenda.toml import text_of
from tests.browser.hall import Hall

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

CHOICE, TEXT, WORDS = "edustus", "hyvinvointi-kehittamistarpeet", "osallisuus-vahvuudet"


def amend(hall: Hall, key: str, **fields: Any) -> None:
    """Change fields of a prompt as the agenda's file has them."""
    told = hall.host.http.get("/agenda").json()
    tree = tree_of(agenda.parse(told["agenda"], "told"), single=True)
    next(each for each in tree["prompts"] if each["key"] == key).update(fields)
    body = {"agenda": text_of(tree), "edition": told["edition"]}
    hall.host.http.put("/agenda", json=body).raise_for_status()


async def opened(hall: Hall, path: str) -> Page:
    """A page of editing, in a browser that has the key."""
    console = await hall.console()
    await console.page.goto(f"{console.path}{path}")
    return console.page


async def test_a_question_changes_under_a_phones_hands_and_no_letter_is_lost(hall: Hall) -> None:
    hall.stage(TEXT)
    phone = await hall.phone()
    await phone.text.click()
    written = ""
    for number in range(6):
        part = f"Kyläkauppa {number} ja palvelut. "
        typing = phone.text.press_sequentially(part, delay=3)
        amend(
            hall,
            TEXT,
            text={"fi": f"Mitä pitää kehittää, kohta {number}?"},
            help={"fi": f"Apu {number}"},
        )
        await typing
        written += part
        await expect(phone.heading).to_have_text(f"Mitä pitää kehittää, kohta {number}?")
        await expect(phone.form.get_by_text(f"Apu {number}")).to_be_visible()
        await expect(phone.text).to_have_value(written)
        await expect(phone.text).to_be_focused()
    await phone.send.click()
    await expect(phone.mine).to_contain_text(written.strip())


async def test_a_question_changes_for_phones_that_are_not_where_the_stage_is(hall: Hall) -> None:
    hall.stage(TEXT)
    hall.stage(CHOICE)
    writing, chosen, walking = [await hall.phone() for _ in range(3)]
    await chosen.open(f"?prompt={TEXT}")
    await chosen.text.press_sequentially("Kesken")
    hall.stage(TEXT)
    await writing.text.press_sequentially("Vielä")
    hall.host.http.put("/stage", json={"goal_area": "hyvinvointi"}).raise_for_status()
    await walking.stage.locator(f'[data-step="{TEXT}"] a').click()
    await walking.text.press_sequentially("Omaan tahtiin")
    for number in range(2):  # also what is changed a second time
        amend(hall, TEXT, text={"fi": f"Toisin sanoen {number}?"}, help={"fi": f"Apu {number}"})
        for phone, written in ((writing, "Vielä"), (chosen, "Kesken"), (walking, "Omaan tahtiin")):
            await expect(phone.heading).to_have_text(f"Toisin sanoen {number}?")
            await expect(phone.form.get_by_text(f"Apu {number}")).to_be_visible()
            await expect(phone.text).to_have_value(written)
            await expect(phone.text).to_be_focused()
    await walking.send.click()
    await expect(walking.mine).to_contain_text("Omaan tahtiin")
    amend(hall, TEXT, text={"fi": "Vain otsikko muuttui?"})  # also for who has answered
    await expect(walking.heading).to_have_text("Vain otsikko muuttui?")
    await expect(walking.mine).to_contain_text("Omaan tahtiin")


async def test_a_new_option_comes_to_the_phone_and_the_chosen_one_stays(hall: Hall) -> None:
    hall.stage(CHOICE)
    phone = await hall.phone()
    await phone.form.get_by_role("radio", name="Kuukausittain").check()
    page = await opened(hall, f"/edit/prompts/{CHOICE}")
    await page.get_by_role("button", name="Lisää rivi").click()
    row = page.locator("#rows-options li").last
    await row.get_by_label("Suomi").fill("Päivittäin")
    await row.get_by_role("button", name="Siirrä ylös").click()
    await page.get_by_role("button", name="Tallenna").last.click()
    await expect(
        page.get_by_role("status").filter(has_text="Muutos on tallennettu")
    ).to_be_visible()
    await expect(phone.form.get_by_role("radio", name="Päivittäin")).to_be_visible()
    await expect(phone.form.get_by_role("radio", name="Kuukausittain")).to_be_checked()
    await phone.send.click()
    await expect(phone.mine).to_contain_text("Kuukausittain")
    assert hall.host.results(CHOICE)["tally"]["counts"]["kuukausittain"] == 1


async def test_a_change_that_answers_do_not_allow_says_why_beside_its_field(hall: Hall) -> None:
    hall.stage(CHOICE)
    other = hall.server.phone()
    assert other.put(CHOICE, {"option": "viikoittain"}).status_code == 200
    page = await opened(hall, f"/edit/prompts/{CHOICE}")
    hall.watch(page).allow("status of 409")
    await (
        page.get_by_role("group", name="Kysymys").get_by_label("Suomi").fill("Aivan uusi kysymys?")
    )
    first = page.locator("#rows-options li").first
    await first.get_by_role("button", name="Poista").click()
    await page.get_by_role("button", name="Tallenna").last.click()
    row = page.locator("#rows-options li").filter(has=page.locator('[value="Viikoittain"]'))
    await expect(row).to_contain_text("on valinnut tämän. Se pysyy, mutta tekstiä voi muuttaa.")
    await expect(page.get_by_role("alert").filter(has_text="Mitään ei tallennettu")).to_be_visible()
    written = page.get_by_role("group", name="Kysymys").get_by_label("Suomi")
    await expect(written).to_have_value("Aivan uusi kysymys?")
