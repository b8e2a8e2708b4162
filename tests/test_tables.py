"""Results as tables for the phones: whatever a tally has for options or items, nothing else."""

from __future__ import annotations

from app.picture import Said, Table, said_words, table


def test_counts_of_options_are_one_column() -> None:
    assert table({"counts": {"a": 3, "b": 0}}, ["b", "a"]) == Table(
        ("count",), (("b", (0,)), ("a", (3,)))
    )


def test_figures_of_items_are_columns_and_a_mean_of_nothing_stays_nothing() -> None:
    tally = {"items": {"a": {"mean": 3.5, "n": 2, "error": 0.1}, "b": {"mean": None, "n": 0}}}
    assert table(tally, ["a", "b"]) == Table(("mean", "n"), (("a", (3.5, 2)), ("b", (None, 0))))


def test_what_is_counted_by_anything_else_stays_off_the_phones() -> None:
    tally = {"by_class": {"kunnat": {"count": 7}}, "total": 7, "counts": {"a": 7}}
    assert table(tally, ["a"]) == Table(("count",), (("a", (7,)),))
    assert table(tally, []) == Table((), ())


def test_words_that_several_said_have_the_size_of_the_screen_and_their_count() -> None:
    words = [{"word": f"sana{n}", "count": 12 - n} for n in range(11)]
    words += [{"word": "harvinainen", "count": 1}]
    told = said_words(words)
    assert [(each.word, each.count) for each in told] == [
        (each["word"], each["count"]) for each in words[:-1]
    ]
    assert (told[0], told[-1]) == (Said("sana0", 12, 1), Said("sana10", 2, 2))


def test_a_word_has_its_forms_where_it_was_typed_in_several() -> None:
    forms = {"palvelut": 2, "Palvelut": 1, "palveluista": 1}
    words = [
        {"word": "palvelut", "count": 4, "forms": forms},
        {"word": "luonto", "count": 2, "forms": {"luonto": 1, "Luonto": 1}},
    ]
    assert [each.forms for each in said_words(words)] == [("palvelut", "palveluista"), ()]
