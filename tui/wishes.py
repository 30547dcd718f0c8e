"""Wishes: what a coordinator wants of some records, before it is known whether it can be.

1. A wish names records by id and is tried on the board as it is at that moment, as often as asked.
2. Trying changes nothing.
"""

from __future__ import annotations

from msgspec import Struct

from postcmd import intents, intents_of_requests, ops
from postcmd.board import Board
from postcmd.intent import Choice
from postcmd.intents import Field
from postcmd.ops import NoteSet, RequestMove, SquadMove
from postcmd.ops_on_quotas import Answer
from postcmd.records import Quota, Request, RequestStatus, Squad, SquadStatus
from tui.gestures import on_quotas
from tui.trial import Refusal, Trial, attempt


class Adding(Struct, frozen=True):
    """So many heads more, or fewer, on each of these quotas."""

    ids: tuple[str, ...]
    field: Field
    heads: int

    def trial(self, board: Board) -> Trial:
        if self.heads == 0:
            return Trial()
        return on_quotas(board, self.ids, lambda quota: intents.add_heads(quota, self.heads, self.field))


class Setting(Struct, frozen=True):
    """`12` or `6-9`, as typed, on each of these quotas."""

    ids: tuple[str, ...]
    field: Field
    text: str

    def trial(self, board: Board) -> Trial:
        epoch = board.link.epoch
        return on_quotas(board, self.ids, lambda quota: intents.set_heads(quota, self.text, epoch, self.field))


class MovingSquads(Struct, frozen=True):
    """These squads in this status."""

    ids: tuple[str, ...]
    to: SquadStatus

    def trial(self, board: Board) -> Trial:
        squads = [squad for squad_id in self.ids if (squad := board.squad(squad_id))]
        return attempt(board, [SquadMove(squad=squad.id, came_from=squad.status, to=self.to) for squad in squads])


class MovingRequests(Struct, frozen=True):
    """These requests in this status."""

    ids: tuple[str, ...]
    to: RequestStatus

    def trial(self, board: Board) -> Trial:
        found = [request for request_id in self.ids if (request := board.request(request_id))]
        ops = [RequestMove(request=request.id, came_from=request.status, to=self.to) for request in found]
        return attempt(board, ops)


class Transferring(Struct, frozen=True):
    """So many heads of one quota to another."""

    giver: str
    receiver: str
    heads: int

    def trial(self, board: Board) -> Trial:
        receiver = board.quota(self.receiver)
        if receiver is None:
            return Trial(refusals=(Refusal(self.receiver, "unknown_record", {"id": self.receiver}),))
        return on_quotas(board, (self.giver,), lambda giver: intents.transfer(giver, receiver, self.heads))


class Noting(Struct, frozen=True):
    """This note on a record."""

    op: NoteSet

    def trial(self, board: Board) -> Trial:
        return attempt(board, [self.op])


class Deleting(Struct, frozen=True):
    """These records taken away, as they were seen."""

    kind: ops.Deletable
    ids: tuple[str, ...]

    def trial(self, board: Board) -> Trial:
        found = [record for record_id in self.ids if (record := board.get(self.kind, record_id))]
        return attempt(
            board, [intents.delete(one, board.link.epoch) for one in found if isinstance(one, Quota | Request | Squad)]
        )


class Answering(Struct, frozen=True):
    """What the units of these quotas say; `heads` where they take on a part."""

    ids: tuple[str, ...]
    said: Answer
    heads: int = 0
    text: str = ""

    def trial(self, board: Board) -> Trial:
        return on_quotas(
            board, self.ids, lambda quota: intents_of_requests.answer(quota, self.said, self.heads, self.text)
        )


class Withdrawing(Struct, frozen=True):
    """These quotas taken back; `choice`: what becomes of who is confirmed."""

    ids: tuple[str, ...]
    choice: Choice = ""

    def trial(self, board: Board) -> Trial:
        epoch = board.link.epoch
        return on_quotas(board, self.ids, lambda quota: intents_of_requests.withdraw(quota, epoch, self.choice))


class Doing(Struct, frozen=True):
    """These ops, one after another."""

    ops: tuple[ops.Op, ...]

    def trial(self, board: Board) -> Trial:
        return attempt(board, self.ops)


Wish = (
    Adding
    | Setting
    | MovingSquads
    | MovingRequests
    | Transferring
    | Noting
    | Deleting
    | Answering
    | Withdrawing
    | Doing
)
