"""The log keeps what the board said: this session and the last ones, without names, tokens or anything that harms."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from tests.tui.post import SUNHE, Post, a_post
from tests.tui.test_the_next_start_begins_where_one_was import a_session
from tests.tui.test_the_roster_stands_in_memory_only import desk, read
from tui.log_card import LogCard
from tui.said_log import BEFORE, LONGEST, MOST, NAME, SaidLog

pytestmark = pytest.mark.anyio


async def log_of(post: Post) -> str:
    await post.press("g", "l")
    await post.app.workers.wait_for_complete()
    await post.settle()
    return post.text_of(post.over(LogCard))


async def test_a_sentence_that_was_read_over_stands_in_the_log(tmp_path: Path) -> None:
    async with a_session(tmp_path) as post:
        await post.on(SUNHE)
        await post.press("r", "down")
        assert "room in the quota above" not in post.said
        log = await log_of(post)
        assert "Nothing was refused just now for want of room in the quota above." in log
        assert "g, then" not in log, "hints of keys are said in passing"
        await post.press("escape")
        assert post.table.has_focus


async def test_the_next_session_reads_what_the_last_one_said(tmp_path: Path) -> None:
    async with a_session(tmp_path) as post:
        await post.press("r", "r", "r")
    async with a_session(tmp_path) as post:
        log = await log_of(post)
        assert "quota above.  ×3" in log
        assert "A session began." in log


async def test_of_four_toasts_at_once_all_stand_in_the_log(tmp_path: Path) -> None:
    async with a_session(tmp_path) as post:
        post.screen.key_line.toast([(f"call {n}", "warn") for n in range(4)])
        log = await log_of(post)
        assert all(f"call {n}" in log for n in range(4))


async def test_a_name_out_of_the_roster_is_left_out_even_while_it_may_be_shown() -> None:
    async with a_post(desk=desk(roster=True)) as post:
        await read(post, "g", "p")
        await post.press("down", "a")
        assert post.said == "李四 is signed up"
        await post.press("escape")
        log = await log_of(post)
        assert "… is signed up" in log
        post.screen.said.close(5)
        assert "李四" not in (post.screen.home / NAME).read_text()


async def test_a_log_is_copied_as_text(tmp_path: Path) -> None:
    async with a_session(tmp_path) as post:
        await post.press("r")
        await log_of(post)
        await post.press("y")
        assert "for want of room" in post.app.clipboard


async def test_what_would_harm_is_cleaned_and_a_token_is_none(tmp_path: Path) -> None:
    log = SaidLog(tmp_path)
    log.add("\x1b]52;c;aGk=\x07 pc_chaoyang_geheim-1 \u202eabc", "bad")
    log.close(5)
    [begins, said] = [json.loads(line) for line in (tmp_path / NAME).read_text().splitlines()]
    assert begins["begins"]
    assert "\x1b" not in said["text"]
    assert "\u202e" not in said["text"]
    assert "geheim" not in said["text"]
    assert stat.S_IMODE((tmp_path / NAME).stat().st_mode) == 0o600


async def test_the_log_is_bounded_and_keeps_the_latest(tmp_path: Path) -> None:
    log = SaidLog(tmp_path)
    for n in range(3_000):
        log.add(f"sentence {n} of a long night at the post", "good")
    log.close(30)
    assert (tmp_path / NAME).stat().st_size <= LONGEST
    assert (tmp_path / BEFORE).stat().st_size <= LONGEST
    told = SaidLog(tmp_path).read()
    assert len(told.sentences) == MOST
    assert told.sentences[-1].text.startswith("sentence 2999 ")


async def test_a_line_that_cannot_be_read_is_counted_and_the_others_are_shown(tmp_path: Path) -> None:
    log = SaidLog(tmp_path)
    log.add("whole")
    log.close(5)
    with (tmp_path / NAME).open("ab") as file:
        file.write(b'{"at":"2022-11-20T\n\xff\xfe\n')
    told = SaidLog(tmp_path).read()
    assert (told.sentences[-1].text, told.unreadable) == ("whole", 2)


async def test_a_disk_that_takes_nothing_holds_up_nothing_and_is_said_in_the_log(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.write_text("no folder")
    log = SaidLog(home)
    log.add("said all the same")
    log.close(5)
    assert log.trouble
    assert log.read().sentences[-1].text == "said all the same"
