"""A disk that notes down what it is asked, and every state in which a power loss may leave what it holds.

What is not synced is up to chance: the contents of a file are lost, half there, zeros or all there; of the changes of
names in one folder the first few have happened, those of another folder independently. A rename is never half done.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from sync.files import Disk
from tests.storage.story import Said

Names = dict[str, int | None]
"""What changes about the names of a folder: which file each stands for from now on, None for no longer any."""
Tree = dict[str, bytes | None]
"""Files by path, None for a folder."""
FOLDER = -1


class File(Struct):
    synced: bytes = b""
    now: bytes = b""

    def after_power_loss(self) -> set[bytes]:
        if self.now == self.synced:
            return {self.now}
        return {self.synced, self.now[: len(self.now) // 2], bytes(len(self.now)), self.now}


class Folder(Struct):
    synced: Names
    pending: list[Names]

    def after_power_loss(self) -> Iterator[Names]:
        """The names, with more and more of the changes that are not synced."""
        names = dict(self.synced)
        yield dict(names)
        for change in self.pending:
            names.update(change)
            yield dict(names)

    def now(self) -> Names:
        return list(self.after_power_loss())[-1]

    def sync(self) -> None:
        self.synced, self.pending = self.now(), []


class PowerDisk(Disk):
    """A real disk below `top` that knows what would be left of it. `moments` are all states, with what was shown."""

    def __init__(self, top: Path) -> None:
        self._top, self._numbers = top, itertools.count(1)
        self._files: dict[int, File] = {}
        self._folders: dict[Path, Folder] = {}
        self._open: dict[int, int | Path] = {}
        self._said = Said()
        self._seen: set[int] = set()
        self.moments: list[tuple[Tree, Said]] = []
        self._load(top)

    def say(self, said: Said) -> None:
        self._said = said
        self._look()

    def open(self, path: Path, flags: int, mode: int = 0o600) -> int:
        fd = super().open(path, flags, mode)
        if flags & os.O_DIRECTORY:
            self._open[fd] = path
            return fd
        number = self._number(path)
        if number is None:
            number = next(self._numbers)
            self._files[number] = File()
            self._rename(path.parent, {path.name: number})
        elif flags & os.O_TRUNC:
            self._files[number].now = b""
        self._open[fd] = number
        self._look()
        return fd

    def close(self, fd: int) -> None:
        super().close(fd)
        del self._open[fd]

    def write(self, fd: int, some: memoryview) -> int:
        # In two parts, so that there are moments in the middle of a file.
        written = super().write(fd, some[: max(1, len(some) // 2)])
        self._file(fd).now += bytes(some[:written])
        self._look()
        return written

    def fsync(self, fd: int) -> None:
        what = self._open[fd]
        if isinstance(what, Path):
            self.sync_folder(what)
        else:
            self.sync_file(self._files[what])
        self._look()

    def sync_file(self, file: File) -> None:
        file.synced = file.now

    def sync_folder(self, folder: Path) -> None:
        self._folders[folder].sync()

    def replace(self, old: Path, new: Path) -> None:
        super().replace(old, new)
        number = self._number(old)
        if old.parent == new.parent:
            self._rename(old.parent, {old.name: None, new.name: number})
        else:
            self._rename(new.parent, {new.name: number})
            self._rename(old.parent, {old.name: None})
        self._look()

    def unlink(self, path: Path) -> None:
        super().unlink(path)
        self._rename(path.parent, {path.name: None})
        self._look()

    def link(self, old: Path, new: Path) -> None:
        super().link(old, new)
        self._rename(new.parent, {new.name: self._number(old)})
        self._look()

    def mkdir(self, path: Path) -> None:
        super().mkdir(path)
        self._folders[path] = Folder({}, [])
        self._rename(path.parent, {path.name: FOLDER})
        self._look()

    def _load(self, folder: Path) -> None:
        """What is there already is synced."""
        names: Names = {}
        for path in folder.iterdir():
            names[path.name] = FOLDER if path.is_dir() else next(self._numbers)
            if path.is_dir():
                self._load(path)
            else:
                content = path.read_bytes()
                self._files[names[path.name] or 0] = File(content, content)
        self._folders[folder] = Folder(names, [])

    def _file(self, fd: int) -> File:
        number = self._open[fd]
        assert isinstance(number, int)
        return self._files[number]

    def _number(self, path: Path) -> int | None:
        return self._folders[path.parent].now().get(path.name)

    def _rename(self, folder: Path, change: Names) -> None:
        self._folders[folder].pending.append(change)

    def _look(self) -> None:
        """Note every state in which the disk may be found if the power fails now."""
        for tree in self._trees():
            mark = hash((tuple(sorted(tree.items())), repr(self._said)))
            if mark not in self._seen:
                self._seen.add(mark)
                self.moments.append((tree, self._said))

    def _trees(self) -> Iterator[Tree]:
        folders = list(self._folders)
        for names in itertools.product(*(self._folders[folder].after_power_loss() for folder in folders)):
            tree = self._tree_of(dict(zip(folders, names, strict=True)), self._top)
            numbers = sorted({number for number in tree.values() if number != FOLDER})
            for contents in itertools.product(*(sorted(self._files[number].after_power_loss()) for number in numbers)):
                held = dict(zip(numbers, contents, strict=True))
                yield {path: held.get(number) for path, number in tree.items()}

    def _tree_of(self, names: dict[Path, Names], folder: Path) -> dict[str, int]:
        """What can be reached from the top: a folder whose name is lost is lost with all that is in it."""
        tree: dict[str, int] = {}
        for name, number in names[folder].items():
            if number is not None:
                tree[str((folder / name).relative_to(self._top))] = number
            if number == FOLDER:
                tree.update(self._tree_of(names, folder / name))
        return tree


def laid_out(tree: Tree, top: Path) -> Path:
    """The state as files of a real disk."""
    top.mkdir()
    for name, content in sorted(tree.items()):
        path = top / name
        if content is None:
            path.mkdir(mode=0o700, parents=True)
        else:
            path.write_bytes(content)
            path.chmod(0o600)
    return top
