"""Drafts: what is half typed survives a crash, and is there again."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tui.drafts import Drafts

pytestmark = pytest.mark.anyio


def drafts(folder: Path, said: list[str] | None = None) -> Drafts:
    return Drafts(folder, (said if said is not None else []).append)


async def test_what_is_half_typed_is_there_again_after_a_crash(tmp_path: Path) -> None:
    before = drafts(tmp_path / "drafts")
    before.keep("note", {"text": "回电孙"})
    before.keep("note", {"text": "回电孙河 @01:20"})
    await before.settle()
    assert drafts(tmp_path / "drafts").get("note") == {"text": "回电孙河 @01:20"}


async def test_nobody_else_can_read_it(tmp_path: Path) -> None:
    some = drafts(tmp_path / "drafts")
    some.keep("note", {"text": "回电"})
    await some.settle()
    (file,) = (tmp_path / "drafts").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.chmod(0o644)
    assert drafts(tmp_path / "drafts").get("note") == {}, "somebody else may have written it"


async def test_what_was_sent_or_let_go_of_does_not_come_back(tmp_path: Path) -> None:
    some = drafts(tmp_path / "drafts")
    some.keep("note", {"text": "回电"})
    await some.settle()
    some.drop("note")
    await some.settle()
    assert list((tmp_path / "drafts").iterdir()) == []
    assert drafts(tmp_path / "drafts").get("note") == {}


async def test_a_board_that_is_left_writes_what_waits(tmp_path: Path) -> None:
    some = drafts(tmp_path / "drafts")
    some.keep("note", {"text": "回电"})
    some.flush()
    assert drafts(tmp_path / "drafts").get("note") == {"text": "回电"}
    await some.settle()


async def test_a_disk_that_takes_nothing_is_said_once_and_costs_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "drafts").write_text("no folder")
    said: list[str] = []
    some = drafts(tmp_path / "drafts", said)
    for text in ("回", "回电"):
        some.keep("note", {"text": text})
        await some.settle()
    assert some.get("note") == {"text": "回电"}
    assert len(said) == 1


async def test_a_draft_that_cannot_be_read_is_as_good_as_none(tmp_path: Path) -> None:
    (tmp_path / "note.json").write_bytes(b"[1, 2")
    (tmp_path / "note.json").chmod(0o600)
    assert drafts(tmp_path).get("note") == {}
