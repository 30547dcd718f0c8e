"""Who may move people, and who may ask them and tell of them.

1. Who offers a person, or has latecomers join a squad, must hold the quota of the unit that they come for too.
2. A pool is drawn on by who holds the pool and the unit it goes to.
3. A notice is issued by whoever dispatches for every issuer; a unit answers it, or an issuer that hears the answer on
   the phone.
4. A note is written where it lies, and about what its writer sees.
"""

from __future__ import annotations

from collections.abc import Iterator

from postcmd.judging import Judge
from postcmd.ops import NoteWrite, NoticeAnswer, NoticeIssue, ReserveCall, SignUpOffer, SquadForm, SquadJoin
from postcmd.records import Notice, Squad, quota_id


def why_not_signed_up(op: SignUpOffer, judge: Judge) -> str | None:
    wanted = [judge.at(units=[op.unit]), judge.paths_at(op.target)]
    if op.request and op.day:
        wanted.append(judge.paths_of_named(("quota", quota_id(op.request, op.unit, op.day))))
    return judge.why_not_all("recorder", wanted)


def why_not_called(op: ReserveCall, judge: Judge) -> str | None:
    wanted = [judge.paths_of_named(op.target)]
    return judge.why_not_all("recorder", [*wanted, judge.at(units=[op.unit])] if op.pool else wanted)


def why_not_formed(op: SquadForm, judge: Judge) -> str | None:
    wanted = [judge.at(units=[op.unit]) or None, judge.paths_at(op.target)]
    return judge.why_not_all("dispatcher", wanted) or judge.why_hidden(("request", op.request))


def why_not_joined(op: SquadJoin, judge: Judge) -> str | None:
    return judge.why_not_all("recorder", _joined(op, judge))


def _joined(op: SquadJoin, judge: Judge) -> Iterator[frozenset[str]]:
    """The squad, and the quota of its unit that its latecomers have come for."""
    yield judge.paths_of_named(op.target)
    squad = judge.shelf.get(*op.target)
    if isinstance(squad, Squad) and op.request and op.day:
        yield judge.paths_of_named(("quota", quota_id(op.request, squad.unit, op.day)))


def why_not_noticed(op: NoticeIssue, judge: Judge) -> str | None:
    """Whoever dispatches for an issuer; the units addressed need not be below it: unions order what corps serve."""
    wanted = [*(judge.at(units=[unit]) for unit in op.issued_by), judge.paths_at(op.target)]
    return judge.why_not_all("dispatcher", wanted) or judge.why_hidden(("request", op.after_request))


def why_not_answered(op: NoticeAnswer, judge: Judge) -> str | None:
    """A unit answers a notice itself, or by phone to whom it came from."""
    notice = judge.shelf.get("notice", op.notice)
    issuers = notice.issued_by if isinstance(notice, Notice) and op.unit in notice.addressed_to else ()
    hidden = judge.why_hidden(("notice", op.notice))
    return hidden or judge.why_not("recorder", judge.at(units=[op.unit, *issuers]))


def why_not_noted(op: NoteWrite, judge: Judge) -> str | None:
    at = judge.at(units=[op.unit], place=op.place)
    why = judge.why_not_all("recorder", [at, judge.paths_at(op.target)])
    if why is not None or op.about is None or op.about[0] in ("unit", "place", "task"):
        return why
    return judge.why_hidden(op.about)
