"""From a call to quotas: dividing, days, answers, surplus, who can go; and how many keys it takes."""

from __future__ import annotations

import pytest

from postcmd import ops
from postcmd.records import AnyRecord, Availability, Line, Quota, Unit, availability_id
from tests.tui.cases import OTHER, PART, cascade
from tests.tui.post import SUNHE, TODAY, TOMORROW, Post, a_post, quota, request, world
from tui.answers import AnswerList, PassOnList
from tui.division_screen import DivisionScreen
from tui.matrix_screen import MatrixScreen
from tui.surplus_choice import SurplusChoice

pytestmark = pytest.mark.anyio

TEAMS = tuple(f"team{nth}" for nth in range(1, 6))


def teams() -> list[AnyRecord]:
    return [
        Unit(id=one, kind="team", name=one, path=f"centre/chaoyang/lianjia/{one}", parent="lianjia") for one in TEAMS
    ]


def can_go(unit: str, heads: int) -> Availability:
    return Availability(id=availability_id(unit, TODAY, ""), unit=unit, day=TODAY, heads=heads)


def quotas_of(post: Post) -> list[Quota]:
    return [one for one in post.centre.records.values() if isinstance(one, Quota)]


class Counted:
    """A person's keys: those beside typed names and numbers are counted."""

    def __init__(self, post: Post) -> None:
        self.post, self.keys = post, 0

    async def press(self, *keys: str) -> None:
        self.keys += len(keys)
        await self.post.press(*keys)

    async def type(self, text: str) -> None:
        await self.post.type_at_once(text)


async def test_a_call_taken_to_a_first_quota_issued_takes_at_most_fifteen_keys() -> None:
    async with a_post() as post:
        hands = Counted(post)
        await hands.press("n")
        for text in ("金盏", "核酸", "50"):
            await hands.type(text)
            await hands.press("enter")
        await hands.press("O", "d", "enter")
        assert post.said == "Issued: 50 to 2 units."
        await post.sync()
        (ordered,) = {one.request for one in quotas_of(post)} - {"sunhe", "jinzhan", "gubei"}
        issued = {one.unit: one.max for one in quotas_of(post) if one.request == ordered}
        assert issued == {"chaoyang": 33, "miyun": 17}, "miyun is asked for Gubei today"
        assert hands.keys <= 15
        print(f"keys from a call to a first quota: {hands.keys}")


async def test_a_cascade_to_five_teams_takes_at_most_fifteen_keys() -> None:
    said = [can_go(one, 5 + nth) for nth, one in enumerate(TEAMS)]
    async with a_post([*world(), *teams(), *said]) as post:
        await post.on(SUNHE)
        hands = Counted(post)
        await hands.press("v", "A", "1", "d")
        screen = post.over(DivisionScreen)
        shown = post.text_of(screen)
        assert "12 to divide, 12 given, 0 short" in shown
        assert "declared 9, not asked before" in shown
        assert not [edit for edit in post.desk.edits.values() if "Issue" in type(edit.op).__name__]
        await hands.press("enter")
        await post.sync()
        parts = [one for one in quotas_of(post) if one.parent == SUNHE]
        assert sorted(one.max or 0 for one in parts) == [2, 2, 2, 3, 3]
        assert sum(isinstance(edit.op, ops.Bulk) for edit in post.desk.edits.values()) == 1, "one bulk"
        assert hands.keys <= 15
        print(f"keys of a cascade to five teams: {hands.keys}")
        await post.on(parts[0].id)
        await post.press("minus")
        assert post.cells(SUNHE)["unit"] == "1 not passed on: 链家", "live, beside the quota above"
        await post.press("u")
        assert post.cells(SUNHE)["unit"] == "链家"
        await post.press("u")
        await post.sync()
        assert not [one for one in quotas_of(post) if one.parent == SUNHE]


async def test_numbers_of_a_proposal_can_be_changed_and_escape_issues_nothing() -> None:
    async with a_post([*world(), *teams(), can_go("team1", 4), can_go("team2", 4)], size=(80, 24)) as post:
        await post.on(SUNHE)
        await post.press("d")
        screen = post.over(DivisionScreen)
        assert "12 to divide, 8 given, 4 short" in post.text_of(screen)
        await post.press("minus", "down", "9", "enter", "plus")
        assert "12 to divide, 13 given: 1 too many" in post.text_of(screen)
        await post.press("x", "escape")
        assert post.said == "Left as it was."
        assert not post.desk.edits


async def test_who_can_go_is_said_for_a_unit_while_dividing_and_the_proposal_is_made_anew() -> None:
    async with a_post([*world(), *teams()]) as post:
        await post.on(SUNHE)
        await post.press("d", "w")
        await post.type_at_once("30\t \t2\t8\t3\t王队长\r")
        screen = post.over(DivisionScreen)
        assert post.said == "team1 can send 30 on 11-20."
        assert " 30 " in post.text_of(screen)
        await post.press("d")
        assert "declared 30, not asked before" in post.text_of(screen)
        await post.sync()
        said = post.centre.records["availability", "team1.2022-11-20.day"]
        assert isinstance(said, Availability)
        assert (said.heads, said.full_time, said.sealed, said.drivers, said.said_by) == (30, 2, 8, 3, "王队长")


async def test_a_quota_issued_past_a_corps_says_who_is_told() -> None:
    async with a_post() as post:
        await post.press("g", "r")
        await post.on("gubei")
        await post.press("d", "a")
        await post.type_at_once("链家\r")
        assert "Issued past 朝阳总队, who are told." in post.text_of(post.over(DivisionScreen))
        await post.type_at_once("5\r\r")
        assert "Issued past 朝阳总队, who are told." in post.said
        await post.sync()
        assert post.centre.records["quota", "gubei.lianjia.2022-11-20"].parent is None  # type: ignore[union-attr]


# Answers


async def test_a_unit_declines_and_its_number_goes_to_another_one() -> None:
    async with a_post(cascade()) as post:
        await post.on(PART)
        before = post.centre.records["quota", PART]
        assert isinstance(before, Quota)
        await post.press("v")
        await post.sync()
        await post.press("A")
        assert "declined" in post.text_of(post.over(AnswerList))
        await post.press("3")
        await post.type_at_once("人手不够\r")
        assert "go back to the issuer; P passes them on" in post.said
        await post.sync()
        declined = post.centre.records["quota", PART]
        assert isinstance(declined, Quota)
        assert (declined.status, declined.declined, declined.answer) == ("declined", before.max, "人手不够")
        assert "P to another" in post.said or post.screen.key_line.has_said
        await post.press("P")
        assert post.over(PassOnList)


async def test_a_part_is_taken_on_and_the_rest_goes_back() -> None:
    async with a_post() as post:
        await post.on(SUNHE)
        await post.press("A", "2")
        await post.type_at_once("x\r")
        await post.type_at_once("\x158\r")
        assert post.said == "4 go back to the issuer; P passes them on to another unit."
        await post.sync()
        assert post.heads(SUNHE) == "8-8"


# Surplus


@pytest.mark.parametrize(("key", "confirmed", "reserve"), [("1", 12, 0), ("2", 10, 2), ("3", 10, 0)])
async def test_lowering_below_what_is_confirmed_asks_what_becomes_of_them(
    key: str, confirmed: int, reserve: int
) -> None:
    async with a_post([*world(), quota(confirmed=12)]) as post:
        await post.on(SUNHE)
        await post.type_at_once("10\r")
        assert "2 are confirmed beyond that" in post.said
        assert not post.desk.edits
        if key == "1":
            await post.press("escape")
            assert post.said == "Left as it was."
            await post.press("space", "minus", "minus", "enter")
            assert "2 are confirmed beyond that" in post.said
        await post.press(key)
        await post.sync()
        lowered = post.centre.records["quota", SUNHE]
        assert isinstance(lowered, Quota)
        assert (lowered.max, lowered.confirmed, lowered.reserve) == (10, confirmed, reserve)


async def test_heads_given_away_below_what_is_confirmed_ask_too() -> None:
    records = [one for one in cascade() if one.id != OTHER]
    async with a_post([*records, quota("sunhe", "miyun", min=5, max=5, confirmed=5)]) as post:
        await post.on("sunhe.miyun.2022-11-20")
        await post.press("t", "1")
        await post.type_at_once("2\r")
        assert post.over(SurplusChoice)
        await post.press("3")
        await post.sync()
        assert post.heads("sunhe.miyun.2022-11-20") == "3-3"


async def test_a_quota_is_taken_back_by_one_key_that_asks_about_who_is_confirmed() -> None:
    async with a_post([*world(), quota(confirmed=2)]) as post:
        await post.on(SUNHE)
        await post.press("X")
        assert post.over(SurplusChoice)
        await post.press("2")
        assert "unallocated again" in post.said
        await post.press("X")
        assert post.said == "The quota was sent back or taken back already."
        await post.sync()
        gone = post.centre.records["quota", SUNHE]
        assert isinstance(gone, Quota)
        assert (gone.status, gone.confirmed, gone.max) == ("withdrawn", 0, 0)
        await post.press("u")
        await post.sync()
        assert post.heads(SUNHE) == "12-12"


async def test_a_refusal_from_the_centre_offers_the_three_ways() -> None:
    async with a_post() as post:
        await post.on(SUNHE)
        await post.press("minus")
        (ticket,) = post.desk.edits
        post.centre.records["quota", SUNHE] = quota(confirmed=12)
        await post.sync()
        assert post.desk.edits[ticket].stage == "attention"
        await post.press("o", "2")
        await post.sync()
        lowered = post.centre.records["quota", SUNHE]
        assert isinstance(lowered, Quota)
        assert (lowered.max, lowered.confirmed, lowered.reserve) == (11, 11, 1)
        assert post.desk.edits[ticket].stage == "dismissed"


# Days


async def test_days_are_changed_in_the_matrix_and_sent_as_one() -> None:
    async with a_post(size=(80, 24)) as post:
        await post.on(SUNHE)
        await post.press("M", "plus")
        screen = post.over(MatrixScreen)
        assert "13*" in post.text_of(screen)
        await post.press("f", "down", "down", "right", "9", "enter", "e")
        assert post.said == "need 11-20: 13 short; need 11-21: 13 short; 链家 11-21: 9 short"
        assert "11-22" in post.text_of(screen)
        await post.press("enter")
        (edit,) = post.desk.edits.values()
        assert isinstance(edit.op, ops.Bulk)
        await post.sync()
        assert post.centre.records["request", "sunhe"].lines == (  # type: ignore[union-attr]
            Line(TODAY, 13, 13),
            Line(TOMORROW, 13, 13),
        )
        assert post.centre.records["quota", f"sunhe.lianjia.{TOMORROW}"].max == 9  # type: ignore[union-attr]


async def test_escape_leaves_the_days_as_they_were() -> None:
    async with a_post([*world(), quota(confirmed=12)], size=(80, 24)) as post:
        await post.on(SUNHE)
        await post.press("M", "down", "plus")
        assert "adds up" in post.said
        await post.press("down", "1", "enter")
        assert post.said == "链家 11-20: 11 surplus"
        await post.press("c", "escape")
        assert not post.desk.edits


async def test_a_unit_is_asked_for_a_new_day_in_the_matrix() -> None:
    async with a_post([*world(), request("bare", "miyun-d")]) as post:
        await post.press("g", "r")
        await post.on("bare")
        await post.press("M", "a")
        await post.type_at_once("密云\r")
        await post.type_at_once("7\r\r")
        await post.sync()
        assert post.centre.records["quota", "bare.miyun.2022-11-20"].max == 7  # type: ignore[union-attr]


async def test_keys_that_cannot_be_say_why() -> None:
    closed = request("closed", "sunhe-p", status="closed")
    async with a_post([*world(), closed]) as post:
        await post.press("g", "r")
        await post.on("closed")
        for key in ("d", "M", "e", "O"):
            await post.press(key)
            assert post.said == "The request is over."
        await post.press("v")
        assert "press g q" in post.said
