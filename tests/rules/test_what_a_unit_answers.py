"""Answers to a quota, receipts of a notice, what a unit declares, and notes of the phone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Literal

import pytest

from postcmd import ops
from postcmd.outcome import Outcome
from postcmd.quota import unallocated
from postcmd.records import Availability, Note, Notice, Receipt, quota_id
from tests.builders import DAY, NOW, add, answer, issue, muster, note, offer, quota, seen, squad
from tests.shelf import Shelf, shelf_of

ABOVE = quota_id("sunhe", "chaoyang", DAY)


def why(outcome: Outcome) -> str:
    return "" if outcome.status == "applied" or outcome.info is None else outcome.info.code


def passed_on() -> Shelf:
    """The corps was asked for fifty and passed thirty on to an enterprise."""
    return shelf_of(quota(50, 50, unit="chaoyang"), quota(30, 30, parent=ABOVE))


def left_over(shelf: Shelf) -> int | None:
    held = [child.max for child in shelf.children(ABOVE) if child.status != "declined"]
    return unallocated(shelf.quota("chaoyang").max, held)


def test_an_answer_only_goes_on() -> None:
    shelf = shelf_of(quota())
    assert shelf.apply(answer("accepted", text="好的")).status == "applied"
    assert shelf.apply(answer("acknowledged")).status == "noop"
    assert shelf.apply(answer("accepted")).status == "noop"
    held = shelf.quota()
    assert (held.status, held.answer, held.answered_at, held.answered_by) == ("accepted", "好的", NOW, "wang")


def test_an_answer_by_phone_says_on_whose_behalf() -> None:
    shelf = shelf_of(quota())
    shelf.apply(answer("acknowledged", on_behalf="李队长", channel="phone", at=NOW - timedelta(minutes=5)))
    held = shelf.quota()
    assert (held.answered_by, held.answered_at) == ("李队长", NOW - timedelta(minutes=5))


def test_what_is_taken_on_in_part_is_the_number_and_the_rest_is_the_issuer_s_again() -> None:
    shelf = passed_on()
    shelf.apply(answer("partly_accepted", 18))
    held = shelf.quota()
    assert (held.min, held.max, held.declined, held.status) == (18, 18, 12, "partly_accepted")
    assert left_over(shelf) == 32
    assert shelf.apply(answer("partly_accepted", 18)).status == "noop"


@pytest.mark.parametrize("heads", [-1, 0, 31])
def test_a_part_is_somebody_and_no_more_than_was_asked(heads: int) -> None:
    refused = passed_on().apply(answer("partly_accepted", heads))
    assert (why(refused), refused.info and refused.info.facts["most"]) == ("bad_part", 30)


def test_a_part_is_not_less_than_who_is_confirmed_or_was_passed_on() -> None:
    shelf = shelf_of(quota(30, 30, confirmed=20), quota(5, 5, unit="shuangyushu", parent=quota().id))
    assert why(shelf.apply(answer("partly_accepted", 19))) == "below_confirmed"
    shelf = shelf_of(quota(30, 30), quota(25, 25, unit="shuangyushu", parent=quota().id))
    assert why(shelf.apply(answer("partly_accepted", 19))) == "below_children"


def test_a_decline_returns_the_number_to_its_issuer_who_can_issue_it_anew() -> None:
    shelf = passed_on()
    shelf.apply(answer("declined", text="抽不出人"))
    assert (shelf.quota().declined, left_over(shelf)) == (30, 50)
    assert why(shelf.apply(add(max=1))) == "quota_over"
    assert why(shelf.apply(answer("accepted"))) == "quota_over"
    assert shelf.apply(answer("declined")).status == "noop"
    assert why(shelf.apply(issue(30, 30, unit="shuangyushu", parent=ABOVE))) == ""
    assert why(shelf.apply(issue(25, 25, parent=ABOVE))) == "past_parent"
    assert why(shelf.apply(issue(20, 20, parent=ABOVE))) == ""
    held = shelf.quota()
    assert (held.status, held.max, held.answer, held.declined) == ("issued", 20, "", 10)


def test_a_full_decline_gives_back_all_heads_also_those_given_back_before() -> None:
    shelf = passed_on()
    shelf.apply(answer("partly_accepted", 18))
    shelf.apply(answer("declined"))
    assert (shelf.quota().declined, left_over(shelf)) == (30, 50)


def test_a_quota_with_people_or_parts_is_not_declined() -> None:
    shelf = shelf_of(quota(6, 6))
    shelf.apply(offer(heads=1))
    assert why(shelf.apply(answer("declined"))) == "in_use"
    shelf = shelf_of(quota(30, 30), quota(5, 5, unit="shuangyushu", parent=quota().id))
    assert why(shelf.apply(answer("declined"))) == "in_use"


def test_nothing_is_answered_to_a_quota_that_is_not_there_or_was_taken_back() -> None:
    assert why(shelf_of().apply(answer("accepted"))) == "unknown_record"
    assert why(shelf_of(quota(status="withdrawn")).apply(answer("accepted"))) == "quota_over"


# Who can go


def declared(heads: int = 30, **said: Any) -> ops.AvailabilityDeclare:
    return ops.AvailabilityDeclare(**{"unit": "lianjia", "day": DAY, "heads": heads, **said})


def test_the_last_declaration_counts_and_says_when_it_was_made() -> None:
    shelf = shelf_of()
    shelf.apply(declared(30, full_time=12, sealed=8, drivers=3))
    shelf.apply(declared(20, at=NOW + timedelta(hours=1)))
    found = shelf.get("availability", "lianjia.2022-11-20")
    assert isinstance(found, Availability)
    assert (found.heads, found.full_time, found.at) == (20, 0, NOW + timedelta(hours=1))
    assert shelf.apply(declared(20, at=NOW)).status == "noop"
    assert shelf.apply(declared(20, at=NOW + timedelta(hours=2))).status == "applied"


def test_a_night_shift_is_its_own_and_belongs_to_the_day_it_begins_on() -> None:
    shelf = shelf_of()
    shelf.apply(declared(30))
    shelf.apply(declared(5, shift="night", at=NOW + timedelta(hours=14)))
    assert shelf.get("availability", "lianjia.2022-11-20") != shelf.get("availability", "lianjia.2022-11-20.night")


@pytest.mark.parametrize("said", [{"heads": -1}, {"full_time": 31}, {"sealed": -1}, {"drivers": 31}])
def test_no_part_of_who_can_go_is_larger_than_the_whole(said: dict[str, int]) -> None:
    assert why(shelf_of().apply(declared(**said))) == "bounds"


# Who has come


def test_partial_delivery_is_topped_up_later() -> None:
    shelf = shelf_of(quota(12, 12, confirmed=12))
    shelf.apply(muster(shelf.quota(), 8, at=NOW, on_behalf="门口"))
    shelf.apply(muster(shelf.quota(), 12, at=NOW + timedelta(hours=1)))
    held = shelf.quota()
    assert (held.present, held.mustered_at, held.mustered_by) == (12, NOW + timedelta(hours=1), "wang")


def test_over_somebody_else_s_newer_count_it_is_a_conflict() -> None:
    shelf = shelf_of(quota(12, 12))
    base = seen(shelf.quota(), "present")
    shelf.apply(muster(shelf.quota(), 8, base), user="li", client="c2")
    late = shelf.apply(muster(shelf.quota(), 9, base))
    assert (late.status, late.info and late.info.now) == ("conflict", {"present": 8})


def test_the_same_count_later_is_news_and_earlier_is_none() -> None:
    shelf = shelf_of(quota(12, 12))
    shelf.apply(muster(shelf.quota(), 8, at=NOW))
    assert shelf.apply(muster(shelf.quota(), 8, at=NOW)).status == "noop"
    assert shelf.apply(muster(shelf.quota(), 8, at=NOW + timedelta(minutes=10))).status == "applied"
    assert shelf.quota().mustered_at == NOW + timedelta(minutes=10)


def test_nobody_having_come_is_a_report_too() -> None:
    shelf = shelf_of(quota(12, 12))
    shelf.apply(muster(shelf.quota(), 0))
    assert shelf.quota().mustered_at == NOW


def test_latecomers_join_a_live_squad_and_have_come_by_that() -> None:
    shelf = shelf_of(quota(12, 12, confirmed=12, present=10), squad(strength=10, present=10))
    shelf.apply(ops.SquadJoin(squad="first", heads=2, request="sunhe", day=DAY))
    assert (shelf.squad().strength, shelf.squad().present, shelf.quota().present) == (12, 12, 12)


@pytest.mark.parametrize(
    ("held", "heads", "code"),
    [
        (squad(status="stood_down"), 1, "not_live"),
        (squad(parts=("a", "b")), 1, "split_up"),
        (squad(), 0, "bounds"),
        (squad(), 10**6, "bounds"),
    ],
    ids=["stood down", "split up", "nobody", "too many"],
)
def test_nobody_joins_a_squad_that_is_none_any_more(held: Any, heads: int, code: str) -> None:
    assert why(shelf_of(held).apply(ops.SquadJoin(squad="first", heads=heads))) == code


def test_latecomers_of_a_quota_that_is_not_there_are_not_counted_anywhere() -> None:
    shelf = shelf_of(squad())
    assert why(shelf.apply(ops.SquadJoin(squad="first", heads=1, request="sunhe", day=DAY))) == "unknown_record"
    assert shelf.squad().strength == 12


# Notices and receipts


def noticed(**said: Any) -> ops.NoticeIssue:
    default = {"notice": "n", "title": "待命", "issued_by": ("centre",), "addressed_to": ("chaoyang", "lianjia")}
    return ops.NoticeIssue(**{**default, **said})


def told(state: Literal["read", "acknowledged", "accepted", "declined"], **said: Any) -> ops.NoticeAnswer:
    return ops.NoticeAnswer(**{"notice": "n", "unit": "lianjia", "state": state, **said})


def receipt(shelf: Shelf) -> Receipt:
    found = shelf.get("receipt", "n.lianjia")
    assert isinstance(found, Receipt)
    return found


def test_a_notice_is_issued_once() -> None:
    shelf = shelf_of()
    assert shelf.apply(noticed(due=NOW)).status == "applied"
    assert shelf.apply(noticed(due=NOW)).status == "noop"
    other = shelf.apply(noticed(title="解散", due=NOW))
    assert (other.status, other.info and other.info.now) == ("conflict", {"title": "待命"})
    held = shelf.get("notice", "n")
    assert isinstance(held, Notice)
    assert (held.at, held.due) == (NOW, NOW)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"title": " "}, "bad_notice"),
        ({"issued_by": ()}, "bad_notice"),
        ({"addressed_to": ()}, "bad_notice"),
        ({"addressed_to": ("nobody",)}, "unknown_unit"),
        ({"after_request": "nothing"}, "unknown_record"),
        ({"notice": "a b"}, "bad_id"),
    ],
    ids=str,
)
def test_a_notice_goes_from_somebody_to_somebody_about_something(said: dict[str, Any], code: str) -> None:
    assert why(shelf_of().apply(noticed(**said))) == code


def test_a_receipt_only_goes_on_and_keeps_when_each_step_was() -> None:
    shelf = shelf_of()
    shelf.apply(noticed())
    steps: list[Literal["read", "acknowledged", "accepted"]] = ["read", "acknowledged", "accepted"]
    for minutes, state in enumerate(steps):
        shelf.apply(told(state, at=NOW + timedelta(minutes=minutes), heads=30 if minutes == 2 else 0))
    held = receipt(shelf)
    assert (held.read_at, held.acknowledged_at, held.answered_at, held.heads) == (
        NOW,
        NOW + timedelta(minutes=1),
        NOW + timedelta(minutes=2),
        30,
    )
    assert shelf.apply(told("read")).status == "noop"
    assert held.issued_by == ("centre",)


def test_an_answer_at_once_is_read_and_acknowledged_by_that() -> None:
    shelf = shelf_of()
    shelf.apply(noticed())
    shelf.apply(told("declined", on_behalf="李", channel="phone", text="没人"))
    held = receipt(shelf)
    assert (held.state, held.read_at, held.acknowledged_at, held.said_by, held.channel, held.answer) == (
        "declined",
        NOW,
        NOW,
        "李",
        "phone",
        "没人",
    )


def test_only_who_was_addressed_has_a_receipt() -> None:
    shelf = shelf_of()
    shelf.apply(noticed())
    assert why(shelf.apply(told("read", unit="fengtai"))) == "not_addressed"
    assert why(shelf.apply(told("read", notice="other"))) == "unknown_record"


# Notes of the phone


def written(text: str = "回电", **said: Any) -> ops.NoteWrite:
    return ops.NoteWrite(**{"id": "n1", "text": text, "unit": "lianjia", **said})


def test_a_note_is_written_once_and_stands() -> None:
    shelf = shelf_of()
    shelf.apply(written(about=("request", "sunhe"), remind_at=NOW + timedelta(minutes=20)))
    assert shelf.apply(written(about=("request", "sunhe"))).status == "noop"
    assert shelf.apply(written("别的")).status == "conflict"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"text": "  "}, "bad_note"),
        ({"unit": None}, "bad_note"),
        ({"unit": "nobody"}, "unknown_unit"),
        ({"place": "nowhere"}, "unknown_place"),
        ({"about": ("request", "nothing")}, "unknown_record"),
        ({"id": "a b"}, "bad_id"),
    ],
    ids=str,
)
def test_a_note_has_words_and_a_book_it_stands_in(said: dict[str, Any], code: str) -> None:
    assert why(shelf_of().apply(written(**said))) == code


def test_a_reminder_is_put_off_or_settled_and_settled_stays_settled() -> None:
    shelf = shelf_of(note(remind_at=NOW))
    shelf.apply(ops.NoteSettle(id="n1", remind_at=NOW + timedelta(minutes=10)))
    shelf.apply(ops.NoteSettle(id="n1"))
    assert shelf.apply(ops.NoteSettle(id="n1", remind_at=NOW)).status == "noop"
    held = shelf.get("note", "n1")
    assert isinstance(held, Note)
    assert (held.remind_at, held.settled_at, held.settled_by) == (NOW + timedelta(minutes=10), NOW, "wang")
