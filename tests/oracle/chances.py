"""Who and what there is in a random school, and what may happen in it: drawn by Hypothesis."""

from __future__ import annotations

from hypothesis import strategies as st

STAFF = ("ines", "omar", "ana", "ben", "nora")
PARENTS = ("rosa at home", "tom at home", "nora at home", "omar at home")
EVERYBODY = STAFF + PARENTS
CHILDREN = {"mia": "Zelda", "leo": "Quill", "emil": "Jory"}
ROOMS = ("acorns", "saplings")
KINDS = {"family", "day", "office", "direct", "room", "announcement", "staff", "staff_direct"}
CARRY = {"message", "held", "reviewed", "edited", "withdrawn"}

person = st.sampled_from(EVERYBODY)
worker = st.sampled_from(STAFF)
parent = st.sampled_from(PARENTS)
child = st.sampled_from(sorted(CHILDREN))
room = st.sampled_from(ROOMS)
pick = st.integers(0, 1_000)
span = st.tuples(st.none() | st.integers(-2, 2), st.none() | st.integers(-1, 3)).filter(
    lambda its: None in its or its[0] <= its[1]
)
spans = st.lists(st.tuples(room, span), max_size=2, unique_by=lambda its: its[0])
placements = st.lists(
    st.tuples(room, st.just((None, None)) | span), min_size=1, max_size=2, unique_by=lambda its: its[0]
)
families = st.dictionaries(parent, st.booleans(), min_size=1, max_size=3)
item = st.sampled_from(["text", "text", "meal", "note", "observation"])
answers = st.sampled_from(["approve", "approve", "return", "decline"])
powers = st.dictionaries(st.sampled_from(["see", "see", "message", "told"]), span, max_size=2)
permissions = st.one_of(
    st.dictionaries(
        st.sampled_from(["families", "staff", "announcements", "activities"]),
        st.sampled_from(["none", "read", "full"]), min_size=1, max_size=2,
    ),
    st.fixed_dictionaries(
        {"own": st.sampled_from(["school", "waits", "trusted"]), "reviews": st.sampled_from(["yes", "no"])}
    ),
)  # fmt: skip
moves = st.one_of(
    st.tuples(st.just("child"), child, placements),
    st.tuples(st.just("teacher"), worker, spans),
    st.tuples(st.just("parent"), parent, child, st.sampled_from([None, True, False])),
    st.tuples(st.just("role"), worker, st.sampled_from(["admin", "staff"])),
    st.tuples(st.just("child leaves"), child),
    st.tuples(st.just("room closes"), room),
)
choices = st.one_of(
    st.tuples(st.just("staff-only"), st.sampled_from(["message", "meal", "note"]), st.booleans()),
    st.tuples(st.just("conversations"), st.just("history"), st.sampled_from(["all", "week", "assigned"])),
    st.tuples(st.just("conversations"), st.sampled_from(["oversight", "guardians_start"]), st.booleans()),
    st.tuples(st.just("review"), st.sampled_from(["four_eyes", "hold_names"]), st.booleans()),
    st.tuples(st.just("guardians"), st.just("payers_only"), st.booleans()),
)
