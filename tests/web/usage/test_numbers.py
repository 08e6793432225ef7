"""What is shown of the counts: right sums, nothing about few, the same in tables, pictures and file."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rights.loader import load
from store import Counted
from web.usage.numbers import BY_PERIOD, FEWEST, as_csv, mean, numbers, part, shown
from web.usage.pictures import columns, rows
from web.usage.words import usage_words

TODAY = date(2026, 11, 22)
NAMES = {"klage": "Klage", "standby": "Sagen på standby"}
FEW = "under 5"


def counts(*made: tuple[str, str, str, int], day: date = TODAY) -> list[Counted]:
    return [Counted(day, *one) for one in made]


def figures(counted: list[Counted]) -> dict[str, str]:
    by_name = dict(numbers(counted, TODAY - timedelta(days=29), TODAY, NAMES).figures)
    return {what: by_name[name] for what, name in usage_words().figures.items()}


@pytest.mark.parametrize(
    ("number", "text"), [(0, "0"), (1, FEW), (4, FEW), (5, "5"), (999, "999"), (1000, "1.000"), (1234567, "1.234.567")]
)
def test_few_are_not_told(number: int, text: str) -> None:
    assert shown(number) == text


def test_parts_and_means_need_enough_of_both() -> None:
    assert part(0, 0) == "–" and mean(0, 0) == "–"
    assert part(1, 4) == FEW and part(4, 100) == FEW and part(0, 4) == FEW
    assert part(0, 10) == "0 % (0 af 10)" and part(5, 10) == "50 % (5 af 10)"
    assert mean(30, 4) == FEW and mean(31, 5) == "6,2"


def test_the_figures_are_sums_over_the_days() -> None:
    made = counts(("begun", "", "", 7), ("text", "", "", 20), ("unclear", "", "", 5), ("crisis", "", "", 3))
    made += counts(
        ("begun", "", "", 8), ("told", "klage", "", 6), ("answers", "klage", "", 33), day=TODAY - timedelta(9)
    )
    found = figures(made)
    assert (found["begun"], found["text"], found["crisis"]) == ("15", "20", FEW)
    assert (found["unclear"], found["did_you_mean"]) == ("25 % (5 af 20)", "0 % (0 af 20)")
    assert (found["told"], found["answers"], found["left"]) == ("6", "5,5", "0")


def test_topics_the_most_asked_first_and_those_about_few_by_name() -> None:
    made = counts(("topic", "standby", "", 9), ("topic", "klage", "", 50), ("topic", "gammelt", "", 4))
    made += counts(("topic", "x", "", 1), ("feedback", "klage", "ja", 12), ("feedback", "klage", "nej", 2))
    made += counts(("outcome", "klage", "gaelder", 6), ("told", "klage", "", 7), ("left", "standby", "", 5))
    found = numbers(made, TODAY, TODAY, NAMES)
    assert [topic.used for topic in found.topics] == [
        ("Klage", "50", "7", "0", "12", "0", FEW),
        ("Sagen på standby", "9", "0", "5", "0", "0", "0"),
        ("Emne, som guiden ikke har længere (gammelt)", FEW, "0", "0", "0", "0", "0"),
        ("Emne, som guiden ikke har længere (x)", FEW, "0", "0", "0", "0", "0"),
    ]
    assert found.topics[0].told == ("Klage", "6", "0", "0", "0")
    assert found.feedback == (("Ja", "12"), ("Lidt", "0"), ("Nej", FEW))


def test_every_day_has_its_row_and_a_long_period_is_told_by_week() -> None:
    made = counts(("begun", "", "", 6)) + counts(("begun", "", "", 5), day=TODAY - timedelta(days=6))
    by_day = numbers(made, TODAY - timedelta(days=29), TODAY, NAMES)
    assert len(by_day.periods) == 30 and not by_day.by_week
    assert by_day.periods[-1].row == ("22. november 2026", "6", *["0"] * (len(BY_PERIOD) - 1))
    by_week = numbers(made, TODAY - timedelta(days=89), TODAY, NAMES)
    assert by_week.by_week and by_week.periods[-1].row[:2] == ("16. november 2026", "11")
    assert len(by_week.periods) == 13


def test_the_file_tells_the_same_and_crisis_never_by_day() -> None:
    made = counts(("outcome", "klage", "kan_gaelde", 1234), ("feedback", "klage", "lidt", 3), ("crisis", "", "", 4))
    made += counts(("crisis", "", "", 2), day=TODAY - timedelta(days=1)) + counts(("answers", "klage", "", 99))
    text = as_csv(made, NAMES)
    assert text.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(io.StringIO(text.decode("utf-8-sig")), delimiter=";")) == [
        ["dag", "hvad", "emne", "værdi", "antal"],
        ["2026-11-22", "Hjalp det?", "Klage", "Lidt", FEW],
        ["2026-11-22", "Udfald vist", "Klage", "Kan gælde", "1.234"],
        ["hele perioden", "Hjælp ved krise vist", "", "", "6"],
    ]


ALL = (*usage_words().figures, *usage_words().kinds)


@given(
    st.lists(
        st.builds(
            Counted,
            st.dates(TODAY - timedelta(days=89), TODAY),
            st.sampled_from(ALL),
            st.sampled_from(("", "klage", "standby")),
            st.sampled_from(("", "ja", "gaelder")),
            st.integers(1, 3000),
        ),
        max_size=30,
    )
)
def test_whatever_is_counted_no_cell_and_no_picture_tells_of_few(made: list[Counted]) -> None:
    found = numbers(made, TODAY - timedelta(days=89), TODAY, NAMES)
    cells = [cell for topic in found.topics for row in (topic.used, topic.told) for cell in row[1:]]
    cells += [cell for period in found.periods for cell in period.row[1:]]
    cells += [value for _, value in (*found.figures, *found.feedback)]
    plain = [int(cell.replace(".", "")) for cell in cells if re.fullmatch(r"[\d.]+", cell)]
    assert all(number == 0 or number >= FEWEST for number in plain)
    drawn = columns("t", [(one.name, one.begun) for one in found.periods])
    told = ElementTree.fromstring(drawn).findtext("{http://www.w3.org/2000/svg}desc") or ""
    assert all(int(n.replace(".", "")) >= FEWEST for n in re.findall(r": ([\d.]+)\.$", told, re.MULTILINE))
    assert len(as_csv(made, NAMES).splitlines()) <= len(made) + 1


def test_pictures_have_a_name_and_the_same_in_words_and_draw_few_alike() -> None:
    drawn = ElementTree.fromstring(columns("Samtaler", [("a", 0), ("b", 1), ("c", 4), ("d", 50)]))
    svg = "{http://www.w3.org/2000/svg}"
    assert drawn.findtext(f"{svg}title") == "Samtaler" and drawn.get("role") == "img"
    told = drawn.findtext(f"{svg}desc") or ""
    assert f"b: {FEW}." in told and "d: 50." in told and usage_words().few_drawn in told and "a: " not in told
    bars = [(bar.get("height"), bar.get("fill")) for bar in drawn.iter(f"{svg}rect")]
    assert len(bars) == 3 and bars[0] == bars[1] == (bars[0][0], "none") and bars[2] == ("200", "currentColor")
    longest = ElementTree.fromstring(rows("Emner", [("a & b", 50), ("c", 4)]))
    words = [one.text for one in longest.iter(f"{svg}text")]
    assert words == ["Emner", "a & b: 50"]
    assert usage_words().none_drawn in columns("x", []) and usage_words().none_drawn in rows("x", [])


def test_every_topic_of_the_catalogue_has_a_name() -> None:
    catalogue = load()
    made = [Counted(TODAY, "topic", topic, "", 5) for topic in catalogue.topics]
    names = {topic: catalogue.rights[ids[0]].data.title for topic, ids in catalogue.topics.items()}
    assert all("længere" not in one.name for one in numbers(made, TODAY, TODAY, names).topics)
