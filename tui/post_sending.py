"""Sending on: heads leave their post and stand at another from this moment on.

1. The posts that are short stand first, then those of the same request, then those of the same place.
2. They stand there to the end of its shift; beyond a limit a reason is asked for, and who answers for it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from postcmd import intents_of_posts as intents
from postcmd.board import Board
from postcmd.records import Duty, Post
from postcmd.relief import until
from postcmd.standing_watch import at_rest, watch
from postcmd.words import _
from tui import post_words as words
from tui.answer_line import Ask, ask, ask_heads
from tui.beyond_limits import plan_and
from tui.gestures import new_id
from tui.pick_list import Pick, PickList
from tui.trial import context
from widgets.choice import Option

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen

MOST: Final = 8
OTHER: Final = "other:"


def ask_send_on(screen: BoardScreen, duty: Duty, then: Callable[[], object]) -> None:
    """Where to, and how many of them?"""
    question = _("{who}: on to which post?").format(who=words.who(screen.board, duty, screen.people))
    _pick(screen, question, _options(screen.board, duty, ""), duty, then)


def _pick(screen: BoardScreen, question: str, found: list[Option], duty: Duty, then: Callable[[], object]) -> None:
    def chosen(value: str) -> None:
        if value == OTHER:
            ask(screen, Ask(_("Post:"), named))
        else:
            _ask_heads(screen, duty, value, then)

    def named(typed: str) -> None:
        options = _options(screen.board, duty, typed)
        if len(options) == 1:
            screen.say(_("No other post is called {name}.").format(name=typed), "warn")
        elif len(options) == 2:
            _ask_heads(screen, duty, options[0].value, then)
        else:
            _pick(screen, question, options, duty, then)

    screen.overlays.open(PickList, Pick(question, found, chosen), above=True)


def _options(board: Board, duty: Duty, typed: str) -> list[Option]:
    """The posts they may go to, at the end the way to any other."""
    now = context(board).now
    seen = watch(board, None, now)
    short = {row.post.id: row.short or row.short_soon for row in seen.rows}
    rest = [one.post for one in at_rest(board, None, now, seen) if not one.is_over]
    posts = [*(row.post for row in seen.rows), *rest]
    here = board.get("post", duty.post)
    request = here.request if isinstance(here, Post) else None

    def far(post: Post) -> tuple[bool, bool, bool, int]:
        missing = short.get(post.id, 0)
        return not missing, request is None or post.request != request, post.place != duty.place, -missing

    wanted = [one for one in posts if one.id != duty.post and typed in words.title(board, one.id)]
    options = [
        Option(one.id, words.title(board, one.id), _missing(short.get(one.id, 0))) for one in sorted(wanted, key=far)
    ]
    return [*options[:MOST], Option(OTHER, _("another post"))]


def _missing(heads: int) -> str:
    return _("{n} missing").format(n=heads) if heads else ""


def _ask_heads(screen: BoardScreen, duty: Duty, post_id: str, then: Callable[[], object]) -> None:
    board = screen.board
    question = _("How many of {who} go to {post}?")
    label = question.format(who=words.who(board, duty, screen.people), post=words.title(board, post_id))
    ask_heads(screen, label, lambda heads: _send(screen, duty.id, post_id, heads, then), duty.here)


def _send(screen: BoardScreen, duty_id: str, post_id: str, heads: int, then: Callable[[], object]) -> None:
    board = screen.board
    duty, post = board.get("duty", duty_id), board.get("post", post_id)
    if isinstance(duty, Duty) and isinstance(post, Post):
        op = intents.move(duty, new_id(), post, heads, until(board, post, context(board).now))
        text = _("{who}: {n} go on to {post}.")
        said = text.format(who=words.who(board, duty, screen.people), n=heads, post=words.title(board, post_id))
        plan_and(screen, [op], [], said, then)
