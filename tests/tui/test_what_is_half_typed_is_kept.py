"""Drafts: what is half typed survives a crash, and is there again."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tui.drafts import Draft, Drafts

pytestmark = pytest.mark.anyio

HALF, WHOLE = {"text": ("回电孙", "")}, {"text": ("回电孙河 @01:20", "")}


def draft(folder: Path, said: list[str] | None = None) -> Draft:
    return Draft(folder, "chaoyang", "note", (said if said is not None else []).append)


async def test_what_is_half_typed_is_there_again_after_a_crash(tmp_path: Path) -> None:
    before = draft(tmp_path)
    before.put(HALF)
    before.put(WHOLE)
    await before.write()
    assert draft(tmp_path).read() == WHOLE


async def test_what_was_typed_last_is_read_before_the_disk_has_it(tmp_path: Path) -> None:
    some = draft(tmp_path)
    some.put(HALF)
    assert some.read() == HALF


async def test_nobody_else_can_read_it_nor_write_it(tmp_path: Path) -> None:
    some = draft(tmp_path)
    some.put(HALF)
    await some.write()
    assert stat.S_IMODE(some.path.stat().st_mode) == 0o600
    some.path.chmod(0o666)
    assert draft(tmp_path).read() == {}, "somebody else may have written it"


async def test_what_was_sent_or_let_go_of_does_not_come_back(tmp_path: Path) -> None:
    some = draft(tmp_path)
    some.put(HALF)
    await some.write()
    some.put(None)
    await some.write()
    assert not some.path.exists()
    assert draft(tmp_path).read() == {}


async def test_a_disk_that_takes_nothing_is_said_once_and_costs_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "drafts").write_text("no folder")
    said: list[str] = []
    some = draft(tmp_path, said)
    for texts in (HALF, WHOLE):
        some.put(texts)
        await some.write()
    assert some.read() == WHOLE
    assert len(said) == 1


async def test_a_draft_that_cannot_be_read_is_as_good_as_none(tmp_path: Path) -> None:
    some = draft(tmp_path)
    some.put(HALF)
    await some.write()
    some.path.write_bytes(b"[1, 2")
    assert draft(tmp_path).read() == {}


async def test_whoever_is_told_to_go_leaves_what_the_disk_had_no_time_for(tmp_path: Path) -> None:
    drafts = Drafts(tmp_path)
    some = drafts.of("chaoyang", "note", lambda why: None)
    some.put(HALF)
    await some.write()
    some.put(WHOLE)
    drafts.last()
    assert draft(tmp_path).read() == WHOLE
    some.put(None)
    drafts.last()
    assert draft(tmp_path).read() == {}
