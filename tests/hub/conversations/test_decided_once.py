"""What the rules say of every such item is decided once, and is what they say each time."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from channels.items import Item, NameToFace, Note, Observation, TextItem
from hub.queries.conversations.posting import Question, decide, submission_of
from hub.store.snapshot import Snapshot
from policies.conversations.posting import Admitted, Rejected
from policies.people.facts import Urgency
from policies.review.sharing import Sharing
from tests.hub.running import Running

ITEMS: list[Item] = [
    TextItem("We had fun"), TextItem("Leo and Mia had fun"), TextItem("\u200b"), Note("A good day"),
    Note("Leo slept in"), Observation("Shares well"), NameToFace("garden"),
]  # fmt: skip


async def test_it_is_the_same_whether_it_was_decided_before_or_not(maple: Running) -> None:
    kept = maple.hub.schools[maple.school].snapshot
    people, conversations = sorted(kept.roster.people), sorted(kept.conversations)
    staff = sorted((who, where) for who in kept.roster.staff for where in kept.of_person.get(who, ()))
    places = st.tuples(st.sampled_from(people), st.sampled_from(conversations)) | st.sampled_from(staff)
    seen = set[str]()

    @given(
        place=places, item=st.sampled_from(ITEMS),
        begun=st.booleans(), urgency=st.sampled_from(list(Urgency)), names=st.booleans(), asked=st.integers(1, 3),
    )  # fmt: skip
    @settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow])
    def the_same(
        place: tuple[str, str], item: Item, *, begun: bool, urgency: Urgency, names: bool, asked: int
    ) -> None:
        (who, where), warm = place, rules_with(kept, names=names)
        question = Question(
            author=who, conversation=where, submission=submission_of(item), begun=begun, urgency=urgency
        )
        answers = [decide(warm, question, warm.conversations[where]) for _ in range(asked)]
        cold = replace(warm, decided={})

        assert answers == [decide(cold, question, cold.conversations[where])] * asked
        match answers[0]:
            case Admitted(shared=shared):
                seen.add(shared.sharing.value)
            case Rejected(fault=fault):
                seen.add(fault.value)

    warmed = {names: replace(kept, decided={}) for names in (False, True)}

    def rules_with(snapshot: Snapshot, *, names: bool) -> Snapshot:
        """The school as it is, or as it holds what names other children; each keeps what was decided on it."""
        if warmed[names].roster.settings.hold_names != names:
            its = replace(snapshot.roster.settings, hold_names=names, staff_only=frozenset({"note"}))
            warmed[names] = replace(snapshot, roster=replace(snapshot.roster, settings=its), decided={})
        return warmed[names]

    the_same()
    each = the_same.hypothesis.inner_test  # type: ignore[attr-defined]
    for place in staff:  # so that there is every answer, whatever was drawn
        for item in ITEMS:
            each(place, item, begun=True, urgency=Urgency.NORMAL, names=True, asked=2)
    assert any(one.decided for one in warmed.values())
    assert {Sharing.NOW.value, Sharing.HELD.value, "forbidden", "invalid"} <= seen
