"""Rights: who may do what.

1. They come from grants in force at the moment, on the record as it is now. Roles are ordered: observer reads, recorder
   reports, dispatcher orders, admin keeps accounts.
2. A quota's bounds are changed by its issuer or by a dispatcher above the unit or over the place; a unit cannot raise
   what was asked of it, nor call off the request it was asked for.
3. Who hands a request in corrects it until it is approved or ordered; from then on it is who may order it.
4. Every record that an op would change or reveal is judged: one that stands under the id it makes, the parent it takes
   heads from, the request it names, the pool it draws on.
5. A deleted record lies where it lay. One that was never there is answered for like one out of sight: only who holds
   everything learns the difference.
6. A transfer needs the right to change both quotas. A bulk is judged item by item, not as a whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from msgspec import Struct

from postcmd.ops import (
    AvailabilityDeclare,
    Bulk,
    ClockSet,
    MusterReport,
    NoteSet,
    NoteSettle,
    NoteWrite,
    NoticeAnswer,
    NoticeIssue,
    Op,
    QuotaAdd,
    QuotaAnswer,
    QuotaIssue,
    QuotaReport,
    QuotaSet,
    QuotaTransfer,
    RecordDelete,
    RecordRestore,
    RequestLink,
    RequestMove,
    RequestNeed,
    RequestOpen,
    RequestSet,
    RequestTake,
    ReserveCall,
    SignUpMove,
    SignUpOffer,
    SquadForm,
    SquadJoin,
    SquadMove,
    SquadReport,
    SquadSplit,
    Target,
    Void,
)
from postcmd.records import AnyRecord, Kind, Notice, Quota, Request, Squad, quota_id
from postcmd.scope import (
    NOWHERE,
    RANK,
    Archive,
    Grant,
    Reader,
    Role,
    paths_of,
    place_of,
    place_path,
    some,
    unit_path,
    visible,
)


class Coordinator(Struct, frozen=True):
    """调度员: the person at a post, by account, and what was granted to it."""

    account: str
    grants: tuple[Grant, ...] = ()

    def why_not(self, op: Op, shelf: Archive, at: datetime) -> str | None:
        """The code of the reason why this may not be done now. Whoever was never told the grants cannot know: None."""
        return why_refused(op, self.account, self.grants, shelf, at) if self.grants else None

    def holds(self, role: Role) -> bool:
        """Whether the role, or a stronger one, is held anywhere; also where the grants were never told."""
        return not self.grants or any(RANK[grant.role] >= RANK[role] for grant in self.grants)


class _Ever(NamedTuple):
    """Every record as it is, or as it was when it was deleted."""

    archive: Archive

    def get(self, kind: Kind, record_id: str) -> AnyRecord | None:
        return self.archive.get(kind, record_id) or self.archive.buried(kind, record_id)


def why_refused(op: Op, user: str, grants: Iterable[Grant], archive: Archive, at: datetime) -> str | None:
    """The code of the reason why `user` may not do this now, or None: `forbidden_scope` or `forbidden_role`."""
    held, shelf = [grant for grant in grants if grant.holds(at)], _Ever(archive)
    match op:
        case Void() | Bulk():
            return None
        case ClockSet():
            return None if any(RANK[grant.role] >= RANK["dispatcher"] for grant in held) else "forbidden_role"
        case QuotaAdd() | QuotaSet():
            return _why_not_changed(op.target, (op.unit, op.request), user, held, shelf)
        case QuotaTransfer():
            sides = ((op.target, op.unit), (op.receiver, op.to))
            whys = (_why_not_changed(to, (unit, op.request), user, held, shelf) for to, unit in sides)
            return _first(whys)
        case QuotaIssue():
            return _why_not_issued(op, held, shelf)
        case RequestSet() | RequestNeed():
            return _why_not_reworded(op.target, held, shelf)
        case ReserveCall(pool=True):
            return _first(
                _why_not(held, "recorder", paths)
                for paths in (_paths_of_named(op.target, shelf), some([unit_path(op.unit, shelf)]))
            )
        case QuotaAnswer() | MusterReport() | ReserveCall() | SignUpMove() | NoteSettle() | RequestTake():
            return _why_not(held, "recorder", _paths_of_named(op.target, shelf))
        case RequestLink():
            return _why_not(held, "recorder", _paths_of_named(op.target, shelf)) or _why_hidden(
                held, ("request", op.duplicate_of), shelf
            )
        case AvailabilityDeclare():
            return _why_not(held, "recorder", some([unit_path(op.unit, shelf)]))
        case NoticeAnswer():
            return _why_hidden(held, ("notice", op.notice), shelf) or _why_not(held, "recorder", _answering(op, shelf))
        case SignUpOffer():
            return _why_not_signed_up(op, held, shelf)
        case NoticeIssue():
            return _why_not_noticed(op, held, shelf)
        case NoteWrite():
            return _why_not_noted(op, held, shelf)
        case SquadJoin():
            return _first(_why_not(held, "recorder", paths) for paths in _joined(op, shelf))
        case QuotaReport() | SquadReport() | SquadMove() | NoteSet():
            return _why_not(held, "recorder", _paths_of_named(op.target, shelf))
        case RequestOpen():
            return _why_not_opened(op, held, shelf)
        case RequestMove() | RecordDelete() | RecordRestore():
            return _why_not_ordered(op.target, held, shelf)
        case SquadForm():
            wanted = [some([unit_path(op.unit, shelf)]) or None, _paths_at(op.target, shelf)]
            return _first(_why_not(held, "dispatcher", paths) for paths in wanted) or _why_hidden(
                held, ("request", op.request), shelf
            )
        case SquadSplit():
            return _why_not(held, "dispatcher", _paths_of_named(op.target, shelf))


def _why_not_changed(target: Target, asked: tuple[str, str], user: str, held: list[Grant], shelf: Reader) -> str | None:
    """`asked`: the unit, and the request it is for."""
    quota = shelf.get(*target)
    seen = paths_of(quota, shelf) if isinstance(quota, Quota) else None
    if isinstance(quota, Quota) and quota.issued_by == user:
        return _why_not(held, "recorder", seen)
    return _why_not(held, "dispatcher", _above(*asked, shelf), seen)


def _why_not_ordered(target: Target, held: list[Grant], shelf: Reader) -> str | None:
    """Who may call for a record, or issue it, may take it away and bring it back."""
    match record := shelf.get(*target):
        case Request():
            ordering = _ordering(record, shelf)
        case Quota():
            ordering = _above(record.unit, record.request, shelf)
        case None:
            return _why_not(held, "dispatcher", NOWHERE)
        case _:
            ordering = paths_of(record, shelf)
    return _why_not(held, "dispatcher", ordering, paths_of(record, shelf))


def _why_not_issued(op: QuotaIssue, held: list[Grant], shelf: Reader) -> str | None:
    wanted = [_above(op.unit, op.request, shelf)]
    if op.parent is not None:
        wanted.append(_paths_of_named(("quota", op.parent), shelf))
    return _first(_why_not(held, "dispatcher", paths) for paths in wanted) or _why_hidden(
        held, ("request", op.request), shelf
    )


def _why_not_reworded(target: Target, held: list[Grant], shelf: Reader) -> str | None:
    """Who reports a request may correct it until it is ordered; from then on only who may order it.

    A unit that heads are asked of reports nothing: it would have itself called, and call the request off by that.
    """
    request = shelf.get(*target)
    if isinstance(request, Request) and request.status == "submitted":
        reporting = some([place_path(request.place, shelf), unit_path(request.addressed_unit, shelf)])
        return _why_not(held, "recorder", reporting | _ordering(request, shelf), paths_of(request, shelf))
    return _why_not_ordered(target, held, shelf)


def _why_not_signed_up(op: SignUpOffer, held: list[Grant], shelf: Reader) -> str | None:
    wanted = [some([unit_path(op.unit, shelf)]), _paths_at(op.target, shelf)]
    if op.request and op.day:
        wanted.append(_paths_of_named(("quota", quota_id(op.request, op.unit, op.day)), shelf))
    return _first(_why_not(held, "recorder", paths) for paths in wanted)


def _why_not_noticed(op: NoticeIssue, held: list[Grant], shelf: Reader) -> str | None:
    """Whoever dispatches for an issuer; the units addressed need not be below it: unions order what corps serve."""
    wanted = [some([unit_path(unit, shelf)]) for unit in op.issued_by] + [_paths_at(op.target, shelf)]
    return _first(_why_not(held, "dispatcher", paths) for paths in wanted) or _why_hidden(
        held, ("request", op.after_request), shelf
    )


def _why_not_noted(op: NoteWrite, held: list[Grant], shelf: Reader) -> str | None:
    wanted = [some([unit_path(op.unit, shelf), place_path(op.place, shelf)]), _paths_at(op.target, shelf)]
    why = _first(_why_not(held, "recorder", paths) for paths in wanted)
    if why is not None or op.about is None or op.about[0] in ("unit", "place", "task"):
        return why
    return _why_hidden(held, op.about, shelf)


def _answering(op: NoticeAnswer, shelf: Reader) -> frozenset[str]:
    """A unit answers a notice itself, or by phone to whom it came from."""
    notice = shelf.get("notice", op.notice)
    issuers = notice.issued_by if isinstance(notice, Notice) and op.unit in notice.addressed_to else ()
    return some([unit_path(unit, shelf) for unit in (op.unit, *issuers)])


def _joined(op: SquadJoin, shelf: Reader) -> Iterator[frozenset[str]]:
    """The squad, and the quota of its unit that its latecomers have come for."""
    yield _paths_of_named(op.target, shelf)
    squad = shelf.get(*op.target)
    if isinstance(squad, Squad) and op.request and op.day:
        yield _paths_of_named(("quota", quota_id(op.request, squad.unit, op.day)), shelf)


def _why_not_opened(op: RequestOpen, held: list[Grant], shelf: Reader) -> str | None:
    role: Role = "recorder" if op.status == "submitted" else "dispatcher"
    wanted = [
        some([place_path(op.place, shelf), unit_path(op.addressed_unit, shelf)]) or None,
        _paths_at(op.target, shelf),
    ]
    return _first(_why_not(held, role, paths) for paths in wanted) or _why_hidden(
        held, ("request", op.duplicate_of), shelf
    )


def _why_not(
    held: list[Grant], role: Role, paths: frozenset[str] | None, seen: frozenset[str] | None = None
) -> str | None:
    """None where a grant of at least `role` covers a path, or there is no record (None) to judge.

    Who may see it (`seen`, else the same paths) lacks the role; for everybody else it is out of scope.
    """
    if paths is None or _strongest(held, paths) >= RANK[role]:
        return None
    return "forbidden_role" if _sees(held, paths if seen is None else seen) else "forbidden_scope"


def _why_hidden(held: list[Grant], named: tuple[Kind, str | None], shelf: Reader) -> str | None:
    """Why the record cannot be named: it is out of sight, or as good as that."""
    kind, record_id = named
    if not record_id or _sees(held, _paths_of_named((kind, record_id), shelf)):
        return None
    return "forbidden_scope"


def _first(reasons: Iterable[str | None]) -> str | None:
    return next((reason for reason in reasons if reason is not None), None)


def _sees(held: list[Grant], paths: Iterable[str]) -> bool:
    return visible(paths, [grant.prefix for grant in held])


def _strongest(held: list[Grant], paths: Iterable[str]) -> int:
    paths = tuple(paths)
    return max((RANK[grant.role] for grant in held if visible(paths, [grant.prefix])), default=-1)


def _paths_at(target: tuple[Kind, str], shelf: Reader) -> frozenset[str] | None:
    record = shelf.get(*target)
    return paths_of(record, shelf) if record is not None else None


def _paths_of_named(target: tuple[Kind, str], shelf: Reader) -> frozenset[str]:
    """Of a record that has to be there."""
    paths = _paths_at(target, shelf)
    return NOWHERE if paths is None else paths


def _ordering(request: Request, shelf: Reader) -> frozenset[str]:
    """Where a dispatcher must stand to move the request: over the place, at the unit called, above the units asked."""
    named = [place_path(request.place, shelf), unit_path(request.addressed_unit, shelf)]
    return some(named + [_above_unit(unit, shelf) for unit in request.units])


def _above(unit_id: str, request_id: str, shelf: Reader) -> frozenset[str]:
    """Where a dispatcher must stand to ask heads of the unit: above it, or over the place that needs them."""
    return some([_above_unit(unit_id, shelf), place_of(request_id, shelf)])


def _above_unit(unit_id: str, shelf: Reader) -> str | None:
    """The path above the unit; nobody is above the root but itself."""
    path = unit_path(unit_id, shelf)
    return path.rpartition("/")[0] or path if path else None
