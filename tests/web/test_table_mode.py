"""Tables: one scribe answers for several people, and nothing mixes the two into one figure."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.served import PLAIN, Event, Host
from tests.web.test_window import serving
from tests.ws.link import linked

CHOICE, TEXT, SCALE = "edustus", "osallisuus-kehittamistarpeet", "osallisuus-tilanne"


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Event]]:
    """An event that asks whose answers they are, and one that leaves it to a fold."""
    with serving(
        tmp_path_factory.mktemp("tables") / "data", {"POYTA": {"tables": True}, "ILMAN": {}}
    ) as events:
        yield events


@pytest.fixture
def answered(event: Event, host: Host) -> Host:
    """Two alone and a table of six have answered a choice, a scale and a text."""
    for prompt in (TEXT, SCALE, CHOICE):
        host.change(prompt, state="open")
    host.show(CHOICE)
    alone = [event.phone(), event.phone()]
    table = event.phone(table=3, headcount=6)
    for phone, option, rating in (
        (*alone[:1], "en", 1),
        (*alone[1:], "en", 2),
        (table, "viikoittain", 5),
    ):
        phone.put(CHOICE, {"option": option}).raise_for_status()
        phone.put(SCALE, {"ratings": {"yhteistyo": rating}}).raise_for_status()
        phone.put(TEXT, {"text": f"Ajatus {option} {rating}"}).raise_for_status()
    return host


def test_results_have_those_alone_and_tables_apart_each_with_its_n(answered: Host) -> None:
    choice, scale, text = (answered.results(prompt) for prompt in (CHOICE, SCALE, TEXT))
    assert (choice["answered"], sum(choice["tally"]["counts"].values())) == (3, 3)
    alone, tables = choice["apart"]["alone"], choice["apart"]["tables"]
    assert (alone["answered"], tables["answered"], tables["people"]) == (2, 1, 6)
    assert [alone["tally"]["counts"][key] for key in ("en", "viikoittain")] == [2, 0]
    assert [tables["tally"]["counts"][key] for key in ("en", "viikoittain")] == [0, 1]
    means = [
        scale["apart"][side]["tally"]["items"]["yhteistyo"]["mean"] for side in ("alone", "tables")
    ]
    assert means == [1.5, 5]
    assert "apart" not in text  # statements are statements


def more_tables(event: Event, many: int) -> None:
    for number in range(many):
        event.phone(table=10 + number, headcount=6).put(CHOICE, {"option": "viikoittain"})


def test_what_a_single_table_answered_is_the_hosts_until_three_have(
    event: Event, answered: Host
) -> None:
    answered.change(CHOICE, results="shown")
    phone = event.phone()

    def told() -> dict[str, Any]:
        found: dict[str, Any] = phone.http.get(f"/prompts/{CHOICE}/results").json()
        return found

    def counts(of: dict[str, Any]) -> list[int]:
        return [of["tally"]["counts"][key] for key in ("en", "viikoittain")]

    for more in (0, 1):  # one table, then two: neither they nor what they leave of the whole
        more_tables(event, more)
        snapshot = told()
        assert (list(snapshot["apart"]), counts(snapshot)) == (["alone"], [2, 0])
    more_tables(event, 1)
    snapshot = told()  # the tables are the room now, and two alone are too few to be told
    assert (list(snapshot["apart"]), counts(snapshot)) == (["tables"], [0, 3])
    for _ in range(3):
        event.phone().put(CHOICE, {"option": "en"})
    assert (list(told()["apart"]), counts(told())) == (["alone", "tables"], [5, 3])
    whole = answered.results(CHOICE)
    assert (list(whole["apart"]), counts(whole)) == (["alone", "tables"], [5, 3])


async def test_neither_part_is_told_while_results_are_hidden(event: Event, answered: Host) -> None:
    phone = await asyncio.to_thread(event.phone)
    async with linked(event, f"results?prompt={CHOICE}", phone.token) as link:
        told = await link.next("results")
    assert (told["results"], told["tally"], "apart" in told) == ("hidden", {}, False)


def test_the_screen_and_the_phone_draw_two_marked_parts(event: Event, answered: Host) -> None:
    answered.change(CHOICE, results="shown", phones="shown")
    phone = event.phone()

    def pages() -> list[str]:
        return [
            answered.http.get(f"{event.url}/e/{event.code}/screen").text,
            phone.http.get(f"{event.url}/e/{event.code}").text,
        ]

    for page in pages():  # a single table is in no picture, and in words
        assert ("Yksin vastanneet" in page, "pöytä, " in page) == (True, False)
        assert "kun vähintään 3 pöytää on vastannut" in page
    event.phone().put(CHOICE, {"option": "en"})  # so that those alone are the room
    more_tables(event, 2)
    for page in pages():
        assert ("3 pöytää, 18 ihmistä" in page, "Yksin vastanneet" in page) == (True, True)
        assert "kun vähintään" not in page
        assert set(re.findall(r">(\d+)\s%<", page)) == {"0", "100"}  # of three, and of three
    console = answered.http.get(f"{event.url}/e/{event.code}/console").text
    assert "joista 3 pöytää" in console


def test_a_table_without_its_size_is_told_and_nothing_is_lost(tmp_path: Path) -> None:
    with serving(tmp_path / "data", {"POYTA": {"tables": True}}) as events:
        event = events["POYTA"]
        sent = {"organisation": "joutsa", "role": "official", "mode": "table", "table": "4"}
        refused = httpx.post(f"{event.url}/e/{event.code}/join", data=sent, verify=PLAIN)
        kept = ('value="official" required' in refused.text, 'value="4"' in refused.text)
        assert (refused.status_code, kept) == (422, (True, True))
        assert "vähintään kaksi" in refused.text
        joined = httpx.post(
            f"{event.url}/e/{event.code}/join", data=sent | {"headcount": "5"}, verify=PLAIN
        )
        assert joined.status_code == 303


def faults(page: str) -> dict[str, tuple[str, bool]]:
    """What the fields of a table say on a page, and whether the fault is theirs."""
    fields = re.findall(r'<input [^>]*name="(table|headcount)"[^>]*>', page)
    tags = [re.search(rf'<input [^>]*name="{name}"[^>]*>', page) for name in fields]
    return {
        name: (
            re.findall(r'value="([^"]*)"', tag[0])[0],
            'aria-invalid="true" aria-describedby="problem"' in tag[0],
        )
        for name, tag in zip(fields, tags, strict=True)
        if tag
    }


@pytest.mark.parametrize(
    ("table", "headcount", "wrong", "sentence"),
    [
        ("12b", "7", "table", "from 1 to 999"),
        ("0", "7", "table", "from 1 to 999"),
        ("12", "-3", "headcount", "to 99"),
        ("12", "700", "headcount", "to 99"),
        ("9" * 5_000, "", "table", "from 1 to 999"),
    ],
)
@pytest.mark.parametrize("mode", ["", "table"])
def test_a_wrong_number_of_who_joins_is_told_beside_its_field_and_kept(
    both: dict[str, Event], mode: str, table: str, headcount: str, wrong: str, sentence: str
) -> None:
    event = both["POYTA" if mode else "ILMAN"]
    sent = {"organisation": "joutsa", "role": "official", "mode": mode}
    numbers = {"table": table, "headcount": headcount}
    url = f"{event.url}/e/{event.code}"
    refused = httpx.post(f"{url}/join?lang=en", data=sent | numbers, verify=PLAIN)
    assert refused.status_code == 422
    assert faults(refused.text) == {name: (numbers[name], name == wrong) for name in numbers}
    after = refused.text.split(f'name="{wrong}"')[1]
    assert sentence in after.split('id="problem"')[1].split("</p>")[0]
    assert refused.text.count('id="problem"') == 1
    assert 'value="official" required' in refused.text
    assert ("<details" not in refused.text) or ('<details class="fold" open' in refused.text)
    joined = httpx.post(
        f"{url}/join", data=sent | {"table": " 12 ", "headcount": "7"}, verify=PLAIN
    )
    assert joined.status_code == 303


def test_the_analysis_has_a_table_for_each(event: Event, answered: Host) -> None:
    page = answered.http.get(f"{event.url}/e/{event.code}/analysis").text
    of_choice = page.split(f'id="numbers-{CHOICE}"')[1].split("</article>")[0]
    assert (of_choice.count('<table class="numbers'), "1 pöytä, 6 ihmistä" in of_choice) == (
        2,
        True,
    )
