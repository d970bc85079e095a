"""The page says what was measured: medians and ranges of what nobody disturbed, and where a figure is a bound."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.peers.measure import Options
from benchmarks.peers.report import LOADED, Outcome, Round, page
from benchmarks.peers.servers import PEERS

OPTIONS = Options(program=Path("load"), work=Path("work"))
HUB, NCHAN = (next(one for one in PEERS if one.name == name) for name in ("hub", "nchan"))


def measured(number: int, rate: float, **its: Any) -> Round:
    """A round whose phases all had this rate; its: what was otherwise in each of them."""
    phase = {"per_s": rate, "generator": 0.5, "foreign": 0.0, "deliveries": 1_000, "window_s": 1.0, "server_s": 0.4,
             "helpers_s": 0.1, "p50_ms": 1.0, "p99_ms": 2.0, "p999_ms": 3.0, **its}  # fmt: skip
    return {"round": number, **dict.fromkeys(LOADED, phase)}


def rows(outcomes: list[Outcome], heading: str, reference: str = "nchan") -> dict[str, list[str]]:
    """The cells of the table below a heading, by server."""
    written = page(outcomes, OPTIONS, "make bench", reference, "")
    table = written.partition(heading)[2].partition("\n## ")[0]
    lines = [line.strip("|").split(" | ") for line in table.splitlines() if line.startswith("| ")]
    return {line[0].strip(): [cell.strip() for cell in line[1:]] for line in lines}


def test_a_figure_is_the_median_of_its_rounds_with_the_lowest_and_the_highest() -> None:
    its = Outcome(peer=HUB, rounds=[measured(number, rate) for number, rate in ((1, 300), (2, 100), (3, 200))])

    assert rows([its], "# Our hub")["hub"][0] == "200 (100 to 300)"
    assert rows([its], "# Our hub")["hub"][-1] == "–"  # no idle connections in any of these


def test_a_round_that_others_disturbed_counts_only_where_there_is_no_other() -> None:
    quiet, disturbed = measured(1, 300), measured(2, 100, foreign=0.6)
    notes = "of 2 rounds others disturbed 1 (a connect)"

    assert rows([Outcome(peer=HUB, rounds=[quiet, disturbed])], "# Our hub")["hub"][4] == "300"
    assert rows([Outcome(peer=HUB, rounds=[disturbed])], "# Our hub")["hub"][4] == "100"
    assert notes in rows([Outcome(peer=HUB, rounds=[quiet, disturbed])], "## Who they are")["hub"][-1]
    assert rows([Outcome(peer=HUB, rounds=[quiet])], "## Who they are")["hub"][-1] == ""


def test_a_rate_is_a_lower_bound_where_the_generator_was_full_and_a_latency_is_not() -> None:
    full = rows([Outcome(peer=HUB, rounds=[measured(1, 300, generator=0.95)])], "# Our hub")["hub"]
    free = rows([Outcome(peer=HUB, rounds=[measured(1, 300, generator=0.85)])], "# Our hub")["hub"]

    assert full == [">= 300", "1.00", "2.00", "3.00", ">= 300", ">= 300", ">= 300", "–"]
    assert free == ["300", "1.00", "2.00", "3.00", "300", "300", "300", "–"]


def test_processor_time_is_that_of_the_server_and_of_what_it_needs_for_each_delivery() -> None:
    costs = rows([Outcome(peer=HUB, rounds=[measured(1, 300)])], "## Processor time")["hub"]

    assert costs[1:] == ["500.00; 40%, 50%"] * 4


def test_a_ratio_is_of_the_same_round_whichever_rounds_a_server_missed() -> None:
    base = Outcome(peer=NCHAN, rounds=[measured(1, 100), measured(2, 400)])
    its = Outcome(peer=HUB, rounds=[measured(2, 200)], failed="It closed.")

    assert rows([its, base], "## Beside nchan")["hub"] == ["0.50"] * 3
    assert rows([its, base], "## Who they are")["hub"][-1] == "It closed."
    assert rows([its], "## Beside nchan") == {}


def test_who_is_not_there_has_a_row_that_says_so() -> None:
    gone = Outcome(peer=NCHAN, rounds=[], missing="nginx with nchan is not installed")

    assert rows([gone], "# Our hub")["nchan"][0] == "not measured: nginx with nchan is not installed"
    assert rows([gone], "## Who they are")["nchan"][0] == "–"
