"""Who takes part, and where: roles, organisations by class, rooms."""

from __future__ import annotations

from app.agenda.faults import Report, meant, quoted
from app.agenda.lines import Place
from app.agenda.models import ROOMS, Named, Organisation
from app.agenda.table import Seen, Table, checked, slug, unique_key
from app.kinds import Texts


def read_roles(root: Table) -> tuple[Named, ...]:
    """Every `[[roles]]`; an event has at least one."""
    return _named(root, "roles", example="official")


def read_classes(root: Table) -> tuple[Named, ...]:
    """Every `[[organisation_classes]]`; an event has at least one."""
    return _named(root, "organisation_classes", example="municipality")


def read_rooms(root: Table) -> tuple[Named, ...]:
    """Every `[[rooms]]`; an event without has one room, which nobody needs to know of."""
    if "rooms" not in root:
        return ()
    rooms = _list(root, "rooms", example="auditorium")
    if len(rooms) == 1:
        root.fault("rooms", "is one room alone; add another, or drop it: one needs no name")
    if len(rooms) > ROOMS:
        root.fault("rooms", f"there are {len(rooms)} rooms; {ROOMS} at most can be run at once")
    return rooms


def _named(root: Table, section: str, example: str) -> tuple[Named, ...]:
    if not root.values.get(section):
        root.fault(section, f"is missing; begin one with a line [[{section}]]")
    return _list(root, section, example)


def _list(root: Table, section: str, example: str) -> tuple[Named, ...]:
    seen = Seen()
    named = []
    for table in root.tables(section):
        table.only("key", "name")
        named.append(Named(key=unique_key(table, seen, example), name=table.texts("name")))
    return tuple(named)


def read_organisations(root: Table, classes: tuple[Named, ...]) -> tuple[Organisation, ...]:
    """Everything in `[organisations]`: classes in the order of their own list, names as written."""
    table = root.table("organisations")
    known = [each.key for each in classes]
    seen = Seen()
    by_class: dict[str, list[Organisation]] = {key: [] for key in known}
    for class_ in table.values:
        if class_ not in by_class:
            hint = meant(class_, known)
            table.fault(
                class_,
                f"{quoted(class_)} is no class{hint} Classes: {', '.join(known)}. "
                "A new one needs its own [[organisation_classes]]",
            )
        by_class[class_] = _of_class(table, class_, seen)
    if "organisations" in root and not any(table.values.values()):
        table.report.fault(table.path, 'names nobody; write for example other = ["Everybody"]')
    return tuple(each for key in known for each in by_class[key])


def _of_class(table: Table, class_: str, seen: Seen) -> list[Organisation]:
    entries = table.values[class_]
    if not isinstance(entries, list):
        table.fault(class_, f'{quoted(entries)} is no list; write {class_} = ["Name", "Name"]')
        return []
    return [
        _organisation(table, (*table.path, class_, place), entry, class_, seen)
        for place, entry in enumerate(entries)
    ]


def _organisation(
    table: Table, path: Place, entry: object, class_: str, seen: Seen
) -> Organisation:
    report = table.report
    row = Table(report, path, entry if isinstance(entry, dict) else {}, table.languages)
    row.only("key", "name")
    if isinstance(entry, dict):
        name = _name(report, (*path, "name"), entry.get("name"), table.languages)
    else:
        name = _name(report, path, entry, table.languages)
    shown = next(iter(name.values()), "")
    key = row.key("hankasalmi") if "key" in row else slug(shown)
    if shown and not key and "key" not in row:
        report.fault(
            path,
            f"no key can be made from {quoted(shown)}; write one: "
            f'{{ key = "hankasalmi", name = {{ {table.language} = {quoted(shown)} }} }}',
        )
    if first := seen.again(key, report.lines[(*path, "key")]):
        report.fault(
            path,
            f'{quoted(shown)} is here twice: its key "{key}" is used on line {first} already; '
            "drop one of them, or give it another key",
        )
    return Organisation(key=key, name=name, class_=class_)


def _name(report: Report, path: Place, value: object, languages: tuple[str, ...]) -> Texts:
    """A name by language; one without a language is the same in all of them."""
    if isinstance(value, dict):
        return checked(report, path, value, languages)
    if not isinstance(value, str) or not value.strip():
        said = "is missing" if value is None else f"{quoted(value)} is no name"
        report.fault(path, f'{said}; write the name of the organisation in quotes: "Hankasalmi"')
        return {}
    return {languages[0] if languages else "fi": value.strip()}
