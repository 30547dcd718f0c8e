"""Opening the board: the cache first, everything else after the first frame.

1. Without a terminal there is no board: one sentence, exit code 2. Where nothing is set up yet, questions come first.
2. Neither a token, a keyring, the network nor a lock is touched before the first frame.
3. In the demo nothing of the person's own post is read or written: the environment says where it lives.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from postcmd.edits import Update
from postcmd.errors import BadConfig
from tui.cli_post import load_with, post_of
from tui.config import Name, Value, why_not_a_post

if TYPE_CHECKING:
    from postcmd.past import PastQuestion
    from postcmd.roster import Person
    from sync.credentials import Credentials
    from sync.engine import Engine
    from sync.figures import Figures
    from sync.past import Stood
    from sync.ports import Desk, Secret


def open_board(flags: Mapping[Name, Value], words: str = "", demo: bool = False, as_of: str = "") -> int:
    """The board of the post that is meant, until it is left; its exit code."""
    config = load_with(flags)
    # The board is drawn on stderr and typed at on stdin.
    missing = why_not_a_post(config)
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise missing or BadConfig("no_terminal")
    from widgets.terminal import prepare_terminal

    prepare_terminal()
    given: Secret | None = None
    if missing is not None:
        from tui.cli_first import set_up

        code, given = set_up(config)
        if code:
            return code
        config = load_with(flags)
    post = post_of(config)
    from sync.post import open_cache

    cached = open_cache(post.url, post.account)
    from tui import place

    kept = place.read(cached.home.folder)
    from tui import keymap
    from tui.app import run_board

    opened: list[Credentials] = []
    at_work: list[Engine] = []

    def unlock(passphrase: Secret) -> None:
        for keys in opened:
            keys.unlock(passphrase)

    def start_sync(listener: Callable[[Update], None]) -> Desk:
        from sync.ports import UNHURRIED
        from sync.post import start_engine
        from tui.cli_way import credentials, way
        from tui.logs import keep_log

        # Whatever logging does not know where to put, it writes on stderr: over the board.
        keep_log(cached.home.folder.parents[1])
        opened.append(credentials(post))
        if given is not None:
            opened[0].hold(given)
        pace = UNHURRIED if config.slow_link else None
        engine = start_engine(cached, way(post, opened[0]), listener, pace)
        at_work.append(engine)
        return engine

    def roster(unit: str, words: str) -> Sequence[Person]:
        from sync.people import people_of
        from tui.cli_way import credentials

        keys = opened[0] if opened else credentials(post)
        return people_of(post.url, keys.token, unit, words, keys=keys)

    def past(asked: PastQuestion) -> Stood:
        from sync.past import past_of
        from tui.cli_way import credentials

        keys = opened[0] if opened else credentials(post)
        return past_of(post.url, keys.token, asked, keys)

    def figures() -> Figures:
        from sync.figures import figures_over_http, held

        drawer = held(lambda: at_work[0].folder if at_work else None)
        return figures_over_http(post.url, cached.home, opened[0].token, drawer, opened[0])

    keymap.use(keymap.keymap_of(config))
    first = None if cached.is_empty else cached.update
    return run_board(
        first=first,
        start_sync=start_sync,
        unlock=unlock,
        post_folder=cached.home.folder.parents[1],
        home=cached.home.folder,
        kept=kept,
        roster=roster,
        past=past,
        as_of=_moment(as_of, first) if as_of else None,
        figures=figures,
        filter_text=words,
        demo=demo,
        mouse=config.mouse,
        slow_link=config.slow_link,
        ascii=config.ascii,
        bell=config.bell,
        theme=config.theme_on(os.environ),
    )


def _moment(typed: str, first: Update | None) -> datetime:
    """BadInput `bad_moment` where it is none: said before the board opens."""
    from postcmd.board import Board
    from tui.moment_line import meant

    board = Board()
    if first is not None:
        board.apply(first)
    return meant(board, typed)
