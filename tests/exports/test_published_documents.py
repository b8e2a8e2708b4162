"""Word documents for everybody: approved texts, confirmed commitments, figures as may be told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from docx.document import Document

from exports.package import write_package
from tests.exports.documents import Quoted, documents, quotes, styled, table
from tests.exports.room import CODE, Room
from tests.factories import SAMPLES

TEXT, SCALE = "osallisuus-text", "osallisuus-scale"
NAMES = ("goal-areas.zip", "annexes.zip", "plan-table.docx")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, dict[str, Document]]]:
    """A full room where one statement is approved, one commitment corrected and one withdrawn."""
    folder = tmp_path_factory.mktemp("published")
    room = Room(folder / "data")
    room.fill()

    def more() -> None:
        for ratings in SAMPLES["scale"].values * 3:
            room.answer(room.join("laukaa"), SCALE, ratings)
        room.answer(room.join("multia"), TEXT, {"text": "Soita 040 123 4567 niin sovitaan"})
        for name in ("TO-TE-0001", "TO-TE-0005"):
            room.moderate(name, "approved")
        room.back(room.join("hyva"), "TO-TE-0001")
        room.moderate("TO-TE-0002", "hidden")
        own = {"measure": "Avaamme kaksi", "strength": "ready", "when": "2027"}
        room.confirm("TO-CO-0001", "laukaa", "corrected", own, "Sisäinen huomautus")
        room.confirm("TO-CO-0003", "hyva", "withdrawn", SAMPLES["commitment"].values[2], "")

    room.together(more)
    files = write_package(room.file, CODE, folder / "out", names=NAMES, audience="public")
    yield {file.name: documents(file) for file in files}
    room.close()


@pytest.fixture(scope="module")
def chapter(made: dict[str, dict[str, Document]]) -> Document:
    return made["goal-areas.zip"]["osallisuus.docx"]


def test_only_what_a_moderator_approved_is_quoted_and_without_personal_data(
    chapter: Document,
) -> None:
    assert quotes(chapter) == [
        Quoted("Yhteinen palveluohjaus kuntiin", " – kannattaa 1, 1 organisaatiosta · TO-TE-0001"),
        Quoted("Soita [puhelinnumero poistettu] niin sovitaan", " – TO-TE-0005"),
    ]
    assert "2 julkaistua tekstiä." in styled(chapter, "Normal")


def test_only_commitments_that_their_organisation_stands_by_are_listed(chapter: Document) -> None:
    head, *rest = table(chapter, "Sitoumukset: Kysymys commitment")
    assert [[row[0], row[3], row[5], row[7]] for row in rest] == [
        ["Avaamme kaksi", "2027", "Laukaa", "TO-CO-0001"]
    ]
    assert head[6] == "Vahvistus"
    assert rest[0][6].startswith("korjattu ")
    assert "huomautus" not in chapter.part.blob.decode()


def test_only_those_organisations_have_an_annex_and_it_tells_no_number_of_people(
    made: dict[str, dict[str, Document]],
) -> None:
    assert list(made["annexes.zip"]) == ["laukaa.docx"]
    annex = made["annexes.zip"]["laukaa.docx"]
    assert [each.text for each in annex.paragraphs if "vastaaja" in each.text] == []
    assert [row[0] for row in table(annex, "Sitoumukset: Osallisuus")] == [
        "Toimenpide",
        "Avaamme kaksi",
    ]


def test_the_plan_has_what_is_listed(made: dict[str, dict[str, Document]]) -> None:
    (plan,) = made["plan-table.docx"].values()
    _, *rows = table(plan, "Toimenpiteet: Osallisuus")
    assert [(row[1], row[2], row[-1]) for row in rows] == [
        ("Avaamme kaksi", "Laukaa", "TO-CO-0001"),
        ("Yhteinen palveluohjaus kuntiin", "", "TO-TE-0001"),
    ]


def test_small_figures_are_withheld_in_tables_and_in_words(chapter: Document) -> None:
    assert table(chapter, "Luvut: Kysymys choice")[1:] == [
        [label, "peitetty", "peitetty"] for label in ("Viikoittain", "Harvemmin", "En lainkaan")
    ]
    _, first, _ = table(chapter, "Luvut: Kysymys scale")
    assert first == ["Yhteistyö toimii", *["peitetty"] * 5, "12", "peitetty"]


def test_a_document_says_for_whom_it_is_and_what_was_left_out(chapter: Document) -> None:
    foot = chapter.sections[0].footer.paragraphs[0].text
    assert foot.startswith("Koe & näyte · Julkinen aineisto")
    (notice, *_) = styled(chapter, "Notice")
    assert notice.startswith("Mukana on vain se, minkä voi julkaista")
    told = [each.partition(":")[0] for each in styled(chapter, "List Bullet")]
    assert told == [
        *("Luvut", "Ajatukset", "Kannatus"),
        *("Sitoumukset", "Peitetyt luvut", "Poistetut henkilötiedot"),
    ]


def test_nothing_of_what_is_not_published_is_in_any_file(
    made: dict[str, dict[str, Document]],
) -> None:
    texts = [
        part.blob.decode("utf-8", "ignore")
        for archive in made.values()
        for document in archive.values()
        for part in document.part.package.iter_parts()
    ]
    for hidden in ("Kysytään nuorilta", "HYPERLINK", "Selvitämme kyydit", "varautumisharjoitus"):
        assert [text for text in texts if hidden in text] == []
