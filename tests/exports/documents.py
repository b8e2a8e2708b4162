"""Word documents read back as somebody would who got them."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.table import Table

OURS = ("SEQ Kuva", "SEQ Taulukko", "PAGE", "NUMPAGES")


def opened(content: bytes) -> Document:
    return docx.Document(BytesIO(content))


def documents(path: Path) -> dict[str, Document]:
    """Every document of a file: of an archive by their names, else the one that it is."""
    if path.suffix == ".docx":
        return {path.name: opened(path.read_bytes())}
    with ZipFile(path) as file:
        assert file.testzip() is None
        return {name: opened(file.read(name)) for name in file.namelist() if name.endswith(".docx")}


@dataclass(frozen=True)
class Quoted:
    """A statement as a document quotes it."""

    text: str
    source: str


def quotes(document: Document) -> list[Quoted]:
    """What is quoted, in its order; the last run is the source."""
    found = []
    for paragraph in document.paragraphs:
        if paragraph.style.name == "Quote":
            *text, source = paragraph.runs
            assert source.style.name == "Source"
            found.append(Quoted("".join(run.text for run in text), source.text))
    return found


def styled(document: Document, style: str) -> list[str]:
    """The text of every paragraph of a style."""
    return [each.text for each in document.paragraphs if each.style.name == style]


def outline(document: Document) -> list[tuple[int, str]]:
    """Headings with their levels."""
    return [
        (int(each.style.name.removeprefix("Heading ")), each.text)
        for each in document.paragraphs
        if each.style.name.startswith("Heading ")
    ]


def rows(table: Table) -> list[list[str]]:
    """The cells of a table, read at once: the library looks through all of it for each cell."""
    return [
        ["\n".join(_text(part) for part in cell.iter(qn("w:p"))) for cell in row.iter(qn("w:tc"))]
        for row in table._tbl.iter(qn("w:tr"))
    ]


def _text(paragraph: Any) -> str:
    signs = {qn("w:br"): "\n", qn("w:tab"): "\t"}
    return "".join(
        part.text if part.tag == qn("w:t") else signs[part.tag]
        for part in paragraph.iter(qn("w:t"), *signs)
    )


def table(document: Document, caption: str) -> list[list[str]]:
    """The cells of the table whose caption has this in it."""
    (found,) = [each for each in document.tables if caption in about(each)[0]]
    return rows(found)


def about(table: Table) -> tuple[str, str]:
    """What a table says of itself to who does not see it."""
    properties = table._tbl.tblPr
    names = (properties.find(qn(f"w:{name}")) for name in ("tblCaption", "tblDescription"))
    title, description = (each.get(qn("w:val")) for each in names)
    return title, description


def alien(document: Document) -> list[str]:
    """Links, fields beside those that we write, and parts of a document that run or lead away."""
    parts = [document.element.body, *(each.footer._element for each in document.sections)]
    codes = [code.text.strip() for part in parts for code in part.iter(qn("w:instrText"))]
    links = [part for part in parts for _ in part.iter(qn("w:hyperlink"), qn("w:fldSimple"))]
    away = [each.target_ref for each in document.part.rels.values() if each.is_external]
    return [
        *(code for code in codes if not code.startswith(OURS)),
        *("link" for _ in links),
        *away,
        *(each.tag for each in document.element.body.iter(qn("w:object"), qn("w:altChunk"))),
    ]
