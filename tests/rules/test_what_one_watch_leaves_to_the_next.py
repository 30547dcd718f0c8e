"""交接班: what is short, open and due, who is on post, notes and reminders, conflicts, what changed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from postcmd.errors import BadInput, Refused
from postcmd.intents_of_work import give_over, take_over
from postcmd.records import AnyRecord, Duty, HandOver, PostShift
from postcmd.watch_handover import WATCH, Left, begins, lines_of, waiting, what_is_left
from tests.builders import DAY, NOW, note, quota, request, squad
from tests.builders_on_the_ground import a_post, duty
from tests.rules.boards import board_of

EARLIER = NOW - timedelta(hours=1)
SCOPE = ("unit", "centre")


def left(*records: AnyRecord, scope: tuple[str, str] = SCOPE) -> list[Left]:
    return what_is_left(board_of(*records), scope, EARLIER, NOW)  # type: ignore[arg-type]


def topics(found: list[Left]) -> list[str]:
    return list(dict.fromkeys(one.topic for one in found))


def test_what_is_short_stands_first_and_leads_to_its_request() -> None:
    found = left(request(units=("lianjia",)), quota(12, 12, confirmed=9))
    assert (found[0].topic, found[0].of) == ("short", ("request", "sunhe"))
    assert "3 missing of 12" in found[0].text


def test_what_nobody_has_in_hand_is_open() -> None:
    found = left(request(units=("lianjia",), urgent=True, called_by="孙河乡"), quota(12, 12, confirmed=12))
    assert [one.text for one in found if one.topic == "open"] == ["sunhe-p help with sampling, called by 孙河乡"]


def test_what_is_cancelled_leaves_nothing() -> None:
    assert left(request(units=("lianjia",), status="cancelled"), quota(12, 12)) == []


def test_who_is_on_post_is_said_by_duty_and_else_by_squad_and_nobody_twice() -> None:
    stands = Duty(
        id="d", unit="lianjia", post="gate", place="sunhe-p", day=DAY, begins=NOW, came=6, squad="first", heads=6
    )
    found = left(
        stands,
        squad(status="on_post", present=6, place="sunhe-p"),
        squad("second", status="on_post", present=4, place="xinfadi-p"),
    )
    assert [one.text for one in found if one.topic == "on_post"] == ["sunhe-p: 6 of lianjia", "xinfadi-p: 4 of lianjia"]


def test_reminders_come_before_notes_and_old_notes_not_at_all() -> None:
    found = left(
        note("旧", "n1", at=EARLIER - timedelta(days=1)),
        note("新", "n2"),
        note("回电", "n3", at=EARLIER - timedelta(days=1), remind_at=NOW),
    )
    assert [one.text.split()[0] for one in found if one.topic == "notes"] == ["回电", "新"]


def test_what_falls_due_is_called_by_its_name() -> None:
    inside = squad(name="链家一队", status="on_post", present=6, place="sunhe-p", closed_loop=True)
    waits = HandOver(id="01H", unit="lianjia", lines=("一",), given_at=NOW - timedelta(hours=1), given_by="li")
    due = [one.text for one in left(inside, waits) if one.topic == "due"]
    assert any("roll call" in text and "链家一队" in text for text in due)
    assert any("hand-over not accepted" in text and text.endswith("lianjia") for text in due)


def test_what_changed_since_the_watch_began_is_counted() -> None:
    found = left(squad(updated_at=NOW, updated_by="li"), squad("second", updated_at=EARLIER - WATCH))
    assert "squads: 1 since" in next(one.text for one in found if one.topic == "changed")


def test_a_places_hand_over_says_what_lies_there_alone() -> None:
    short = (request("far", place="xinfadi-p", units=("fengtai",)), quota(12, 12, request="far"))
    assert "short" in topics(left(*short, scope=("place", "fengtai-d")))
    assert "far" not in {one.of[1] for one in left(*short, scope=("place", "chaoyang-d")) if one.of}


def test_a_duty_that_falls_due_is_left_to_its_own_watch_by_post_and_squad() -> None:
    """Nobody knows a duty by its id, and another unit's watch has nothing to do about it."""
    late = duty(came=3, came_at=NOW, squad="first", ends=NOW)
    ground = (a_post(shifts=(PostShift("夜", "19:00", "08:00", 3, 3),)), squad(), late)
    (mine,) = [one for one in left(*ground, scope=("unit", "lianjia")) if one.of == ("duty", "d1")]
    assert "北门 一队" in mine.text
    assert ("duty", "d1") not in {one.of for one in left(*ground, scope=("unit", "fengtai"))}


def test_a_watch_begins_when_the_one_before_was_taken_over() -> None:
    given = HandOver(id="h", lines=("一",), unit="centre", given_by="li", given_at=EARLIER)
    taken = HandOver(id="h", lines=("一",), unit="centre", given_at=EARLIER, taken_by="wang", taken_at=NOW)
    assert (waiting(board_of(given), SCOPE), waiting(board_of(taken), SCOPE)) == (given, None)  # type: ignore[arg-type]
    assert (begins(board_of(given), SCOPE, NOW), begins(board_of(taken), SCOPE, NOW)) == (NOW - WATCH, NOW)  # type: ignore[arg-type]


def test_a_hand_over_says_something_and_is_of_a_unit_or_a_place() -> None:
    op = give_over("h", ("place", "sunhe-p"), ["缺 3 人", " "], EARLIER)
    assert (op.place, op.unit, op.lines) == ("sunhe-p", None, ("缺 3 人",))
    assert take_over(HandOver(id="h", lines=("一",))).handover == "h"
    with pytest.raises(BadInput):
        give_over("h", ("unit", "centre"), ["  "], EARLIER)


def test_each_line_says_its_topic() -> None:
    assert lines_of([Left("short", "sunhe")]) == ["Short: sunhe"]


def test_a_scope_that_is_not_known_is_refused() -> None:
    with pytest.raises(Refused):
        left(scope=("unit", "nowhere"))
