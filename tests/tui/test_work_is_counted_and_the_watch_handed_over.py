"""Work, the hand-over, the overview, the day's sheet and the marks of what is new, each with few keys."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
import pytest

from postcmd.records import AnyRecord, Goal, HandOver, Placement, Request, Squad, Task, Work
from tests.tui.fakes import NOON
from tests.tui.post import TODAY, Post, a_post, world
from tui.cards import DetailCard
from tui.overview_screen import OverviewScreen
from tui.pages import PageCard
from tui.sheet_screen import SheetCard
from tui.watch_screen import WatchScreen
from tui.work_screen import WorkScreen

pytestmark = pytest.mark.anyio


def night(*more: AnyRecord) -> list[AnyRecord]:
    """Three squads at 孙河, whose tests are counted."""
    squads = [Squad(id=f"q{n}", unit="lianjia", name=f"{n}队", strength=6, request="sunhe", rev=1) for n in (1, 2, 3)]
    counted = Task(id="screening", zh="核酸检测", en="testing", counted_in="人次")
    kept = [one for one in world() if not isinstance(one, Squad | Task)]
    return [*kept, counted, *squads, *more]


def files(folder: Path) -> list[str]:
    return sorted(path.suffix for path in folder.iterdir())


def works(post: Post) -> dict[str, Work]:
    return {one.id: one for one in post.centre.records.values() if isinstance(one, Work)}


async def test_a_nights_work_of_three_squads_takes_at_most_twelve_keys_beside_the_numbers() -> None:
    async with a_post(night()) as post:
        await post.on("sunhe.lianjia.2022-11-20")
        keys = ["Q"]
        await post.press("Q")
        for number in ("420", "380", "155"):
            await post.press(*number, "enter")
            keys.append("enter")
        await post.press("enter")
        assert len([*keys, "enter"]) <= 12
        await post.sync()
        assert sorted(one.quantity or 0 for one in works(post).values()) == [155, 380, 420]


async def test_what_is_wanted_of_a_task_is_said_by_a_key_and_the_counts_stand_against_it() -> None:
    async with a_post(night()) as post:
        await post.on("sunhe.lianjia.2022-11-20")
        await post.press("Q", "w", *"800", "enter")
        await post.press(*"420", "enter", "enter")
        await post.sync()
        request = post.centre.records["request", "sunhe"]
        assert isinstance(request, Request)
        assert request.goals == (Goal("screening", 800),)
        assert "420/800" in post.text_of(post.over(WorkScreen))
        await post.press("escape", "g", "r", "enter")
        assert "800" in post.text_of(post.over(DetailCard))


async def test_a_correction_shows_the_old_count_and_keeps_it() -> None:
    stood = Work(id="w1", unit="lianjia", day=TODAY, task="screening", quantity=420, request="sunhe", squad="q1", rev=1)
    async with a_post(night(stood)) as post:
        await post.on("sunhe.lianjia.2022-11-20")
        await post.press("Q", *"402", "enter", "up")
        assert "420 → 402" in post.text_of(post.over(WorkScreen))
        await post.press("enter")
        await post.sync()
        found = works(post)
        (new,) = [one for one in found.values() if one.supersedes == "w1"]
        assert (new.quantity, found["w1"].quantity, found["w1"].superseded_by) == (402, 420, new.id)


async def test_pasted_lines_fill_the_grid_and_one_that_cannot_be_read_says_why() -> None:
    async with a_post(night()) as post:
        await post.on("sunhe.lianjia.2022-11-20")
        await post.press("Q")
        await post.type_at_once("\x1b[200~1队 核酸检测 近420\n2队 380 服务 900\n某队 3\x1b[201~")
        shown = post.text_of(post.over(WorkScreen))
        assert "which squad is not clear" in shown
        await post.press("enter")
        await post.sync()
        found = {one.squad: one for one in works(post).values()}
        assert (found["q1"].quantity, found["q1"].said, found["q2"].served) == (420, "近", 900)
        assert "某队 3" in post.text_of(post.over(WorkScreen)), "what was not read waits to be put right"


async def test_a_task_that_is_added_is_where_one_types_next() -> None:
    async with a_post(night(Task(id="ledgers", zh="建立台账", counted_in="户"))) as post:
        await post.on("sunhe.lianjia.2022-11-20")
        await post.press("Q", "+", "1")
        await post.press(*"55", "enter", "enter")
        await post.sync()
        assert [(one.task, one.quantity) for one in works(post).values()] == [("ledgers", 55)]


async def test_a_watch_is_handed_over_with_two_keys_and_accepted_with_two() -> None:
    async with a_post(night()) as post:
        await post.press("Z")
        assert "Short" in post.text_of(post.over(WatchScreen))
        await post.press("enter")
        assert "Handed over" in post.said
        await post.sync()
        (given,) = [one for one in post.centre.records.values() if isinstance(one, HandOver)]
        assert given.unit == "centre"
        assert given.lines
    theirs = HandOver(id="h", lines=("缺 3 人",), unit="centre", given_by="li", given_at=NOON, rev=1)
    async with a_post(night(theirs)) as post:
        await post.press("Z")
        assert "缺 3 人" in post.text_of(post.over(WatchScreen))
        await post.press("enter")
        await post.sync()
        taken = post.centre.records["handover", "h"]
        assert isinstance(taken, HandOver)
        assert taken.taken_by


async def test_from_the_overview_one_key_leads_down_to_the_request() -> None:
    async with a_post(night()) as post:
        await post.press(".")
        assert "0/24 -24" in post.text_of(post.over(OverviewScreen))
        await post.press("enter")
        assert (post.screen.pane, post.table.cursor) == ("request", "sunhe")


async def test_the_sheet_is_read_copied_and_written_into_a_folder(tmp_path: Path) -> None:
    stood = Work(id="w1", unit="lianjia", day=TODAY, task="screening", quantity=420, request="sunhe", said="余", rev=1)
    async with a_post(night(stood)) as post:
        await post.press("!")
        shown = post.text_of(post.over(SheetCard))
        assert "over 420 人次" in shown
        await post.press("w", *["backspace"] * len(str(Path.home())))
        await post.type_at_once(f"{tmp_path}\r")
        await post.app.workers.wait_for_complete()
        await post.settle()
    assert files(tmp_path) == [".docx", ".txt", ".xlsx"]


async def test_what_others_change_is_marked_until_it_was_seen() -> None:
    async with a_post(night()) as post:
        await post.press("tilde")
        quota = post.centre.records["quota", "sunhe.lianjia.2022-11-20"]
        post.centre.records["quota", quota.id] = msgspec.structs.replace(quota, rev=99, updated_by="li")
        await post.sync()
        assert post.cells(quota.id)["mark"] == "°"
        await post.press("tilde")
        assert post.cells(quota.id)["mark"] == ""
        await post.app.workers.wait_for_complete()
        (kept,) = (Path(os.environ["XDG_STATE_HOME"]) / "postcmd" / "drafts").glob(f"*looked.{os.getpid()}.json")
        assert kept.stat().st_mode & 0o777 == 0o600


async def test_a_unit_is_paired_with_a_place_on_its_page_and_the_pairing_ended() -> None:
    async with a_post(night()) as post:
        await post.on("sunhe.lianjia.2022-11-20")
        await post.press("i", "plus")
        await post.type_at_once("链家\r")
        await post.sync()
        (set_,) = [one for one in post.centre.records.values() if isinstance(one, Placement)]
        assert (set_.unit, set_.place, set_.form) == ("lianjia", "sunhe-p", "paired")
        assert "paired  链家  孙河乡" in post.text_of(post.over(PageCard))
        await post.press("minus", "1")
        await post.sync()
        assert post.centre.records["placement", set_.id].until == TODAY  # type: ignore[union-attr]
