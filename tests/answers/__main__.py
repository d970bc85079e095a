"""This file lets parents answer from every mail program, as often as asked, and counts what arrives otherwise."""

from __future__ import annotations

import argparse
import sys
import time

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.answers.people import answers
from tests.answers.table import WRAPPERS
from tests.answers.words import Answer
from tests.hub.inbound.test_answers import arrived, meant
from tests.hub.our_emails import SENT


def main() -> int:
    """`python -m tests.answers --runs 20000 --seed 1`; 1 where an answer arrived otherwise."""
    parser = argparse.ArgumentParser(prog="python -m tests.answers")
    parser.add_argument("--runs", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    count, other = 0, list[str]()

    @seed(asked.seed)
    @settings(
        max_examples=asked.runs, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(answer=answers(), key=st.sampled_from(sorted(WRAPPERS)), which=st.integers(0, len(SENT) - 1))
    def run(answer: Answer, key: str, which: int) -> None:
        nonlocal count
        count += 1
        if (came := arrived(key, answer, which)) != meant(answer.text):
            other.append(f"{key} ({which}): {answer.text!r} arrived as {came!r}")

    began = time.monotonic()
    run()
    for one in other[:20]:
        print(one)
    spent = f"{time.monotonic() - began:.0f} s"
    print(f"{count} answers from {len(WRAPPERS)} programs, {len(other)} arrived otherwise, {spent}")
    return 1 if other or count < asked.runs else 0


if __name__ == "__main__":
    sys.exit(main())
