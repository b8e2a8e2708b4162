"""Signs of personal data in a text: a hint to who writes and who moderates, never a block."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import regex

Span = tuple[int, int]
"""Where something begins and ends in a text."""


def hint(text: str) -> str | None:
    """Name of the first kind of personal data that the text seems to hold, else None.

    One of HINTS; the catalogue has `hint.<name>` (a flag) and `hint.sentence.<name>` (advice).
    """
    if _WORTH.search(text) is None:
        return None
    text = text.translate(_DASHES)
    return next((name for name, find in HINTS.items() if any(find(text))), None)


def hits(text: str) -> list[tuple[int, int, str]]:
    """Every place that seems to hold personal data: where it begins and ends, and its name as
    `hint` gives it. None overlaps another: what is an identity code is no phone number."""
    if _WORTH.search(text) is None:
        return []
    text = text.translate(_DASHES)
    taken: list[tuple[int, int, str]] = []
    for name, find in HINTS.items():
        for start, end in find(text):
            if all(end <= first or last <= start for first, last, _ in taken):
                taken.append((start, end, name))
    return sorted(taken)


# All that is looked for has a digit, a sign of an address, or that sign spelt out. Most texts have
# none, and to know that takes a hundredth of the time.
_WORTH = regex.compile(r"[\d@]|[(\[]at[)\]]", regex.IGNORECASE)
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-") | {"\xa0": " ", "\u202f": " "})

# https://dvv.fi/en/personal-identity-code: the mark tells the century, the last character is the
# remainder of the nine digits by 31.
_CODE = regex.compile(
    r"(?<!\d)(\d{2})(\d{2})(\d{2})([-+UVWXYABCDEF])(\d{3})([0-9A-Y])(?!\w)", regex.IGNORECASE
)
_CENTURY = {"+": 1800} | dict.fromkeys("-UVWXY", 1900) | dict.fromkeys("ABCDEF", 2000)
_CHECK = "0123456789ABCDEFHJKLMNPRSTUVWXY"


def _identity_codes(text: str) -> Iterator[Span]:
    for found in _CODE.finditer(text):
        day, month, year, mark, number, check = found.groups()
        if check.upper() != _CHECK[int(day + month + year + number) % 31]:
            continue
        try:
            date(_CENTURY[mark.upper()] + int(year), int(month), int(day))
        except ValueError:
            continue
        yield found.span()


# ISO 13616: letters count as 10–35, the first four characters go last, the remainder by 97 is 1.
_IBAN_START = regex.compile(r"(?<![^\W_])[A-Z]{2}\d{2}")
_IBAN_LENGTH = {
    "AT": 20, "BE": 16, "CH": 21, "CZ": 24, "DE": 22, "DK": 18, "EE": 20, "ES": 24, "FI": 18,
    "FR": 27, "GB": 22, "GR": 27, "HU": 28, "IE": 22, "IS": 26, "IT": 27, "LT": 20, "LU": 20,
    "LV": 21, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24, "SE": 24, "SI": 19, "SK": 24,
}  # fmt: skip


def _ibans(text: str) -> Iterator[Span]:
    # Letter by letter, since some become two as capitals and would move what comes after them.
    text = "".join(each.upper() if each.isascii() else each for each in text)
    for found in _IBAN_START.finditer(text):
        length = _IBAN_LENGTH.get(found[0][:2], 0)
        near = enumerate(text[found.start() : found.start() + 2 * length], found.start())
        places = [place for place, each in near if each != " "][:length]
        number = "".join(text[place] for place in places)
        if len(number) != length or not (length and number.isascii() and number.isalnum()):
            continue
        if int("".join(str(int(each, 36)) for each in number[4:] + number[:4])) % 97 == 1:
            yield found.start(), places[-1] + 1


_EMAIL = regex.compile(
    r"[\w.+-]{1,64}\s?(?:@|[(\[]at[)\]])\s?[\w-]{1,63}\.\w(?:[\w-]|\.(?=\w))*", regex.IGNORECASE
)


def _emails(text: str) -> Iterator[Span]:
    for found in _EMAIL.finditer(text):
        start = found.start()  # the pattern takes so much of a name at most, and here is the rest
        while start and (text[start - 1].isalnum() or text[start - 1] in "_.+-"):
            start -= 1
        yield start, found.end()


_GAP = r"[ ()-]{0,3}"
_PHONE = regex.compile(
    rf"""(?<![\w+/-])(?<!\d[.,])
    (?! \d{{2}}-\d{{2}}-\d{{4}}(?!\d) | \d{{7}}-\d(?!\d) )          # a date, a business id
    (?: (?: \+[1-9] | 00358 ) (?:{_GAP}\d){{9,12}}
      | \(?0(?:4\d|50) (?:{_GAP}\d){{6,8}}                           # mobile
      | \(?0(?:[235689]|1[3-9]|[1237]0|29) (?:{_GAP}\d){{6,9}} )     # area, company
    (?!\d|[.,/]\d)""",
    regex.VERBOSE,
)

_ROADS = (
    r"(?:valta|kanta|seutu|yhdys|maan|moottori|runko|rauta|pyörä|kehä|pää|kylä|ohitus|lumi|sivu)"
)
_PATHS = r"(?:hoito|palvelu|opinto|asiakas|ura|oppimis|koulutus|kuntoutus|työ|jatko|luonto)"
_STREET = regex.compile(
    rf"""\b(?:
        (?!(?i:{_ROADS})tie) \p{{L}}{{3,}} (?: tie(?:n|llä|ltä|lle)? | ka[td]u(?:n|lla|lta|lle)?
          | kuja(?:n|lla|lta|lle)? | gatan | vägen | gränden | stigen )
      | (?!(?i:{_PATHS})) \p{{Lu}}\p{{L}}{{2,}} (?: polku | kaari | raitti | rinne | penger
          | puistikko | esplanadi | aukio )
    ) [ ] \d{{1,3}} (?! [\d%] | [ ]?% | [.,:]\d | [ ]\d{{3}} | -?vuot | [ ](?:vuo|kk|päiv|h\b|km|e)
        | \.[ ]\p{{Ll}} ) (?: [ ]?[A-Z]\b (?: [ ]\d{{1,3}}\b )? )?          # stair, flat
    | \b\d{{1,4}}[ ]\p{{Lu}}\p{{L}}+[ ](?:Street|Road|Avenue|Lane)\b""",
    regex.VERBOSE,
)


def _all_of(pattern: regex.Pattern[str]) -> Callable[[str], Iterator[Span]]:
    return lambda text: (found.span() for found in pattern.finditer(text))


HINTS: dict[str, Callable[[str], Iterator[Span]]] = {
    "personal_identity_code": _identity_codes,
    "iban": _ibans,
    "email": _emails,
    "phone_number": _all_of(_PHONE),
    "street_address": _all_of(_STREET),
}
