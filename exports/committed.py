"""Commitments as documents list them: preliminary views, each with its id."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.kinds.commitment import STRENGTHS
from exports.plan import stands
from exports.reading import Given, Reading
from exports.word.document import Document
from exports.word.tables import Column
from exports.words import Words

LABEL = "phone.commitment.preliminary"  # what stands over every commitment, as on the phone
_SHARES = {"measure": 3.2, "strength": 1.5, "actor": 1.6, "when": 1.3, "needs": 1.8}


def add_commitments(
    document: Document,
    reading: Reading,
    given: Sequence[Given],
    words: Words,
    caption: str,
    *,
    organisations: bool,
) -> None:
    """Their table under its label, the readiest first; with a column of whose they are, and where
    an organisation has said anything of its own, one of what."""
    t = words.t
    document.text(t(LABEL), "Notice")
    order = [each.key for each in reading.agenda.organisations]
    said = any(each.confirmed for each in given)
    columns = [Column(t(f"column.{key}"), share) for key, share in _SHARES.items()]
    columns += [Column(t("exports.column.organisation"), 1.8)] if organisations else []
    columns += [Column(t("report.confirmation.title"), 1.4)] if said else []
    columns.append(Column(t("exports.column.statement"), 1.3))
    rows = [
        [
            *_value(each, words),
            *([_organisation(each, words)] if organisations else []),
            *([_said(each, words)] if said else []),
            _id(each, words),
        ]
        for each in _ordered(given, order)
    ]
    document.table(caption, columns, rows, t("report.commitments", n=len(rows)))


def _ordered(given: Iterable[Given], order: Sequence[str]) -> list[Given]:
    def place(each: Given) -> tuple[int, int, int]:
        key = each.person.organisation
        whose = order.index(key) if key in order else len(order)
        return STRENGTHS.index(stands(each)["strength"]), whose, each.position

    return sorted(given, key=place)


def _value(given: Given, words: Words) -> list[str]:
    value, names = stands(given), words.labels(given.prompt)
    cells = {key: value.get(key) or "" for key in _SHARES}
    return list((cells | {"strength": names[value["strength"]]}).values())


def _organisation(given: Given, words: Words) -> str:
    key = given.person.organisation
    return words.organisations.get(key, key)


def _said(given: Given, words: Words) -> str:
    """What the organisation has said of it, with its own note."""
    own = given.confirmed
    if own is None:
        return words.t("report.confirmation.none")
    said = words.t(f"report.confirmation.{own.decision}", date=words.t.date(own.at))
    return f"{said}: {own.note}" if own.note else said


def _id(given: Given, words: Words) -> str:
    late = f"\n{words.t('report.mark.late')}" if given.late else ""
    return f"{given.statement or ''}{late}"
