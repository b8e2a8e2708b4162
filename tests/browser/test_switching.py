"""A new prompt never takes what somebody is writing, and reaches everybody else by itself."""

from __future__ import annotations

import asyncio
import random
import re

import pytest
from playwright.async_api import WebSocketRoute, expect

from tests.browser.hall import Hall
from tests.browser.pages import PhonePage

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

CHOICE = "edustus"
ROUNDS = 7  # each with four phones, two switches while typing, and one while sending
LETTERS = "aeiouyäö bdfghjklmnprstv"


async def test_switches_at_random_moments_lose_no_character(hall: Hall) -> None:
    """56 switches while typing, 28 while sending; every answer goes to the prompt it was for."""
    chance = random.Random(25)
    texts = [each["key"] for each in hall.event["prompts"] if each["kind"] == "text"]
    phones = [await hall.phone() for _ in range(4)]
    sent: list[tuple[str, str]] = []
    for _ in range(ROUNDS):
        own, *others = chance.sample(texts, 4)
        hall.stage(own)
        await asyncio.gather(*(ready(phone, own) for phone in phones))
        written = ["".join(chance.choices(LETTERS, k=24)).strip() for _ in phones]
        typing = [
            phone.page.keyboard.type(text, delay=chance.uniform(0, 12))
            for phone, text in zip(phones, written, strict=True)
        ]
        await asyncio.gather(*typing, switch(hall, chance, others[:2]))
        for phone, text in zip(phones, written, strict=True):
            await expect(phone.heading).to_have_text(phone.heading_of(own))
            await expect(phone.text).to_have_value(text)
            await expect(phone.text).to_be_focused()
            await expect(phone.arrived).to_be_visible()
        pressed = [phone.send.click() for phone in phones]
        await asyncio.gather(*pressed, switch(hall, chance, others[2:]))
        await asyncio.gather(*(phone.sends_all() for phone in phones))
        sent += [(own, text) for text in written]
    assert filed(hall) == sorted(sent)


async def ready(phone: PhonePage, key: str) -> None:
    """At the form of a prompt, with the cursor in it."""
    await phone.sees(key)
    if await phone.mine.is_visible():
        await phone.more(key).click()
    await phone.text.focus()


async def switch(hall: Hall, chance: random.Random, keys: list[str]) -> None:
    """Put prompts on stage, each after a moment."""
    for key in keys:
        await asyncio.sleep(chance.uniform(0, 0.15))
        await asyncio.to_thread(hall.stage, key)


def filed(hall: Hall) -> list[tuple[str, str]]:
    """Every statement that waits, with its prompt."""
    return sorted((each["prompt"], each["text"]) for each in hall.host.waiting())


async def test_a_draft_waits_with_its_own_prompt(hall: Hall) -> None:
    own, other = "osallisuus-toimenpiteet", "elinvoima-sitoumukset"
    hall.stage(own)
    phone = await hall.phone()
    await phone.text.press_sequentially("Kysytään nuorilta")
    hall.stage(other)
    await expect(phone.arrived).to_be_visible()
    await expect(phone.page.get_by_role("status")).to_have_text(phone.t("phone.say.arrived"))
    await expect(phone.text).to_be_focused()
    await phone.arrived.click()
    await phone.sees(other)
    await expect(phone.heading).to_be_focused()
    measure = phone.form.get_by_label(phone.t("phone.commitment.measure"))
    await expect(measure).to_have_value("")
    await measure.press_sequentially("Selvitämme")
    hall.stage(own)
    await phone.arrived.click()
    await phone.sees(own)
    await expect(phone.text).to_have_value("Kysytään nuorilta")
    await phone.send.click()
    await phone.is_stored()
    hall.stage(other)
    await phone.sees(other)
    await expect(measure).to_have_value("Selvitämme")


async def test_who_still_writes_is_told_that_the_prompt_closed_and_opened(hall: Hall) -> None:
    own, other = "hyvinvointi-kehittamistarpeet", "elinvoima-sitoumukset"
    hall.stage(own)
    phone = await hall.phone()
    await phone.text.press_sequentially("Kyydit kylille")
    hall.stage(other)
    await expect(phone.arrived).to_be_visible()
    await expect(phone.state("closed_typing")).to_be_hidden()
    hall.host.change(own, state="closed")
    await expect(phone.state("closed_typing")).to_be_visible()
    await expect(phone.text).to_have_value("Kyydit kylille")
    await expect(phone.text).to_be_focused()
    hall.host.change(own, state="open")
    await expect(phone.state("closed_typing")).to_be_hidden()
    hall.host.change(own, state="closed")
    await expect(phone.state("closed_typing")).to_be_visible()
    await phone.send.click()
    await phone.sees(other)
    assert (own, "Kyydit kylille") in filed(hall)
    hall.host.change(own, state="open")


async def test_a_prompt_that_was_chosen_says_that_it_closed(hall: Hall) -> None:
    hall.stage(CHOICE)
    phone = await hall.phone()
    hall.stage("elinvoima-sitoumukset")
    await phone.open(f"?prompt={CHOICE}")
    await expect(phone.send).to_be_visible()
    hall.host.change(CHOICE, state="closed")
    closed = phone.page.locator("#stage").get_by_text(phone.t("phone.state.closed"), exact=True)
    await expect(closed).to_be_visible()
    await expect(phone.send).to_be_hidden()
    hall.host.change(CHOICE, state="open")
    await expect(phone.send).to_be_visible()


async def test_who_chose_another_prompt_is_told_only_of_what_comes(hall: Hall) -> None:
    staged = "elinvoima-sitoumukset"
    hall.stage(CHOICE)
    hall.stage(staged)
    phone = await hall.phone()
    await phone.open(f"?prompt={CHOICE}")
    await phone.answer(CHOICE, {"option": "en"})  # a frame has come meanwhile
    hall.host.change(staged, state="closed")
    hall.host.change(staged, state="open")
    others = phone.page.locator("summary", has_text=re.compile(r"\d"))
    await expect(phone.arrived).to_be_hidden()
    await others.click()
    await phone.page.get_by_role("link", name=phone.heading_of(staged)).click()
    await phone.sees(staged)  # the stage again, which it follows
    hall.stage("painopiste")
    await phone.sees("painopiste")
    await phone.open(f"?prompt={CHOICE}")
    hall.stage(staged)
    await expect(phone.arrived).to_be_visible()


async def test_who_does_not_write_gets_the_new_prompt_by_itself(hall: Hall) -> None:
    hall.stage(CHOICE)
    idle, done = await hall.phone(), await hall.phone("laukaa")
    await done.answer(CHOICE, {"option": "en"})
    hall.stage("painopiste")
    for phone in (idle, done):
        await phone.sees("painopiste")
        await expect(phone.arrived).to_be_hidden()
        told = f"{phone.t('phone.say.arrived')}: {phone.heading_of('painopiste')}"
        await expect(phone.page.get_by_role("status")).to_have_text(told)
    hall.stage(CHOICE)
    await idle.sees(CHOICE)
    await done.is_stored()
    hall.stage(None)
    for phone in (idle, done):
        await expect(phone.heading).to_have_text(phone.t("phone.wait.title"))


async def test_a_press_on_the_console_reaches_phone_and_screen(hall: Hall) -> None:
    console, screen, phone = await hall.console(), await hall.screen(), await hall.phone()
    hall.stage(CHOICE)
    await console.sees(CHOICE)
    await console.press("n")
    for page in (console, screen, phone):
        await page.sees("osallisuus-tilanne")
    await console.half("closed").click()
    await expect(
        phone.page.locator("#stage").get_by_text(phone.t("phone.state.closed"), exact=True)
    ).to_be_visible()
    await console.press("r")
    await expect(screen.stage.get_by_role("table")).to_be_attached()
    await console.press("o")
    await expect(phone.send).to_be_visible()
    await console.press("c")
    await expect(phone.heading).to_have_text(phone.t("phone.wait.title"))
    await expect(screen.page.get_by_text(screen.t("screen.join.code"))).to_be_visible()
    await console.press("z")
    await asyncio.gather(phone.sees("osallisuus-tilanne"), screen.sees("osallisuus-tilanne"))


async def test_without_sockets_prompts_come_and_answers_go(hall: Hall) -> None:
    hall.stage(CHOICE)
    context = await hall.context("phone")
    phone = PhonePage(await context.new_page(), hall.event)
    await phone.page.route_web_socket("**/ws/**", refuse)
    await phone.open()
    await phone.join()
    hall.stage("osallisuus-vahvuudet")
    await phone.sees("osallisuus-vahvuudet")
    await phone.answer("osallisuus-vahvuudet", {"words": ["luonto", "järvet"]})


async def refuse(socket: WebSocketRoute) -> None:
    """A network that lets no socket through."""
    await socket.close(code=1006 - 2)


async def test_a_phone_that_wakes_up_shows_what_is_on(hall: Hall) -> None:
    hall.stage(CHOICE)
    context = await hall.context("phone")
    await context.add_init_script(LOCK)
    phone = PhonePage(await context.new_page(), hall.event)
    await phone.open()
    await phone.join()
    await phone.sees(CHOICE)
    hall.watch(phone.page).allow("Failed to load resource|WebSocket connection")
    for key in ("elinvoima-vahvuudet", "varautuminen-tilanne", "hyvinvointi-toimenpiteet"):
        await phone.page.evaluate("lock(true)")
        await context.set_offline(True)
        hall.stage(key)
        await context.set_offline(False)
        await phone.page.evaluate("lock(false)")
        await expect(phone.stage).to_have_attribute("data-prompt", key, timeout=3_000)


# What a browser tells a page when the phone is locked and opened.
LOCK = """
let locked = false;
Object.defineProperty(Document.prototype, "hidden", { get: () => locked });
Object.defineProperty(Document.prototype, "visibilityState", {
  get: () => (locked ? "hidden" : "visible"),
});
globalThis.lock = (now) => {
  locked = now;
  document.dispatchEvent(new Event("visibilitychange"));
};
"""


async def test_when_every_prompt_is_closed_and_the_stage_clear_it_is_over(hall: Hall) -> None:
    hall.stage(CHOICE)
    phone = await hall.phone()
    after = phone.stage.get_by_text(phone.t("phone.wait.maybe"))
    comes = phone.stage.get_by_text(phone.t("phone.wait.comes"))
    hall.host.change(CHOICE, state="closed")
    await expect(comes).to_be_visible()
    await expect(after).to_be_hidden()
    for prompt in hall.event["prompts"]:
        hall.host.change(prompt["key"], state="open")
        hall.host.change(prompt["key"], state="closed")
    await phone.sees(CHOICE)
    for _ in range(2):  # as it comes, and as the page itself has it
        await expect(after).to_be_visible()
        await expect(comes).to_be_hidden()
        await phone.open()
    hall.stage(None)
    await expect(phone.heading).to_have_text(phone.t("phone.wait.over"))
    await expect(phone.page.get_by_text(phone.t("phone.wait.own"))).to_be_visible()
    await expect(phone.page.get_by_role("status")).to_have_text(phone.t("phone.wait.over"))
