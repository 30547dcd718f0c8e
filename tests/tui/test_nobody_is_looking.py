"""What comes in while nobody looks rings, counts in the title, and touches nothing else."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from bench.terminal import Terminal
from postcmd.records import AnyRecord, kind_of
from tests.tui.fakes import NOON
from tests.tui.post import JINZHAN, SUNHE, Post, a_post, quota, request
from tui.calling import GIVE_TITLE_BACK, Calling
from tui.config import Bell

pytestmark = pytest.mark.anyio

ROOT = Path(__file__).resolve().parents[2]


class Night:
    """A board nobody looks at: what it sends to the terminal, and a clock that moves when told."""

    def __init__(self, post: Post, bell: Bell = "on") -> None:
        self.post, self.sent, self.seconds = post, list[str](), 100.0
        self.calling = Calling(post.screen, bell, lambda: self.seconds, self.sent.append)
        post.screen.__dict__["calling"] = self.calling
        self.calling.begin()

    async def comes(self, *records: AnyRecord, by: str = "sunhe-town") -> None:
        """Somebody else writes these at the centre, and they arrive."""
        centre = self.post.centre
        for record in records:
            centre.seq += 1
            stamped = msgspec.structs.replace(record, rev=centre.seq, updated_by=by)
            centre.records[kind_of(record), record.id] = stamped
        self.post.desk.pull()
        await self.post.settle()

    @property
    def bells(self) -> int:
        return self.sent.count("\a")

    @property
    def title(self) -> str:
        titles = [text for text in self.sent if "\x1b]2;" in text]
        return titles[-1].partition("\x1b]2;")[2].partition("\x1b\\")[0] if titles else ""


@pytest.fixture
async def night() -> AsyncIterator[Night]:
    async with a_post() as post:
        yield Night(post)


async def test_a_new_urgent_request_rings_counts_and_says_so_and_takes_nothing(night: Night) -> None:
    await night.post.on(SUNHE)
    await night.comes(request("new", "jinzhan-p", urgent=True))
    assert (night.bells, night.title) == (1, "(1) postcmd")
    assert "Urgent: 金盏地区" in night.post.said
    assert (night.post.table.cursor, night.post.table.has_focus) == (SUNHE, True)


async def test_what_is_not_urgent_known_or_our_own_does_not_ring(night: Night) -> None:
    await night.comes(request("calm", "jinzhan-p"), request("sunhe", urgent=True, note="again"))
    await night.comes(request("ours", "jinzhan-p", urgent=True), by="centre")
    assert night.sent == []


async def test_a_decline_and_a_conflict_ring(night: Night) -> None:
    await night.comes(quota(status="declined", declined=12))
    assert night.bells == 1
    night.seconds += 60
    await night.post.on(JINZHAN)
    await night.post.press("plus")
    night.post.desk.end("t1", "conflict", "changed_meanwhile")
    await night.post.settle()
    assert night.bells == 2


async def test_many_at_once_ring_once_and_all_count(night: Night) -> None:
    for nth in range(5):
        await night.comes(request(f"new{nth}", "jinzhan-p", urgent=True))
    assert (night.bells, night.title) == (1, "(5) postcmd")
    night.seconds += 10
    await night.comes(request("later", "jinzhan-p", urgent=True))
    assert (night.bells, night.title) == (2, "(6) postcmd")


async def test_the_next_key_says_that_somebody_looks(night: Night) -> None:
    await night.comes(request("new", "jinzhan-p", urgent=True))
    await night.post.press("down")
    assert night.calling.unseen == 0
    assert night.sent[-1].endswith(GIVE_TITLE_BACK)


async def test_a_due_time_passes_offline_too_and_is_told_once(night: Night) -> None:
    await night.comes(request("sunhe", urgent=True, due=NOON + timedelta(minutes=10)))
    night.post.desk.go_offline()
    night.calling.look_at_the_clock()
    assert night.bells == 0
    night.seconds += 601
    night.calling.look_at_the_clock()
    night.calling.look_at_the_clock()
    assert night.bells == 1
    assert "Fell due: 孙河乡" in night.post.said


@pytest.mark.parametrize(("bell", "title"), [("quiet", "(1) postcmd"), ("off", "")])
async def test_quiet_only_counts_and_off_does_neither(bell: Bell, title: str) -> None:
    async with a_post() as post:
        night = Night(post, bell)
        await night.comes(request("new", "jinzhan-p", urgent=True))
        assert (night.bells, night.title) == (0, title)
        assert "Urgent" in post.said


async def test_one_key_quiets_the_bell_and_lets_it_ring_again(night: Night) -> None:
    await night.post.press("z")
    assert (night.calling.bell, "Quiet" in night.post.said) == ("quiet", True)
    await night.post.press("z")
    assert night.calling.bell == "on"


async def test_a_whole_board_that_arrives_is_no_news(night: Night) -> None:
    night.post.centre.records["request", "new"] = request("new", "jinzhan-p", urgent=True)
    night.post.screen.take(night.post.desk.first())
    assert night.sent == []


CALLED = """
from widgets.terminal import prepare_terminal
prepare_terminal()
import sys
sys.path.insert(0, {root!r})
import msgspec
from tests.tui.fakes import FakeCentre, FakeDesk
from tests.tui.post import request, world
from tui.app import run_board
class Desk(FakeDesk):
    def sync_now(self):
        called = request("new", "jinzhan-p", urgent=True, updated_by="town")
        self.centre.records["request", "new"] = called
        self.pull()
desk = Desk(FakeCentre(world()))
def start(listen):
    desk.listen(listen)
    return desk
sys.exit(run_board(first=desk.first(), start_sync=start))
"""


class Heard(Terminal):
    """A terminal that remembers what it was sent: a bell is not seen."""

    def __init__(self, argv: list[str], cols: int, rows: int) -> None:
        self.heard = bytearray()
        super().__init__(argv, cols, rows)

    def _answer(self, arrived: bytes) -> None:
        self.heard += arrived
        super()._answer(arrived)


def test_the_terminal_gets_its_bell_and_its_title_back_at_the_end() -> None:
    with Heard([sys.executable, "-c", CALLED.format(root=str(ROOT))], 100, 30) as terminal:
        assert terminal.until(lambda text: "孙河乡" in text and "online" in text, 30) is not None
        terminal.send(b"\x12")
        assert terminal.until(lambda text: "Urgent: 金盏地区" in text, 10) is not None
        rung = bytes(terminal.heard)
        assert b"\x1b[22;2t\x1b]2;(1) postcmd\x1b\\" in rung
        assert b"\x07" in rung
        terminal.send(b"q")
        assert terminal.until(lambda _: GIVE_TITLE_BACK.encode() in bytes(terminal.heard), 10) is not None
