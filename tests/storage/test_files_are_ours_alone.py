"""A post's folders are 0700 and its files 0600, ours, and no links: whatever stood there, and whatever the umask is."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from postcmd.errors import BadConfig
from sync.files import Disk, private_folder, temporary_of, write_whole
from sync.instances import CACHE, OUTBOX, take
from tests.storage.recovered import start_after
from tests.storage.story import damage, home_in, tell


@pytest.fixture(params=[0o000, 0o022, 0o077], ids=["open to all", "readable for all", "ours alone"])
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


def told(state: Path) -> Path:
    """The folder of an instance after a day's work."""
    tell(state, Disk(), lambda said: None)
    (folder,) = home_in(state).folder.iterdir()
    return folder


def modes(top: Path) -> dict[str, int]:
    return {path.name: stat.S_IMODE(path.lstat().st_mode) for path in [top, *top.rglob("*")]}


@pytest.mark.usefixtures("umask")
def test_folders_are_0700_and_files_0600_under_any_umask(tmp_path: Path) -> None:
    damage(tmp_path / "postcmd", lambda said: None)
    start_after(tmp_path / "postcmd", Disk())
    for path in [tmp_path / "postcmd", *(tmp_path / "postcmd").rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path
        assert path.stat().st_uid == os.getuid()


def test_a_days_work_leaves_these_files_and_no_others(tmp_path: Path) -> None:
    folder = told(tmp_path / "postcmd")
    assert modes(folder) == {folder.name: 0o700, "lock": 0o600, OUTBOX: 0o600, CACHE: 0o600}


def test_a_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    """For root every folder can be given away; anybody else finds one of root's."""
    folder = tmp_path / "theirs"
    folder.mkdir(mode=0o700)
    if os.getuid() == 0:
        os.chown(folder, 65534, 65534)
    else:
        folder = Path("/usr")
    with pytest.raises(BadConfig) as refused:
        private_folder(folder)
    assert (refused.value.code, refused.value.facts["why"]) == ("folder_not_private", "owner")


@pytest.mark.parametrize("mode", [0o701, 0o710, 0o704, 0o770, 0o755, 0o777])
def test_an_instance_that_others_can_enter_is_not_opened(tmp_path: Path, mode: int) -> None:
    folder = told(tmp_path / "postcmd")
    folder.chmod(mode)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(BadConfig, match="folder_not_private"):
        take(home_in(tmp_path / "postcmd"), lambda: "another")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize("level", range(3))
def test_a_link_in_the_place_of_a_folder_is_refused(tmp_path: Path, level: int) -> None:
    home = home_in(tmp_path / "postcmd")
    told(tmp_path / "postcmd")
    place = [home.folder, *home.folder.parents][level]
    place.rename(tmp_path / "elsewhere")
    place.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(BadConfig) as refused:
        take(home, lambda: "another")
    assert refused.value.facts["why"] == "not_a_folder"


def planted(lay: Callable[[Path, Path], None], place: Path, target: Path) -> Path:
    target.write_bytes(b"theirs")
    place.unlink(missing_ok=True)
    lay(place, target)
    return target


@pytest.mark.parametrize("name", [OUTBOX, CACHE])
def test_a_link_in_the_place_of_a_temporary_file_is_swept_and_not_followed(tmp_path: Path, name: str) -> None:
    folder = told(tmp_path / "postcmd")
    target = planted(Path.symlink_to, temporary_of(folder / name), tmp_path / "theirs")
    found = start_after(tmp_path / "postcmd")
    assert (found.trouble, found.strays, found.kept) == ("", (), {3: 12, 4: 13})
    assert target.read_bytes() == b"theirs"


def test_a_link_laid_while_we_are_at_work_refuses_the_edit_and_leaves_its_target(tmp_path: Path) -> None:
    folder = told(tmp_path / "postcmd")
    before = (folder / OUTBOX).read_bytes()
    target = planted(Path.symlink_to, temporary_of(folder / OUTBOX), tmp_path / "theirs")
    with pytest.raises(OSError, match=os.strerror(errno.ELOOP)):
        write_whole(folder / OUTBOX, b"{}")
    assert (target.read_bytes(), (folder / OUTBOX).read_bytes()) == (b"theirs", before)


@pytest.mark.parametrize("name", [OUTBOX, CACHE])
def test_a_temporary_file_of_a_crash_is_swept_whatever_its_mode(tmp_path: Path, name: str) -> None:
    folder = told(tmp_path / "postcmd")
    temporary_of(folder / name).write_bytes(b'{"facts":')
    temporary_of(folder / name).chmod(0o666)
    start_after(tmp_path / "postcmd")
    assert modes(folder).get(f".{name}.tmp") is None
    assert modes(folder)[name] == 0o600


def test_a_link_in_the_place_of_the_lock_is_not_followed(tmp_path: Path) -> None:
    folder = told(tmp_path / "postcmd")
    target = planted(Path.symlink_to, folder / "lock", tmp_path / "theirs")
    with pytest.raises(BadConfig, match="post_file_not_private"):
        take(home_in(tmp_path / "postcmd"), lambda: "another")
    assert target.read_bytes() == b"theirs"


def test_what_is_refused_at_the_start_is_said_and_the_next_start_works(tmp_path: Path) -> None:
    folder = told(tmp_path / "postcmd")
    target = planted(Path.symlink_to, folder / "lock", tmp_path / "theirs")
    with pytest.raises(BadConfig) as refused:
        tell(tmp_path / "postcmd", Disk(), lambda said: None)
    assert (refused.value.facts["path"], refused.value.facts["why"]) == (str(folder / "lock"), "link")
    (folder / "lock").unlink()
    assert (start_after(tmp_path / "postcmd").kept, target.read_bytes()) == ({3: 12, 4: 13}, b"theirs")
