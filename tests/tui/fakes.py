"""An honest centre and desk in one process: they decide by the rules, keep a ledger, and answer only when asked to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from postcmd import ops
from postcmd.decide import decide
from postcmd.edits import Edit, Link, LinkState, Stage, Update
from postcmd.merge import Context, Stamp
from postcmd.ops import Op, QuotaAdd
from postcmd.outcome import Outcome, rejected
from postcmd.records import AnyRecord, Kind, kind_of
from postcmd.rights import why_refused
from postcmd.scope import Grant
from postcmd.wire import Info, Result, Status
from tests.held import Held

ALL = (Grant("dispatcher", "*"),)
NOON = datetime(2022, 11, 20, 4, 0, tzinfo=UTC)


class FakeCentre(Held):
    """Records that several posts change; it decides as the real one does."""

    def __init__(self, records: Iterable[AnyRecord]) -> None:
        self.records: dict[tuple[Kind, str], AnyRecord] = {(kind_of(one), one.id): one for one in records}
        self.graves: dict[tuple[Kind, str], AnyRecord] = {}
        self.stamps: dict[tuple[Kind, str, str], Stamp] = {}
        self.seq = 100
        self.now = NOON

    def decide(self, op: Op, user: str, client: str) -> Outcome:
        self.seq += 1
        ctx = Context(user=user, client=client, epoch="e1", now=self.now, wall=self.now)
        outcome = decide(op, self, ctx)
        for key in outcome.gone:
            if key in self.records:
                self.graves[key] = msgspec.structs.replace(self.records.pop(key), **self._stamped(user))
        for put in outcome.puts:
            self._keep(put, op, user, client)
        return outcome

    def _keep(self, put: AnyRecord, op: Op, user: str, client: str) -> None:
        key = (kind_of(put), put.id)
        before = self.records.get(key)
        for field in put.__struct_fields__:
            if before is None or getattr(before, field) != getattr(put, field):
                self.stamps[*key, field] = Stamp(self.seq, client, op.n, user, self.now)
        self.graves.pop(key, None)
        self.records[key] = msgspec.structs.replace(put, **self._stamped(user))

    def _stamped(self, user: str) -> dict[str, Any]:
        return {"rev": self.seq, "updated_by": user, "updated_at": self.now}


class FakeDesk:
    """The sync side of one post. Nothing moves by itself: `save`, then `sync`, as the story tells."""

    def __init__(self, centre: FakeCentre, account: str = "centre") -> None:
        self.centre = centre
        self.account = account
        self.is_online = True
        self.edits: dict[str, Edit] = {}
        self.sent: list[str] = []
        self.reasons: dict[str, str] = {}
        self.grants: tuple[Grant, ...] = ALL
        self.rights: tuple[Grant, ...] = ALL
        self.more: dict[str, Any] = {}
        self.asked_to_sync = 0
        self.stopped = False
        self._n = 0
        self._seen: dict[tuple[Kind, str], AnyRecord] = {}
        self._deliver: Callable[[Update], None] = lambda update: None

    # What the board asks

    def submit(self, ops: Sequence[Op], before: Sequence[AnyRecord | None] = ()) -> list[str]:
        pictures = [*before, *[None] * (len(ops) - len(before))]
        return [self._submit(op, picture) for op, picture in zip(ops, pictures, strict=True)]

    def _submit(self, op: Op, picture: AnyRecord | None) -> str:
        last = next(reversed(self.edits.values()), None)
        if last is not None and (both := folded(last, op)):
            self.edits[last.ticket] = msgspec.structs.replace(last, op=both, stage="writing")
            return last.ticket
        self._n += 1
        edit = Edit(ticket=f"t{self._n}", op=ops.numbered(op, self._n), before=picture)
        self.edits[edit.ticket] = edit
        return edit.ticket

    def withdraw(self, tickets: Sequence[str]) -> list[str]:
        in_time = [ticket for ticket in tickets if self.edits[ticket].stage in ("writing", "saved")]
        for ticket in in_time:
            self._stage(ticket, "withdrawn")
        return in_time

    def dismiss(self, tickets: Sequence[str], reason: str = "") -> None:
        for ticket in tickets:
            self.reasons[ticket] = reason
            self._stage(ticket, "dismissed")

    def sync_now(self) -> None:
        self.asked_to_sync += 1

    def listen(self, callback: Callable[[Update], None]) -> None:
        self._deliver = callback

    def start(self) -> None:
        """Nothing begins by itself."""

    def stop(self, timeout: float) -> bool:
        self.stopped = True
        return True

    # What the story does

    def first(self) -> Update:
        """Everything, as a cache would hold it."""
        self._seen = dict(self.centre.records)
        return Update(puts=tuple(self._seen.values()), whole=True, link=self.link(), edits=tuple(self.edits.values()))

    def link(self) -> Link:
        state: LinkState = "online" if self.is_online else "offline"
        now = self.centre.now
        said = {"state": state, "since": now, "as_of": now, "clock_at": now, "account": self.account, "epoch": "e1"}
        return Link(**{**said, "grants": self.grants, **self.more})

    def tell_link(self, **more: Any) -> None:
        """The link is so by now."""
        self.more = more
        self._deliver(Update(link=self.link()))

    def save(self) -> None:
        """The edits reach the disk."""
        for edit in self.edits.values():
            if edit.stage == "writing":
                self._stage(edit.ticket, "saved")
        self.tell()

    def send(self) -> None:
        """Sealed and pushed; the answer is not here yet."""
        for edit in list(self.edits.values()):
            if edit.stage in ("writing", "saved") and self.is_online:
                self.sent.append(edit.ticket)
                result = self._judged(edit.op)
                self.edits[edit.ticket] = msgspec.structs.replace(edit, stage="sent", result=result)
        self.tell()

    def _judged(self, op: Op) -> Result:
        """As the centre does: rights first, and what stands on a refused op is blocked."""
        before = next((edit for edit in self.edits.values() if edit.op.n == op.after), None)
        if op.after and before is not None and before.result is not None and before.result.needs_attention:
            return Result(op.n, "blocked", self.centre.seq, Info(code="blocked", facts={"after": op.after}))
        code = why_refused(op, self.account, self.rights, self.centre, self.centre.now)
        outcome = rejected(code) if code else self.centre.decide(op, self.account, self.account)
        return Result(op.n, outcome.status, self.centre.seq, outcome.info)

    def end(self, ticket: str, status: Status, code: str = "") -> None:
        """The centre says of this edit that it ended so."""
        edit = self.edits[ticket]
        result = Result(edit.op.n, status, self.centre.seq, Info(code=code) if code else None)
        self.edits[ticket] = msgspec.structs.replace(edit, stage="attention", result=result)
        self.tell()

    def pull(self) -> None:
        """What changed at the centre, with the results of what was sent."""
        if not self.is_online:
            return
        for ticket, edit in self.edits.items():
            if edit.stage == "sent" and edit.result is not None:
                self._stage(ticket, "attention" if edit.result.needs_attention else "done")
        now = self.centre.records
        puts = tuple(record for key, record in now.items() if self._seen.get(key) is not record)
        gone = tuple(key for key in self._seen if key not in now)
        self._seen = dict(now)
        self._deliver(Update(puts=puts, gone=gone, edits=tuple(self.edits.values()), link=self.link()))

    def sync(self) -> None:
        self.save()
        self.send()
        self.pull()

    def go_offline(self) -> None:
        self.is_online = False
        self._deliver(Update(link=self.link()))

    def come_back(self) -> None:
        self.is_online = True
        self._deliver(Update(link=self.link()))

    def refuse_on_disk(self, code: str) -> None:
        """The disk takes none of the edits that wait to be written."""
        for edit in list(self.edits.values()):
            if edit.stage == "writing":
                result = Result(edit.op.n, "rejected", 0, Info(code=code))
                self.edits[edit.ticket] = msgspec.structs.replace(edit, stage="attention", result=result)
        self.tell()

    def tell(self) -> None:
        # A result is learnt from a pull only: what is sent does not carry it yet.
        told = [
            msgspec.structs.replace(edit, result=None) if edit.stage == "sent" else edit for edit in self.edits.values()
        ]
        self._deliver(Update(edits=tuple(told)))

    def _stage(self, ticket: str, stage: Stage) -> None:
        self.edits[ticket] = msgspec.structs.replace(self.edits[ticket], stage=stage)


def folded(last: Edit, op: Op) -> Op | None:
    """The sum, where `op` is the same key once more on the same quota and nothing was sent yet."""
    before = last.op
    if not isinstance(before, QuotaAdd) or not isinstance(op, QuotaAdd) or last.stage not in ("writing", "saved"):
        return None
    if before.target != op.target or op.group or before.group or (before.min == 0) != (op.min == 0):
        return None
    return msgspec.structs.replace(before, min=before.min + op.min, max=before.max + op.max)
