"""The day's sheet 日报 of a unit or a place with all below it.

1. Every figure has its definition and what it was counted from; figures of different kinds are never added.
2. Heads 人数 are people, each once; participations 参与人次 are times that somebody served: never one for the other.
3. A qualifier stays with its figure; what was superseded counts no longer.
4. Whoever went on from one post to another, whole or split up, is one head.
5. Service without a request is counted where a number was said and no duty tells of the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Literal

from msgspec import Struct

from postcmd.board import Board, Key
from postcmd.errors import Refused
from postcmd.figures import CODES, UNITS, Figure, FigureKey, Part
from postcmd.limits import day_of_duty, span_of
from postcmd.panes import leaf_quotas
from postcmd.qualifiers import together
from postcmd.records import Attrition, Duty, Place, Placement, Post, Quota, Request, Squad, Unit, Work
from postcmd.work_counts import by_task, works_of

ScopeKind = Literal["unit", "place"]


class Sheet(Struct, frozen=True, kw_only=True):
    """The figures of a day. `unverified` counts the counts of work that nobody has verified yet."""

    scope: Key
    name: str
    day: date
    as_of: datetime | None
    figures: tuple[Figure, ...] = ()
    unverified: int = 0
    without_number: int = 0

    def figure(self, key: FigureKey, task: str = "") -> Figure | None:
        return next((one for one in self.figures if one.key == key and one.task == task), None)


class Inside(Struct, frozen=True):
    """What lies in a scope: units where it is a unit, places where it is a place; the other set is not asked."""

    kind: ScopeKind
    ids: frozenset[str]
    is_topmost: bool = False

    def holds(self, unit: str | None, place: str | None) -> bool:
        return (unit if self.kind == "unit" else place) in self.ids


def inside(board: Board, scope: Key) -> Inside:
    """The scope with all below it. Refused where it is neither a unit nor a place that is known."""
    top = board.get(*scope)
    if not isinstance(top, Unit | Place):
        raise Refused("unknown_record", id=scope[1])
    kind: ScopeKind = "unit" if isinstance(top, Unit) else "place"
    within = f"{top.path}/"
    below = (one for one in board.every(kind) if isinstance(one, Unit | Place))
    return Inside(
        kind, frozenset(one.id for one in below if one.id == top.id or one.path.startswith(within)), top.parent is None
    )


def day_sheet(board: Board, scope: Key, day: date) -> Sheet:
    """What a unit, or a place, has to say of a day."""
    found = _Found(board, inside(board, scope), day)
    top = board.get(*scope)
    works = by_task(board, found.works)
    figures = [
        found.heads(),
        found.participations(),
        _sum("served", ((one, one.served, one.served_said) for one in found.works)),
        _teams(found),
        _count("posts", (("post", one) for one in sorted({duty.post for duty in found.duties}))),
        _count("placements", (("placement", one.id) for one in found.placements)),
        _sum("lost", ((one, one.heads, "") for one in found.losses)),
    ]
    for one in works:
        if one.quantity is not None:
            parts = tuple(Part(("work", work.id), work.quantity or 0, work.said) for work in one.works)
            figures.append(
                Figure(
                    key="work",
                    value=one.quantity,
                    said=one.said,
                    unit=one.counted_in,
                    definition=CODES["work"],
                    task=one.task,
                    verified=one.verified,
                    parts=parts,
                )
            )
    return Sheet(
        scope=scope,
        name=top.name if isinstance(top, Unit | Place) else scope[1],
        day=day,
        as_of=board.link.as_of,
        figures=tuple(figures),
        unverified=sum(work.state == "reported" for work in found.works),
        without_number=sum(one.heads is None for one in found.placements),
    )


def _sum(key: FigureKey, told: Iterable[tuple[Work | Attrition, int | None, str]]) -> Figure:
    kinds = {Work: "work", Attrition: "attrition"}
    parts = [Part((kinds[type(one)], one.id), many, said) for one, many, said in told if many is not None]  # type: ignore[arg-type]
    said = together(part.said for part in parts)
    total = sum(part.value for part in parts)
    return Figure(key=key, value=total, said=said, unit=UNITS[key], definition=CODES[key], parts=tuple(parts))


def _count(key: FigureKey, keys: Iterable[Key]) -> Figure:
    parts = tuple(Part(one, 1) for one in keys)
    return Figure(key=key, value=len(parts), unit=UNITS[key], definition=CODES[key], parts=parts)


def _teams(found: _Found) -> Figure:
    teams: set[Key] = {("squad", duty.squad) if duty.squad else ("unit", duty.unit) for duty in found.duties}
    for quota in found.quotas:
        squads = found.squads_of.get((quota.request, quota.unit), ())
        teams |= {("squad", one) for one in squads} or {("unit", quota.unit)}
    with_squads = {squad.unit for kind, one in teams if kind == "squad" and (squad := found.board.squad(one))}
    return _count("teams", sorted(one for one in teams if one[0] == "squad" or one[1] not in with_squads))


class _Found:
    """The records of a day in a scope, each kind looked through once."""

    def __init__(self, board: Board, within: Inside, day: date) -> None:
        self.board, self.day = board, day
        self.duties = [
            one
            for one in board.every("duty")
            if isinstance(one, Duty) and one.day == day and one.came > 0 and within.holds(one.unit, one.place)
        ]
        self.quotas = [one for one in _quotas(board, day) if within.holds(one.unit, _place_of(board, one.request))]
        self.works = [one for one in works_of(board) if one.day == day and within.holds(one.unit, _where(board, one))]
        self.losses = [
            one
            for one in board.every("attrition")
            if isinstance(one, Attrition) and day_of_duty(one.at) == day and within.holds(one.unit, one.place)
        ]
        in_force = (one for one in board.every("placement") if isinstance(one, Placement) and _is_in_force(one, day))
        self.placements = [one for one in in_force if within.holds(one.unit, one.place)]
        self.squads_of: dict[tuple[str, str], list[str]] = defaultdict(list)
        for squad in board.every("squad"):
            if isinstance(squad, Squad) and squad.request and squad.is_live and squad.present:
                self.squads_of[squad.request, squad.unit].append(squad.id)

    def heads(self) -> Figure:
        """Each once."""
        at_requests: dict[str, int] = defaultdict(int)
        parts: list[Part] = []
        for duties in self._families():
            most = _most_at_once(duties)
            at_requests[self._request_of(duties[0]) or ""] += most
            parts.append(Part(("duty", duties[0].id), most))
        return self._with_the_present("heads", at_requests, parts)

    def participations(self) -> Figure:
        at_requests: dict[str, int] = defaultdict(int)
        for duty in self.duties:
            at_requests[self._request_of(duty) or ""] += duty.came
        return self._with_the_present(
            "participations", at_requests, [Part(("duty", one.id), one.came) for one in self.duties]
        )

    def _with_the_present(self, key: FigureKey, at_requests: dict[str, int], parts: list[Part]) -> Figure:
        """No fewer at a request than were reported present there; and service without a request."""
        present: dict[str, int] = defaultdict(int)
        for quota in self.quotas:
            present[quota.request] += quota.present
        more = [(request, heads - at_requests.get(request, 0)) for request, heads in present.items()]
        parts = [*parts, *(Part(("request", request), heads) for request, heads in more if heads > 0)]
        parts += [Part(("placement", one.id), one.heads or 0, one.said) for one in self._told_alone()]
        said = together(part.said for part in parts)
        total = sum(part.value for part in parts)
        return Figure(key=key, value=total, said=said, unit=UNITS[key], definition=CODES[key], parts=tuple(parts))

    def _told_alone(self) -> Iterator[Placement]:
        """Placements with a number of which no duty and no presence tells."""
        seen = {(duty.unit, duty.place) for duty in self.duties}
        seen |= {(quota.unit, _place_of(self.board, quota.request) or "") for quota in self.quotas}
        units = {unit for unit, _place in seen}
        for one in self.placements:
            is_seen = one.unit in units if one.place is None else (one.unit, one.place) in seen
            if one.heads and not is_seen:
                yield one

    def _families(self) -> Iterator[list[Duty]]:
        """The duties of the same people, in order: a squad is one with what it was split from and merged into."""
        found: dict[str, list[Duty]] = defaultdict(list)
        for duty in self.duties:
            found[f"squad:{_root(self.board, duty.squad)}" if duty.squad and not duty.volunteer else duty.of].append(
                duty
            )
        for duties in found.values():
            yield sorted(duties, key=lambda duty: (duty.begins, duty.id))

    def _request_of(self, duty: Duty) -> str | None:
        post = self.board.get("post", duty.post)
        return post.request if isinstance(post, Post) else None


def _most_at_once(duties: list[Duty]) -> int:
    """The most who came to duties that overlap; whoever is followed by themselves at another post is one."""
    spans = [(span_of(duty), duty.came) for duty in duties]
    return max(
        sum(came for two, came in spans if two.begins <= one.begins < two.ends or two is one) for one, _c in spans
    )


def _quotas(board: Board, day: date) -> Iterator[Quota]:
    for request in board.every("request"):
        if isinstance(request, Request):
            yield from (quota for quota in leaf_quotas(board, request.id, day) if quota.present)


def _place_of(board: Board, request_id: str | None) -> str | None:
    request = board.request(request_id) if request_id else None
    return request.place if request is not None else None


def _where(board: Board, work: Work) -> str | None:
    return work.place or _place_of(board, work.request)


def _is_in_force(one: Placement, day: date) -> bool:
    return (one.since is None or one.since <= day) and (one.until is None or day <= one.until)


def _root(board: Board, squad_id: str | None) -> str:
    """The squad that this one's people came from first, or were merged into last."""
    seen: set[str] = set()
    last = squad_id or ""
    while last not in seen:
        seen.add(last)
        squad = board.squad(last)
        above = (squad.merged_into or squad.parent) if squad is not None else None
        last = above if above and above not in seen else last
    return last
