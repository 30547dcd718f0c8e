"""The list of everything that falls due, and what never nags."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from postcmd.due import ANSWER_WITHIN, Due, falling_due
from postcmd.records import AnyRecord, Note, Notice, Receipt
from tests.builders import DAY, NOW, quota, request
from tests.rules.boards import board_of

SOON = NOW + timedelta(minutes=50)
HOURS = timedelta(hours=3)


def note(**said: Any) -> Note:
    return Note(**{"id": "n1", "at": NOW, "text": "回电", "unit": "centre", "remind_at": SOON, **said})


def notice(**said: Any) -> Notice:
    fields = {"id": "call", "title": "集结", "issued_by": ("centre",), "addressed_to": ("chaoyang", "fengtai")}
    return Notice(**{**fields, "due": SOON, **said})


def due_of(*records: AnyRecord, within: timedelta = HOURS) -> list[Due]:
    return falling_due(board_of(*records), NOW, within)


def what(*records: AnyRecord, within: timedelta = HOURS) -> list[tuple[str, str, int]]:
    return [(one.what, one.id, one.heads) for one in due_of(*records, within=within)]


def test_a_reminder_falls_due_until_it_is_settled() -> None:
    assert what(note()) == [("reminder", "n1", 0)]
    assert what(note(settled_at=NOW)) == []
    assert what(note(remind_at=None)) == []


def test_a_reminder_that_is_past_stays_until_somebody_settles_it() -> None:
    (late,) = due_of(note(remind_at=NOW - timedelta(days=3)))
    assert late.is_late


def test_what_is_further_away_is_not_listed_yet() -> None:
    assert what(note(remind_at=NOW + timedelta(hours=4))) == []


def test_a_request_falls_due_for_people_then_for_their_being_there() -> None:
    sunhe = request(due=SOON)
    assert what(sunhe, quota(12, 12, status="accepted", confirmed=5)) == [("request", "sunhe", 7)]
    assert what(sunhe, quota(12, 12, status="accepted", confirmed=12, present=9)) == [("muster", "sunhe", 3)]
    assert what(sunhe, quota(12, 12, status="accepted", confirmed=12, present=12)) == []


@pytest.mark.parametrize("status", ["cancelled", "closed"])
def test_nothing_about_a_cancelled_request_nags(status: Any) -> None:
    over = request(due=SOON, status=status)
    records = (over, quota(updated_at=NOW), note(about=("request", "sunhe")), notice(after_request="sunhe"))
    assert what(*records) == []
    about_quota = note(about=("quota", f"sunhe.lianjia.{DAY}"))
    assert what(over, quota(status="accepted"), about_quota) == []


def test_a_notice_falls_due_for_as_many_units_as_are_silent() -> None:
    read = Receipt(id="call.chaoyang", notice="call", unit="chaoyang", state="read")
    said = Receipt(id="call.fengtai", notice="call", unit="fengtai", state="declined")
    assert what(notice(), read) == [("notice", "call", 2)]
    assert what(notice(), read, said) == [("notice", "call", 1)]


def test_an_order_nobody_answered_falls_due_before_people_must_be_there() -> None:
    (slow,) = due_of(request(), quota(updated_at=NOW))
    assert (slow.what, slow.at) == ("quota", NOW + ANSWER_WITHIN)
    soon = NOW + timedelta(minutes=10)
    quick = due_of(request(due=soon), quota(updated_at=NOW))[0]
    assert quick.at == soon


@pytest.mark.parametrize("answered", [{"status": "acknowledged"}, {"confirmed": 3}, {"day": DAY - timedelta(days=1)}])
def test_an_order_that_was_answered_in_word_or_deed_or_is_of_yesterday_does_not(answered: Any) -> None:
    assert what(request(), quota(updated_at=NOW, **answered)) == []


def test_what_is_long_past_is_left_to_the_panes_and_the_earliest_stands_first() -> None:
    long_past = NOW - timedelta(hours=13)
    assert what(request(due=long_past), quota(status="accepted")) == []
    late = request(due=NOW - timedelta(hours=1))
    assert [one.is_late for one in due_of(note(), late, quota(status="accepted"))] == [True, False]
