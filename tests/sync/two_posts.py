"""Two posts of one account that lose the link, and what each of them is told when it is back."""

from __future__ import annotations

from postcmd.ops import Op
from tests.sync.desk import DeskAtWork
from tests.sync.fake_centre import FakeCentre


class TwoPosts:
    """Of one account, at one centre."""

    def __init__(self, centre: FakeCentre, desks: list[DeskAtWork]) -> None:
        self.centre, self.desks = centre, desks

    def reach(self, *ops: Op) -> list[str]:
        """Each gives an op while there is no link; what is said afterwards of those without an effect."""
        self._lose_the_link()
        tickets = [desk.give(op) for desk, op in zip(self.desks, ops, strict=True)]
        for desk, ticket in zip(self.desks, tickets, strict=True):
            desk.until_stage(ticket, "saved")
        self.centre.weather = "fine"
        return sorted(self._said(desk, ticket) for desk, ticket in zip(self.desks, tickets, strict=True))

    def _lose_the_link(self) -> None:
        for desk in self.desks:
            desk.until_online()
        self.centre.weather = "gone"
        self.centre.drop_streams()
        for desk in self.desks:
            desk.until(lambda at=desk: at.link.state == "offline")  # type: ignore[misc]

    def _said(self, desk: DeskAtWork, ticket: str) -> str:
        desk.engine.sync_now()
        desk.until(lambda: desk.stage(ticket) in ("done", "attention"))
        edit = desk.edit(ticket)
        assert edit is not None
        return edit.result.info.code if edit.stage == "attention" and edit.result and edit.result.info else edit.stage
