"""The pages on PostgreSQL: a conversation, the feedback and the numbers; and an error page when it is gone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from store import Store, Usage
from tests import servers
from tests.web.conftest import Clock, Person, TestClient
from tests.web.feedback.test_feedback import key
from tests.web.staff.conftest import Counsellor
from web.app import create_app
from web.settings import Settings

pytestmark = pytest.mark.xdist_group("servers")


@pytest.fixture
def database(postgres_database: str) -> str:
    return postgres_database


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    store = Store(database)
    yield store
    store.close()


def test_from_the_first_question_to_the_numbers(citizen: Person, counsellor: Counsellor, store: Store) -> None:
    citizen.post("/hjalp-det", hjalp="ja", om=key(citizen.page))
    assert "Tak for dit svar" in citizen.page
    code = citizen.post("/del").text
    assert "Læs ordene op" in code
    counted = {one.what for one in Usage(store).between(counsellor.clock().date(), counsellor.clock().date())}
    assert counted == {"begun", "button", "topic", "told", "answers", "outcome", "feedback", "code"}
    assert counsellor.get("/tal").status_code == 200
    assert "Samtaler begyndt" in counsellor.get("/tal.csv").text
    id = citizen.id
    citizen.post("/slet")
    assert store.load(id) is None


def test_without_the_database_people_get_a_page_with_phone_numbers(clock: Clock) -> None:
    with ExitStack() as running:
        address = running.enter_context(servers.postgres())
        settings = Settings(address, "", clock)
        with TestClient(create_app(settings), raise_server_exceptions=False) as client:
            person = Person(client)
            person.open()
            person.press("#emne klage")
            running.close()
            answer = client.post("/tryk", data={"kode": person.token, "tryk": "#emner"})
            assert answer.status_code == 500
            assert "Dine svar er her stadig" in answer.text and "tel:112" in answer.text
            assert "Traceback" not in answer.text and address not in answer.text
