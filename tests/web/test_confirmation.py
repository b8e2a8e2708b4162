"""The confirmation round over HTTP: links, what contact persons may say by them, and what not."""

from __future__ import annotations

import csv
import io
import re
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing
from html import unescape
from typing import Any
from urllib.parse import unquote

import httpx
import pytest

from app import agenda
from tests.served import AGENDA, PLAIN, Event, Guest, Host, Phone

PROMPT, OTHER = "osallisuus-sitoumukset", "elinvoima-sitoumukset"
PREFIX = {each.key: each.prefix for each in agenda.read(AGENDA).prompts}
FIRST, SECOND, THIRD = (f"{PREFIX[PROMPT]}-{number:04}" for number in (1, 2, 3))
HALL = {"measure": "Avaamme talon", "strength": "ready", "when": "2026"}
OURS = HALL | {"measure": "Avaamme kaksi taloa", "strength": "needs_decision"}
SENTENCE = {  # of what ended a link
    "unknown": "Linkki ei käy",
    "revoked": "Linkki on peruttu",
    "expired": "Linkin voimassaolo on päättynyt",
    "finished": "Linkki on jo käytetty",
}


class Round:
    """An event where Joutsa has two commitments and Laukaa one, and who runs its round."""

    def __init__(self, event: Event, host: Host) -> None:
        self.event, self.host = event, host
        self.analyst = Host(event, event.keys["analysis"])
        host.change(PROMPT, state="open")
        self.joutsa, self.laukaa = event.phone("joutsa"), event.phone("laukaa")
        self.answers = [
            self.give(self.joutsa, HALL),
            self.give(self.joutsa, HALL | {"measure": "Kyydit"}),
            self.give(self.laukaa, HALL | {"measure": "Laukaan oma"}),
        ]

    def give(self, phone: Phone, value: dict[str, Any], **more: Any) -> str:
        """A commitment; the id of its answer."""
        answer = str(more.pop("answer", uuid.uuid4()))
        phone.put(PROMPT, value, answer=answer, **more)
        return answer

    def links(self, **body: Any) -> dict[str, str]:
        """New links by organisation."""
        made = self.analyst.http.post("/invitations", json=body)
        made.raise_for_status()
        return {each["organisation"]: each["link"] for each in made.json()}

    def contact(self, organisation: str = "joutsa", **body: Any) -> Contact:
        """Whoever has a new link of an organisation."""
        return Contact(self.event, self.links(organisation=organisation, **body)[organisation])

    def parties(self) -> dict[str, dict[str, Any]]:
        """How the round stands, by organisation."""
        listed = self.analyst.http.get("/invitations").json()
        return {each["organisation"]: each for each in listed}

    def log(self) -> list[tuple[str, str | None, str, str]]:
        """Rows of the log on the round."""
        acts = ("invite", "revoke_invitation", "enter", "confirm")
        return [
            (row["act"], row["target"], row["actor"], row["role"])
            for row in self.host.http.get("/log").json()
            if row["act"].startswith(acts) and row["target"] != "console"
        ]

    def past(self) -> None:
        """Every link of the event is as if its time were over."""
        changed(
            self.event,
            "update invitation set expires_at = '2025-10-25T00:00:00.000Z' where event_id ="
            " (select id from event where code = ?)",
        )


def changed(event: Event, statement: str) -> None:
    """The database after a time that no test waits for."""
    assert isinstance(event, Guest)
    with closing(sqlite3.connect(event.server.data / "evastys.sqlite3")) as database:
        database.execute(statement, [event.code])
        database.commit()


class Contact:
    """A contact person's program, and their browser without script."""

    def __init__(self, event: Event, link: str) -> None:
        self.event, self.link = event, link
        self.secret = link.rpartition("#")[2]
        self.http = event.client(self.secret)
        self.browser = httpx.Client(
            base_url=f"{event.url}/e/{event.code}",
            headers={"Origin": event.url, "Accept": "text/html"},
            timeout=60,
            verify=PLAIN,
        )
        event.clients.append(self.browser)

    def say(self, public_id: str, decision: str, **more: Any) -> httpx.Response:
        """One confirmation."""
        return self.http.put(f"/confirmations/{public_id}", json={"decision": decision, **more})

    def standing(self) -> dict[str, Any]:
        """What is said of each commitment."""
        listed = self.http.get("/confirmations")
        listed.raise_for_status()
        return {each["id"]: each["confirmation"] for each in listed.json()}

    def enter(self) -> httpx.Response:
        """Hand the link in."""
        return self.browser.post("/confirm/pass", data={"link": self.link})


@pytest.fixture
def hall(event: Event, host: Host) -> Round:
    return Round(event, host)


def decisions(contact: Contact) -> dict[str, str | None]:
    """The decision on each commitment."""
    return {key: said and said["decision"] for key, said in contact.standing().items()}


# --- links ---------------------------------------------------------------------------------------


def test_everybody_with_commitments_gets_one_link_and_asking_again_makes_none(hall: Round) -> None:
    links = hall.links()
    assert sorted(links) == ["joutsa", "laukaa"]
    prefix = f"{hall.event.url}/e/{hall.event.code}/confirm#"
    assert {each.startswith(prefix) for each in links.values()} == {True}
    again = hall.analyst.http.post("/invitations", json={})
    assert (again.status_code, again.json()["field"]) == (422, "organisation")
    stands = {key: (each["state"], each["open"]) for key, each in hall.parties().items()}
    assert stands == {"joutsa": ("sent", 2), "laukaa": ("sent", 1)}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"organisation": "multia"}, "organisation"),
        ({"organisation": "ei-ole"}, "organisation"),
        ({"days": 0}, "days"),
        ({"days": 91}, "days"),
        ({"days": "pitkään"}, "days"),
    ],
)
def test_what_cannot_be_a_link_is_refused_with_its_field(
    hall: Round, body: dict[str, Any], field: str
) -> None:
    said = hall.analyst.http.post("/invitations", json=body)
    assert (said.status_code, said.json()["field"]) == (422, field)
    assert {each["state"] for each in hall.parties().values()} == {"none"}


def test_the_page_tells_links_once_to_copy_and_as_a_file(hall: Round) -> None:
    page = hall.event.browser("analysis")
    said = page.post("/invitations", data={"organisation": "", "days": "7"})
    assert (said.status_code, said.text) == (303, "")
    shown, again = (page.get("/invitations").text for _ in range(2))
    links = re.findall(r'<textarea id="link-\w+"[^>]*>(\S+)</textarea>', shown)
    href = re.search(r'download="[^"]*" href="data:text/csv;charset=utf-8,([^"]*)"', shown)
    assert href is not None
    rows = list(csv.reader(io.StringIO(unquote(unescape(href[1]))[1:]), delimiter=";"))
    assert rows[0] == ["organisaatio", "linkki", "voimassa"]
    assert [row[:2] for row in rows[1:]] == [["Joutsa", links[0]], ["Laukaa", links[1]]]
    assert (len(links), links[0] in again) == (2, False)
    assert Contact(hall.event, links[0]).say(FIRST, "confirmed").status_code == 200


def test_the_page_says_beside_its_field_what_a_link_cannot_be(hall: Round) -> None:
    page = hall.event.browser("analysis")
    wrong = page.post("/invitations", data={"organisation": "joutsa", "days": "pitkään"})
    assert (wrong.status_code, 'value="pitkään"' in wrong.text) == (422, True)
    assert re.search(r'<option value="joutsa" selected>', wrong.text)
    assert hall.parties()["joutsa"]["state"] == "none"


def test_a_link_is_kept_only_as_a_hash(hall: Round) -> None:
    secret = hall.contact().secret
    assert isinstance(hall.event, Guest)
    files = hall.event.server.data.iterdir()
    assert secret.encode() not in b"".join(file.read_bytes() for file in files)
    assert secret not in hall.analyst.http.get("/invitations").text


# --- what is said --------------------------------------------------------------------------------


def test_each_commitment_is_confirmed_corrected_or_withdrawn_and_may_be_changed(
    hall: Round,
) -> None:
    contact = hall.contact()
    assert decisions(contact) == {FIRST: None, SECOND: None}
    confirmed = contact.say(FIRST, "confirmed", note="Valtuusto 3.11.").json()["confirmation"]
    assert (confirmed["value"], confirmed["note"]) == (HALL, "Valtuusto 3.11.")
    corrected = contact.say(FIRST, "corrected", value=OURS).json()
    assert (corrected["value"], corrected["confirmation"]["value"]) == (HALL, OURS)
    withdrawn = contact.say(SECOND, "withdrawn").json()["confirmation"]
    assert (withdrawn["decision"], withdrawn["value"]) == ("withdrawn", {})
    assert decisions(contact) == {FIRST: "corrected", SECOND: "withdrawn"}
    stands = hall.parties()["joutsa"]
    assert [stands[key] for key in ("confirmed", "corrected", "withdrawn", "open")] == [0, 1, 1, 0]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"decision": "maybe"}, "decision"),
        ({"decision": "corrected"}, "measure"),
        ({"decision": "corrected", "value": HALL}, "measure"),
        ({"decision": "corrected", "value": {"measure": "Kyydit"}}, "strength"),
        ({"decision": "corrected", "value": OURS | {"strength": "promise"}}, "strength"),
        ({"decision": "corrected", "value": OURS | {"measure": "ä" * 2001}}, "measure"),
        ({"decision": "corrected", "value": OURS | {"actor": "ä" * 201}}, "actor"),
        ({"decision": "corrected", "value": OURS | {"hinta": "1"}}, "hinta"),
        ({"decision": "confirmed", "note": "ä" * 1001}, "note"),
        ({"decision": "confirmed", "organisation": "laukaa"}, "organisation"),
    ],
)
def test_what_cannot_be_said_is_refused_with_its_field_and_changes_nothing(
    hall: Round, body: dict[str, Any], field: str
) -> None:
    contact = hall.contact()
    contact.say(FIRST, "withdrawn").raise_for_status()
    refused = contact.http.put(f"/confirmations/{FIRST}", json=body)
    assert (refused.status_code, refused.json()["field"]) == (422, field)
    assert decisions(contact) == {FIRST: "withdrawn", SECOND: None}


def test_a_correction_is_cleaned_as_an_answer_is(hall: Round) -> None:
    rough = OURS | {"measure": " =1+1\r\n\u202eTalo\x00 ", "needs": " "}
    said = hall.contact().say(FIRST, "corrected", value=rough, note=" Näin\u200b ").json()
    stored = said["confirmation"]
    assert (stored["value"], stored["note"]) == (OURS | {"measure": "=1+1\nTalo"}, "Näin")


def test_each_step_is_a_row_of_the_log_without_a_text_and_the_same_again_is_none(
    hall: Round,
) -> None:
    contact = hall.contact()
    contact.enter()
    for body in ("confirmed", "confirmed", "withdrawn"):
        contact.say(FIRST, body).raise_for_status()
    contact.say(FIRST, "corrected", value=OURS, note="Salainen").raise_for_status()
    contact.http.post("/confirmations/finish").raise_for_status()
    number = hall.parties()["joutsa"]["id"]
    hall.analyst.http.delete(f"/invitations/{number}").raise_for_status()
    joutsa, analyst = ("Joutsa", "contact"), ("Valmistelija", "analyst")
    assert hall.log() == [
        ("invite", "joutsa", *analyst),
        ("enter", "confirm", *joutsa),
        ("confirm_confirmed", FIRST, *joutsa),
        ("confirm_withdrawn", FIRST, *joutsa),
        ("confirm_corrected", FIRST, *joutsa),
        ("confirm_finish", None, *joutsa),
        ("revoke_invitation", "joutsa", *analyst),
    ]
    log = hall.event.browser("console").get("/console/log").text
    told = ("Tehtiin vahvistuslinkki: Joutsa", f"Korjasi sitoumusta {FIRST}", "yhteyshenkilö")
    assert [each in log for each in (*told, "taloa", "Salainen")] == [True] * 3 + [False] * 2


def test_who_changes_a_commitment_afterwards_is_seen_and_not_confirmed_by_an_old_page(
    hall: Round,
) -> None:
    contact = hall.contact()
    (first, _) = contact.http.get("/confirmations").json()
    contact.say(FIRST, "confirmed", seen=first["position"]).raise_for_status()
    hall.give(hall.joutsa, OURS, answer=hall.answers[0], sequence=2)
    stale = contact.say(FIRST, "withdrawn", seen=first["position"])
    assert (stale.status_code, stale.json()["type"]) == (409, "urn:evastys:problem:clash")
    (now, _) = contact.http.get("/confirmations").json()
    assert (now["value"], now["confirmation"]["value"]) == (OURS, HALL)
    contact.enter()
    assert "muuttanut tätä vahvistuksen jälkeen" in contact.browser.get("/confirm").text


def test_what_a_participant_took_back_or_a_moderator_hid_is_not_confirmed(hall: Round) -> None:
    contact = hall.contact()
    hall.joutsa.http.delete(f"/answers/{hall.answers[0]}").raise_for_status()
    hall.host.moderate(SECOND, "hidden")
    said = [contact.say(each, "confirmed").status_code for each in (FIRST, SECOND)]
    assert (said, contact.standing()) == ([404, 404], {})


# --- what ends a link, and whose it is -----------------------------------------------------------


def test_a_commitment_of_another_organisation_is_not_theirs_to_change(hall: Round) -> None:
    joutsa, laukaa = hall.contact("joutsa"), hall.contact("laukaa")
    refused = joutsa.say(THIRD, "withdrawn")
    assert (refused.status_code, refused.json()["type"]) == (404, "urn:evastys:problem:not-found")
    assert decisions(laukaa) == {THIRD: None}
    assert THIRD not in joutsa.standing()
    joutsa.enter()
    page = joutsa.browser.post(f"/confirm/{THIRD}", data={"decision": "withdrawn"})
    assert page.status_code == 404
    assert decisions(laukaa) == {THIRD: None}


def test_a_link_of_another_event_and_a_made_up_one_open_nothing(hall: Round, halls: Any) -> None:
    other = next(halls)
    theirs = Round(other, other.moderator()).contact()
    foreign = Contact(hall.event, theirs.link)
    made_up = Contact(hall.event, "QQQQQ-QQQQQ-QQQQQ-QQQQQ-QQQQQ-QQQQQ")
    for contact in (foreign, made_up):
        said = contact.say(FIRST, "confirmed")
        assert (said.status_code, said.json()["type"]) == (401, "urn:evastys:problem:unknown")
        assert contact.http.get("/confirmations").status_code == 401
        entered = contact.enter()
        assert (entered.status_code, SENTENCE["unknown"] in entered.text) == (403, True)
        assert contact.browser.cookies.jar._cookies == {}  # type: ignore[attr-defined]
    assert decisions(hall.contact()) == {FIRST: None, SECOND: None}
    other.leave()


def test_a_pass_of_another_event_opens_nothing(hall: Round, halls: Any) -> None:
    other = next(halls)
    there = Round(other, other.moderator()).contact()
    here = hall.contact()
    there.enter()
    ((name, token),) = there.browser.cookies.items()
    here.browser.cookies.set(name.replace(other.code, hall.event.code), token)
    said = here.browser.post(f"/confirm/{FIRST}", data={"decision": "confirmed"})
    assert (said.status_code, decisions(here)) == (401, {FIRST: None, SECOND: None})
    other.leave()


def test_a_pass_is_of_its_own_organisation_however_its_number_is_changed(hall: Round) -> None:
    joutsa, laukaa = hall.contact("joutsa"), hall.contact("laukaa")
    joutsa.enter()
    ((name, token),) = joutsa.browser.cookies.items()
    number, _, rest = token.partition(".")
    forged = [f"{int(number) + 1}.{rest}", f"{number}.", number, "", f"{number}.{'0' * 64}"]
    for each in forged:
        laukaa.browser.cookies.set(name, each)
        said = laukaa.browser.post(f"/confirm/{THIRD}", data={"decision": "confirmed"})
        assert said.status_code == 401, each
    assert decisions(laukaa) == {THIRD: None}


def ended(hall: Round, how: str, contact: Contact) -> None:
    """End a contact's link."""
    number = hall.parties()["joutsa"]["id"]
    match how:
        case "revoked":
            hall.analyst.http.delete(f"/invitations/{number}").raise_for_status()
        case "replaced":
            hall.links(organisation="joutsa")
        case "expired":
            hall.past()
        case "finished":
            contact.http.post("/confirmations/finish").raise_for_status()


@pytest.mark.parametrize("how", ["revoked", "replaced", "expired", "finished"])
def test_a_link_that_has_ended_changes_nothing_and_says_why(hall: Round, how: str) -> None:
    contact = hall.contact()
    contact.enter()
    contact.say(FIRST, "confirmed").raise_for_status()
    ended(hall, how, contact)
    status = 409 if how == "finished" else 401
    sentence = SENTENCE["revoked" if how == "replaced" else how]
    by_link = [
        contact.say(FIRST, "withdrawn"),
        contact.http.post("/confirmations/finish"),
        contact.http.get("/confirmations"),
    ]
    by_pass = [
        contact.browser.post(f"/confirm/{FIRST}", data={"decision": "withdrawn"}),
        contact.browser.post("/confirm/finish"),
    ]
    told = [each.json()["detail"] for each in by_link] + [each.text for each in by_pass]
    assert [each.status_code for each in (*by_link, *by_pass)] == [status] * 5
    assert [sentence in each and "Valmistelija" in each for each in told] == [True] * 5
    contact.browser.cookies.clear()
    reused = contact.enter()
    assert reused.status_code == (409 if how == "finished" else 403)
    assert (sentence in reused.text, "set-cookie" in reused.headers) == (True, False)
    assert (HALL["measure"] in reused.text, FIRST in reused.text) == (False, False)
    fresh = hall.contact()
    assert decisions(fresh) == {FIRST: "confirmed", SECOND: None}


def test_a_finished_round_is_read_by_its_pass_with_the_moment_and_whom_to_ask(
    hall: Round,
) -> None:
    contact = hall.contact()
    contact.enter()
    contact.say(FIRST, "corrected", value=OURS, note="Valtuusto 3.11.").raise_for_status()
    finished = contact.browser.post("/confirm/finish")
    assert finished.status_code == 303
    page = contact.browser.get("/confirm").text
    kept = (HALL["measure"], OURS["measure"], "Valtuusto 3.11.", "Kierros päätettiin", "Valmist")
    assert [each in page for each in kept] == [True] * 5
    assert ("<textarea" in page, "/confirm/finish" in page) == (False, False)
    stands = hall.parties()["joutsa"]
    assert (stands["state"], stands["corrected"], stands["open"]) == ("finished", 1, 1)


def test_a_pass_opens_no_page_of_hosts_and_is_read_by_no_script(hall: Round) -> None:
    contact = hall.contact()
    entered = contact.enter()
    cookie = entered.headers["set-cookie"]
    assert f"evastys-{hall.event.code}-contact=" in cookie
    assert [each in cookie for each in ("HttpOnly", "SameSite=lax")] == [True, True]
    assert contact.secret not in cookie
    contact.browser.headers["Accept"] = "*/*"
    pages = ("analysis", "console", "screen", "invitations", "keys")
    said = [contact.browser.get(f"/{page}").status_code for page in pages]
    assert said == [401] * 5


# --- the page without script ---------------------------------------------------------------------


def test_the_whole_round_goes_with_plain_forms(hall: Round) -> None:
    contact = hall.contact()
    stranger = contact.browser.get("/confirm")
    assert (stranger.status_code, 'name="link"' in stranger.text) == (200, True)
    assert contact.enter().headers["location"] == f"/e/{hall.event.code}/confirm"
    page = contact.browser.get("/confirm").text
    shown = [each in page for each in ("Joutsa", FIRST, SECOND, THIRD, "ei organisaatioiden")]
    assert shown == [True, True, True, False, True]
    wrong = contact.browser.post(
        f"/confirm/{FIRST}", data={"decision": "corrected", "measure": "Jäi kesken", "note": "Syy"}
    )
    assert (wrong.status_code, "Jäi kesken" in wrong.text, "Syy" in wrong.text) == (422, True, True)
    assert "Valitse, kuinka valmis" in wrong.text
    right = contact.browser.post(f"/confirm/{FIRST}", data={"decision": "corrected", **OURS})
    assert right.headers["location"] == f"/e/{hall.event.code}/confirm#{FIRST}"
    contact.browser.post(f"/confirm/{SECOND}", data={"decision": "withdrawn"})
    assert decisions(contact) == {FIRST: "corrected", SECOND: "withdrawn"}
    assert contact.browser.post("/confirm/finish").status_code == 303


def test_a_late_commitment_is_there_with_a_mark(hall: Round) -> None:
    contact = hall.contact("laukaa")
    contact.enter()
    hall.host.change(PROMPT, state="closed")
    changed(
        hall.event,
        "update prompt set closed_at = '2025-10-24T10:00:00.000Z' where event_id ="
        " (select id from event where code = ?)",
    )
    hall.give(hall.laukaa, HALL | {"measure": "Myöhäinen"})
    hall.give(hall.laukaa, HALL | {"measure": "Liian myöhään"}, answer=hall.answers[2], sequence=2)
    listed = contact.http.get("/confirmations").json()
    told = [(each["value"]["measure"], each["late"]) for each in listed]
    assert told == [("Laukaan oma", False), ("Myöhäinen", True)]
    assert "Tuli myöhässä" in contact.browser.get("/confirm").text


def test_the_form_in_the_hall_says_in_whose_name_it_is(hall: Round) -> None:
    phone = hall.contact().browser
    phone.post("/join", data={"organisation": "joutsa", "role": "elected"})
    hall.host.show(PROMPT)
    page = phone.get(f"{hall.event.url}/e/{hall.event.code}").text
    assert "Sitoumus kirjataan organisaatiosi nimiin" in page


@pytest.mark.parametrize("ending", ["the rehearsal ends", "a paper form is dropped"])
def test_an_id_that_comes_again_is_confirmed_by_nobody(
    event: Event, host: Host, ending: str
) -> None:
    console = event.browser("console")
    if ending == "the rehearsal ends":
        host.rehearse()
        hall = Round(event, host)
    else:
        hall = paper(event, host, console)
    contact = hall.contact()
    contact.enter()
    contact.say(FIRST, "confirmed").raise_for_status()
    if ending == "the rehearsal ends":
        host.http.delete("/rehearsal", params={"confirm": event.code}).raise_for_status()
        assert contact.browser.get("/confirm").status_code == 401
        again = Round(event, host).contact()
        assert contact.browser.get("/confirm").status_code == 401
    else:
        dropped = console.post(f"/console/paper/{hall.answers[0]}/drop")
        assert dropped.status_code == 303
        again = Contact(event, contact.link)
        hall.give(event.phone("joutsa"), OURS)
    assert decisions(again)[FIRST] is None


def paper(event: Event, host: Host, console: httpx.Client) -> Round:
    """An event whose only commitment came on paper; its form stands in `answers`."""
    hall = Round.__new__(Round)
    hall.event, hall.host, hall.analyst = event, host, Host(event, event.keys["analysis"])
    host.change(PROMPT, state="open")
    joined = {"organisation": "joutsa", "role": "elected", "language": "fi"}
    begun = console.post("/console/paper/forms", data=joined)
    form = begun.headers["location"].rpartition("/")[2].partition("?")[0]
    sent = {"prompt": PROMPT, "answer_id": str(uuid.uuid4()), "then": "next", **HALL}
    said = console.post(f"/console/paper/{form}/answers", data=sent)
    assert said.status_code == 303, said.text
    hall.answers = [form]
    return hall


@pytest.fixture(autouse=True)
def left(event: Event) -> Iterator[None]:
    """Nothing of a test stays open."""
    yield
    event.leave()
