"""A goal area at own pace on phones: what is half-written stays, whoever moves on."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser.hall import Hall

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

AREA = "varautuminen"
TEXT, SCALE, NEXT = f"{AREA}-kehittamistarpeet", f"{AREA}-tilanne", "edustus"


async def test_what_is_half_written_stays_when_stepping_and_when_the_event_goes_on(
    hall: Hall,
) -> None:
    phone = await hall.phone()
    reader = await hall.phone()
    hall.host.http.put("/stage", json={"goal_area": AREA}).raise_for_status()
    listed = phone.stage.get_by_role("link")
    all_of_it = len([each for each in hall.event["prompts"] if each["goal_area"] == AREA])
    await expect(listed.filter(has_text=phone.heading_of(TEXT))).to_be_visible()
    await expect(phone.stage).to_contain_text(phone.t("pace.progress", done=0, all=all_of_it))
    await listed.filter(has_text=phone.heading_of(TEXT)).click()
    await phone.sees(TEXT)
    await phone.text.press_sequentially("Puolikas aja")
    await phone.page.get_by_role("link", name=phone.t("pace.previous")).click()
    await expect(phone.form).not_to_have_attribute("data-prompt", TEXT)
    await phone.page.get_by_role("link", name=phone.t("pace.next"), exact=True).click()
    await expect(phone.text).to_have_value("Puolikas aja")
    await phone.text.press_sequentially("tus")
    # Another phone answers and reads; then the moderator goes on.
    await reader.stage.get_by_role("link", name=reader.heading_of(SCALE)).click()
    await reader.answer(SCALE, {"ratings": {"yhteistyo": 4}})
    await reader.page.get_by_role("link", name=reader.t("pace.onward")).click()
    await reader.page.get_by_role("link", name=reader.t("pace.to_list")).first.click()
    await expect(reader.stage).to_contain_text(reader.t("pace.progress", done=1, all=all_of_it))
    await reader.page.locator("#go").click()
    hall.stage(NEXT)
    await reader.sees(NEXT)
    await expect(reader.page).to_have_url(f"{hall.server.url}{reader.path}")
    await expect(phone.arrived).to_be_visible()
    await expect(phone.text).to_have_value("Puolikas ajatus")
    await phone.send.click()
    await phone.sends_all()
    await phone.sees(NEXT)
    (own,) = (await hall.program(phone)).own()
    assert (own["prompt"], own["value"]) == (TEXT, {"text": "Puolikas ajatus"})
