"""What becomes of statements in the plan, over HTTP: said, changed, taken back, and gone."""

from __future__ import annotations

import sqlite3
import uuid
from contextlib import closing
from typing import Any

import httpx
import pytest

from app import agenda
from tests.served import AGENDA, Event, Guest, Host

TEXT, COMMITMENT = "osallisuus-kehittamistarpeet", "osallisuus-sitoumukset"
FIRST = {each.key: f"{each.prefix}-0001" for each in agenda.read(AGENDA).prompts}
THOUGHT, PROMISE, MISSING = FIRST[TEXT], FIRST[COMMITMENT], "T9-K-9999"
KEYS = ("state", "reason", "section")


def said(state: str = "included", reason: str = "", section: str = "") -> dict[str, str]:
    """What stands of a statement, as the API has it."""
    return {"state": state, "reason": reason, "section": section}


class Hall:
    """An event with a thought and a commitment, and its drafter."""

    def __init__(self, event: Event, host: Host) -> None:
        self.event, self.host = event, host
        self.drafter = Host(event, event.keys["analysis"])
        self.phone = event.phone()
        self.answers = {TEXT: str(uuid.uuid4()), COMMITMENT: str(uuid.uuid4())}
        self.write(TEXT, {"text": "Kyydit kuntoon"})
        self.write(COMMITMENT, {"measure": "Avaamme talon", "strength": "ready"})

    def write(self, prompt: str, value: dict[str, Any]) -> None:
        """Say something."""
        self.host.change(prompt, state="open")
        self.phone.put(prompt, value, answer=self.answers[prompt]).raise_for_status()

    def put(self, public_id: str, body: Any) -> httpx.Response:
        """Say what became of one."""
        return self.drafter.http.put(f"/dispositions/{public_id}", json=body)

    def standing(self) -> dict[str, dict[str, str]]:
        """What stands, by public id."""
        listed = self.drafter.http.get("/dispositions").json()
        return {each["id"]: {key: each[key] for key in KEYS} for each in listed}

    def log(self) -> list[tuple[str, str, str]]:
        """Rows of the log on what became of statements."""
        return [
            (row["act"], row["target"], row["actor"])
            for row in self.host.http.get("/log").json()
            if row["act"].startswith("dispose")
        ]


@pytest.fixture
def hall(event: Event, host: Host) -> Hall:
    return Hall(event, host)


def test_what_a_drafter_says_of_a_thought_and_of_a_commitment_stands(hall: Hall) -> None:
    reason = said("partly", "Vain koululaisille.\nMuut 2027.", "3.2 Kyydit")
    answers = [hall.put(THOUGHT, reason), hall.put(PROMISE, said())]
    assert [each.status_code for each in answers] == [200, 200]
    assert answers[0].json() == {"id": THOUGHT} | reason
    assert hall.standing() == {THOUGHT: reason, PROMISE: said()}
    (first, _) = hall.drafter.http.get("/dispositions").json()
    assert (first["actor"], first["at"][-1]) == ("Valmistelija", "Z")


def test_each_change_is_a_row_of_the_log_and_the_same_again_is_none(hall: Hall) -> None:
    for body in (said(), said(), said("not", "Ei kuulu meille"), said("not", "Muu syy"), said("")):
        hall.put(THOUGHT, body).raise_for_status()
    assert hall.standing() == {}
    acts = ["dispose_included", "dispose_not", "dispose_not", "dispose_off"]
    assert hall.log() == [(act, THOUGHT, "Valmistelija") for act in acts]
    assert "Ei kuulu" not in hall.host.http.get("/log").text


def test_the_moderator_does_not_undo_what_a_drafter_said(hall: Hall) -> None:
    hall.host.http.put("/view", json={"view": "blank"}).raise_for_status()
    hall.put(THOUGHT, said()).raise_for_status()
    newest = hall.host.http.get("/log").json()[-1]
    console = hall.event.browser("console")
    refused = console.post("/console/undo", data={"action": str(newest["id"])})
    assert (newest["act"], refused.status_code) == ("dispose_included", 422)
    before = next(row for row in hall.host.http.get("/log").json() if row["act"] == "view_blank")
    assert console.post("/console/undo", data={"action": str(before["id"])}).status_code == 303
    assert hall.standing() == {THOUGHT: said()}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (said("maybe"), "state"),
        (said("not", "ä" * 1001), "reason"),
        (said("not", section="ä" * 121), "section"),
        (said("", "Miksi"), "state"),
        (said("", section="3.2"), "state"),
        ({"reason": "Miksi"}, "state"),
        (said() | {"public": True}, "public"),
    ],
)
def test_what_cannot_be_said_is_refused_with_its_field_and_changes_nothing(
    hall: Hall, body: dict[str, Any], field: str
) -> None:
    hall.put(THOUGHT, said("included", "Näin")).raise_for_status()
    refused = hall.put(THOUGHT, body)
    assert (refused.status_code, refused.json()["field"]) == (422, field)
    assert hall.standing() == {THOUGHT: said("included", "Näin")}


def test_a_reason_and_a_section_take_as_much_as_they_say(hall: Hall) -> None:
    most = said("not", "ä" * 1000, "ä" * 120)
    assert hall.put(THOUGHT, most).json() == {"id": THOUGHT} | most


def test_what_breaks_lines_and_files_is_cleaned_away(hall: Hall) -> None:
    hall.put(THOUGHT, said("not", " \u202eSyy\r\n\x00loppu ", " 3.2\n Kyydit\u200b ")).json()
    assert hall.standing() == {THOUGHT: said("not", "Syy\nloppu", "3.2 Kyydit")}


def test_what_is_not_there_has_no_disposition(hall: Hall) -> None:
    hall.put(THOUGHT, said("not", "”Kyydit kuntoon” on jo tehty")).raise_for_status()
    hall.phone.http.delete(f"/answers/{hall.answers[TEXT]}").raise_for_status()
    assert [hall.put(each, said()).status_code for each in (THOUGHT, MISSING)] == [404, 404]
    assert hall.standing() == {}


def test_who_deletes_what_they_wrote_deletes_the_reason_that_quotes_it(hall: Hall) -> None:
    hall.put(THOUGHT, said("not", "”Kyydit kuntoon” on jo tehty")).raise_for_status()
    hall.put(PROMISE, said()).raise_for_status()
    before = rows(hall)
    hall.phone.http.delete(f"/answers/{hall.answers[TEXT]}").raise_for_status()
    assert (before, rows(hall)) == (["”Kyydit kuntoon” on jo tehty", ""], [""])


def rows(hall: Hall) -> list[str]:
    """Every reason that the database holds of the event."""
    assert isinstance(hall.event, Guest)
    asked = "select reason from disposition join event on event.id = event_id where code = ?"
    with closing(sqlite3.connect(hall.event.server.data / "evastys.sqlite3")) as database:
        return [row[0] for row in database.execute(asked, [hall.event.code])]


def test_a_drafter_of_another_event_says_nothing_here(hall: Hall, halls: Any) -> None:
    other = next(halls)
    stranger = Host(other, other.keys["analysis"])
    foreign = f"{hall.event.url}/api/events/{hall.event.code}/dispositions/{THOUGHT}"
    assert stranger.http.put(foreign, json=said()).status_code == 401
    assert stranger.http.put(f"/dispositions/{THOUGHT}", json=said()).status_code == 404
    assert hall.standing() == {}
    other.leave()
