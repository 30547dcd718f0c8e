"""Whom to ring, about what, and who is left in peace."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from postcmd.chase import NOTICE_FOR, Chase, chase
from postcmd.records import AnyRecord, Notice, Receipt, receipt_id
from tests.builders import DAY, NOW, quota, request, unit
from tests.rules.boards import board_of

ORDERED = NOW - timedelta(hours=2)


def called(**said: Any) -> AnyRecord:
    return request(**{"ordered_at": ORDERED, "due": NOW - timedelta(minutes=10), **said})


def notice(**said: Any) -> Notice:
    fields = {"title": "集结", "issued_by": ("centre",), "addressed_to": ("chaoyang", "lianjia"), "at": ORDERED, **said}
    return Notice(id="n1", **fields)


def chased(*records: AnyRecord, about: str | None = None) -> list[Chase]:
    return chase(board_of(*records), about, NOW)


def why(*records: AnyRecord) -> list[tuple[str, int]]:
    return [(one.why, one.heads) for one in chased(*records)]


def test_an_order_that_was_not_acknowledged_is_chased() -> None:
    (one,) = chased(called(), quota(12, 12))
    assert (one.why, one.heads, one.since, one.unit) == ("not_acknowledged", 12, ORDERED, "lianjia")


def test_acknowledged_but_short_is_chased_for_those_missing() -> None:
    said = quota(12, 12, status="acknowledged", confirmed=9, answered_at=NOW)
    assert why(called(), said) == [("short", 3)]


def test_filled_but_not_assembled_is_chased_once_due() -> None:
    said = quota(12, 12, status="accepted", confirmed=12, present=10)
    assert why(called(), said) == [("not_assembled", 2)]
    assert why(called(due=NOW + timedelta(hours=1)), said) == []


def test_what_is_filled_is_not_chased_for_its_acknowledgement() -> None:
    assert why(called(due=None), quota(12, 12, confirmed=12)) == []


def test_a_quota_passed_on_is_chased_only_for_what_nobody_was_asked_for() -> None:
    above = quota(12, 12, unit="chaoyang")
    assert why(called(), above, quota(12, 12, parent=above.id, status="accepted", confirmed=12, present=12)) == []
    assert why(called(), above, quota(9, 9, parent=above.id, confirmed=9, present=9)) == [("short", 3)]


@pytest.mark.parametrize("status", ["cancelled", "closed"])
def test_a_cancelled_request_stops_nagging(status: str) -> None:
    assert why(called(status=status), quota(12, 12), notice(after_request="sunhe")) == []


def test_a_declined_quota_and_a_day_that_is_over_never_nag() -> None:
    yesterday = DAY - timedelta(days=1)
    assert why(called(), quota(12, 12, status="declined"), quota(12, 12, unit="fengtai", day=yesterday)) == []


def test_a_notice_is_chased_at_each_unit_that_has_not_acknowledged_it() -> None:
    read = Receipt(id=receipt_id("n1", "chaoyang"), notice="n1", unit="chaoyang", state="read")
    done = Receipt(id=receipt_id("n1", "lianjia"), notice="n1", unit="lianjia", state="acknowledged")
    assert [(one.unit, one.id) for one in chased(notice(), read, done)] == [("chaoyang", "n1.chaoyang")]


def test_a_notice_without_a_due_time_is_chased_for_a_day() -> None:
    old = notice(at=NOW - NOTICE_FOR)
    assert chased(old) == []
    assert len(chased(old, about="n1")) == 2
    assert len(chased(notice(at=NOW - NOTICE_FOR, due=NOW))) == 2


def test_one_request_is_asked_about_alone() -> None:
    both = (called(), quota(), request("other"), quota(request="other", unit="fengtai"))
    assert {one.request for one in chased(*both)} == {"sunhe", "other"}
    assert {one.request for one in chased(*both, about="other")} == {"other"}


def test_urgent_requests_come_first_then_what_waits_longest() -> None:
    early = request("early", ordered_at=ORDERED - timedelta(hours=1), lines=called().lines)  # type: ignore[union-attr]
    found = chased(called(urgent=True), early, quota(), quota(request="early"), quota(unit="fengtai"))
    assert [(one.request, one.unit) for one in found] == [
        ("sunhe", "lianjia"),
        ("sunhe", "fengtai"),
        ("early", "lianjia"),
    ]


def test_the_duty_phone_is_that_of_the_unit_or_of_the_nearest_above() -> None:
    corps = unit("centre/chaoyang", contact="值班 010-1")
    assert chased(corps, called(), quota())[0].contact == "值班 010-1"
