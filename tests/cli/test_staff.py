"""`guide staff`: passwords are asked for, never arguments; bad ones are refused in Danish."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.main import OK, UNUSABLE, main
from store import Staff, Store

PASSWORD = "fire små grønne bøger"


@pytest.fixture
def staff(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Staff:
    url = f"sqlite:///{tmp_path / 'guide.db'}"
    monkeypatch.setenv("GUIDE_DATABASE", url)
    return Staff(Store(url))


def typed(monkeypatch: pytest.MonkeyPatch, *passwords: str) -> None:
    answers = iter(passwords)
    monkeypatch.setattr("getpass.getpass", lambda _prompt: next(answers))


def test_add_list_remove(staff: Staff, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["staff", "list"]) == OK
    assert "ingen konti" in capsys.readouterr().out
    typed(monkeypatch, PASSWORD, PASSWORD)
    assert main(["staff", "add", "raadgiver1"]) == OK
    assert staff.knows("raadgiver1", PASSWORD)
    assert main(["staff", "list"]) == OK
    printed = capsys.readouterr().out
    assert "raadgiver1 (lavet" in printed
    assert PASSWORD not in printed
    assert main(["staff", "remove", "raadgiver1"]) == OK
    assert main(["staff", "remove", "raadgiver1"]) == UNUSABLE
    assert staff.accounts() == []


@pytest.mark.parametrize(
    ("name", "passwords", "said"),
    [
        ("raadgiver1", (PASSWORD, "en anden adgangskode"), "ikke ens"),
        ("raadgiver1", ("kort", "kort"), "12 til"),
        ("Mette Hansen", (PASSWORD, PASSWORD), "små bogstaver"),
    ],
)
def test_bad_input_makes_no_account(
    staff: Staff, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name, passwords, said
) -> None:
    typed(monkeypatch, *passwords)
    assert main(["staff", "add", name]) == UNUSABLE
    assert said in capsys.readouterr().err
    assert staff.accounts() == []
