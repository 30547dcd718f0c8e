"""From a key to an op on sign-ups, the reserve, the assembly and notices; and what the rules make of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from postcmd import intents_of_people as intents
from postcmd import ops
from postcmd.errors import BadInput
from postcmd.records import Notice, Quota, SignUp
from postcmd.roll import read_roll
from postcmd.roster import Person
from tests.builders import DAY, EPOCH, NOW, quota, squad
from tests.rules.boards import board_of
from tests.shelf import Shelf, shelf_of

PEOPLE = (Person(id="v1", name="张三", unit="lianjia"), Person(id="v2", name="李四", unit="lianjia"))


def ids() -> Iterator[str]:
    return (f"s{nth:03}" for nth in range(1000))


def done(shelf: Shelf, *items: ops.Item) -> Shelf:
    for item in items:
        outcome = shelf.apply(item)
        assert outcome.status == "applied", outcome.info
    return shelf


def of(shelf: Shelf, quota_id: str) -> Quota:
    found = shelf.get("quota", quota_id)
    assert isinstance(found, Quota)
    return found


def test_a_pasted_list_signs_up_people_by_number_and_the_rest_by_count_in_order() -> None:
    asked = quota(3, 3)
    roll = read_roll("1.赵六\n2.张三\n3.钱七\n4.孙八\n5.李四", PEOPLE)
    items = intents.of_roll(asked, roll, (), ids())
    assert [(item.volunteer, item.heads) for item in items if isinstance(item, ops.SignUpOffer)] == [
        (None, 1),
        ("v1", 1),
        (None, 2),
        ("v2", 1),
    ]
    assert "赵六" not in str(items)
    shelf = done(shelf_of(asked), *items)
    assert (of(shelf, asked.id).confirmed, of(shelf, asked.id).reserve) == (3, 2)


def test_twenty_six_for_twelve_are_twelve_confirmed_and_fourteen_in_the_reserve() -> None:
    asked = quota(12, 12)
    names = "\n".join(f"{nth}. 赵{chr(0x4E00 + nth)}" for nth in range(1, 27))
    items = intents.of_roll(asked, read_roll(names), (), ids())
    assert len(items) == 1
    after = of(done(shelf_of(asked), *items), asked.id)
    assert (after.confirmed, after.reserve, after.offered) == (12, 14, 26)


def test_who_withdraws_in_a_list_leaves_before_others_enter() -> None:
    asked = quota(1, 1, confirmed=1, offered=1)
    standing = SignUp(id="old", unit="lianjia", at=NOW, request="sunhe", day=DAY, volunteer="v1", confirmed=1)
    roll = read_roll("1.李四\n2.张三 退出", PEOPLE, [standing])
    items = intents.of_roll(asked, roll, [standing], ids())
    assert isinstance(items[0], ops.SignUpMove)
    after = of(done(shelf_of(asked, standing), *items), asked.id)
    assert (after.confirmed, after.reserve) == (1, 0)


def test_a_list_of_those_counted_before_adds_nobody() -> None:
    asked = quota(2, 2, confirmed=2)
    items = intents.of_roll(asked, read_roll("张三\n李四\n赵六", PEOPLE), (), ids(), counted=True)
    after = of(done(shelf_of(asked), *items), asked.id)
    assert (len(items), after.confirmed) == (2, 2)


def test_a_person_is_a_sign_up_of_one() -> None:
    with pytest.raises(BadInput, match="bad_sign_up"):
        intents.sign_up(quota(), "s1", 2, volunteer="v1")
    with pytest.raises(BadInput, match="bad_sign_up"):
        intents.stand_by("lianjia", "s1", 0)
    with pytest.raises(BadInput, match="bad_sign_up"):
        intents.call_reserve(quota(), 0)


def test_a_sign_up_is_moved_from_where_most_of_it_is() -> None:
    one = SignUp(id="s1", unit="lianjia", heads=5, at=NOW, confirmed=4, reserve=1)
    assert (intents.sign_up_move(one, "no_show").came_from, intents.sign_up_move(one, "no_show").heads) == (
        "confirmed",
        4,
    )
    assert intents.sign_up_move(one, "withdrawn", 1, "reserve").heads == 1


def test_the_pool_gives_what_the_reserve_does_not_have() -> None:
    asked = quota(2, 2)
    shelf = done(shelf_of(asked), intents.stand_by("lianjia", "p1", 5))
    assert of(done(shelf, intents.call_reserve(asked, 2, pool=True)), asked.id).confirmed == 2


def test_a_report_of_the_assembly_names_what_was_seen() -> None:
    asked = quota(12, 12, confirmed=12, present=3, rev=7)
    op = intents.muster_report(asked, 9, EPOCH)
    assert op.base == ops.Base(EPOCH, 7, {"present": 3})
    after = of(done(shelf_of(asked), op), asked.id)
    assert (after.present, after.mustered_by) == (9, "wang")


def test_latecomers_join_a_squad_and_have_come_by_that() -> None:
    asked = quota(12, 12, confirmed=12, present=10)
    shelf = done(shelf_of(asked, squad(present=10, strength=10, request="sunhe")), intents.join(squad(), 2, asked))
    assert of(shelf, asked.id).present == 12
    assert intents.join(squad(), 2).request is None


def test_a_notice_names_every_unit_below_but_not_its_issuer() -> None:
    op = intents.notice_issue(board_of(), "n1", "  动员 ", ["centre"], ["centre"])
    assert op.addressed_to == ("chaoyang", "lianjia", "shuangyushu", "fengtai")
    assert op.title == "动员"
    below = intents.notice_issue(board_of(), "n1", "动员", ["centre"], ["lianjia", "shuangyushu"])
    assert below.addressed_to == ("lianjia", "shuangyushu")


def test_a_notice_without_title_or_units_is_none() -> None:
    for title, roots in (("", ["centre"]), ("动员", ["nowhere"])):
        with pytest.raises(BadInput, match="bad_notice"):
            intents.notice_issue(board_of(), "n1", title, ["centre"], roots)


def test_an_answer_on_behalf_says_for_whom_and_by_which_channel() -> None:
    notice = Notice(id="n1", title="动员", issued_by=("centre",), addressed_to=("lianjia",))
    op = intents.said_for(intents.notice_answer(notice, "lianjia", "acknowledged"), "lianjia", "phone")
    assert (op.target, op.on_behalf, op.channel) == (("receipt", "n1.lianjia"), "lianjia", "phone")
