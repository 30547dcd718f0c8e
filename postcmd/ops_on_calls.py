"""Ops on calls and orders: notices and what units say to them, notes taken on the phone."""

from typing import Annotated, Literal

from msgspec import Meta

from postcmd.intent import Heads, Id, Intent, Target, Text, Texts
from postcmd.records import Kind, Moment, receipt_id

Ids = Annotated[tuple[Id, ...], Meta(min_length=1, max_length=500)]


class NoticeIssue(
    Intent, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="notice.issue/1"
):
    """通知: what is asked of these units, every one named. `notice` is an id made at the post."""

    notice: Id
    title: Text
    issued_by: Ids
    addressed_to: Ids
    asks: Texts = ()
    body: Text = ""
    number: Text = ""
    after_request: Id | None = None
    due: Moment | None = None
    inferred: Texts = ()

    @property
    def target(self) -> Target:
        return "notice", self.notice


class NoticeAnswer(
    Intent, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="notice.answer/1"
):
    """回执: how far a unit is with a notice. It only goes on; what it said before stays in the log."""

    notice: Id
    unit: Id
    state: Literal["read", "acknowledged", "accepted", "declined"]
    heads: Heads = 0
    text: Text = ""

    @property
    def target(self) -> Target:
        return "receipt", receipt_id(self.notice, self.unit)


class OnNote(Intent, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """An op on a note. `id` is made at the post."""

    id: Id

    @property
    def target(self) -> Target:
        return "note", self.id


class NoteWrite(OnNote, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="note.write/1"):
    """电话记录: one line, on a record or free, perhaps with a reminder."""

    text: Text
    unit: Id | None = None
    place: Id | None = None
    about: tuple[Kind, Id] | None = None
    phoned_by: Text = ""
    remind_at: Moment | None = None


class NoteSettle(
    OnNote, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="note.settle/1"
):
    """The reminder is dealt with, or put off (`remind_at`)."""

    remind_at: Moment | None = None
