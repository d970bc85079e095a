"""Which numbers texts are sent to, and where a school says which country they are from."""

from pathlib import Path

import pytest

from hub.reference.phone_numbers import country_of, text_number
from tests.hub.people.test_roster import Row, imported, rewrite
from tests.hub.running import running


@pytest.mark.parametrize(
    ("written", "country", "number"),
    [
        ("(202) 555-0100", "US", "+12025550100"),
        ("tel:+1-202-555-0101", "DE", "+12025550101"),
        ("cell: 202-555-0101", "US", "+12025550101"),
        ("'2025550101", "US", "+12025550101"),
        ("416 555 0101", "CA", "+14165550101"),
        ("0612 345678", "NL", "+31612345678"),
        ("555-0100", "US", None),
        ("202-555-MOMS", "US", None),
        ("000-000-0000", "US", None),
        ("2.02556E+09", "US", None),
        ("202 555 0100 x7", "US", None),
        ("2025550100 / 2025550101", "US", None),
        ("020 1234567", "NL", None),  # a fixed line, as its plan tells
        ("2" * 5000, "US", None),
        ("", "US", None),
    ],
)
def test_only_a_valid_cell_number_is_texted(written: str, country: str, number: str | None) -> None:
    assert text_number(written, country) == number


@pytest.mark.parametrize(
    ("chosen", "time_zone", "country"),
    [
        ("", "America/Chicago", "US"),
        ("", "America/Toronto", "CA"),
        ("", "Europe/Amsterdam", "NL"),
        ("", "UTC", "US"),
        ("GB", "America/Chicago", "GB"),
    ],
)
def test_the_country_is_the_chosen_one_or_that_of_the_time_zone(chosen: str, time_zone: str, country: str) -> None:
    assert country_of(chosen, time_zone) == country


async def test_an_admin_chooses_the_country_and_the_next_import_reads_numbers_there(
    records: Path, bundle: Path
) -> None:
    def dutch(rows: list[Row]) -> list[Row]:
        for row in rows:
            if row["sourcedId"] == "usr-rosa-alvarez":
                row["sms"] = "06 12345678"
        return rows

    rewrite(bundle, "users.csv", dutch)
    _, first = await imported(records, bundle)
    async with running(records) as maple:
        ines, ana = await maple.somebody("Ines Walker"), await maple.somebody("Ana Reyes")
        there = await ines.get("/v1/settings/conversations")
        wrong = await ines.ask("PUT", "/v1/settings/conversations", {"country": "Holland"})
        refused = await ana.ask("PUT", "/v1/settings/conversations", {"country": "NL"})
        status, chosen = await ines.ask("PUT", "/v1/settings/conversations", {"country": "NL"})
    _, second = await imported(records, bundle, "--dry-run")

    def left_out(said: dict[str, list[dict[str, str]]]) -> int:
        return sum(one["column"] == "sms" for one in said["warnings"])

    assert left_out(first) == 1
    assert (there["country"], "NL" in there["countries"]) == ("US", True)
    assert (wrong[0], "two capital letters" in str(wrong[1])) == (422, True)
    assert refused[0] == 403
    assert (status, chosen["country"]) == (200, "NL")
    assert "+31" not in str(second)
    assert left_out(second) == 0  # numbers with a + are what they are everywhere
