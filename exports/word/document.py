"""One Word document being written, from its heading down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE as RELATION
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt

from exports.cells import visible
from exports.drawing import WIDTH as PICTURE
from exports.word.letters import closing, field, paragraph, run
from exports.word.styles import dress
from exports.word.tables import Column, built
from exports.zipped import rewritten

A4 = (11906, 16838)  # twips: 210 × 297 mm
SIDE, TOP, BOTTOM, FOOT = 1304, 1247, 1304, 624  # twips: margins of 23 and 22 mm, place of the foot
_LEFT_OUT = {"thumbnail", "stylesWithEffects", "customXml"}  # of the library's own first document


@dataclass(frozen=True, slots=True)
class About:
    """What a document says of itself, and calls its pictures and tables."""

    title: str
    language: str
    accent: str  # RRGGBB, beside quotes
    foot: str  # at the left of every page's foot
    product: str
    created: datetime  # naive UTC
    figure: str = "Figure"  # what its pictures are called in captions
    table: str = "Table"


class Document:
    """Paragraphs, pictures and tables one after another; `content` is the finished file."""

    def __init__(self, about: About) -> None:
        self.about = about
        self._made = docx.Document()
        dress(self._made, about.language, about.accent)
        self._body: Any = self._made.element.body
        self._body[:] = []
        self._numbers = {about.figure: 0, about.table: 0}
        self._landscape = False
        self._feet = {wide: self._foot(wide) for wide in (False, True)}
        self._describe()

    @property
    def width(self) -> int:
        """Of the text on a page, in twips."""
        return A4[self._landscape] - 2 * SIDE

    def turn(self, landscape: bool) -> None:
        """Go on on pages of this direction; on a new one, where it is another."""
        if landscape != self._landscape and len(self._body):
            self._body[-1].get_or_add_pPr().append(self._section())
        self._landscape = landscape

    def heading(self, text: str, level: int) -> None:
        """A heading of level 1 to 3."""
        self._body.append(paragraph(f"Heading{level}", run(text)))

    def text(self, text: str, style: str = "Normal") -> None:
        """A paragraph in a style, by its id."""
        self._body.append(paragraph(style, run(text)))

    def named(self, name: str, text: str, style: str = "ListBullet") -> None:
        """A paragraph that begins with what it is about."""
        self._body.append(paragraph(style, run(f"{name}: ", "Strong"), run(text)))

    def quote(self, text: str, source: str) -> None:
        """Somebody's words, and after them, in a run of its own, where they are from."""
        after = run(f"{closing(text)} – {source}", "Source")
        self._body.append(paragraph("Quote", run(text), after))

    def figure(self, png: bytes, caption: str, about: str) -> None:
        """A picture with its number and caption; `about` tells what is in it."""
        inline: Any = self._made.part.new_pic_inline(BytesIO(png), width=Pt(PICTURE))
        for side in "TBLR":  # where nothing is said LibreOffice keeps a distance
            inline.set(f"dist{side}", "0")
        number = self._numbers[self.about.figure] + 1
        inline.docPr.set("name", f"{self.about.figure} {number}")
        inline.docPr.set("descr", visible(about))
        holder = run("")
        holder.append(parse_xml(f"<w:drawing {nsdecls('w')}/>"))
        holder[-1].append(inline)
        self._body.append(paragraph("Figure", holder))
        self._caption(self.about.figure, caption)

    def table(
        self,
        caption: str,
        columns: Sequence[Column],
        rows: Sequence[Sequence[str]],
        note: str,
        *,
        ruled: bool = False,
        least: int = 0,
    ) -> None:
        """A table under its number and caption; a note ends it, since text must follow a table.
        One to write into is `ruled`, with rows of `least` twips."""
        self._caption(self.about.table, caption, kept=True)
        title, about = visible(caption), visible(note)
        self._body.append(built(columns, rows, self.width, title, about, ruled=ruled, least=least))
        self.text(note, "Note")

    def _caption(self, name: str, text: str, *, kept: bool = False) -> None:
        self._numbers[name] += 1
        number = field(f"SEQ {name} \\* ARABIC", str(self._numbers[name]))
        made = paragraph("Caption", run(f"{name} "), *number, run(f". {text}"))
        if kept:
            made.get_or_add_pPr().append(parse_xml(f"<w:keepNext {nsdecls('w')}/>"))
        self._body.append(made)

    def content(self) -> bytes:
        """The file; the same document is the same bytes."""
        self._body.append(self._section())
        made = BytesIO()
        self._made.save(made)
        return rewritten(made.getvalue(), self.about.created)

    def _section(self) -> Any:
        """How the pages up to here are laid out."""
        wide, tall = (A4[1], A4[0]) if self._landscape else A4
        turned = ' w:orient="landscape"' if self._landscape else ""
        return parse_xml(
            f"<w:sectPr {nsdecls('w', 'r')}>"
            f'<w:footerReference w:type="default" r:id="{self._feet[self._landscape]}"/>'
            f'<w:pgSz w:w="{wide}" w:h="{tall}"{turned}/>'
            f'<w:pgMar w:top="{TOP}" w:right="{SIDE}" w:bottom="{BOTTOM}" w:left="{SIDE}" '
            f'w:header="{FOOT}" w:footer="{FOOT}" w:gutter="0"/></w:sectPr>'
        )

    def _foot(self, landscape: bool) -> str:
        """A footer for pages of this direction: its relation's id."""
        document: Any = self._made.part
        part, key = document.add_footer_part()
        width = A4[landscape] - 2 * SIDE
        tabs = f'<w:tabs {nsdecls("w")}><w:tab w:val="right" w:pos="{width}"/></w:tabs>'
        pages = [*field("PAGE", "1"), run(" / "), *field("NUMPAGES", "1")]
        made = paragraph("Footer", run(f"{self.about.foot}\t"), *pages)
        made.get_or_add_pPr().append(parse_xml(tabs))
        part.element[:] = [made]
        return str(key)

    def _describe(self) -> None:
        about, properties = self.about, self._made.core_properties
        properties.title, properties.author = visible(about.title)[:255], about.product
        properties.last_modified_by, properties.comments = about.product, ""
        properties.language = self._made.styles.element.find(f".//{qn('w:lang')}").get(qn("w:val"))
        properties.created = properties.modified = about.created
        properties.revision = 1
        package = self._made.part.package
        for source in (package, self._made.part):
            for key, relation in list(source.rels.items()):
                if relation.reltype.rpartition("/")[2] in _LEFT_OUT:
                    del source.rels[key]
        program: Part = package.part_related_by(RELATION.EXTENDED_PROPERTIES)
        program._blob = _PROGRAM


_PROGRAM = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'extended-properties"><Application>Ev\xc3\xa4stys</Application></Properties>'
)
