"""Each thing a person can do, by itself: what is kept and what is said.

Proves: the moves do what their names say, at any point, also with nonsense in them.
Does not prove: that free text is read rightly (tests/language), or the law (tests/rights).
"""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from guide.conversation import Conversation, dump, restore
from guide.moves import ACTS, Answer, Ask, Do, Heard, ToldFact, from_payload, to_payload
from guide.respond import FIRST_TOPICS
from guide.words import words
from rights.schema import Outcome
from tests.guide.support import TODAY, UNKNOWN, answer_all, go, guide, told

TALK = Ask("samtale_sundhedskoordinator")
RF = Answer("ordning", "ressourceforloeb")
SICK_PAY = Answer("ordning", "sygedagpenge")


def outcomes(reply: object) -> dict[str, Outcome]:
    return {decision.entitlement: decision.outcome for decision in reply.decisions}  # type: ignore[attr-defined]


# -- the front door


def test_the_welcome_says_what_it_is_and_what_not_to_write() -> None:
    welcome = guide().welcome()
    for part in ("robot", "ikke kommunen", "CPR", "menneske", "112"):
        assert part in welcome.text
    assert [button.payload for button in welcome.buttons] == [f"#emne {topic}" for topic in FIRST_TOPICS]


def test_the_first_topics_exist() -> None:
    assert set(FIRST_TOPICS) <= set(guide().catalogue.topics)


# -- asking


def test_a_question_is_asked_with_its_options_and_a_way_out() -> None:
    state, reply = go(TALK)
    assert reply.question is not None and reply.question.fact == "ordning"
    payloads = [button.payload for button in reply.buttons]
    assert payloads[: len(guide().catalogue.option_ids("ordning"))] == [
        f"#svar ordning {option}" for option in guide().catalogue.option_ids("ordning")
    ]
    assert {"#svar ordning ved_ikke", "#hvorfor", "#svarnu"} <= set(payloads)
    assert state.topics == ("samtale_sundhedskoordinator",)


def test_another_question_in_the_middle_keeps_the_answers_and_the_first_topic() -> None:
    state, reply = go(TALK, RF, Ask("bisidder"))
    assert state.topics == ("bisidder", "samtale_sundhedskoordinator")
    assert state.answers == {"ordning": "ressourceforloeb"}
    state, reply = answer_all(state, reply, {"bisidder_rolle": "med_til_moede", "bisidder_afvist": "nej"})
    assert outcomes(reply)["bisidder"] is Outcome.GAELDER
    assert "#emne samtale_sundhedskoordinator" in [button.payload for button in reply.buttons]
    state, reply = go(TALK, state=state)
    assert state.topics == ("samtale_sundhedskoordinator", "bisidder")
    assert reply.question is not None and reply.question.fact != "ordning"


def test_asking_the_same_again_changes_nothing() -> None:
    once, twice = go(TALK, RF, TALK), go(TALK, RF, TALK, TALK)
    assert once == twice


@pytest.mark.parametrize("topic", sorted(guide().catalogue.topics))
@pytest.mark.parametrize("ordning", [*guide().catalogue.option_ids("ordning"), UNKNOWN])
def test_every_topic_ends_in_an_answer_for_everybody(topic: str, ordning: str) -> None:
    state, reply = go(Answer("ordning", ordning), Ask(topic))
    state, reply = answer_all(state, reply)
    assert reply.decisions, f"{topic}: ingen svar til {ordning}"
    assert reply.buttons and reply.closing


# -- answering


@pytest.mark.parametrize(
    ("fact", "value", "says"),
    [
        ("findes_ikke", "ja", "bad_question"),
        ("", "", "bad_question"),
        ("ordning", "million", "passer ikke til spørgsmålet"),
        ("ordning", "", "passer ikke til spørgsmålet"),
        ("ordning", "Sygedagpenge", "passer ikke til spørgsmålet"),
        ("klagefrist", "inden_for", "bad_question"),
        ("afgoerelse_dato", "2026-02-31", "bad_date"),
        ("afgoerelse_dato", "i går", "bad_date"),
        ("afgoerelse_dato", "2026-11-23", "date_future"),
        ("afgoerelse_modtaget", "2031-05-13", "date_future"),
        ("dato", "2031-05-13", "Så langt frem"),
        ("dato", "2028-01-01", "Så langt frem"),
        ("dato", "2021-12-31", "kun reglerne fra 1. januar 2022"),
        ("dato", "ordning", "bad_date"),
    ],
)
def test_an_answer_that_can_not_be_taken(fact: str, value: str, says: str) -> None:
    state, reply = go(TALK, Answer(fact, value))
    assert state.answers == {}
    assert getattr(words(), says, says) in reply.text
    assert reply.question is not None and reply.question.fact == "ordning"


@pytest.mark.parametrize("day", ["2022-01-01", "2026-02-01", "2027-12-31"])
def test_the_first_and_the_last_day_are_taken(day: str) -> None:
    assert go(Answer("dato", day))[0].day(TODAY) == date.fromisoformat(day)


def test_the_day_of_the_event_counts_and_not_the_day_of_the_talk() -> None:
    story = (TALK, RF, Answer("rf_bevilget", "foer_afskaffelsen"), Answer("tilbud", "beskaeftigelsesrettet"))
    story += (Answer("tilbud_paabegyndt", "nej"), Answer("mener_helbred_ikke_hensyn", "ja"))
    _, today = go(*story)
    assert outcomes(today)["samtale_sundhedskoordinator"] is Outcome.KAN_GAELDE
    assert "22. november 2026" in today.text and words().answers_other_day in today.text
    for last, expected in (("2026-01-31", Outcome.GAELDER), ("2026-02-01", Outcome.KAN_GAELDE)):
        _, reply = go(*story, Answer("dato", last))
        assert outcomes(reply)["samtale_sundhedskoordinator"] is expected
        assert words().answers_other_day not in reply.text
    _, reply = go(*story, Answer("dato", "2027-01-01"))
    assert outcomes(reply)["samtale_sundhedskoordinator"] is Outcome.KAN_IKKE_SVARE


def test_a_day_that_is_not_known_is_today() -> None:
    assert go(Answer("dato", UNKNOWN))[0].day(TODAY) == TODAY


def test_answers_that_can_not_both_be_right_are_told_and_can_be_corrected() -> None:
    state, reply = go(TALK, RF, Answer("rf_bevilget", "fra_afskaffelsen"))
    assert not reply.decisions and "ikke passer sammen" in reply.text
    assert [button.payload for button in reply.buttons] == ["#ret ordning", "#ret rf_bevilget"]
    state, reply = go(Do("ret", "rf_bevilget"), state=state)
    assert reply.question is not None and reply.question.fact == "rf_bevilget"
    state, reply = go(Answer("rf_bevilget", "foer_afskaffelsen"), state=state)
    assert reply.question is not None and reply.question.fact == "tilbud"


# -- steering


def test_back_takes_back_the_newest_answer_and_asks_it_again() -> None:
    state, reply = go(TALK, RF, Answer("rf_bevilget", "foer_afskaffelsen"), Do("tilbage"))
    assert state.answers == {"ordning": "ressourceforloeb"}
    assert reply.question is not None and reply.question.fact == "rf_bevilget"
    assert "taget tilbage" in reply.text
    state, reply = go(Do("tilbage"), state=state)
    assert state.answers == {} and reply.question is not None and reply.question.fact == "ordning"
    state, reply = go(Do("tilbage"), state=state)
    assert state.answers == {} and words().nothing_back in reply.text


def test_an_answer_corrected_is_the_newest_one() -> None:
    state, _ = go(TALK, RF, Answer("rf_bevilget", "foer_afskaffelsen"), Do("ret", "ordning"), RF)
    assert list(state.answers)[-1] == "ordning"
    assert go(Do("tilbage"), state=state)[0].answers == {"rf_bevilget": "foer_afskaffelsen"}


def test_correct_shows_every_answer_and_then_asks_the_chosen_one() -> None:
    state, reply = go(TALK, SICK_PAY, Answer("behandling", "psykolog"), Do("ret"))
    assert words().correct_which in reply.text
    assert {"#ret ordning", "#ret behandling"} <= {button.payload for button in reply.buttons}
    state, reply = go(Do("ret", "behandling"), state=state)
    assert "behandling" not in state.answers and reply.question is not None
    assert reply.question.fact == "behandling"


@pytest.mark.parametrize("about", ["", "findes_ikke", "ordning"])
def test_correct_without_answers(about: str) -> None:
    state, reply = go(TALK, Do("ret", about))
    assert words().no_answers in reply.text and state.answers == {}


def test_why_gives_the_reason_and_the_rights_and_asks_again() -> None:
    _, reply = go(TALK, Do("hvorfor"))
    assert guide().catalogue.facts["ordning"].why in reply.text
    assert "Samtale med sundhedskoordinator" in reply.text
    assert reply.question is not None and reply.question.fact == "ordning"
    assert words().why_nothing in go(Do("hvorfor"))[1].text


def test_sources_are_quoted_with_evidence_version_and_link() -> None:
    _, reply = go(TALK, SICK_PAY, Do("kilder"))
    assert "»En person i ressourceforløb" in reply.text
    assert "Bilag 1 af 3. juni 2022" in reply.text and "https://" in reply.text
    assert words().evidence["slutning"] in reply.text
    assert words().no_sources in go(Do("kilder"))[1].text


def test_the_summary_says_back_every_answer() -> None:
    _, reply = go(TALK, SICK_PAY, Answer("afgoerelse_dato", "2026-11-12"), Answer("kontakt", UNKNOWN), Do("resume"))
    for part in ("du får sygedagpenge", "12. november 2026", "det er uvist"):
        assert part in reply.text
    assert words().no_answers in go(Do("resume"))[1].text


@pytest.mark.parametrize("act", ["slet", "forfra"])
def test_delete_and_start_over_forget_everything(act: str) -> None:
    state, reply = go(TALK, SICK_PAY, Ask("klage"), Do(act))
    assert state == Conversation()
    assert reply.forget is (act == "slet")
    assert reply.buttons and not reply.decisions


@pytest.mark.parametrize(("act", "part"), [("menneske", "borgerrådgiver"), ("om", "robot")])
def test_an_aside_keeps_the_open_question(act: str, part: str) -> None:
    state, reply = go(TALK, Do(act))
    assert part in reply.text and reply.question is not None and reply.question.fact == "ordning"
    assert state == go(TALK)[0]


def test_other_topics_shows_them_all() -> None:
    _, reply = go(Do("emner"))
    assert {button.payload for button in reply.buttons} == {f"#emne {topic}" for topic in guide().catalogue.topics}


def test_more_tells_one_answer_whole() -> None:
    state, reply = go(TALK, SICK_PAY, Do("mere", "samtale_sundhedskoordinator"))
    assert [decision.entitlement for decision in reply.decisions] == ["samtale_sundhedskoordinator"]
    assert "Betingelse" in reply.text and words().would_change in reply.text
    assert state == go(TALK, SICK_PAY)[0]


def test_the_answer_now_answers_without_the_missing_facts() -> None:
    state, reply = go(TALK, Do("svarnu"))
    assert state.answers == {} and reply.question is None
    talk = next(d for d in reply.decisions if d.entitlement == "samtale_sundhedskoordinator")
    assert talk.outcome is Outcome.KAN_GAELDE and talk.missing[0] == "ordning"
    assert guide().catalogue.facts["ordning"].caseworker in reply.text
    assert go(Do("svarnu"))[1].buttons


def test_a_short_demand_for_the_answer_gives_it() -> None:
    """ "Hvad så?" in the middle of the questions is about the topic at hand; at the end of a story it is not."""
    demand = (("svarnu", 0.9), (TALK.topic, 0.05))
    assert go(TALK, Heard(intents=demand, words="må de godt det"))[1] == go(TALK, Do("svarnu"))[1]
    assert not go(TALK, Heard(intents=demand))[1].decisions
    nothing_open = Heard(intents=(("svarnu", 0.9), ("udeblivelse", 0.3)), words="kan hun bare blive væk")
    assert "#emne udeblivelse" in [button.payload for button in go(nothing_open)[1].buttons]


def test_a_bare_fact_is_taken_and_not_called_out_of_scope() -> None:
    told = (ToldFact("ordning", "sygedagpenge"),)
    state, reply = go(Heard(facts=told, intents=(("uden_for_emnet", 0.9),), words="hun får sygedagpenge"))
    assert state.answers == {"ordning": "sygedagpenge"}
    assert words().out_of_scope not in reply.text


def test_why_names_a_few_rights_of_the_many() -> None:
    _, reply = go(Answer("ordning", "kontanthjaelp"), Do("ret", "ordning"), Do("hvorfor"))
    assert "og flere andre" in reply.text
    assert len(reply.text) < 900


@pytest.mark.parametrize(
    "move", [Ask("findes_ikke"), Ask(""), Do("findes_ikke"), Do("mere", "findes_ikke"), Do("mere"), Do("svar")]
)
def test_a_move_that_does_not_exist_is_said_and_leads_on(move: Ask | Do) -> None:
    state, reply = go(TALK, move)
    assert "forstod jeg ikke" in reply.text and reply.buttons
    assert state == go(TALK)[0]


# -- free text that has been listened to


def test_facts_are_taken_and_said_back() -> None:
    heard = told(("ordning", "sygedagpenge"), ("behandling", "operation"), intents=(("afvist_behandling", 0.9),))
    state, reply = go(heard)
    assert state.answers == {"ordning": "sygedagpenge", "behandling": "operation"}
    assert "du får sygedagpenge; du vil sige nej til en operation" in reply.text


def test_a_guess_is_not_taken() -> None:
    state, _ = go(Heard(facts=(ToldFact("ordning", "sygedagpenge", certain=False),)))
    assert state.answers == {}


def test_a_fact_that_contradicts_an_answer_is_asked_about_and_not_taken() -> None:
    state, reply = go(TALK, RF, told(("ordning", "jobafklaring")))
    assert state.answers == {"ordning": "ressourceforloeb"}
    assert "Før svarede du: du er i et ressourceforløb" in reply.text
    assert {"#svar ordning jobafklaring", "#svar ordning ressourceforloeb"} <= {b.payload for b in reply.buttons}


@pytest.mark.parametrize(
    ("heard", "value"),
    [
        (Heard(words="jobafklaringsforløb"), "jobafklaring"),
        (Heard(words="sygedagpenge", facts=(ToldFact("ordning", "sygedagpenge"),)), "sygedagpenge"),
        (Heard(short=UNKNOWN, words="ved ikke"), UNKNOWN),
    ],
)
def test_a_written_answer_to_the_open_question(heard: Heard, value: str) -> None:
    state, reply = go(TALK, heard)
    assert state.answers == {"ordning": value}
    assert reply.question is None or reply.question.fact != "ordning"


def test_yes_and_no_answer_a_yes_no_question_only() -> None:
    asked = go(Ask("bisidder"), Answer("bisidder_rolle", "med_til_moede"))[0]
    assert go(Heard(short="nej", words="nej"), state=asked)[0].answers["bisidder_afvist"] == "nej"
    state, reply = go(TALK, Heard(short="ja", words="ja", intents=(("ja", 0.9),)))
    assert state.answers == {} and reply.question is not None and reply.question.fact == "ordning"


def test_a_written_date_answers_the_open_date_question() -> None:
    asked = go(Ask("klage"), Answer("afgoerelse", "skriftlig"))[0]
    state, _ = go(Heard(day=date(2026, 11, 12), words="12/11"), state=asked)
    assert state.answers["afgoerelse_dato"] == "2026-11-12"


def test_a_bare_date_after_an_answer_is_the_day_of_the_event() -> None:
    state, reply = go(TALK, SICK_PAY, Heard(day=date(2026, 1, 15), words="15. januar 2026", intents=(("tak", 0.9),)))
    assert state.answers["dato"] == "2026-01-15" and state.topics[0] == "samtale_sundhedskoordinator"
    assert "15. januar 2026" in reply.text


def test_yes_after_a_call_for_help_is_no_answer_to_the_question_before_it() -> None:
    yes = Heard(short="ja", words="ja hun er tryg hos mig nu")
    asked, question = go(Ask("bisidder"))
    assert question.question is not None
    state, _ = go(Heard(crisis="explicit"), state=asked)
    after, reply = go(yes, state=state)
    assert after.answers == asked.answers
    assert reply.question == question.question, "the question comes back, and now the answer counts"
    assert go(yes, state=after)[0].answers == {question.question.fact: "ja"}


@pytest.mark.parametrize("state", [Conversation(), go(TALK, RF)[0], go(TALK, SICK_PAY)[0]])
def test_danger_is_answered_with_help_and_nothing_else(state: Conversation) -> None:
    after, reply = go(Heard(crisis="explicit", facts=(ToldFact("ordning", "kontanthjaelp"),)), state=state)
    assert (after.answers, after.topics, after.before) == (state.answers, state.topics, state.before)
    assert reply.paragraphs == words().crisis and not reply.decisions and reply.question is None
    assert not reply.told and not reply.closing
    assert "112" in reply.text and "70 201 201" in reply.text and "§" not in reply.text


def test_despair_is_met_first_and_then_the_question_is_answered() -> None:
    state, reply = go(told(("ordning", "sygedagpenge"), crisis="indirect", intents=(("bisidder", 0.9),)))
    assert reply.paragraphs[0] == words().crisis_check[0]
    assert state.topics == ("bisidder",) and state.answers == {"ordning": "sygedagpenge"}


@pytest.mark.parametrize("sent", ["afbud", "sygemelding", "klage", "ansoegning", "andet"])
def test_nothing_was_sent_is_the_first_thing_said(sent: str) -> None:
    state, reply = go(Heard(sent=sent, intents=(("tak", 0.9),)))
    assert reply.paragraphs[0] == words().nothing_sent[sent]
    assert "ikke kommunen" in reply.paragraphs[0] and bool(state.topics) == (sent != "andet")


@pytest.mark.parametrize(
    ("name", "word"), [("uden_for_emnet", "out_of_scope"), ("ikke_dansk", "not_danish"), ("tak", "thanks")]
)
def test_what_the_guide_does_not_do(name: str, word: str) -> None:
    _, reply = go(TALK, Heard(intents=((name, 0.9),)))
    assert getattr(words(), word) in reply.text and not reply.decisions
    assert reply.question is not None and reply.question.fact == "ordning"


def test_what_is_not_understood_leads_to_topics_and_a_human() -> None:
    state, reply = go(Heard(intents=(("klage", 0.1), ("bisidder", 0.05))))
    assert state == Conversation()
    payloads = {button.payload for button in reply.buttons}
    assert "#menneske" in payloads and any(payload.startswith("#emne ") for payload in payloads)


def test_a_likely_topic_is_offered_and_not_taken() -> None:
    state, reply = go(Heard(intents=(("klage", 0.3), ("bisidder", 0.25))))
    assert state.topics == () and words().did_you_mean in reply.text
    assert [b.payload for b in reply.buttons][:2] == ["#emne klage", "#emne bisidder"]


@pytest.mark.parametrize(
    "act", ["tilbage", "ret", "forfra", "kilder", "slet", "menneske", "hvorfor", "emner", "resume"]
)
def test_the_words_on_a_button_can_be_written(act: str) -> None:
    """Also when the language model is not there."""
    label = words().buttons[act].lower().strip("?")
    assert go(TALK, RF, Heard(words=label)) == go(TALK, RF, Do(act))


@pytest.mark.parametrize("problem", ["Beskeden er for lang", "Den dato findes ikke."])
def test_a_problem_with_the_text_is_told_and_the_question_asked_again(problem: str) -> None:
    state, reply = go(TALK, Heard(problem=problem))
    assert reply.text.startswith(problem) and reply.question is not None
    assert state == go(TALK)[0]


# -- payloads and the state


def test_every_button_of_a_move_can_be_read_again() -> None:
    moves: list[Answer | Ask | Do] = [Do(act) for act in ACTS] + [Do(act, "klage") for act in ACTS]
    moves += [Ask(topic) for topic in guide().catalogue.topics]
    for fact in guide().catalogue.facts:
        moves += [Answer(fact, value) for value in (*guide().catalogue.option_ids(fact), UNKNOWN, "2026-11-12")]
    assert [from_payload(to_payload(move)) for move in moves] == moves


@pytest.mark.parametrize(
    "text", ["", "hej", "svar ordning ja", "#", "#findes", "#svar", "#svar a", "#svar a b c", "# ret"]
)
def test_other_texts_are_not_payloads(text: str) -> None:
    move = from_payload(text)
    assert move is None or to_payload(move).split() == text.replace("# ", "#").split()


def test_a_state_of_another_form_is_refused() -> None:
    for data in (b"[]", b'{"answers": 1}', b'{"answers": {"a": 2}}', b"\xff", b""):
        with pytest.raises((msgspec.ValidationError, msgspec.DecodeError)):
            restore(data)
    assert restore(b"{}") == Conversation() == restore(dump(Conversation()))


@pytest.mark.parametrize("topic", ["faa_ressourceforloeb", "me_cfs", "klage"])
def test_what_was_asked_is_answered_first(topic: str) -> None:
    _, reply = go(Answer("ordning", "kontanthjaelp"), Ask(topic), Do("svarnu"))
    assert reply.decisions[0].entitlement == guide().catalogue.topics[topic][0]


def test_an_answer_says_which_scheme_it_rests_on() -> None:
    _, reply = go(
        Answer("ordning", "sygedagpenge"), Answer("behandling", "operation"), Ask("afvist_behandling"), Do("svarnu")
    )
    assert "Det bygger på: du får sygedagpenge; du vil sige nej til en operation." in reply.text


def test_a_bare_fact_stays_on_the_topic_at_hand() -> None:
    before, _ = go(Ask("moedeform"))
    heard = Heard(
        intents=(("ydelse_stoppet", 0.9),), facts=(ToldFact("ordning", "kontanthjaelp"),), words="på kontanthjælp"
    )
    after, _ = go(heard, state=before)
    assert after.topics == before.topics and after.answers == {"ordning": "kontanthjaelp"}


def test_the_next_word_on_a_fact_in_doubt_settles_it() -> None:
    doubting, reply = go(Answer("ordning", "sygedagpenge"), told(("ordning", "jobafklaring")))
    assert doubting.answers == {"ordning": "sygedagpenge"} and "Hvad er rigtigt?" in reply.text
    settled, _ = go(told(("ordning", "jobafklaring")), state=doubting)
    assert settled.answers == {"ordning": "jobafklaring"}
    passed_over, _ = go(Ask("moedeform"), told(("ordning", "jobafklaring")), state=doubting.settled())
    assert passed_over.answers == {"ordning": "sygedagpenge"}


def test_a_no_after_an_answer_does_not_answer_an_earlier_topics_question() -> None:
    state, reply = go(Ask("bisidder"), Ask("aktindsigt"))
    assert reply.decisions and reply.question is None
    after, _ = go(Heard(short="nej", words="nej"), state=state)
    assert after.answers == state.answers == {}
    _, again = go(Ask("bisidder"), state=after)
    assert again.question is not None
