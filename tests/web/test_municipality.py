"""The municipality's own file: what it may hold, and what is refused with a reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from web.municipality import Municipality, MunicipalityError, contrast_with_white, read_municipality

TOPICS = frozenset({"klage", "standby"})


def read(folder: Path, text: str) -> Municipality:
    file = folder / "kommune.yml"
    file.write_text(text, encoding="utf-8")
    return read_municipality(file, TOPICS)


def test_an_empty_file_names_no_municipality(tmp_path: Path) -> None:
    assert read(tmp_path, "") == Municipality()


def test_everything_can_be_set(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        """
name: Prøve Kommune
phones: [{label: Hovednummer, number: 11 22 33 44, hours: mandag-fredag 9-14}]
address: [Rådhuspladsen 1, 0000 Prøve]
website: https://kommunen.example
colour: "#004d40"
shown_on: [https://www.kommunen.example, http://127.0.0.1:8080]
topics_off: [standby]
""",
    )
    assert found.name == "Prøve Kommune" and found.phones[0].link == "11223344"
    assert found.topics_off == ("standby",)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("navn: x", "navn"),
        ("- x", "object"),
        ("name: [", "kan ikke bruges"),
        ("topics_off: [findes_ikke]", "emnet «findes_ikke» findes ikke"),
        ("phones: [{label: x, number: ring bare}]", "ikke et telefonnummer"),
        ("website: http://kommunen.example", "ikke en https-adresse"),
        ("website: javascript:alert(1)", "ikke en https-adresse"),
        ("shown_on: ['*']", "ikke et websted"),
        ("shown_on: ['https://a.example/side']", "ikke et websted"),
        ('shown_on: ["https://a.example; script-src *"]', "ikke et websted"),
        ("shown_on: [http://a.example]", "ikke et websted"),
        ("colour: blue", "ikke en farve"),
        ("colour: '#ffee00'", "vælg en mørkere"),
    ],
)
def test_what_cannot_be_used_is_refused_with_the_reason(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(MunicipalityError, match=r"kommune\.yml") as error:
        read(tmp_path, text)
    assert reason in str(error.value)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(MunicipalityError, match="kan ikke bruges"):
        read_municipality(tmp_path / "findes-ikke.yml", TOPICS)


def test_contrast_is_that_of_the_guideline() -> None:
    assert contrast_with_white("#000000") == pytest.approx(21) and contrast_with_white("#ffffff") == pytest.approx(1)
    assert contrast_with_white("#767676") == pytest.approx(4.54, abs=0.01)
