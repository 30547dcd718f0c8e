"""A private file is replaced as a whole or stays as it was, whatever the disk does."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from postcmd.errors import BadConfig
from sync.files import Disk, private_folder, temporary_of, write_whole


class FailingDisk(Disk):
    """Fails at the named call, the n-th time it is made."""

    def __init__(self, call: str, why: int = errno.ENOSPC, nth: int = 1) -> None:
        self.call, self.why, self.left = call, why, nth

    def write(self, fd: int, some: memoryview) -> int:
        self._maybe("write")
        return super().write(fd, some)

    def fsync(self, fd: int) -> None:
        self._maybe("fsync")
        super().fsync(fd)

    def replace(self, old: Path, new: Path) -> None:
        self._maybe("replace")
        super().replace(old, new)

    def _maybe(self, call: str) -> None:
        self.left -= call == self.call
        if call == self.call and self.left == 0:
            raise OSError(self.why, os.strerror(self.why))


class StingyDisk(Disk):
    """Writes one byte at a time."""

    def write(self, fd: int, some: memoryview) -> int:
        return super().write(fd, some[:1])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "outbox.json"
    write_whole(path, b"before")
    return path


@pytest.mark.parametrize("call", ["write", "fsync", "replace"])
@pytest.mark.parametrize("why", [errno.ENOSPC, errno.EIO, errno.EDQUOT, errno.EROFS])
def test_a_refused_write_leaves_the_file_as_it_was_and_nothing_beside_it(file: Path, call: str, why: int) -> None:
    with pytest.raises(OSError, match=os.strerror(why)):
        write_whole(file, b"after", FailingDisk(call, why))
    assert file.read_bytes() == b"before"
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_a_short_write_is_gone_on_with(file: Path) -> None:
    write_whole(file, "孙河 12".encode(), StingyDisk())
    assert file.read_bytes() == "孙河 12".encode()


def test_a_file_is_for_us_alone(file: Path) -> None:
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_link_laid_where_the_temporary_file_belongs_is_not_followed(file: Path, tmp_path: Path) -> None:
    target = tmp_path / "somebody-elses"
    target.write_bytes(b"theirs")
    temporary_of(file).symlink_to(target)
    with pytest.raises(OSError, match=os.strerror(errno.ELOOP)):
        write_whole(file, b"after")
    assert target.read_bytes() == b"theirs"


def test_a_new_folder_is_for_us_alone(tmp_path: Path) -> None:
    assert private_folder(tmp_path / "a").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda path: path.mkdir(mode=0o755), "mode"),
        (lambda path: path.write_bytes(b""), "not_a_folder"),
        (lambda path: path.symlink_to(path.parent), "not_a_folder"),
    ],
)
def test_a_folder_others_can_enter_is_refused(tmp_path: Path, make: Callable[[Path], None], why: str) -> None:
    folder = tmp_path / "postcmd"
    make(folder)
    with pytest.raises(BadConfig) as refused:
        private_folder(folder)
    assert refused.value.facts == {"path": str(folder), "why": why}
