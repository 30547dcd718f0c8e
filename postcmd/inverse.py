"""An op that was applied, with what its inverse is worked out from: the record as it was seen, and as it stands.

1. The same op with other words is a new op: no number, no hash, no prerequisite, no group, no moment yet.
2. Over what somebody else changed after the op nothing is undone: it is refused, and says who.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NoReturn, TypeVar

import msgspec
from msgspec import Struct

from postcmd import ops
from postcmd.errors import Refused
from postcmd.records import AnyRecord
from postcmd.scope import Reader

R = TypeVar("R", bound=AnyRecord)
O = TypeVar("O", bound=ops.Op)

Items = tuple[ops.Item, ...]
Inverse = Callable[[Any, "Applied"], Items]

_NEW: Final[dict[str, Any]] = dict.fromkeys(("after", "group", "made", "at"))


class Applied(Struct, frozen=True):
    """An op as it took effect, in the commit `rev` of the history `epoch`; undone by `me`.

    `before` is its record as it was seen then, `shelf` holds the records as they stand.
    """

    op: ops.Op
    before: AnyRecord | None
    rev: int
    epoch: str
    shelf: Reader
    me: str = ""
    is_judged: bool = True

    def base(self, **values: Any) -> ops.Base:
        """These values, as the op left them."""
        return ops.Base(epoch=self.epoch, rev=self.rev, values=values)

    def was(self, kind: type[R]) -> R:
        """The record as it was seen; Refused where nobody remembers it."""
        return self.before if isinstance(self.before, kind) else self.no_way_back()

    def stands(self, kind: type[R]) -> R | None:
        """The record as it stands, where it is in sight."""
        found = self.shelf.get(*self.op.target) if self.op.target is not None else None
        return found if isinstance(found, kind) else None

    def no_way_back(self) -> NoReturn:
        raise Refused("no_way_back", verb=ops.verb(self.op))

    def not_by_another(self, record: AnyRecord) -> None:
        """Refused `changed_since` where somebody else has written the record after the op."""
        if self.is_judged and record.rev > self.rev and record.updated_by != self.me:
            raise Refused("changed_since", by=record.updated_by)

    def as_left(self, record: AnyRecord | None, **values: Any) -> None:
        """Refused `changed_since` where the record, if it is in sight, has other values than the op left there."""
        if record is not None and any(getattr(record, name) != value for name, value in values.items()):
            raise Refused("changed_since", by=record.updated_by)


def again(op: O, **changed: Any) -> O:
    """The same op with other words, as a new one."""
    return msgspec.structs.replace(op, **{"n": 0, "h": "", **_NEW, **changed})


def deleted(kind: ops.Deletable, record_id: str, base: ops.Base) -> ops.RecordDelete:
    return ops.RecordDelete(kind=kind, id=record_id, base=base)
