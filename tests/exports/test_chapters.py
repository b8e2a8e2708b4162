"""Documents of goal areas: what a drafter quotes from is all there, in its place, and marked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC
from typing import Any

import pytest
from docx.document import Document
from docx.oxml.ns import qn

from app.i18n import LANGUAGES
from exports.chapters import chapters
from exports.frames import Frames, frames
from exports.reading import Confirmed, Given
from exports.snapshot import opened as snapshot
from exports.snapshot import take
from exports.words import Words
from tests.exports.documents import Quoted, about, opened, outline, quotes, styled, table
from tests.exports.room import CODE, Room
from tests.factories import SAMPLES

TEXT, COMMITMENT = "osallisuus-text", "osallisuus-commitment"
LABEL = "Alustava näkemys, ei organisaation päätös."


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """A filled room where statements are in every state and some are backed."""
    room = Room(tmp_path_factory.mktemp("chapters") / "data")
    room.fill()

    def more() -> None:
        people = [room.join("laukaa"), room.join("multia"), room.join("hyva")]
        for text in ("Vähän", "Paljon", "Piilossa", "Ei vielä luettu"):
            room.answer(people[0], TEXT, {"text": text})
        for name in ("TO-TE-0005", "TO-TE-0006"):
            room.moderate(name, "approved")
        room.moderate("TO-TE-0007", "hidden")
        for name in ("TO-TE-0005", "TO-TE-0006", "TO-TE-0006"):
            room.back(people[2] if name == "TO-TE-0005" else people[1], name)
        room.back(people[2], "TO-TE-0006")
        room.answer(people[0], "lopuksi-text", {"text": "Muualta"})

    room.together(more)
    yield room
    room.close()


@pytest.fixture(scope="module")
def read(room: Room, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Frames]:
    with snapshot(take(room.file, tmp_path_factory.mktemp("copy"))) as connection:
        yield frames(connection, CODE)


@pytest.fixture(scope="module")
def written(read: Frames) -> dict[str, Document]:
    return {name: opened(content) for name, content in chapters(read)}


@pytest.fixture(scope="module")
def chapter(written: dict[str, Document]) -> Document:
    return written["osallisuus.docx"]


def first(read: Frames, language: str = "fi", **changed: Any) -> Document:
    """The first chapter of a changed reading, of its thoughts and commitments alone."""
    prompts = tuple(each for each in read.reading.prompts if each.key in (TEXT, COMMITMENT))
    reading = replace(read.reading, **({"prompts": prompts} | changed))
    _, content = next(chapters(Frames(reading, Words(reading.agenda, language))))
    return opened(content)


def seen(read: Frames, how: Any) -> Document:
    """The same where each answer is as `how` makes it."""
    return first(read, answers=read.reading.answers.seen(how))


def test_each_goal_area_has_a_document_and_so_has_what_was_asked_outside_them(
    written: dict[str, Document],
) -> None:
    assert list(written) == ["osallisuus.docx", "elinvoima.docx", "muut.docx"]
    assert [outline(each)[0] for each in written.values()] == [
        (1, "Osallisuus"),
        (1, "Elinvoima"),
        (1, "Muut kysymykset"),
    ]


def test_headings_are_the_goal_area_its_angles_and_their_prompts(chapter: Document) -> None:
    asked = sorted(key for key in SAMPLES if key != "questions")
    assert outline(chapter) == [
        (1, "Osallisuus"),
        (2, "Vahvuudet"),
        *((3, f"Kysymys {kind}") for kind in asked),
    ]


def test_no_level_is_left_out_where_prompts_have_no_angle(written: dict[str, Document]) -> None:
    assert outline(written["muut.docx"])[1:] == [
        (2, "Kysymys text"),
        (2, "Mitä haluat kysyä?"),
    ]


def test_every_statement_that_is_not_hidden_is_quoted_once_with_its_id_at_the_end(
    read: Frames, written: dict[str, Document]
) -> None:
    given = {
        each.statement: each
        for each in read.reading.answers
        if each.statement and each.state != "hidden" and each.prompt.kind.key != "commitment"
    }
    found = [each for document in written.values() for each in quotes(document)]
    assert sorted(each.source.split()[-1] for each in found) == sorted(given)
    assert {each.source.split()[-1]: each.text for each in found} == {
        name: each.value["text"] for name, each in given.items()
    }


def test_statements_stand_in_the_order_of_their_support_and_then_of_their_ids(
    chapter: Document,
) -> None:
    assert [each.source.removeprefix(" – ") for each in quotes(chapter)] == [
        "kannattaa 2, 2 organisaatiosta · TO-TE-0006",
        "kannattaa 1, 1 organisaatiosta · TO-TE-0005",
        "odottaa tarkistusta · TO-TE-0001",
        "odottaa tarkistusta · TO-TE-0002",
        "odottaa tarkistusta · TO-TE-0003",
        "odottaa tarkistusta · TO-TE-0008",
    ]


def test_a_hidden_statement_is_counted_but_not_quoted(chapter: Document) -> None:
    told = "7 ajatusta 3 organisaatiosta. Niistä 1 on piilotettu, eikä sitä lainata."
    assert told in styled(chapter, "Normal")
    assert "Piilossa" not in chapter.part.blob.decode()


def test_what_nobody_reviewed_is_marked(read: Frames) -> None:
    document = seen(read, lambda each: each._replace(state="unreviewed", support=None))
    assert quotes(document)[0] == Quoted(
        "Yhteinen palveluohjaus kuntiin", " – ei tarkistettu · TO-TE-0001"
    )


def test_what_came_late_is_quoted_with_a_mark(written: dict[str, Document]) -> None:
    (late,) = [each for each in quotes(written["elinvoima.docx"]) if each.text == "Myöhästyin"]
    assert late.source == " – odottaa tarkistusta · myöhässä, ei luvuissa · TE-TE-0004"


def test_directions_that_a_text_leaves_open_end_before_its_source(read: Frames) -> None:
    def turned(given: Given) -> Given:
        return given._replace(value={"text": "\u202eab\u2066"}) if "text" in given.value else given

    first = quotes(seen(read, turned))[0]
    assert (first.text, first.source[:4]) == ("\u202eab\u2066", "\u202c\u2069 –")


def test_the_table_of_a_prompt_has_its_numbers(room: Room, chapter: Document) -> None:
    counts = room.recount()["osallisuus-choice"]["counts"]
    labels = [option["label"]["fi"] for option in SAMPLES["choice"].settings["options"]]
    answered = sum(counts.values())
    assert table(chapter, "Luvut: Kysymys choice") == [
        ["Vaihtoehto", "Vastauksia", "Osuus vastanneista"],
        *(
            [label, str(n), f"{100 * n / answered:.0f} %"]
            for label, n in zip(labels, counts.values(), strict=True)
        ),
    ]


def test_pictures_and_tables_are_numbered_each_by_itself(written: dict[str, Document]) -> None:
    for document in written.values():
        captions = styled(document, "Caption")
        for name in ("Kuva", "Taulukko"):
            numbers = [each.split(".")[0] for each in captions if each.startswith(name)]
            assert numbers == [f"{name} {number}" for number in range(1, len(numbers) + 1)]
        codes = [each.text.strip() for each in document.element.body.iter(qn("w:instrText"))]
        assert codes == [f"SEQ {caption.split()[0]} \\* ARABIC" for caption in captions]


def test_every_picture_says_what_is_in_it(chapter: Document) -> None:
    pictures = list(chapter.element.body.iter(qn("wp:docPr")))
    told = {each.get("name"): each.get("descr") for each in pictures}
    assert list(told) == [f"Kuva {number}" for number in range(1, 9)]
    assert told["Kuva 1"] == (
        "Pylväskuvio: Viikoittain 1; Harvemmin 1; En lainkaan 2. "
        "Kaikki luvut ovat seuraavassa taulukossa."
    )
    assert len({each.get("id") for each in pictures}) == len(pictures)


def test_every_table_repeats_its_header_and_keeps_its_rows_whole(
    written: dict[str, Document],
) -> None:
    tables = [each for document in written.values() for each in document.tables]
    assert len(tables) == 18
    for each in tables:
        header, *rest = each._tbl.tr_lst
        assert header.find(f".//{qn('w:tblHeader')}") is not None
        assert [row for row in rest if row.find(f".//{qn('w:tblHeader')}") is not None] == []
        assert [row for row in (header, *rest) if row.find(f".//{qn('w:cantSplit')}") is None] == []
        assert all(about(each))
        assert list(each._tbl.iter(qn("w:gridSpan"), qn("w:vMerge"))) == []


def test_a_cell_that_is_taller_than_a_page_may_break(read: Frames) -> None:
    def long(given: Given) -> Given:
        return given._replace(value=given.value | {"measure": "sana " * 400})

    document = seen(read, lambda each: long(each) if "measure" in each.value else each)
    (commitments,) = [each for each in document.tables if "Sitoumukset" in about(each)[0]]
    assert [row.find(f".//{qn('w:cantSplit')}") is None for row in commitments._tbl.tr_lst] == [
        False,
        True,
        True,
        True,
    ]


def test_commitments_stand_in_a_table_under_their_label(chapter: Document) -> None:
    body = [each for each in chapter.element.body if each.tag in (qn("w:p"), qn("w:tbl"))]
    texts = ["".join(part.text or "" for part in each.iter(qn("w:t"))) for each in body]
    place = texts.index(LABEL)
    assert texts[place + 1] == "Taulukko 3. Sitoumukset: Kysymys commitment"
    assert body[place + 2].tag == qn("w:tbl")
    assert table(chapter, "Sitoumukset: Kysymys commitment") == [
        [*("Toimenpide", "Valmius", "Toimija", "Ajankohta", "Mitä tarvitaan"),
         *("Organisaatio", "Tunnus")],
        ["Avaamme kohtaamispaikan", "Valmis aloittamaan", "", "", "", "Laukaa", "TO-CO-0001"],
        [*("Yhteinen varautumisharjoitus", "Vaatii päätöksen", "Kunta ja hyvinvointialue"),
         *("2026 keväällä", "Valtuuston päätös", "Multia", "TO-CO-0002")],
        [*("Selvitämme kyydit", "Selvitettävä", "", "2027", ""),
         *("Keski-Suomen hyvinvointialue", "TO-CO-0003")],
    ]  # fmt: skip


def test_what_an_organisation_has_said_of_its_commitment_stands_beside_it(read: Frames) -> None:
    said = {
        "TO-CO-0001": Confirmed("withdrawn", {}, "", "2025-11-02T10:00:00.000Z"),
        "TO-CO-0003": Confirmed("corrected", {}, "Hallitus 1.11.", "2025-11-02T10:00:00.000Z"),
    }

    def confirmed(given: Given) -> Given:
        if given.statement not in said:
            return given
        corrected = {"measure": "Kyydit"} if given.statement == "TO-CO-0003" else {}
        own = replace(said[given.statement], value=given.value | corrected)
        return given._replace(confirmed=own)

    document = seen(read, confirmed)
    cells = table(document, "Sitoumukset: Kysymys commitment")
    assert [[row[0], row[6], row[7]] for row in cells] == [
        ["Toimenpide", "Vahvistus", "Tunnus"],
        ["Avaamme kohtaamispaikan", "peruttu 2.11.2025", "TO-CO-0001"],
        ["Yhteinen varautumisharjoitus", "ei vielä vahvistettu", "TO-CO-0002"],
        ["Kyydit", "korjattu 2.11.2025: Hallitus 1.11.", "TO-CO-0003"],
    ]


def test_only_lists_of_commitments_lie(chapter: Document) -> None:
    turned = [each.page_width > each.page_height for each in chapter.sections]
    assert turned == [False, True, False]
    sizes = {tuple(sorted((each.page_width.mm, each.page_height.mm))) for each in chapter.sections}
    assert {(round(one), round(other)) for one, other in sizes} == {(210, 297)}


def test_no_paragraph_is_empty(written: dict[str, Document]) -> None:
    empty = [
        name
        for name, document in written.items()
        for each in document.paragraphs
        if not each.text.strip() and each._p.find(f".//{qn('w:drawing')}") is None
    ]
    assert empty == []


def test_a_document_says_what_it_is_and_in_which_language(read: Frames, chapter: Document) -> None:
    said = chapter.core_properties
    assert (said.title, said.language) == ("Osallisuus – Koe & näyte", "fi-FI")
    assert (said.author, said.last_modified_by, said.revision) == (read.product, read.product, 1)
    moment = read.created.replace(microsecond=0, tzinfo=UTC)
    assert (said.created, said.modified) == (moment, moment)
    defaults = chapter.styles.element.find(f".//{qn('w:lang')}")
    assert defaults.get(qn("w:val")) == "fi-FI"


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_of_the_product_are_in_the_language_that_is_asked_for(
    read: Frames, language: str
) -> None:
    words, document = Words(read.reading.agenda, language), first(read, language)
    figure = words.t("report.figure")
    assert styled(document, "Caption")[0].startswith(f"{figure} 1. ")
    assert words.t("phone.commitment.preliminary") in styled(document, "Notice")


def test_every_page_says_the_event_the_mark_and_its_number(chapter: Document) -> None:
    for section in chapter.sections:
        (foot,) = section.footer.paragraphs
        assert foot.text == "Koe & näyte · Sisäinen aineisto\t1 / 1"
        codes = [each.text.strip() for each in foot._p.iter(qn("w:instrText"))]
        assert codes == ["PAGE", "NUMPAGES"]


def test_no_text_is_smaller_than_10_and_a_half_points(chapter: Document) -> None:
    sizes = {
        int(each.get(qn("w:val")))
        for part in (chapter.styles.element, chapter.element)
        for each in part.iter(qn("w:sz"), qn("w:szCs"))
        if each.getparent().tag == qn("w:rPr")
    }
    assert min(sizes) == 21


def test_what_is_of_a_rehearsal_says_so(read: Frames) -> None:
    document = first(read, rehearsing=True)
    assert styled(document, "Notice")[0].startswith("HARJOITUS: Kaikki tässä aineistossa")
    assert "HARJOITUS · " in document.sections[0].footer.paragraphs[0].text


def test_a_prompt_without_answers_says_so(read: Frames) -> None:
    document = seen(read, lambda each: None if each.prompt.key == TEXT else each)
    assert quotes(document) == []
    assert "Tähän kysymykseen ei vastattu." in styled(document, "Normal")


def test_a_goal_area_without_prompts_says_so(read: Frames) -> None:
    told = styled(first(read, prompts=()), "Normal")
    assert told == ["Tästä tavoitekokonaisuudesta ei kysytty mitään."]
