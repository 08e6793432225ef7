"""The timeline shows what is known of every provision, on the right days.

Proves: every version and every gap of all provisions is a box from its first day to its last and a line of words; the
boxes of a lane leave no day of the window out and share none; the named days stand where they are.
Does not prove: that the versions themselves are right (see tests/rights).
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from guide import svg
from guide.timeline import describe_timeline, lanes, provisions_of, timeline
from guide.words import words
from rights.loader import HORIZON, danish_date, load
from rights.period import Period

NAME = "{http://www.w3.org/2000/svg}"
LEFT, RIGHT = 250, 640


def drawn(*provisions: str, window: Period = HORIZON) -> ElementTree.Element:
    return ElementTree.fromstring(timeline(load(), provisions or None, window))


def day_at(x: float, window: Period = HORIZON) -> date:
    return window.start + timedelta(days=round((x - LEFT) / (RIGHT - LEFT) * (window.end - window.start).days))


def test_every_provision_has_a_lane_under_its_act() -> None:
    found = lanes(load(), load().laws, HORIZON)
    assert {lane.provision for lane in found} == set(load().laws) and len(found) == len(load().laws) >= 100
    acts = [lane.act for lane in found]
    assert sum(1 for one, other in pairwise(acts) if one != other) + 1 == len(set(acts))
    for lane in found:
        law = load().laws[lane.provision]
        assert (lane.ref, lane.title, lane.act) == (law.provision.ref, law.provision.title, law.act.name)


@pytest.mark.parametrize("id", list(load().laws))
def test_every_version_and_gap_is_drawn_and_told_with_its_days(id: str) -> None:
    law = load().laws[id]
    known = [v for v in law.versions if v.period.overlaps(HORIZON)]
    unknown = [g for g in law.gaps if g.period.overlaps(HORIZON)]
    root = drawn(id)
    boxes = [e for e in root.iter(f"{NAME}rect") if e.get("fill") == "none"]
    spans = [(float(e.get("x", "0")) - 1, float(e.get("x", "0")) + float(e.get("width", "0")) + 1) for e in boxes]
    periods = sorted((one.period for one in (*known, *unknown)), key=lambda period: period.start)
    assert len(spans) == len(periods)
    for (left, right), period in zip(spans, periods, strict=True):
        # A day is a fifth of a pixel, and places are rounded to a tenth.
        assert abs(day_at(left) - max(period.start, HORIZON.start)) <= timedelta(days=1)
        assert abs(day_at(right) - min(period.end, HORIZON.end)) <= timedelta(days=1) or right - left <= 4.1
    assert len([e for e in root.iter(f"{NAME}path") if (e.get("d") or "").count("M") > 1]) >= len(unknown)
    shown = " ".join(" ".join(e.text or "" for e in root.iter(f"{NAME}text")).replace("\u00a0", " ").split())
    told = " ".join(describe_timeline(load(), [id]))
    for text in (shown, told):
        for version in known:
            assert version.version.read_in in text and words().evidence[version.version.evidence.value] in text
        for gap in unknown:
            assert gap.gap.reason in text
        for period in periods:
            for day in (period.first_day, period.last_day):
                assert day is None or danish_date(day) in text


@pytest.mark.parametrize("id", list(load().laws))
def test_a_lane_has_no_hole_and_no_overlap(id: str) -> None:
    (lane,) = lanes(load(), [id], HORIZON)
    assert lane.bars[0].period.start <= HORIZON.start and lane.bars[-1].period.end >= HORIZON.end
    assert all(one.period.end == other.period.start for one, other in pairwise(lane.bars))


def test_the_named_days_are_lines_at_their_days() -> None:
    days = sorted(b.date for b in load().boundaries.values() if b.date in HORIZON)
    lines = [e.get("d") or "" for e in drawn("sdp-8").iter(f"{NAME}path") if e.get("stroke-dasharray") == "2 5"]
    found = [day_at(float(re.findall(r"[\d.]+", d)[0])) for d in lines]
    assert len(found) == len(days) >= 5
    assert all(abs(one - other) <= timedelta(days=1) for one, other in zip(found, days, strict=True))
    told = " ".join(describe_timeline(load(), ["sdp-8"]))
    assert all(danish_date(day) in told for day in days)


def test_the_provisions_of_an_entitlement_are_those_its_rows_cite() -> None:
    for id, right in load().rights.items():
        cited = {one for case in right.cases for one in (*case.data.citations, *case.data.context)}
        assert set(provisions_of(load(), id)) == cited
        assert len(lanes(load(), provisions_of(load(), id), HORIZON)) == len(cited)
    with pytest.raises(KeyError):
        provisions_of(load(), "findes_ikke")
    with pytest.raises(KeyError):
        timeline(load(), ["findes_ikke"])


def test_a_shorter_window_shows_only_what_is_in_it() -> None:
    window = Period(date(2024, 1, 1), date(2025, 1, 1))
    (lane,) = lanes(load(), ["lab-53-4"], window)
    assert [bar.period.start for bar in lane.bars] == [date(2022, 1, 1), date(2024, 3, 1)]
    assert "2027" not in " ".join(e.text or "" for e in drawn("lab-53-4", window=window).iter(f"{NAME}text"))


def test_the_whole_picture_is_sound() -> None:
    text = timeline(load(), paper=True)
    root = ElementTree.fromstring(text)
    assert text == timeline(load(), paper=True)
    assert root.get("role") == "img"
    assert [child.tag for child in root][:2] == [f"{NAME}title", f"{NAME}desc"]
    assert {e.tag.removeprefix(NAME) for e in root.iter()} == {"svg", "title", "desc", "rect", "path", "text"}
    attributes = {name for e in root.iter() for name in e.attrib}
    assert not attributes & {"style", "class", "id", "href"}
    wide, high = float(root.get("width", "0")), float(root.get("height", "0"))
    assert wide <= 1200
    for e in root.iter(f"{NAME}text"):
        size = int(e.get("font-size", "0"))
        assert size >= 14
        assert float(e.get("x", "0")) + svg.width(e.text or "", size) <= wide
        assert 0 < float(e.get("y", "0")) < high
