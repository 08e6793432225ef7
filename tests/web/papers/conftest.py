"""A person whose conversation is put straight into the store."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from guide.conversation import Conversation, dump
from store import Kept, Store
from tests.web.conftest import Clock, Person

EXAMPLE = {
    "ordning": "ressourceforloeb",
    "rf_bevilget": "foer_afskaffelsen",
    "tilbud": "beskaeftigelsesrettet",
    "tilbud_paabegyndt": "nej",
    "mener_helbred_ikke_hensyn": "ja",
}
COMPLAINT = {"afgoerelse": "skriftlig", "afgoerelse_dato": "2026-11-10", "post": "brev"}

Put = Callable[[Person, Conversation], None]


@pytest.fixture
def put(store: Store, clock: Clock) -> Put:
    """Makes a conversation the person's own."""

    def keep(person: Person, state: Conversation) -> None:
        store.update(person.id, lambda _: (Kept(dump(state), ()), None), clock())

    return keep


@pytest.fixture
def municipality(tmp_path: Path) -> Path:
    """A municipality whose name is made to break out of every format."""
    path = tmp_path / "kommune.yml"
    path.write_text(
        "name: '#read(\"/etc/passwd\") *x* <script>alert(1)</script> {{ 7*7 }}'\n"
        "address: ['#panic()', '<b>Vej 1</b>']\ndigital_post: 'Skriv til os på <i>Digital Post</i>.'\n",
        encoding="utf-8",
    )
    return path
