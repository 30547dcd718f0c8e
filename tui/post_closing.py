"""The last day of a post, and taking it up again; what was done there stays."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from postcmd import intents_of_posts as intents
from postcmd import panes
from postcmd.board import Board
from postcmd.records import Post
from postcmd.words import _
from postcmd.written import day_text
from tui import post_words as words
from tui import rights
from tui.answer_line import Ask, ask
from tui.keymap import keyed
from tui.over_list import do
from tui.request_words import parse_days

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen


def close_label(board: Board, post: Post | None) -> str:
    return _("take up again") if post is not None and _is_closed(board, post) else _("last day")


def close_or_reopen(screen: BoardScreen, post: Post, then: Callable[[], object]) -> None:
    """Ask for its last day; one that has had it is taken up again."""
    board = screen.board
    if why := rights.why_not_done(board, intents.close_post(post, None)):
        screen.say(why, "warn")
    elif _is_closed(board, post):
        said = _("{post} is taken up again.").format(post=words.title(board, post.id))
        do(screen, [intents.close_post(post, None)], said)
        then()
    else:
        label = _("{post}: its last day?").format(post=words.title(board, post.id))
        ask(screen, Ask(label, lambda typed: _closed(screen, post.id, typed, then), day_text(panes.today(board))))


def _closed(screen: BoardScreen, post_id: str, typed: str, then: Callable[[], object]) -> None:
    board = screen.board
    post = board.get("post", post_id)
    if isinstance(post, Post):
        day = parse_days(typed, panes.today(board))[0]
        text = keyed(_("{post} is manned for the last time on {day}; <posts.close> takes it up again."))
        do(screen, [intents.close_post(post, day)], text.format(post=words.title(board, post_id), day=day_text(day)))
        then()


def _is_closed(board: Board, post: Post) -> bool:
    return post.until is not None and post.until <= panes.today(board)
