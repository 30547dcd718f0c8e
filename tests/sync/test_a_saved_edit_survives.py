"""What was shown as saved is there after kill -9, and what could not be saved was never shown as saved."""

from __future__ import annotations

import errno
import random
import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from postcmd.edits import MOST_WAITING
from postcmd.ops import QuotaAdd
from sync.files import Disk
from sync.formats import read_outbox
from sync.instances import OUTBOX
from sync.intents import Intents
from sync.local import OutboxFile
from sync.outbox import Outbox
from tests.centre_fixture import DAY
from tests.sync.desk import PATIENCE, SUNHE, at_work
from tests.sync.fake_centre import FakeCentre
from tests.sync.test_files_are_whole_or_untouched import FailingDisk

CHILD = """
import sys, threading
from datetime import date
from pathlib import Path
from postcmd.ops import QuotaAdd
from sync.local import OutboxFile
from sync.outbox import Outbox

saved = threading.Event()

def say():
    print(max((one.kept.op.n for one in outbox.standings() if not one.writing), default=0), flush=True)
    saved.set()

outbox = Outbox(say)
file = OutboxFile(Path(sys.argv[1]), "server", "chaoyang")
outbox.attach(file, file.load("client"))
while True:
    saved.clear()
    outbox.submit([QuotaAdd(request="sunhe", unit="lianjia", day=date(2022, 11, 20), max=1, group="g")] * 3)
    saved.wait()
"""


def edit(heads: int = 1, group: str | None = "each for itself") -> QuotaAdd:
    return QuotaAdd(request="sunhe", unit="lianjia", day=DAY, min=heads, max=heads, group=group)


def test_no_edit_shown_as_saved_is_lost_to_kill_9(tmp_path: Path) -> None:
    """I1: twenty kills at random moments; the numbers go on without a gap from one life to the next."""
    chance = random.Random(1)
    shown = 0
    for _ in range(20):
        shown = max(shown, edits_until_killed(tmp_path, chance.uniform(0, 0.03)))
        tables = read_outbox(tmp_path / OUTBOX)
        kept = [] if tables is None else sorted(int(n) for n in tables["intents"])
        assert kept == list(range(1, len(kept) + 1))
        assert len(kept) >= shown
    assert shown > 60


def edits_until_killed(folder: Path, moment: float) -> int:
    """Let a post make edits as fast as it can and kill it after so many seconds; the last number it showed as saved."""
    command = [sys.executable, "-c", CHILD, str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path.cwd()) as child:
        assert child.stdout is not None
        said = [child.stdout.readline()]
        killer = threading.Timer(moment, child.send_signal, [signal.SIGKILL])
        killer.start()
        said += child.stdout.readlines()
        killer.join()
    return max((int(line) for line in said if line.endswith(b"\n")), default=0)


class Moments:
    """Waits for an outbox to have nothing more to write."""

    def __init__(self) -> None:
        self._changed = threading.Condition()

    def ring(self) -> None:
        with self._changed:
            self._changed.notify_all()

    def until_quiet(self, outbox: Outbox) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: not any(one.writing for one in outbox.standings()), PATIENCE)


def open_outbox(folder: Path, disk: Disk) -> tuple[Outbox, Moments]:
    moments = Moments()
    outbox = Outbox(moments.ring)
    outbox.attach(OutboxFile(folder, "server", "chaoyang", disk), Intents("client"))
    return outbox, moments


@pytest.mark.parametrize(("why", "code"), [(errno.ENOSPC, "disk_full"), (errno.EIO, "disk_error")])
def test_a_full_disk_refuses_the_edit_and_keeps_the_others(tmp_path: Path, why: int, code: str) -> None:
    outbox, moments = open_outbox(tmp_path, FailingDisk("write", why, nth=2))
    (first,) = outbox.submit([edit(1)])
    moments.until_quiet(outbox)
    (second,) = outbox.submit([edit(2)])
    moments.until_quiet(outbox)
    standings = {one.ticket: one for one in outbox.standings()}
    assert standings[first].result is None
    refusal = standings[second].result
    assert refusal is not None
    assert refusal.info is not None
    assert (refusal.status, refusal.info.code) == ("rejected", code)
    assert outbox.trouble == code
    (third,) = outbox.submit([edit(3)])
    moments.until_quiet(outbox)
    tables = read_outbox(tmp_path / OUTBOX)
    assert tables is not None
    assert [getattr(doc["kept"].op, "max", 0) for doc in tables["intents"].values()] == [1, 3]
    assert outbox.trouble == ""
    assert third in {one.ticket for one in outbox.standings()}
    outbox.dismiss([second])
    assert second not in {one.ticket for one in outbox.standings()}
    assert outbox.stop(PATIENCE)


def test_a_repeated_key_on_a_full_disk_leaves_what_was_saved(tmp_path: Path) -> None:
    outbox, moments = open_outbox(tmp_path, FailingDisk("fsync", nth=3))
    (first,) = outbox.submit([edit(1, group=None)])
    moments.until_quiet(outbox)
    assert outbox.submit([edit(1, group=None)]) == [first]
    moments.until_quiet(outbox)
    kept = {one.ticket: one for one in outbox.standings()}
    assert getattr(kept.pop(first).kept.op, "max", 0) == 1
    (refused,) = kept.values()
    assert refused.result is not None
    assert getattr(refused.kept.op, "max", 0) == 1
    assert outbox.stop(PATIENCE)


class GatedDisk(Disk):
    """Its writes wait at a gate; it counts how many went through."""

    def __init__(self) -> None:
        self.gate, self.arrived, self.writes = threading.Event(), threading.Event(), 0

    def replace(self, old: Path, new: Path) -> None:
        self.arrived.set()
        assert self.gate.wait(PATIENCE)
        self.writes += 1
        super().replace(old, new)


def test_all_edits_queued_during_one_write_share_the_next(tmp_path: Path) -> None:
    disk = GatedDisk()
    outbox, moments = open_outbox(tmp_path, disk)
    outbox.submit([edit(1)])
    assert disk.arrived.wait(PATIENCE)
    for heads in range(2, 42):
        outbox.submit([edit(heads)])
    assert [one.writing for one in outbox.standings()] == [True] * 41
    disk.gate.set()
    moments.until_quiet(outbox)
    assert disk.writes == 2
    assert [one.kept.op.n for one in outbox.standings()] == list(range(1, 42))
    assert outbox.stop(PATIENCE)


def test_an_outbox_that_is_full_refuses_and_drops_nothing(tmp_path: Path) -> None:
    """I13: an outbox has a bound, and says so at the bound."""
    outbox, moments = open_outbox(tmp_path, Disk())
    outbox.submit([edit(1)] * MOST_WAITING)
    (over,) = outbox.submit([edit(1)])
    moments.until_quiet(outbox)
    standings = {one.ticket: one for one in outbox.standings()}
    assert len(standings) == MOST_WAITING + 1
    refusal = standings[over].result
    assert refusal is not None
    assert refusal.info is not None
    assert refusal.info.code == "outbox_full"
    outbox.answer([1])
    (again,) = outbox.submit([edit(1)])
    moments.until_quiet(outbox)
    assert {one.ticket: one for one in outbox.standings()}[again].result is None
    assert outbox.stop(PATIENCE)


def test_answered_edits_that_are_in_no_backup_have_a_bound_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """I13: said early; at the bound new edits are refused, and what is kept for a restored centre stays."""
    monkeypatch.setattr("sync.outbox.MANY_KEPT", 3)
    monkeypatch.setattr("sync.outbox.MOST_KEPT", 5)
    outbox, moments = open_outbox(tmp_path, Disk())
    outbox.submit([edit(1)] * 5)
    moments.until_quiet(outbox)
    said = []
    for answered in ([1, 2], [1, 2, 3]):
        outbox.answer(answered)
        said.append(outbox.many_kept)
    assert [(one[0], one[1].n) if one else None for one in said] == [None, (3, 1)]
    (over,) = outbox.submit([edit(1)])
    refusal = {one.ticket: one for one in outbox.standings()}[over].result
    assert refusal is not None
    assert refusal.info is not None
    assert refusal.info.code == "outbox_full"
    assert list(outbox.intents.kept) == [1, 2, 3, 4, 5]
    assert outbox.prune([1]).result(PATIENCE)
    (again,) = outbox.submit([edit(1)])
    moments.until_quiet(outbox)
    assert {one.ticket: one for one in outbox.standings()}[again].result is None
    assert outbox.stop(PATIENCE)


def test_the_screen_says_since_when_there_is_no_backup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync.outbox.MANY_KEPT", 2)
    centre = FakeCentre()
    with at_work(tmp_path, centre) as desk:
        desk.until_online()
        for heads in (+1, -2):
            desk.until_done(desk.add_to_quota(heads, made=datetime(2022, 11, 19, 18, tzinfo=UTC)))
        desk.until(lambda: desk.link.trouble == "many_kept")
        assert desk.link.facts == {"n": "2", "since": "2022-11-20"}


def test_an_edit_that_nobody_could_read_is_refused_before_it_is_kept(tmp_path: Path) -> None:
    outbox, moments = open_outbox(tmp_path, Disk())
    (unsound,) = outbox.submit([edit(10**9)])
    (sound,) = outbox.submit([edit(1)])
    moments.until_quiet(outbox)
    standings = {one.ticket: one for one in outbox.standings()}
    assert standings[unsound].result is not None
    assert standings[sound].kept.op.n == 1
    assert outbox.stop(PATIENCE)


class FullForEdits(Disk):
    """Has no room for an outbox while `is_full`."""

    is_full = False

    def replace(self, old: Path, new: Path) -> None:
        if self.is_full and new.name == OUTBOX:
            raise OSError(errno.ENOSPC, "no space left")
        super().replace(old, new)


def test_a_disk_that_fills_up_is_shown_and_the_board_goes_on(tmp_path: Path) -> None:
    centre, disk = FakeCentre(), FullForEdits()
    with at_work(tmp_path, centre, disk=disk) as desk:
        desk.until_online()
        disk.is_full = True
        ticket = desk.add_to_quota(+3)
        desk.until(lambda: desk.stage(ticket) == "attention" and desk.link.trouble == "disk_full")
        assert desk.quota().max == 12
        disk.is_full = False
        desk.until_done(desk.add_to_quota(+3))
        assert desk.link.trouble == ""
    assert centre.quota(SUNHE).max == 15
