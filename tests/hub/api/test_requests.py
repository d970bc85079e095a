"""What is logged and measured: a request has a name up to what was delivered for it, and no line says of whom."""

import io
import json
import logging
import sys

import pytest

from hub import request_ids
from hub.api.metrics_listener import measured
from hub.commands.logs import CONSOLE, log_as_json
from tests.hub.notify.test_telling import settled
from tests.hub.running import Running


async def asked(maple: Running, **headers: str) -> str:
    """The id of a request that is refused, in its answer's header; its body says nothing of it."""
    async with maple.http.get(f"{maple.url}/v1/me", headers={"cookie": "", **headers}) as answer:
        assert answer.status == 401
        its = answer.headers["x-request-id"]
        assert its not in await answer.text()
        return its


async def test_an_answer_says_how_the_log_calls_its_request_and_each_is_called_otherwise(maple: Running) -> None:
    first, second = await asked(maple), await asked(maple)

    assert first != second
    assert len(first) == len(second) == 16


@pytest.mark.parametrize(
    ("theirs", "taken"),
    [("proxy-7.a_B", True), ("a" * 64, True), ("a" * 65, False), ("a b", False), ('x"y', False), ("é", False)],
)
async def test_a_callers_own_name_is_taken_if_it_is_short_and_harmless(
    maple: Running, theirs: str, taken: bool
) -> None:
    assert (await asked(maple, **{"x-request-id": theirs}) == theirs) is taken


async def test_a_delivery_is_logged_with_the_request_it_was_posted_by_and_without_an_address(
    maple: Running, caplog: pytest.LogCaptureFixture
) -> None:
    ana = await maple.somebody("Ana Reyes")
    family = await ana.conversation("family", "Mia")
    body = {"item": {"type": "text", "text": "Mia has a fever"}}
    named = {"x-request-id": "from-the-door", "idempotency-key": "one"}
    status, posted = await ana.ask("POST", f"/v1/conversations/{family}/messages", body, **named)
    rows = await settled(maple, 2)
    lines = [vars(one) for one in caplog.records if one.message == "a delivery was handed over"]

    assert status == 201
    assert {one["delivery"] for one in lines} == {row["id"] for row in rows}
    assert {(one["message_id"], one["request_id"]) for one in lines} == {(posted["id"], "from-the-door")}
    assert {one["outcome"] for one in lines} == {"Accepted"}
    assert not [row["address"] for row in rows if any(row["address"] in str(one.values()) for one in lines)]


async def test_what_a_socket_posts_has_the_sockets_name(maple: Running) -> None:
    ana = await maple.somebody("Ana Reyes")
    family = await ana.conversation("family", "Mia")
    async with ana.device() as phone:
        first, second = [(await phone.post(family, text))["id"] for text in ("One", "Two")]

    assert len(request_ids.of_message(first)["request_id"]) == 16
    assert request_ids.of_message(first) == request_ids.of_message(second)


async def test_posts_commits_their_way_to_devices_and_deliveries_are_measured(maple: Running) -> None:
    async def counted() -> dict[str, float]:
        lines = (await measured(maple.hub)).decode().splitlines()
        return {name: float(said) for name, _, said in (one.rpartition(" ") for one in lines) if "_count" in name}

    before = await counted()
    ana = await maple.somebody("Ana Reyes")
    await ana.post(await ana.conversation("family", "Mia"), "Mia has a fever")
    rows = await settled(maple, 2)
    grew = {name: count - before.get(name, 0) for name, count in (await counted()).items()}

    assert grew["roomwire_post_seconds_count"] == 1
    assert grew['roomwire_fanout_seconds_count{committed="here"}'] >= 1
    assert grew["roomwire_commit_seconds_count"] >= 3
    media = [row["medium"] for row in rows]
    for medium in set(media):
        assert grew[f'roomwire_delivery_seconds_count{{medium="{medium}"}}'] == media.count(medium)


def test_a_line_is_json_with_its_fields_and_says_of_nobody_where_they_are_reached(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    written, root = io.StringIO(), logging.getLogger()
    kept, level = list(root.handlers), root.level
    monkeypatch.setattr(sys, "stderr", written)
    try:
        log_as_json()
        request_ids.begin([(b"x-request-id", b"seven")])
        said = "550 <rosa.alvarez@families.example>: no such user, +12025550100"
        logging.getLogger("roomwire.test").warning("refused", extra={"why": said, "school": "maple"})
        logging.getLogger(CONSOLE).warning("sms to +12025550100")
    finally:
        root.handlers[:] = kept
        root.setLevel(level)
    line, console = map(json.loads, written.getvalue().splitlines())

    assert (line["event"], line["school"], line["level"]) == ("refused", "maple", "warning")
    assert line["request_id"] == "seven"
    assert line["why"] == "550 <…>: no such user, …"
    assert console["event"] == "sms to +12025550100"
