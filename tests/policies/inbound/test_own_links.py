"""Our own links and signed addresses are found in what somebody wrote, and never stand in a message."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.inbound.own_links import blanked, brings_code, codes, short_links
from policies.people.printing import checked, on_paper

BASE, DOMAIN = "https://hub.example.org/maple", "mail.example.org"
CODE, OTHER = "Ab3dE_7x9Qz", "-_3dE_7x9Q0"
INVITED = checked("ABCDEFGHJKM")
SIGNED = f"reply+{'a2' * 12}.{'b3' * 8}@{DOMAIN}"


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("", ()),
        (f"{BASE}/s/{CODE}", (CODE,)),
        (f"Liked “x {BASE}/s/{CODE}”", (CODE,)),
        (f"hub.example.org/maple/s/{CODE} and {BASE}/s/{OTHER}, {BASE}/s/{CODE}", (CODE, OTHER)),
        (f"HTTPS://HUB.EXAMPLE.ORG/maple/s/{CODE}.", (CODE,)),
        (f"{BASE}/s/{CODE}x", ()),
        (f"{BASE}/s/{CODE[:-1]}…", ()),
        (f"https://evil.example/s/{CODE}", ()),
    ],
)
def test_a_short_link_of_ours_says_which_text_it_is_about(body: str, found: tuple[str, ...]) -> None:
    assert codes(body, BASE) == found
    assert short_links(body, BASE) == " ".join(f"{BASE}/s/{code}" for code in found)


@pytest.mark.parametrize(
    ("body", "left"),
    [
        ("See you at 5", "See you at 5"),
        (f"See {BASE}/s/{CODE} please", "See please"),
        (f"See {BASE}/s/{CODE[:4]}… please", "See … please"),
        (f"hub.example.org/maple/s/{CODE}", ""),
        (f"Who is this? {BASE}/#/printed/{INVITED}", "Who is this?"),
        (f"Who is this? {BASE}/#/printed/{INVITED[:5]}…", "Who is this? …"),
        (f"{BASE}/#/invited/{CODE * 4} and {BASE}/#/reset/{CODE}", "and"),
        (f"{BASE}/#/c/c_{CODE} stays", f"{BASE}/#/c/c_{CODE} stays"),
        (f"I have {INVITED}, and {on_paper(INVITED).lower()}!", "I have , and !"),
        (f"Not {INVITED[:-1]}A{INVITED}", f"Not {INVITED[:-1]}A{INVITED}"),
        (f"Nor {INVITED[1]}{INVITED[0]}{INVITED[2:]}", f"Nor {INVITED[1]}{INVITED[0]}{INVITED[2:]}"),
        (f"{BASE}/u/abc.def-g_ is yours\nand more", "is yours\nand more"),
        (f"Write to {SIGNED}!", "Write to !"),
        (f"mailto:{SIGNED.upper()}", ""),
        (f"reply+x@{DOMAIN}x", f"reply+x@{DOMAIN}x"),
        ("ana@mail.example.org", "ana@mail.example.org"),
        (f"{BASE}/#/c/c_1", f"{BASE}/#/c/c_1"),
        (f"a  b {BASE}/s/{CODE}  c", "a b c"),
        ("a  b", "a  b"),
    ],
)
def test_what_lets_others_act_for_its_owner_is_taken_out(body: str, left: str) -> None:
    assert blanked(body, BASE, DOMAIN) == left


@pytest.mark.parametrize(
    ("body", "brings"),
    [
        ("Who is this?", False),
        (f"{BASE}/s/{CODE}", False),
        (f"Who is this? {BASE}/#/printed/{INVITED[:4]}…", True),
        (on_paper(INVITED).lower(), True),
        (INVITED, True),
    ],
)
def test_the_code_of_an_invitation_is_known_by_itself_and_in_its_link(body: str, brings: bool) -> None:
    assert brings_code(body, BASE) is brings


def test_where_no_addresses_are_signed_none_is_looked_for() -> None:
    assert blanked(SIGNED, BASE) == SIGNED


@given(st.text(max_size=80), st.text(max_size=80), st.sampled_from([f"{BASE}/s/{CODE}", SIGNED, f"{BASE}/u/a.b"]))
def test_no_link_or_address_of_ours_is_left(before: str, after: str, ours: str) -> None:
    left = blanked(f"{before} {ours} {after}", BASE, DOMAIN)

    assert ours not in left
    assert codes(left, BASE) == ()


@given(st.text(max_size=200).filter(lambda one: "hub.example" not in one and "@" not in one))
def test_whatever_else_is_written_stays_as_it_is(body: str) -> None:
    assert blanked(body, BASE, DOMAIN) == body


@pytest.mark.parametrize(
    "piece", [f"{BASE}/s/", "reply+", "reply+a2", "https://", "hub.example.org/maple/s/A", " "]
)
def test_a_hostile_text_is_read_in_a_moment(piece: str) -> None:
    body = piece * (65_536 // len(piece))
    began = time.process_time()
    codes(body, BASE)
    blanked(body, BASE, DOMAIN)

    assert time.process_time() - began < 1.0
