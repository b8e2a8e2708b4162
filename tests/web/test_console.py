"""The console as a page, over HTTP: what it offers when."""

from __future__ import annotations

import re
from html import unescape

from app.i18n import translator
from tests.served import Event, Host

CHOICE, TEXT, OTHER = "edustus", "osallisuus-kehittamistarpeet", "hyvinvointi-kehittamistarpeet"


def test_the_rehearsal_is_in_sight_before_the_first_question_and_gone_with_the_first_answer(
    event: Event, host: Host
) -> None:
    browser, places = event.browser("console"), []
    phone = event.phone()
    for act in (
        lambda: None,
        lambda: host.show(CHOICE),
        lambda: phone.put(CHOICE, {"option": "en"}).raise_for_status(),
    ):
        act()
        before, _, menu = browser.get("/console").text.partition('id="more"')
        places.append([part.count('id="rehearse"') for part in (before, menu)])
    assert places == [[1, 0], [0, 1], [0, 0]]


def said(page: str, identity: str) -> str | None:
    """What the element with this id says, without marks; None where there is none."""
    found = re.search(rf'<(\w+)[^>]* id="{identity}"[^>]*>(.*?)</\1>', page, re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]*>|\u00ad", "", found[2])).split()) if found else None


def fields_of(page: str, button: str) -> dict[str, str]:
    """The hidden fields of the form that a button stands in."""
    form = page[: page.index(f'id="{button}"')].rpartition("<form")[2]
    hidden = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form)
    return {name: unescape(value) for name, value in hidden}


def test_an_approval_is_told_to_go_to_phones_where_it_does(event: Event, host: Host) -> None:
    browser = event.browser("console")
    t = translator("fi", "Europe/Helsinki")
    host.show(CHOICE)
    assert said(browser.get("/console").text, "published") is None
    host.show(TEXT)
    assert said(browser.get("/console").text, "published") == t("console.queue.published")
    event.phone().put(TEXT, {"text": "Odottaa"}).raise_for_status()
    host.show(CHOICE)  # what waits is of a prompt that is open beside the stage
    assert said(browser.get("/console").text, "published") == t("console.queue.published")
    assert said(browser.get("/console/review").text, "published") == t("console.queue.published")
    browser.post("/console/premoderation", data={"on": "0"})
    told = said(browser.get("/console").text, "published")
    assert told == t("console.queue.published_at_once")
    host.change(TEXT, state="closed")
    assert said(browser.get("/console").text, "published") is None


def test_switches_say_what_they_act_on_while_the_screen_shows_something_else(
    event: Event, host: Host
) -> None:
    browser = event.browser("console")
    t = translator("fi", "Europe/Helsinki")
    host.show(CHOICE)
    event.phone().put(CHOICE, {"option": "en"}).raise_for_status()
    host.change(CHOICE, state="closed")
    host.show(TEXT)
    told = []
    for view in ("stage", "result", "blank"):
        browser.post("/console/view", data={"view": view, "prompt": CHOICE})
        page = browser.get("/console").text
        where = said(page, "where") or ""
        told.append(
            (
                where.startswith(t("console.live.acts_on")),
                t("console.live.results_apart") in page,
                'id="to-stage"' in page,
            )
        )
    here, elsewhere = (False, False, False), (True, True, True)
    assert told == [here, elsewhere, here]  # from an empty screen its own button leads back


def test_a_page_of_the_review_is_approved_with_one_press_and_taken_back_with_one(
    event: Event, host: Host
) -> None:
    browser, phone = event.browser("console"), event.phone()
    host.show(TEXT)
    for number in range(3):
        phone.put(TEXT, {"text": f"Ajatus {number}"}).raise_for_status()
    waiting = {each["id"] for each in host.waiting()}
    sent = fields_of(browser.get("/console/review?state=waiting&from=remote").text, "approve-all")
    done = browser.post("/console/approve_all", data=sent)
    assert done.headers["location"].endswith("/console/review?state=waiting&from=remote")
    after = browser.get("/console/review?state=approved").text
    assert {each for each in waiting if f'id="{each}"' in after} == waiting
    assert 'id="approve-all"' not in after
    t = translator("fi", "Europe/Helsinki")
    assert (said(after, "undo") or "").startswith(t("console.act.approve_all", target="3"))
    browser.post("/console/undo", data=fields_of(after, "undo-button"))
    assert {each["id"] for each in host.waiting()} == waiting


def test_who_reviews_from_the_remote_finds_the_way_back_to_it(event: Event, host: Host) -> None:
    browser = event.browser("console")
    host.show(TEXT)
    event.phone().put(TEXT, {"text": "Odottaa"}).raise_for_status()
    assert 'id="to-remote"' not in browser.get("/console/review").text
    link = re.search(r'id="review" href="/e/\w+([^"]+)"', browser.get("/remote").text)
    page = browser.get(unescape(link[1]) if link else "").text
    assert re.search(r'id="to-remote" href="([^"]+)"', page)[1] == f"/e/{event.code}/remote"
    back = fields_of(page, f"approved-{host.waiting()[0]['id']}")["back"]
    assert 'id="to-remote"' in browser.get(back.removeprefix(f"/e/{event.code}")).text


def test_what_waits_stands_before_what_was_decided_and_says_which_question_it_is_of(
    event: Event, host: Host
) -> None:
    browser = event.browser("console")
    phone = event.phone()
    host.show(TEXT)
    for text in ("Päätetty", "Odottaa"):
        phone.put(TEXT, {"text": text}).raise_for_status()
    host.moderate(
        next(each["id"] for each in host.waiting() if each["text"] == "Päätetty"), "hidden"
    )
    waiting = host.waiting()[0]["id"]
    page = browser.get("/console").text
    assert page.index('id="statements"') < page.index('id="decided"')
    assert "yhteisöllisyys" not in (said(page, f"waiting-{waiting}") or "")
    host.show(OTHER)
    told = said(browser.get("/console").text, f"waiting-{waiting}") or ""
    assert "Osallisuus ja yhteisöllisyys – Mitä pitää kehittää?" in told


def test_audience_questions_that_are_off_are_found_and_switched_on_with_one_press(
    event: Event, host: Host
) -> None:
    browser = event.browser("console")
    host.show(CHOICE)
    console = browser.get("/console").text
    assert 'id="view-questions"' not in console
    assert re.search(r'id="questions-off" href="([^"]+)"', console)[1].endswith("/edit#questions")
    edit = browser.get("/edit").text
    done = browser.post("/edit/questions", data=fields_of(edit, "questions-on"))
    assert done.headers["location"] == f"/e/{event.code}/edit?saved=questions#questions"
    row = said(browser.get("/edit?saved=questions").text, "questions") or ""
    t = translator("fi", "Europe/Helsinki")
    assert t("edit.questions_on") in row
    assert t("edit.saved") in row
    console = browser.get("/console").text
    assert 'id="view-questions"' in console
    assert 'id="questions-off"' not in console


def test_every_hosts_page_offers_its_languages_and_comes_back_in_the_chosen_one(
    event: Event, host: Host
) -> None:
    browser, home = event.browser("console"), f"/e/{event.code}"
    host.show(CHOICE)
    browser.post("/console/view", data={"view": "blank"})
    for path in (
        *("/console", "/console/review?state=hidden", "/console/words?prompt=osallisuus-vahvuudet"),
        *("/console/log", "/remote", "/analysis", "/keys", "/edit"),
    ):
        sent = fields_of(browser.get(path).text, "language-sv")
        assert sent == {"to": home + path}
        done = browser.post("/language", data={**sent, "language": "sv"})
        assert done.headers["location"] == home + path
        assert '<html lang="sv"' in browser.get(path).text
        browser.post("/language", data={**sent, "language": "fi"})
    assert 'id="language-sv"' not in browser.get("/edit/event").text  # a form would be lost
    browser.post("/language", data={"to": "", "language": "sv"})
    assert "Ägare" in (said(browser.get("/console").text, "undo") or "")
    assert "Ägare" in browser.get("/console/log").text


def test_that_a_row_goes_live_is_in_sight_until_two_have_been_shown(
    event: Event, host: Host
) -> None:
    browser, seen = event.browser("console"), []
    for prompt in (None, CHOICE, TEXT):
        host.show(prompt)
        page = browser.get("/console").text
        seen.append(re.search(r'id="sheet-help" class="(\w+)"', page)[1])
    assert seen == ["hint", "hint", "vh"]


def test_what_comes_next_is_named_as_the_run_sheet_names_it(event: Event, host: Host) -> None:
    browser = event.browser("console")
    host.show("osallisuus-vahvuudet")
    page, remote = (browser.get(path).text for path in ("/console", "/remote"))
    assert "Kehittämistarpeet" in (said(page, f"show-{TEXT}") or "")
    following = "Seuraava · Kehittämistarpeet Mitä pitää kehittää?"
    assert [said(page, "next"), said(remote, "next")] == [following] * 2


def test_results_that_cannot_go_to_phones_yet_say_why(event: Event, host: Host) -> None:
    browser, told = event.browser("console"), []
    host.show(CHOICE)
    for results in ("hidden", "shown"):
        host.change(CHOICE, results=results)
        told.append(
            translator("fi", "UTC")("console.live.phones_first") in browser.get("/console").text
        )
    assert told == [True, False]


def test_the_moderator_sees_figures_that_are_hidden_from_everybody_else(
    event: Event, host: Host
) -> None:
    browser, phone = event.browser("console"), event.phone()
    host.show(CHOICE)
    phone.put(CHOICE, {"option": "kuukausittain"}).raise_for_status()
    page = browser.get("/console").text
    assert '<details class="mine" id="mine">' in page  # folded, until they ask for it
    figures = said(page, "mine-figures") or ""
    assert "1 vastannut" in figures
    assert re.search(r"Kuukausittain 1\b", figures)
    assert "Kuukausittain" not in browser.get("/screen").text
    host.show(None)
    assert 'id="mine"' not in browser.get("/console").text
