"""The styles and settings of every Word document: Arial, in the language of the document.

Whatever a document shows has a style of its own here, so that who drafts from it changes a style
and not every paragraph. Nothing is smaller than 10.5 points.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docx.oxml import parse_xml

if TYPE_CHECKING:
    from docx.document import Document

LOCALES = {"fi": "fi-FI", "sv": "sv-FI", "en": "en-GB"}
INK, GREY, RULE, GROUND = "0F2024", "3B4F55", "C3CED0", "F3F6F5"
FONT = "Arial"  # where it is missing there is Liberation Sans, of the same widths
TABLE = "PlainTable"  # id of the style of tables

_NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_OWN = {"Notice", "Figure", "TableText", "TableHeading", "Note"}  # Word knows the others
_MUTED = f'<w:color w:val="{GREY}"/>'


def dress(document: Document, language: str, accent: str) -> None:
    """Give a new document its styles and settings; `accent` (RRGGBB) is the bar beside quotes."""
    locale = LOCALES[language]
    _replace(document.styles.element, _styles(locale, accent))
    _replace(document.settings.element, _settings(locale, comma=language != "en"))
    _replace(document.part.numbering_part.element, _numbering())


def _replace(element: Any, made: str) -> None:
    element[:] = parse_xml(made)[:]


def _settings(locale: str, *, comma: bool) -> str:
    decimal, separator = (",", ";") if comma else (".", ",")
    uri = "http://schemas.microsoft.com/office/word"
    return f"""<w:settings {_NS}>
<w:zoom w:percent="100"/>
<w:defaultTabStop w:val="1304"/>
<w:autoHyphenation w:val="true"/>
<w:consecutiveHyphenLimit w:val="2"/>
<w:doNotHyphenateCaps/>
<w:characterSpacingControl w:val="doNotCompress"/>
<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="{uri}" w:val="15"/></w:compat>
<w:themeFontLang w:val="{locale}"/>
<w:decimalSymbol w:val="{decimal}"/>
<w:listSeparator w:val="{separator}"/>
</w:settings>"""


def _numbering() -> str:
    return f"""<w:numbering {_NS}>
<w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="singleLevel"/>
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:pStyle w:val="ListBullet"/>
<w:lvlText w:val="•"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="284" w:hanging="284"/></w:pPr>
</w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
</w:numbering>"""


def _styles(locale: str, accent: str) -> str:
    fonts = " ".join(f'w:{place}="{FONT}"' for place in ("ascii", "hAnsi", "eastAsia", "cs"))
    return f"""<w:styles {_NS}>
<w:docDefaults>
<w:rPrDefault><w:rPr><w:rFonts {fonts}/><w:color w:val="{INK}"/><w:sz w:val="21"/>
<w:szCs w:val="21"/><w:lang w:val="{locale}" w:eastAsia="{locale}" w:bidi="ar-SA"/></w:rPr>
</w:rPrDefault><w:pPrDefault/>
</w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>
<w:pPr><w:spacing w:after="120" w:line="276" w:lineRule="auto"/></w:pPr></w:style>
{_heading(1, before=0, after=160, size=40)}
{_heading(2, before=400, after=120, size=30)}
{_heading(3, before=280, after=100, size=24)}
{_paragraph("Subtitle", after=60, letters=_MUTED)}
{_paragraph("ListBullet", "List Bullet", after=60, first='<w:numPr><w:numId w:val="1"/></w:numPr>')}
{_paragraph("Quote", after=150, line=264, first=_bar(accent), indent=227)}
{_paragraph("Notice", before=160, after=200, first=_NOTICE, indent=227, letters="<w:b/>")}
{_paragraph("Caption", "caption", before=160, after=100, letters=_MUTED)}
{_paragraph("Figure", before=80, first="<w:keepNext/>")}
{_paragraph("TableText", "Table Text", line=252)}
{_paragraph("TableHeading", "Table Heading", line=252, first="<w:keepNext/>", letters="<w:b/>")}
{_paragraph("Note", before=80, after=240, letters=_MUTED)}
{_paragraph("Footer", "footer", first=_ABOVE, letters=_MUTED)}
<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">
<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>
<w:style w:type="character" w:styleId="Strong"><w:name w:val="Strong"/>
<w:basedOn w:val="DefaultParagraphFont"/><w:qFormat/><w:rPr><w:b/></w:rPr></w:style>
<w:style w:type="character" w:customStyle="1" w:styleId="Source"><w:name w:val="Source"/>
<w:basedOn w:val="DefaultParagraphFont"/><w:qFormat/><w:rPr>{_MUTED}</w:rPr></w:style>
{_TABLES}
</w:styles>"""


def _heading(level: int, *, before: int, after: int, size: int) -> str:
    return f"""<w:style w:type="paragraph" w:styleId="Heading{level}">
<w:name w:val="heading {level}"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/>
<w:uiPriority w:val="9"/><w:qFormat/>
<w:pPr><w:keepNext/><w:keepLines/><w:suppressAutoHyphens/>
<w:spacing w:before="{before}" w:after="{after}" w:line="240" w:lineRule="auto"/>
<w:outlineLvl w:val="{level - 1}"/></w:pPr>
<w:rPr><w:b/><w:bCs/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr></w:style>"""


def _paragraph(
    key: str,
    name: str = "",
    *,
    before: int = 0,
    after: int = 0,
    line: int = 276,
    indent: int = 0,
    first: str = "",
    letters: str = "",
) -> str:
    """A style; `first` is what stands before the spacing of a paragraph in the order of OOXML."""
    own = ' w:customStyle="1"' if key in _OWN else ""
    inside = f'<w:ind w:left="{indent}" w:right="{indent}"/>' if indent else ""
    return f"""<w:style w:type="paragraph"{own} w:styleId="{key}"><w:name w:val="{name or key}"/>
<w:basedOn w:val="Normal"/><w:qFormat/>
<w:pPr>{first}<w:spacing w:before="{before}" w:after="{after}" w:line="{line}" w:lineRule="auto"/>
{inside}</w:pPr><w:rPr>{letters}</w:rPr></w:style>"""


def _bar(colour: str, ground: str = "") -> str:
    """A bar at the left; lines of the ground's own colour give a shaded paragraph its margin."""
    bar = f'<w:left w:val="single" w:sz="18" w:space="8" w:color="{colour}"/>'
    over, under = (
        f'<w:{side} w:val="single" w:sz="4" w:space="4" w:color="{ground}"/>' if ground else ""
        for side in ("top", "bottom")
    )
    return f"<w:pBdr>{over}{bar}{under}</w:pBdr>"


_SHADE = f'<w:shd w:val="clear" w:color="auto" w:fill="{GROUND}"/>'
_NOTICE = f"<w:keepNext/>{_bar(INK, GROUND)}{_SHADE}"
_ABOVE = f'<w:pBdr><w:top w:val="single" w:sz="4" w:space="6" w:color="{RULE}"/></w:pBdr>'
_TABLES = f"""<w:style w:type="table" w:default="1" w:styleId="TableNormal">
<w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/>
<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:left w:w="85" w:type="dxa"/>
<w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>
<w:style w:type="table" w:customStyle="1" w:styleId="{TABLE}"><w:name w:val="Plain Rules"/>
<w:basedOn w:val="TableNormal"/><w:qFormat/>
<w:tblPr><w:tblBorders><w:top w:val="single" w:sz="8" w:space="0" w:color="{INK}"/>
<w:bottom w:val="single" w:sz="8" w:space="0" w:color="{INK}"/>
<w:insideH w:val="single" w:sz="4" w:space="0" w:color="{RULE}"/></w:tblBorders>
<w:tblCellMar><w:top w:w="50" w:type="dxa"/><w:left w:w="85" w:type="dxa"/>
<w:bottom w:w="50" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr>
<w:tblStylePr w:type="firstRow"><w:tcPr><w:tcBorders>
<w:bottom w:val="single" w:sz="8" w:space="0" w:color="{INK}"/></w:tcBorders>
{_SHADE}</w:tcPr></w:tblStylePr></w:style>"""
