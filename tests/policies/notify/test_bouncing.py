"""What a mail server's refusal means: of us, of a mailbox, or only for now."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.notify.bouncing import (
    ALIKE,
    CLOSES_AFTER,
    MAILBOXES_AT_ONCE,
    SOFT_DAYS,
    Bounce,
    Complaint,
    Meaning,
    Pattern,
    Refusal,
    Stage,
    bounce_of,
    closes,
    complaint,
    enhanced,
    judged,
    meaning,
    plain,
    report_of,
)
from tests.policies.mail_answers import (
    AT_DATA,
    AT_RCPT,
    BEFORE_RCPT,
    FULL,
    GONE,
    HUBS,
    LATER,
    MESSAGE,
    OURS,
    POLICY,
    REPORTS,
    ROSAS,
    UNCLEAR,
)


def said(answer: str, stage: Stage | None = Stage.RCPT) -> Refusal:
    """A server's answer as a client hands it over: its code, and the words without it."""
    code, words = answer[:3], answer[4:].replace(f"\n{answer[:3]}-", "\n").replace(f"\n{answer[:3]} ", "\n")
    return Refusal(stage=stage, code=int(code), words=words, ours=HUBS)


@pytest.mark.parametrize(("server", "answer", "means"), AT_RCPT)
def test_what_a_server_says_of_a_recipient_is_about_a_mailbox_or_about_us(
    server: str, answer: str, means: Meaning
) -> None:
    assert meaning(said(answer)) is means, f"{server}: {plain(answer)}"


@pytest.mark.parametrize(("server", "answer", "means"), AT_DATA)
def test_what_a_server_says_of_an_email_is_about_it_a_mailbox_or_us(
    server: str, answer: str, means: Meaning
) -> None:
    assert meaning(said(answer, Stage.DATA)) is means, server


@pytest.mark.parametrize(("stage", "answer"), BEFORE_RCPT)
def test_before_anybody_is_named_it_is_about_us_whatever_the_words(stage: Stage, answer: str) -> None:
    assert meaning(said(answer, stage)) is OURS


@pytest.mark.parametrize(("status", "words", "bounce"), REPORTS)
def test_what_a_report_says_is_hard_soft_or_a_policy(status: str, words: str, bounce: Bounce) -> None:
    assert bounce_of("failed", report_of(words, status, None, HUBS)) is bounce


@pytest.mark.parametrize("stage", [Stage.CONNECT, Stage.HELLO, Stage.AUTH, Stage.MAIL])
def test_a_report_that_tells_what_was_refused_before_any_recipient_is_about_us(stage: Stage) -> None:
    assert bounce_of("failed", report_of("smtp; 550 5.1.0 No such user", "5.1.0", stage, "")) is POLICY


@pytest.mark.parametrize(
    ("action", "status", "bounce"),
    [
        ("delayed", "4.4.1", Bounce.DELAYED), ("delayed", "", Bounce.DELAYED),
        ("relayed", "2.0.0", None), ("delivered", "2.1.5", None), ("expanded", "2.0.0", None),
        ("failed", "", None), ("failed", "2.0.0", None), ("failed", "5.1", None), ("failed", "5.1.1 x", None),
        ("failed", "5.1.1111", None), ("", "5.1.1", None),
    ],
)  # fmt: skip
def test_what_is_late_or_no_failure_is_told_apart(action: str, status: str, bounce: Bounce | None) -> None:
    assert bounce_of(action, report_of("smtp; 550 5.1.1 No such user", status, None, "")) is bounce


def test_a_wrong_address_is_closed_at_once_and_a_full_mailbox_the_third_time() -> None:
    assert closes(Bounce.HARD, 0)
    assert [closes(Bounce.SOFT, before) for before in range(4)] == [False, False, True, True]
    assert (CLOSES_AFTER, SOFT_DAYS) == (3, 7)
    assert [one.value for one in Bounce] == ["hard", "soft", "policy", "delayed"]


@given(before=st.integers(0, 1_000), bounce=st.sampled_from([Bounce.POLICY, Bounce.DELAYED]))
def test_nobody_loses_their_address_by_a_policy_against_us_or_by_what_is_late(before: int, bounce: Bounce) -> None:
    assert not closes(bounce, before)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ("550 5.1.1 No such user", "5.1.1"), ("550 No such user (#5.1.1)", "5.1.1"), ("550 No", ""),
        ("550 192.0.2.5 is banned", ""), ("554 5.1.1.9 is banned", ""), ("550 Haraka 5.1.1 says no", ""),
        ("550 host said: 550 5.1.1 No", "5.1.1"), ("550 5.1.1\nNo", "5.1.1"), ("550 x\n5.1.1 No", ""),
    ],
)  # fmt: skip
def test_an_enhanced_code_is_known_by_where_it_stands(answer: str, code: str) -> None:
    assert enhanced(said(answer)) == code


# Properties

answers = st.sampled_from([answer for _, answer, _ in [*AT_RCPT, *AT_DATA]])
stages = st.sampled_from([Stage.RCPT, Stage.DATA, None])
patterns = st.builds(Pattern, takes=st.booleans(), took_this=st.booleans(), others=st.integers(0, 9))


@given(answers, stages, st.data())
def test_neither_case_nor_line_breaks_change_what_an_answer_means(
    answer: str, stage: Stage | None, data: st.DataObject
) -> None:
    its = said(answer, stage)
    words = its.words.split(" ")
    breaks = data.draw(st.lists(st.sampled_from([" ", "\n", "\r\n", "  ", "\t"]), min_size=len(words)))
    other = "".join(word + gap for word, gap in zip(words, breaks, strict=False))
    shown = data.draw(st.sampled_from([str.upper, str.lower, str.title, str]))

    assert meaning(replace(its, words=other)) is meaning(its)
    if "doesn't" not in other or shown is not str.title:  # Doesn'T is no case of it
        assert meaning(replace(its, words=shown(other))) is meaning(its)


@given(answers, st.sampled_from(["user.unknown", "relay.denied", "mailbox.full", "sender.rejected", "spam"]))
def test_what_somebody_is_called_changes_nothing(answer: str, name: str) -> None:
    its = said(answer)

    assert meaning(replace(its, words=its.words.replace(ROSAS, f"{name}@families.example"))) is meaning(its)


@given(st.text(max_size=300), st.sampled_from([Stage.CONNECT, Stage.HELLO, Stage.AUTH, Stage.MAIL]), patterns)
def test_nothing_said_before_a_recipient_was_named_ever_closes(words: str, stage: Stage, pattern: Pattern) -> None:
    for code in (421, 450, 500, 535, 550, 552, 554, 556):
        its = meaning(Refusal(stage=stage, code=code, words=words))

        assert judged(its, pattern) in {OURS, LATER}


@given(st.text(max_size=300), st.integers(0, 999), patterns, stages)
def test_no_policy_against_us_ever_closes_whatever_else_is_said(
    words: str, detail: int, pattern: Pattern, stage: Stage | None
) -> None:
    its = Refusal(stage=stage, code=550, words=f"5.7.{detail} user unknown, mailbox full {words}")

    assert judged(meaning(its), pattern) in ({FULL, OURS} if detail == 13 else {OURS, MESSAGE})


@given(st.text(max_size=300), st.integers(400, 499), patterns, stages)
def test_what_is_only_for_now_is_tried_later(words: str, code: int, pattern: Pattern, stage: Stage | None) -> None:
    assert judged(meaning(Refusal(stage=stage, code=code, words=words)), pattern) is LATER


@pytest.mark.parametrize(
    ("pattern", "means"),
    [
        (Pattern(takes=False, took_this=False, others=0), LATER),  # nobody knows yet
        (Pattern(takes=True, took_this=False, others=0), GONE),
        (Pattern(takes=True, took_this=False, others=1), GONE),
        (Pattern(takes=True, took_this=True, others=1), FULL),
        (Pattern(takes=False, took_this=True, others=1), FULL),
        (Pattern(takes=True, took_this=True, others=2), OURS),
        (Pattern(takes=False, took_this=False, others=2), OURS),
    ],
)  # fmt: skip
def test_words_that_do_not_tell_are_read_by_how_the_server_deals_with_others(
    pattern: Pattern, means: Meaning
) -> None:
    assert judged(UNCLEAR, pattern) is means


@given(st.sampled_from(sorted(MAILBOXES_AT_ONCE)), st.booleans(), st.booleans())
def test_what_many_recipients_meet_at_once_is_about_us(its: Meaning, takes: bool, took_this: bool) -> None:
    def met_by(others: int) -> Meaning:
        return judged(its, Pattern(takes=takes, took_this=took_this, others=others))

    assert met_by(MAILBOXES_AT_ONCE[its]) is OURS
    assert met_by(MAILBOXES_AT_ONCE[its] - 1) is not OURS


@pytest.mark.parametrize(
    "hostile", ["user " * 50_000, "a@" * 50_000, "<" * 100_000, "5.1.1." * 20_000, "domain " * 20_000]
)
def test_a_long_answer_takes_no_longer_than_a_short_one(hostile: str) -> None:
    began = time.process_time()
    for stage in (Stage.RCPT, Stage.DATA, None):
        meaning(Refusal(stage=stage, code=550, words=hostile))
        complaint(f"550 {hostile}")

    assert time.process_time() - began < 0.2


@pytest.mark.parametrize(
    ("answer", "its"),
    [
        ("504 5.5.2 <hub1>: Helo command rejected: need fully-qualified hostname", Complaint.HELLO),
        ("550 No (answer to EHLO)", Complaint.HELLO),
        ("550 relay not permitted", Complaint.RELAY),
        ("554 5.7.1 <x@y.example>: Relay access denied", Complaint.RELAY),
        ("550 5.1.8 <x@y.example>: Sender address rejected: Domain not found", Complaint.SENDER),
        ("550 5.1.0 <x@y.example>: No", Complaint.SENDER),
        ("535 5.7.8 Error", Complaint.PASSWORD), ("530 5.5.1 Authentication required", Complaint.PASSWORD),
        ("454 4.7.0 Error", Complaint.PASSWORD),
        ("530 5.7.0 Must issue a STARTTLS command first", Complaint.TLS),
        ("552 5.3.4 No", Complaint.SIZE), ("552 Message size exceeds fixed limit", Complaint.SIZE),
        ("503 5.5.1 Bad sequence of commands", Complaint.SEQUENCE), ("502 No", Complaint.SEQUENCE),
        ("554 5.7.1 Rejected by policy", Complaint.POLICY), ("550 5.7.1 No", Complaint.POLICY),
        ("550 192.0.2.9 is blacklisted", Complaint.POLICY),
        ("5.0.0 retry timeout exceeded", Complaint.WAY), ("4.4.1 Connection timed out", Complaint.WAY),
        (f"550 Invalid recipient {ALIKE}", Complaint.MANY), ("550 No", Complaint.SETTINGS),
    ],
)  # fmt: skip
def test_what_a_server_objects_to_is_known_by_its_words_and_else_by_its_code(answer: str, its: Complaint) -> None:
    assert complaint(answer) is its
