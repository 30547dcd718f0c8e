"""What lies open to others is refused with its name, and nothing of it is read: on the board and at the prompt."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from postcmd.errors import BadConfig
from sync.instances import CACHE, OUTBOX, glances, must_be_ours
from sync.post import open_cache
from tests.sync.desk import URL, at_work, home_in
from tests.sync.fake_centre import FakeCentre


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of a post that has worked, with an edit that waits."""
    centre = FakeCentre()
    with at_work(tmp_path, centre) as desk:
        desk.until_online()
        centre.weather = "gone"
        desk.until_kept(desk.add_to_quota(+3))
    (folder,) = home_in(tmp_path).folder.iterdir()
    return folder


@pytest.mark.parametrize("name", [OUTBOX, CACHE, "lock"])
def test_a_file_that_others_can_open_is_refused_unread(tmp_path: Path, folder: Path, name: str) -> None:
    (folder / name).chmod(0o644)
    with pytest.raises(BadConfig) as refused:
        must_be_ours(home_in(tmp_path))
    assert (refused.value.code, refused.value.facts) == (
        "post_file_not_private",
        {"path": str(folder / name), "why": "mode"},
    )
    assert [one.trouble for one in glances(home_in(tmp_path))] == ["post_file_not_private"]


@pytest.mark.parametrize("name", [OUTBOX, CACHE])
def test_a_link_in_the_place_of_a_file_is_refused_unread(tmp_path: Path, folder: Path, name: str) -> None:
    (folder / name).rename(tmp_path / "elsewhere")
    (folder / name).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(BadConfig, match="post_file_not_private"):
        must_be_ours(home_in(tmp_path))


# A fake owner would prove nothing about the kernel's answer.
@pytest.mark.skipif(os.getuid() != 0, reason="only root can give a file away")  # so says the kernel's chown
def test_a_file_of_somebody_else_is_refused_unread(tmp_path: Path, folder: Path) -> None:
    os.chown(folder / OUTBOX, 65534, 65534)
    with pytest.raises(BadConfig) as refused:
        must_be_ours(home_in(tmp_path))
    assert refused.value.facts["why"] == "owner"


def test_a_command_shows_nothing_of_it_and_says_why(tmp_path: Path, folder: Path) -> None:
    folder.chmod(0o750)
    found = open_cache(URL, "chaoyang", tmp_path / "postcmd")
    link = found.update.link
    assert link is not None
    assert (found.is_empty, found.update.puts, found.update.edits) == (True, (), ())
    assert (link.state, link.trouble, link.facts["path"]) == ("read_only", "folder_not_private", str(folder))


def test_a_board_refuses_edits_and_reads_nothing(tmp_path: Path, folder: Path) -> None:
    (folder / OUTBOX).chmod(0o640)
    with at_work(tmp_path, FakeCentre()) as desk:
        desk.until(lambda: (desk.link.state, desk.link.trouble) == ("read_only", "post_file_not_private"))
        desk.until_stage(desk.add_to_quota(+3), "attention")
        assert not desk.board.waiting
