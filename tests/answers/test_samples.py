"""The samples are what they say: whole messages of the programs they name, with all that a person wrote."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from tests.answers.original import Original
from tests.answers.sent import letters
from tests.answers.table import WRAPPERS
from tests.answers.words import Answer, Picture

READ = {"gb2312": "gb18030", "ks_c_5601-1987": "cp949", "iso-8859-1": "cp1252", "us-ascii": "ascii"}
LETTERS = letters()


def parts(message: EmailMessage) -> list[str]:
    """Each text part in its letters, read as browsers read charsets."""
    found = []
    for part in message.walk():
        if part.get_content_maintype() == "text":
            charset = str(part.get_content_charset())
            found.append(part.get_payload(decode=True).decode(READ.get(charset, charset)))
    return found


def parsed(name: str, answer: Answer, original: Original = LETTERS[0]) -> EmailMessage:
    return message_from_bytes(WRAPPERS[name].wrap(answer, original), policy=default)


@pytest.mark.parametrize("name", WRAPPERS)
def test_an_answer_is_a_whole_message_with_the_words_in_it(name: str) -> None:
    for original in LETTERS:
        message = parsed(name, Answer("Yes, at four.\n\nThank you,\nRosa", pictures=(Picture(1),)), original)
        for part in message.walk():
            assert part.defects == []
        assert any("Yes, at four" in one for one in parts(message))
