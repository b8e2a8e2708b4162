"""An event edited through its pages, as a browser without script does it, while it is held."""

from __future__ import annotations

import html
import re
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

from app import agenda
from app.agenda.prompts import ASKED
from tests.served import AGENDA, PLAIN, Event, Host

CHOICE = "edustus"
TEXT, SCALE = "osallisuus-kehittamistarpeet", "osallisuus-tilanne"
FIELD = re.compile(
    r"<(input|textarea|select|button)\b([^>]*)>(?:([^<]*)</textarea>)?(.*?)(?=<(?:input|textarea|select|button)\b|\Z)",
    re.DOTALL,
)
FORM = re.compile(r'<form class="editing".*?</form>', re.DOTALL)


class Editor:
    """A browser without script on the pages of editing."""

    def __init__(self, event: Event, host: Host, language: str = "en") -> None:
        self.http = httpx.Client(
            base_url=f"{event.url}/e/{event.code}",
            headers={"Authorization": f"Bearer {host.key}", "Accept": "text/html"},
            params={"lang": language},
            timeout=60,
            verify=PLAIN,
        )
        event.clients.append(self.http)

    def get(self, path: str, status: int = 200, **query: str) -> str:
        """A page."""
        response = self.http.get(path, params=query)
        assert response.status_code == status, response.text
        return response.text

    def fields(self, page: str) -> dict[str, str]:
        """What the form of a page would send when nothing is touched."""
        found = FORM.search(page)
        assert found is not None
        sent: dict[str, str] = {}
        for tag, attributes, inside, after in FIELD.findall(found.group()):
            name = re.search(r'\bname="([^"]+)"', attributes)
            if name is None or tag == "button":
                continue
            value = re.search(r'\bvalue="([^"]*)"', attributes)
            if 'type="checkbox"' in attributes and "checked" not in attributes:
                continue
            if 'type="file"' in attributes:
                continue
            if tag == "textarea":
                sent[name[1]] = html.unescape(inside.removeprefix("\n"))
            elif tag == "select":
                chosen = re.search(r'value="([^"]*)" selected', after)
                first = re.search(r'value="([^"]*)"', after)
                sent[name[1]] = (chosen or first)[1] if (chosen or first) else ""
            else:
                sent[name[1]] = html.unescape(value[1]) if value else ""
        return sent

    def post(self, path: str, fields: dict[str, str], status: int = 303) -> str:
        """Send a form; the page that it answers with."""
        body = urlencode(fields).encode()
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        response = self.http.post(path, content=body, headers=kind)
        assert response.status_code == status, response.text[:4000]
        return response.text

    def change(self, path: str, status: int = 303, **fields: str) -> str:
        """Open a form, change some of its fields, save."""
        sent = self.fields(self.get(path)) | {
            name.replace("__", "."): v for name, v in fields.items()
        }
        return self.post(path, sent, status)


@pytest.fixture
def editor(event: Event, host: Host) -> Editor:
    return Editor(event, host)


def asked(event: Event, key: str) -> dict[str, Any]:
    told = httpx.get(f"{event.url}/api/events/{event.code}", verify=PLAIN).json()
    return next(each for each in told["prompts"] if each["key"] == key)


def options(event: Event, key: str = CHOICE) -> list[str]:
    return [each["key"] for each in asked(event, key)["settings"]["options"]]


def test_prompts_stand_under_the_headings_of_their_goal_areas(editor: Editor) -> None:
    def headings() -> list[tuple[str, str]]:
        page = editor.get("/edit").partition('id="prompts"')[2].partition('class="adding"')[0]
        return re.findall(r'<h3[^>]*data-area="(\d)">|id="prompt-([a-z-]+)"', page)

    shown = ["".join(pair) for pair in headings()]
    assert [each for each in shown if each.isdecimal()] == ["0", "1", "2", "3", "4", "0"]
    assert shown[:3] == ["0", CHOICE, "1"]
    first = shown[3]
    edition = re.search(r'name="edition" value="(\d+)"', editor.get("/edit"))
    assert edition
    editor.post("/edit/order", {"prompt": first, "by": "-1", "edition": edition[1]})
    assert ["".join(pair) for pair in headings()][:5] == ["1", first, "0", CHOICE, "1"]


def test_a_form_that_is_saved_untouched_changes_nothing(event: Event, editor: Editor) -> None:
    shipped = agenda.read(AGENDA)
    paths = [f"/edit/prompts/{each.key}" for each in shipped.prompts]
    lists = [f"/edit/lists/{name}" for name in ("roles", "organisations", "goal_areas", "angles")]
    for path in [*paths, *lists, "/edit/event", "/edit/texts/sv"]:
        sent = editor.fields(editor.get(path))
        assert sent["edition"] == "0", path
        editor.post(path, sent)
    assert 'name="edition" value="0"' in editor.get("/edit/event")
    printed = editor.get("/agenda.toml")
    assert agenda.parse(printed, "printed").model_copy(update={"code": "SYDAN"}) == shipped


def test_every_part_of_another_agenda_stays_when_its_forms_are_saved(
    event: Event, editor: Editor
) -> None:
    town = agenda.read(AGENDA.parent / "stadsmote-2026-04-16.toml")
    file = agenda.written(town.model_copy(update={"code": event.code}))
    editor.post("/edit/file", {"do": "save", "text": file, "edition": "0"})
    lists = ("roles", "organisations", "rooms", "goal_areas", "angles")
    paths = [f"/edit/prompts/{each.key}" for each in town.prompts]
    for path in [
        *paths,
        *(f"/edit/lists/{name}" for name in lists),
        "/edit/event",
        "/edit/texts/en",
    ]:
        editor.post(path, editor.fields(editor.get(path)))
    assert agenda.parse(editor.get("/agenda.toml"), "p") == agenda.parse(file, "town")


def test_a_text_is_new_for_everybody_at_once(event: Event, host: Host, editor: Editor) -> None:
    host.show(CHOICE)
    phone = event.phone()
    phone.put(CHOICE, {"option": "viikoittain"})
    editor.change(f"/edit/prompts/{CHOICE}", text__fi="Miten usein?", text__sv="Hur ofta?")
    assert asked(event, CHOICE)["text"]["fi"] == "Miten usein?"
    page = httpx.get(
        f"{event.url}/e/{event.code}",
        headers={"Authorization": f"Bearer {phone.token}"},
        verify=PLAIN,
    ).text
    assert "Miten usein?" in page
    assert host.results(CHOICE)["answered"] == 1


def test_an_option_is_added_moved_and_renamed_and_answers_stay(
    event: Event, host: Host, editor: Editor
) -> None:
    host.show(CHOICE)
    event.phone().put(CHOICE, {"option": "viikoittain"})
    path = f"/edit/prompts/{CHOICE}"
    added = editor.post(path, editor.fields(editor.get(path)) | {"do": "add:options"}, 200)
    moved = editor.post(path, editor.fields(added) | {"do": "up:options:4"}, 200)
    sent = editor.fields(moved) | {"options.3.label.fi": "Päivittäin", "do": "save"}
    editor.post(path, sent | {"options.0.label.fi": "Joka viikko"})
    assert options(event) == ["viikoittain", "kuukausittain", "harvemmin", "paivittain", "en"]
    assert event.phone().put(CHOICE, {"option": "paivittain"}).status_code == 200
    counts = host.results(CHOICE)["tally"]["counts"]
    assert (counts["viikoittain"], counts["paivittain"]) == (1, 1)


def test_what_may_not_change_is_said_beside_it_and_nothing_else_is_lost(
    event: Event, host: Host, editor: Editor
) -> None:
    host.show(CHOICE)
    event.phone().put(CHOICE, {"option": "kuukausittain"})
    path = f"/edit/prompts/{CHOICE}"
    fields = editor.fields(editor.get(path)) | {"text.fi": "Kirjoitettu turhaan?"}
    dropped = editor.post(path, fields | {"do": "drop:options:1"}, 200)
    refused = editor.post(path, editor.fields(dropped) | {"do": "save"}, 409)
    assert "1 person has chosen this. It stays" in refused
    again = editor.fields(refused)
    assert again["text.fi"] == "Kirjoitettu turhaan?"
    assert [again[f"options.{n}.key"] for n in range(4)] == options(event)
    editor.post(path, again)
    assert asked(event, CHOICE)["text"]["fi"] == "Kirjoitettu turhaan?"


def test_what_a_form_turns_off_and_on_again_is_in_the_file(event: Event, editor: Editor) -> None:
    path = "/edit/prompts/terveiset"
    sent = editor.fields(editor.get(path))
    off = {name: text for name, text in sent.items() if name != "window"}
    assert sent["window"] == "1"
    editor.post(path, off)
    assert "window = false" in editor.get("/agenda.toml")
    editor.post(path, editor.fields(editor.get(path)) | {"help.fi": "Lyhyesti"})
    assert "window = false" in editor.get("/agenda.toml")
    editor.post(path, editor.fields(editor.get(path)) | {"window": "1"})
    assert "window = false" not in editor.get("/agenda.toml")


def test_every_field_of_the_forms_has_its_label(event: Event, editor: Editor) -> None:
    pages = ["/edit/event", *(f"/edit/lists/{name}" for name in ("organisations", "goal_areas"))]
    texts = [editor.get(path) for path in pages]
    texts += [editor.get("/edit/add", kind=kind) for kind in ASKED]
    labels = {
        html.unescape(each).strip()
        for text in texts
        for each in re.findall(r"<(?:label|legend)[^>]*>(?:<input[^>]*> <span>)?([^<]+)", text)
    }
    # A field that the catalogue does not know is called by its key.
    assert {each for each in labels if re.fullmatch(r"[a-z ]+", each)} == set()


def test_two_editors_do_not_overwrite_each_other(event: Event, editor: Editor) -> None:
    path = f"/edit/prompts/{CHOICE}"
    early = editor.fields(editor.get(path)) | {"text.fi": "Ensimmäinen?"}
    late = dict(early) | {"text.fi": "Toinen?"}
    editor.post(path, early)
    clash = editor.post(path, late, 409)
    assert "Somebody else has changed the event meanwhile" in clash
    assert "Now: Ensimmäinen?" in html.unescape(clash)
    assert editor.fields(clash)["text.fi"] == "Toinen?"
    editor.post(path, editor.fields(clash))
    assert asked(event, CHOICE)["text"]["fi"] == "Toinen?"


def test_a_fault_is_said_beside_its_field(event: Event, editor: Editor) -> None:
    path = f"/edit/prompts/{CHOICE}"
    page = editor.change(path, 422, text__fi=" ", options__0__label__fi="")
    assert 'id="wrong-text"' in page or 'id="wrong-text.fi"' in page
    assert "Nothing was saved" in page
    page = editor.change("/edit/prompts/painopiste", 422, points="0")
    assert "Write 1 or more" in page[page.index('id="wrong-points"') :][:400]
    assert editor.fields(page)["points"] == "0"


@pytest.mark.parametrize(
    ("path", "fields", "place", "sentence"),
    [
        ("prompts/painopiste", {"points": "monta"}, "points", "Kirjoita kokonaisluku."),
        ("prompts/painopiste", {"points": "0"}, "points", "Kirjoita vähintään 1."),
        (f"prompts/{SCALE}", {"scale.max": "1"}, "scale", "Suurimman pitää olla pienintä suurempi"),
        (f"prompts/{SCALE}", {"items.0.label.fi": ""}, "items.0.label", "Kirjoita tähän teksti."),
        ("event", {"date": "huomenna"}, "date", "Kirjoita päivä muodossa 2026-04-16."),
        ("event", {"retain_until": "2020-01-01"}, "retain_until", "Päivä on ennen tapahtumaa."),
        ("event", {"timezone": "Suomi"}, "timezone", "Kirjoita aikavyöhyke"),
        ("event", {"words.synonyms": "yksin"}, "words.synonyms", "vähintään kaksi sanaa"),
        ("lists/goal_areas", {"rows.0.title.fi": ""}, "rows.0.title", "Kirjoita tähän teksti."),
        ("lists/roles", {"rows.1.key": "elected"}, "rows.1.key", "Sama avain on jo käytössä."),
    ],
)
def test_faults_are_said_in_the_hosts_language_beside_their_fields(
    event: Event, host: Host, path: str, fields: dict[str, str], place: str, sentence: str
) -> None:
    editor = Editor(event, host, "fi")
    sent = editor.fields(editor.get(f"/edit/{path}")) | fields
    page = editor.post(f"/edit/{path}", sent, 422)
    beside = page.split(f'id="wrong-{place}')[1]
    assert sentence in beside[:600]
    assert editor.fields(page).items() >= fields.items()


def test_a_question_is_added_asked_and_one_that_was_asked_stays(
    event: Event, host: Host, editor: Editor
) -> None:
    fields = editor.fields(editor.get("/edit/add", kind="choice"))
    fields |= {"text.fi": "Tuletko uudestaan?", "goal_area": "elinvoima"}
    fields |= {"options.0.label.fi": "Kyllä", "options.1.label.fi": "En"}
    editor.post("/edit/add", fields)
    key = "tuletko-uudestaan"
    assert options(event, key) == ["kylla", "en"]
    host.show(key)
    assert event.phone().put(key, {"option": "kylla"}).status_code == 200
    path = f"/edit/prompts/{key}"
    edition = editor.fields(editor.get(path))["edition"]
    refused = editor.post(path, {"do": "remove", "edition": edition}, 409)
    assert "1 person has answered" in refused
    editor.post(f"/edit/prompts/{TEXT}", {"do": "remove", "edition": edition})
    assert editor.http.get(f"/edit/prompts/{TEXT}").status_code == 404


def test_the_order_of_questions_to_come_changes(event: Event, host: Host, editor: Editor) -> None:
    def order() -> list[str]:
        told = httpx.get(f"{event.url}/api/events/{event.code}", verify=PLAIN).json()
        return [each["key"] for each in told["prompts"]]

    before = order()
    editor.post("/edit/order", {"prompt": before[3], "by": "-1", "edition": "0"})
    assert order()[:5] == [before[0], before[1], before[3], before[2], before[4]]
    host.show(before[0])
    host.show(before[1])
    page = editor.post("/edit/order", {"prompt": before[0], "by": "1", "edition": "1"}, 409)
    assert "stay in the order" in page


def test_who_takes_part_may_change_until_somebody_has_joined_with_it(
    event: Event, editor: Editor
) -> None:
    event.phone("joutsa")
    path = "/edit/lists/organisations"
    fields = editor.fields(editor.get(path))
    at = next(n for n in range(25) if fields[f"rows.{n}.key"] == "joutsa")
    added = editor.post(path, fields | {"do": "add:rows"}, 200)
    more = editor.fields(added) | {"rows.25.name.fi": "Uurastajat", "rows.25.class_": "other"}
    editor.post(path, more | {"do": "save", f"rows.{at}.name.fi": "Joutsan kunta"})
    assert event.phone("uurastajat").participant
    fields = editor.fields(editor.get(path))
    dropped = editor.post(path, fields | {"do": f"drop:rows:{at}"}, 200)
    refused = editor.post(path, editor.fields(dropped), 409)
    assert "1 person has joined with this" in refused
    assert "Joutsan kunta" in editor.fields(refused).values()


def test_a_language_is_taken_into_use_when_all_its_texts_are_there(
    event: Event, editor: Editor
) -> None:
    page = editor.get("/edit/texts/en")
    edition = editor.fields(page)["edition"]
    editor.post("/edit/texts/en", {"do": "remove", "edition": edition})
    page = editor.get("/edit/texts/en")
    fields = {name: text or "In English" for name, text in editor.fields(page).items()}
    lacking = next(name for name in fields if name.startswith("texts.prompts"))
    refused = editor.post("/edit/texts/en", fields | {lacking: ""}, 409)
    assert "1 teksti puuttuu tällä kielellä" in refused  # the page itself has lost its English
    editor.post("/edit/texts/en", editor.fields(refused) | {lacking: "At last"})
    assert asked(event, CHOICE)["text"]["en"] in ("In English", "At last")


def test_a_changed_file_is_shown_before_it_is_done(event: Event, editor: Editor) -> None:
    printed = editor.get("/agenda.toml")
    changed = printed.replace("Kuinka usein", "Miten usein")
    sent = {"file": ("uusi.toml", changed.encode(), "application/toml")}
    shown = editor.http.post("/edit/file", files=sent)
    assert shown.status_code == 200
    assert "1 change" in shown.text
    assert asked(event, CHOICE)["text"]["fi"].startswith("Kuinka usein")
    editor.post("/edit/file", {"do": "save", "text": changed, "name": "u", "edition": "0"})
    assert asked(event, CHOICE)["text"]["fi"].startswith("Miten usein")
    wrong = {"file": ("uusi.toml", changed.replace('"choice"', '"choise"').encode(), "x/y")}
    faulty = editor.http.post("/edit/file", files=wrong)
    line = changed[: changed.index('kind = "choice"')].count("\n") + 1
    assert faulty.status_code == 422
    assert f"line {line}" in faulty.text
    assert "did you mean" in faulty.text


def test_a_copy_is_an_event_of_its_own_at_once(event: Event, editor: Editor) -> None:
    fields = editor.fields(editor.get("/copy"))
    taken = editor.http.post("/copy", data=fields | {"code": event.code}, files={})
    assert taken.status_code == 422
    assert "Another event already has the code" in taken.text
    code = f"{event.code[:3]}X{event.code[-2:]}"
    made = editor.http.post("/copy", data=fields | {"code": code, "date": "2027-01-02"})
    assert made.status_code == 201, made.text
    key = re.search(rf"/e/{code}/console#([A-Z0-9-]+)", made.text)
    assert key is not None
    told = httpx.get(f"{event.url}/api/events/{code}", verify=PLAIN).json()
    assert len(told["prompts"]) == 23
    shown = httpx.put(
        f"{event.url}/api/events/{code}/stage",
        json={"prompt": CHOICE},
        headers={"Authorization": f"Bearer {key[1]}"},
        verify=PLAIN,
    )
    assert shown.status_code == 200
    again = editor.http.get("/copy")
    assert key[1] not in again.text


@pytest.mark.parametrize(
    "path", ["/edit", "/edit/event", f"/edit/prompts/{CHOICE}", "/agenda.toml", "/copy"]
)
def test_only_the_moderator_edits(event: Event, path: str) -> None:
    phone = event.phone()
    for token in (phone.token, event.keys["screen"], event.keys["analysis"]):
        response = httpx.get(
            f"{event.url}/e/{event.code}{path}",
            headers={"Authorization": f"Bearer {token}"},
            verify=PLAIN,
        )
        assert response.status_code in (401, 403), path
        assert 'name="edition"' not in response.text


def test_a_program_reads_the_agenda_and_gives_it_back_changed(event: Event, host: Host) -> None:
    told = host.http.get("/agenda").json()
    file = told["agenda"].replace("Kuinka usein", "Miten usein")
    body = {"agenda": file, "edition": told["edition"]}
    change = {"where": f"prompts.{CHOICE}.text.fi", "what": "changed", "refused": None}
    dry = host.http.put("/agenda", json=body | {"dry": True})
    assert (dry.status_code, dry.json()) == (200, {"edition": 0, "changes": [change]})
    done = host.http.put("/agenda", json=body)
    assert (done.status_code, done.json()) == (200, {"edition": 1, "changes": [change]})
    again = host.http.put("/agenda", json=body)
    assert (again.status_code, again.json()["type"]) == (409, "urn:evastys:problem:clash")
    code = file.replace(f'code = "{event.code}"', 'code = "TOINEN"')
    kept = host.http.put("/agenda", json={"agenda": code, "edition": 1})
    assert kept.json()["changes"] == [
        {"where": "event.code", "what": "changed", "refused": "code"},
    ]
    faulty = host.http.put("/agenda", json={"agenda": "[event]\n", "edition": 1})
    assert faulty.status_code == 422
    assert "roles" in {each["key"] for each in faulty.json()["faults"]}
    assert event.phone().http.get("/agenda").status_code == 403


def test_a_file_shows_what_it_may_not_change_before_what_it_may(
    event: Event, host: Host, editor: Editor
) -> None:
    host.show(CHOICE)
    event.phone().put(CHOICE, {"option": "viikoittain"})
    file = editor.get("/agenda.toml").replace('key = "viikoittain"', 'key = "viikottain"')
    shown = editor.post("/edit/file", {"text": file.replace("= 180", "= 190")}, 200)
    assert "1 change cannot be made" in shown
    assert shown.index("1 person has chosen this") < shown.index("event.attendance")
    assert "options.viikottain" in shown


def test_texts_stay_with_their_questions_while_another_editor_moves_them(
    event: Event, editor: Editor
) -> None:
    def texts() -> dict[str, Any]:
        told = httpx.get(f"{event.url}/api/events/{event.code}", verify=PLAIN).json()
        return {each["key"]: each["text"]["fi"] for each in told["prompts"]}

    before = texts()
    path = "/edit/texts/fi"
    mine = editor.fields(editor.get(path)) | {f"texts.prompts.{CHOICE}.text": "Miten usein?"}
    for prompt in (list(before)[3], "painopiste"):  # one of every goal area, one alone
        edition = editor.fields(editor.get("/edit/event"))["edition"]
        editor.post("/edit/order", {"prompt": prompt, "by": "-1", "edition": edition})
    editor.change("/edit/prompts/terveiset", text__fi="Mitä vielä?")
    clash = editor.post(path, mine, 409)
    assert "Now: Mitä vielä?" in html.unescape(clash)
    editor.post(path, editor.fields(clash))
    assert texts() == before | {CHOICE: "Miten usein?"}


def test_what_was_written_for_a_question_that_another_editor_removed_is_kept(
    event: Event, editor: Editor
) -> None:
    path = f"/edit/prompts/{CHOICE}"
    mine = editor.fields(editor.get(path)) | {"text.fi": "Kirjoitin jo tämän?"}
    editor.post(path, {"do": "remove", "edition": mine["edition"]})
    page = editor.post(path, mine, 409)
    assert "Somebody else has removed this question" in page
    kept = editor.fields(page)
    assert (kept["text.fi"], kept["key"]) == ("Kirjoitin jo tämän?", CHOICE)
    assert [kept[name] for name in kept if name.endswith(".label.fi")] == [
        mine[name] for name in mine if name.endswith(".label.fi")
    ]
    editor.post("/edit/add", kept)
    assert asked(event, CHOICE)["text"]["fi"] == "Kirjoitin jo tämän?"


def test_a_row_for_an_organisation_that_stays_blank_is_left_out(editor: Editor) -> None:
    path = "/edit/lists/organisations"
    before = editor.fields(editor.get(path))
    fields = editor.fields(editor.post(path, before | {"do": "add:rows"}, 200))
    assert fields.keys() > before.keys()
    editor.post(path, fields)
    after = editor.fields(editor.get(path))
    assert {n: v for n, v in after.items() if n.startswith("rows.")} == {
        n: v for n, v in before.items() if n.startswith("rows.")
    }


def test_what_another_editor_adds_to_a_list_stays_when_it_is_saved_after_a_clash(
    event: Event, editor: Editor
) -> None:
    path = "/edit/lists/roles"
    fields = editor.fields(editor.get(path))
    keys = [text for name, text in fields.items() if name.endswith(".key")]
    mine = editor.fields(editor.post(path, fields | {"do": "drop:rows:0"}, 200))
    added = editor.fields(editor.post(path, fields | {"do": "add:rows"}, 200))
    new = f"rows.{len(keys)}"
    editor.post(path, added | {f"{new}.name.fi": "Nuori", "rows.1.name.fi": "Toisin"})
    clash = editor.post(path, mine | {"rows.0.name.fi": "Omin sanoin"}, 409)
    assert "Somebody else has added this" in clash
    assert "Now: Toisin" in clash
    editor.post(path, editor.fields(clash))
    after = editor.fields(editor.get(path))
    found = {after[f"rows.{n}.key"]: after[f"rows.{n}.name.fi"] for n in range(len(keys))}
    assert list(found) == [*keys[1:], "nuori"]
    assert found[keys[1]] == "Omin sanoin"


def test_an_option_that_another_editor_adds_stays_when_it_is_saved_after_a_clash(
    event: Event, editor: Editor
) -> None:
    path = f"/edit/prompts/{CHOICE}"
    mine = editor.fields(editor.get(path)) | {"text.fi": "Miten usein?"}
    added = editor.post(path, mine | {"do": "add:options"}, 200)
    editor.post(path, editor.fields(added) | {"options.4.label.fi": "Päivittäin", "text.fi": "A?"})
    clash = editor.post(path, mine, 409)
    assert "Somebody else has added this" in clash
    editor.post(path, editor.fields(clash))
    assert "paivittain" in options(event)
    assert asked(event, CHOICE)["text"]["fi"] == "Miten usein?"


def test_an_event_that_another_editor_has_changed_says_how_it_is_now(
    event: Event, editor: Editor
) -> None:
    path = "/edit/event"
    mine = editor.fields(editor.get(path)) | {"title.fi": "Minun"}
    editor.change(path, title__fi="Sinun", attendance="77")
    clash = html.unescape(editor.post(path, mine, 409))
    assert "Now: Sinun" in clash
    assert "Now: 77" in clash


def test_a_fault_in_an_old_form_does_not_hide_that_somebody_else_was_quicker(
    event: Event, editor: Editor
) -> None:
    path = "/edit/event"
    mine = editor.fields(editor.get(path)) | {"date": "huomenna"}
    editor.change(path, title__fi="Sinun")
    faulty = editor.fields(editor.post(path, mine, 422))
    editor.post(path, faulty | {"date": "2026-04-17"}, 409)
