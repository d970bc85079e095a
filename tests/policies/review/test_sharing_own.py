"""Whether what somebody writes waits: new staff always, trusted staff not by type, names whatever is set."""

from dataclasses import replace

import pytest

from policies.people.facts import Own, Permissions
from policies.review.sharing import Sharing, looks_at_content, sharing_of
from policies.settings import SchoolSettings
from tests.school import ana, ines, rosa

NAMES = "It names Leo, who is not of this family."
BY_TYPE = SchoolSettings(staff_only=frozenset({"message"}))
OPEN = SchoolSettings()


def share(own: Own, settings: SchoolSettings, content: str = "", author: object = ana) -> tuple[Sharing, str]:
    who = replace(author, permissions=Permissions(own=own))  # type: ignore[type-var]
    shared = sharing_of(who, "text", settings, to_families=True, content=content)
    return shared.sharing, shared.because


@pytest.mark.parametrize(
    ("own", "settings", "content", "because"),
    [
        (Own.SCHOOL, OPEN, "", (Sharing.NOW, "The school shares this kind of item at once.")),
        (Own.SCHOOL, BY_TYPE, "", (Sharing.HELD, "The school approves this kind of item before families see it.")),
        (Own.SCHOOL, OPEN, NAMES, (Sharing.HELD, NAMES)),
        (Own.WAITS, OPEN, "", (Sharing.HELD, "What Ana writes to families is approved first.")),
        (Own.WAITS, BY_TYPE, NAMES, (Sharing.HELD, "What Ana writes to families is approved first.")),
        (Own.TRUSTED, OPEN, "", (Sharing.NOW, "The school shares this kind of item at once.")),
        (Own.TRUSTED, BY_TYPE, "", (Sharing.NOW, "What Ana writes is shared at once: an admin trusts them.")),
        (Own.TRUSTED, BY_TYPE, NAMES, (Sharing.HELD, NAMES)),
    ],
)
def test_what_one_of_the_staff_writes_waits_as_was_set_for_them(
    own: Own, settings: SchoolSettings, content: str, because: tuple[Sharing, str]
) -> None:
    assert share(own, settings, content) == because


@pytest.mark.parametrize("own", list(Own))
def test_parents_and_admins_are_not_concerned_and_nothing_makes_an_observation_shared(own: Own) -> None:
    for author in (rosa, ines):
        assert share(own, BY_TYPE, NAMES, author)[0] is Sharing.NOW
    trusted = replace(ana, permissions=Permissions(own=own))
    assert sharing_of(trusted, "observation", OPEN, to_families=True).sharing is Sharing.NEVER
    assert sharing_of(trusted, "text", BY_TYPE, to_families=False).sharing is Sharing.NOW


def test_with_four_eyes_an_admins_words_are_looked_at_like_anybodys() -> None:
    eyes = replace(BY_TYPE, four_eyes=True)

    assert share(Own.SCHOOL, eyes, NAMES, ines) == (Sharing.HELD, NAMES)
    assert share(Own.WAITS, eyes, "", ines)[1].startswith("The school asks for four eyes")
    assert share(Own.TRUSTED, eyes, "", ines)[0] is Sharing.HELD


@pytest.mark.parametrize(
    ("author", "settings", "families", "looks"),
    [
        (ana, OPEN, True, True),
        (ana, OPEN, False, False),
        (ana, replace(OPEN, hold_names=False), True, False),
        (ines, OPEN, True, False),
        (ines, replace(OPEN, four_eyes=True), True, True),
        (rosa, replace(OPEN, four_eyes=True), True, False),
    ],
)
def test_words_are_looked_at_only_where_they_could_wait(
    author: object, settings: SchoolSettings, families: bool, looks: bool
) -> None:
    assert looks_at_content(author, settings, to_families=families) is looks  # type: ignore[arg-type]
