"""What a phone has sent is stored once, whatever happens to the network and the server."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field

import pytest
from playwright.async_api import Route, expect

from app.i18n import translator
from app.ledger import GRACE
from tests.browser.hall import Hall
from tests.browser.pages import PhonePage
from tests.served import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

NETWORK = r"Failed to load resource|WebSocket connection"
ANSWERS = "**/api/events/*/answers/*"
TEXT, COMMITMENT, CHOICE = "osallisuus-kehittamistarpeet", "osallisuus-sitoumukset", "edustus"
PROBLEM = '{"type": "urn:evastys:problem:%s", "title": "%s", "status": %d, "detail": "Odota."}'
HTML = "<!DOCTYPE html><title>503</title><h1>Upstream is away</h1>"


def stored(hall: Hall, key: str) -> int:
    """Answers to a prompt that count, hidden from the screen or not."""
    return int(hall.host.results(key)["tally"]["total"])


async def test_an_answer_given_offline_goes_once_when_the_network_is_back(hall: Hall) -> None:
    hall.stage(TEXT)
    phone = await hall.phone()
    hall.watch(phone.page).allow(NETWORK)
    await phone.page.context.set_offline(True)
    await phone.fill(TEXT, {"text": "Kyläkyydit"})
    await phone.send.click()
    await expect(phone.state("offline")).to_be_visible()
    await expect(phone.text).to_have_value("Kyläkyydit")
    draft = await phone.kept(f"draft:{TEXT}")
    assert (stored(hall, TEXT), draft["value"]) == (0, {"text": "Kyläkyydit"})
    await phone.page.context.set_offline(False)
    await phone.is_stored()
    assert (stored(hall, TEXT), await phone.kept("outbox")) == (1, [])


async def test_what_was_written_before_the_scripts_came_is_a_draft(hall: Hall) -> None:
    key = "elinvoima-toimenpiteet"
    hall.stage(key)
    phone = await hall.phone()
    for written, whole in (("Yhteinen", "Yhteinen"), ("hankinta", "Yhteinen\nhankinta")):
        await write_early(phone, written)
        await expect(phone.text).to_have_value(whole)
        await expect(phone.form.get_by_text(phone.t("phone.text.draft"))).to_be_visible()
        await expect(phone.form.locator("[data-counted=text]")).to_have_text(str(len(whole)))
        assert (await phone.kept(f"draft:{key}"))["value"] == {"text": whole}


async def write_early(phone: PhonePage, text: str) -> None:
    """Open the page and write while its script is still on the way."""
    written = asyncio.Event()

    async def hold(route: Route) -> None:
        await written.wait()
        await route.fallback()

    await phone.page.route("**/static/answer.js*", hold)
    await phone.page.goto(phone.path, wait_until="commit")
    await phone.text.fill(text)
    written.set()


async def test_a_reload_while_unsent_keeps_the_answer_and_sends_it(hall: Hall) -> None:
    hall.stage(COMMITMENT)
    phone = await hall.phone()
    hall.watch(phone.page).allow(NETWORK)
    await phone.page.route(ANSWERS, lambda route: route.abort())
    value = {"measure": "Avaamme kohtaamispaikan", "strength": "ready", "when": "2026"}
    await phone.fill(COMMITMENT, value)
    await phone.send.click()
    await expect(phone.state("offline")).to_be_visible()
    await phone.page.reload()
    await expect(phone.form.get_by_label(phone.t("phone.commitment.when"))).to_have_value("2026")
    assert [each["value"] for each in await phone.kept("outbox")] == [value]
    await phone.page.unroute(ANSWERS)
    await phone.is_stored()
    assert (stored(hall, COMMITMENT), await phone.kept("outbox")) == (1, [])


async def test_stored_is_said_only_after_the_server_said_so(hall: Hall) -> None:
    hall.stage(CHOICE)
    phone = await hall.phone()
    before = hall.host.results(CHOICE)["answered"]
    answered, told = asyncio.Event(), asyncio.Event()

    async def hold(route: Route) -> None:
        response = await route.fetch()
        answered.set()
        await told.wait()
        await route.fulfill(response=response)

    await phone.page.route(ANSWERS, hold)
    await phone.fill(CHOICE, {"option": "viikoittain"})
    await phone.send.click()
    async with asyncio.timeout(30):
        await answered.wait()
    assert hall.host.results(CHOICE)["answered"] == before + 1
    await expect(phone.state("sending")).to_be_visible()
    await expect(phone.state("stored")).to_be_hidden()
    told.set()
    await phone.is_stored()
    await expect(phone.state("sending")).to_be_hidden()
    await expect(phone.page.get_by_role("status")).to_have_text(phone.t("phone.say.stored"))


@dataclass
class Bad:
    """What comes back instead of the server's word until it is mended."""

    status: int
    body: str = HTML
    headers: dict[str, str] = field(default_factory=dict)
    mended: bool = False

    async def __call__(self, route: Route) -> None:
        if self.mended:
            await route.fallback()
        else:
            kind = "text/html" if self.body.startswith("<") else "application/problem+json"
            await route.fulfill(
                status=self.status, body=self.body, content_type=kind, headers=self.headers
            )


def bad() -> list[Bad]:
    """Every error body that a proxy, a portal or the server itself may answer with."""
    proxy = [Bad(status) for status in (413, 429, 500, 502, 503, 504)]
    ours = [
        Bad(413, PROBLEM % ("too-large", "too-large", 413)),
        Bad(429, PROBLEM % ("busy", "busy", 429), {"Retry-After": "1"}),
        Bad(500, PROBLEM % ("unexpected", "unexpected", 500)),
        Bad(503, PROBLEM % ("busy", "busy", 503), {"Retry-After": "1"}),
    ]
    return [*proxy, *ours, Bad(200, HTML), Bad(200, "{}"), Bad(404, HTML)]


async def test_no_error_body_takes_the_form_or_the_draft(hall: Hall) -> None:
    key = "hyvinvointi-kehittamistarpeet"
    hall.stage(key)
    phones = [await hall.phone() for _ in range(4)]
    slow = await hall.phone()
    for phone in (*phones, slow):
        hall.watch(phone.page).allow(NETWORK)
    await asyncio.gather(*(go_through(phone, key) for phone in phones), time_out(slow, key))
    assert stored(hall, key) == 4 * len(bad()) + 1


async def go_through(phone: PhonePage, key: str) -> None:
    """Send one answer through each error."""
    for number, error in enumerate(bad()):
        text = f"Ajatus {number}: {error.status}"
        await phone.page.route(ANSWERS, error)
        if number:
            await phone.more(key).click()
        await phone.fill(key, {"text": text})
        await phone.send.click()
        await expect(phone.state("busy")).to_be_visible()
        await expect(phone.text).to_have_value(text)
        assert (await phone.kept(f"draft:{key}"))["value"] == {"text": text}
        error.mended = True
        await phone.is_stored()
        await phone.page.unroute(ANSWERS, error)


async def time_out(phone: PhonePage, key: str) -> None:
    """Send an answer that is never answered at first."""
    tries: list[Route] = []
    seen = asyncio.Event()

    async def swallow(route: Route) -> None:
        tries.append(route)
        if len(tries) > 1:
            await seen.wait()
            await route.fallback()

    await phone.page.route(ANSWERS, swallow)
    await phone.fill(key, {"text": "Ajatus ilman vastausta"})
    await phone.send.click()
    await expect(phone.state("sending")).to_be_visible()
    await expect(phone.state("offline")).to_be_visible()
    await expect(phone.text).to_have_value("Ajatus ilman vastausta")
    seen.set()
    await phone.is_stored()


async def test_a_refused_answer_is_told_beside_its_field_and_kept(hall: Hall) -> None:
    hall.stage(TEXT)
    phone = await hall.phone()
    hall.watch(phone.page).allow(NETWORK)
    problem = PROBLEM % ("invalid-answer", "invalid-answer", 422)
    await phone.page.route(
        ANSWERS,
        lambda route: route.fulfill(status=422, body=problem.replace("}", ', "field": "text"}')),
    )
    await phone.fill(TEXT, {"text": "Liian painava"})
    await phone.send.click()
    await expect(phone.text).to_have_accessible_description(re.compile("^Odota."))
    await expect(phone.text).to_be_focused()
    await expect(phone.text).to_have_value("Liian painava")
    assert await phone.kept("outbox") == []


async def test_an_answer_can_be_changed_and_counts_once(hall: Hall) -> None:
    key = "elinvoima-kehittamistarpeet"
    hall.stage(key)
    phone = await hall.phone()
    await phone.answer(key, {"text": "Ensin näin"})
    await phone.act("edit").click()
    await expect(phone.text).to_have_value("Ensin näin")
    await phone.answer(key, {"text": "Sitten näin"})
    await expect(phone.mine).to_contain_text("Sitten näin")
    await expect(phone.mine).not_to_contain_text("Ensin näin")
    assert [each["text"] for each in hall.host.waiting() if each["prompt"] == key] == [
        "Sitten näin"
    ]


async def test_a_choice_is_changed_with_the_same_form(hall: Hall) -> None:
    hall.stage(CHOICE)
    phone = await hall.phone()
    before = hall.host.results(CHOICE)["tally"]["counts"]
    await phone.answer(CHOICE, {"option": "viikoittain"})
    await phone.act("edit").click()
    await phone.answer(CHOICE, {"option": "en"})
    counts = hall.host.results(CHOICE)["tally"]["counts"]
    assert counts == before | {"en": before["en"] + 1}


async def test_an_answer_withdrawn_offline_is_gone_when_the_network_is_back(hall: Hall) -> None:
    key = "varautuminen-kehittamistarpeet"
    hall.stage(key)
    phone = await hall.phone()
    hall.watch(phone.page).allow(NETWORK)
    await phone.answer(key, {"text": "Poistan tämän"})
    await phone.answer_again(key, {"text": "Tämä jää"})
    await phone.page.context.set_offline(True)
    await phone.withdraw("Poistan tämän")
    await expect(phone.state("offline")).to_be_visible()
    await expect(phone.mine).to_contain_text("Poistan tämän")
    await phone.page.context.set_offline(False)
    await expect(phone.mine).not_to_contain_text("Poistan tämän")
    await expect(phone.mine).to_contain_text("Tämä jää")
    assert [each["text"] for each in hall.host.waiting() if each["prompt"] == key] == ["Tämä jää"]
    await phone.withdraw("Tämä jää")
    await expect(phone.text).to_have_value("")
    assert stored(hall, key) == 0


async def test_a_phone_without_storage_can_answer_and_is_warned(hall: Hall) -> None:
    hall.stage(CHOICE)
    context = await hall.context("phone")
    await context.add_init_script(NO_STORAGE)
    phone = PhonePage(await context.new_page(), hall.event)
    await phone.open()
    await expect(phone.page.get_by_text(phone.t("join.forgetful"))).to_be_visible()
    await phone.join()
    await phone.answer(CHOICE, {"option": "en"})


NO_STORAGE = """
Object.defineProperty(window, "localStorage", {
  get() { throw new DOMException("denied", "SecurityError"); },
});
"""


async def test_phone_and_screen_come_back_by_themselves_after_a_crash(hall: Hall) -> None:
    hall.stage(CHOICE)
    phone, screen = await hall.phone(), await hall.screen()
    for page in (phone.page, screen.page):
        hall.watch(page).allow(NETWORK)
    before = hall.host.results(CHOICE)
    await phone.fill(CHOICE, {"option": "harvemmin"})
    hall.server.kill()
    await phone.send.click()
    await expect(phone.state("offline")).to_be_visible()
    hall.server.start()
    await phone.is_stored()
    await screen.counts(answered=before["answered"] + 1, joined=before["joined"], connected=1)
    hall.stage(TEXT)
    for page in (phone, screen):
        await page.sees(TEXT)
    await phone.open("/answers")
    harvemmin = phone.said(phone.prompt(CHOICE)["settings"]["options"][2]["label"])
    await expect(phone.page.get_by_role("main")).to_contain_text(harvemmin)


async def test_a_phone_knows_the_grace_and_says_it_in_every_language() -> None:
    script = (ROOT / "app/static/answer.js").read_text(encoding="utf-8")
    assert f"const GRACE = {GRACE}_000;" in script
    for language in ("fi", "sv", "en"):
        assert f" {GRACE} " in translator(language)("phone.state.closed_typing")


async def test_what_comes_after_the_grace_is_stored_and_said_to_be_late(hall: Hall) -> None:
    key = "terveiset"
    hall.stage(key)
    soon, late = await hall.phone(), await hall.phone()
    hall.watch(late.page).allow(NETWORK)
    for phone in (soon, late):
        await phone.fill(key, {"text": "Kiitos päivästä"})
    hall.host.change(key, state="closed")
    for phone in (soon, late):
        await expect(phone.state("closed_typing")).to_be_visible()
    await soon.send.click()
    await soon.is_stored()
    await asyncio.sleep(GRACE + 1)  # the rule is about time itself
    await late.send.click()
    await expect(late.mine.get_by_text(late.t("phone.state.late"))).to_be_visible()
    await expect(late.mine.get_by_text(late.t("phone.state.not_counted")).first).to_be_visible()
    await expect(late.page.get_by_role("status")).to_have_text(late.t("phone.say.late"))
    assert stored(hall, key) == 1
    hall.host.change(key, state="open")
    await expect(late.page.get_by_text(late.t("phone.state.again"))).to_be_visible()
    await expect(late.text).to_have_value("Kiitos päivästä")
    assert stored(hall, key) == 1  # it is the phone's to send
    await late.send.click()
    await late.is_stored()
    assert stored(hall, key) == 2
