"""Signs of personal data in a text."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from app.text.hints import HINTS, hint

CENTURIES = {1800: "+", 1900: "-UVWXY", 2000: "ABCDEF"}


def codes(number: int) -> list[str]:
    """Valid personal identity codes over every century mark; made up, people may not have them."""
    chance = random.Random(306)
    made = []
    for _ in range(number):
        born = date(1850, 1, 1) + timedelta(days=chance.randrange(64_000))
        mark = chance.choice(CENTURIES[born.year // 100 * 100])
        digits = f"{born:%d%m%y}{chance.randrange(2, 1000):03}"
        check = "0123456789ABCDEFHJKLMNPRSTUVWXY"[int(digits) % 31]
        made.append(f"{digits[:6]}{mark}{digits[6:]}{check}")
    return made


def test_every_valid_identity_code_is_found_in_any_dress() -> None:
    made = codes(1_000)
    assert {code[6] for code in made} == set("+-UVWXYABCDEF")
    for code in made:
        for text in [code, f"Tunnus on {code.lower()}.", f"({code}:n)", code.replace("-", "–")]:
            assert (text, hint(text)) == (text, "personal_identity_code")


def test_a_code_with_a_wrong_check_character_or_day_is_none() -> None:
    assert hint("131052-308T") == "personal_identity_code"
    assert hint("131052-308U") is None
    assert hint("310252-123" + "0123456789ABCDEFHJKLMNPRSTUVWXY"[310252123 % 31]) is None
    assert hint("8131052-308T") is None
    assert hint("131052-308Tx") is None


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("phone_number", "Soita 040 123 4567"),
        ("phone_number", "puh.0401234567"),
        ("phone_number", "+358 40 123 4567"),
        ("phone_number", "00358501234567 iltaisin"),
        ("phone_number", "(014) 123 456"),
        ("phone_number", "050–123 4567"),
        ("phone_number", "+46 70 123 45 67"),
        ("email", "kirjoita: etunimi.sukunimi@kunta.example"),
        ("email", "etunimi.sukunimi(at)kunta.fi"),
        ("iban", "Tilille FI21 1234 5600 0007 85 ennen iltaa"),
        ("iban", "fi2112345600000785"),
        ("iban", "GB82 WEST 1234 5698 7654 32"),
        ("street_address", "Asun osoitteessa Keskikatu 12 B 4"),
        ("street_address", "naapuri keskikadulla 3 kertoi"),
        ("street_address", "Mäntytie 5"),
        ("street_address", "Storgatan 12"),
        ("street_address", "12 Station Road"),
    ],
)
def test_personal_data_is_named(name: str, text: str) -> None:
    assert hint(text) == name


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Yhteinen palveluohjaus kuntiin vuosina 2025–2029",
        "Vuonna 2030 meitä on 270 000 asukasta",
        "Y-tunnus 0174666-4",
        "Kokous 03-12-2025 ja 24.10.2025 klo 13.42",
        "Postinumerot 40100 ja 00100-00990",
        "Valtatie 4 ja kantatie 58 kuntoon",
        "Palvelupolku 2 alkaa neuvolasta",
        "Budjetti +10 000 000 euroa, kasvu 0,5 % ja 0 000 000",
        "FI21 1234 5600 0007 86 ei ole tili",
        "Tavataan @ kirjasto",
        "SOTE25, EU27 ja KESKI2030",
        "Laki 611/2021 ja 306/2019",
        "Koulutie 15 % turvallisemmaksi",
    ],
)
def test_ordinary_text_raises_no_hint(text: str) -> None:
    assert hint(text) is None


def test_neutral_sentences_are_left_alone() -> None:
    chance = random.Random(611)
    who = ["Kunta", "Hyvinvointialue", "Maakunnan liitto", "Järjestöt", "Nuoret", "Yrittäjät"]
    does = ["järjestää", "rahoittaa", "suunnittelee", "avaa", "kokoaa", "tarvitsee"]
    what = ["kohtaamispaikan", "kyydit", "12 etäpistettä", "3,5 miljoonaa", "tien 2", "ryhmän 040"]
    when = ["vuonna 2026", "24.10.2025", "klo 08–16", "1–3 vuodessa", "ennen 01/2027", "heti"]
    sentences = [" ".join(map(chance.choice, (who, does, what, when))) for _ in range(5_000)]
    assert [each for each in sentences if hint(each)] == []


def test_a_long_text_of_near_misses_is_read_to_its_end_without_a_hint() -> None:
    for piece in ["a.", "0 ", "+1", "Katu ", "FI21", "0(-) ", "A", "@ "]:
        assert hint((piece * 8_000)[:8_000]) is None


def test_hints_are_listed_by_name() -> None:
    assert list(HINTS) == [
        "personal_identity_code",
        "iban",
        "email",
        "phone_number",
        "street_address",
    ]
