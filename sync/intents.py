"""What an outbox keeps, and how it changes: numbering, folding, taking back, sealing, forgetting. Pure.

1. Numbers are given 1, 2, 3 … in the order of the adds, and never twice.
2. A sealed op never changes again; withdrawing it is no longer possible.
3. A repeated `quota.add` on the same bounds, within two seconds, in one session and before sealing, makes the last op
   larger under its number and makes no new one.
4. An op on fields that an earlier, unanswered op of ours touches names that op in `after`.
5. A withdrawn op keeps its number: `void` is sent under it.
6. Ops that have to wait for a newer centre, and those that stand on them, take their places behind the others: only
   unsealed ops change places, so that the numbers stay the order in which the centre learns of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

import msgspec
from msgspec import Struct

from postcmd.ops import Bulk, Op, QuotaAdd, Void, numbered, with_hash
from postcmd.wire import Result
from sync.folding import ByRecord, sum_of
from sync.formats import Kept, OutboxTables, Settled
from sync.outbox_changes import (
    Add,
    Amend,
    Change,
    Clear,
    Dismiss,
    GiveUp,
    Postpone,
    Prune,
    Rename,
    Seal,
    Settle,
    Withdraw,
)


class Intents(Struct, frozen=True):
    """Everything an outbox keeps. The dicts are never changed, only replaced.

    `retired`: of a former identity of a post. Nothing new is kept here; it only goes out again after a restore.
    `seen`: the cursor of a cut with the effects of all that was forgotten, "" where nothing was.
    """

    client: str = ""
    next: int = 1
    kept: dict[int, Kept] = {}
    settled: dict[str, Settled] = {}
    retired: bool = False
    seen: str = ""


def intents_from(tables: OutboxTables) -> Intents:
    """What an outbox file holds."""
    facts = tables["facts"]["outbox"]
    kept = {int(n): doc["kept"] for n, doc in tables.get("intents", {}).items()}
    settled = {ticket: doc["settled"] for ticket, doc in tables.get("settled", {}).items()}
    return Intents(facts.client, facts.next, kept, settled, facts.retired, facts.seen)


class Draft:
    """Intents while changes are being made to them. `answered` are the numbers whose result is known."""

    def __init__(self, intents: Intents, tickets: dict[str, int], answered: Collection[int]) -> None:
        self.client = intents.client
        self.next = intents.next
        self.kept = dict(intents.kept)
        self.settled = dict(intents.settled)
        self.retired, self.seen = intents.retired, intents.seen
        self.tickets = dict(tickets)
        self.answered = answered
        self.touched: set[int] = set()
        self.removed: set[int] = set()
        self.writing: set[int] = set()
        self._by_record: ByRecord | None = None

    def take(self, changes: Iterable[Change]) -> Draft:
        for change in changes:
            self._take(change)
        return self

    def intents(self) -> Intents:
        return Intents(self.client, self.next, self.kept, self.settled, self.retired, self.seen)

    def last(self) -> Kept | None:
        """The op that a repeated key may be folded into: of this session, for what a file says was never sent may have
        been sent before somebody put an older copy of it back."""
        n, kept = self.next - 1, self.kept.get(self.next - 1)
        is_sent = kept is None or kept.sealed or kept.withdrawn or kept.dismissed
        return None if is_sent or n not in self.tickets.values() else kept

    def ticket_of(self, n: int) -> str:
        return next((ticket for ticket, number in self.tickets.items() if number == n), f"{self.client}.{n}")

    def number_of(self, ticket: str) -> int | None:
        if ticket in self.tickets:
            return self.tickets[ticket]
        client, _, n = ticket.rpartition(".")
        return int(n) if client == self.client and n.isdigit() else None

    def is_open(self, n: int) -> bool:
        """Whether the op is kept and its result unknown."""
        return n in self.kept and n not in self.answered

    def _take(self, change: Change) -> None:
        match change:
            case Add():
                self._add(change)
            case Amend():
                self._amend(change)
            case Withdraw():
                self._flag(self.number_of(change.ticket), withdrawn=True)
            case Dismiss():
                self._dismiss(change)
            case Seal():
                for n in change.numbers:
                    self._flag(n, sealed=True)
            case Prune():
                self._remove(change.numbers)
                self.seen = change.seen or self.seen
            case Postpone():
                self._postpone(set(change.numbers))
            case Settle():
                self.settled = {**change.settled, **self.settled}
            case GiveUp():
                self._give_up(change.ended)
            case Clear():
                self.settled = {ticket: one for ticket, one in self.settled.items() if ticket not in change.tickets}
            case Rename():
                self._rename(change)

    def _add(self, change: Add) -> None:
        op, n = change.op, self.next
        if op.after is None:
            op = msgspec.structs.replace(op, after=self._leans_on(op))
        self.kept[n] = Kept(numbered(op, n), before=change.before)
        if self._by_record is not None:
            self._by_record.note(n, op)
        self.tickets[change.ticket] = n
        self.next += 1
        self._note(n)

    def _amend(self, change: Amend) -> None:
        n = self.number_of(change.ticket)
        kept = self.kept.get(n) if n is not None else None
        if n is not None and kept is not None and not kept.sealed and isinstance(kept.op, QuotaAdd):
            self.kept[n] = msgspec.structs.replace(kept, op=with_hash(sum_of(kept.op, change.op)))
            self._note(n)

    def _note(self, n: int) -> None:
        self.touched.add(n)
        self.writing.add(n)

    def _flag(
        self, n: int | None, sealed: bool = False, withdrawn: bool = False, dismissed: bool = False, why: str = ""
    ) -> None:
        kept = self.kept.get(n) if n is not None else None
        if n is None or kept is None or (withdrawn and kept.sealed):
            return
        self.kept[n] = msgspec.structs.replace(
            kept,
            sealed=kept.sealed or sealed,
            withdrawn=kept.withdrawn or withdrawn,
            dismissed=kept.dismissed or dismissed,
            why=kept.why or why,
        )
        self.touched.add(n)

    def _dismiss(self, change: Dismiss) -> None:
        one, n = self.settled.get(change.ticket), self.number_of(change.ticket)
        if one is not None:
            # Kept until nobody else keeps it: whoever takes over from others would bring it back.
            seen = msgspec.structs.replace(one.kept, dismissed=True, why=one.kept.why or change.reason)
            self.settled[change.ticket] = Settled(seen, one.result)
        elif n in self.answered:
            self._flag(n, dismissed=True, why=change.reason)

    def _remove(self, numbers: Iterable[int]) -> None:
        gone = {n for n in numbers if self.kept.pop(n, None) is not None}
        self.removed |= gone
        self.tickets = {ticket: n for ticket, n in self.tickets.items() if n not in gone}

    def _give_up(self, ended: Result) -> None:
        n = ended.n
        if n in self.kept and not self.kept[n].withdrawn:
            self.settled[f"{self.client}.{n}.unread"] = Settled(self.kept[n], ended)
            self.kept[n] = msgspec.structs.replace(self.kept[n], sealed=True, withdrawn=True)
            self.touched.add(n)

    def _postpone(self, late: set[int]) -> None:
        tail = [n for n in sorted(self.kept) if not self.kept[n].sealed]
        if not tail or tail != list(range(tail[0], self.next)):
            return
        for n in tail:
            if self.kept[n].op.after in late:
                late.add(n)
        places = [*(n for n in tail if n not in late), *(n for n in tail if n in late)]
        self._renumber(dict(zip(places, tail, strict=True)))

    def _renumber(self, moved: Mapping[int, int]) -> None:
        old = {n: (self.ticket_of(n), self.kept[n]) for n in moved}
        self.writing = {moved.get(n, n) for n in self.writing}
        for n, (ticket, kept) in old.items():
            after = kept.op.after
            op = msgspec.structs.replace(kept.op, after=None if after is None else moved.get(after, after))
            self.kept[moved[n]] = msgspec.structs.replace(kept, op=numbered(op, moved[n]))
            self.tickets[ticket] = moved[n]
        self.kept = dict(sorted(self.kept.items()))
        self.touched.update(moved)
        self._by_record = None

    def _rename(self, change: Rename) -> None:
        old = {n: (self.ticket_of(n), self.kept[n]) for n in sorted(self.kept)}
        self.removed.update(self.kept)
        self.client, self.next, self.kept, self.tickets, self.answered = change.client, 1, {}, {}, ()
        self._by_record, self.seen = None, change.seen or self.seen
        self.settled.update(change.settled)
        for n, (ticket, kept) in old.items():
            if n not in change.drop:
                fresh = msgspec.structs.replace(kept.op, after=None)
                self._add(Add(ticket, fresh, kept.before))
                self._flag(self.next - 1, withdrawn=kept.withdrawn, dismissed=kept.dismissed, why=kept.why)
        self.removed -= self.kept.keys()

    def _leans_on(self, op: Op) -> int | None:
        """The latest unanswered op of ours on the same fields of the same record."""
        if self._by_record is None:
            self._by_record = ByRecord({n: kept.op for n, kept in self.kept.items() if self.is_open(n)})
        return self._by_record.latest(op, self._live)

    def _live(self, n: int) -> Op | None:
        kept = self.kept.get(n)
        counts = kept is not None and self.is_open(n) and not kept.withdrawn and not kept.dismissed
        return kept.op if kept is not None and counts else None


def sent_form(kept: Kept) -> Op:
    """What goes over the wire for an op: itself, or `void` where it was taken back or dismissed.

    A bulk that was dismissed may have come through in part: a restored centre gets that part back.
    """
    may_have_an_effect = isinstance(kept.op, Bulk) and not kept.op.atomic
    if kept.withdrawn or (kept.dismissed and not may_have_an_effect):
        return numbered(Void(made=kept.op.made, reason=kept.why), kept.op.n)
    return kept.op
