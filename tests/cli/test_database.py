"""`guide purge`, `backup` and `restore` do what they say, say it in Danish, and tell no address."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from actions.clock import danish_now
from cli.main import OK, UNUSABLE, main
from store import Store
from tests.servers import HOST, free_port


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    url = f"sqlite:///{tmp_path / 'guide.db'}"
    monkeypatch.setenv("GUIDE_DATABASE", url)
    return Store(url)


def test_purge(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    store.save("old", b"1", (), danish_now() - timedelta(hours=25))
    store.save("new", b"1", (), danish_now())
    assert main(["purge"]) == OK
    assert "1 samtaler, 0 koder" in capsys.readouterr().out
    assert store.load("old") is None and store.load("new")


def test_backup_and_restore(store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = str(tmp_path / "kopi.db")
    store.save("a", b"1", (), danish_now())
    assert main(["backup", file]) == OK
    assert "24 timer" in capsys.readouterr().out
    store.delete("a")
    assert main(["restore", file]) == OK
    assert "lagt tilbage" in capsys.readouterr().out
    assert store.load("a")
    assert main(["backup", file]) == UNUSABLE
    assert main(["restore", str(tmp_path / "findes ikke")]) == UNUSABLE
    told = capsys.readouterr()
    assert told.out == "" and "findes allerede" in told.err and "findes ikke" in told.err


def test_a_database_that_is_gone(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("GUIDE_DATABASE", f"postgresql://guide:hemmelig@{HOST}:{free_port()}/guide")
    assert main(["purge"]) == UNUSABLE
    told = capsys.readouterr()
    assert "Databasen svarer ikke" in told.err and "hemmelig" not in told.err + told.out
    assert "Traceback" not in told.err
