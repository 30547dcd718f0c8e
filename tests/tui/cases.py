"""Edits that need a person, made as they come about: an honest centre judged them after somebody else was quicker."""

from __future__ import annotations

import msgspec

from postcmd import intents
from postcmd.board import Board
from postcmd.edits import Edit, Update
from postcmd.ops import Op
from postcmd.records import AnyRecord, Quota, Request, Squad, Unit
from tests.tui.fakes import FakeCentre, FakeDesk
from tests.tui.post import quota, world
from tui.cases import Case, cases
from tui.ways import Way, ways

ABOVE = "sunhe.chaoyang.2022-11-20"
PART = "sunhe.jinmao.2022-11-20"
OTHER = "sunhe.miyun.2022-11-20"


def cascade() -> list[AnyRecord]:
    """朝阳总队 has 9-12 of 孙河, 6 of them passed on to a team as 3-6; 密云总队 has 3-5 beside it."""
    team = Unit(id="jinmao", kind="team", name="金茂服务队", path="centre/chaoyang/jinmao", parent="chaoyang")
    above = quota("sunhe", "chaoyang", min=9, max=12, issued_by="centre")
    part = quota("sunhe", "jinmao", min=3, max=6, parent=ABOVE)
    full = quota("sunhe", "lianjia", min=6, max=6, parent=ABOVE)
    rest = [one for one in world() if one.id != full.id]
    return [*rest, team, above, part, full, quota("sunhe", "miyun", min=3, max=5)]


class Story:
    """A board without a screen, its desk and its centre."""

    def __init__(self, records: list[AnyRecord] | None = None) -> None:
        self.centre = FakeCentre(cascade() if records is None else records)
        self.desk = FakeDesk(self.centre)
        self.board = Board()
        self.board.apply(self.desk.first())
        self.desk.listen(self._learn)

    def _learn(self, update: Update) -> None:
        self.board.apply(update)

    def quota(self, quota_id: str) -> Quota:
        found = self.board.quota(quota_id)
        assert found is not None
        return found

    def submit(self, op: Op, after: str = "") -> str:
        """Mine, on what the board shows."""
        stood_on = self.desk.edits[after].op.n if after else None
        before = self.board.get(*op.target) if op.target is not None else None
        return self.desk.submit([msgspec.structs.replace(op, after=stood_on)], [before])[0]

    def add(self, quota_id: str, heads: int, after: str = "") -> str:
        return self.submit(intents.add_heads(self.quota(quota_id), heads), after)

    def set(self, quota_id: str, text: str) -> str:
        return self.submit(intents.set_heads(self.quota(quota_id), text, "e1"))

    def other(self, op: Op, who: str = "miyun") -> None:
        """Somebody else was quicker."""
        assert self.centre.decide(op, who, who).status == "applied"

    def other_sets(self, quota_id: str, text: str) -> None:
        record = self.centre.records["quota", quota_id]
        assert isinstance(record, Quota)
        self.other(intents.set_heads(record, text, "e1"))

    def other_deletes(self, kind: str, record_id: str) -> None:
        record = self.centre.records[kind, record_id]  # type: ignore[index]
        assert isinstance(record, Quota | Request | Squad)
        self.other(intents.delete(record, "e1"))

    def sync(self) -> None:
        self.desk.sync()

    @property
    def edits(self) -> list[Edit]:
        return list(self.desk.edits.values())

    @property
    def case(self) -> Case:
        (found,) = cases(self.board)
        return found

    def ways(self, case: Case | None = None) -> dict[str, Way]:
        """The keys of the one case that waits."""
        return {way.key: way for way in ways(self.board, case or self.case)}

    def pressable(self, case: Case | None = None) -> str:
        """Those that can be pressed."""
        return "".join(sorted(key for key, way in self.ways(case).items() if not way.why_not))
