"""Everybody is told once while providers fail and workers are killed; and a bug on purpose does not pass."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.servers import Postgres
from tests.telling import run as running
from tests.telling.run import SHORT, run

pytestmark = pytest.mark.timeout(600)

FAILED = ("unavailable", "broken", "busy", "answer lost", "reset", "greylisted", "leaving", "refused")


@pytest.mark.parametrize("on", ["PostgreSQL, 2 workers", "SQLite, 1 hub"])
async def test_whatever_providers_and_workers_do_everybody_is_told_once_or_it_shows(
    on: str, postgres_server: Postgres
) -> None:
    plan = SHORT if "2 workers" in on else replace(SHORT, workers=1)
    result = await run(plan, postgres_server if "2 workers" in on else None)
    failed = sum(number for word, number in result.words.items() if word.partition(" ")[2] in FAILED)

    assert result.verdict.clean(), result.line()
    assert sum(result.ended.values()) > plan.families * (plan.announcements - 1)
    assert "open" not in result.ended
    assert result.ended["accepted"] > plan.families
    assert result.kills >= 1
    assert failed > 10  # there was something to get wrong


BUGS = (
    ("lost_answers_repeated", "twice"),
    ("handed_without_mark", "twice"),
    ("told_without_call", "untrue"),
)


@pytest.mark.parametrize(("bug", "found"), BUGS)
async def test_a_bug_on_purpose_is_found(
    bug: str, found: str, postgres_server: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "OVER_S", 60.0)
    """How processes meet in time is the machine's, so that one run may miss what it is for; three do not."""
    tried = []
    for seed in (3, 4, 5):
        result = await run(replace(SHORT, seed=seed, bug=bug), postgres_server)
        if getattr(result.verdict, found):
            return
        tried.append(result.line())
    pytest.fail("\n".join(tried))
