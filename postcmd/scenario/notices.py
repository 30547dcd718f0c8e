"""The notices of the record, and how far the units are with them.

1. None of them is dated. The first goes out on the eve of the first day of the record at 09:00; one that carries on a
   call ten minutes after it, any other fifteen minutes after the last call it could belong to.
2. Of receipts the record says nothing: some units acknowledge, one accepts, the others have not been heard of. All
   that is chosen and says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Final, Literal

from postcmd.errors import BadInput
from postcmd.ops import NoticeAnswer, NoticeIssue, Op
from postcmd.scenario.facts import Facts, NoticeFacts
from postcmd.scenario.steps import CHOSEN

Told = Iterator[tuple[datetime, Op]]

EVERY: Final[dict[str, frozenset[str]]] = {
    "every union": frozenset({"union"}),
    "every corps, brigade, enterprise and team": frozenset({"corps", "brigade", "enterprise", "team"}),
}
"""Addressees by kind, as the notice names them."""
EVE: Final = "09:00"
CARRIES_ON: Final = timedelta(minutes=10)
LATER: Final = timedelta(minutes=15)
HEARD_OF: Final = 6
"""So many units, and none of the others, answer a notice that goes to more."""
ANSWERS: Final[tuple[Literal["read", "acknowledged", "accepted"], ...]] = ("acknowledged", "acknowledged", "read")


def noticed(facts: Facts) -> Told:
    """Every notice, and the receipts of the units that were heard of."""
    for number, notice in enumerate(facts.notice, start=1):
        at = _when(notice, facts)
        addressed = tuple(unit for word in notice.addressed_to for unit in _addressed(word, facts))
        yield at, _issued(f"notice-{number}", notice, addressed)
        yield from _receipts(f"notice-{number}", addressed, at, facts)


def _issued(notice_id: str, notice: NoticeFacts, addressed: tuple[str, ...]) -> NoticeIssue:
    return NoticeIssue(
        notice=notice_id,
        title=notice.title,
        issued_by=notice.issued_by,
        addressed_to=addressed,
        asks=notice.asks,
        body="; ".join(word for word in notice.addressed_to if word in EVERY),
        after_request=notice.after_request,
        inferred=("at",),
        reason=CHOSEN,
    )


def _receipts(notice: str, addressed: tuple[str, ...], issued: datetime, facts: Facts) -> Told:
    for nth, unit in enumerate(islice(addressed, HEARD_OF)):
        state: Literal["read", "acknowledged", "accepted"] = "accepted" if nth == 0 else ANSWERS[nth % len(ANSWERS)]
        at = issued + (nth + 1) * timedelta(minutes=2)
        yield at, NoticeAnswer(notice=notice, unit=unit, state=state, on_behalf=facts.name_of(unit), reason=CHOSEN)


def _when(notice: NoticeFacts, facts: Facts) -> datetime:
    called = {request.id: facts.moment(request.ordered_at) for request in facts.request if request.ordered_at}
    if notice.after_request in called:
        return called[notice.after_request] + CARRIES_ON
    if notice.asks or not called:
        first = min((facts.day(request.from_) for request in facts.request if request.from_), default=facts.last_day)
        return facts.at(first - timedelta(days=1), EVE)
    return max(called.values()) + LATER


def _addressed(word: str, facts: Facts) -> list[str]:
    """A unit by its id, or all units of the kinds that the word names."""
    if word not in EVERY and word not in {unit.id for unit in facts.unit}:
        raise BadInput("scenario", detail=f"notice.addressed_to: no unit {word!r}")
    return [unit.id for unit in facts.unit if unit.id == word or unit.kind in EVERY.get(word, ())]
