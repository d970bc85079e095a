"""By what somebody is found in texts, however they are written, and what is nobody's."""

import json
import re

import pytest

from policies.records.traces import LEFT_OUT, Traces, called, traces_of

ROSA = traces_of({"Rosa Alvarez"}, {"Rosa.Alvarez@families.example"}, {"+12025550100"})
NUNEZ = traces_of({"Íñigo O’Núñez"}, set(), {"+48512345678"})


@pytest.mark.parametrize(
    "text",
    [
        "Rosa Alvarez", "ROSA ALVAREZ", "rosa  alvarez", "Alvarez, Rosa", "Rosa\u00a0Alvarez", "Rosa\nAlvarez",
        json.dumps("Rosa\nAlvarez"), "(Rosa Alvarez)", "Rosa Alvarez’s car", "rosa.alvarez@families.example",
        "mailto:ROSA.ALVAREZ%40families.example", "+12025550100", "+1 202 555 0100", "(202) 555-0100",
        "202.555.0100", "1-202-555-0100", "call 2025550100 now", "_Rosa Alvarez_",
    ],
)  # fmt: skip
def test_they_are_found_however_they_are_written(text: str) -> None:
    assert ROSA.stands_in(text)
    assert any(_like(one, text) for one in ROSA.searches)


@pytest.mark.parametrize(
    "text",
    [
        "Rosa", "Alvarez", "Rosa and Tom Alvarez", "Rosalvarez", "Rosa Alvarezova", "Primrosa Alvarez",
        "mrosa.alvarez@families.example", "rosa.alvarez@families.example-school.com".replace("-school.com", "s"),
        "+12025550101", "12025550100999", "",
    ],
)  # fmt: skip
def test_what_is_somebody_else_stays(text: str) -> None:
    assert ROSA.scrubbed(text, "X") == text


def test_a_name_is_replaced_and_an_address_left_out() -> None:
    said = "Rosa Alvarez (rosa.alvarez@families.example, +1 (202) 555-0100) and Rosa"
    assert ROSA.scrubbed(said, "Former guardian") == f"Former guardian ({LEFT_OUT}, {LEFT_OUT}) and Rosa"


@pytest.mark.parametrize("text", ["Íñigo O'Núñez", "Inigo O’Nunez", "ÍÑIGO O`NÚÑEZ", json.dumps("Íñigo O'Núñez")])
def test_accents_and_apostrophes_are_written_in_many_ways(text: str) -> None:
    assert NUNEZ.stands_in(text)


@pytest.mark.parametrize("text", ["+48 512 345 678", "512-345-678", "0048512345678"])
def test_numbers_elsewhere_are_found_without_the_countrys(text: str) -> None:
    assert NUNEZ.stands_in(text)


def test_a_name_of_one_word_is_taken_out_only_where_it_is_all() -> None:
    one = traces_of({" Madonna ", ""}, {"none"}, {"12"})
    assert one == Traces(alone=("Madonna",))
    assert (one.scrubbed("madonna ", "X"), one.scrubbed("Madonna sings", "X")) == ("X", "Madonna sings")


def test_a_name_of_many_words_is_found_in_its_own_order() -> None:
    one = traces_of({"Ana María de la Cruz"}, set(), set())
    assert one.stands_in("ana maria de la cruz")
    assert not one.stands_in("Cruz de la Ana María")


def test_who_has_nothing_is_found_nowhere() -> None:
    assert Traces().searches == ()
    assert Traces().scrubbed("Rosa Alvarez", "X") == "Rosa Alvarez"


def _like(pattern: str, text: str) -> bool:
    its = "".join(".*" if one == "%" else re.escape(one) for one in pattern)
    return re.fullmatch(its, text, re.IGNORECASE | re.DOTALL) is not None


@pytest.mark.parametrize(
    ("given", "family", "text"),
    [
        ("Rosa Maria", "Alvarez Lopez", "Rosa Alvarez is late"),
        ("Rosa Maria", "Alvarez Lopez", "Lopez, Rosa"),
        ("Rosa Maria", "Alvarez Lopez", "Rosa Maria Alvarez-Lopez"),
        ("Rosa", "Alvarez-Lopez", "rosa_alvarez.jpg"),
        ("Sofia", "Munoz", "Sofía Muñoz"),
        ("Sofia", "Munoz", "SOFÍA MUÑOZ"),
        ("Sofia", "Munoz", "Sofi\u0301a Mun\u0303oz"),
        ("Sofi\u0301a", "Muñoz", "Sofia Munoz"),
        ("Sofia", "Munoz", json.dumps({"a": "Sofía Muñoz"})),
        ("Łucja", "Wójcik", "Lucja Wojcik"),
        ("Lucja", "Wojcik", "Łucja Wójcik"),
        ("Ana", "de la Cruz", "Ana Cruz"),
        ("Jürgen", "Groß", "Jurgen Gross"),
    ],
)
def test_names_are_found_as_people_really_write_them(given: str, family: str, text: str) -> None:
    its = traces_of(called(given, family), set(), set())
    assert its.scrubbed(text, "X") != text
    assert not any(one in its.scrubbed(text, "X").casefold() for one in ("alvarez", "muñ", "munoz", "cruz"))
    plain = text.isascii() and "\\u" not in text
    patterns = its.searches if plain else (*its.searches, *its.accented)
    assert any(_like(one, text) for one in patterns)


def test_nobody_is_called_by_a_particle_and_a_search_is_no_longer_than_it_has_to_be() -> None:
    assert called("Ana", "de la Cruz") == {"Ana de la Cruz", "Ana Cruz"}
    assert called("Madonna", "") == {"Madonna"}
    its = traces_of(called("Rosa Maria", "Alvarez Lopez"), set(), set())
    assert its.searches == ("%Alvarez%Rosa%", "%Lopez%Rosa%", "%Rosa%Alvarez%", "%Rosa%Lopez%")
    assert its.scrubbed("Rosa Mari and Maria Alvarez", "X") == "Rosa Mari and Maria Alvarez"


def test_a_name_of_one_word_is_taken_out_of_a_value_of_json() -> None:
    one = traces_of({"Madonna"}, set(), set())
    assert one.searches == ('%"Madonna"%', "Madonna")
    said = json.dumps({"child": "Madonna", "Madonna": "Madonna sings", "all": ["MADONNA", '"Madonna"']})
    kept = {"child": "X", "Madonna": "Madonna sings", "all": ["X", '"Madonna"']}
    assert json.loads(one.scrubbed(said, "X")) == kept
    assert one.scrubbed('She sang "Madonna"', "X") == 'She sang "Madonna"'
