"""Completion on the shell: click's own machinery, and the ids that this machine knows.

1. Nothing is asked of a network, a keyring or a lock: ids come out of the cache, the newest of any instance.
2. What cannot be known just now (no sign-in, a faulty setting, an unreadable cache) completes nothing and says nothing:
   the person is in the middle of a line.
3. Which kind of record a word names follows from its name and metavar, so that a new command completes without more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

import click
from click.shell_completion import CompletionItem, get_completion_class

from postcmd import panes
from postcmd.board import Board
from postcmd.clean import clean
from postcmd.decoding import convert
from postcmd.errors import PostError
from postcmd.records import KINDS, AnyRecord, Kind, Place, Quota, Request, Squad, Task, Unit
from postcmd.words import N_
from tui.cli_exit import DONE

SHELLS: Final = ("bash", "zsh", "fish")
VARIABLE: Final = "_POSTCMD_COMPLETE"
MOST: Final = 300
"""So many are offered at once; whoever wants others types more of it."""
LONGEST: Final = 60
NAMED_OTHERWISE: Final[dict[str, tuple[Kind, ...]]] = {
    "giver": ("quota",),
    "receiver": ("quota", "unit"),
    "issuers": ("unit",),
    "roots": ("unit",),
    "record_id": ("quota", "request", "squad"),
}


class IdOf(click.types.StringParamType):
    """The id of a record of some kinds; any text is taken, the command itself says what is wrong with it."""

    def __init__(self, kinds: tuple[Kind, ...]) -> None:
        self.kinds = kinds

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        board = _board(ctx)
        if board is None:
            return []
        found = (record for kind in self.kinds for record in board.every(kind) if record.id.startswith(incomplete))
        items = [CompletionItem(one.id, help=clean(_name_of(board, one))[:LONGEST]) for one in _first(found)]
        return sorted(items, key=lambda item: str(item.value))


def _first(found: Iterable[AnyRecord]) -> Iterator[AnyRecord]:
    for nth, record in enumerate(found):
        if nth == MOST:
            return
        yield record


def complete_ids(command: click.Command) -> None:
    """Let every word of the command, and of those below, that names a record complete."""
    for parameter in command.params:
        kinds = kinds_of(parameter)
        if kinds and parameter.type is click.STRING:
            parameter.type = IdOf(kinds)
    for below in command.commands.values() if isinstance(command, click.Group) else ():
        complete_ids(below)


def kinds_of(parameter: click.Parameter) -> tuple[Kind, ...]:
    """Which records the word may name: `quota_id`, `--unit`, `QUOTA|REQUEST…`."""
    name, metavar = parameter.name or "", parameter.metavar or ""
    if name in NAMED_OTHERWISE:
        return NAMED_OTHERWISE[name]
    said = re.findall(r"[a-z]+", metavar.lower())
    words = [*re.findall(r"[a-z]+", name), *said] if set(said) & {"id", *KINDS} else []
    return tuple(dict.fromkeys(convert(word, Kind) for word in words if word in KINDS))


@click.command("completion", help=N_("Print what makes this shell complete commands, options and ids."))
@click.argument("shell", type=click.Choice(SHELLS))
def completion(shell: str) -> int:
    kind = get_completion_class(shell)
    root = click.get_current_context().find_root()
    if kind is not None:
        # bash's own way would start a bash to ask for its version.
        made = kind(root.command, {}, "postcmd", VARIABLE)
        click.echo(made.source_template % made.source_vars())
    return DONE


def _board(ctx: click.Context) -> Board | None:
    """What this machine knows of the post that is meant, also by what stands on the line already."""
    from sync.post import open_cache
    from tui.cli_post import load_with, post_of
    from tui.cli_read import board_of

    try:
        post = post_of(load_with(ctx.find_root().obj or {}))
        return board_of(open_cache(post.url, post.account))
    except (PostError, OSError):
        return None


def _name_of(board: Board, record: AnyRecord) -> str:
    match record:
        case Quota():
            request = board.request(record.request)
            place = panes.place_name(board, request.place) if request is not None else ""
            return f"{place} {panes.unit_name(board, record.unit)} {record.min}-{record.max or ''}"
        case Request():
            return panes.place_name(board, record.place)
        case Squad() | Unit() | Place():
            return record.name
        case Task():
            return record.zh
        case _:
            return ""
