"""A list of a chat group 接龙, read for a quota: shown line by line, and sent only when that was asked for.

1. Reading changes nothing; what a line became of is said for each line, and why it became nothing.
2. Names stay here: what is sent are counts, and numbers of the roster. Nothing of the list is written to a file.
3. The roster is asked where the grant covers it; without it, or while it cannot be read, every name is a head that is
   counted, and that is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from postcmd import panes
from postcmd.board import Board
from postcmd.errors import PostError
from postcmd.intents_of_people import of_roll
from postcmd.ops import Op
from postcmd.roll import Roll, RollLine, Verdict, Why, read_roll
from postcmd.roster import Person
from postcmd.words import N_, _
from tui.cli_exit import DONE
from tui.cli_making import change, fresh_ids, quota_of
from tui.cli_options import How
from tui.cli_output import Cell, Column, say, table, tell, tell_json
from tui.cli_post import Post
from tui.cli_read import read
from tui.cli_way import unlocked
from tui.config import Config
from tui.sentences import sentence_of

VERDICTS: Final[dict[Verdict, str]] = {
    "matched": N_("matched"),
    "new": N_("new name"),
    "duplicate": N_("duplicate"),
    "withdrawn": N_("withdrew"),
    "ambiguous": N_("ambiguous"),
    "error": N_("not read"),
}
WHYS: Final[dict[Why, str]] = {
    "in_list": N_("already further up"),
    "signed_up": N_("signed up already"),
    "several_people": N_("several people have that name"),
    "same_name": N_("the same name with another note"),
    "brings_others": N_("brings others: sign them up by count"),
    "later_line": N_("withdrawn further down"),
    "not_on_the_list": N_("was not signed up"),
    "no_name": N_("no name"),
    "not_a_name": N_("this is not a name"),
    "several_names": N_("more than one name"),
    "too_long": N_("the list ends here: it is too long"),
}


def paste(config: Config, quota_id: str, text: str, is_sure: bool, how: How) -> int:
    reading = read(config)
    units = [quota_of(reading.board, quota_id).unit]
    people = people_by_name(reading.board, reading.post, units, _("Every name is counted as a head."))
    if is_sure:
        return change(config, lambda board: _meant(board, quota_id, text, people), how)
    roll = _read(reading.board, quota_id, text, people)
    if how.as_json:
        rows = [_row(line) for line in roll.lines]
        tell_json("lines", rows, reading.board.link.as_of, reading.source)
    else:
        tell(_table(roll))
    say(_("{n} heads would be signed up. Nothing was sent: add --yes.").format(n=roll.heads))
    return DONE


def people_by_name(board: Board, post: Post, units: Iterable[str], otherwise: str) -> Sequence[Person]:
    """Whoever of the units is known by name to whom the roster was granted; kept in memory alone."""
    from sync.people import people_of

    if not any(grant.roster for grant in board.link.grants):
        return ()
    keys = unlocked(post)
    try:
        return [one for unit in units for one in people_of(post.url, keys.token, unit, keys=keys)]
    except PostError as error:
        say(f"{sentence_of(error)} {otherwise}")
        return ()


def _read(board: Board, quota_id: str, text: str, people: Sequence[Person]) -> Roll:
    names = {unit: panes.unit_name(board, unit) for unit in {one.unit for one in people}}
    return read_roll(text, people, board.signups(quota_of(board, quota_id).id), names)


def _meant(board: Board, quota_id: str, text: str, people: Sequence[Person]) -> Sequence[Op]:
    quota = quota_of(board, quota_id)
    return of_roll(quota, _read(board, quota_id, text, people), board.signups(quota.id), fresh_ids())


def _row(line: RollLine) -> dict[str, object]:
    said: dict[str, object] = {"line": line.number, "name": line.name, "person": line.person}
    return {**said, "verdict": line.verdict, "heads": line.heads, "why": line.why}


def _table(roll: Roll) -> str:
    columns = [Column("#", right=True), Column(_("name")), Column(_("heads"), right=True), Column(""), Column(_("why"))]
    return table(columns, [_cells(line) for line in roll.lines])


def _cells(line: RollLine) -> list[Cell]:
    return [line.number, line.name or line.text, line.heads, _(VERDICTS[line.verdict]), _why(line.why)]


def _why(why: Why) -> str:
    return _(WHYS[why]) if why in WHYS else ""
