"""A list of who came to a post, or left it, read line by line, and sent where somebody is sure.

1. Looking changes nothing; what a line became of is said for each line, and why it became nothing.
2. One line that cannot be read, or that the rules refuse, keeps none of the others: those are sent, and it is told of
   by its number (5: somebody has to look at it).
3. Names stay here: what is sent are counts, and numbers of the roster. Nothing of the list is written to a file.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

from postcmd.board import Board
from postcmd.check_lines import CheckLine, Gate, ops_of, read_checks
from postcmd.errors import Refused
from postcmd.limits import day_of_duty, limits_for
from postcmd.ops import Op
from postcmd.roster import Person
from postcmd.words import _
from tui.check_words import VERDICTS, why_text
from tui.cli_exit import ATTENTION, DONE
from tui.cli_making import change, fresh_ids
from tui.cli_moments import happened_at, now_of
from tui.cli_on_posts import post_of
from tui.cli_options import How
from tui.cli_output import Cell, Column, say, table, tell, tell_json
from tui.cli_paste import people_by_name
from tui.cli_read import read
from tui.config import Config
from tui.post_words import duties_now, groups_at
from tui.sentences import sentence_of

WRONG: Final = frozenset({"unclear", "error"})
Left = tuple[bool, str]
"""Whether they have left, and when it was."""


def checks(config: Config, post_id: str, text: str, left: Left, is_sure: bool, how: How) -> int:
    reading = read(config)
    units = post_of(reading.board, post_id).units
    otherwise = _("Names that nobody knows are counted as heads.")
    people = people_by_name(reading.board, reading.post, units, otherwise)
    if is_sure:
        return _sent(config, post_id, text, left, people, how)
    lines = _read(reading.board, post_id, text, left, people)
    if how.as_json:
        tell_json("lines", [_row(line) for line in lines], reading.board.link.as_of, reading.source)
    else:
        tell(_table(lines))
    heads = sum(line.heads for line in lines if line.counts)
    said = _("{n} heads would be checked out.") if left[0] else _("{n} heads would be checked in.")
    say(said.format(n=heads) + " " + _("Nothing was sent: add --yes."))
    return _end(sum(line.verdict in WRONG for line in lines))


def _sent(config: Config, post_id: str, text: str, left: Left, people: Sequence[Person], how: How) -> int:
    meant: list[CheckLine] = []
    kept_out: list[str] = []

    def wish(board: Board) -> Sequence[Op]:
        lines = _read(board, post_id, text, left, people)
        meant.extend(line for line in lines if line.counts)
        kept_out.extend(_told(line, why_text(line.why)) for line in lines if line.verdict in WRONG)
        return _ops(board, post_id, meant, left)

    def refused(nth: int, why: Refused) -> None:
        kept_out.append(_told(meant[nth], sentence_of(why)))

    code = change(config, wish, how, refused=refused)
    for sentence in kept_out:
        say(sentence)
    return max(code, _end(len(kept_out)))


def _ops(board: Board, post_id: str, lines: Sequence[CheckLine], left: Left) -> list[Op]:
    """One for each line, so that one that is refused is told of by its line."""
    post, (out, at) = post_of(board, post_id), left
    moment, duties, ids = happened_at(board, at), duties_now(board, post_id, now_of(board)), fresh_ids()
    day = day_of_duty(moment or now_of(board), limits_for(post, None, board).boundary)
    made = (op for line in lines for op in ops_of([line], duties, post, day, ids, out=out))
    return [msgspec.structs.replace(op, at=moment) for op in made]


def _end(bad: int) -> int:
    return ATTENTION if bad else DONE


def _told(line: CheckLine, why: str) -> str:
    return _("Line {n}, “{text}”: {why}").format(n=line.number, text=line.text, why=why)


def _read(board: Board, post_id: str, text: str, left: Left, people: Sequence[Person]) -> list[CheckLine]:
    post = post_of(board, post_id)
    duties = duties_now(board, post_id, now_of(board))
    return read_checks(text, Gate(duties, groups_at(board, post, duties), people), out=left[0])


def _row(line: CheckLine) -> dict[str, object]:
    group = line.group
    whose = {"unit": group.unit if group else None, "squad": group.squad if group else None, "person": line.person}
    said = {"line": line.number, "name": line.name, "verdict": line.verdict, "heads": line.heads, "duty": line.duty}
    return {**said, **whose, "why": line.why}


def _table(lines: Sequence[CheckLine]) -> str:
    columns = [Column("#", right=True), Column(_("name")), Column(_("heads"), right=True), Column(""), Column(_("why"))]
    return table(columns, [_cells(line) for line in lines])


def _cells(line: CheckLine) -> list[Cell]:
    heads = line.heads if line.counts else None
    return [line.number, line.name or line.text, heads, _(VERDICTS[line.verdict]), why_text(line.why)]
