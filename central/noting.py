"""What a change of a record means for the figures: which entries are others from its commit on. No database here.

1. Records that count are looked at as they are in that commit, with what they name; whatever else they say is no
   matter.
2. Where a post turns to another request, its duties turn with it; where squads become one, their families do.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from msgspec.structs import replace

from central.tallying import Books, Changed
from postcmd.entries import COUNTED, Entry, entry_of, family_of
from postcmd.records import AnyRecord, Place, Post, Squad, Unit, kind_of
from postcmd.scope import Reader

_COUNTED: Final = frozenset(COUNTED)


class Turned(NamedTuple):
    """From commit `seq` on a post is of another request, or a squad's people come from elsewhere."""

    seq: int
    post: str = ""
    request: str = ""
    family: str = ""


class Noted:
    """The changes of a transaction, in their order. `laid`: units and places that lie elsewhere, or are new; `moved`:
    units as they lay before."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.changes: list[Changed | Turned] = []
        self.laid: dict[tuple[str, str], Unit | Place] = {}
        self.moved: dict[str, Unit] = {}

    def learn(self, seq: int, old: AnyRecord | None, new: AnyRecord | None) -> None:
        """A record is `new` from commit `seq` on; None: it is not there any more, or was not before."""
        record = new or old
        if record is None:
            return
        kind = kind_of(record)
        if kind in _COUNTED:
            now = entry_of(new, self.reader)
            if entry_of(old, self.reader) != now:
                self.changes.append(Changed(seq, (kind, record.id), now))
        match old, new:
            case Post(), Post() if (old.request or "") != (new.request or ""):
                self.changes.append(Turned(seq, post=new.id, request=new.request or ""))
            case Squad(), Squad() if _above(old) != _above(new):
                self.changes.append(Turned(seq, family=_family_before(old, self.reader)))
            case _, Unit() | Place():
                if old is None or _lies(old) != _lies(new):
                    self.laid[kind, new.id] = new
                if isinstance(old, Unit) and _lies(old) != _lies(new):
                    self.moved.setdefault(old.id, old)
            case _:
                pass

    def seqs(self) -> Iterator[tuple[int, list[Changed | Turned]]]:
        """What each commit changes."""
        found: dict[int, list[Changed | Turned]] = {}
        for one in self.changes:
            found.setdefault(one.seq, []).append(one)
        yield from found.items()


def entries_changed(changes: list[Changed | Turned], books: Books, reader: Reader) -> list[Changed]:
    """The entries of one commit that are others, with those that turn with something else."""
    found: dict[tuple[str, str], Changed] = {}
    for one in changes:
        for change in [one] if isinstance(one, Changed) else _turned(one, books, found, reader):
            found[change.key] = change
    return list(found.values())


def _turned(one: Turned, books: Books, found: dict[tuple[str, str], Changed], reader: Reader) -> Iterator[Changed]:
    known: list[Entry] = books.of_post(one.post) if one.post else books.of_family(one.family)
    for entry in known:
        change = found.get(entry.key)
        now = change.entry if change is not None else entry
        if now is not None:
            turned = {"request": one.request} if one.post else {"family": family_of(now.squad, reader)}
            yield Changed(one.seq, entry.key, replace(now, **turned))


def _above(squad: Squad) -> str | None:
    return squad.merged_into or squad.parent


def _family_before(squad: Squad, reader: Reader) -> str:
    above = _above(squad)
    return family_of(above, reader) if above else f"squad:{squad.id}"


def _lies(record: AnyRecord) -> tuple[str, str]:
    return (record.path, record.kind) if isinstance(record, Unit | Place) else ("", "")
