"""Asking the centre for the board of a past moment, for a screen that shows it.

1. What comes is whole or not there: all pages are of one commit.
2. Every text is cleaned on arrival, like everything else that comes from the centre.
3. It is kept in memory alone: the cache holds the present.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import msgspec
from msgspec import Raw, Struct

from postcmd.clean import clean_record
from postcmd.errors import Unreachable
from postcmd.past import PastAnswer, PastQuestion
from postcmd.records import AnyRecord, Kind, kind_of
from sync.asking import asked_once
from sync.learnt import clean_log
from sync.ports import Keys, Secret

if TYPE_CHECKING:
    from sync.http import HttpCentre

MOST_PAGES: Final = 1_000
PATIENCE: Final = 60.0
"""Seconds for all pages together."""


class Stood(Struct, frozen=True):
    """Everything in scope as it stood; `answer` says when that was, and what happened before and after."""

    answer: PastAnswer
    records: tuple[AnyRecord, ...]
    logs: dict[tuple[Kind, str], Raw]


AskPast = Callable[[PastQuestion], Stood]


def past_of(url: str, token: Callable[[], Secret], asked: PastQuestion, keys: Keys | None = None) -> Stood:
    """The board as it stood. Refused `ahead`; Unreachable, SignInNeeded, UpgradeNeeded, BadConfig."""
    return asked_once(url, token, lambda centre: _whole(centre, asked), PATIENCE, keys)


async def _whole(centre: HttpCentre, asked: PastQuestion) -> Stood:
    puts = []
    for _page in range(MOST_PAGES):
        answer = await centre.look("/v1/past", _said(asked), PastAnswer)
        puts += answer.puts.every()
        if not answer.next:
            records = tuple(clean_record(put.record) for put in puts)
            logs = {(kind_of(put.record), put.record.id): clean_log(put.log) for put in puts}
            return Stood(_cleaned(answer), records, logs)
        asked = PastQuestion(seq=answer.seq, after=answer.next)
    raise Unreachable("centre_refused", said="endless")


def _said(asked: PastQuestion) -> dict[str, str]:
    moment = {"at": asked.at.isoformat()} if asked.at is not None else {}
    seq = {"seq": str(asked.seq)} if asked.seq is not None else {}
    return moment | seq | {"after": asked.after}


def _cleaned(answer: PastAnswer) -> PastAnswer:
    last = None if answer.last is None else clean_record(answer.last)
    return msgspec.structs.replace(answer, last=last)
