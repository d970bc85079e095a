"""This file tests the verdict on a run of the suite; the run itself is `make autobahn`."""

import json
from pathlib import Path

from tests.autobahn.report import LIBRARY, OURS, Findings, Found, faults, not_ok, read, table

OK, LENIENT = Found("OK", "OK"), Found("NON-STRICT", "OK")
FAILED, UNCLEAN = Found("FAILED", "WRONG CODE"), Found("OK", "UNCLEAN")


def both(ours: dict[str, Found], theirs: dict[str, Found]) -> Findings:
    return {OURS: ours, LIBRARY: theirs}


def test_the_index_of_a_run_is_read_by_server_and_case(tmp_path: Path) -> None:
    index = tmp_path / "index.json"
    case = {"behavior": "NON-STRICT", "behaviorClose": "OK", "duration": 1, "remoteCloseCode": 1002}
    index.write_text(json.dumps({OURS: {"3.2": case}, LIBRARY: {}}))

    assert read(index) == both({"3.2": LENIENT}, {})


def test_a_failure_is_a_fault_where_the_library_has_none_in_messages_and_in_closing() -> None:
    its = {"1.1.1": OK, "7.1.5": FAILED, "9.1.1": FAILED, "10.1.1": UNCLEAN}

    assert faults(
        both(its, {"1.1.1": OK, "7.1.5": FAILED, "9.1.1": OK, "10.1.1": LENIENT}), "`7.1.5``9.1.1``10.1.1`"
    ) == [
        "9.1.1 fails here and not in the library",
        "10.1.1 fails here and not in the library",
    ]


def test_a_failure_of_the_library_alone_is_none_of_ours() -> None:
    assert faults(both({"9.3.1": OK}, {"9.3.1": FAILED}), "") == []


def test_what_is_not_ok_stands_in_the_docs_under_its_own_number() -> None:
    findings = both({"4.1.3": LENIENT}, {"4.1.3": LENIENT})

    assert faults(findings, "`14.1.3` and `4.1.31`") == ["4.1.3 is not OK, and docs/autobahn.md does not say why"]
    assert faults(findings, "`4.1.3`") == []


def test_a_run_of_nothing_and_one_of_half_prove_nothing() -> None:
    assert faults({}, "") == ["no case was run"]
    assert faults(both({"1.1.1": OK}, {"1.1.1": OK, "1.1.2": OK}), "") == ["1.1.2 was not run against both"]


def test_cases_are_counted_by_section_and_end_and_listed_in_order() -> None:
    findings = both({"2.1": OK, "10.1": LENIENT}, {"2.1": OK, "10.1": FAILED})

    assert table(findings)[:4] == [
        "| section | server | cases | OK | NON-STRICT | FAILED |",
        "| --- | --- | --- | --- | --- | --- |",
        "| 2 | roomwire | 1 | 1 | 0 | 0 |",
        "| 2 | websockets | 1 | 1 | 0 | 0 |",
    ]
    assert table(findings)[-1] == "| all | websockets | 2 | 1 | 0 | 1 |"
    assert not_ok(findings) == ["10.1: roomwire NON-STRICT; websockets FAILED, closing WRONG CODE"]
