"""Who came to a post, typed or pasted: by name, by count, under a squad's name; and what cannot be read says why."""

from __future__ import annotations

from postcmd.check_lines import CheckLine, Gate, Group, ops_of, read_checks, read_group
from postcmd.ops import DutyArrive, DutyCheck
from postcmd.records import Duty
from postcmd.roster import Person
from tests.builders import DAY
from tests.builders_on_the_ground import a_post, duty

FIRST, SECOND, UNIT = Group("lianjia", "first"), Group("lianjia", "second"), Group("miyun")
NAMES = {"链家一队": FIRST, "链家二队": SECOND, "密云": UNIT}
ZHANG, WANG = Person(id="p001", unit="lianjia", name="张三"), Person(id="p002", unit="miyun", name="王五")
SQUADS = (duty("d1", 6, squad="first"), duty("d2", 4, squad="second"))


def read(text: str, *duties: Duty, people: tuple[Person, ...] = (), out: bool = False) -> list[CheckLine]:
    return read_checks(text, Gate(duties, NAMES, people), out=out)


def one(text: str, *duties: Duty, people: tuple[Person, ...] = (), out: bool = False) -> CheckLine:
    (line,) = read(text, *duties, people=people, out=out)
    return line


def said(line: CheckLine) -> tuple[str, int, str | None, str]:
    return line.verdict, line.heads, line.duty, line.why


def test_a_squad_is_counted_however_it_is_written() -> None:
    for text in ("链家一队 3", "链家一队3人", "1. 链家一队：３人", "③ 链家一队 +3"):
        assert said(one(text, *SQUADS)) == ("planned", 3, "d1", ""), text


def test_who_comes_beyond_what_was_planned_counts_and_the_line_says_so() -> None:
    lines = read("链家一队 5\n链家一队 2", *SQUADS)
    assert [said(line) for line in lines] == [("planned", 5, "d1", ""), ("planned", 2, "d1", "more")]


def test_a_squad_alone_on_its_line_is_there_with_all_who_are_awaited() -> None:
    assert said(one("链家一队 全部到齐", *SQUADS)) == ("planned", 6, "d1", "")
    came = duty("d1", 6, squad="first", came=6)
    assert said(one("链家一队", came)) == ("error", 1, None, "here_already")


def test_names_below_a_squad_are_heads_of_it_each_of_them_once() -> None:
    lines = read("【链家二队】\n1. 张三\n2、李四\n张三\n链家一队：\n3. 张三", *SQUADS)
    assert [said(line) for line in lines] == [
        ("planned", 1, "d2", ""),
        ("planned", 1, "d2", ""),
        ("twice", 1, None, "in_list"),
        ("planned", 1, "d1", ""),
    ]


def test_a_name_without_a_squad_counts_where_one_alone_is_awaited_and_is_not_guessed_at_elsewhere() -> None:
    assert said(one("张三", SQUADS[0])) == ("planned", 1, "d1", "")
    assert said(one("张三", *SQUADS)) == ("unclear", 1, None, "which_group")


def test_a_person_who_is_known_is_checked_in_on_a_duty_of_their_own_or_comes_unplanned() -> None:
    own = duty("d3", 1, volunteer="p001")
    assert said(one("张三", own, people=(ZHANG,))) == ("planned", 1, "d3", "")
    assert said(one("p001", own)) == ("planned", 1, "d3", "")
    walk_in = one("王五", own, people=(ZHANG, WANG))
    assert (walk_in.verdict, walk_in.group, walk_in.person) == ("unplanned", UNIT, "p002")
    here = duty("d3", 1, volunteer="p001", came=1)
    assert said(one("张三", here, people=(ZHANG,)))[0::3] == ("twice", "here_already")


def test_who_writes_that_they_do_not_come_is_not_counted_and_what_is_no_name_says_so() -> None:
    lines = read("张三 请假\n12345", SQUADS[0])
    assert [said(line)[0::3] for line in lines] == [("away", ""), ("error", "no_name")]


def test_those_who_left_are_no_more_than_are_here() -> None:
    here = (duty("d1", 6, squad="first", came=6), duty("d2", 4, squad="second", came=4, left=3))
    assert said(one("链家一队 4", *here, out=True)) == ("planned", 4, "d1", "")
    assert said(one("链家二队 2", *here, out=True)) == ("error", 2, None, "not_here")
    assert said(one("密云 1", *here, out=True)) == ("error", 1, None, "not_here")


def test_what_is_sent_are_heads_of_duties_and_numbers_and_nobodys_name() -> None:
    own = duty("d3", 1, volunteer="p001")
    lines = read("链家一队 2\n链家一队 1\n张三\n密云 5", SQUADS[0], own, people=(ZHANG,))
    ops = ops_of(lines, [SQUADS[0], own], a_post(), DAY, iter(["new"]))
    assert ops[:2] == [DutyCheck(duty="d1", way="in", heads=3), DutyCheck(duty="d3", way="in", heads=1)]
    assert ops[2] == DutyArrive(duty="new", unit="miyun", post="gate", day=DAY, heads=5)
    assert "张三" not in str(ops)


def test_of_a_very_long_list_a_bounded_part_is_read_and_that_is_said() -> None:
    lines = read("\n".join(f"{nth}. 张{chr(0x4E00 + nth)}" for nth in range(1, 300)), duty("d1", 300, squad="first"))
    assert (len(lines), lines[-1].why) == (201, "too_long")


def test_a_squad_or_unit_and_how_many_are_meant_together_or_nobody() -> None:
    assert read_group("链家二队 ３人", NAMES) == (SECOND, 3)
    assert read_group("链家二队", NAMES) is None
    assert read_group("某队 3", NAMES) is None
