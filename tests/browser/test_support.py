"""Backing what others wrote, on a phone."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Locator, expect

from tests.browser.hall import Hall
from tests.browser.inspection import Inspection
from tests.browser.pages import PhonePage

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

NETWORK = r"Failed to load resource|WebSocket connection"
IDEAS = "elinvoima-toimenpiteet"


async def approved(hall: Hall, *texts: str) -> None:
    """Ideas of another phone, let through by the moderator."""
    hall.stage(IDEAS)
    author = await hall.phone("laukaa")
    program = await hall.program(author)
    for text in texts:
        assert program.put(IDEAS, {"text": text}).status_code == 200
    for each in hall.host.waiting():
        if each["text"] in texts:
            hall.host.moderate(each["id"], "approved")


def support(hall: Hall, text: str) -> dict[str, Any]:
    """How a statement stands."""
    statements = hall.host.results(IDEAS)["tally"]["statements"]
    found = next(each for each in statements if each["text"] == text)
    return {key: found[key] for key in ("support", "organisations", "exposed")}


def others(phone: PhonePage) -> Locator:
    return phone.page.locator("#others")


def button(phone: PhonePage, text: str) -> Locator:
    return others(phone).locator("li").filter(has_text=text).get_by_role("button")


async def test_who_has_answered_sees_what_others_wrote_and_backs_it(hall: Hall) -> None:
    ideas = ("Yhteinen hankinta", "Paikallinen ruoka")
    await approved(hall, *ideas)
    phone = await hall.phone()
    await phone.answer(IDEAS, {"text": "Oma ajatus"})
    await others(phone).get_by_role("button", name=phone.t("others.show")).click()
    await button(phone, ideas[0]).click()
    await expect(button(phone, ideas[0])).to_have_attribute("aria-pressed", "true")
    await expect(others(phone).locator("[data-sending]")).to_have_count(0)
    assert support(hall, ideas[0]) == {"support": 1, "organisations": 1, "exposed": 1}
    await expect(others(phone)).not_to_contain_text("Oma ajatus")
    at = Inspection(phone.page, "phone")
    await at.look("others")
    assert at.found == []
    await phone.page.reload()
    await expect(button(phone, ideas[0])).to_have_attribute("aria-pressed", "true")
    await button(phone, ideas[0]).click()
    await expect(button(phone, ideas[0])).to_have_attribute("aria-pressed", "false")
    await expect(others(phone).locator("[data-sending]")).to_have_count(0)
    assert support(hall, ideas[0])["support"] == 0
    # By its own address, while another question is on stage, as at own pace.
    await phone.open(f"?prompt={IDEAS}")
    await expect(button(phone, ideas[1])).to_be_visible()
    hall.stage("terveiset")
    statements = hall.host.results(IDEAS)["tally"]["statements"]
    hidden = next(each["id"] for each in statements if each["text"] == ideas[1])
    hall.host.moderate(hidden, "hidden")
    await expect(button(phone, ideas[1])).to_have_count(0, timeout=2_000)
    await expect(button(phone, ideas[0])).to_be_visible()


async def test_what_was_pressed_without_a_network_is_stored_when_it_is_back(hall: Hall) -> None:
    idea = "Yhteiskäyttöautot kyliin"
    await approved(hall, idea)
    phone = await hall.phone()
    hall.watch(phone.page).allow(NETWORK)
    await phone.answer(IDEAS, {"text": "Toinen oma"})
    await others(phone).get_by_role("button", name=phone.t("others.show")).click()
    await expect(button(phone, idea)).to_be_visible()
    await phone.page.context.set_offline(True)
    await button(phone, idea).click()
    await expect(others(phone).get_by_text(phone.t("others.offline"))).to_be_visible()
    assert support(hall, idea)["support"] == 0
    await phone.page.context.set_offline(False)
    await expect(others(phone).locator("[data-sending]")).to_have_count(0)
    await expect(others(phone).get_by_text(phone.t("others.offline"))).to_be_hidden()
    assert support(hall, idea)["support"] == 1


async def test_backing_works_as_plain_forms(hall: Hall) -> None:
    idea = "Kesätyö jokaiselle nuorelle"
    await approved(hall, idea)
    phone = await hall.phone(java_script_enabled=False)
    await phone.fill(IDEAS, {"text": "Kolmas oma"})
    await phone.send.click()
    await others(phone).get_by_role("button", name=phone.t("others.show")).click()
    await button(phone, idea).click()
    await expect(button(phone, idea)).to_have_attribute("aria-pressed", "true")
    assert support(hall, idea)["support"] == 1
