"""TinyDB on files that are whole at every instant.

1. A write is durable when it returns; when it raises OSError, file and memory stand as they were before (I1).
2. Writes made `together` reach the disk as one.
3. A table takes all its changes in one bulk write; documents are replaced, never changed in place.
4. What was read or written last is kept: TinyDB's own reads cost no decoding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import msgspec
from tinydb import TinyDB
from tinydb.storages import Storage
from tinydb.table import Table

from sync.files import DISK, Disk, fsync_folder, write_whole

Tables = dict[str, dict[str, Any]]


class AtomicStorage(Storage):
    """One JSON file. Values inside documents may be typed: msgspec writes them, `read_file` reads them back."""

    def __init__(self, path: Path, read_file: Callable[[Path], Any], disk: Disk = DISK) -> None:
        self._path = path
        self._read_file = read_file
        self._disk = disk
        self._known: Tables | None = None
        self._looked = False
        self._gathered: Tables | None = None
        self._gathering = False

    def read(self) -> Tables | None:
        if self._gathered is not None:
            return dict(self._gathered)
        if not self._looked:
            self._known, self._looked = self._read_file(self._path), True
        # TinyDB puts new tables into what it gets; a failed write must not leave them in what we keep.
        return None if self._known is None else dict(self._known)

    def write(self, tables: Tables) -> None:
        if self._gathering:
            self._gathered = tables
            return
        try:
            write_whole(self._path, msgspec.json.encode(tables), self._disk)
        except OSError:
            self._put_back()
            raise
        self._known, self._looked = tables, True

    @contextmanager
    def together(self) -> Iterator[None]:
        """Everything written inside is one write at the end, or none."""
        self._gathering = True
        try:
            yield
            self._gathering = False
            if self._gathered is not None:
                self.write(self._gathered)
        finally:
            self._gathering, self._gathered = False, None

    def seed(self, tables: Tables) -> None:
        """What the file is known to hold, read by somebody else just now; {} where nobody knows."""
        self._known, self._looked = tables, True

    def _put_back(self) -> None:
        # A failing fsync of the folder comes after the rename: the refused contents may stand there already.
        with suppress(OSError):
            if self._looked and self._known is None:
                self._disk.unlink(self._path)
                fsync_folder(self._path.parent, self._disk)
            elif self._known:
                write_whole(self._path, msgspec.json.encode(self._known), self._disk)


class Shelf(Table):
    """A table whose documents are known by the ids of the field."""

    # TinyDB types its ids as int, and takes any class that can be made from the text of a JSON key.
    document_id_class: Any = str

    def change(self, puts: Mapping[str, Any], gone: Iterable[str] = (), whole: bool = False) -> None:
        """One bulk write: forget everything first where `whole`, then what is `gone`, then put."""

        def update(table: dict[Any, Any]) -> None:
            if whole:
                table.clear()
            for record_id in gone:
                table.pop(record_id, None)
            table.update(puts)

        self._update_table(update)


class Cabinet(TinyDB):
    """A TinyDB of shelves on one atomic file."""

    table_class = Shelf

    def __init__(self, path: Path, read_file: Callable[[Path], Any], disk: Disk = DISK) -> None:
        super().__init__(path, read_file, disk, storage=AtomicStorage)

    def shelf(self, name: str) -> Shelf:
        table = self.table(name)
        assert isinstance(table, Shelf)  # noqa: S101 - table_class says so
        return table

    @property
    def file(self) -> AtomicStorage:
        storage = self.storage
        assert isinstance(storage, AtomicStorage)  # noqa: S101 - the constructor says so
        return storage
