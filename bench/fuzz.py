"""`python -m bench.fuzz SECONDS TARGET`: coverage-guided fuzzing of what reads people's texts (atheris).

Each target must answer anything without an error and, where it can be said, keep a promise. A failure prints the
input and ends with another code than 0. `python -m bench.fuzz SECONDS` runs all of them, each in a process of its own,
and prints what was tried as JSON.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import date

TODAY = date(2026, 11, 22)
LONGEST = 4096


def personal(text: str) -> None:
    """What is taken out once is out: screening again changes nothing."""
    from actions.screen import screened

    once = screened(text)
    assert screened(once) == once, "screening twice is not screening once"


def dates(text: str) -> None:
    """A date or a reason, never another error."""
    from language.facts import parse_date

    try:
        found = parse_date(text, TODAY)
    except ValueError:
        return
    assert found is None or isinstance(found, date)


def facts(text: str) -> None:
    """Facts of any text."""
    from language.facts import extract_facts

    for read in extract_facts(text, TODAY, asked=None):
        assert read.fact and read.value


def payload(text: str) -> None:
    """A move, and the same move when it is written and read again."""
    from guide.moves import from_payload, to_payload

    for given in (text, "#" + text):
        move = from_payload(given)
        assert move is None or from_payload(to_payload(move)) == move


def code(text: str) -> None:
    """A code that somebody reads out."""
    from web.staff.code_words import new_code, read_code

    for given in (text, " ".join((*new_code()[:-1], text))):
        typed = read_code(given)
        assert typed is None or read_code(typed) == typed, "a code read twice is another code"


def heard(text: str) -> None:
    """A whole text as every channel hears it."""
    from actions.hear import hear

    hear(text, (), TODAY)


TARGETS: dict[str, Callable[[str], None]] = {
    target.__name__: target for target in (personal, dates, facts, payload, code, heard)
}
INSTRUMENTED = ["language", "guide.moves", "actions", "web.staff.code_words"]


def fuzz(name: str, seconds: int) -> None:
    """Fuzz one target in this process; does not come back."""
    import atheris

    with atheris.instrument_imports(include=INSTRUMENTED):
        import actions.hear  # noqa: F401
        import web.staff.code_words  # noqa: F401

    def one(data: bytes) -> None:
        provider = atheris.FuzzedDataProvider(data)
        TARGETS[name](provider.ConsumeUnicodeNoSurrogates(LONGEST))

    TARGETS[name]("Karla fra Aalborg den 3. maj")  # models are read at the first text, which takes its time
    with tempfile.TemporaryDirectory() as corpus:
        options = [f"-max_total_time={seconds}", f"-max_len={LONGEST}", "-timeout=20", "-rss_limit_mb=4096"]
        # Slow inputs and failures are printed; nothing is left on disk.
        atheris.Setup([sys.argv[0], *options, f"-artifact_prefix={corpus}/", corpus], one)
        atheris.Fuzz()


def main() -> int:
    """One target, or all of them one after another."""
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    if len(sys.argv) > 2:
        fuzz(sys.argv[2], seconds)
    told = {}
    for name in TARGETS:
        command = [sys.executable, "-m", "bench.fuzz", str(seconds), name]
        done = subprocess.run(
            command, check=False, capture_output=True, text=True, errors="replace", timeout=seconds + 300
        )
        runs = re.findall(r"^#(\d+)\s", done.stderr, re.MULTILINE)
        told[name] = {"runs": int(runs[-1]) if runs else 0, "seconds": seconds, "failed": done.returncode != 0}
        if done.returncode:
            print(done.stderr[-3000:], file=sys.stderr)
    print(json.dumps(told))
    return int(any(one["failed"] for one in told.values()))


if __name__ == "__main__":
    sys.exit(main())
