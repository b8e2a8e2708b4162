"""Text that has broken exports elsewhere: what runs, links, hides, or cannot be held."""

from __future__ import annotations

FORMULAS = [
    f"{sign}{rest}"
    for sign in "=+-@＝＋－＠"
    for rest in ("1+1", "SUM(A1:A9)", "cmd|' /C calc'!A0", 'HYPERLINK("http://x.example","avaa")')
]

BEFORE = (" ", "   ", "\u00a0", "\u200b", "\ufeff", "\u3000", "\u202e")

SPACED = [f"{space}=1+1" for space in BEFORE]

CONTROLS = [f"{chr(code)}=1+1" for code in range(0x20)] + [
    "keskellä\0nolla",
    "kello\a ja esc\x1b[31m",
    "poisto\x7f",
    "C1 \x80\x85\x9f",
    "rivi\rtoinen",
    "rivi\r\ntoinen",
    "rivi\ntoinen\n\nneljäs",
    "sarkain\ttässä",
    "\x1c\x1d\x1e\x1f",
]

MARKUP = [
    "{=1+1}",
    "{=SUM(A1:B2*C1:C2)}",
    "<script>alert(1)</script>",
    "<r><t>oma rivi</t></r>",
    '<r></r></is></c><c r="A1"><f>1+1</f></c><r></r>',
    "<r>ei päätä",
    "]]><!--",
    "&amp; &lt; &#0; &#x1;",
    "_x0041_ _x000D_ _x005F_",
    "'=1+1",
    "''",
    '"',
    '";"\n',
    '";=1+1;"',
    "a;b,c\td",
    '"=1+1"',
    "'",
    "|",
    "\\",
    "%00%0a%0d",
    "{{7*7}} ${7*7} #{7*7}",
    "'; DROP TABLE answer; --",
]

LINKS = [
    "http://example.org",
    "https://example.org/?a=1&b=2",
    "mailto:joku@example.org",
    "file:////palvelin/jako",
    "file:///etc/passwd",
    "ftp://example.org",
    "internal:Vastaukset!A1",
    "external:c:\\temp\\a.xlsx",
    "\\\\palvelin\\jako\\a.xlsx",
    "#Vastaukset!A1",
    "javascript:alert(1)",
]

DDE = [
    '=DDE("cmd";"/C calc";"!A0")',
    "=cmd|'/C powershell'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    '=WEBSERVICE("http://x.example")',
    '=IMPORTXML("http://x.example";"//a")',
    '=RTD("a";;"b")',
    '=CALL("Shell32";"ShellExecuteA";"JJCCCJJ")',
]

DIRECTIONS = [
    "\u202eoikealta vasemmalle\u202c",
    "\u2066eristetty\u2069 ja \u200fmerkki",
    "مرحبا بالعالم",
    "שלום עולם",
    "abc \u202b=1+1",
]

SIGNS = [
    "👩‍👩‍👧 perhe",
    "👍🏽🇫🇮🏳️‍🌈",
    "Z̸͙̎a̷̘͝l̶̙̐g̴̱͂o̵̜͝",
    "ä ö å š ž Č Đ Ŋ Ŧ ẞ",
    "a\u0308 ei koottu",
    "\ufffe\uffff ei merkkejä",
    "yksinäinen \ud83d puolikas",
    "\ud800",
    "\U0010ffff",
    "\u2028rivi\u2029kappale",
    "\ue000 oma alue",
]

NUMBERS = ["007", "1e5", "3/4", "1.2.2026", "-5", "+358401234567", "1,5", "TRUE", "#REF!", "NaN"]

LONG = ["pitkä " * 333, "x" * 2000, "=" + "ä" * 1999, "😀" * 2000, "😀" * 40_000, "\n" * 500]

EMPTYISH = [" ", "\u200b", "\u00ad", "-", "="]

HOSTILE = [
    *FORMULAS,
    *SPACED,
    *CONTROLS,
    *MARKUP,
    *LINKS,
    *DDE,
    *DIRECTIONS,
    *SIGNS,
    *NUMBERS,
    *LONG,
    *EMPTYISH,
]
