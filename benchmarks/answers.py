"""This file measures how long an answer by email takes to be read: all of it, and what of it is its author's."""

from __future__ import annotations

import argparse
import platform
import statistics
import time

from hub.inbound.email.answers import answer_of
from hub.inbound.email.letters import read
from tests.hub.our_emails import OURS, READER, SENDER

LINES, LINE = (
    10_000,
    "the quick brown fox of an older thread says hello to everybody, and there are more words of it to come",
)


def main() -> None:
    """`python -m benchmarks.answers`: an answer of a megabyte over ten thousand quoted lines; processor time."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.answers")
    parser.add_argument("--rounds", type=int, default=21)
    rounds = parser.parse_args().rounds
    raw = _answer()
    spent = [_spent(raw) for _ in range(rounds)]
    both = [reading + finding for reading, finding in spent]
    print(f"{len(raw):,} octets, {LINES:,} quoted lines, {rounds} rounds, {platform.python_version()}")
    for name, its in (("read", [one for one, _ in spent]), ("cut", [one for _, one in spent]), ("both", both)):
        print(f"{name}: {min(its):.1f} to {max(its):.1f} ms, median {statistics.median(its):.1f}")


def _answer() -> bytes:
    ours = "".join(f"> {line}\r\n" for line in OURS.wordings[0].splitlines())
    head = f"On Sat, Nov 28, 2026 at 6:04 AM Maple Street <{SENDER}> wrote:\r\n\r\n"
    older = f"> {LINE}\r\n" * LINES
    mime = "Content-Type: text/plain; charset=utf-8\r\n"
    top = f"From: {READER}\r\nMessage-ID: <1@phone.example>\r\n{mime}\r\n"
    return f"{top}Yes, at four.\r\n\r\n{head}{ours}{older}".encode()


def _spent(raw: bytes) -> tuple[float, float]:
    """Milliseconds of the processor: to read it, and to find what is its author's."""
    began = time.process_time()
    letter = read(raw)
    read_at = time.process_time()
    assert answer_of(letter.text, letter.page_text, OURS).text == "Yes, at four."
    return (read_at - began) * 1_000, (time.process_time() - read_at) * 1_000


if __name__ == "__main__":
    main()
