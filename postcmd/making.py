"""Making a record under an id that was made at a post: once, whoever repeats it.

1. Made again with the same words it changes nothing; with others it is a conflict that shows what differs.
2. One that was deleted is not made anew: its id was made for it alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from postcmd.outcome import NOTHING_TO_DO, Outcome, Shelf, missing, rejected
from postcmd.records import SLUG, AnyRecord, Kind, kind_of
from postcmd.wire import Info


def made(new: AnyRecord, said: Iterable[str], shelf: Shelf, also: tuple[AnyRecord, ...] = ()) -> Outcome:
    """`new` as it was `said`, and what changes with it; or why it is not made."""
    kind = kind_of(new)
    if not SLUG.fullmatch(new.id):
        return rejected("bad_id", id=new.id[:80])
    standing = shelf.get(kind, new.id)
    if standing is not None:
        return made_before(new, standing, said)
    if shelf.is_deleted(kind, new.id):
        return missing((kind, new.id), shelf)
    return Outcome("applied", (new, *also))


def made_before(new: AnyRecord, standing: AnyRecord, said: Iterable[str]) -> Outcome:
    now = {field: stands for field in said if (stands := getattr(standing, field)) != getattr(new, field)}
    return over_theirs(standing, "exists", **now) if now else NOTHING_TO_DO


def over_theirs(standing: AnyRecord, code: str, **now: object) -> Outcome:
    """A conflict: what stands there, who said it, and when."""
    info = Info(code=code, now=now, by=standing.updated_by, at=standing.updated_at, rev=standing.rev)
    return Outcome("conflict", info=info)


def unknown(kind: Kind, record_id: str | None, shelf: Shelf) -> Outcome | None:
    """Why a record that is named cannot be: it is not there. None where none is named."""
    if record_id is None or shelf.get(kind, record_id) is not None:
        return None
    if kind in ("unit", "place", "task"):
        return rejected(f"unknown_{kind}", **{kind: record_id[:80]})
    return missing((kind, record_id), shelf)


def first_unknown(shelf: Shelf, **named: str | None) -> Outcome | None:
    """The same of several, each named by its kind."""
    found = (unknown(cast(Kind, kind), record_id, shelf) for kind, record_id in named.items())
    return next((refusal for refusal in found if refusal is not None), None)
