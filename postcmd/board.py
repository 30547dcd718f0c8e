"""The board: what the centre said, and on top of it what this post has changed and not yet heard back about.

1. A view is the centre's record with every pending edit of this session applied to it once, in the order made (I2).
2. An edit that the present records no longer admit is left out of the view, never out of the outbox.
3. Applying an update tells exactly which records may look different now.
4. An edit placed here is shown from that moment on, until the sync side knows it too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Final

from msgspec import Raw

from postcmd.edits import GLYPHS, Edit, Link, Update
from postcmd.merge import Context, Stamp
from postcmd.ops import Op, RecordDelete, items_of
from postcmd.outcome import Outcome
from postcmd.records import (
    KINDS,
    AnyRecord,
    Clock,
    Duty,
    Kind,
    Place,
    Quota,
    Request,
    SignUp,
    Squad,
    Task,
    Unit,
    kind_of,
)

Key = tuple[Kind, str]

LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)
"""The moment of what is shown while nothing was ever heard from a centre."""


class Board:
    """Records and edits as one picture. Belongs to one thread."""

    def __init__(self) -> None:
        self.base: dict[Kind, dict[str, AnyRecord]] = {kind: {} for kind in KINDS}
        self.logs: dict[Key, Raw] = {}
        self.edits: tuple[Edit, ...] = ()
        self.link = Link()
        self._placed: dict[str, Edit] = {}
        self._overlay: dict[Key, AnyRecord] = {}
        self._taken: dict[Key, AnyRecord] = {}
        self._buried: dict[Key, AnyRecord] = {}
        self._begin_index()
        self._marks: dict[Key, str] = {}

    # What changes it

    def apply(self, update: Update) -> set[Key]:
        """Take in an update; the keys of all records that may look different."""
        touched = self._take_records(update)
        if update.link is not None:
            self.link = update.link
        if update.edits is not None:
            self.edits = update.edits
        told = {edit.ticket: edit for edit in (*update.told, *(update.edits or ()))}
        self._placed = {
            ticket: edit
            for ticket, edit in self._placed.items()
            if ticket not in told or not told[ticket].has_caught_up(edit)
        }
        return touched | self._redraw()

    def place(self, edits: Iterable[Edit]) -> set[Key]:
        """Show edits that were made this moment."""
        self._placed.update({edit.ticket: edit for edit in edits})
        return self._redraw()

    # What it shows

    def get(self, kind: Kind, record_id: str) -> AnyRecord | None:
        if (kind, record_id) in self._taken:
            return None
        return self._overlay.get((kind, record_id)) or self.base[kind].get(record_id)

    def buried(self, kind: Kind, record_id: str) -> AnyRecord | None:
        """What was deleted from this post; of what others delete, a post learns only that it is gone."""
        if (kind, record_id) in self._overlay:
            return None
        return self._taken.get((kind, record_id)) or self._buried.get((kind, record_id))

    def is_deleted(self, kind: Kind, record_id: str) -> bool:
        return self.buried(kind, record_id) is not None

    def children(self, quota_id: str) -> Iterator[Quota]:
        # A part that was issued here may have turned out to be a part of another quota.
        return (part for part in self._quotas(self._children.get(quota_id, ())) if part.parent == quota_id)

    def quotas_of(self, request_id: str, day: date) -> Iterator[Quota]:
        """The quotas of a request's day."""
        return self._quotas(self._quotas_of.get((request_id, day), ()))

    def signups(self, of: str) -> Iterator[SignUp]:
        found = (self.get("signup", one) for one in sorted(self._signups.get(of, ())))
        return (one for one in found if isinstance(one, SignUp) and one.of == of)

    def duties(self, of: str) -> Iterator[Duty]:
        found = (self.get("duty", one) for one in sorted(self._duties.get(of, ())))
        return (one for one in found if isinstance(one, Duty) and one.of == of)

    def of_request(self, request_id: str) -> Iterator[Quota | Squad]:
        kinds: tuple[Kind, ...] = ("quota", "squad")
        held = (record for kind in kinds for record in self.every(kind))
        return (one for one in held if isinstance(one, Quota | Squad) and one.request == request_id)

    def named_squads(self) -> Iterator[Squad]:
        return (one for one in self.every("squad") if isinstance(one, Squad) and one.members)

    def stamp(self, kind: Kind, record_id: str, field: str) -> Stamp | None:
        """A post does not know who wrote a field last: the centre judges."""
        return None

    def ids(self, kind: Kind) -> list[str]:
        made_here = [record_id for of, record_id in self._overlay if of == kind and record_id not in self.base[kind]]
        if not self._taken:
            return [*self.base[kind], *made_here]
        return [record_id for record_id in (*self.base[kind], *made_here) if (kind, record_id) not in self._taken]

    def every(self, kind: Kind) -> Iterable[AnyRecord]:
        """All records of a kind as they are seen; those made here come last."""
        over = {record_id: record for (of, record_id), record in self._overlay.items() if of == kind}
        seen = {**self.base[kind], **over} if over else self.base[kind]
        taken = {record_id for of, record_id in self._taken if of == kind}
        return [record for record_id, record in seen.items() if record_id not in taken] if taken else seen.values()

    def unit(self, unit_id: str) -> Unit | None:
        record = self.get("unit", unit_id)
        return record if isinstance(record, Unit) else None

    def request(self, request_id: str) -> Request | None:
        record = self.get("request", request_id)
        return record if isinstance(record, Request) else None

    def place_of(self, place_id: str) -> Place | None:
        record = self.get("place", place_id)
        return record if isinstance(record, Place) else None

    def quota(self, quota_id: str) -> Quota | None:
        record = self.get("quota", quota_id)
        return record if isinstance(record, Quota) else None

    def squad(self, squad_id: str) -> Squad | None:
        record = self.get("squad", squad_id)
        return record if isinstance(record, Squad) else None

    def task(self, code: str) -> Task | None:
        record = self.get("task", code)
        return record if isinstance(record, Task) else None

    @property
    def clock(self) -> Clock | None:
        record = self.get("clock", "clock")
        return record if isinstance(record, Clock) else None

    @property
    def all_edits(self) -> tuple[Edit, ...]:
        """The edits the sync side told of, as they were placed here where it is behind; then those it has not seen."""
        told = {edit.ticket: self._placed.get(edit.ticket, edit) for edit in self.edits}
        return (*told.values(), *(edit for ticket, edit in self._placed.items() if ticket not in told))

    @property
    def waiting(self) -> list[Edit]:
        return [edit for edit in self.all_edits if edit.is_pending]

    @property
    def attention(self) -> list[Edit]:
        return [edit for edit in self.all_edits if edit.stage == "attention"]

    def mark(self, kind: Kind, record_id: str) -> str:
        """The glyph of the record's last edit: `·` `●` `✓` `!`, or nothing."""
        return self._marks.get((kind, record_id), "")

    # How

    def _quotas(self, ids: Iterable[str]) -> Iterator[Quota]:
        for quota_id in ids:
            quota = self.quota(quota_id)
            if quota is not None:
                yield quota

    def _begin_index(self) -> None:
        self._children: defaultdict[str, set[str]] = defaultdict(set)
        self._signups: defaultdict[str, set[str]] = defaultdict(set)
        self._duties: defaultdict[str, set[str]] = defaultdict(set)
        self._quotas_of: defaultdict[tuple[str, date], set[str]] = defaultdict(set)

    def _take_records(self, update: Update) -> set[Key]:
        touched: set[Key] = set()
        if update.whole:
            touched = {(kind, record_id) for kind, shelf in self.base.items() for record_id in shelf} | self.logs.keys()
            self.base = {kind: {} for kind in KINDS}
            self.logs, self._buried = {}, {}
            self._begin_index()
        deleted_here = _deleted_by((*self.all_edits, *update.told, *(update.edits or ()))) if update.gone else set()
        for key in update.gone:
            self._forget(key, key in deleted_here)
            touched.add(key)
        touched.update(self._learn(update.puts))
        touched.update(update.logs)
        self.logs.update(update.logs)
        return touched

    def _learn(self, records: Iterable[AnyRecord]) -> list[Key]:
        """Put them on the shelves; there may be tens of thousands."""
        keys: list[Key] = []
        for record in records:
            key = kind_of(record), record.id
            self.base[key[0]][key[1]] = record
            self._index(record)
            keys.append(key)
        if self._buried:
            for key in keys:
                self._buried.pop(key, None)
        return keys

    def _index(self, record: AnyRecord) -> None:
        if isinstance(record, Quota):
            self._quotas_of[record.request, record.day].add(record.id)
            if record.parent is not None:
                self._children[record.parent].add(record.id)
        elif isinstance(record, SignUp):
            self._signups[record.of].add(record.id)
        elif isinstance(record, Duty):
            self._duties[record.of].add(record.id)

    def _forget(self, key: Key, deleted_here: bool) -> None:
        kind, record_id = key
        record = self.base[kind].pop(record_id, None)
        self.logs.pop(key, None)
        # Kept for undo alone: what went for any other reason may not be ours to keep.
        if record is not None and deleted_here:
            self._buried[key] = record

    def _redraw(self) -> set[Key]:
        """Lay the pending edits over the records again; the keys whose overlay or mark is not what it was."""
        before = (self._overlay, self._taken, self._marks)
        self._overlay, self._taken, self._marks = {}, {}, {}
        moment = self.link.as_of or LONG_AGO
        for edit in self.all_edits:
            self._lay(edit, moment)
        shown, taken, marks = before
        differing = (_differing(shown, self._overlay), _differing(taken, self._taken), _differing(marks, self._marks))
        return set().union(*differing)

    def _lay(self, edit: Edit, moment: datetime) -> None:
        if glyph := GLYPHS[edit.stage]:
            self._marks.update(dict.fromkeys(edit.targets, glyph))
        # Another session's edit may be in the records already: when it arrives, that session learns first.
        if edit.is_pending and not edit.foreign:
            # All the rules there are: a board to which nobody does anything comes up without them.
            from postcmd.decide import decide

            self._take(decide(edit.op, self, self._context(edit, moment)))

    def _take(self, outcome: Outcome) -> None:
        for key in outcome.gone:
            record = self.get(*key)
            self._overlay.pop(key, None)
            if record is not None:
                self._taken[key] = record
        for record in outcome.puts:
            self._taken.pop((kind_of(record), record.id), None)
            self._overlay[kind_of(record), record.id] = record
            self._index(record)

    def _context(self, edit: Edit, moment: datetime) -> Context:
        """A post judges an edit in the history it was made in: what a restored centre makes of it, the centre says."""
        epoch = _epoch_of(edit.op) or self.link.epoch
        wall = self.link.clock_at or moment
        return Context(user=self.link.account, client="", epoch=epoch, now=moment, wall=wall, zone=self.link.zone)


def _epoch_of(op: Op) -> str | None:
    """The history that an op was made in, where it names one."""
    bases = (getattr(item, "base", None) for item in items_of(op))
    return next((base.epoch for base in bases if base is not None), None)


def _deleted_by(edits: Iterable[Edit]) -> set[Key]:
    """What these edits delete."""
    return {op.target for edit in edits for op in items_of(edit.op) if isinstance(op, RecordDelete)}


def _differing(was: Mapping[Key, object], now: Mapping[Key, object]) -> set[Key]:
    return {key for key in was.keys() | now.keys() if was.get(key) != now.get(key)}
