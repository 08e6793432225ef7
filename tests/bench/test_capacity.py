"""The sums behind docs/drift/kapacitet.md, against what is known of queues."""

from math import exp, log

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bench.load.capacity import Fleet, Launch, Work, erlang_c, fleet, simulate, waiting, work

ONLY_BUTTONS = Launch(texts=0, buttons=1, pages=0)
WORK = Work(web={"text": 0.02, "button": 0.01, "page": 0.015}, rasa=0.03)


@given(st.floats(0.01, 0.99))
def test_with_one_server_one_waits_as_often_as_it_is_busy(busy: float) -> None:
    assert erlang_c(1, busy) == pytest.approx(busy)


def test_two_servers_as_in_the_textbook() -> None:
    # offered²/2 / (1-offered/2) over the sum of all: 1/3 for one erlang.
    assert erlang_c(2, 1.0) == pytest.approx(1 / 3)


@given(st.integers(1, 50), st.floats(0.05, 0.98))
@example(1, 0.05000000000000001)
def test_the_wait_is_the_one_whose_chance_is_a_twentieth(servers: int, busy: float) -> None:
    offered = servers * busy
    seconds = waiting(servers, offered, 0.01)
    longer = erlang_c(servers, offered) * exp(-(servers - offered) * seconds / 0.01)
    assert longer == pytest.approx(0.05) if seconds else longer <= 0.05


def test_overloaded_everybody_waits() -> None:
    assert erlang_c(2, 2.5) == 1.0


@pytest.mark.parametrize("busy", [0.3, 0.6, 0.8])
def test_the_simulation_gives_what_the_formula_gives_for_one_queue(busy: float) -> None:
    times = busy / (ONLY_BUTTONS.visits_a_second() * WORK.web["button"])
    found = simulate(WORK, ONLY_BUTTONS, Fleet(web=1, rasa=1), times)
    # In M/M/1 the whole time is exponential, with the mean work / (1 - busy).
    assert found["button"] == pytest.approx(log(20) * WORK.web["button"] / (1 - busy), rel=0.1)


def test_a_text_takes_the_longest_and_more_people_never_make_it_shorter() -> None:
    launch = Launch()
    copies = fleet(WORK, launch, 1.0)
    calm, busy = simulate(WORK, launch, copies, 0.2), simulate(WORK, launch, copies, 1.9)
    assert calm["text"] > calm["page"] > calm["button"]
    assert all(busy[kind] > calm[kind] for kind in calm)


@given(st.floats(0.01, 100), st.floats(1, 3))
def test_no_copy_is_busier_than_it_may_be(times: float, more: float) -> None:
    launch = Launch()
    copies, larger = fleet(WORK, launch, times), fleet(WORK, launch, times * more)
    web, rasa = (seconds * launch.visits_a_second() * times for seconds in WORK.of_visit(launch))
    assert web <= copies.web * launch.most_busy * (1 + 1e-9) and rasa <= copies.rasa * launch.most_busy * (1 + 1e-9)
    assert 2 <= copies.web <= larger.web and 2 <= copies.rasa <= larger.rasa


def test_the_work_is_read_from_the_guides_own_cells() -> None:
    cells = [
        {"system": "guide", "kind": kind, "people": 8, "cpu": {"web": 5.0, "rasa": 10.0, "actions": 2.0}}
        for kind in ("text", "button", "page")
    ]
    others = [{**cell, "system": "stock", "cpu": {}} for cell in cells] + [{**cells[0], "people": 1, "cpu": {}}]
    found = work([*others, *cells])
    assert found.rasa == pytest.approx(0.012)
    assert found.web == {"text": 0.005, "button": 0.005, "page": 0.005}
