"""Two processes of one person never write in one folder; a lock ends with its process, however that ends."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sync.instances import OUTBOX, open_elsewhere, take
from tests.storage.disks import WatchedDisk
from tests.storage.recovered import start_after
from tests.storage.story import home_in, tell
from tests.storage.zygote import ROOT

HOLDER = """
import signal
import sys
from pathlib import Path
from tests.storage.disks import WatchedDisk
from tests.storage.story import Post

signal.signal(signal.SIGHUP, signal.SIG_DFL)  # whoever started the tests may ignore it
said = []
post = Post(Path(sys.argv[1]), WatchedDisk(), said.append)
for line in sys.stdin:
    post.edit(int(line))
    print(post.instance.folder.name, sorted(said[-1].saved.values()), flush=True)
"""


class Holder:
    """Another process of the same person, at work in its folder."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def edit(self, heads: int) -> str:
        """Let it make an edit: its folder and the heads of all its edits."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{heads}\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def end(self, by: signal.Signals) -> None:
        self.process.send_signal(by)
        self.process.wait()


@contextmanager
def holder(state: Path) -> Iterator[Holder]:
    command = [sys.executable, "-c", HOLDER, str(state)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, text=True, stderr=subprocess.DEVNULL
    ) as process:
        yield Holder(process)


@pytest.mark.parametrize("by", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP])
def test_two_processes_take_two_folders_and_a_death_frees_the_first(tmp_path: Path, by: signal.Signals) -> None:
    state = tmp_path / "postcmd"
    tell(state, WatchedDisk(), lambda said: None)
    (folder,) = home_in(state).folder.iterdir()
    with holder(state) as other:
        assert other.edit(30) == f"{folder.name} [12, 13, 30]"
        mine = take(home_in(state), lambda: "another")
        assert mine.folder.name == "inst-another"
        assert open_elsewhere(home_in(state), mine.folder) == 1
        assert other.edit(31) == f"{folder.name} [12, 13, 30, 31]"
        other.end(by)
    assert open_elsewhere(home_in(state), mine.folder) == 0
    mine.release()
    found = start_after(state)
    assert (list(found.kept.values()), found.trouble) == ([12, 13, 30, 31], "")


def test_looking_at_a_folder_in_use_neither_waits_nor_writes(tmp_path: Path) -> None:
    state = tmp_path / "postcmd"
    with holder(state) as other:
        name, _ = other.edit(30).split(maxsplit=1)
        outbox = home_in(state).folder / name / OUTBOX
        before = outbox.stat()
        assert open_elsewhere(home_in(state), tmp_path) == 1
        assert outbox.stat() == before
        assert other.edit(31) == f"{name} [30, 31]"
        other.end(signal.SIGKILL)
