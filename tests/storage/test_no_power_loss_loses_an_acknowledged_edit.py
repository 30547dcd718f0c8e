"""Whenever the power fails, the next start finds what was shown as saved: in every state a disk may be left in.

1. So for opening, saving, sealing, flushing and pruning, and for mending damaged files.
2. A storage that leaves out one of the syncs, or renames before it writes, is caught by the same states.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.storage.power import File, PowerDisk, laid_out
from tests.storage.recovered import start_after, wrongs
from tests.storage.story import SEALED, Said, damage, home_in, start_again, tell

TRIED = {10, 11, 12, 13, 20}


class NoSyncOfTheFile(PowerDisk):
    def sync_file(self, file: File) -> None:
        pass


class NoSyncOfTheFolder(PowerDisk):
    def sync_folder(self, folder: Path) -> None:
        pass


class NoSyncOfANewFoldersName(PowerDisk):
    def sync_folder(self, folder: Path) -> None:
        if folder.name.startswith("inst-"):
            super().sync_folder(folder)


class RenamesBeforeItWrites(PowerDisk):
    def open(self, path: Path, flags: int, mode: int = 0o600) -> int:
        fd = super().open(path, flags, mode)
        if flags & os.O_CREAT:
            super().replace(path, path.with_name(path.name.removeprefix(".").removesuffix(".tmp")))
            super().sync_folder(path.parent)
        return fd

    def replace(self, old: Path, new: Path) -> None:
        pass


def all_wrongs(disk: PowerDisk, folder: Path) -> Iterator[str]:
    """What is wrong in any state, one after the other."""
    for number, (tree, said) in enumerate(disk.moments):
        found = start_after(laid_out(tree, folder / f"{number}") / "postcmd")
        yield from wrongs(found, said, TRIED)
        if found.trouble:
            yield found.trouble


def told_on(kind: type[PowerDisk], top: Path) -> PowerDisk:
    top.mkdir()
    disk = kind(top)
    tell(top / "postcmd", disk, disk.say)
    return disk


def test_after_any_power_loss_what_was_shown_as_saved_is_there(tmp_path: Path) -> None:
    """I1: what was shown as saved survives a power loss."""
    disk = told_on(PowerDisk, tmp_path / "at work")
    assert next(all_wrongs(disk, tmp_path), "") == ""
    assert len(disk.moments) > 100


@pytest.mark.parametrize("kind", [NoSyncOfTheFile, NoSyncOfTheFolder, NoSyncOfANewFoldersName, RenamesBeforeItWrites])
def test_a_storage_that_leaves_out_a_step_is_caught(tmp_path: Path, kind: type[PowerDisk]) -> None:
    disk = told_on(kind, tmp_path / "at work")
    assert any("was saved and is gone" in wrong for wrong in all_wrongs(disk, tmp_path))


@pytest.fixture
def damaged(tmp_path: Path) -> tuple[Path, Said]:
    """Damaged files under the top, and what had been shown before the damage."""
    top, said = tmp_path / "at work", list[Said]()
    top.mkdir()
    damage(top / "postcmd", said.append)
    return top, said[-1]


def test_after_any_power_loss_while_mending_what_can_be_saved_is_there_and_so_is_the_broken_file(
    tmp_path: Path, damaged: tuple[Path, Said]
) -> None:
    top, before = damaged
    (folder,) = home_in(top / "postcmd").folder.iterdir()
    broken, disk = (folder / "outbox.json").read_bytes(), PowerDisk(top)
    start_again(top / "postcmd", disk, disk.say)
    waiting = {n: heads for n, heads in before.saved.items() if n not in SEALED}
    for number, (tree, said) in zip(itertools.count(), disk.moments, strict=False):
        found = start_after(laid_out(tree, tmp_path / f"{number}") / "postcmd")
        assert wrongs(found, Said(saved={**waiting, **said.saved}), TRIED) == []
        assert broken in found.aside
    assert len(disk.moments) > 20
