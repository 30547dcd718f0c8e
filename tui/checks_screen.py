"""Who came to a post, or left it, pasted out of a chat group: what each line would do, before anything is sent.

1. Every line shows its verdict and why; nothing is sent before Enter, and then all of it as one edit.
2. `o` says that these have left instead.
3. Names stand on this screen only; what is sent are numbers of the roster, and counts.
4. Whoever is checked in elsewhere is asked about, once for all of them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from postcmd.board import Board
from postcmd.check_lines import CheckLine, Gate, ops_of, read_checks
from postcmd.limits import day_of_duty, limits_for
from postcmd.ops import Op
from postcmd.records import Duty, Post
from postcmd.words import _, ngettext
from tui import post_words as words
from tui.beyond_limits import plan_and
from tui.check_words import TONES, VERDICTS, why_text
from tui.gestures import new_id
from tui.open_layer import RowKey
from tui.pasted import PastedList
from tui.roster_screen import follow_names
from tui.trial import context
from widgets.columns import Column
from widgets.rows import Cell, Row, Tone

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen

WRONG: Final = frozenset({"unclear", "error"})


class AtPost(NamedTuple):
    """The post they came to, and where the list leads back to."""

    post: str
    back: Callable[[], object]


class ChecksList(PastedList):
    """One line for each of the list; the subject is an AtPost."""

    LAYER = "checks"

    def __init__(self, screen: BoardScreen) -> None:
        super().__init__(screen, _columns())
        self._out = False
        self._read: list[CheckLine] = []
        self._duties: list[Duty] = []

    async def begin(self, subject: Any) -> None:
        self._out = False
        await super().begin(subject)
        follow_names(self.board_screen, "", self._with_names)

    def _with_names(self) -> None:
        self.follow() if self.has_class("-open") else self.board_screen.people.forget()

    def leave(self) -> None:
        self.board_screen.people.forget()
        self.subject.back()

    @property
    def _board(self) -> Board:
        return self.board_screen.board

    @property
    def _post(self) -> Post | None:
        found = self._board.get("post", self.subject.post)
        return found if isinstance(found, Post) else None

    # What stands there

    def heading(self) -> str:
        text = _("Who left: {post}") if self._out else _("Who came: {post}")
        return text.format(post=words.title(self._board, self.subject.post))

    def counts(self) -> str:
        if self.is_typed or not self._text:
            return self.typing()
        said = [
            f"{_(called)} {n}"
            for verdict, called in VERDICTS.items()
            if (n := sum(one.verdict == verdict for one in self._read))
        ]
        return "  ".join([self._outcome(), *said])

    def _outcome(self) -> str:
        """How many are there now, and would be."""
        here = sum(one.here for one in self._duties)
        return _("{here} → {then} here").format(here=here, then=here - self._heads if self._out else here + self._heads)

    @property
    def _heads(self) -> int:
        return sum(one.heads for one in self._read if one.counts)

    def rows(self) -> list[Row]:
        post = self._post
        if post is None:
            return []
        self._duties = words.duties_now(self._board, post.id, context(self._board).now)
        groups = words.groups_at(self._board, post, self._duties)
        gate = Gate(self._duties, groups, self.board_screen.people.all)
        self._read = read_checks(self._text, gate, out=self._out)
        # What a person has to look at stands first.
        return [self._row(one) for one in sorted(self._read, key=lambda one: (one.verdict not in WRONG, one.number))]

    def _row(self, line: CheckLine) -> Row:
        tone = TONES[line.verdict]
        cells = (
            Cell(str(line.number), "dim"),
            Cell(_(VERDICTS[line.verdict]), tone),
            Cell(line.name or (line.text if not line.counts else "")),
            Cell(str(line.heads) if line.counts else ""),
            Cell(self._whom(line) if line.counts else why_text(line.why), _whom_tone(line, tone)),
            Cell(line.text, "dim"),
        )
        return Row(str(line.number), cells, Cell("!" if line.verdict in WRONG else "", tone))

    def _whom(self, line: CheckLine) -> str:
        """Whose duty they are on."""
        duty = next((one for one in self._duties if one.id == line.duty), None)
        if duty is not None:
            whom = words.who(self._board, duty, self.board_screen.people)
            times = words.times(self._board, duty.begins, duty.ends)
            return "  ".join(filter(None, (why_text(line.why), f"{whom} {times}")))
        return words.group_name(self._board, line.group) if line.group is not None else ""

    # Its keys

    def keys(self) -> list[RowKey]:
        n = self._heads
        came, left = (
            ngettext("checks {n} in", "checks {n} in", n),
            ngettext("checks {n} out", "checks {n} out", n),
        )
        return [
            RowKey(
                "send", self._send, "" if n else self._why_not_sent(), label=(left if self._out else came).format(n=n)
            ),
            RowKey(
                "turn",
                self._turn,
                self._why_not_turned(),
                label=_("these have come") if self._out else _("these have left"),
            ),
            RowKey("back", self.leave),
        ]

    def _why_not_sent(self) -> str:
        return _("No line of this counts.") if self._text else _("Nothing has been pasted yet.")

    def _why_not_turned(self) -> str:
        # Before anything was pasted a letter is the first of a list that is typed.
        return "" if self._text else _("Nothing has been pasted yet.")

    def _turn(self) -> None:
        self._out = not self._out
        self.follow()

    def _send(self) -> None:
        board, post = self._board, self._post
        if post is None:
            return
        day = day_of_duty(context(board).now, limits_for(post, None, board).boundary)
        ops: list[Op] = list(ops_of(self._read, self._duties, post, day, iter(new_id, ""), out=self._out))
        text = _("Checked out: {whom}, {n}") if self._out else _("Checked in: {whom}, {n}")
        said = text.format(whom=words.title(board, post.id), n=self._heads)
        plan_and(self.board_screen, ops, [], said, self.leave)


def _whom_tone(line: CheckLine, tone: Tone) -> Tone:
    if not line.counts:
        return tone
    return "warn" if line.why else "dim"


def _columns() -> tuple[Column, ...]:
    return (
        Column("line", _("line"), 4, align="right", numeric=True),
        Column("verdict", _("verdict"), 13, min=10, shrink=3),
        Column("name", _("name"), 12, min=8, flex=1, pinned=True),
        Column("heads", _("heads"), 5, align="right", numeric=True),
        Column("why", _("on duty with, or why not"), 24, min=12, flex=2, shrink=1),
        Column("text", _("as it was pasted"), 20, min=8, flex=2, shrink=2),
    )
