"""Facts, danger, what was meant for the municipality, and personal data, each against its held-out set."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from bench.language.routing import TODAY, guide, heard, ranking
from bench.language.score import Found, share
from bench.language.sets import heldout
from guide.conversation import Conversation
from language.facts import extract_facts
from language.personal import mask
from rights.schema import UNKNOWN

Result = dict[str, Any]


def facts(name: str, key: str) -> Result:
    """Certain readings against the facts that a text says; what it only hints at counts neither way."""
    total, denied, unsure = Found(), Found(), 0
    errors, wrong_denied, heard_at_all = [], 0, 0
    messages = heldout(name)[key]
    for message in messages:
        wanted = {(fact, str(value)) for fact, value in message["facts"].items()}
        hints = set(message.get("unsure", []))
        read = _read(message["text"], message.get("asked"))
        found = {pair for pair in read if pair[0] not in hints}
        unsure += len(read) - len(found)
        total.count(found, wanted)
        guessed = {(one.fact, one.value) for one in extract_facts(message["text"], TODAY, asked=message.get("asked"))}
        heard_at_all += len(wanted & (found | guessed))
        if message.get("negation"):
            denied.count(found, wanted)
            wrong_denied += bool(found - wanted)
        if found != wanted:
            errors.append({"text": message["text"], "wrong": sorted(found - wanted), "missed": sorted(wanted - found)})
    return {
        "n": len(messages),
        "facts": total.right + total.missed,
        "precision": total.precision,
        "recall": total.recall,
        "f1": total.f1,
        "heard": heard_at_all / (total.right + total.missed),
        "wrong": total.wrong,
        "missed": total.missed,
        "hints_taken": unsure,
        "denied_n": sum(bool(message.get("negation")) for message in messages),
        "denied_precision": denied.precision,
        "denied_recall": denied.recall,
        "denied_wrong": wrong_denied,
        "errors": sorted(errors, key=lambda error: (-len(error["wrong"]), -len(error["missed"]))),
    }


def _read(text: str, asked: str | None) -> set[tuple[str, str]]:
    """What is taken as certain; with an open question, what the conversation holds after the message."""
    if asked is None:
        return {(read.fact, read.value) for read in extract_facts(text, TODAY) if read.certain}
    message = heard(text, ())
    if message is None:
        return set()
    state, _ = guide().respond(Conversation(focus=asked), message, TODAY)
    return {(fact, value) for fact, value in state.answers.items() if value != UNKNOWN}


def crisis(name: str) -> Result:
    """Danger, by the filter alone and as the guide hears it, with the topic model's gentle check."""
    seen = Counter[tuple[str, str]]()
    alone = Counter[tuple[str, str]]()
    errors = []
    for item in heldout(name):
        message = heard(item["text"], ranking(item["text"]))
        filtered = message.crisis if message else "none"
        said = guide().listener.crisis(message) if message else "none"
        seen[item["crisis"], said] += 1
        alone[item["crisis"], filtered] += 1
        if said != item["crisis"]:
            errors.append({"text": item["text"], "right": item["crisis"], "guess": said})
    return {"n": sum(seen.values()), "alone": _rates(alone), "together": _rates(seen), "errors": errors}


def _rates(seen: Counter[tuple[str, str]]) -> Result:
    def part(right: str, said: Iterable[str]) -> float:
        total = sum(count for (was, _), count in seen.items() if was == right)
        return sum(seen[right, word] for word in said) / total if total else 0.0

    return {
        "explicit": part("explicit", ["explicit"]),
        "explicit_any": part("explicit", ["explicit", "indirect"]),
        "indirect_any": part("indirect", ["explicit", "indirect"]),
        "false_explicit": part("none", ["explicit"]),
        "false_any": part("none", ["explicit", "indirect"]),
    }


def sent() -> Result:
    """What people believe they have handed in by writing it."""
    found, named, false, errors = [], [], [], []
    for item in heldout("til_kommunen"):
        message = heard(item["text"], ranking(item["text"]))
        said = guide().listener.sent(message) if message else ""
        wanted = item["sent"] or ""
        if wanted:
            found.append(bool(said))
            named.append(said == wanted)
        else:
            false.append(bool(said))
        if bool(said) != bool(wanted):
            errors.append({"text": item["text"], "right": wanted or "ingen", "guess": said or "ingen"})
    return {
        "n": len(found) + len(false),
        "sent": len(found),
        "found": share(found),
        "named": share(named),
        "false": share(false),
        "errors": errors,
    }


def personal() -> Result:
    """Things to hide that were hidden, and messages without any in which something was."""
    hidden: dict[str, list[bool]] = {}
    false: list[bool] = []
    for item in heldout("personoplysninger_1"):
        masked = mask(item["text"]).text
        left = [thing for thing in item["mask"] if thing["value"] in masked]
        for thing in item["mask"]:
            hidden.setdefault(thing["kind"], []).append(thing not in left)
        if not item["mask"]:
            false.append(masked != item["text"])
    return {
        "n": sum(map(len, hidden.values())),
        "hidden": share(hit for hits in hidden.values() for hit in hits),
        "kinds": {kind: (len(hits), share(hits)) for kind, hits in sorted(hidden.items())},
        "clean": len(false),
        "false": share(false),
    }
