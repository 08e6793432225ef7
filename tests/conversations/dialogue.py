"""Dialogues as an editor writes them, and what must be true of every turn, whichever way it went through.

A dialogue is a list of turns. Each turn is one thing the person does and what is then expected:

    says: free text                      presses: the label of a button that is shown
    answers: {fact: option or date}      every question as it comes; `else: ved_ikke` for those not listed
    chooses: topic                       its button, unless the guide already talks about it
    replies: {fact: [value, text]}       every question as it comes, in free text that means the value

    tells: {fact: value}                 what the text of `says` plainly says, answers or not; never kept otherwise
    unclear: true                        nobody could know what this is about, so the guide may ask
    expects:
      decisions: {entitlement: outcome}  shown in this turn        not_decided: [entitlement]
      exactly: {entitlement: [outcome, refs...]}   these decisions and no others, with these necessary citations
      citations: {entitlement: [refs]}   among its citations       not_cited: {entitlement: [refs]}
      kinds / missing / next_steps: {entitlement: ...}
      facts: {fact: answer}              kept                      no_facts: [fact] or all
      asks: fact, or nothing             the open question
      topic: the newest topic
      contains / not_contains: [text]    in everything that is shown, buttons not
      buttons: [label]                   among the buttons         first: text the turn begins with
      no_decisions: true                 no answer in this turn
      forgotten: true                    nothing is kept

A whole dialogue may expect `needless_at_most: N`. A turn is needless when the guide asks for what was plainly told,
or answers that it is not sure what is meant to words that were clear. Where a text was not understood as the answer
that it is, the button is pressed, as a person would.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from guide.moves import from_payload
from guide.words import words

TODAY = date(2026, 11, 22)
FOLDER = Path(__file__).parent
DOES = ("says", "presses", "answers", "chooses", "replies")
ABOUT = ("tells", "unclear", "expects")
EXPECTS = {
    "decisions", "exactly", "not_decided", "citations", "not_cited", "kinds", "missing", "next_steps", "facts",
    "no_facts", "asks", "topic", "contains", "not_contains", "buttons", "first", "no_decisions", "forgotten",
}  # fmt: skip
MOST_QUESTIONS = 25

_RAW = re.compile(r"\b[a-zæøå0-9]+_[a-zæøå0-9_]+\b")
_NEVER = ("None", "{", "}", "Traceback", "Error", "[]", "()", "<", "…»")
# What the guide says when it does not know what is meant.
_AT_A_LOSS = ("not_understood", "not_an_answer", "did_you_mean", "which_topic", "date_not_understood", "changed")
# Rights are not advice, and what the municipality decides is not foretold.
_NEVER_SAID = ("du skal klage", "du bør klage", "du har rimelig grund", "du vinder", "kommunen vil give dig")


@dataclass(frozen=True)
class Dialogue:
    """One story: `acceptance` names the story of the agreement it stands for."""

    id: str
    who: str
    turns: tuple[dict[str, Any], ...]
    acceptance: str = ""
    rasa: bool = False
    expects: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Shown:
    """What a person sees after a turn and what is then kept, the same for every way in."""

    text: str
    reply: dict[str, Any]
    answers: dict[str, str]
    topics: tuple[str, ...]

    @property
    def asked(self) -> str | None:
        question = self.reply["question"]
        return question["fact"] if question else None

    @property
    def decisions(self) -> dict[str, dict[str, Any]]:
        return {decision["entitlement"]: decision for decision in self.reply["decisions"]}


Send = Callable[[str], Shown]


@dataclass
class Talk:
    """A dialogue under way: sends texts, presses the buttons that are shown, counts the needless turns."""

    send: Send
    shown: Shown | None = None
    log: list[str] = field(default_factory=list)
    told: dict[str, str] = field(default_factory=dict)
    needless: list[str] = field(default_factory=list)

    def does(self, turn: dict[str, Any]) -> Iterator[Shown]:
        if "says" in turn:
            self.told |= {fact: str(value) for fact, value in turn.get("tells", {}).items()}
            yield self._send(turn["says"], turn["says"])
            self._count(turn["says"], clear=not turn.get("unclear"))
        elif "replies" in turn:
            yield from self._reply(turn["replies"])
        elif "presses" in turn:
            yield self._press(turn["presses"])
        elif "chooses" in turn:
            yield from self._choose(turn["chooses"])
        else:
            yield from self._answer(turn["answers"])

    def _send(self, text: str, as_told: str) -> Shown:
        before = self.shown
        shown = self.send(text)
        self.log.append(f"> {as_told[:200]}\n{shown.text}")
        check_every_turn(shown)
        if before is not None and before.asked and before.asked in shown.answers:
            assert shown.asked != before.asked, f"spurgt igen, selv om der er svaret: {before.asked}"
        self.shown = shown
        return shown

    def _press(self, label: str) -> Shown:
        assert self.shown is not None, "der er ingen knapper før den første besked"
        found = {button["label"]: button["payload"] for button in self.shown.reply["buttons"]}
        assert label in found, f"ingen knap hedder «{label}»: {list(found)}"
        return self._send(found[label], f"[{label}]")

    def _choose(self, topic: str) -> Iterator[Shown]:
        assert self.shown is not None
        if self.shown.topics[:1] != (topic,):
            payloads = [button["payload"] for button in self.shown.reply["buttons"]]
            assert f"#emne {topic}" in payloads, f"emnet {topic} er ikke blandt knapperne: {payloads}"
            yield self._send(f"#emne {topic}", f"[emne: {topic}]")

    def _answer(self, answers: dict[str, Any]) -> Iterator[Shown]:
        otherwise = answers.get("else")
        asked: list[str] = []
        while self.shown is not None and self.shown.asked:
            fact = self.shown.asked
            assert fact not in asked, f"spørgsmålet {fact} kom igen"
            value = answers.get(fact, otherwise)
            if value is None:
                break
            asked.append(fact)
            assert len(asked) < MOST_QUESTIONS, asked
            typed = self.shown.reply["question"]["type"] == "date" and value != "ved_ikke"
            yield self._send(str(value) if typed else f"#svar {fact} {value}", f"[{fact}: {value}]")

    def _reply(self, replies: dict[str, list[Any]]) -> Iterator[Shown]:
        while self.shown is not None and (fact := self.shown.asked):
            if fact in self.told:
                yield self._send(f"#svar {fact} {self.told[fact]}", f"[{fact}: {self.told[fact]}]")
                self._count(f"[{fact}]")
            elif fact in replies:
                value, text = replies[fact]
                self.told[fact] = str(value)
                yield self._send(text, text)
                self._count(text)
            else:
                break

    def _count(self, said: str, clear: bool = True) -> None:
        """Note the turn if it was needless; what was told must never be kept as something else."""
        assert self.shown is not None
        lost = clear and next((words_ for words_ in _at_a_loss() if words_ in self.shown.text), "")
        if lost or self.shown.asked in self.told:
            self.needless.append(f"«{said}» -> {lost or self.shown.asked}")
        if not lost:
            kept = {fact: value for fact, value in self.shown.answers.items() if self.told.get(fact, value) != value}
            assert not kept, f"misforstået: {kept}; der blev fortalt {self.told}"


def _at_a_loss() -> list[str]:
    """The sentences of a guide that does not know what is meant, as far as they are always the same."""
    return [getattr(words(), name).split("{")[0] for name in _AT_A_LOSS]


def read_dialogues() -> list[Dialogue]:
    """Every dialogue of the folder; a misspelt key stops it here."""
    found: list[Dialogue] = []
    for path in sorted(FOLDER.glob("*.yml")):
        for entry in yaml.safe_load(path.read_text(encoding="utf-8")):
            dialogue = Dialogue(**{**entry, "turns": tuple(entry["turns"])})
            for turn in dialogue.turns:
                does = [key for key in turn if key in DOES]
                assert len(does) == 1 and set(turn) <= {*DOES, *ABOUT}, f"{path.name} {dialogue.id}: {turn}"
                unknown = set(turn.get("expects", {})) - EXPECTS
                assert not unknown, f"{path.name} {dialogue.id}: {unknown}"
            assert set(dialogue.expects) <= {"needless_at_most"}, f"{path.name} {dialogue.id}: {dialogue.expects}"
            found.append(dialogue)
    return found


def hold(dialogue: Dialogue, send: Send) -> None:
    """Go through the dialogue; a wrong turn fails with the whole conversation."""
    talk = Talk(send)
    for number, turn in enumerate(dialogue.turns, 1):
        try:
            for _ in talk.does(turn):
                pass
            assert talk.shown is not None
            check(turn.get("expects", {}), talk.shown)
        except AssertionError as error:
            told = "\n".join(talk.log[-3:])
            raise AssertionError(f"{dialogue.id}, tur {number} {turn}:\n{error}\n\n{told}") from error
    needless = talk.needless
    assert len(needless) <= dialogue.expects.get("needless_at_most", len(needless)), "\n".join(
        [f"{dialogue.id}: {len(needless)} unødige", *needless, "", *talk.log]
    )


# -- what one turn is expected to show


def check(expects: dict[str, Any], shown: Shown) -> None:
    """Hold a turn against what the editor wrote."""
    decisions = shown.decisions
    assert not (expects.get("decisions") and shown.asked), f"spørger endnu om {shown.asked}"
    for id, outcome in expects.get("decisions", {}).items():
        assert id in decisions, f"ingen afgørelse om {id}: {list(decisions)}"
        assert decisions[id]["outcome"] == outcome, f"{id}: {decisions[id]['outcome']}, ikke {outcome}"
    if "exactly" in expects:
        found_ = {
            id: [decision["outcome"], *sorted({c["ref"] for c in decision["citations"] if c["necessary"]})]
            for id, decision in decisions.items()
        }
        exactly = {id: [outcome, *sorted(refs)] for id, (outcome, *refs) in expects["exactly"].items()}
        assert found_ == exactly, f"spørger om {shown.asked}; afgørelser:\n{found_}\nikke\n{exactly}"
    for id in expects.get("not_decided", ()):
        assert id not in decisions, id
    for id, refs in expects.get("citations", {}).items():
        cited = {citation["ref"] for citation in decisions[id]["citations"]}
        assert set(refs) <= cited, f"{id}: {refs} mangler i {sorted(cited)}"
    for id, refs in expects.get("not_cited", {}).items():
        cited = {citation["ref"] for citation in decisions[id]["citations"]}
        assert not set(refs) & cited, f"{id} henviser til {sorted(set(refs) & cited)}"
    for id, kind in expects.get("kinds", {}).items():
        assert decisions[id]["kind"] == kind, f"{id}: {decisions[id]['kind']}"
    for id, facts in expects.get("missing", {}).items():
        assert set(facts) <= set(decisions[id]["missing"]), f"{id}: {decisions[id]['missing']}"
    for id, steps in expects.get("next_steps", {}).items():
        found = {step["id"] for step in decisions[id]["next_steps"]}
        assert set(steps) <= found, f"{id}: {sorted(found)}"
    if expects.get("no_decisions"):
        assert not decisions, list(decisions)
    _check_kept(expects, shown)
    _check_told(expects, shown)


def _check_kept(expects: dict[str, Any], shown: Shown) -> None:
    for fact, value in expects.get("facts", {}).items():
        assert shown.answers.get(fact) == str(value), f"{fact}: {shown.answers.get(fact)}, ikke {value}"
    no_facts = expects.get("no_facts", [])
    if no_facts == "all":
        assert not shown.answers, shown.answers
    else:
        assert not set(no_facts) & set(shown.answers), shown.answers
    if "asks" in expects:
        assert shown.asked == (None if expects["asks"] == "nothing" else expects["asks"]), f"spørger om {shown.asked}"
    if "topic" in expects:
        assert shown.topics[:1] == (expects["topic"],), shown.topics
    if expects.get("forgotten"):
        assert not shown.answers and not shown.topics


def _check_told(expects: dict[str, Any], shown: Shown) -> None:
    for part in expects.get("contains", ()):
        assert part.lower() in shown.text.lower(), f"«{part}» står der ikke:\n{shown.text}"
    for part in expects.get("not_contains", ()):
        assert part.lower() not in shown.text.lower(), f"«{part}» står der:\n{shown.text}"
    if "first" in expects:
        assert shown.text.lower().startswith(expects["first"].lower()), shown.text[:300]
    labels = [button["label"] for button in shown.reply["buttons"]]
    for label in expects.get("buttons", ()):
        assert label in labels, f"ingen knap «{label}»: {labels}"


# -- what every turn must show


def check_every_turn(shown: Shown) -> None:
    """True of every turn of every conversation."""
    reply = shown.reply
    assert shown.text.strip(), "en tom besked"
    assert reply["question"] or reply["buttons"] or reply["decisions"], "en blindgyde"
    assert shown.asked not in shown.answers, f"spørger om noget, der er svaret på: {shown.asked}"
    if shown.asked:
        assert reply["question"]["text"] in shown.text, "spørgsmålet står ikke i teksten"
        payloads = [button["payload"] for button in reply["buttons"]]
        assert f"#svar {shown.asked} ved_ikke" in payloads, "man kan ikke svare ved ikke"
    for never in _NEVER:
        assert never not in shown.text, f"«{never}» står i teksten:\n{shown.text}"
    for never in _NEVER_SAID:
        assert never not in shown.text.lower(), never
    assert not re.search(r"sikkert: *$", shown.text, re.MULTILINE), "der mangler en grund"
    raw = _RAW.findall(re.sub(r"https?://\S+", "", shown.text))
    assert not raw, f"et internt navn står i teksten: {raw}"
    for button in reply["buttons"]:
        assert button["label"].strip(), reply["buttons"]
        assert from_payload(button["payload"]) is not None, button
    labels = [button["label"] for button in reply["buttons"]]
    assert len(labels) == len(set(labels)), f"to knapper hedder det samme: {labels}"
    for decision in reply["decisions"]:
        check_decision(decision, shown.text)
    json.dumps(reply)


def check_decision(decision: dict[str, Any], text: str) -> None:
    """A decision is told in words with its source, and never more surely than its weakest source."""
    necessary = [citation for citation in decision["citations"] if citation["necessary"]]
    assert necessary, f"{decision['entitlement']} har ingen kilde"
    for citation in decision["citations"]:
        assert citation["ref"] and citation["act"] and citation["plain"], citation
        assert (citation["version"] and citation["evidence"]) or citation["unknown_because"], citation
        assert citation["url"].startswith("http") or not citation["url"], citation
    assert words().outcomes[decision["outcome"]] in text, f"udfaldet af {decision['entitlement']} siges ikke"
    assert any(citation["ref"] in text for citation in necessary), f"kilden til {decision['entitlement']} siges ikke"
    if decision["outcome"] in ("gaelder", "gaelder_ikke"):
        # "Gælder ikke" may also be said of a right that is about others, when it was asked for by name.
        about = (True,) if decision["outcome"] == "gaelder" else (True, False)
        assert not decision["limited_by"] and decision["relevant"] in about, decision["entitlement"]
        assert all(citation["evidence"] for citation in necessary), decision["entitlement"]
