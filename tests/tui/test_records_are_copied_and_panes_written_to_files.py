"""`y` copies any record as text; `#` writes what a pane shows into a file."""

from __future__ import annotations

import csv
import json
import stat
from io import StringIO
from pathlib import Path

import pytest

from postcmd.records import Squad
from tests.tui.people import SUNHE as NIGHT
from tests.tui.people import night
from tests.tui.post import SUNHE, Post, a_post, quota, request, world
from tests.tui.test_the_roster_stands_in_memory_only import desk, read
from tui.cards import DetailCard, KeysCard
from tui.csv_text import cell, csv_text
from tui.overview_screen import OverviewScreen
from tui.pages import PageCard
from tui.report_shapes import QuotaReport
from tui.text_line import TextLine

pytestmark = pytest.mark.anyio


async def done(post: Post) -> str:
    await post.app.workers.wait_for_complete()
    await post.settle()
    return post.said


async def write(post: Post, path: Path) -> str:
    await post.press("number_sign", "ctrl+u")
    await post.type_at_once(str(path))
    await post.press("enter")
    return await done(post)


# Copying


async def test_a_squad_is_copied_with_what_is_known_of_it() -> None:
    async with a_post() as post:
        await post.press("g", "s")
        await post.on("first")
        await post.press("y")
        said = await done(post)
        assert said.startswith("The record, ")
        assert "sent to the terminal" in said
        assert "kept in" in said
        assert post.app.clipboard.splitlines()[0] == "链家一队"
        assert "here  10/12" in post.app.clipboard


async def test_several_squads_are_one_text() -> None:
    async with a_post() as post:
        await post.press("g", "s", "space", "down", "space", "y")
        await done(post)
        assert "链家一队" in post.app.clipboard
        assert "链家二队" in post.app.clipboard


async def test_a_request_that_nobody_was_asked_for_is_copied_as_a_record() -> None:
    async with a_post([*world(), request("new", "jinzhan-p", called_by="街道办")]) as post:
        await post.press("g", "r")
        await post.on("new")
        await post.press("y")
        await done(post)
        assert "called by  街道办" in post.app.clipboard


@pytest.mark.parametrize(
    ("keys", "kind"), [(("enter",), DetailCard), (("i",), PageCard), (("question_mark",), KeysCard)]
)
async def test_every_card_is_copied_as_it_stands(keys: tuple[str, ...], kind: type[DetailCard]) -> None:
    async with a_post() as post:
        await post.on(SUNHE)
        await post.press(*keys)
        title = post.over(kind).title  # type: ignore[attr-defined]
        await post.press("y")
        await done(post)
        assert post.app.clipboard.startswith(f"{title}\n")
        assert post.over(kind)


async def test_a_list_over_the_board_is_copied_whole() -> None:
    async with a_post(night()) as post:
        await post.on(NIGHT)
        await post.press("g", "n", "escape", "full_stop", "y")
        said = await done(post)
        assert "sent to the terminal" in said
        overview = post.over(OverviewScreen)
        assert isinstance(overview, OverviewScreen)
        heading, *rows = post.app.clipboard.splitlines()
        assert heading == overview.heading()
        assert len(rows) == overview.count > 0


async def test_a_list_in_which_people_are_named_is_not_copied() -> None:
    async with a_post(desk=desk(roster=True)) as post:
        await read(post, "g", "p")
        await post.press("y")
        assert await done(post) == "Names are not copied from here."
        assert not post.app.clipboard


# Writing files


async def test_the_pane_is_written_as_it_is_filtered_with_all_columns(tmp_path: Path) -> None:
    path = tmp_path / "quotas.csv"
    async with a_post() as post:
        await post.press("slash", *"sunhe", "enter")
        assert await write(post, path) == f"2 rows written to {path}"
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf"), "a spreadsheet takes it for Chinese"
    rows = list(csv.DictReader(StringIO(content.decode("utf-8-sig"))))
    assert [row["id"] for row in rows] == [SUNHE, "sunhe.lianjia.2022-11-21"]
    assert list(rows[0]) == list(QuotaReport.__struct_fields__)
    assert (rows[0]["place_name"], rows[0]["max"], rows[0]["parent"]) == ("孙河乡", "12", "")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_json_is_that_of_the_commands(tmp_path: Path) -> None:
    path = tmp_path / "squads.json"
    async with a_post() as post:
        await post.press("g", "s")
        await write(post, path)
    said = json.loads(path.read_text())
    assert (said["version"], len(said["squads"])) == (1, 2)
    assert said["as_of"].endswith("Z")


async def test_a_file_that_is_there_is_replaced_only_when_somebody_said_so(tmp_path: Path) -> None:
    path = tmp_path / "squads.csv"
    path.write_text("of yesterday")
    async with a_post() as post:
        await post.press("g", "s")
        await write(post, path)
        await post.press("enter")
        assert await done(post) == "Left as it was."
        assert path.read_text() == "of yesterday"
        await write(post, path)
        await post.press("y")
        assert await done(post) == f"2 rows written to {path}"
        assert "链家一队" in path.read_text()


async def test_a_sensible_name_is_offered_and_another_kind_is_refused(tmp_path: Path) -> None:
    async with a_post() as post:
        await post.press("number_sign")
        line = post.over(TextLine)
        assert isinstance(line, TextLine)
        assert line.text == "~/quotas-20221120-1200.csv"
        await post.press("escape")
        assert "ends in .csv or .json" in await write(post, tmp_path / "quotas.xls")
        assert "No such file" in await write(post, tmp_path / "nowhere" / "quotas.csv")


async def test_an_empty_pane_is_written_with_its_heads_alone(tmp_path: Path) -> None:
    path = tmp_path / "none.csv"
    async with a_post() as post:
        await post.press("slash", *"zzz", "enter")
        assert await write(post, path) == f"0 rows written to {path}"
    assert path.read_text("utf-8-sig").startswith("id,request,unit,day,")
    assert len(path.read_text().splitlines()) == 1


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "＝1", "\t=1", "\r=1", " =1"])
def test_no_text_is_read_as_a_formula(text: str) -> None:
    assert str(cell(text)).startswith("'")


def test_numbers_lists_and_what_is_not_there_stand_as_they_are_meant() -> None:
    assert [cell(-3), cell(None), cell(True), cell(["a", "b"])] == [-3, "", "true", "a b"]
    assert cell([{"day": "2022-11-20", "min": 6}]) == '[{"day":"2022-11-20","min":6}]'
    lines = csv_text([Squad(id="x", unit="u", name='he said "go", twice', strength=1)])
    assert '"he said ""go"", twice"' in lines
    assert csv_text([quota()]).count("\n") == 2
