"""A sentence is its English, and knows what it is made of."""

import json

import pytest

from policies.sentence import (
    Listed,
    Sentence,
    apart,
    as_is,
    as_sentence,
    english,
    in_turn,
    key,
    on_field,
    recalled,
    say,
    several,
    together,
)


def test_a_sentence_is_the_english_that_people_read_and_knows_its_key_and_facts() -> None:
    said = say("{person} is in charge of {rooms}.", person="Ines", rooms="Acorns")

    assert said == "Ines is in charge of Acorns."
    assert isinstance(said, str)
    assert (said.key, dict(said.facts)) == (
        "{person} is in charge of {rooms}.",
        {"person": "Ines", "rooms": "Acorns"},
    )
    assert said.plural == ""


def test_a_sentence_without_facts_is_its_key() -> None:
    said = say("Please sign in.")

    assert (said, said.key, dict(said.facts)) == ("Please sign in.", "Please sign in.", {})


@pytest.mark.parametrize(("count", "said"), [(0, "0 items wait."), (1, "1 item waits."), (2, "2 items wait.")])
def test_what_is_counted_is_said_of_one_or_of_many(count: int, said: str) -> None:
    sentence = several("{count} item waits.", "{count} items wait.", count=count)

    assert sentence == said
    assert (sentence.key, sentence.plural) == ("{count} item waits.", "{count} items wait.")
    assert sentence.facts == {"count": count}


def test_a_field_is_named_before_the_sentence_about_it() -> None:
    assert on_field("reason", say("Say why.")) == "reason: Say why."
    assert on_field("reason", say("Say why.")).facts["sentence"] == "Say why."


def test_sentences_stand_one_behind_the_other() -> None:
    assert in_turn(say("It is too late."), say("Call.")) == "It is too late. Call."


def test_part_of_a_sentence_stands_by_itself_with_a_capital_letter_and_a_full_stop() -> None:
    assert as_sentence(say("no number is known")) == "No number is known."


def test_several_things_are_one_fact() -> None:
    assert say("Give {types}.", types=Listed(["text", "files"])) == "Give text, files."


def test_what_is_the_same_in_every_language_is_a_fact_alone() -> None:
    said = as_is("expected `str`, got {}")

    assert said == "expected `str`, got {}"
    assert said.key == "{words}"


def test_a_key_is_a_key_until_it_has_its_facts() -> None:
    waits = key("{most} wait.")

    assert not isinstance(waits, Sentence)
    assert say(waits, most=3) == "3 wait."


def test_a_sentence_is_kept_and_compared_as_text() -> None:
    assert json.dumps({"why": say("Please sign in.")}) == '{"why": "Please sign in."}'
    assert {say("Please sign in."): 1}["Please sign in."] == 1
    assert type(str(say("Please sign in."))) is str


def test_what_was_kept_as_text_is_a_sentence_again_without_facts() -> None:
    assert recalled("A {brace} of somebody.") == "A {brace} of somebody."
    assert recalled("Please sign in.").key == "Please sign in."


def test_an_encoder_that_takes_no_sentence_gets_its_text() -> None:
    assert type(english(say("Please sign in."))) is str
    with pytest.raises(NotImplementedError):
        english(object())


@pytest.mark.parametrize(
    "sentence",
    [
        say("Please sign in."),
        say("{person} sees {others}.", person="Tom", others=say("{names} and {last}", names=Listed("M"), last="L")),
        several("{count} item waits.", "{count} items wait.", count=2),
        say("One of {names}.", names=Listed([say("Mia"), "Leo"])),
    ],
)  # fmt: skip
def test_a_sentence_that_was_taken_apart_and_kept_is_put_together_again(sentence: Sentence) -> None:
    again = together(json.loads(json.dumps(apart(sentence))))

    assert (again, again.key, again.plural) == (sentence, sentence.key, sentence.plural)
    assert {name: type(fact) for name, fact in again.facts.items()} == {
        name: type(fact) for name, fact in sentence.facts.items()
    }
    assert again.facts == sentence.facts


def test_what_is_no_sentence_is_kept_as_it_is() -> None:
    assert together(apart("as it was")) == "as it was"
