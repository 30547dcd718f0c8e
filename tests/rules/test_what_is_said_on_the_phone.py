"""From a line typed on the phone to a note, and from a key to who has a request in hand."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from postcmd.intents_of_calls import note_settle, note_write, own_unit, read_note, take_in_hand
from postcmd.records import Note
from tests.builders import DAY, NOW, grant, quota, request
from tests.rules.boards import board_of
from tests.shelf import shelf_of

ZONE = "Asia/Shanghai"
LATE = datetime(2022, 11, 20, 23, 50, tzinfo=ZoneInfo(ZONE))


@pytest.mark.parametrize(
    ("typed", "text", "at"),
    [
        ("回电孙河 @01:20", "回电孙河", "2022-11-21 01:20"),
        ("回电孙河 ＠０１：２０", "回电孙河", "2022-11-21 01:20"),
        ("@0120 ring back", "ring back", "2022-11-21 01:20"),
        ("ring back @23:55 about gear", "ring back about gear", "2022-11-20 23:55"),
        ("ring back @+30", "ring back", "2022-11-21 00:20"),
        ("ring back @2h", "ring back", "2022-11-21 01:50"),
        ("ring back @11-22 08:00", "ring back", "2022-11-22 08:00"),
        ("ring back @01-02 08:00", "ring back", "2023-01-02 08:00"),
        ("first @01:00 then @02:00", "first @01:00 then", "2022-11-21 02:00"),
    ],
)
def test_a_reminder_is_typed_behind_an_at_sign_and_is_the_next_such_moment(typed: str, text: str, at: str) -> None:
    understood = read_note(typed, LATE, ZONE)
    assert understood.text == text
    assert understood.remind_at is not None
    assert understood.remind_at.astimezone(ZoneInfo(ZONE)).strftime("%Y-%m-%d %H:%M") == at


@pytest.mark.parametrize(
    "typed", ["a@b.cn 的邮件", "@25:00 来", "@13-40 08:00 来", "@everybody", "12@01:20", "来 @99:99"]
)
def test_what_is_no_time_stays_in_the_text(typed: str) -> None:
    understood = read_note(typed, LATE, ZONE)
    assert (understood.text, understood.remind_at) == (typed, None)


def test_a_note_stands_in_our_book_and_at_the_place_it_is_about() -> None:
    board = board_of(request(), quota(), grants=(grant(prefix="u:centre/chaoyang"),))
    note = note_write(board, "n1", "缺防护服", ("quota", f"sunhe.lianjia.{DAY}"))
    assert (note.unit, note.place, note.about) == ("chaoyang", "sunhe-p", ("quota", f"sunhe.lianjia.{DAY}"))
    assert shelf_of(quota()).apply(note).status == "applied"


def test_a_free_note_stands_in_the_book_of_the_topmost_unit_or_place_that_is_ours() -> None:
    assert own_unit(board_of(grants=(grant(prefix="*"),))) == "centre"
    of_a_place = board_of(grants=(grant(prefix="p:chaoyang-d/sunhe-p"),))
    assert (own_unit(of_a_place), note_write(of_a_place, "n1", "来电").place) == (None, "sunhe-p")


def test_a_reminder_is_settled_or_put_off() -> None:
    note = Note(id="n1", at=NOW, text="回电", unit="centre", remind_at=NOW)
    shelf = shelf_of(note)
    later = NOW + timedelta(minutes=15)
    assert shelf.apply(note_settle(note, later)).status == "applied"
    assert shelf.records["note", "n1"].remind_at == later  # type: ignore[union-attr]
    assert shelf.apply(note_settle(note)).status == "applied"
    assert shelf.records["note", "n1"].settled_by == "wang"  # type: ignore[union-attr]


def test_taking_in_hand_twice_lets_go_and_names_who_was_seen() -> None:
    free, mine, theirs = request(), request(handled_by="wang"), request(handled_by="li")
    assert (take_in_hand(free, "wang").by, take_in_hand(free, "wang").seen) == ("wang", "")
    assert (take_in_hand(mine, "wang").by, take_in_hand(mine, "wang").seen) == ("", "wang")
    assert (take_in_hand(theirs, "wang").by, take_in_hand(theirs, "wang").seen) == ("wang", "li")
    taken = shelf_of(theirs).apply(take_in_hand(free, "wang"))
    assert taken.info is not None
    assert (taken.status, taken.info.code, taken.info.by) == ("conflict", "taken_meanwhile", "li")
