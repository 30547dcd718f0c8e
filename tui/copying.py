"""Orders, chases, cancellations, records on their way into a chat group: to the terminal's clipboard, and into a file.

1. The operator's own template is used where there is one; a wrong one is said with its file and line, and nothing of it
   is copied.
2. The text goes to the clipboard (OSC 52) and into a file for its owner alone; which of both is known to have worked
   is said.
3. Nothing of a roster is copied from here: records hold numbers, no names.
4. An order for what was withdrawn, declined or cancelled is a cancellation.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from postcmd.board import Board, Key
from postcmd.chase import Chase
from postcmd.errors import BadConfig, PostError
from postcmd.orders import assigned, cancel_text, chase_text, order_text
from postcmd.panes import ENDED, NOT_COUNTED, matters_now, today
from postcmd.records import Quota
from postcmd.templating import Sort
from postcmd.words import N_, _, ngettext
from tui import handover
from tui.own_templates import template, tongue
from tui.situation import Here

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen
    from widgets.card import Section

FOLDER: Final = "orders"
Copied = Sort | Literal["sheet", "report", "record", "card"]
SORTS: Final[dict[Copied, str]] = {
    "order": N_("The order"),
    "chase": N_("The chase"),
    "cancel": N_("The cancellation"),
    "sheet": N_("The sheet of the day"),
    "report": N_("The report"),
    "record": N_("The record"),
    "card": N_("What stands here"),
}


# What is copied


def text_of(board: Board, quota_ids: Sequence[str], folder: Path | None = None) -> tuple[Sort, str]:
    """The order for these quotas; a cancellation where none of them is asked for any more."""
    spoken, sender = tongue(), board.link.account
    sort: Sort = "order" if any(_is_asked(board, quota_id) for quota_id in quota_ids) else "cancel"
    make = order_text if sort == "order" else cancel_text
    return sort, make(board, quota_ids, template(sort, spoken, folder), spoken, sender)


def _is_asked(board: Board, quota_id: str) -> bool:
    quota = board.quota(quota_id)
    request = board.request(quota.request) if quota is not None else None
    is_over = request is not None and request.status in ENDED
    return quota is not None and quota.status not in NOT_COUNTED and not is_over


def meant(here: Here) -> list[str]:
    """The quotas under the cursor or selected; of a request those of the day that matters, all where it is over."""
    ids = here.chosen or ((here.id,) if here.id is not None else ())
    if here.pane == "quota":
        return list(ids)
    found: list[str] = []
    for request_id in ids if here.pane == "request" else ():
        request = here.board.request(request_id)
        line = matters_now(request, today(here.board)) if request is not None else None
        held = assigned(here.board, request_id)
        todays = [one for one in held if line is not None and _day(here.board, one) == line.day]
        found += held if request is not None and request.status in ENDED else todays or held
    return found


def _day(board: Board, quota_id: str) -> object:
    quota = board.get("quota", quota_id)
    return quota.day if isinstance(quota, Quota) else None


def copy_order(screen: BoardScreen, quota_ids: Sequence[str]) -> None:
    try:
        sort, text = text_of(screen.board, quota_ids)
    except BadConfig as wrong:
        _say_wrong(screen, wrong)
        return
    _copy(screen, sort, text)


def copy_chases(screen: BoardScreen, chases: Sequence[Chase]) -> None:
    """One text for each request or notice that these are about."""
    if not chases:
        screen.say(_("Nobody has to be chased."))
        return
    spoken = tongue()
    try:
        text = chase_text(screen.board, chases, template("chase", spoken), spoken, screen.board.link.account)
    except BadConfig as wrong:
        _say_wrong(screen, wrong)
        return
    _copy(screen, "chase", text)


def copy_sheet(screen: BoardScreen, text: str) -> None:
    """The sheet of a day, as it was written."""
    _copy(screen, "sheet", text)


def copy_records(screen: BoardScreen, keys: Sequence[Key]) -> None:
    """What is known of these records, without their events."""
    from tui import detail

    texts = [card_text(detail.title(screen.board, key), detail.sections(screen.board, key)[:1]) for key in keys]
    _copy(screen, "record", "\n".join(texts))


def copy_card(screen: BoardScreen, title: str, sections: Sequence[Section]) -> None:
    """What a card shows, as far as it can be scrolled."""
    _copy(screen, "card", card_text(title, sections))


def copy_list(screen: BoardScreen, heading: str, lines: Sequence[str]) -> None:
    """A list as it stands."""
    _copy(screen, "card", "\n".join((heading, *lines)) + "\n")


def card_text(title: str, sections: Sequence[Section]) -> str:
    """A line for the title and one for each fact; a heading has an empty line before it."""
    lines = [title]
    for section in sections:
        lines += ["", section.heading] if section.heading else []
        lines += [f"{fact.label}  {fact.text}".strip() for fact in section.facts]
    return "\n".join(lines) + "\n"


def copy_report(screen: BoardScreen, text: str) -> None:
    """The report of a period, as it was written."""
    _copy(screen, "report", text)


def _copy(screen: BoardScreen, sort: Copied, text: str) -> None:
    screen.app.copy_to_clipboard(text)
    screen.run_worker(_keep(screen, sort, text), group="copy", exit_on_error=True)


async def _keep(screen: BoardScreen, sort: Copied, text: str) -> None:
    lines = len(text.splitlines())
    said = ngettext("{what}, {n} line, sent to the terminal", "{what}, {n} lines, sent to the terminal", lines)
    what = said.format(what=_(SORTS[sort]), n=lines)
    name = f"{sort}-{datetime.now(UTC):%m%d-%H%M%S}"
    try:
        path = await asyncio.to_thread(handover.keep, screen.post_folder / FOLDER, name, text)
    except (OSError, PostError) as wrong:
        screen.say(_("{what}, but to no file: {why}").format(what=what, why=_text_of(wrong)), "warn")
    else:
        screen.say(_("{what}, and kept in {path}").format(what=what, path=short_path(path)), "good")


def _say_wrong(screen: BoardScreen, wrong: BadConfig) -> None:
    screen.say(_text_of(wrong), "bad")


def _text_of(wrong: OSError | PostError) -> str:
    from tui.sentences import sentence_of

    return sentence_of(wrong) if isinstance(wrong, PostError) else str(wrong)


def short_path(path: Path) -> str:
    """As a person would type it."""
    home = Path.home()
    return f"~/{path.relative_to(home)}" if path.is_relative_to(home) else str(path)
