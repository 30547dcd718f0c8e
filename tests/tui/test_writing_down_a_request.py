"""`n` writes down a request; `s` moves a squad or a request along its legal moves."""

from __future__ import annotations

from datetime import date

import pytest

from postcmd.errors import BadInput
from postcmd.records import Line, Request
from tests.tui.post import Post, a_post
from tui.moves_list import MovesList
from tui.request_form import RequestForm, parse_days, search

TODAY = date(2022, 11, 20)


async def fill(post: Post, *texts: str) -> None:
    for text in texts:
        await post.type_at_once(text + "\r")


@pytest.mark.anyio
async def test_a_request_is_written_down_on_the_phone() -> None:
    async with a_post() as post:
        await post.press("n")
        await fill(post, "金盏", "核酸", "6-9")
        await fill(post, "", "")
        await fill(post, "居委会王主任", "phone", "带饭")
        await post.sync()
        made = [one for one in post.centre.records.values() if isinstance(one, Request) and one.called_by]
        assert len(made) == 1
        assert (made[0].place, made[0].task, made[0].status) == ("jinzhan-p", "screening", "submitted")
        assert made[0].lines == (Line(TODAY, 6, 9),)
        assert (made[0].called_by, made[0].channel, made[0].note) == ("居委会王主任", "phone", "带饭")


@pytest.mark.anyio
async def test_a_place_that_is_not_clear_says_so_beside_the_field_and_nothing_is_lost() -> None:
    async with a_post() as post:
        await post.press("n")
        await fill(post, "区")
        form = post.over(RequestForm)
        assert isinstance(form, RequestForm)
        assert "3 fit" in form.fault("place")
        assert form.values["place"] == "区"
        await post.press("escape")
        assert post.table.has_focus
        assert not post.desk.edits


@pytest.mark.anyio
async def test_a_place_named_exactly_is_the_one_meant() -> None:
    async with a_post() as post:
        assert search(post.screen.board, "place", "朝阳区") == ["chaoyang-d"]
        assert search(post.screen.board, "place", "jinzhan-p") == ["jinzhan-p"]
        assert search(post.screen.board, "place", "nowhere") == []


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("", [20]),
        ("11-21", [21]),
        ("2022-11-21", [21]),
        ("11-21..11-23", [21, 22, 23]),
        ("11-21 11-25", [21, 25]),
        ("１１－２１", [21]),
        ("11/21~11/22", [21, 22]),
    ],
)
def test_days_are_read_as_they_are_typed(text: str, days: list[int]) -> None:
    assert parse_days(text, TODAY) == tuple(date(2022, 11, day) for day in days)


def test_the_year_is_that_of_the_nearest_day() -> None:
    assert parse_days("01-02", TODAY) == (date(2023, 1, 2),)


@pytest.mark.parametrize("text", ["tomorrow", "13-40", "11-23..11-21", "11-21..2099-11-21"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        parse_days(text, TODAY)


@pytest.mark.anyio
async def test_only_legal_moves_of_a_squad_are_offered() -> None:
    async with a_post() as post:
        await post.press("g", "s")
        await post.on("second")
        await post.press("s")
        offered = post.text_of(post.over(MovesList))
        assert "resting" in offered
        assert "alerted" not in offered
        await post.press("1")
        assert post.cells("second")["status"] == "resting"
        await post.sync()
        assert post.centre.records["squad", "second"].status == "resting"  # type: ignore[union-attr]


@pytest.mark.anyio
async def test_a_selection_of_squads_moves_together_after_its_preview() -> None:
    async with a_post() as post:
        await post.press("g", "s", "home", "space", "end", "space", "s")
        assert "stood down" in post.text_of(post.over(MovesList))
        assert "alerted" not in post.text_of(post.over(MovesList))
        await post.press("1")
        assert "2 records" in post.said
        assert not post.desk.edits
        await post.press("enter")
        assert [len(edit.op.targets) for edit in post.desk.edits.values()] == [2], "one bulk"


@pytest.mark.anyio
async def test_a_quota_has_no_status_to_set_and_that_is_said() -> None:
    async with a_post() as post:
        await post.press("s")
        assert "press g s or g r" in post.said
