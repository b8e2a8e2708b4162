"""The drafter's page: what is found on it, what is said there, with and without script."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

from app import agenda
from tests.served import AGENDA, PLAIN, Event, Guest, Host, Phone

TEXT, IDEAS = "osallisuus-kehittamistarpeet", "osallisuus-toimenpiteet"  # the second: to be backed
COMMITMENT, END = "elinvoima-sitoumukset", "terveiset"  # the last belongs to no goal area
PREFIX = {each.key: each.prefix for each in agenda.read(AGENDA).prompts}
T1, T2, I1, I2, C1, E1 = (
    f"{PREFIX[key]}-{number:04}"
    for key, number in ((TEXT, 1), (TEXT, 2), (IDEAS, 1), (IDEAS, 2), (COMMITMENT, 1), (END, 1))
)
NEWEST = [E1, C1, I2, I1, T2, T1]
NOTHING = {"state": "", "reason": "", "section": ""}


class Desk:
    """An event with six things said in it, and the drafter's browser."""

    def __init__(self, event: Event) -> None:
        self.event, self.host = event, event.moderator()
        self.browser = event.browser("analysis")
        self.phone = event.phone("joutsa")
        said = (
            (TEXT, {"text": "Kyydit kuntoon & heti"}),
            (TEXT, {"text": "Soita 040 123 4567"}),
            (IDEAS, {"text": "Yhteinen kyytipalvelu"}),
            (IDEAS, {"text": "Kylätalot auki"}),
            (COMMITMENT, {"measure": "Avaamme talon", "strength": "ready", "actor": "Lautakunta"}),
            (END, {"text": "Kiitos"}),
        )
        for prompt, value in said:
            self.host.change(prompt, state="open")
            self.phone.put(prompt, value).raise_for_status()
        for each in (T1, I1, I2):
            self.host.moderate(each, "approved")
        self.host.moderate(T2, "hidden")
        for organisation in ("laukaa", "multia", "multia"):
            backer = event.phone(organisation)
            backer.http.put(f"/statements/{I1}/support").raise_for_status()
        event.phone("laukaa").http.put(f"/statements/{I2}/support").raise_for_status()
        self.drafter = event.client(event.keys["analysis"])

    def page(self, **query: str) -> str:
        """The page of what is looked for."""
        said = self.browser.get("/statements", params=query)
        assert said.status_code == 200, said.text
        return said.text

    def found(self, **query: str) -> list[str]:
        """Public ids on it, in their order."""
        return re.findall(r'<li class="entry" id="([^"]+)"', self.page(**query))

    def standing(self) -> dict[str, Any]:
        """What stands, by public id."""
        listed = self.drafter.get("/dispositions").json()
        return {each["id"]: (each["state"], each["reason"], each["section"]) for each in listed}

    def post(self, public_id: str, query: str = "", **fields: str) -> httpx.Response:
        """The form of one statement, as a page without script sends it."""
        path = f"/statements/{public_id}" + (f"?{query}" if query else "")
        return self.browser.post(path, data={"following": "list-title"} | fields)

    def clear(self) -> None:
        """Take back all that was said."""
        for each in self.standing():
            self.drafter.put(f"/dispositions/{each}", json=NOTHING).raise_for_status()


@pytest.fixture(scope="module")
def whole(halls: Iterator[Guest]) -> Iterator[Desk]:
    guest = next(halls)
    yield Desk(guest)
    guest.leave()


@pytest.fixture
def desk(whole: Desk) -> Iterator[Desk]:
    yield whole
    whole.clear()


def entry(page: str, public_id: str) -> str:
    """The words of one statement on the page and of its form."""
    start = page.index(f'<li class="entry" id="{public_id}"')
    return html.unescape(page[start : page.index("</li>", start)])


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, NEWEST),
        ({"sort": "id"}, [T1, T2, I1, I2, C1, E1]),
        ({"sort": "support"}, [I1, I2, T1, T2, C1, E1]),
        ({"q": "KYYDIT"}, [T1]),
        ({"q": "kyy"}, [I1, T1]),
        ({"q": "yhteinen  kyyti"}, [I1]),
        ({"q": T2.lower()}, [T2]),
        ({"q": "lautakunta"}, [C1]),
        ({"q": "&"}, [T1]),
        ({"q": "juna"}, []),
        ({"area": "elinvoima"}, [C1]),
        ({"area": "-"}, [E1]),
        ({"angle": "toimenpiteet"}, [I2, I1]),
        ({"prompt": TEXT}, [T2, T1]),
        ({"kind": "commitment"}, [C1]),
        ({"state": "hidden"}, [T2]),
        ({"state": "waiting"}, [E1]),
        ({"state": "exempt"}, [C1]),
        ({"backers": "1"}, [I2, I1]),
        ({"backers": "3"}, [I1]),
        ({"treated": "none"}, NEWEST),
        ({"treated": "some"}, []),
        ({"area": "osallisuus", "q": "kyy", "backers": "1"}, [I1]),
        ({"area": "nowhere", "sort": "height"}, NEWEST),
    ],
)
def test_what_is_looked_for_is_found_and_nothing_else(
    whole: Desk, query: dict[str, str], found: list[str]
) -> None:
    assert whole.found(**query) == found


def test_those_that_are_treated_are_found_by_how(desk: Desk) -> None:
    for each, state in ((T1, "included"), (I1, "not"), (C1, "partly")):
        desk.drafter.put(f"/dispositions/{each}", json={"state": state}).raise_for_status()
    kinds = ("included", "partly", "not", "none", "some")
    found = [desk.found(treated=each) for each in kinds]
    assert found == [[T1], [C1], [I1], [E1, I2, T2], [C1, I1, T1]]


def test_how_far_the_work_is_stands_at_the_top_by_goal_area(desk: Desk) -> None:
    for each in (T1, I1, C1):
        desk.drafter.put(f"/dispositions/{each}", json={"state": "not"}).raise_for_status()
    amounts = re.findall(r'<b data-done="\d+">(\d+)</b> / (\d+)', desk.page(area="-"))
    assert amounts == [("3", "6"), ("2", "4"), ("0", "0"), ("1", "1"), ("0", "0"), ("0", "1")]


def test_a_number_that_is_none_is_told_and_not_lost(whole: Desk) -> None:
    page = whole.page(backers="monta")
    assert 'value="monta"' in page
    assert "Kirjoita luku" in page
    assert whole.found(backers="monta") == NEWEST


def test_a_statement_tells_where_it_belongs_and_its_support_and_nobody_who_wrote_it(
    whole: Desk,
) -> None:
    page = whole.page()
    thought = entry(page, I1)
    for words in ("Osallisuus", I1, "3 kannattaa, 2 organisaatiosta (nähnyt 3)", "Hyväksytty"):
        assert words in thought
    assert [name for name in ("Joutsa", "joutsa", "Luottamus") if name in thought] == []
    commitment = entry(page, C1)
    for words in ("Joutsa", "Valmis aloittamaan", "Lautakunta", "Ei tarkisteta"):
        assert words in commitment
    assert "Puhelinnumero?" in entry(page, T2)


def test_a_form_without_script_says_it_and_comes_back_to_the_statement(desk: Desk) -> None:
    said = desk.post(I1, "kind=text&page=1", state="partly", reason="Osin\r\nvain", section="3.2")
    assert (said.status_code, said.headers["location"]) == (
        303,
        f"/e/{desk.event.code}/statements?kind=text#{I1}",
    )
    assert desk.standing() == {I1: ("partly", "Osin\nvain", "3.2")}
    page = entry(desk.page(), I1)
    assert re.search(r'value="partly" checked', page)
    assert "\nOsin\nvain</textarea>" in page
    assert 'value="3.2"' in page
    assert "Valmistelija" in page


def test_what_is_no_longer_looked_for_gives_way_to_the_next(desk: Desk) -> None:
    to = [
        desk.post(each, query, state="not", following=T1).headers["location"].rpartition("#")[2]
        for each, query in ((I1, "treated=none"), (I1, "treated=some"), (I1, "treated=included"))
    ]
    assert to == [T1, I1, T1]


def test_what_was_said_is_taken_back_with_one_button(desk: Desk) -> None:
    desk.post(I1, state="not", reason="Ei meille")
    desk.post(I1, state="not", reason="Ei meille", take_back="1")
    assert desk.standing() == {}


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"reason": "Ei meille", "section": "3.2"}, "Valitse ensin"),
        ({"state": "not", "reason": "ä" * 1003, "section": "3.2"}, "3 merkkiä liikaa"),
        ({"state": "not", "reason": "Ei meille", "section": "s" * 121}, "1 merkkiä liikaa"),
    ],
)
def test_what_cannot_be_taken_is_said_beside_it_and_stays_in_the_form(
    desk: Desk, fields: dict[str, str], words: str
) -> None:
    said = desk.post(I1, "sort=id", **fields)
    form = entry(said.text, I1)
    assert (said.status_code, words in form, desk.standing()) == (422, True, {})
    assert f"\n{fields['reason']}</textarea>" in form
    assert f'value="{fields["section"]}"' in form
    assert said.text.count('role="alert">') == 2  # the page's own, and this one


def test_a_script_gets_what_stands_and_the_sentence_or_what_is_wrong(desk: Desk) -> None:
    desk.browser.headers.update({"Accept": "application/json", "Accept-Language": "en"})
    try:
        stored = desk.post(I1, state="not", reason=" Ei meille ")
        wrong = desk.post(I1, state="not", reason="ä" * 1001)
        none = desk.post(I1)
        gone = desk.post(I1, state="not", take_back="1")
    finally:
        desk.browser.headers["Accept"] = "text/html"
        del desk.browser.headers["Accept-Language"]
    told = stored.json().pop("told")
    assert stored.json() == {"state": "not", "reason": "Ei meille", "section": "", "told": told}
    assert re.fullmatch(r"Tallennettu \d+\.\d+\.\d+ klo \d+\.\d+, Valmistelija", told)
    assert (wrong.status_code, wrong.json()["field"]) == (422, "reason")
    assert wrong.json()["detail"].startswith("Perustelussa on 1 merkkiä")  # the page's language
    assert (none.status_code, none.json()["field"]) == (422, "state")
    assert gone.json() == NOTHING | {"told": ""}


def test_a_text_that_changes_afterwards_is_marked(event: Event, host: Host) -> None:
    host.change(TEXT, state="open")
    phone: Phone = event.phone()
    answer = "7b0c4f6e-6f8d-4a5e-9a52-0d5a4d0c8a11"
    phone.put(TEXT, {"text": "Kyydit"}, answer=answer).raise_for_status()
    drafter, browser = event.client(event.keys["analysis"]), event.browser("analysis")
    drafter.put(f"/dispositions/{T1}", json={"state": "included"}).raise_for_status()
    before = browser.get("/statements").text
    phone.put(TEXT, {"text": "Junat"}, answer=answer, sequence=2).raise_for_status()
    after = browser.get("/statements").text
    assert ["muuttunut käsittelyn jälkeen" in each for each in (before, after)] == [False, True]
    assert "Junat" in entry(after, T1)


def test_fifty_stand_on_a_page_and_links_keep_what_is_looked_for(event: Event, host: Host) -> None:
    host.change(TEXT, state="open")
    phone = event.phone()
    for number in range(52):
        phone.put(TEXT, {"text": f"Kyyti {number}"}).raise_for_status()
    browser = event.browser("analysis")
    query = {"q": "kyyti", "sort": "id"}
    first = browser.get("/statements", params=query).text
    links = re.findall(r'rel="(?:prev|next)" href="([^"]+)"', first)
    there = html.unescape(links[0])
    assert there == f"/e/{event.code}/statements?{urlencode(query)}&page=2"
    second = browser.get(f"{event.url}{there}").text
    found = [re.findall(r'<li class="entry" id="([^"]+)"', page) for page in (first, second)]
    ids = [f"{PREFIX[TEXT]}-{number:04}" for number in range(1, 53)]
    assert found == [ids[:50], ids[50:]]


def test_the_page_asks_for_a_key_and_leads_back(event: Event) -> None:
    home = f"{event.url}/e/{event.code}"
    with httpx.Client(base_url=home, headers={"Accept": "text/html"}, verify=PLAIN) as new:
        asks = new.get("/statements")
        assert (asks.status_code, 'value="statements"' in asks.text) == (200, True)
        new.headers["Origin"] = event.url
        passed = new.post("/pass", data={"key": event.keys["analysis"], "to": "statements"})
        screen = new.post("/pass", data={"key": event.keys["screen"], "to": "statements"})
    assert passed.headers["location"] == f"/e/{event.code}/statements"
    assert screen.status_code == 403
