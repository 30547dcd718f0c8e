"""A walk through every screen: each action of the registry is asked for on a record of each pane, and left again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from textual.widget import Widget
from textual.widgets import Input

from postcmd.records import AnyRecord, kind_of
from tests.scenario.shelf import told
from tests.tui.post import Post
from tui.actions import ACTIONS
from tui.pane import ORDER
from tui.situation import Pane
from widgets.painted import Painted

LATE = datetime(2022, 11, 24, 13, 0, tzinfo=UTC)
"""An evening with something of every kind: people on post, lost ones, work counted, watches handed over."""
PASSED_OVER = frozenset({"leave", "type", "sync"})
NAMES: Final = ("unit", "place", "task")
EACH: Final = 12
See = Callable[[str, Widget], None]


def november() -> list[AnyRecord]:
    """What that November left on a late evening: of each kind enough for every screen to have something to show."""
    kept: list[AnyRecord] = []
    for of_kind in told(LATE).records.values():
        live = sorted(of_kind.values(), key=lambda record: record.rev, reverse=True)
        kept += live if live and kind_of(live[0]) in NAMES else live[:EACH]
    return kept


async def walk(post: Post, see: See) -> None:
    """Show every widget of every screen to `see`, with the name of the action that led there."""
    rest = [action for action in ACTIONS if action.name not in PASSED_OVER]
    for pane in ORDER:
        await _go_to(post, pane)
        _look(post, pane, see)
        for action in [action for action in rest if not action.why_not(post.screen.here())]:
            rest.remove(action)
            post.screen.keyboard.act(action)
            await post.settle()
            _look(post, f"{pane}: {action.name}", see)
            await _leave(post, pane)
    for action in rest:
        post.screen.keyboard.act(action)
        await post.settle()
        _look(post, f"why not: {action.name}", see)


def _look(post: Post, where: str, see: See) -> None:
    for widget in post.screen.query("*"):
        if isinstance(widget, Painted | Input) and widget.visible and widget.display and widget.region.area:
            see(where, widget)


async def _leave(post: Post, pane: Pane) -> None:
    for _ in range(4):
        if not post.screen.overlays.is_open and not post.table.is_editing:
            break
        await post.press("escape")
    post.screen.changing.let_go()
    await _go_to(post, pane)


async def _go_to(post: Post, pane: Pane) -> None:
    if post.screen.pane != pane:
        post.screen.go_to_pane(pane)
        await post.settle()


def lines_of(widget: Widget) -> list[str]:
    """What a person reads on it."""
    strips = [widget.render_line(y) for y in range(widget.size.height)]
    return ["".join(segment.text for segment in strip) for strip in strips]
