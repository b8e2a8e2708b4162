"""An event's accent and logo as pages fetch them."""

from __future__ import annotations

import re
from pathlib import Path

import httpx

from tests.served import AGENDA, PLAIN, Server

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
LOOK = """
[look]
accent = "#5b2d8e"
logo = "logo.svg"
logo_name = { fi = "Maakunta" }
"""


def test_the_joining_page_wears_the_accent_and_the_logo(tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_bytes(SVG)
    file = tmp_path / "event.toml"
    file.write_text(AGENDA.read_text(encoding="utf-8") + LOOK, encoding="utf-8")
    server = Server(tmp_path / "data").start("--agenda", str(file))
    try:
        with httpx.Client(base_url=server.url, verify=PLAIN) as client:
            page = client.get("/e/SYDAN").text
            [style] = re.findall(r'href="(/e/SYDAN/look\.css[^"]*)"', page)
            [(logo, said)] = re.findall(r'src="(/e/SYDAN/logo[^"]*)" alt="([^"]*)"', page)
            css, picture = client.get(style), client.get(logo)
    finally:
        server.stop()
    assert said == "Maakunta"
    assert (picture.headers["content-type"], picture.content) == ("image/svg+xml", SVG)
    policy = picture.headers["content-security-policy"]
    assert ("default-src 'none'" in policy, "unsafe" in policy) == (True, False)
    assert css.headers["content-type"].partition(";")[0] == "text/css"
    assert css.text.splitlines() == [
        ':root, :root [data-area="0"] { --area: #5b2d8e; }',
        "@media (prefers-color-scheme: dark) { :root:not([data-theme=light]), "
        ':root:not([data-theme=light]) [data-area="0"] { --area: var(--ink); } }',
        ':root[data-theme=dark], :root[data-theme=dark] [data-area="0"] { --area: var(--ink); }',
    ]
