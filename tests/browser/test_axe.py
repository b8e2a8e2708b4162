"""The participant's pages are accessible in every state they can be in."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import pytest
from playwright.async_api import Route, expect

from tests.browser.hall import Hall
from tests.browser.inspection import Inspection
from tests.browser.pages import PhonePage

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

ANSWERS = "**/api/events/*/answers/*"
NETWORK = "Failed to load resource|WebSocket connection"
# One prompt of each kind, an answer to it, and what its form says when nothing is filled in.
KINDS: dict[str, tuple[dict[str, Any], str]] = {
    "edustus": ({"option": "en"}, "phone.choice.need"),
    "osallisuus-tilanne": ({"ratings": {"yhteistyo": 4, "arki": 1}}, "phone.scale.need"),
    "osallisuus-vahvuudet": ({"words": ["luonto", "rohkeus"]}, "phone.words.need"),
    "osallisuus-kehittamistarpeet": ({"text": "Kyläkyydit"}, "phone.text.need"),
    "osallisuus-sitoumukset": (
        {"measure": "Avaamme kohtaamispaikan", "strength": "ready", "when": "2026"},
        "phone.commitment.need",
    ),
    "painopiste": (
        {"points": {"osallisuus": 40, "hyvinvointi": 30, "elinvoima": 20, "varautuminen": 10}},
        "phone.points.missing",
    ),
}
LATE = '{"type": "urn:evastys:problem:late", "status": 409, "stored_at": "2025-10-24T11:00:00Z"}'


async def test_pages_before_and_beside_answering(hall: Hall) -> None:
    phone = await hall.phone(join=False)
    hall.watch(phone.page).allow(NETWORK)
    at = Inspection(phone.page, "phone")
    await at.look("join")
    await phone.page.get_by_role("searchbox").fill("jyv")
    await at.look("join, searched")
    await phone.page.get_by_role("searchbox").fill("")
    await phone.page.get_by_role("button", name=phone.t("join.button")).click()
    await expect(phone.page.get_by_text(phone.t("join.need_organisation"))).to_be_visible()
    await at.look("join, organisation missing")
    await phone.page.get_by_role("combobox").select_option("joutsa")
    await phone.page.get_by_role("button", name=phone.t("join.button")).click()
    await expect(phone.page.get_by_text(phone.t("join.need_role"))).to_be_visible()
    await phone.page.get_by_text(phone.t("join.shared")).click()
    await at.look("join, role missing, fold open")
    await phone.join()
    await at.look("waiting")
    await phone.page.locator("summary", has_text=phone.t("phone.settings")).click()
    await at.look("menu open")
    for path in ("/", "/?code=OUTOA", "/privacy", "/accessibility", "/e/OUTOA", "/e/SYDAN/answers"):
        await phone.page.goto(path)
        await at.look(path)
    await phone.page.goto("/e/SYDAN/console")
    await at.look("key")
    await phone.page.get_by_label(phone.t("key.label")).fill("VÄÄRÄ")
    await phone.page.get_by_role("button", name=phone.t("key.go")).click()
    await expect(phone.page.get_by_role("alert").filter(has_text=re.compile(r"\w"))).to_be_visible()
    await at.look("key, wrong")
    assert at.found == []


@pytest.mark.parametrize("key", KINDS)
async def test_a_kind_from_open_to_closed(hall: Hall, key: str) -> None:
    value, need = KINDS[key]
    hall.stage(key)
    phone = await hall.phone()
    hall.watch(phone.page).allow(NETWORK)
    at = Inspection(phone.page, "phone")
    await at.look("open")
    await phone.send.click(force=True)  # may be said to be disabled, yet tells what is missing
    await expect(phone.form).to_contain_text(phone.t(need, n=100))
    await at.look("invalid")
    await phone.fill(key, value)
    await at.look("filled in")
    looked = asyncio.Event()

    async def hold(route: Route) -> None:
        await looked.wait()
        await route.continue_()

    await phone.page.route(ANSWERS, hold)
    await phone.send.click()
    await expect(phone.state("sending")).to_be_visible()
    await at.look("sending")
    looked.set()
    await phone.is_stored()
    await at.look("stored")
    await phone.mine.get_by_text(phone.t("phone.own.delete"), exact=True).click()
    await at.look("asked whether to delete")
    await phone.mine.get_by_text(phone.t("phone.own.keep"), exact=True).click()
    await phone.act("edit").click()
    await at.look("editing")
    writing, idle = await hall.phone(), await hall.phone()
    await writing.fill(key, value)
    hall.host.change(key, state="closed")
    await phone.is_stored()  # nothing was changed
    await expect(writing.state("closed_typing")).to_be_visible()
    await expect(idle.state("closed")).to_be_visible()
    for page, state in ((writing, "closed while writing"), (idle, "closed")):
        other = Inspection(page.page, "phone")
        await other.look(state)
        at.found += other.found
    hall.host.change(key, state="open")
    assert at.found == []


async def test_what_can_go_wrong_on_the_way(hall: Hall) -> None:
    key = "hyvinvointi-kehittamistarpeet"
    hall.stage(key)
    hall.stage("edustus")
    hall.stage(key)
    phone = await hall.phone()
    hall.watch(phone.page).allow(NETWORK)
    at = Inspection(phone.page, "phone")
    await phone.page.locator("summary", has_text=re.compile(r"\d")).click()
    await at.look("other prompts")
    faults: dict[str, Any] = {
        "offline": lambda route: route.abort(),
        "busy": lambda route: route.fulfill(status=503, body="<h1>503</h1>"),
        "not_open": lambda route: route.fulfill(status=409, body=problem("not-open")),
        "unknown": lambda route: route.fulfill(status=401, body=problem("unknown")),
    }
    for state, fault in faults.items():
        await phone.page.route(ANSWERS, fault)
        await phone.fill(key, {"text": f"Ajatus: {state}"})
        await phone.send.click()
        line = phone.page.locator(f"#post [data-state={state}]")
        await expect(line).to_be_visible()
        await at.look(state)
        await phone.page.unroute(ANSWERS, fault)
        if state in ("offline", "busy"):  # it goes now
            await phone.is_stored()
            await phone.more(key).click()
    hall.stage("elinvoima-kehittamistarpeet")
    await late_and_moved(hall, at)
    assert at.found == []


async def late_and_moved(hall: Hall, at: Inspection) -> None:
    """An answer that came late, and a new prompt that waits behind a draft."""
    key = "elinvoima-kehittamistarpeet"
    phone = await hall.phone()
    hall.watch(phone.page).allow(NETWORK)
    late = Inspection(phone.page, "phone")
    await phone.page.route(ANSWERS, lambda route: route.fulfill(status=409, body=LATE))
    await phone.fill(key, {"text": "Kiitos"})
    await phone.send.click()
    await expect(phone.page.locator("#answer [data-late]")).to_be_visible()
    await late.look("late, to be sent again")
    await phone.fill(key, {"text": "Vielä"})
    hall.stage("edustus")
    await expect(phone.arrived).to_be_visible()
    await late.look("a new prompt behind a draft")
    at.found += late.found


def problem(slug: str) -> str:
    """A problem document of the server."""
    return f'{{"type": "urn:evastys:problem:{slug}", "title": "{slug}", "detail": "Odota."}}'


@pytest.mark.parametrize("key", KINDS)
async def test_results_of_a_kind_on_the_phones(hall: Hall, key: str) -> None:
    hall.stage(key)
    for _ in range(2):
        hall.server.phone().put(key, KINDS[key][0]).raise_for_status()
    for statement in hall.host.waiting():
        hall.host.moderate(statement["id"], "approved")
    phone, idle = await hall.phone(), await hall.phone()
    await phone.answer(key, KINDS[key][0])
    hall.host.change(key, phones="shown")
    results = phone.page.get_by_role("region", name=phone.t("results.title"))
    await expect(results).to_be_visible()
    at = Inspection(phone.page, "phone")
    await at.look("results under the own answer")
    if await results.locator("summary").count():
        await results.locator("summary").click()
        await at.look("results with all figures")
    hall.host.change(key, state="closed")
    other = Inspection(idle.page, "phone")
    await expect(idle.page.get_by_role("region", name=idle.t("results.title"))).to_be_visible()
    await other.look("results of a closed prompt")
    hall.host.change(key, state="open", phones="hidden")
    assert at.found + other.found == []


async def test_a_timer_on_the_phones(hall: Hall) -> None:
    key = "osallisuus-kehittamistarpeet"
    hall.stage(key)
    hall.host.http.post(f"/prompts/{key}/timer", json={"seconds": 600}).raise_for_status()
    phone = await hall.phone()
    await expect(phone.page.get_by_role("timer")).to_be_visible()
    at = Inspection(phone.page, "phone")
    await at.look("timer, open")
    await phone.answer(key, {"text": "Kyläkyydit"})
    await at.look("timer, stored")
    hall.host.http.post(f"/prompts/{key}/timer", json={"seconds": 0}).raise_for_status()
    assert at.found == []


async def test_own_answers(hall: Hall) -> None:
    phone = await hall.phone()
    program = await hall.program(phone)
    for key, (value, _) in KINDS.items():
        hall.stage(key)
        program.put(key, value).raise_for_status()
    await phone.open("/answers")
    at = Inspection(phone.page, "phone")
    await at.look("own answers")
    await phone.page.get_by_text(phone.t("phone.own.delete"), exact=True).first.click()
    await at.look("own answers, asked whether to delete")
    assert at.found == []


@pytest.mark.parametrize("language", ["sv", "en"])
async def test_in_the_other_languages(hall: Hall, language: str) -> None:
    phone = await hall.phone(language=language, join=False)
    at = Inspection(phone.page, "phone")
    for path in ("/", "/privacy", "/accessibility", "/e/SYDAN"):
        await phone.page.goto(path)
        await at.look(path, dark=False)
    await phone.join()
    for key in KINDS:
        hall.stage(key)
        await phone.sees(key)
        await at.look(f"{key}, open", dark=False)
    await phone.answer(key, KINDS[key][0])
    await at.look("stored", dark=False)
    assert at.found == []


async def test_without_script(hall: Hall) -> None:
    """What scripts would say is in the page itself; axe comes by the browser's own door."""
    key = "osallisuus-sitoumukset"
    hall.stage(key)
    phone = await hall.phone()
    hall.watch(phone.page).allow(NETWORK)
    await phone.page.route("**/static/*.js*", lambda route: route.abort())
    await phone.open()
    await phone.form.get_by_label(phone.t("phone.commitment.measure")).fill("Kyydit")
    await phone.send.click()
    await expect(phone.page.get_by_text(phone.t("error.answer.strength_missing"))).to_be_visible()
    at = Inspection(PhonePage(phone.page, hall.event).page, "phone")
    await at.look("a problem said by the server")
    await phone.page.unroute_all()
    assert at.found == []
