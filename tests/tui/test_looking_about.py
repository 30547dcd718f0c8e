"""Panes, days, filter, detail, keys, palette: finding one's way about the board."""

from __future__ import annotations

import msgspec
import pytest

from postcmd.edits import Update
from postcmd.records import Event, Place
from tests.tui.fakes import NOON
from tests.tui.post import GUBEI, JINZHAN, SUNHE, Post, a_post, demo_clock, quota, request, world
from tui.cards import DetailCard, KeysCard
from tui.filter_line import FilterLine
from tui.palette import Palette
from widgets import marks
from widgets.live import LiveTable

pytestmark = pytest.mark.anyio


def shown(post: Post) -> list[str]:
    return [str(table.id) for table in post.screen.query("#panes LiveTable").results(LiveTable) if table.display]


@pytest.mark.parametrize(
    ("width", "panes"),
    [(80, ["quota"]), (99, ["quota"]), (100, ["request", "quota"]), (140, ["squad", "request", "quota"])],
)
async def test_one_pane_two_from_100_columns_three_from_140(width: int, panes: list[str]) -> None:
    async with a_post(size=(width, 24)) as post:
        assert shown(post) == panes
        assert post.screen.pane == "quota"


async def test_one_pane_has_tabs_with_the_counts_of_all() -> None:
    async with a_post(size=(80, 24)) as post:
        first = post.text_of(post.table).splitlines()[0]
        assert "Squads 2 Requests 3 [Quotas 4]" in first
        await post.press("g", "r")
        assert "Squads 2 [Requests 3] Quotas 4" in post.text_of(post.table).splitlines()[0]


async def test_tab_goes_round_and_g_goes_straight() -> None:
    async with a_post(size=(120, 24)) as post:
        await post.press("tab")
        assert (post.screen.pane, shown(post)) == ("squad", ["squad", "quota"])
        await post.press("shift+tab", "shift+tab")
        assert (post.screen.pane, shown(post)) == ("request", ["request", "quota"])
        await post.press("g", "q")
        assert (post.screen.pane, shown(post)) == ("quota", ["request", "quota"])
        assert post.table.has_focus


async def test_g_and_another_key_says_so() -> None:
    async with a_post() as post:
        await post.press("g", "x")
        assert "g x means nothing here" in post.said


async def test_the_filter_is_live_counts_and_escape_clears() -> None:
    async with a_post() as post:
        await post.press("slash")
        await post.type_at_once("朝阳")
        post.over(FilterLine)
        post.screen.overlays._over._filter()  # type: ignore[union-attr]
        await post.settle()
        assert set(post.view.ids) == {SUNHE, JINZHAN, "sunhe.lianjia.2022-11-21"}
        assert post.view.count_text(post.screen.words) == "3/4"
        await post.press("enter")
        assert post.screen.words == "朝阳"
        await post.press("escape")
        assert GUBEI in post.view.ids


async def test_what_is_typed_right_after_the_slash_goes_into_the_filter() -> None:
    async with a_post() as post:
        await post.type_at_once("/金盏\r")
        assert post.screen.words == "金盏"
        assert post.view.ids == [JINZHAN]


async def test_a_board_may_open_filtered() -> None:
    async with a_post(words="金盏") as post:
        assert post.view.ids == [JINZHAN]


async def test_days_go_one_by_one_and_all_at_once() -> None:
    async with a_post([*world(), quota("sunhe", day=quota().day.replace(day=18))]) as post:
        assert len(post.view.ids) == 4
        await post.press("right_square_bracket")
        assert {quota_id[-10:] for quota_id in post.view.ids} == {"2022-11-20"}
        await post.press("right_square_bracket")
        assert post.view.ids == ["sunhe.lianjia.2022-11-21"]
        assert "no longer" not in post.said
        await post.press("right_square_bracket")
        assert "No quotas on any day after" in post.said
        await post.press("left_square_bracket", "left_square_bracket")
        assert post.view.ids == ["sunhe.lianjia.2022-11-18"]
        await post.press("a")
        assert len(post.view.ids) == 5
        await post.press("a")
        assert len(post.view.ids) == 4


async def test_enter_opens_the_record_with_its_last_events() -> None:
    async with a_post() as post:
        event = Event(seq=3, at=NOON, by="chaoyang", verb="quota.set", changed={"max": (10, 12)}, channel="phone")
        log = msgspec.Raw(msgspec.json.encode([event]))
        post.screen.take(Update(logs={("quota", SUNHE): log}))
        await post.on(SUNHE)
        await post.press("enter")
        card = post.text_of(post.over(DetailCard))
        assert "孙河乡" in card
        assert "chaoyang: heads set  max 10 → 12  phone" in card
        await post.press("escape")
        assert post.table.has_focus


async def test_a_card_breaks_no_character_where_a_pane_behind_it_ends() -> None:
    note = "直接下达，已告知首都职工志愿朝阳区志愿服务总队" * 6
    for width in (120, 121):
        async with a_post([*world(), quota(note=note)], size=(width, 30)) as post:
            await post.on(SUNHE)
            await post.press("enter")
            lines = post.screen._compositor.render_strips()
            text = "".join("".join(segment.text for segment in line).strip() for line in lines)
            assert note in text.replace("note", "")


async def test_a_detail_follows_its_record() -> None:
    async with a_post() as post:
        await post.on(SUNHE)
        await post.press("enter")
        post.centre.records["quota", SUNHE] = quota(confirmed=7, rev=2)
        post.desk.pull()
        await post.settle()
        assert "5 short" in post.text_of(post.over(DetailCard))


@pytest.mark.parametrize("pane", ["s", "r", "q"])
async def test_every_kind_of_record_has_its_detail(pane: str) -> None:
    async with a_post() as post:
        await post.press("g", pane, "enter")
        assert "id" in post.text_of(post.over(DetailCard))


async def test_question_mark_shows_the_keys() -> None:
    async with a_post() as post:
        await post.type_at_once("？")
        assert "undo: take back the last change" in post.text_of(post.over(KeysCard))


async def test_the_palette_finds_an_action_and_does_it() -> None:
    async with a_post() as post:
        await post.type_at_once("：")
        await post.type_at_once("squads")
        assert "go to the squads" in post.text_of(post.over(Palette))
        await post.press("enter")
        assert post.screen.pane == "squad"


@pytest.mark.parametrize("typed", ["undo", "撤销", "last change"])
async def test_the_palette_understands_both_languages(typed: str) -> None:
    async with a_post() as post:
        await post.type_at_once(":")
        await post.type_at_once(typed)
        palette = post.over(Palette)
        assert isinstance(palette, Palette)
        assert palette.cursor == "undo"


@pytest.mark.parametrize(
    ("typed", "found"), [("cx", "undo"), ("chexiao", "undo"), ("jjb", "hand_over"), ("xfd", "squads"), ("mc", "people")]
)
async def test_the_palette_understands_pinyin(typed: str, found: str) -> None:
    async with a_post() as post:
        await post.type_at_once(":" + typed)
        palette = post.over(Palette)
        assert isinstance(palette, Palette)
        await post.app.workers.wait_for_complete()
        await post.settle()
        assert palette.cursor == found


async def test_the_clock_keys_are_the_demos_alone() -> None:
    async with a_post() as post:
        await post.press("p")
        assert "Only the demo" in post.said
    async with a_post([*world(), demo_clock()], demo=True) as post:
        assert "DEMO 11-20 12:00 ×60" in post.status
        await post.press("greater_than_sign")
        await post.sync()
        assert "×120" in post.status
        await post.press("p")
        await post.sync()
        assert "paused" in post.status


async def test_markup_and_wide_names_are_shown_as_they_are() -> None:
    hostile = Place(id="sunhe-p", kind="township", name="[/x][bold]孙河" * 40, path="chaoyang-d/sunhe-p")
    async with a_post([*world(), hostile, request("bad", "sunhe-p", called_by="[/x]")]) as post:
        await post.press("enter", "escape", "g", "r", "enter")
        assert "[/x]" in post.text_of(post.over(DetailCard))


@pytest.mark.parametrize("size", [(20, 5), (39, 20), (80, 7)])
async def test_a_terminal_too_small_gets_one_sentence(size: tuple[int, int]) -> None:
    async with a_post(size=size) as post:
        text = " ".join(post.text_of(post.screen.query_one("#small")).split())
        assert text == f"This terminal has {size[0]}x{size[1]} cells; the board needs 40x8."
        await post.pilot.resize_terminal(80, 24)
        await post.settle()
        assert "[Quotas 4]" in post.text_of(post.table)


async def test_with_ascii_no_sign_is_left_that_a_terminal_might_draw_wide() -> None:
    async with a_post([*world(), demo_clock()], demo=True, ascii=True) as post:
        await post.on(SUNHE)
        await post.press("space", "plus")
        assert "12 -> 13" in post.said
        await post.press("enter")
        assert post.cells(SUNHE)["mark"] == "."
        assert "x60" in post.status
        bars = post.text_of(post.screen.views["request"].table)
        assert not set("█░●✓▌…→×") & set(bars + post.status)
    marks.use_ascii(False)
