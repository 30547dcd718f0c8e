"""The figures of a scope by keys: from memory at once, down to records and events, and up as a report."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from postcmd.errors import Unreachable
from postcmd.figures_wire import Changed, Difference, FrozenDay, FrozenMark
from postcmd.records import Freeze
from tests.figures_said import Teller
from tests.tui.fakes import NOON
from tests.tui.post import TODAY, Post, a_post
from tui.cards import DetailCard
from tui.figure_freezes import FreezesScreen
from tui.figure_trace import TraceScreen
from tui.figures_card import DefinitionsCard
from tui.figures_screen import FiguresScreen

pytestmark = pytest.mark.anyio


async def press(post: Post, *keys: str) -> None:
    for key in keys:
        await post.press(key)
        await post.app.workers.wait_for_complete()
        await post.settle()


def days_asked(teller: Teller) -> list[tuple[str, str]]:
    return [(asked["from"], asked["to"]) for path, asked in teller.asked if path == "/v1/figures"]


def suffixes(folder: Path) -> list[str]:
    return sorted(path.suffix for path in folder.iterdir())


async def test_figures_stand_against_the_day_before_with_their_qualifiers_and_a_trend() -> None:
    async with a_post(size=(80, 24), teller=Teller()) as post:
        await press(post, "percent_sign")
        shown = post.text_of(post.over(FiguresScreen))
        assert "11-20 (whose people)" in shown
        assert "nearly 90,000 about 60,000 ~+30,000" in " ".join(shown.split())
        assert "Participations by day" in shown
        assert "Present rate 92% 110/1300 short" in " ".join(shown.split())
        assert "⣿" in shown


async def test_without_the_centre_what_was_told_last_stands_there_with_its_time() -> None:
    teller = Teller()
    async with a_post(teller=teller) as post:
        await press(post, "percent_sign")
    teller.in_the_way = Unreachable("no_connection")
    async with a_post(teller=teller) as post:
        await press(post, "percent_sign")
        shown = post.text_of(post.over(FiguresScreen))
        assert "told 12:00  centre not reached" in shown
        assert "1,200" in shown
        await press(post, "[")
        assert "The centre cannot be reached." in post.text_of(post.over(FiguresScreen))


async def test_enter_leads_from_a_figure_to_its_records_to_their_events_and_back_to_the_same_row() -> None:
    async with a_post(teller=Teller()) as post:
        await press(post, "g", "f", "down", "enter")
        assert "squad 链家一队" in post.text_of(post.over(TraceScreen))
        await press(post, "enter")
        assert "链家一队" in post.text_of(post.over(DetailCard))
        await press(post, "escape", "escape")
        figures = post.over(FiguresScreen)
        assert isinstance(figures, FiguresScreen)
        assert figures.cursor == "=participations:"
        await press(post, "escape")
        assert post.screen.focused is post.table


async def test_enter_on_the_fill_rate_leads_to_the_quotas_the_short_ones_first() -> None:
    async with a_post(teller=Teller()) as post:
        await press(post, "percent_sign", "end", "up", "up", "up", "up", "enter")
        shown = post.text_of(post.over(TraceScreen))
        assert "Fill rate" in shown
        assert "0/12" in shown
        await press(post, "enter")
        assert post.over(DetailCard)


async def test_enter_on_what_lies_below_opens_its_own_figures_and_escape_leads_back_up() -> None:
    teller = Teller()
    async with a_post(teller=teller) as post:
        await press(post, "percent_sign", "end", "enter")
        assert teller.asked[-1][1]["unit"] == "lianjia"
        await press(post, "escape")
        screen = post.over(FiguresScreen)
        assert isinstance(screen, FiguresScreen)
        assert screen.subject.asked.unit == "centre"


async def test_keys_change_day_and_period_and_never_go_beyond_today() -> None:
    teller = Teller()
    async with a_post(teller=teller) as post:
        await press(post, "percent_sign", "[")
        yesterday = (TODAY - timedelta(days=1)).isoformat()
        assert (yesterday, yesterday) in days_asked(teller)
        await press(post, "p")
        assert ((TODAY - timedelta(days=7)).isoformat(), yesterday) in days_asked(teller)
        await press(post, "]", "]")
        assert max(until for _since, until in days_asked(teller)) == TODAY.isoformat()


async def test_one_key_turns_from_whose_people_to_where_they_served() -> None:
    teller = Teller()
    async with a_post(teller=teller) as post:
        await post.on("sunhe.lianjia.2022-11-20")
        await press(post, "percent_sign", "x")
        assert "(where served)" in post.text_of(post.over(FiguresScreen))
        assert (teller.asked[-1][1]["unit"], teller.asked[-1][1]["place"]) == ("", "sunhe-p")
        await press(post, "x")
        assert "(these people there)" in post.text_of(post.over(FiguresScreen))
        assert (teller.asked[-1][1]["unit"], teller.asked[-1][1]["place"]) == ("centre", "sunhe-p")
        await press(post, "x")
        assert "(whose people)" in post.text_of(post.over(FiguresScreen))


async def test_the_trend_is_of_the_figure_that_was_chosen_and_stays() -> None:
    async with a_post(teller=Teller()) as post:
        await press(post, "percent_sign", "t", "down")
        assert "Heads by day" in post.text_of(post.over(FiguresScreen))
        await press(post, "t")
        assert "Participations by day" in post.text_of(post.over(FiguresScreen))
        figures = post.over(FiguresScreen)
        for row, named in (("=came:", "Present rate by day"), ("=short:", "Short posts by day")):
            assert isinstance(figures, FiguresScreen)
            figures.go_to(row)
            await press(post, "t")
            assert named in post.text_of(figures)
        assert "%" in post.text_of(figures)


async def test_definitions_are_one_key_away() -> None:
    async with a_post(teller=Teller()) as post:
        await press(post, "percent_sign", "d")
        assert "Times that somebody served" in post.text_of(post.over(DefinitionsCard))
        await press(post, "escape")
        assert post.over(FiguresScreen)


async def test_the_report_is_copied_and_written_into_a_folder(tmp_path: Path) -> None:
    async with a_post(teller=Teller()) as post:
        await press(post, "percent_sign", "w", *["backspace"] * len(str(Path.home())))
        await post.type_at_once(f"{tmp_path}\r")
        await post.app.workers.wait_for_complete()
        await post.settle()
    assert suffixes(tmp_path) == [".docx", ".md", ".txt", ".xlsx"]


async def test_in_ascii_the_trend_is_drawn_of_signs() -> None:
    async with a_post(size=(80, 24), teller=Teller(), ascii=True) as post:
        await press(post, "percent_sign")
        lines = post.text_of(post.over(FiguresScreen)).splitlines()
        assert "#" in lines[-2]
        assert not any("⣿" in line for line in lines)


async def test_a_day_is_frozen_after_a_question_and_again_as_its_next_version() -> None:
    teller = Teller()
    async with a_post(teller=teller) as post:
        await press(post, "percent_sign", "f")
        assert "freeze.unit.centre" not in str(post.centre.records)
        await press(post, "y")
        await post.sync()
        frozen = post.centre.records["freeze", f"unit.centre.{TODAY}.1"]
        assert isinstance(frozen, Freeze)
        assert (frozen.version, frozen.frozen_by) == (1, "centre")
        assert "version 1" in post.said
        teller.more = {
            "frozen": FrozenMark(id=frozen.id, day=TODAY, version=1, definitions="2", by="li", at=NOON, seq=9)
        }
        await press(post, "r", "f", "y")
        await post.sync()
        assert ("freeze", f"unit.centre.{TODAY}.2") in post.centre.records
        assert "frozen v1" in post.text_of(post.over(FiguresScreen))


async def test_a_period_is_not_frozen_and_says_why() -> None:
    async with a_post(teller=Teller()) as post:
        await press(post, "percent_sign", "p", "f")
        assert "A single day is frozen" in post.said


async def test_versions_of_a_frozen_day_tell_what_differs_and_who_made_it_so() -> None:
    changed = Changed(kind="squad", id="first", seq=9, by="li", at=NOON, verb="squad.report", was=10, now=12)
    two = FrozenMark(id="f2", day=TODAY, version=2, definitions="2", by="wang", at=NOON, seq=20)
    day = FrozenDay(
        mark=two,
        unit="centre",
        place=None,
        name="运行中心",
        figures=(),
        differs=(Difference(key="heads", was=1200, now=1202, records=(changed,)),),
    )
    teller = Teller(day)
    async with a_post(teller=teller) as post:
        await press(post, "percent_sign", "v")
        shown = post.text_of(post.over(FreezesScreen))
        assert "version 2, definitions 2" in shown
        assert "other than in version 1:" in shown
        assert "squad 链家一队" in shown
        assert "li 11-20 12:00 reported" in shown
        await press(post, "enter")
        assert teller.asked[-1][1]["as_of"] == "20"
        await press(post, "escape", "v", "end", "enter")
        assert post.over(DetailCard)
