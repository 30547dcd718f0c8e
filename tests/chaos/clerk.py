"""Somebody at a post without a screen, in a process that is going to be killed: the shipped engine, and edits.

1. An edit is told of as `Kept` only after the engine has shown it as saved.
2. What is about to be withdrawn or dismissed is told of first: a void of it surprises nobody.
3. Every edit carries a mark of its own as its reason: the centre's audit names it again.
"""

from __future__ import annotations

import faulthandler
import logging
import os
import threading
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from typing import Any, Final

import msgspec
from msgspec import Struct

from postcmd import ops
from postcmd.board import Board
from postcmd.edits import OPEN_TO_CHANGE, Edit, Update
from postcmd.intents import add_heads, bounds, report
from postcmd.moves import SQUAD_MOVES
from postcmd.records import Quota, Squad
from sync.engine import Engine
from sync.instances import home_of
from sync.ports import Pace, Secret
from sync.post import way_to
from tests.centre_fixture import DAY

PACE: Final = Pace(
    poll=5.0,
    emit=0.02,
    flush=0.2,
    silence=5.0,
    longest_backoff=1.0,
    first_backoff=0.1,
    sign_in_again=0.5,
    between_polls=0.2,
    long_poll=2,
    compare=3.0,
)
"""As shipped, but everything that waits waits less: more of it happens in a second."""


class Orders(Struct, frozen=True):
    """Who sits where, with which chance, and how long between two edits on average (seconds)."""

    name: str
    url: str
    account: str
    token: str
    state: str
    seed: str
    pause: float


class Kept(Struct, frozen=True, tag=True):
    """The engine has shown this edit as saved, as an op of this client."""

    mark: str
    op: ops.Op
    client: str


class Leaves(Struct, frozen=True, tag=True):
    """These edits are about to be withdrawn or dismissed."""

    marks: list[str]


class Report(Struct, frozen=True, tag=True):
    """What stands on the screen: records by kind and id, marks of the edits that wait and of those that need somebody.

    `folder` is the instance in use.
    """

    link: str
    records: dict[str, dict[str, Any]]
    waiting: list[str]
    attention: list[str]
    folder: str
    client: str


Said = Kept | Leaves | Report
read_said: Final = msgspec.json.Decoder(Said).decode


def work(orders: Orders, mouth: Connection, ear: Connection) -> None:
    """Make edits until told otherwise: `rest`, `go on`, `report`, `leave`; ends when nobody listens any more."""
    logging.basicConfig(filename=log_of(orders), level=logging.WARNING, force=True)
    faulthandler.enable(log_of(orders).open("a"))
    try:
        _work(Clerk(orders, mouth), orders, ear)
    except Exception:  # raised again; the trial only reads the log, where the traceback has to stand
        logging.exception("A clerk ended by itself")
        raise


def log_of(orders: Orders) -> Path:
    return Path(orders.state).parent / f"{orders.account}.log"


def _work(clerk: Clerk, orders: Orders, ear: Connection) -> None:
    clerk.engine.start()
    chance, resting = Random(orders.seed), False
    while True:
        if not ear.poll(None if resting else chance.uniform(0, 2 * orders.pause)):
            clerk.make_an_edit()
            continue
        try:
            told = ear.recv_bytes()
        except EOFError:
            os._exit(1)
        if told == b"leave":
            clerk.engine.stop(10)
            return
        resting = told != b"go on"
        if told == b"report":
            clerk.report()


class Clerk:
    """The board in mind, the engine at hand."""

    def __init__(self, orders: Orders, mouth: Connection) -> None:
        home = home_of(orders.url, orders.account, Path(orders.state))
        self.engine = Engine(home, way_to(orders.url, lambda: Secret(orders.token)), pace=PACE)
        self.engine.listen(self._take)
        self._name, self._mouth, self._chance = orders.name, mouth, Random(orders.seed + "wishes")
        self._board, self._unsaid, self._made = Board(), dict[str, str](), 0
        self._lock = threading.RLock()

    def make_an_edit(self) -> None:
        """One at random; none before there is anything to see."""
        with self._lock:
            wish = self._chance.choices(WISHES, SHARES)[0]
            op = wish(self) if self._board.base["quota"] else None
            if op is not None:
                self._submit(op)

    def report(self) -> None:
        with self._lock:
            board, watch = self._board, self.engine._watch
            instance = watch._instance
            ours = [edit for edit in board.edits if not edit.foreign]
            self._say(
                Report(
                    link=board.link.state,
                    records={kind: dict(shelf) for kind, shelf in board.base.items()},
                    waiting=[edit.op.reason for edit in ours if edit.is_pending],
                    attention=[edit.op.reason for edit in ours if edit.stage == "attention"],
                    folder="" if instance is None else str(instance.folder),
                    client=watch._core.client,
                )
            )

    def _submit(self, op: ops.Op) -> None:
        self._made += 1
        mark = f"{self._name}.{self._made}"
        op = msgspec.structs.replace(op, reason=mark, group=mark)
        before = None if op.target is None else self._board.get(*op.target)
        (ticket,) = self.engine.submit([op], [before])
        self._unsaid[ticket] = mark
        self._board.place([Edit(ticket=ticket, op=op, before=before)])

    def _take(self, update: Update) -> None:
        with self._lock:
            self._board.apply(update)
            for edit in self._board.edits:
                if edit.ticket in self._unsaid and edit.stage != "writing":
                    mark = self._unsaid.pop(edit.ticket)
                    # What the disk or a bound refused has no number: it was never shown as saved.
                    if edit.op.n:
                        self._say(Kept(mark, edit.op, self.engine._watch._core.client))

    def _say(self, said: Said) -> None:
        self._mouth.send_bytes(msgspec.json.encode(said))

    # What somebody may wish

    def add(self) -> ops.Op | None:
        quota = self._some_quota()
        return None if quota is None or quota.max is None else add_heads(quota, self._chance.choice((-2, -1, 1, 2, 3)))

    def set(self) -> ops.Op | None:
        quota, least = self._some_quota(), self._chance.randrange(12)
        most = least + self._chance.randrange(6)
        return None if quota is None else bounds(quota, least, most, self._board.link.epoch)

    def count(self) -> ops.Op | None:
        quota, offered = self._some_quota(), self._chance.randrange(20)
        return None if quota is None else report(quota, {"offered": offered}, self._board.link.epoch)

    def count_squad(self) -> ops.Op | None:
        squad = self._some_squad()
        if squad is None:
            return None
        base = ops.Base(self._board.link.epoch, squad.rev, {"present": squad.present})
        return ops.SquadReport(squad=squad.id, base=base, present=self._chance.randrange(20))

    def move_squad(self) -> ops.Op | None:
        squad = self._some_squad()
        moves = () if squad is None else sorted(SQUAD_MOVES[squad.status])
        if squad is None or not moves:
            return None
        return ops.SquadMove(squad=squad.id, came_from=squad.status, to=self._chance.choice(moves))

    def issue(self) -> ops.Op | None:
        day = DAY + timedelta(days=self._chance.randrange(3, 9))
        unit = self._chance.choice(("lianjia", "chaoyang", "miyun"))
        return ops.QuotaIssue(request=f"call-{self._chance.randrange(4)}", unit=unit, day=day, min=3, max=6)

    def withdraw(self) -> None:
        self._let_go([edit for edit in self._ours() if edit.stage in OPEN_TO_CHANGE][-1:], self.engine.withdraw)

    def dismiss(self) -> None:
        self._let_go([edit for edit in self._ours() if edit.stage == "attention"], self.engine.dismiss)

    def _let_go(self, edits: list[Edit], how: Any) -> None:
        if edits:
            self._say(Leaves([edit.op.reason for edit in edits]))
            how([edit.ticket for edit in edits])

    def _ours(self) -> list[Edit]:
        """Those of clerks: an instance may have been a board's before, and its edits are somebody else's wish."""
        return [edit for edit in self._board.edits if edit.op.reason and not edit.foreign]

    def _some_quota(self) -> Quota | None:
        shown = self._board.every("quota")
        quotas = [one for one in shown if isinstance(one, Quota) and one.request.startswith("call")]
        return self._chance.choice(sorted(quotas, key=lambda one: one.id)) if quotas else None

    def _some_squad(self) -> Squad | None:
        squads = [one for one in self._board.every("squad") if isinstance(one, Squad)]
        return self._chance.choice(sorted(squads, key=lambda one: one.id)) if squads else None


WISHES: Final = (
    Clerk.add,
    Clerk.set,
    Clerk.count,
    Clerk.count_squad,
    Clerk.move_squad,
    Clerk.issue,
    Clerk.withdraw,
    Clerk.dismiss,
)
SHARES: Final = (60, 8, 8, 6, 4, 5, 5, 4)
