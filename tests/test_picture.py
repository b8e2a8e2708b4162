"""A tally becomes a picture that fits the screen and says no more than it may."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import picture
from app.picture.text import COLUMN, ROOM
from app.picture.words import NOTE


def statement(number: int, text: str = "Kyläkyydit", support: int = 0) -> dict[str, Any]:
    """As a tally has it."""
    organisations = min(support, 3)
    name = f"T2-K-{number:04d}"
    return {"id": name, "text": text, "support": support, "organisations": organisations}


def ids(pages: list[picture.Page]) -> list[list[str]]:
    """Public ids page by page."""
    return [[each.id for each in page.statements] for page in pages]


def words(counts: dict[str, int]) -> list[dict[str, Any]]:
    """As a tally has them."""
    return [
        {"word": word, "count": count, "forms": {word: count}} for word, count in counts.items()
    ]


# ---- bars


def test_bars_keep_the_order_of_the_agenda_while_people_answer() -> None:
    drawn = picture.bars({"a": 2, "b": 8, "c": 4}, ["a", "b", "c"], ranked=False)
    assert [(bar.key, bar.value, bar.length) for bar in drawn] == [
        ("a", 2, 20.0),
        ("b", 8, 80.0),
        ("c", 4, 40.0),
    ]


def test_ranked_bars_stand_largest_first_and_equal_ones_in_order() -> None:
    drawn = picture.bars({"a": 2, "b": 8, "c": 2}, ["a", "b", "c"], ranked=True)
    assert [bar.key for bar in drawn] == ["b", "a", "c"]


def test_bars_of_no_answers_have_no_length() -> None:
    drawn = picture.bars({"a": None, "b": 0}, ["a", "b"], ranked=True)
    assert [(bar.key, bar.value, bar.length) for bar in drawn] == [("a", 0, 0), ("b", 0, 0)]


def item(*counts: int) -> dict[str, Any]:
    """One item of a scale's tally, its ratings from 1."""
    n = sum(counts)
    total = sum(rating * count for rating, count in enumerate(counts, start=1))
    given = {str(rating): count for rating, count in enumerate(counts, start=1)}
    return {"mean": total / n if n else None, "n": n, "counts": given}


def test_a_middle_answer_stands_half_on_each_side() -> None:
    (bar,) = picture.diverging({"arki": item(0, 0, 4, 0, 0)}, 1, 5)
    assert (bar.start, [part.length for part in bar.segments]) == (1.0, [0, 0, 98.0, 0, 0])
    assert (bar.mean, bar.n) == (3.0, 4)


def test_one_high_answer_fills_the_high_side() -> None:
    (bar,) = picture.diverging({"arki": item(0, 0, 0, 0, 1)}, 1, 5)
    assert (bar.start, bar.segments[4].length) == (50.0, 49.0)


def test_an_even_scale_has_no_middle() -> None:
    (bar,) = picture.diverging({"arki": item(1, 1, 1, 1)}, 1, 4)
    assert [part.tone for part in bar.segments] == [1, 2, 4, 5]
    assert bar.start == 1.0


def test_an_item_without_answers_is_an_empty_bar() -> None:
    (bar,) = picture.diverging({"arki": item(0, 0, 0, 0, 0)}, 1, 5)
    assert (bar.start, bar.mean, bar.n) == (50.0, None, 0)
    assert [part.figure for part in bar.segments] == [""] * 5


def test_a_small_part_at_an_end_has_its_figure_beside_the_bar() -> None:
    (bar,) = picture.diverging({"arki": item(1, 3, 90, 60, 2)}, 1, 5)
    assert [part.figure for part in bar.segments] == ["before", "", "in", "in", "after"]


def test_bars_of_many_items_need_longer_parts_for_their_figures() -> None:
    counts = item(0, 5, 50, 45, 0)
    (alone,) = picture.diverging({"arki": counts}, 1, 5)
    among = picture.diverging(dict.fromkeys("abcdef", counts), 1, 5)
    assert [part.figure for part in alone.segments] == ["", "in", "in", "in", ""]
    assert [part.figure for part in among[0].segments] == ["", "before", "in", "in", ""]


def test_no_room_is_kept_beside_the_bar_for_two_digits() -> None:
    (bar,) = picture.diverging({"arki": item(12, 400, 400, 400, 0)}, 1, 5)
    assert [part.figure for part in bar.segments] == ["", "in", "in", "in", ""]


@given(st.lists(st.lists(st.integers(0, 900), min_size=5, max_size=5), min_size=1, max_size=6))
def test_diverging_bars_stay_on_the_sheet(rows: list[list[int]]) -> None:
    items = {str(place): item(*counts) for place, counts in enumerate(rows)}
    for bar in picture.diverging(items, 1, 5):
        end = bar.start + sum(part.length for part in bar.segments)
        assert 0.9 <= bar.start <= 50.0
        assert end <= 99.2


# ---- words


def test_words_said_once_stay_off_the_screen() -> None:
    typeset = picture.typeset(words({"luonto": 3, "järvi": 1, "sauna": 1}))
    assert [band.words for band in typeset.bands] == [("luonto",)]
    assert typeset.ranked == (("luonto", 3),)
    assert typeset.once == 2
    full = {f"sana {number}": 2 + number % 40 for number in range(120)}
    beside = picture.typeset(words(full | {"kerran": 1}), 30.0)
    alone = picture.typeset(words(full), 30.0 - NOTE)  # the line that tells of them has its room
    assert (beside.bands, beside.setting) == (alone.bands, alone.setting)
    assert beside.bands != picture.typeset(words(full), 30.0).bands


def test_bands_have_round_edges_and_finnish_order() -> None:
    many = {"yhteistyö": 44, "öljy": 21, "äly": 22, "zumba": 20, "luonto": 12, "talkoot": 6}
    few = {f"sana{number}": 2 for number in range(12)}
    typeset = picture.typeset(words(many | few))
    assert [(band.least, band.most) for band in typeset.bands] == [
        (15, None),
        (5, 14),
        (2, 4),
    ]
    assert typeset.bands[0].words == ("yhteistyö", "zumba", "äly", "öljy")


def test_words_of_one_size_were_said_about_as_often() -> None:
    typeset = picture.typeset(words({"yhteistyö": 16, "luonto": 15, "koulutus": 13, "sauna": 2}))
    assert [band.words for band in typeset.bands] == [
        ("koulutus", "luonto", "yhteistyö"),
        ("sauna",),
    ]


def test_the_first_band_holds_nine_words_at_most() -> None:
    counts = {f"sana{number:02d}": number for number in range(2, 59)}
    typeset = picture.typeset(words(counts))
    edges = [(band.level, band.least, band.most) for band in typeset.bands]
    assert edges == [(1, 50, None), (2, 25, 49), (3, 10, 24), (4, 2, 9)]
    assert len(typeset.bands[0].words) == 9


def test_what_does_not_fit_is_counted() -> None:
    counts = {f"pitkähkö sanapari {number:03d}": 2 + number // 9 for number in range(400)}
    typeset = picture.typeset(words(counts))
    for cuts in ([band.wide for band in typeset.bands], [band.narrow for band in typeset.bands]):
        told = [cut for cut in cuts if cut.left_out]
        assert len(told) == 1
        assert told[0].left_out == 400 - sum(cut.shown for cut in cuts) > 0


def test_rare_words_are_left_out_before_frequent_ones_get_small() -> None:
    often = dict.fromkeys(["järjestöt", "luonto", "luottamus", "osaaminen", "yhteistyö"], 20)
    seldom = {f"sanapari {number:03d}": 2 for number in range(200)}
    typeset = picture.typeset(words(often | seldom))
    assert (typeset.setting, typeset.narrow) == (1, 1)
    assert typeset.bands[-1].wide.left_out > 0


def test_no_words_make_no_bands() -> None:
    typeset = picture.typeset([])
    assert (typeset.bands, typeset.ranked, typeset.once) == ((), (), 0)


@given(
    st.dictionaries(
        st.text("abdeghijklmnoprstuvyäö -", min_size=1, max_size=60),
        st.integers(1, 1_000),
        max_size=120,
    )
)
def test_every_word_is_shown_or_counted(counts: dict[str, int]) -> None:
    typeset = picture.typeset(words(counts))
    for cuts in ([band.wide for band in typeset.bands], [band.narrow for band in typeset.bands]):
        held = sum(cut.shown + cut.left_out for cut in cuts)
        assert held + typeset.once == len(counts)
    shown = [word for band in typeset.bands for word in band.words]
    assert len(set(shown)) == len(shown)


# ---- statements


def test_statements_keep_the_order_of_arrival_while_people_write() -> None:
    backed = [statement(3, support=9), statement(1), statement(2, support=4)]
    pages = picture.pages(backed, support=True, ranked=False)
    assert ids(pages) == [["T2-K-0001", "T2-K-0002", "T2-K-0003"]]
    assert [each.lead for each in pages[0].statements] == [False] * 3


def test_the_most_supported_lead_when_ranked() -> None:
    backed = [statement(1), statement(2, support=4), statement(3, support=9)]
    pages = picture.pages(backed, support=True, ranked=True)
    assert ids(pages) == [["T2-K-0003", "T2-K-0002", "T2-K-0001"]]
    assert [each.lead for each in pages[0].statements] == [True, False, False]


def test_nothing_leads_without_support() -> None:
    pages = picture.pages([statement(1), statement(2)], support=True, ranked=True)
    assert [each.lead for each in pages[0].statements] == [False, False]


def test_support_is_not_told_where_the_prompt_has_none() -> None:
    (page,) = picture.pages([statement(1, support=7)], support=False, ranked=False)
    assert (page.statements[0].support, page.statements[0].organisations) == (0, 0)


def test_a_full_page_stays_as_it_is_when_more_come() -> None:
    first = picture.pages([statement(n) for n in range(1, 7)], support=True, ranked=False)
    later = picture.pages([statement(n) for n in range(1, 12)], support=True, ranked=False)
    assert later[0] == first[0]
    assert [len(page.statements) for page in later] == [4, 4, 3]


def test_the_newest_pages_stay_and_keep_their_numbers() -> None:
    pages = picture.pages([statement(n) for n in range(1, 61)], support=True, ranked=False)
    assert [page.number for page in pages] == list(range(6, 16))
    assert pages[-1].statements[-1].id == "T2-K-0060"


def test_the_ten_thousandth_statement_comes_last() -> None:
    pages = picture.pages([statement(10_000), statement(9_999)], support=True, ranked=False)
    assert ids(pages) == [["T2-K-9999", "T2-K-10000"]]


LONG = "Hyvinvointialueen ja kuntien yhteinen palveluohjaus pitää saada kaikkiin kuntiin. " * 4


def test_long_statements_end_with_an_ellipsis_and_take_more_pages() -> None:
    pages = picture.pages([statement(n, LONG) for n in range(1, 5)], support=True, ranked=False)
    assert [len(page.statements) for page in pages] == [2, 2]
    text = pages[0].statements[0].text
    assert (text[-1], len(text) <= 280) == ("…", True)


@pytest.mark.parametrize("text", ["👩‍👩‍👧‍👦" * 300, "W" * 2_000, "漢字" * 300, "a\nb\nc\nd\ne\nf"])
def test_the_widest_letters_fit_a_page_of_their_own(text: str) -> None:
    (page,) = picture.pages([statement(1, text, support=1)], support=True, ranked=True)
    (shown,) = page.statements
    tall = picture.lines(shown.text, 59.0 / 3.125) * 3.6
    assert tall <= ROOM
    assert shown.text.endswith("…")


# ---- commitments


CLASSES = ("municipality", "county", "council", "other")


def strengths(ready: int, needs_decision: int, to_explore: int) -> dict[str, int]:
    """Counts of one class."""
    return {"ready": ready, "needs_decision": needs_decision, "to_explore": to_explore}


def test_a_class_under_five_joins_the_next_row() -> None:
    tally = {"municipality": strengths(50, 60, 30), "county": strengths(2, 1, 1)}
    tally |= {"council": strengths(3, 2, 0), "other": strengths(5, 0, 1)}
    rows = picture.merged(tally, CLASSES)
    assert [(row.classes, row.total) for row in rows] == [
        (("municipality",), 140),
        (("county", "council"), 9),
        (("other",), 6),
    ]
    assert rows[1].counts == strengths(5, 3, 1)


def test_a_last_class_under_five_joins_the_row_above() -> None:
    tally = {"municipality": strengths(5, 0, 0), "other": strengths(1, 0, 0)}
    rows = picture.merged(tally, CLASSES)
    assert [row.classes for row in rows] == [CLASSES]
    assert picture.totals(rows) == strengths(6, 0, 0)


counts = st.builds(strengths, *[st.integers(0, 4)] * 3)


@given(st.dictionaries(st.sampled_from(CLASSES), counts))
def test_no_row_is_under_five_unless_it_is_alone(tally: dict[str, dict[str, int]]) -> None:
    rows = picture.merged(tally, CLASSES)
    assert [key for row in rows for key in row.classes] == list(CLASSES)
    assert len(rows) == 1 or min(row.total for row in rows) >= 5
    assert sum(row.total for row in rows) == sum(sum(each.values()) for each in tally.values())


# ---- room


def test_a_longer_heading_leaves_less_room() -> None:
    short, long = "Mitä pitää kehittää?", LONG[:180]
    assert picture.room(short) == ROOM
    assert picture.room(long) < ROOM - 4


def test_a_note_goes_under_a_heading_that_it_would_lengthen() -> None:
    note = "86 ajatusta, kannatetuimmat ensin"
    assert picture.beside("Mitä pitää kehittää?", note)
    assert not picture.beside("Millä toimenpiteellä oma organisaatiosi voi edistää tätä?", note)


def test_a_long_goal_area_and_angle_get_smaller_and_then_a_line_each() -> None:
    place = "Osallisuus ja yhteisöllisyys Vahvuudet"
    assert [picture.place_step(place * times) for times in (1, 2, 3)] == [0, 0, 2]
    assert picture.room("Mitä?", place * 4) < ROOM


@given(st.text(max_size=300), st.floats(2, 60))
def test_lines_hold_the_text(text: str, width: float) -> None:
    assert picture.lines(text, width) * width >= picture.em("".join(text.split())) - 1e-6


def test_a_column_holds_the_longest_goal_area_of_the_guidance() -> None:
    title = "Hyvinvoinnin, terveyden ja turvallisuuden edistäminen sekä palvelujen järjestäminen"
    assert picture.em(title) * 2.125 < COLUMN


LABEL = "Päätösten vaikutukset lapsiin, nuoriin ja ikääntyneisiin arvioidaan etukäteen"


@pytest.mark.parametrize(
    ("many", "size", "under_long"), [(1, 0, 0), (3, 0, 1), (6, 1, 3), (12, 2, 3), (18, 3, 3)]
)
def test_a_question_alone_and_what_it_asks_about_give_way_to_each_other(
    many: int, size: int, under_long: int
) -> None:
    note = "Vastaa puhelimella."
    short = picture.asked("Kuinka hyvin nämä toteutuvat nyt?", note, ["Arki"] * many)
    long = picture.asked("Kuinka hyvin nämä toteutuvat? " * 6, note, [LABEL] * many)
    assert short == picture.Asked(1, size, ("Arki",) * many)
    assert (long.step, long.size, len(long.labels)) == (3, under_long, many)
    assert (long.labels == (LABEL,) * many) == (many <= 3)


def test_more_items_than_can_be_read_are_left_to_the_phones() -> None:
    alone = picture.asked("Miten?", "Vastaa puhelimella.", [])
    assert (alone.step, alone.labels) == (0, ())
    assert picture.asked("Miten?", "Vastaa puhelimella.", ["Arki"] * 19) == alone


OPTION = "Lastensuojelutarpeen ennaltaehkäiseminen varhaiskasvatuksessa ja perhekeskuksissa"
SIDES = ("Kunnat", "Hyvinvointialue", "Maakunnan liitto", "Muut")


def test_rows_that_do_not_fit_take_more_pages_and_none_is_left_out() -> None:
    short = {f"k{number}": "Kyllä" for number in range(6)}
    long = {f"k{number}": OPTION for number in range(12)}
    one = picture.sheets(short, SIDES, (38, 44))
    many = picture.sheets(long, SIDES, (34, 40))
    assert (one.rows, [page.keys for page in one.pages]) == ("many", [tuple(short)])
    assert [key for page in many.pages for key in page.keys] == list(long)
    assert [page.number for page in many.pages] == [1, 2, 3, 4, 5, 6]
    assert [len(page.keys) for page in picture.sheets(long, SIDES, (5, 5)).pages] == [1] * 12


def test_few_options_are_columns_while_their_labels_leave_room_for_the_sides() -> None:
    assert picture.columned(dict.fromkeys("abcde", "Kyllä"), SIDES, (34, 40))
    assert not picture.columned(dict.fromkeys("abcde", OPTION), SIDES, (34, 40))


def test_a_word_breaks_at_its_soft_hyphens() -> None:
    word = "yhteisöllisyys"
    assert [
        picture.lines(f"oma {each}", 9.5) for each in (word, "yh\u00adtei\u00adsöl\u00adlisyys")
    ] == [1, 1]
    assert [
        picture.lines(f"omavarainen {each}", 9.5) for each in (word, "yh\u00adteisöllisyys")
    ] == [2, 2]
    assert [
        picture.lines(f"{each} ja", 4) for each in (word, "yhteisöl\u00adlisyys", "y\u00adh")
    ] == [2, 2, 1]
