"""TinyDB on one atomic file: one write for many changes, and nothing of a write that failed."""

from __future__ import annotations

import errno
import json
from pathlib import Path
from typing import Any

import pytest

from sync.files import Disk
from sync.storage import Cabinet
from tests.sync.test_files_are_whole_or_untouched import FailingDisk


class CountingDisk(Disk):
    def __init__(self) -> None:
        self.writes = 0

    def replace(self, old: Path, new: Path) -> None:
        self.writes += 1
        super().replace(old, new)


def read_plain(path: Path) -> Any:
    return json.loads(path.read_bytes()) if path.exists() else None


def cabinet(folder: Path, disk: Disk) -> Cabinet:
    return Cabinet(folder / "cache.json", read_plain, disk)


def held(folder: Path) -> Any:
    return read_plain(folder / "cache.json")


def test_what_is_put_is_found_by_its_own_id(tmp_path: Path) -> None:
    shelf = cabinet(tmp_path, Disk()).shelf("quota")
    shelf.change({"sunhe.lianjia.2022-11-20": {"max": 12}})
    again = cabinet(tmp_path, Disk()).shelf("quota")
    assert [(str(document.doc_id), document["max"]) for document in again] == [("sunhe.lianjia.2022-11-20", 12)]


def test_a_pull_is_one_bulk_write_for_each_table_and_one_write_of_the_file(tmp_path: Path) -> None:
    disk = CountingDisk()
    cache = cabinet(tmp_path, disk)
    with cache.file.together():
        cache.shelf("quota").change({f"q{number}": {"max": number} for number in range(1_000)})
        cache.shelf("squad").change({"s": {"strength": 12}})
        cache.shelf("quota").change({"q1": {"max": 50}}, gone=["q2", "unknown"])
    assert disk.writes == 1
    assert (held(tmp_path)["quota"]["q1"], len(held(tmp_path)["quota"])) == ({"max": 50}, 999)


def test_whole_means_that_the_puts_are_everything(tmp_path: Path) -> None:
    shelf = cabinet(tmp_path, Disk()).shelf("quota")
    shelf.change({"a": {"max": 1}, "b": {"max": 2}})
    shelf.change({"c": {"max": 3}}, whole=True)
    assert held(tmp_path) == {"quota": {"c": {"max": 3}}}


@pytest.mark.parametrize(("call", "nth"), [("write", 2), ("fsync", 3), ("replace", 2), ("fsync", 4)])
def test_a_write_that_fails_leaves_file_and_memory_as_they_were(tmp_path: Path, call: str, nth: int) -> None:
    """Also where the folder cannot be synced after the rename: the old contents are put back."""
    cache = cabinet(tmp_path, FailingDisk(call, errno.EIO, nth))
    shelf = cache.shelf("quota")
    shelf.change({"a": {"max": 1}})
    with pytest.raises(OSError, match="Input/output"), cache.file.together():
        shelf.change({"a": {"max": 2}, "b": {"max": 3}})
    assert held(tmp_path) == {"quota": {"a": {"max": 1}}}
    assert dict(shelf.all()[0]) == {"max": 1}
    shelf.change({"c": {"max": 4}})
    assert held(tmp_path) == {"quota": {"a": {"max": 1}, "c": {"max": 4}}}


def test_an_error_in_the_middle_writes_nothing(tmp_path: Path) -> None:
    cache = cabinet(tmp_path, Disk())

    def stumble() -> None:
        with cache.file.together():
            cache.shelf("quota").change({"a": {"max": 1}})
            raise LookupError

    with pytest.raises(LookupError):
        stumble()
    assert held(tmp_path) is None
    assert cache.shelf("quota").all() == []


def test_what_is_known_already_is_not_read_again(tmp_path: Path) -> None:
    def read_never(path: Path) -> Any:
        raise AssertionError(f"{path} was read")

    cache = Cabinet(tmp_path / "cache.json", read_never, Disk())
    cache.file.seed({"quota": {"a": {"max": 1}}})
    assert [dict(document) for document in cache.shelf("quota")] == [{"max": 1}]
