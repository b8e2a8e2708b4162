"""A whole afternoon by hand: a moderator, a screen and three phones go through every prompt."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from collections import Counter
from typing import Any

import openpyxl
import pytest
from playwright.async_api import expect

from app.i18n import translator
from tests.browser.hall import Hall
from tests.browser.model import PEOPLE, Afternoon
from tests.browser.pages import ConsolePage, PhonePage, ScreenPage

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
t = translator("fi")


async def test_an_afternoon_adds_up_on_screen_in_results_and_in_every_file(hall: Hall) -> None:
    afternoon = Afternoon(hall.event)
    screen, console = await hall.screen(), await hall.console()
    phones = [await hall.phone(*person) for person in PEOPLE]
    await screen.counts(joined=len(PEOPLE))
    await console.switch_on_every_key()
    for number, prompt in enumerate(hall.event["prompts"]):
        key = prompt["key"]
        await onward(console, number)
        await asyncio.gather(*(page.sees(key) for page in (screen, console, *phones)))
        await answer(phones, afternoon, number)
        await screen.counts(answered=3, connected=3, joined=3)
        if prompt["kind"] == "text":
            await moderate(console, afternoon, key, number)
        await reveal(console, number)
        await screen.shows(key, afternoon.tally(key))
        results = hall.host.results(key)
        assert (results["answered"], results["joined"]) == (3, 3)
        assert plain(results["tally"]) == plain(afternoon.tally(key))
    await expect(console.page.get_by_text(t("console.live.last"))).to_be_visible()
    await end(console, screen, phones)
    files_agree(hall, afternoon)


async def onward(console: ConsolePage, number: int) -> None:
    """The following prompt: by hand first, then in turn with the keyboard."""
    if number % 2:
        await console.press("n")
    else:
        await console.next.click()


async def answer(phones: list[PhonePage], afternoon: Afternoon, number: int) -> None:
    """All fill in at the same time and send one after another, so the order is known."""
    key = afternoon.event["prompts"][number]["key"]
    values = [afternoon.value(number, person) for person in range(len(phones))]
    await asyncio.gather(
        *(phone.fill(key, value) for phone, value in zip(phones, values, strict=True))
    )
    for person, (phone, value) in enumerate(zip(phones, values, strict=True)):
        await phone.send.click()
        await phone.is_stored()
        afternoon.answers.append((key, person, value))


async def moderate(console: ConsolePage, afternoon: Afternoon, key: str, number: int) -> None:
    """Approve two, hide one: with the buttons and with the keys in turn."""
    first, second, third = (value["text"] for value in afternoon.sent(key))
    await console.waiting(3)
    if number % 2:
        await console.decide(first, "approve")
        await console.waiting(2)
        await console.decide(second, "hide")
        await console.waiting(1)
        await console.decide(third, "approve")
        afternoon.hidden.add(second)
    else:
        for left, (text, press) in enumerate(((first, "h"), (second, "p"), (third, "h"))):
            selected = console.stage.locator("li[aria-current=true]")
            await expect(selected).to_contain_text(text)
            await console.press(press)
            await console.waiting(2 - left)
        afternoon.hidden.add(second)


async def reveal(console: ConsolePage, number: int) -> None:
    """Show the results, of every third prompt after closing it."""
    if number % 3 == 0:
        await console.press("o")
        await console.is_pressed("closed")
    if number % 2:
        await console.half("shown").click()
    else:
        await console.press("r")
    await console.is_pressed("shown")


async def end(console: ConsolePage, screen: ScreenPage, phones: list[PhonePage]) -> None:
    """The stage is cleared, and everybody sees that it is over."""
    await console.press("c")
    for phone in phones:
        await expect(phone.heading).to_have_text(t("phone.wait.over"))
    await expect(screen.stage).not_to_have_attribute("data-prompt", "terveiset")


def plain(tally: dict[str, Any]) -> dict[str, Any]:
    """A tally without what the server alone decides: ids, forms of words, support."""
    if "words" in tally:
        counts = {each["word"]: each["count"] for each in tally["words"]}
        return {"words": counts}
    if "statements" in tally:
        texts = [each["text"] for each in tally["statements"]]
        return {"statements": texts, "total": tally["total"]}
    return tally


def files_agree(hall: Hall, afternoon: Afternoon) -> None:
    """CSV, JSON lines and workbook say what was sent, no more and no less."""
    lines = [json.loads(line) for line in hall.host.export("answers.jsonl").splitlines()]
    records = [(line["prompt"], line["organisation"], line["value"]) for line in lines]
    assert records == afternoon.records()
    assert not any(line["late"] or line["rehearsal"] for line in lines)

    text = hall.host.export("answers.csv").decode("utf-8-sig")
    table = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert long_rows(table) == afternoon.rows()

    book = openpyxl.load_workbook(io.BytesIO(hall.host.export("workbook.xlsx")))
    long = sheet_rows(book[t("exports.sheet.answers")])
    assert long_rows(long) == afternoon.rows()
    sums_agree(book, afternoon)


def long_rows(table: list[dict[str, Any]]) -> Counter[Any]:
    """Rows of the long table as the model has them."""
    column = {name: t(f"exports.column.{name}") for name in COLUMNS}
    rows: Counter[Any] = Counter()
    for row in table:
        prompt, organisation, answer, key, value = (row[column[name]] for name in COLUMNS)
        rows[
            prompt, organisation, key or answer, int(value) if value not in ("", None) else None
        ] += 1
    return rows


COLUMNS = ("prompt_key", "organisation_key", "answer", "answer_key", "value")


def sheet_rows(sheet: Any) -> list[dict[str, Any]]:
    """A sheet as a mapping a row."""
    names, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(names, row, strict=True)) for row in rows]


def sums_agree(book: Any, afternoon: Afternoon) -> None:
    """The sheets of sums add up to what the model adds up to."""
    expected: dict[str, list[Any]] = {kind: [] for kind in MAIN}
    for prompt in afternoon.event["prompts"]:
        tally = afternoon.tally(prompt["key"])
        expected[prompt["kind"]] += sums(prompt["kind"], tally)
    for kind, measure in MAIN.items():
        rows = sheet_rows(book[t(f"exports.sheet.{kind}")])
        assert [row[t(f"exports.measure.{measure}")] for row in rows] == pytest.approx(
            expected[kind]
        )


MAIN = {
    "choice": "count",
    "scale": "mean",
    "words": "count",
    "text": "total",
    "points": "sum",
    "commitment": "total",
}


def sums(kind: str, tally: dict[str, Any]) -> list[Any]:
    """The main number of each subject, in the order of the tally."""
    match kind:
        case "choice":
            return list(tally["counts"].values())
        case "scale":
            return [item["mean"] for item in tally["items"].values()]
        case "words":
            return [word["count"] for word in tally["words"]]
        case "text":
            return [tally["total"]]
        case "points":
            return [option["sum"] for option in tally["options"].values()]
        case _:
            return [sum(row.values()) for _, row in sorted(tally["by_class"].items())]
