"""应到, 实到, 缺; who has not reported, and whom to ring next."""

from __future__ import annotations

from datetime import timedelta

from postcmd.muster import Muster, muster, squads_for_latecomers
from postcmd.records import AnyRecord
from tests.builders import DAY, NOW, quota, request, squad, unit
from tests.rules.boards import board_of

EARLIER = NOW - timedelta(minutes=20)


def counted(*records: AnyRecord) -> Muster:
    return muster(board_of(*records), "sunhe", DAY, NOW)


def test_expected_are_those_confirmed_and_missing_is_added_row_by_row() -> None:
    found = counted(
        quota(12, 12, confirmed=12, present=9),
        quota(6, 6, unit="fengtai", confirmed=6, present=8),
    )
    assert (found.expected, found.present, found.missing) == (18, 17, 3)


def test_of_a_cascade_only_those_who_send_people_are_counted() -> None:
    above = quota(12, 12, unit="chaoyang", confirmed=12)
    assert [row.unit for row in counted(above, quota(12, 12, parent=above.id, confirmed=11)).rows] == ["lianjia"]


def test_rung_first_is_who_has_not_reported_the_largest_first() -> None:
    found = counted(
        quota(unit="chaoyang", confirmed=3),
        quota(confirmed=12),
        quota(unit="fengtai", confirmed=20, present=4, mustered_at=EARLIER),
    )
    assert found.next_to_ring is not None
    assert found.next_to_ring.unit == "lianjia"
    assert [row.unit for row in found.silent] == ["chaoyang", "lianjia"]


def test_then_who_reported_somebody_missing_the_oldest_report_first() -> None:
    found = counted(
        quota(confirmed=12, present=11, mustered_at=NOW),
        quota(unit="fengtai", confirmed=6, present=5, mustered_at=EARLIER),
    )
    assert found.next_to_ring is not None
    assert found.next_to_ring.unit == "fengtai"


def test_nobody_is_rung_when_all_have_come_or_the_request_is_cancelled() -> None:
    assert counted(quota(confirmed=12, present=12)).next_to_ring is None
    assert counted(request(status="cancelled"), quota(confirmed=12)).next_to_ring is None


def test_the_duty_phone_stands_beside_the_unit() -> None:
    found = counted(unit("centre/chaoyang/lianjia", contact="李 138"), quota(confirmed=1))
    assert found.next_to_ring is not None
    assert found.next_to_ring.contact == "李 138"


def test_the_place_is_that_of_the_meeting_and_late_is_after_due() -> None:
    found = counted(request(report_place="东门", due=EARLIER), quota(confirmed=1))
    assert (found.place, found.is_late) == ("东门", True)
    assert counted(quota()).place == "sunhe-p"
    assert counted(request(due=NOW + timedelta(days=1)), quota()).is_late is False


def test_latecomers_go_to_live_squads_of_their_unit_the_short_ones_first() -> None:
    late = quota(confirmed=12)
    board = board_of(
        late,
        squad("a", 6, present=6, request="sunhe"),
        squad("b", 6, present=4, request="sunhe"),
        squad("split", 12, request="sunhe", parts=("a", "b")),
        squad("gone", 2, request="sunhe", status="stood_down"),
        squad("elsewhere", 6, request="other"),
    )
    assert [one.id for one in squads_for_latecomers(board, late)] == ["b", "a"]
