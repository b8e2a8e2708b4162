"""Pressing by mistake: twice, on two consoles, or on what is there already."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser.hall import Hall
from tests.browser.pages import ConsolePage

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

TEXT = "osallisuus-kehittamistarpeet"


async def latest(console: ConsolePage, act: str, target: str) -> None:
    """Wait until this is the latest act."""
    words = console.t(f"console.act.{act}", target=target)
    await expect(console.page.locator("#undo p")).to_contain_text(words)


async def test_a_double_press_of_next_moves_one_prompt(hall: Hall) -> None:
    prompts = hall.event["prompts"]
    console = await hall.console()
    hall.stage(prompts[1]["key"])
    await console.sees(prompts[1]["key"])
    await console.next.dblclick()
    await console.sees(prompts[2]["key"])
    await console.press("z")
    await console.sees(prompts[1]["key"])
    await console.press("n")
    await console.press("n")
    await console.sees(prompts[2]["key"])
    await console.press("z")
    await console.sees(prompts[1]["key"])


async def test_two_consoles_that_press_next_at_once_move_one_prompt(hall: Hall) -> None:
    first, second = hall.event["prompts"][1]["key"], hall.event["prompts"][2]["key"]
    consoles = [await hall.console(), await hall.console()]
    hall.stage(first)
    for console in consoles:
        await console.sees(first)
    for console in consoles:
        named = {"prompt": second}
        address = f"{console.path}/console/next"
        await console.page.request.post(
            address, form=named, headers={"Accept": "application/json", "Origin": hall.server.url}
        )
    for console in consoles:
        await console.sees(second)
        await expect(console.page.locator("#alert")).to_be_empty()


async def test_a_double_press_decides_on_one_statement(hall: Hall) -> None:
    console = await hall.console()
    hall.stage(TEXT)
    phone = hall.server.phone()
    for text in ("Ensimmäinen", "Toinen", "Kolmas"):
        phone.put(TEXT, {"text": text}).raise_for_status()
    await console.waiting(3)
    hide = console.t("console.queue.hide")
    await console.statement("Ensimmäinen").get_by_role("button", name=hide, exact=True).dblclick()
    await console.waiting(2)
    await latest(console, "hidden", console.t("console.act.said", text="Ensimmäinen"))
    await console.half("open").click()  # it is open already: nothing to undo in that
    await console.button("console.undo.undo").click()
    await console.waiting(3)
