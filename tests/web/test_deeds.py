"""The moderation log over HTTP: everything that a host does is in it with who did it, nothing that
participants wrote is, and no call changes what stands there."""

from __future__ import annotations

import csv
import inspect
import io
import re
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from app import control
from app.doors import DOORS, NOBODY, PARTICIPANT
from app.i18n import catalogue
from app.web import host as host_pages
from tests.books import workbook
from tests.served import PLAIN, Event, Guest, Host, standing

CHOICE, TEXT, WORDS = "edustus", "osallisuus-kehittamistarpeet", "osallisuus-vahvuudet"
COMMITMENT = "osallisuus-sitoumukset"
ANNA, OWNER, JOUTSA = ("Anna", "moderator"), ("Omistaja", "owner"), ("Joutsa", "contact")
SHEET = "00000000-0000-4000-8000-00000000000a"  # id of the answer on a paper form
SECRET = "kettu juoksee"  # what a participant wrote


class Room:
    """An event in which two hosts act, each in the browser and through the API."""

    def __init__(self, event: Event) -> None:
        self.event = event
        self.owner = event.moderator()
        self.keys = {
            name: self.give(role, name)
            for name, role in (ANNA, ("Bo", "moderator"), ("Cia", "screen"))
        }
        self.anna = Host(event, self.keys["Anna"]["key"])
        assert self.owner.http.post("/rehearsal").status_code == 200
        self.owner.show(WORDS)
        phone = event.phone()
        for prompt, value in ((WORDS, {"words": ["luonto", "kettu"]}), (TEXT, {"text": SECRET})):
            self.owner.change(prompt, state="open")
            assert phone.put(prompt, value).status_code == 200
        self.owner.change(COMMITMENT, state="open")
        phone.put(COMMITMENT, {"measure": SECRET, "strength": "ready"}).raise_for_status()
        self.statement = self.owner.waiting()[0]["id"]
        assert phone.put("questions", {"text": f"Miksi {SECRET}?"}).status_code == 200
        self.question = self.owner.waiting()[-1]["id"]
        self.owner.moderate(self.question, "approved")

    def give(self, role: str, name: str) -> dict[str, Any]:
        made: dict[str, Any] = self.owner.http.post(
            "/keys", json={"role": role, "name": name}
        ).json()
        return made

    def log(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.owner.http.get("/log").json()
        return rows

    def form(self, host: Host, path: str, **fields: str) -> httpx.Response:
        """A plain form of a host's page."""
        return httpx.post(
            f"{self.event.url}/e/{self.event.code}{path}",
            data=fields,
            headers={"Authorization": f"Bearer {host.key}"},
            verify=PLAIN,
        )

    def closed(self) -> str:
        """A prompt that was answered and is closed; the last acts are the ones that did so."""
        self.anna.http.put("/stage", json={"prompt": CHOICE})
        self.event.phone().put(CHOICE, {"option": "en"}).raise_for_status()
        self.anna.http.patch(f"/prompts/{CHOICE}", json={"state": "closed"})
        return CHOICE

    def waiting(self) -> str:
        """A statement that has just come and waits."""
        self.event.phone().put(TEXT, {"text": SECRET}).raise_for_status()
        return str(self.owner.waiting()[-1]["id"])

    def paper(self) -> str:
        """Where the paper form stands that was begun last."""
        page = self.owner.http.get(f"{self.event.url}/e/{self.event.code}/console/paper").text
        (form,) = re.findall(r'href="/e/\w+(/console/paper/[^"]+)"', page)
        return str(form)

    def hand_in(self, path: str, word: str) -> httpx.Response:
        """A workbook that says what became of the statement."""
        file = workbook([("Id", "Treatment"), (self.statement, word)])
        return self.anna.http.post(path, files={"file": file})

    def bring_in(self, title: str) -> httpx.Response:
        """A changed agenda file."""
        file = self.owner.http.get("/agenda").json()
        return self.owner.http.put(
            "/agenda", json=file | {"agenda": file["agenda"].replace("Toinen", title)}
        )

    def invite(self, *, page: bool = False) -> httpx.Response:
        """A new link for Joutsa, and who holds it."""
        if not page:
            said = self.owner.http.post("/invitations", json={"organisation": "joutsa"})
            link = said.json()[0]["link"]
        else:
            said = self.form(self.owner, "/invitations", organisation="joutsa")
            home = f"{self.event.url}/e/{self.event.code}/invitations"
            link = re.findall(r">(\S+/confirm#\S+)</textarea>", self.owner.http.get(home).text)[0]
        self.contact = Host(self.event, link.rpartition("#")[2])
        (joutsa,) = self.owner.http.get("/invitations").json()
        self.invitation = joutsa["id"]
        (self.commitment,) = (each["id"] for each in self.contact.http.get("/confirmations").json())
        return said

    def leave(self) -> httpx.Response:
        """Sign in with Anna's key and out again; the first is a row as well."""
        home = f"/e/{self.event.code}"
        with httpx.Client(
            base_url=self.event.url, headers={"Origin": self.event.url}, verify=PLAIN
        ) as browser:
            browser.post(f"{home}/pass", data={"key": self.anna.key, "to": "keys"})
            return browser.post(f"{home}/pass/end")


Call = Callable[[Room], httpx.Response]
_E, _API = "/e/{code}", "/api/events/{code}"

KEPT = {"timezone": "Europe/Helsinki", "attendance": "180", "retain_until": "2029-12-31"}


def edited(path: str, **fields: str) -> Call:
    """A form of the pages of editing, of the agenda as it stands."""

    def call(r: Room) -> httpx.Response:
        file = r.owner.http.get("/agenda").json()
        text = {"text": file["agenda"].replace("Kuinka", "Miten")} if path == "file" else {}
        sent = fields | text | {"edition": str(file["edition"])}
        return r.form(r.owner, f"/edit/{path}", **sent)

    return call


# For every call of a host that changes something, in this order: one that does, and who makes it.
CALLS: dict[str, tuple[tuple[str, str], Call]] = {
    f"PUT {_API}/stage": (ANNA, lambda r: r.anna.http.put("/stage", json={"prompt": CHOICE})),
    f"PUT {_API}/view": (ANNA, lambda r: r.anna.http.put("/view", json={"view": "blank"})),
    f"PUT {_API}/freeze": (ANNA, lambda r: r.anna.http.put("/freeze", json={"frozen": True})),
    f"POST {_API}/prompts/{{key}}/timer": (
        ANNA,
        lambda r: r.anna.http.post(f"/prompts/{CHOICE}/timer", json={"seconds": 600}),
    ),
    f"PATCH {_API}/prompts/{{key}}": (
        ANNA,
        lambda r: r.anna.http.patch(f"/prompts/{CHOICE}", json={"results": "shown"}),
    ),
    f"POST {_API}/prompts/{{key}}/words": (
        ANNA,
        lambda r: r.anna.http.post(
            f"/prompts/{WORDS}/words", json={"act": "hide", "words": ["luonto"]}
        ),
    ),
    f"PATCH {_API}/statements/{{public_id}}": (
        ANNA,
        lambda r: r.anna.http.patch(f"/statements/{r.statement}", json={"state": "approved"}),
    ),
    "approve_all": (
        ANNA,
        lambda r: r.form(r.anna, "/console/approve_all", ids=r.waiting(), read="9" * 9),
    ),
    f"PUT {_API}/dispositions/{{public_id}}": (
        ANNA,
        lambda r: r.anna.http.put(f"/dispositions/{r.statement}", json={"state": "partly"}),
    ),
    f"POST {_E}/statements/{{public_id}}": (
        ANNA,
        lambda r: r.form(r.anna, f"/statements/{r.statement}", state="not"),
    ),
    f"PUT {_API}/feedback": (ANNA, lambda r: r.anna.http.put("/feedback", json={"open": True})),
    f"POST {_E}/statements/feedback": (
        ANNA,
        lambda r: r.form(r.anna, "/statements/feedback", on="0"),
    ),
    f"POST {_API}/dispositions": (ANNA, lambda r: r.hand_in("/dispositions", "Included")),
    f"POST {_E}/statements/workbook": (
        ANNA,
        lambda r: r.hand_in(f"{r.event.url}/e/{r.event.code}/statements/workbook", "Partly"),
    ),
    f"POST {_E}/console/words": (
        ANNA,
        lambda r: r.form(r.anna, "/console/words", prompt=WORDS, act="restore", word="luonto"),
    ),
    f"PATCH {_API}/goal_areas/{{key}}": (
        ANNA,
        lambda r: r.anna.http.patch("/goal_areas/elinvoima", json={"results": "shown"}),
    ),
    "pace": (ANNA, lambda r: r.form(r.anna, "/console/pace", goal_area="elinvoima")),
    "areas": (
        ANNA,
        lambda r: r.form(r.anna, "/console/areas", goal_area="elinvoima", state="closed"),
    ),
    f"POST {_E}/console/paper/forms": (
        ANNA,
        lambda r: r.form(r.anna, "/console/paper/forms", organisation="joutsa", role="elected"),
    ),
    f"POST {_E}/console/paper/{{form}}/answers": (
        ANNA,
        lambda r: r.form(r.anna, f"{r.paper()}/answers", prompt=TEXT, answer_id=SHEET, text=SECRET),
    ),
    f"POST {_E}/console/paper/{{form}}/withdraw": (
        ANNA,
        lambda r: r.form(r.anna, f"{r.paper()}/withdraw", prompt=TEXT, answer_id=SHEET),
    ),
    f"POST {_E}/console/paper/{{form}}/drop": (ANNA, lambda r: r.form(r.anna, f"{r.paper()}/drop")),
    "close": (ANNA, lambda r: r.form(r.anna, "/console/close", prompts=f"{CHOICE} {WORDS}")),
    "show": (ANNA, lambda r: r.form(r.anna, "/console/show", prompt=TEXT)),
    "clear": (ANNA, lambda r: r.form(r.anna, "/console/clear")),
    "next": (ANNA, lambda r: r.form(r.anna, "/console/next")),
    "prompts": (ANNA, lambda r: r.form(r.anna, "/console/prompts", prompt=TEXT, state="open")),
    "view": (ANNA, lambda r: r.form(r.anna, "/console/view", view="join")),
    "again": (ANNA, lambda r: r.form(r.anna, "/console/again", prompt=r.closed())),
    f"POST {_API}/prompts/{{key}}/rounds": (
        ANNA,
        lambda r: r.anna.http.post(f"/prompts/{r.closed()}/rounds", json={}),
    ),
    "compare": (
        ANNA,
        lambda r: r.form(r.anna, "/console/compare", prompt=CHOICE, compare="class"),
    ),
    "freeze": (ANNA, lambda r: r.form(r.anna, "/console/freeze", on="1")),
    "phones": (ANNA, lambda r: r.form(r.anna, "/console/phones", prompt=CHOICE, on="1")),
    "timer": (ANNA, lambda r: r.form(r.anna, "/console/timer", prompt=CHOICE, seconds="30")),
    "statements": (
        ANNA,
        lambda r: r.form(r.anna, "/console/statements", id=r.statement, state="hidden"),
    ),
    "premoderation": (ANNA, lambda r: r.form(r.anna, "/console/premoderation", on="0")),
    "finish": (ANNA, lambda r: r.form(r.anna, "/console/finish")),
    "undo": (
        ANNA,
        lambda r: r.form(r.anna, "/console/undo", action=str(r.log()[-1]["id"])),
    ),
    f"PUT {_API}/questions/{{public_id}}/mark": (
        ANNA,
        lambda r: r.anna.http.put(f"/questions/{r.question}/mark", json={"mark": "pinned"}),
    ),
    f"DELETE {_API}/questions/{{public_id}}/mark": (
        ANNA,
        lambda r: r.anna.http.delete(f"/questions/{r.question}/mark"),
    ),
    "mark": (ANNA, lambda r: r.form(r.anna, "/console/mark", id=r.question, mark="answered")),
    f"POST {_API}/keys": (
        OWNER,
        lambda r: r.owner.http.post("/keys", json={"role": "analyst", "name": "Dan"}),
    ),
    f"DELETE {_API}/keys/{{number}}": (
        OWNER,
        lambda r: r.owner.http.delete(f"/keys/{r.keys['Bo']['id']}"),
    ),
    f"POST {_E}/keys": (OWNER, lambda r: r.form(r.owner, "/keys", role="screen", name="Eva")),
    f"POST {_E}/keys/{{number}}/revoke": (
        OWNER,
        lambda r: r.form(r.owner, f"/keys/{r.keys['Cia']['id']}/revoke"),
    ),
    f"POST {_E}/pass/end": (ANNA, lambda r: r.leave()),
    f"GET {_API}/exports/{{name}}": (ANNA, lambda r: r.anna.http.get("/exports/answers.csv")),
    f"POST {_API}/exports/{{name}}": (ANNA, lambda r: r.anna.http.post("/exports/answers.csv")),
    f"GET {_E}/console/log.csv": (
        ANNA,
        lambda r: r.event.client(r.anna.key).get(f"{r.event.url}/e/{r.event.code}/console/log.csv"),
    ),
    f"POST {_API}/invitations": (OWNER, lambda r: r.invite()),
    f"PUT {_API}/confirmations/{{public_id}}": (
        JOUTSA,
        lambda r: r.contact.http.put(
            f"/confirmations/{r.commitment}",
            json={
                "decision": "corrected",
                "value": {"measure": f"{SECRET} 2", "strength": "ready"},
            },
        ),
    ),
    f"POST {_E}/confirm/{{public_id}}": (
        JOUTSA,
        lambda r: r.form(r.contact, f"/confirm/{r.commitment}", decision="confirmed", note=SECRET),
    ),
    f"POST {_API}/confirmations/finish": (
        JOUTSA,
        lambda r: r.contact.http.post("/confirmations/finish"),
    ),
    f"POST {_E}/invitations": (OWNER, lambda r: r.invite(page=True)),
    f"POST {_E}/confirm/finish": (JOUTSA, lambda r: r.form(r.contact, "/confirm/finish")),
    f"DELETE {_API}/invitations/{{number}}": (
        OWNER,
        lambda r: r.owner.http.delete(f"/invitations/{r.invitation}"),
    ),
    f"POST {_E}/invitations/{{number}}/revoke": (
        OWNER,
        lambda r: (
            r.invite(),
            r.form(r.owner, f"/invitations/{r.invitation}/revoke"),
        )[1],
    ),
    # Nobody has answered any more, so everything may be edited.
    f"DELETE {_API}/rehearsal": (
        OWNER,
        lambda r: r.owner.http.delete(f"/rehearsal?confirm={r.event.code}"),
    ),
    **{
        f"POST {_E}/edit/{page}": (OWNER, edited(path, **fields))
        for page, path, fields in (
            ("prompts/{key}", "prompts/terveiset", {"kind": "text", "text.fi": "Mitä?"}),
            ("add", "add", {"kind": "text", "text.fi": "Vielä?"}),
            ("event", "event", {"title.fi": "Toinen", "date": "2026-01-02", **KEPT}),
            ("lists/{section}", "lists/roles", {"rows.0.key": "elected", "rows.0.name.fi": "Hän"}),
            ("texts/{language}", "texts/sv", {"do": "remove"}),
            ("order", "order", {"prompt": "terveiset", "by": "-1"}),
            ("questions", "questions", {}),
        )
    },
    f"POST {_E}/edit/file": (OWNER, edited("file", do="save", text="")),
    f"PUT {_API}/agenda": (OWNER, lambda r: r.bring_in("Tuotu")),
    f"POST {_E}/copy": (
        OWNER,
        lambda r: r.form(
            r.owner,
            "/copy",
            **{"code": f"{r.event.code}X", "title.fi": "Uusi", "date": "2027-01-02"},
            retain_until="2027-02-03",
        ),
    ),
    f"POST {_API}/rehearsal": (ANNA, lambda r: r.anna.http.post("/rehearsal")),
    f"POST {_E}/console/purge": (
        OWNER,
        lambda r: r.form(r.owner, "/console/purge", confirm=r.event.code),
    ),
    "rehearse": (ANNA, lambda r: r.form(r.anna, "/console/rehearse")),
}
FILES = {call for call in CALLS if call.startswith("GET ")}
FORMS = f"POST {_E}/console/{{act}}"  # many acts under one route


def test_every_call_of_a_host_that_changes_something_is_tried_here() -> None:
    unsafe = {
        route
        for route, roles in DOORS.items()
        if not route.startswith(("GET ", "WS ")) and not roles & {NOBODY, PARTICIPANT}
    }
    acts = set(re.findall(r'case "(\w+)"', inspect.getsource(host_pages._do)))
    assert (unsafe - {FORMS} | acts) ^ (set(CALLS) - FILES) == set()


@pytest.fixture(scope="module")
def asking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Iterator[Guest]]:
    """Events that take questions from their audience."""
    codes = [f"KOE{number}" for number in range(300, 310)]
    server, guests = standing(tmp_path_factory.mktemp("deeds") / "data", codes, questions={})
    yield iter(guests.values())
    server.stop()


@pytest.fixture
def event(asking: Iterator[Guest]) -> Iterator[Event]:
    guest = next(asking)
    yield guest
    guest.leave()


@pytest.fixture
def room(event: Event) -> Room:
    return Room(event)


def test_whatever_a_host_does_is_a_row_with_who_did_it_and_rows_stay_as_they_are(
    room: Room,
) -> None:
    before, told = room.log(), {}
    for name, (_, call) in CALLS.items():
        said = call(room)
        assert said.status_code < 400, (name, said.text)
        after = room.log()
        kept = [{**row, "undone": False} for row in after[: len(before)]]
        assert kept == [{**row, "undone": False} for row in before]
        told[name] = {(row["actor"], row["role"]) for row in after[len(before) :]}
        before = after
    assert told == {name: {who} for name, (who, _) in CALLS.items()}


def test_an_undone_act_is_marked_and_the_undoing_says_what_it_took_back(room: Room) -> None:
    room.form(room.anna, "/console/premoderation", on="0")
    done = room.log()[-1]
    room.form(room.owner, "/console/undo", action=str(done["id"]))
    acted, undoing = room.log()[-2:]
    assert (acted["act"], acted["undone"], undoing["act"], undoing["undoes"]) == (
        "premoderation_off",
        True,
        "premoderation_off",
        done["id"],
    )
    assert (undoing["actor"], undoing["role"]) == OWNER


def test_nothing_that_participants_wrote_is_in_the_log(room: Room) -> None:
    for _, call in CALLS.values():
        call(room)
    path = f"{room.event.url}/e/{room.event.code}/console/log"
    answers = [room.owner.http.get(each) for each in (path, f"{path}.csv", "/log?limit=1000")]
    assert [each.status_code for each in answers] == [200] * 3
    page, *_ = texts = [each.text for each in answers]
    for text in texts:
        assert [word for word in (SECRET, "luonto", "kettu") if word in text.lower()] == []
    assert (len(page) > 0, room.statement in page) == (True, True)


def test_the_file_has_a_line_for_each_row_and_runs_nothing(room: Room) -> None:
    risky = room.give("moderator", '=HYPERLINK("x")')
    room.event.client(risky["key"]).put("/stage", json={"prompt": None}).raise_for_status()
    said = room.owner.http.get(f"{room.event.url}/e/{room.event.code}/console/log.csv")
    assert said.headers["content-disposition"].startswith("attachment; filename=")
    lines = list(csv.DictReader(io.StringIO(said.content.decode("utf-8-sig")), delimiter=";"))
    rows = room.log()
    assert [line["Aika (UTC)"] for line in lines] == [row["at"] for row in rows]
    assert {line["Kuka"] for line in lines} == {"Omistaja", '\'=HYPERLINK("x")'}


@pytest.mark.parametrize(("after", "status"), [(2**63 - 1, 200), (10**20, 422)])
def test_a_row_beyond_all_that_can_be_is_refused(room: Room, after: int, status: int) -> None:
    assert room.owner.http.get("/log", params={"after": after}).status_code == status


def test_the_page_shows_one_persons_acts_when_asked_to(room: Room) -> None:
    room.form(room.anna, "/console/view", view="blank")
    path = f"{room.event.url}/e/{room.event.code}/console/log"
    everybody, annas = (
        re.findall(r'<p class="by">(\S+?)[,<]', room.owner.http.get(f"{path}{query}").text)
        for query in ("", "?who=Anna")
    )
    assert (everybody[0], set(everybody), annas) == ("Anna", {"Anna", "Omistaja"}, ["Anna"])


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("fi", "Palvelimen komentorivi"),
        ("sv", "Serverns kommandorad"),
        ("en", "The server’s command line"),
    ],
)
def test_the_program_is_named_in_the_language_of_the_page(
    event: Event, lang: str, words: str
) -> None:
    assert isinstance(event, Guest)
    told = control.found(event.server.data)
    assert told is not None
    event.client(told.token).put("/stage", json={"prompt": CHOICE}).raise_for_status()
    browser = event.browser("console")
    pages = {
        path: browser.get(path, params={"lang": lang}).text
        for path in ("/console", "/remote", "/console/log", "/console/log.csv")
    }
    assert [path for path, page in pages.items() if words not in page] == []


def test_sentences_of_acts_say_what_was_done_and_not_that_it_was_you() -> None:
    acts = {
        language: {
            key: text
            for key, text in catalogue(language).items()
            if key.startswith("console.act.") and key != "console.act.said"
        }
        for language in ("en", "sv")
    }
    assert [
        text
        for texts in acts.values()
        for text in texts.values()
        if text.startswith(("You ", "Du "))
    ] == []
    assert set(acts["en"]) == set(acts["sv"])
