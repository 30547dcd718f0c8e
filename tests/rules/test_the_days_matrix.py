"""The days matrix: days across, units down; drafts, and who would be surplus or short."""

from __future__ import annotations

import pytest

from postcmd.errors import BadInput
from postcmd.intents_of_requests import of_matrix
from postcmd.matrix import LONGEST, NEED, Change, Draft, matrix, preview
from postcmd.ops import QuotaIssue, QuotaSet, RequestNeed
from postcmd.records import AnyRecord, Quota
from tests.builders import DAY, line, quota, request
from tests.rules.boards import board_of, on
from tests.shelf import shelf_of

ABOVE = quota(10, 10, unit="chaoyang", day=DAY)
PART = quota(6, 6, parent=ABOVE.id, confirmed=4, day=DAY)
CALL = request(lines=(line(12, 12), line(6, 9, on(2))))


def sheet_of(*records: AnyRecord, more: int = 0) -> Draft:
    return Draft(matrix(board_of(*records), "sunhe", more))


def test_the_days_run_without_a_gap() -> None:
    assert sheet_of(CALL).sheet.days == (DAY, on(1), on(2))
    assert sheet_of(CALL, more=1).sheet.days[-1] == on(3)
    assert len(sheet_of(CALL, more=500).sheet.days) == LONGEST


def test_units_stand_in_the_order_of_the_tree_a_part_below_what_it_is_a_part_of() -> None:
    sheet = sheet_of(CALL, PART, quota(1, 1, unit="fengtai", day=on(2)), ABOVE).sheet
    assert [(row.unit, row.depth) for row in sheet.rows] == [("chaoyang", 0), ("lianjia", 1), ("fengtai", 0)]
    assert sheet.need.cells == ((12, 12), None, (6, 9))
    assert sheet.asked == (10, 0, 1)


def test_what_was_declined_is_not_in_the_sheet() -> None:
    assert sheet_of(CALL, quota(status="declined")).sheet.rows == ()


def test_a_cell_set_back_is_no_change() -> None:
    draft = sheet_of(CALL, ABOVE)
    draft.add("chaoyang", DAY, 3)
    assert draft.changes == {("chaoyang", DAY): (13, 13)}
    draft.add("chaoyang", DAY, -3)
    draft.put("chaoyang", on(1), (0, 0))
    assert draft.changes == {}


def test_plus_moves_the_upper_bound_of_a_range() -> None:
    draft = sheet_of(CALL)
    draft.add(NEED, on(2), 1)
    assert draft.value(NEED, on(2)) == (6, 10)
    with pytest.raises(BadInput, match="max_below_min"):
        draft.add(NEED, on(2), -5)


def test_what_cannot_be_added_is_refused() -> None:
    with pytest.raises(BadInput, match="below_zero"):
        sheet_of(CALL).add(NEED, on(1), -1)
    with pytest.raises(BadInput, match="open_max"):
        sheet_of(request(lines=(line(6, None),))).add(NEED, DAY, 1)
    with pytest.raises(BadInput, match="too_many"):
        sheet_of(CALL).add(NEED, DAY, 1_000_000)


def test_fill_right_and_set_column() -> None:
    draft = sheet_of(CALL, ABOVE, PART)
    draft.fill_right("chaoyang", DAY)
    assert draft.changes == {("chaoyang", on(1)): (10, 10), ("chaoyang", on(2)): (10, 10)}
    draft.set_column("chaoyang", on(1))
    assert draft.changes["lianjia", on(1)] == (10, 10)


def test_the_preview_says_who_becomes_surplus_or_short() -> None:
    board = board_of(CALL, ABOVE, PART)
    asked = preview(board, "sunhe", {("lianjia", DAY): (3, 3), ("chaoyang", on(1)): (5, 5), (NEED, DAY): (2, 2)})
    assert asked == [Change(NEED, DAY, 2, 0), Change("lianjia", DAY, 1, 0), Change("chaoyang", on(1), 0, 5)]


def test_the_changed_cells_are_sent_in_an_order_in_which_all_can_be() -> None:
    board, shelf = board_of(CALL, ABOVE, PART), shelf_of(CALL, ABOVE, PART)
    made = of_matrix(
        board,
        "sunhe",
        {("lianjia", DAY): (20, 20), ("chaoyang", DAY): (20, 20), ("fengtai", DAY): (2, 2), (NEED, DAY): (22, 22)},
        "e1",
    )
    assert [type(op) for op in made] == [RequestNeed, QuotaSet, QuotaIssue, QuotaSet]
    assert [shelf.apply(op).status for op in made] == ["applied"] * 4
    assert shelf.quota().max == 20


def test_what_is_lowered_is_lowered_from_the_bottom_up() -> None:
    board, shelf = board_of(CALL, ABOVE, PART), shelf_of(CALL, ABOVE, PART)
    made = of_matrix(board, "sunhe", {("chaoyang", DAY): (5, 5), ("lianjia", DAY): (4, 4)}, "e1")
    assert [shelf.apply(op).status for op in made] == ["applied"] * 2


def test_a_new_cell_becomes_a_part_of_the_quota_above_it() -> None:
    made = of_matrix(board_of(CALL, ABOVE), "sunhe", {("shuangyushu", DAY): (2, 2)}, "e1")
    assert isinstance(made[0], QuotaIssue)
    assert made[0].parent == ABOVE.id


def test_the_sheet_of_a_request_without_days_is_empty() -> None:
    assert sheet_of(request(lines=())).sheet.days == ()
    assert isinstance(PART, Quota)
